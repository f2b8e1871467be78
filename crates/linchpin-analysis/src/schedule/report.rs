//! The schedule of a World, as people and programs read it.

use jiff::tz::TimeZone;
use linchpin_model::calendar::Wall;
use linchpin_model::world::Record;
use linchpin_model::{Moment, Node as Thing, Noun, World};
use serde::Serialize;

use super::checks::checks;
use super::network::{Network, Progress};
use super::periods::{Periods, of_network};
use super::plan::{Plan, is_problem};
use super::solution::{Dates, Solution, solve};
use crate::evidence::{Check, Header, key_of};
use crate::scope::{Scope, program_of_scope};
use crate::who::{title_of_item, title_of_milestone};

/// What a schedule is asked for.
#[derive(Clone, Copy, Debug)]
pub struct ScheduleParams {
    /// The data date: nothing unfinished lies before it.
    pub as_of: Moment,
    /// Whose items are listed. What they wait for is scheduled with them.
    pub scope: Scope,
}

/// When everything happens, what decides that, and what has room.
///
/// Times are RFC 3339 with the offset of the program's zone. Items stand in outline order, parts after their whole, each by
/// its start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// What every report begins with.
    #[serde(flatten)]
    pub header: Header,
    /// The moment up to which progress is known.
    pub data_date: String,
    /// The first start; none without dates.
    pub start: Option<String>,
    /// The last finish.
    pub finish: Option<String>,
    /// Total float at or below which an item is critical, in working minutes.
    pub critical_threshold_minutes: i32,
    /// Items, milestones and summaries.
    pub items: Vec<ScheduledItem>,
    /// Of a scheduling problem the length of the schedule in periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub makespan_periods: Option<i32>,
    /// Of a scheduling problem the number of periods below which no schedule within capacity can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_bound_periods: Option<i32>,
    /// What was met on the way.
    pub checks: Vec<Check>,
}

/// One item, milestone or summary of a schedule. Its dates are none if it cannot be scheduled; a check says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScheduledItem {
    /// Its key.
    pub key: String,
    /// Its id in the file or tracker it is from.
    pub source_id: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: ScheduledKind,
    /// When it is to start.
    pub start: Option<String>,
    /// When it is to finish.
    pub finish: Option<String>,
    /// Of a scheduling problem its first period, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_period: Option<i32>,
    /// Of a scheduling problem the period after its last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_period: Option<i32>,
    /// The earliest start.
    pub early_start: Option<String>,
    /// The earliest finish.
    pub early_finish: Option<String>,
    /// The latest start that does not move the end of all.
    pub late_start: Option<String>,
    /// The latest finish.
    pub late_finish: Option<String>,
    /// How long it can be delayed before the end of all moves, in working minutes of its calendar.
    pub total_float_minutes: Option<i32>,
    /// How long it can be delayed before another item moves.
    pub free_float_minutes: Option<i32>,
    /// Whether it has no room.
    pub critical: bool,
    /// Whether it is finished.
    pub done: bool,
    /// Keys of what it waits for and would start or finish earlier without, in order.
    pub driven_by: Vec<String>,
    /// What delays it for want of capacity.
    pub delayed_by: Vec<DelayedBy>,
}

/// A delay for want of capacity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DelayedBy {
    /// The person or team.
    pub resource: String,
    /// The key of the item that had them.
    pub by: String,
    /// Working minutes.
    pub minutes: i32,
}

/// What a line of a schedule stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScheduledKind {
    /// Work.
    Item,
    /// A dated outcome.
    Milestone,
    /// The whole of its parts.
    Summary,
}

/// Schedules what a World plans.
///
/// Durations are those given, else likely estimates on the item's calendar, else one working day with a check. A program whose file is
/// Microsoft Project's follows that program's rules. Float is measured against the finish of the network.
pub fn schedule(world: &World, params: &ScheduleParams) -> Schedule {
    let plan = Plan::new(world, params);
    let solution = solve(&plan.network, &plan.rules);
    let program = program_of_scope(world, params.scope).and_then(|program| world.get(program));
    let periods = is_problem(world, program).then(|| of_network(world, &plan, &solution));
    let names: Vec<Name> = plan.things.iter().map(|thing| Name::of(world, *thing)).collect();
    let telling = Telling { plan: &plan, solution: &solution, names: &names, periods: periods.as_ref() };
    let asked = outline(&plan.network, &solution, &names);
    let asked = asked.into_iter().filter(|node| plan.asked.contains(&plan.things[*node as usize]));
    Schedule {
        header: Header::new(world, params.as_of),
        data_date: rfc3339(plan.network.data_date, &plan.zone),
        start: solution.span.map(|(start, _)| rfc3339(start, &plan.zone)),
        finish: solution.span.map(|(_, finish)| rfc3339(finish, &plan.zone)),
        critical_threshold_minutes: plan.rules.critical_threshold,
        items: asked.map(|node| telling.item(node as usize)).collect(),
        makespan_periods: periods.as_ref().map(|periods| periods.makespan),
        lower_bound_periods: periods.as_ref().map(|periods| periods.lower_bound),
        checks: checks(world, &plan, &solution, &names),
    }
}

