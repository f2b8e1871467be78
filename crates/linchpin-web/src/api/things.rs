//! `GET /api/v1/things`: things of every kind; `GET /api/v1/things/{key}`: one of them, as `linchpin show` tells it;
//! `GET /api/v1/search`: those that fit some words.

use axum::extract::State;
use axum::response::Response;
use linchpin_analysis::key_of;
use linchpin_analysis::search::search;
use linchpin_analysis::told::{self, Line, Shown};
use linchpin_model::noun::Noun;
use linchpin_model::sentence::name_of;
use linchpin_model::{DayEnd, Kind, Thing, World, with_thing};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::asking::{limit, moment, thing as thing_with};
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::site::{Site, blocking};

/// Events of a thing that are told with it, the newest.
const MOST_EVENTS: usize = 200;

/// Things of one kind, in the order of their numbers.
#[derive(Serialize, ToSchema)]
#[schema(as = ThingPage)]
pub(super) struct Page {
    /// The position of the last entry that the things rest on.
    position: u64,
    /// The things of this page.
    things: Vec<Named>,
    /// The key to ask for the next page with; none at the end.
    next: Option<String>,
}

/// A thing by name.
#[derive(Serialize, ToSchema)]
struct Named {
    /// Its key.
    key: String,
    /// Its kind.
    kind: String,
    /// What it is called.
    title: String,
}

/// Things that fit, the best first.
#[derive(Serialize, ToSchema)]
pub(super) struct Hits {
    /// The position of the last entry that they rest on.
    position: u64,
    /// The things.
    hits: Vec<Hit>,
}

/// A thing that fits.
#[derive(Serialize, ToSchema)]
struct Hit {
    /// Its key.
    key: String,
    /// Its kind.
    kind: String,
    /// What it is called.
    title: String,
    /// The name of whoever has it.
    owner: Option<String>,
    /// Whether it is over: done, closed or decided.
    is_done: bool,
}

/// Which things.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedThings {
    /// Programs unless said.
    kind: Option<Kind>,
    after: Option<String>,
    limit: Option<usize>,
}

pub(crate) async fn things(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<AskedThings>,
) -> Result<Response, Problem> {
    let (limit, world) = (limit(asked.limit)?, site.hub().world());
    let kind = asked.kind.unwrap_or(Kind::Program);
    let after = asked.after.as_deref().map(|key| thing_with(&world, key)).transpose()?;
    if after.is_some_and(|after| after.kind() != kind) {
        return Err(WebError::Wrong { what: format!("`after` is the key of {}", kind.one()) }.into());
    }
    let after = after.map_or(0, |after| after.number());
    let mut things = with_thing!(Thing::new(kind, 1), N, _id => named::<N>(&world, after, limit + 1));
    let next = (things.len() > limit).then(|| {
        things.truncate(limit);
        things.last().map(|thing| thing.key.clone()).unwrap_or_default()
    });
    Ok(json(&Page { position: world.position, things, next }))
}

fn named<N: Noun>(world: &World, after: u32, most: usize) -> Vec<Named> {
    let rest = world.live::<N>().skip_while(|record| record.id.number() <= after).take(most);
    let named = rest.map(|record| Named {
        key: key_of(record),
        kind: N::KIND.to_string(),
        title: name_of(world, N::thing(record.id)),
    });
    named.collect()
}

/// How a thing is told.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedThing {
    as_of: Option<String>,
}

pub(crate) async fn thing(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<AskedThing>,
) -> Result<Response, Problem> {
    let as_of = moment(&site, asked.as_of.as_deref(), DayEnd::Last)?;
    let now = site.hub().world();
    let thing = thing_with(&now, &key)?;
    let world = match as_of {
        Some(at) => site.world_as_of(at).await?,
        None => now,
    };
    let (entries, older) = site.entries_about(thing, MOST_EVENTS).await?;
    let lines = entries.iter().rev().flat_map(|entry| told::lines_of(&world, entry, Some(thing)));
    let history: Vec<Line> = lines.filter(|line| as_of.is_none_or(|as_of| line.at <= as_of)).collect();
    let shown = Shown::new(&world, thing, &key, history, older);
    let gone = || WebError::not_found(format!("“{key}” was not there yet"));
    Ok(json(&shown.ok_or_else(gone)?))
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedWords {
    /// Nothing fits no words.
    q: Option<String>,
    limit: Option<usize>,
}

pub(crate) async fn find(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<AskedWords>,
) -> Result<Response, Problem> {
    let (limit, world) = (limit(asked.limit)?, site.hub().world());
    let position = world.position;
    let found = blocking(move || search(&world, asked.q.as_deref().unwrap_or(""), limit)).await;
    let hits = found.into_iter().map(|found| Hit {
        key: found.key,
        kind: found.thing.kind().to_string(),
        title: found.title,
        owner: found.owner,
        is_done: found.is_done,
    });
    Ok(json(&Hits { position, hits: hits.collect() }))
}
