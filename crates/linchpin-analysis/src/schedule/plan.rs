//! The network of a World: its items, milestones and dependencies as flat data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use linchpin_model::calendar::Wall;
use linchpin_model::world::Record;
use linchpin_model::{
    Category, Dependency, DependencyId, DependencyKind, Estimate, Item, Milestone, Moment, Node as Thing,
    Priority, Program, World,
};

use super::calendars::Calendars;
use super::network::{Constraint, Lag, Link, LinkKind, Network, Node, Progress, Rules};
use super::report::ScheduleParams;
use crate::links::{Links, resolve};
use crate::programs::{program_of, program_of_milestone};
use crate::scope::{items_in, milestones_in, program_of_scope, urgency};
use crate::state;

/// Working days that an item is taken to need of which nothing is known.
pub(crate) const UNKNOWN_DAYS: i32 = 1;

/// A network, and what its parts stand for.
pub(super) struct Plan {
    pub(super) network: Network,
    pub(super) rules: Rules,
    /// The zone of the network's minutes.
    pub(super) zone: TimeZone,
    /// For each node the item or milestone.
    pub(super) things: Vec<Thing>,
    /// For each link the dependency; none where a milestone is marked to need an item.
    pub(super) dependencies: Vec<Option<DependencyId>>,
    /// Things that the report is about; the others are there because these wait for them.
    pub(super) asked: BTreeSet<Thing>,
    /// Nodes of open items without duration and estimate.
    pub(super) unestimated: Vec<u32>,
    /// Minutes of a working day of each calendar.
    pub(super) day_minutes: Vec<i32>,
}

impl Plan {
    pub(super) fn new(world: &World, params: &ScheduleParams) -> Self {
        let links = Links::new(world);
        let program = program_of_scope(world, params.scope).and_then(|program| world.get(program));
        let mut calendars = Calendars::new(world);
        let own = calendars.of_program(world, program.map(|program| program.id));
        let zone = calendars.zone(own);
        let data_date = data_date(world, params.as_of, &zone, program);
        let start = program.and_then(|program| program.starts_at()).map_or(data_date, |at| Wall::at(*at));
        let asked = asked(world, &links, params);
        let reader = Reader { world, as_of: params.as_of, zone: &zone, data_date };
        let things = reached(world, &links, &asked, &reader);
        let numbers: BTreeMap<Thing, u32> = things.iter().copied().zip(0..).collect();
        let (mut nodes, mut unestimated) = (Vec::with_capacity(things.len()), Vec::new());
        for thing in &things {
            let (node, has_estimate) = reader.node(*thing, &numbers, &mut calendars);
            if !has_estimate {
                unestimated.push(nodes.len() as u32);
            }
            nodes.push(node);
        }
        let (ties, dependencies) = ties(world, &links, &numbers);
        let day_minutes = calendars.all.iter().map(|calendar| calendar.day_minutes()).collect();
        let network = Network { calendars: calendars.times, nodes, links: ties, start, data_date };
        let mut plan = Self {
            network,
            rules: rules(program),
            zone,
            things,
            dependencies,
            asked,
            unestimated,
            day_minutes,
        };
        plan.forget_estimates_of_parents();
        plan
    }

    fn forget_estimates_of_parents(&mut self) {
        let parents: BTreeSet<u32> = self.network.nodes.iter().filter_map(|node| node.parent).collect();
        self.unestimated.retain(|node| !parents.contains(node));
    }
}

/// The moment up to which progress is known. A scheduling problem counts whole days.
pub(crate) fn data_date(
    world: &World,
    as_of: Moment,
    zone: &TimeZone,
    program: Option<&Record<Program>>,
) -> Wall {
    let wall = Wall::of_timestamp(as_of.timestamp(), zone);
    if is_problem(world, program) { Wall::start_of_day(wall.day()) } else { wall }
}

/// Whether the program is a scheduling problem of PSPLIB, whose time is counted in periods.
pub(super) fn is_problem(world: &World, program: Option<&Record<Program>>) -> bool {
    let sources = program.into_iter().flat_map(|program| &program.sources);
    let mut formats = sources.filter_map(|link| world.get(link.source)?.format());
    formats.any(|format| &**format == "psplib")
}

pub(crate) fn rules(program: Option<&Record<Program>>) -> Rules {
    let is_project = program.and_then(|program| program.ms_project_rules().copied()).unwrap_or(false);
    let rules = if is_project { Rules::ms_project() } else { Rules::default() };
    let threshold = program.and_then(|program| program.critical_threshold().copied());
    Rules { critical_threshold: threshold.unwrap_or(rules.critical_threshold), ..rules }
}

fn asked(world: &World, links: &Links, params: &ScheduleParams) -> BTreeSet<Thing> {
    let items = items_in(world, links, params.scope).into_iter().map(|(item, _)| Thing::Item(item));
    let milestones = milestones_in(world, params.scope).into_iter().map(|record| Thing::Milestone(record.id));
    items.chain(milestones).collect()
}

