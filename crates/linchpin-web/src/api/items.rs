//! `GET /api/v1/items`: items in the order of their numbers, a page at a time.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use linchpin_analysis::programs::program_of;
use linchpin_analysis::{key_of, state};
use linchpin_model::world::Record;
use linchpin_model::{Date, DayEnd, Item, Moment, PersonId, Priority, ProgramId, Thing, World};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::asking::{limit, moment, person, program, thing};
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::Query;
use crate::guard::Visitor;
use crate::site::Site;

/// Which items, and which page of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    program: Option<String>,
    owner: Option<String>,
    state: Option<OpenOrDone>,
    kind: Option<String>,
    as_of: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

/// Whether work is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OpenOrDone {
    Open,
    Done,
}

/// Items in the order of their numbers.
#[derive(Serialize, ToSchema)]
#[schema(as = ItemPage)]
pub(super) struct Page<'w> {
    /// The position of the last entry that the items rest on.
    position: u64,
    /// The items of this page.
    items: Vec<ToldItem<'w>>,
    /// The key to ask for the next page with; none at the end.
    next: Option<String>,
}

/// An item in short.
#[derive(Serialize, ToSchema)]
#[schema(as = Item)]
struct ToldItem<'w> {
    /// Its key.
    key: String,
    /// What it is called.
    title: Option<&'w str>,
    /// What kind of work it is.
    kind: Option<&'w str>,
    /// Its status, in its tracker's word.
    status: Option<&'w str>,
    /// The name of whoever has it.
    owner: Option<Arc<str>>,
    /// How much it is needed.
    priority: Option<Priority>,
    /// The day on which it is due.
    due: Option<Date>,
    /// When work on it began.
    started_at: Option<Moment>,
    /// When it was finished.
    finished_at: Option<Moment>,
    /// Where its tracker shows it.
    url: Option<&'w str>,
}

impl<'w> ToldItem<'w> {
    fn new(world: &'w World, item: &'w Record<Item>) -> Self {
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

/// What an item must be to be listed.
struct Filter<'a> {
    program: Option<ProgramId>,
    owner: Option<PersonId>,
    state: Option<OpenOrDone>,
    kind: Option<&'a str>,
    as_of: Moment,
}

impl<'a> Filter<'a> {
    fn new(world: &World, asked: &'a Asked, as_of: Moment) -> Result<Self, WebError> {
        Ok(Self {
            program: asked.program.as_deref().map(|key| program(world, key)).transpose()?,
            owner: asked.owner.as_deref().map(|key| person(world, key)).transpose()?,
            state: asked.state,
            kind: asked.kind.as_deref(),
            as_of,
        })
    }

    fn lets_through(&self, world: &World, item: &Record<Item>) -> bool {
        let is_in_state = |state| state::is_open(item, self.as_of) == (state == OpenOrDone::Open);
        self.state.is_none_or(is_in_state)
            && self.owner.is_none_or(|owner| item.owner() == Some(&owner))
            && self.kind.is_none_or(|kind| item.kind().is_some_and(|known| **known == *kind))
            && self.program.is_none_or(|program| program_of(world, item) == Some(program))
    }
}

pub(crate) async fn items(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let limit = limit(asked.limit)?;
    let as_of = moment(&site, asked.as_of.as_deref(), DayEnd::Last)?;
    let world = match as_of {
        Some(at) => site.world_as_of(at).await?,
        None => site.hub().world(),
    };
    let after = match asked.after.as_deref().map(|key| thing(&world, key)).transpose()? {
        None => None,
        Some(Thing::Item(id)) => Some(id),
        Some(_) => return Err(WebError::Wrong { what: "`after` is the key of an item".into() }.into()),
    };
    let filter = Filter::new(&world, &asked, as_of.unwrap_or_else(|| site.hub().now()))?;
    let rest = world.live::<Item>().skip_while(|item| after.is_some_and(|after| item.id <= after));
    let fitting = rest.filter(|item| filter.lets_through(&world, item));
    let mut items: Vec<&Record<Item>> = fitting.take(limit + 1).collect();
    let next = (items.len() > limit).then(|| {
        items.truncate(limit);
        items.last().map(|item| key_of(item)).unwrap_or_default()
    });
    let items = items.into_iter().map(|item| ToldItem::new(&world, item)).collect();
    Ok(json(&Page { position: world.position, items, next }))
}