/// How a thing is called.
pub(super) struct Name {
    pub(super) key: String,
    pub(super) title: String,
    source_id: Option<String>,
    rank: Option<i64>,
}

impl Name {
    pub(super) fn of(world: &World, thing: Thing) -> Self {
        match thing {
            Thing::Item(id) => match world.get(id) {
                Some(item) => Self::new(item, title_of_item(item), item.rank().copied()),
                None => Self::unknown(),
            },
            Thing::Milestone(id) => match world.get(id) {
                Some(record) => Self::new(record, title_of_milestone(record), record.rank().copied()),
                None => Self::unknown(),
            },
        }
    }

    fn new<N: Noun>(record: &Record<N>, title: String, rank: Option<i64>) -> Self {
        let source_id = record.sources.first().map(|link| link.id.to_string());
        Self { key: key_of(record), title, source_id, rank }
    }

    fn unknown() -> Self {
        Self { key: String::new(), title: String::new(), source_id: None, rank: None }
    }
}

/// Nodes in outline order: parts after their whole, each by its start, then its rank.
fn outline(network: &Network, solution: &Solution, names: &[Name]) -> Vec<u32> {
    let place = |node: u32| {
        let start = solution.nodes[node as usize].map(|dates| dates.start);
        (start.is_none(), start, names[node as usize].rank, node)
    };
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); network.nodes.len()];
    let mut roots: Vec<u32> = Vec::new();
    for (node, parent) in network.nodes.iter().zip(0u32..).map(|(node, index)| (index, node.parent)) {
        match parent.filter(|_| !is_in_parent_loop(network, node)) {
            Some(parent) => children[parent as usize].push(node),
            None => roots.push(node),
        }
    }
    roots.sort_by_key(|node| std::cmp::Reverse(place(*node)));
    children.iter_mut().for_each(|list| list.sort_by_key(|node| std::cmp::Reverse(place(*node))));
    let mut ordered = Vec::with_capacity(network.nodes.len());
    while let Some(node) = roots.pop() {
        ordered.push(node);
        roots.extend(&children[node as usize]);
    }
    ordered
}

/// Whether the parents of a node lead back to it.
fn is_in_parent_loop(network: &Network, node: u32) -> bool {
    let mut parent = network.nodes[node as usize].parent;
    let mut steps = 0;
    while let Some(next) = parent.filter(|_| steps < network.nodes.len()) {
        if next == node {
            return true;
        }
        steps += 1;
        parent = network.nodes[next as usize].parent;
    }
    false
}

/// Says what was found of single nodes.
struct Telling<'p> {
    plan: &'p Plan,
    solution: &'p Solution,
    names: &'p [Name],
    periods: Option<&'p Periods>,
}

impl Telling<'_> {
    fn item(&self, node: usize) -> ScheduledItem {
        let (name, dates) = (&self.names[node], self.solution.nodes[node]);
        let told =
            |wall: fn(&Dates) -> Wall| dates.as_ref().map(|dates| rfc3339(wall(dates), &self.plan.zone));
        let periods = self.periods.and_then(|periods| periods.nodes[node]);
        ScheduledItem {
            key: name.key.clone(),
            source_id: name.source_id.clone(),
            title: name.title.clone(),
            kind: self.kind(node),
            start: told(|dates| dates.start),
            finish: told(|dates| dates.finish),
            start_period: periods.map(|(start, _)| start),
            finish_period: periods.map(|(_, finish)| finish),
            early_start: told(|dates| dates.early_start),
            early_finish: told(|dates| dates.early_finish),
            late_start: told(|dates| dates.late_start),
            late_finish: told(|dates| dates.late_finish),
            total_float_minutes: dates.map(|dates| dates.total_float),
            free_float_minutes: dates.map(|dates| dates.free_float),
            critical: dates.is_some_and(|dates| dates.critical),
            done: matches!(self.plan.network.nodes[node].progress, Progress::Done { .. }),
            driven_by: self.driven_by(node),
            delayed_by: Vec::new(),
        }
    }

    fn kind(&self, node: usize) -> ScheduledKind {
        match self.plan.things[node] {
            Thing::Milestone(_) => ScheduledKind::Milestone,
            Thing::Item(_) if self.solution.edge_children[node].is_some() => ScheduledKind::Summary,
            Thing::Item(_) => ScheduledKind::Item,
        }
    }

    fn driven_by(&self, node: usize) -> Vec<String> {
        let links = self.solution.drivers[node].iter().map(|link| &self.plan.network.links[*link as usize]);
        let mut nodes: Vec<u32> = links.map(|link| link.predecessor).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.into_iter().map(|node| self.names[node as usize].key.clone()).collect()
    }
}

/// A minute of the plan with the offset of its zone.
fn rfc3339(wall: Wall, zone: &TimeZone) -> String {
    let instant = wall.timestamp(zone);
    match *zone == TimeZone::UTC {
        true => instant.to_string(),
        false => instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
    }
}