/// What is asked for, what it waits for, and what spans any of these; in order. What is dropped or vanished is left out.
fn reached(world: &World, links: &Links, asked: &BTreeSet<Thing>, reader: &Reader<'_>) -> Vec<Thing> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<Thing> = asked.iter().copied().collect();
    while let Some(thing) = left.pop() {
        if !reader.is_planned(thing) || !reached.insert(thing) {
            continue;
        }
        left.extend(links.predecessors(thing).iter().map(|tie| tie.node));
        left.extend(parent_of(world, thing));
        if let Thing::Milestone(milestone) = thing {
            left.extend(links.needed(milestone).iter().map(|(item, _)| Thing::Item(*item)));
        }
    }
    reached.into_iter().collect()
}

fn parent_of(world: &World, thing: Thing) -> Option<Thing> {
    let parent = match thing {
        Thing::Item(item) => world.get(item)?.parent().copied(),
        Thing::Milestone(milestone) => world.get(milestone)?.parent().copied(),
    };
    resolve(world, Thing::Item(parent?))
}

/// Dependencies, and what milestones are marked to need. What a milestone only would like to have does not hold it.
fn ties(
    world: &World,
    links: &Links,
    numbers: &BTreeMap<Thing, u32>,
) -> (Vec<Link>, Vec<Option<DependencyId>>) {
    let (mut ties, mut dependencies) = (Vec::new(), Vec::new());
    for dependency in world.live::<Dependency>() {
        if let Some(link) = link_of(world, dependency, numbers) {
            ties.push(link);
            dependencies.push(Some(dependency.id));
        }
    }
    for (thing, successor) in numbers {
        let Thing::Milestone(milestone) = thing else { continue };
        for (item, priority) in links.needed(*milestone) {
            let predecessor = numbers.get(&Thing::Item(*item));
            if let Some(predecessor) = predecessor.filter(|_| urgency(*priority) != Priority::P2) {
                let kind = LinkKind::FinishStart;
                ties.push(Link {
                    predecessor: *predecessor,
                    successor: *successor,
                    kind,
                    lag: Lag::default(),
                });
                dependencies.push(None);
            }
        }
    }
    (ties, dependencies)
}

fn link_of(world: &World, dependency: &Record<Dependency>, numbers: &BTreeMap<Thing, u32>) -> Option<Link> {
    let before = resolve(world, *dependency.predecessor()?)?;
    let after = resolve(world, *dependency.successor()?)?;
    if let (Thing::Item(item), Thing::Milestone(_)) = (before, after) {
        let priority = world.get(item).and_then(|item| item.priority().copied());
        if urgency(priority) == Priority::P2 {
            return None;
        }
    }
    let kind = match dependency.kind().copied().unwrap_or(DependencyKind::FinishStart) {
        DependencyKind::FinishStart => LinkKind::FinishStart,
        DependencyKind::StartStart => LinkKind::StartStart,
        DependencyKind::FinishFinish => LinkKind::FinishFinish,
        DependencyKind::StartFinish => LinkKind::StartFinish,
    };
    let lag = match dependency.lag().copied().unwrap_or(linchpin_model::Lag::NONE) {
        linchpin_model::Lag::Working(minutes) => Lag::Working(minutes),
        linchpin_model::Lag::Elapsed(minutes) => Lag::Elapsed(minutes),
        linchpin_model::Lag::Percent(hundredths) => Lag::Percent(hundredths / 100),
    };
    Some(Link { predecessor: *numbers.get(&before)?, successor: *numbers.get(&after)?, kind, lag })
}

/// Reads single things of a World as nodes.
struct Reader<'w> {
    world: &'w World,
    as_of: Moment,
    zone: &'w TimeZone,
    data_date: Wall,
}

