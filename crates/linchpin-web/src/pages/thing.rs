//! `GET /things/{key}`: leads to the page of a thing; where its kind has none, this is it: what is said of it, by whom and
//! since when, what can be done, and how it came to be so. `GET /things/{key}/history` is this page of any thing.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use linchpin_analysis::key_of;
use linchpin_hub::Standing;
use linchpin_model::noun::Noun;
use linchpin_model::sentence::name_of;
use linchpin_model::world::Record;
use linchpin_model::{Kind, Thing, with_thing};

use crate::acts::{Act, see_other};
use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::find::find;
use crate::pages::told::{Field, History, fields, history};
use crate::reference::web_address;
use crate::site::Site;
use crate::words::in_address;

#[derive(Template)]
#[template(path = "pages/thing.html")]
struct ThingPage {
    shell: Shell,
    title: String,
    kind: String,
    key: String,
    /// Where its tracker shows it.
    url: Option<String>,
    marks: Vec<&'static str>,
    acts: Vec<Doable>,
    fields: Vec<Field>,
    history: History,
}

/// An act with its form.
pub(crate) struct Doable {
    pub(crate) icon: &'static str,
    pub(crate) title: &'static str,
    pub(crate) address: String,
}

/// The page of a kind of thing, as the first part of its address; none if every thing of the kind is shown here.
pub(crate) fn page_of(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Program => Some("programs"),
        Kind::Milestone => Some("milestones"),
        Kind::Item => Some("items"),
        Kind::Person => Some("people"),
        Kind::Team => Some("teams"),
        _ => None,
    }
}

/// `GET /things/{key}`
pub(crate) async fn page(
    State(site): State<Site>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let standing = site.asked(&asked).await?;
    match page_of(find(&standing.world, &key)?.kind()) {
        Some(kind) => {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            Ok(see_other(&format!("/{kind}/{}{query}", in_address(&key))))
        }
        None => Ok(of_any(State(site), visitor, Path(key), Query(asked)).await?.into_response()),
    }
}

/// `GET /things/{key}/history`
pub(crate) async fn of_any(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let thing = find(&standing.world, &key)?;
    let shell = site.shell(&standing, &asked, name_of(&standing.world, thing), Here::Elsewhere).await?;
    let history = history(&site, &standing, thing).await?;
    let page = with_thing!(thing, N, id => {
        let record = standing.world.get::<N>(id);
        record.map(|record| of::<N>(&standing, record, thing, shell, history))
    });
    let page = page.ok_or_else(|| WebError::not_found(format!("“{key}” was not there yet")))?;
    Ok(Html(page.render()?))
}

/// A name without the key, which stands above it.
fn without_key(name: &str, key: &str) -> String {
    name.strip_prefix(key).map(str::trim_start).filter(|title| !title.is_empty()).unwrap_or(name).to_string()
}

/// What can be done about a thing now.
pub(crate) fn doable<N: Noun>(shell: &Shell, record: &Record<N>) -> Vec<Doable> {
    let key = key_of(record);
    let address = format!("/things/{}", in_address(&key));
    let may_act = !shell.is_past() && record.is_live();
    let acts = Act::ALL.into_iter().filter(|act| may_act && act.is_for(N::KIND));
    let told =
        acts.map(|act| Doable { icon: act.icon(), title: act.title(), address: act.address(&key, &address) });
    told.collect()
}

/// What became of a thing, if it is not simply there.
pub(crate) fn marks<N: Noun>(record: &Record<N>) -> Vec<&'static str> {
    let marks =
        [(record.is_removed(), "It was removed."), (record.has_vanished(), "No source has it any more.")];
    marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).collect()
}

fn of<N: Noun>(
    standing: &Standing,
    record: &Record<N>,
    thing: Thing,
    shell: Shell,
    history: History,
) -> ThingPage {
    let world = &standing.world;
    let url = match thing {
        Thing::Item(item) => world.get(item).and_then(|item| item.url().cloned()),
        Thing::Milestone(milestone) => world.get(milestone).and_then(|milestone| milestone.url().cloned()),
        _ => None,
    };
    ThingPage {
        title: without_key(&shell.title, &key_of(record)),
        kind: thing.kind().to_string().replace('_', " "),
        key: key_of(record),
        url: web_address(url.as_deref()),
        marks: marks(record),
        acts: doable(&shell, record),
        fields: fields(world, record),
        history,
        shell,
    }
}
