//! Every route: its method, its path, the right that it asks for, what it is about, and what body it takes.
//!
//! To add a page: `pages/<name>.rs` with a handler, `templates/pages/<name>.html`, and a line here. There is no other way to
//! a handler, so none can be reached without its guard.

use std::convert::Infallible;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, on};
use tower_http::compression::CompressionLayer;

use crate::error::WebError;
use crate::guard::{self, Right};
use crate::limits::Limits;
use crate::site::Site;
use crate::{acts, api, assets, live, pages};

/// What a route is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The program itself: its files, its health.
    Server,
    /// The whole workspace.
    Workspace,
    /// One thing of any kind.
    Thing,
    /// One entry of the journal.
    Entry,
}

/// What a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing.
    Nothing,
    /// The fields of a form.
    Form,
    /// JSON.
    Json,
    /// A form with a file.
    Upload,
    /// The bytes of a file.
    File,
}

/// One route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The right that it asks for.
    pub right: Right,
    /// What it is about.
    pub resource: Resource,
    /// What a request carries.
    pub body: BodyKind,
}

macro_rules! routes {
    ($($method:ident $path:literal $right:ident $resource:ident $body:ident => $handler:path;)+) => {
        /// Every route.
        pub const TABLE: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            right: Right::$right,
            resource: Resource::$resource,
            body: BodyKind::$body,
        },)+];

        fn guarded(site: &Site) -> Router<Site> {
            Router::new()$(.route(
                $path,
                on(MethodFilter::$method, $handler)
                    .layer::<_, Infallible>(from_fn_with_state((site.clone(), Right::$right), guard::enter))
                    .layer(DefaultBodyLimit::max(room(BodyKind::$body, site.limits()))),
            ))+
        }
    };
}

routes! {
    GET "/" Read Workspace Nothing => pages::pulse::page;
    GET "/api/v1/entries" Read Workspace Nothing => api::entries;
    GET "/api/v1/entries/{position}" Read Entry Nothing => api::entry;
    POST "/api/v1/import" Record Workspace File => api::import;
    GET "/api/v1/items" Read Workspace Nothing => api::items;
    GET "/api/v1/openapi.json" Open Server Nothing => api::document;
    GET "/api/v1/reports/{report}" Read Workspace Nothing => api::report;
    GET "/api/v1/search" Read Workspace Nothing => api::find;
    GET "/api/v1/things" Read Workspace Nothing => api::things;
    GET "/api/v1/things/{key}" Read Thing Nothing => api::thing;
    POST "/api/v1/things/{key}/{act}" Record Thing Json => api::act;
    POST "/api/v1/entries/{position}/undo" Record Entry Json => api::undo;
    GET "/asks" Read Workspace Nothing => pages::asks::page;
    GET "/assets/{name}" Open Server Nothing => assets::serve;
    GET "/changes" Read Workspace Nothing => pages::changes::page;
    GET "/chase" Read Workspace Nothing => pages::chase::all;
    GET "/chase.txt" Read Workspace Nothing => pages::chase::all_as_text;
    GET "/entries/{position}" Read Entry Nothing => pages::entry::page;
    POST "/entries/{position}/undo" Record Entry Form => acts::undo;
    GET "/events" Read Workspace Nothing => live::events;
    GET "/favicon.ico" Open Server Nothing => assets::favicon;
    GET "/import" Record Workspace Nothing => pages::import::page;
    POST "/import" Record Workspace Upload => pages::import::bring;
    GET "/import/{upload}" Record Workspace Nothing => pages::import::show;
    POST "/import/{upload}" Record Workspace Form => pages::import::decide;
    GET "/items/{item}" Read Thing Nothing => pages::item::page;
    GET "/livez" Open Server Nothing => pages::health::live;
    GET "/milestones/{milestone}/chase" Read Thing Nothing => pages::chase::of_milestone;
    GET "/milestones/{milestone}/chase.txt" Read Thing Nothing => pages::chase::of_milestone_as_text;
    GET "/people/{person}" Read Thing Nothing => pages::person::page;
    GET "/people/{person}/ask" Record Thing Nothing => acts::show_several;
    POST "/people/{person}/ask" Record Thing Form => acts::post_several;
    GET "/programs/{program}/chase" Read Thing Nothing => pages::chase::of_program;
    GET "/programs/{program}/chase.txt" Read Thing Nothing => pages::chase::of_program_as_text;
    GET "/milestones/{milestone}" Read Thing Nothing => pages::milestone::page;
    GET "/programs/{program}" Read Thing Nothing => pages::program::page;
    GET "/readyz" Open Server Nothing => pages::health::ready;
    GET "/search" Read Workspace Nothing => pages::search::page;
    GET "/teams/{team}" Read Thing Nothing => pages::team::page;
    GET "/things/{key}" Read Thing Nothing => pages::thing::page;
    GET "/things/{key}/history" Read Thing Nothing => pages::thing::of_any;
    GET "/things/{key}/{act}" Record Thing Nothing => acts::show;
    POST "/things/{key}/{act}" Record Thing Form => acts::post;
}