impl Reader<'_> {
    fn is_planned(&self, thing: Thing) -> bool {
        match thing {
            Thing::Item(id) => self.world.get(id).is_some_and(|item| {
                item.is_live()
                    && !item.has_vanished()
                    && state::category(item, self.as_of) != Category::Dropped
            }),
            Thing::Milestone(id) => {
                self.world.get(id).is_some_and(|milestone| milestone.is_live() && !milestone.has_vanished())
            }
        }
    }

    /// The node of a thing, and whether anything is known of how long it takes.
    fn node(&self, thing: Thing, numbers: &BTreeMap<Thing, u32>, calendars: &mut Calendars) -> (Node, bool) {
        let parent = parent_of(self.world, thing).and_then(|parent| numbers.get(&parent).copied());
        let (node, has_estimate) = match thing {
            Thing::Item(id) => match self.world.get(id) {
                Some(item) => self.item(item, calendars),
                None => (Node::new(0, 0), true),
            },
            Thing::Milestone(id) => match self.world.get(id) {
                Some(milestone) => (self.milestone(milestone, calendars), true),
                None => (Node::new(0, 0), true),
            },
        };
        (Node { parent, ..node }, has_estimate)
    }

    fn wall(&self, moment: Moment) -> Wall {
        Wall::of_timestamp(moment.timestamp(), self.zone)
    }

    fn item(&self, item: &Record<Item>, calendars: &mut Calendars) -> (Node, bool) {
        let calendar = calendars.of_item(self.world, item, program_of(self.world, item));
        let day = calendars.all[calendar as usize].day_minutes();
        let known = duration(item, day);
        let minutes = known.unwrap_or(UNKNOWN_DAYS * day);
        let worked = |from: Wall, to: Wall| calendars.times[calendar as usize].between(from, to).max(0);
        let started = item.started_at().map(|at| self.wall(*at));
        let progress = match state::category(item, self.as_of) {
            Category::Done => {
                let finish = item.finished_at().map_or(self.data_date, |at| self.wall(*at));
                Progress::Done { start: started.unwrap_or(finish).min(finish), finish }
            }
            Category::InProgress => {
                let start = started.unwrap_or(self.data_date);
                let remaining = left(item, minutes, worked(start, self.data_date));
                Progress::Started { start, remaining, resume: item.resumes_at().map(|at| Wall::at(*at)) }
            }
            Category::Todo | Category::Dropped => Progress::NotStarted,
        };
        let is_open = !matches!(progress, Progress::Done { .. });
        let node = Node {
            progress,
            constraint: item
                .constraint()
                .map_or(Constraint::default(), |constraint| constraint_of(*constraint)),
            deadline: item.deadline().map(|at| Wall::at(*at)),
            fixed: item.scheduled().map(|(start, finish)| (Wall::at(*start), Wall::at(*finish))),
            ..Node::new(calendar, minutes)
        };
        (node, known.is_some() || !is_open)
    }

    fn milestone(&self, milestone: &Record<Milestone>, calendars: &mut Calendars) -> Node {
        let program = program_of_milestone(self.world, milestone);
        let calendar = calendars.of_milestone(self.world, milestone, program);
        let done = milestone.done_at().filter(|at| **at <= self.as_of).map(|at| self.wall(*at));
        let constraint = milestone.constraint();
        Node {
            progress: done.map_or(Progress::NotStarted, |at| Progress::Done { start: at, finish: at }),
            constraint: constraint.map_or(Constraint::default(), |constraint| constraint_of(*constraint)),
            deadline: milestone.deadline().map(|at| Wall::at(*at)),
            ..Node::new(calendar, 0)
        }
    }
}

/// The duration as given, else the likely estimate; none where neither is known. Story points are no duration.
fn duration(item: &Record<Item>, day_minutes: i32) -> Option<i32> {
    let minutes = match item.duration() {
        Some(minutes) => i64::from(*minutes),
        None => match item.estimate()? {
            Estimate::Single { minutes } => i64::from(*minutes),
            Estimate::Range { likely, .. } => i64::from(*likely),
            Estimate::Size(size) => i64::from(size.days()[1]) * i64::from(day_minutes),
            Estimate::Points { .. } => return None,
        },
    };
    // A hundred million minutes of work are beyond any calendar.
    Some(minutes.min(100_000_000) as i32)
}

/// What is left of a started item: as said, else by the share that is done, else by the time that has passed.
fn left(item: &Record<Item>, minutes: i32, worked: i32) -> i32 {
    let said = item.remaining().map(|minutes| (*minutes).min(100_000_000) as i32);
    let by_share =
        item.percent_done().map(|done| i64::from(minutes) * i64::from(100 - (*done).min(100)) / 100);
    let by_share = by_share.map(|left| left as i32).filter(|left| *left < minutes);
    said.or(by_share).unwrap_or_else(|| (minutes - worked).max(1))
}

pub(crate) fn constraint_of(constraint: linchpin_model::Constraint) -> Constraint {
    use linchpin_model::Constraint as Said;
    match constraint {
        Said::AsSoonAsPossible => Constraint::AsSoonAsPossible,
        Said::AsLateAsPossible => Constraint::AsLateAsPossible,
        Said::StartNoEarlierThan(at) => Constraint::StartNoEarlierThan(Wall::at(at)),
        Said::StartNoLaterThan(at) => Constraint::StartNoLaterThan(Wall::at(at)),
        Said::FinishNoEarlierThan(at) => Constraint::FinishNoEarlierThan(Wall::at(at)),
        Said::FinishNoLaterThan(at) => Constraint::FinishNoLaterThan(Wall::at(at)),
        Said::MustStartOn(at) => Constraint::MustStartOn(Wall::at(at)),
        Said::MustFinishOn(at) => Constraint::MustFinishOn(Wall::at(at)),
    }
}
