//! `GET /api/v1/items`: items in the order of their numbers, a page at a time.

use axum::extract::{Query, State};
use axum::response::Response;
use linchpin_analysis::{key_of, thing_of};
use linchpin_model::world::Record;
use linchpin_model::{Date, Item, Moment, Priority, Thing, World};
use serde::{Deserialize, Serialize};

use crate::api::json;
use crate::error::{Problem, WebError};
use crate::guard::Visitor;
use crate::site::Site;

/// Items of a page, and the most that may be asked for.
const PAGE: (usize, usize) = (50, 200);

/// Which page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// After the item with this key.
    after: Option<String>,
    /// How many.
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Page<'w> {
    position: u64,
    items: Vec<ToldItem<'w>>,
    /// The key to ask for the next page with; none at the end.
    next: Option<String>,
}

/// An item in short.
#[derive(Serialize)]
pub(super) struct ToldItem<'w> {
    key: String,
    title: Option<&'w str>,
    kind: Option<&'w str>,
    status: Option<&'w str>,
    owner: Option<std::sync::Arc<str>>,
    priority: Option<Priority>,
    due: Option<Date>,
    started_at: Option<Moment>,
    finished_at: Option<Moment>,
    url: Option<&'w str>,
}

impl<'w> ToldItem<'w> {
    pub(super) fn new(world: &'w World, item: &'w Record<Item>) -> Self {
        Self {
            key: key_of(item),
            title: item.title().map(|title| &**title),
            kind: item.kind().map(|kind| &**kind),
            status: item.status().map(|status| &*status.name),
            owner: item.owner().map(|owner| world.name_of(*owner)),
            priority: item.priority().copied(),
            due: item.due().copied(),
            started_at: item.started_at().copied(),
            finished_at: item.finished_at().copied(),
            url: item.url().map(|url| &**url),
        }
    }
}

pub(crate) async fn items(
    State(site): State<Site>,
    _: Visitor,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|error| WebError::Wrong { what: error.body_text() })?;
    let world = site.hub().world();
    let limit = asked.limit.unwrap_or(PAGE.0).clamp(1, PAGE.1);
    let after = match &asked.after {
        None => None,
        Some(key) => match thing_of(&world, key) {
            Some(Thing::Item(id)) => Some(id),
            _ => return Err(WebError::not_found(format!("There is no item with the key “{key}”")).into()),
        },
    };
    let rest = world.live::<Item>().skip_while(|item| after.is_some_and(|after| item.id <= after));
    let mut items: Vec<&Record<Item>> = rest.take(limit + 1).collect();
    let next = (items.len() > limit).then(|| {
        items.truncate(limit);
        items.last().map(|item| key_of(item)).unwrap_or_default()
    });
    let items = items.into_iter().map(|item| ToldItem::new(&world, item)).collect();
    Ok(json(&Page { position: world.position, items, next }))
}