/// Bytes that a body of a kind may have.
fn room(body: BodyKind, limits: &Limits) -> usize {
    match body {
        BodyKind::Nothing | BodyKind::Form | BodyKind::Json => limits.body_bytes,
        BodyKind::Upload | BodyKind::File => limits.import_bytes,
    }
}

/// All routes behind the checks that every request passes.
pub(crate) fn router(site: &Site) -> Router {
    guarded(site)
        .fallback(not_found)
        .layer(CompressionLayer::new().br(true).gzip(true).quality(tower_http::CompressionLevel::Fastest))
        .layer(from_fn(guard::in_words))
        .layer(from_fn_with_state(site.clone(), guard::in_time))
        .layer(from_fn_with_state(site.clone(), pages::start::let_in))
        .layer(from_fn_with_state(site.clone(), guard::from_here))
        .layer(from_fn(guard::with_answer))
        .layer(from_fn(guard::with_headers))
        .layer(from_fn(guard::as_program))
        .with_state(site.clone())
}

async fn not_found(uri: Uri, headers: HeaderMap) -> axum::response::Response {
    let what = match uri.path().starts_with("/api/") {
        true => "There is nothing for programs at this address",
        false => "There is no page at this address",
    };
    WebError::not_found(what).answer(&headers)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use linchpin_hub::{Hub, Location, OpenParams, SystemChance, SystemClock};

    use super::*;
    use crate::site::SiteParams;

    /// Methods and paths as the router itself prints them.
    fn printed(router: &Router<Site>) -> BTreeSet<(String, String)> {
        let text = format!("{router:?}");
        let (routes, rest) = text.split_once("node: Node { paths: {").expect("the paths are printed");
        let (paths, _) = rest.split_once("} }").expect("the paths have an end");
        let path_of = |id: &str| {
            let rest = paths.split_once(&format!("{id}: \"")).expect("a path for each route").1;
            rest.split('"').next().unwrap_or_default().to_string()
        };
        let routes = routes.split("RouteId(").skip(1).flat_map(|route| {
            let (id, methods) = route.split_once(')').expect("an id");
            let path = path_of(&format!("RouteId({id})"));
            let fields = methods.split(['{', ',']).filter_map(|field| field.trim().split_once(": "));
            let methods = fields.filter(|(name, handler)| {
                ["get", "head", "delete", "options", "patch", "post", "put", "trace", "connect"]
                    .contains(name)
                    && *handler != "None"
            });
            methods.map(|(name, _)| (name.to_uppercase(), path.clone())).collect::<Vec<_>>()
        });
        routes.collect()
    }

    fn site(folder: &tempfile::TempDir) -> Site {
        let location = Location::File(folder.path().join("hub"));
        let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
        let params = OpenParams { location, workspace: None, create: true, clock, chance };
        let hub = Arc::new(Hub::open(params).expect("the hub opens").hub);
        let (address, limits) = (([127, 0, 0, 1], 7700).into(), Limits::default());
        Site::new(SiteParams { hub, address, me: "maya".into(), limits }).expect("the site")
    }

    #[test]
    fn the_table_is_what_the_router_answers() {
        let folder = tempfile::tempdir().expect("a folder");
        let table: Vec<(String, String)> =
            TABLE.iter().map(|route| (route.method.into(), route.path.into())).collect();
        let printed = printed(&guarded(&site(&folder)));
        assert_eq!(printed.len(), table.len(), "no route stands in the table twice");
        assert_eq!(printed, table.into_iter().collect());
    }

    #[test]
    fn what_changes_something_asks_for_the_right_to_and_for_a_body() {
        for route in TABLE {
            let is_safe = route.method == "GET";
            assert!(is_safe || route.right == Right::Record, "{route:?}");
            assert_eq!(is_safe, route.body == BodyKind::Nothing, "{route:?}");
        }
    }
}
