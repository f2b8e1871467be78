//! How does work flow: what comes in, what gets done, how long it takes, and what lies open longest?

mod counts;
mod cycle;
mod passage;
mod weeks;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use linchpin_model::world::Record;
use linchpin_model::{Date, Item, Moment, World};
use serde::Serialize;

pub use counts::{BlockingLinks, LabelCount, OpenItem};
pub use cycle::{CycleDays, CycleFrom, percentile};
pub use weeks::{WeekDone, WipCount};

use crate::evidence::{Check, Header};
use crate::links::Links;
use crate::scope::{self, Scope};
use passage::Passage;

/// What flow is asked about.
#[derive(Clone, Debug)]
pub struct FlowParams {
    /// The moment whose truth is told: what came to be later is left out, what was finished later is open.
    pub as_of: Moment,
    /// Which items.
    pub scope: Scope,
    /// The zone in which weeks begin.
    pub zone: TimeZone,
    /// How many of the oldest open items are listed.
    pub oldest: usize,
}

impl FlowParams {
    /// All items as of a moment, weeks in UTC, the twenty oldest listed.
    pub fn new(as_of: Moment) -> Self {
        Self { as_of, scope: Scope::All, zone: TimeZone::UTC, oldest: 20 }
    }
}

/// How work flows. `items` is `open` and `done` together; the kinds sum to the whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Flow {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// The figures of all items.
    #[serde(flatten)]
    pub whole: FlowFigures,
    /// The same by kind: `issue`, `pull_request`; what has no kind is an `item`.
    pub by_kind: BTreeMap<Arc<str>, FlowFigures>,
    /// Labels, the most frequent first.
    pub labels: Vec<LabelCount>,
    /// Dependencies among the items.
    pub blocking_links: BlockingLinks,
    /// Open items that no source has any more: in none of the figures.
    pub vanished: usize,
    /// What was met on the way.
    pub checks: Vec<Check>,
}

/// The figures of flow for some items.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FlowFigures {
    /// Items that were there at the moment.
    pub items: usize,
    /// Those not finished.
    pub open: usize,
    /// Those closed, merged or resolved, whatever the reason.
    pub done: usize,
    /// How many of the done were closed without the work.
    pub dropped: usize,
    /// Calendar days from start to finish, with fractions, over the done.
    pub cycle_days: CycleDays,
    /// Where cycle time begins.
    pub cycle_from: CycleFrom,
    /// Done items that have no cycle time: without a start or a finish, or finished before they were started.
    pub excluded: usize,
    /// What was done in each week from the first sign of life to now, weeks without anything among them.
    pub throughput_per_week: Vec<WeekDone>,
    /// Work in progress at the end of each Sunday: started and unfinished; where starts are not known, open.
    pub wip: Vec<WipCount>,
    /// The open items that came to be first.
    pub oldest_open: Vec<OpenItem>,
}

/// Computes how work flows.
///
/// Done is closed, merged or resolved, whatever the reason; of a reopened item the last finish counts. Cycle time is
/// taken kind by kind: from the start if at least half of a kind's done items have one, else from when they came to be.
pub fn flow(world: &World, params: &FlowParams) -> Flow {
    match params.scope {
        Scope::All => of_items(world, world.live::<Item>(), params),
        Scope::Program(_) | Scope::Milestone(_) => on(world, &Links::new(world), params),
    }
}

/// The same with links that were looked up already.
pub fn on(world: &World, links: &Links, params: &FlowParams) -> Flow {
    let items = scope::items_in(world, links, params.scope);
    of_items(world, items.iter().filter_map(|(item, _)| world.get(*item)), params)
}

fn of_items<'w>(
    world: &'w World,
    items: impl Iterator<Item = &'w Record<Item>>,
    params: &FlowParams,
) -> Flow {
    let read = passage::read(items, params);
    let unnamed: Arc<str> = "item".into();
    let mut by_kind: BTreeMap<&Arc<str>, Vec<Passage<'_>>> = BTreeMap::new();
    for passage in read.passages {
        by_kind.entry(passage.kind.unwrap_or(&unnamed)).or_default().push(passage);
    }
    let mut kinds = BTreeMap::new();
    let mut all = Vec::new();
    for (kind, mut passages) in by_kind {
        let from = cycle::begin(&mut passages);
        kinds.insert(kind.clone(), figures(&passages, from, params));
        all.append(&mut passages);
    }
    let from = kinds.values().map(|figures| figures.cycle_from).reduce(CycleFrom::and);
    Flow {
        header: Header::new(world, params.as_of),
        whole: figures(&all, from.unwrap_or(CycleFrom::Created), params),
        by_kind: kinds,
        labels: counts::labels(world, &all),
        blocking_links: counts::blocking_links(world, params, &all),
        vanished: read.vanished.len(),
        checks: passage::checks(&all, &read.vanished),
    }
}

fn figures(passages: &[Passage<'_>], cycle_from: CycleFrom, params: &FlowParams) -> FlowFigures {
    let done = passages.iter().filter(|passage| passage.is_done()).count();
    let cycle_days = cycle::days(passages);
    let weeks = weeks::weeks(passages, params);
    FlowFigures {
        items: passages.len(),
        open: passages.len() - done,
        done,
        dropped: passages.iter().filter(|passage| passage.is_dropped()).count(),
        excluded: done - cycle_days.n,
        cycle_days,
        cycle_from,
        throughput_per_week: weeks::throughput(passages, &weeks),
        wip: weeks::wip(passages, &weeks),
        oldest_open: counts::oldest_open(passages, params),
    }
}

/// The first day of a week and the instant at which it begins.
type Week = (Date, Moment);
