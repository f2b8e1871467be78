//! The passes through a network, over flat arrays in topological order.
//!
//! Each slot of the order has a *place*; places are numbered in topological order, so that a pass walks through memory. The
//! dates of a place are a pair of numbers: of most leaves the *marks* of a calendar, so that a link within one calendar costs
//! an addition and a comparison; of parents, and of leaves that need more than that, wall minutes.

mod change;
mod early;
mod late;
mod place;
mod reorder;
mod repair;
#[cfg(test)]
mod tests;
mod ties;
mod told;

use linchpin_model::calendar::{Wall, WorkTime};

use super::clock::Clock;
use super::critical_path::Span;
use super::network::{Network, Rules};
use super::order::Order;
use place::{Flags, Place};
use repair::Dirty;
use ties::Ties;

pub(super) use told::is_hard;

/// A start and a finish as a place keeps them.
pub(super) type Pair = [i32; 2];

/// No dates.
const NEVER: Pair = [i32::MIN; 2];
/// Nothing holds back.
const UNBOUND: Pair = [i32::MAX; 2];
/// The place of what has none.
const NOWHERE: u32 = u32::MAX;

/// A network made ready, and what its passes give.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    rules: Rules,
    /// One for each calendar.
    clocks: Vec<Clock>,
    places: Vec<Place>,
    /// What each place waits for.
    into: Ties,
    /// What waits for each place.
    out: Ties,
    /// For each node the place that is held back; nowhere in a loop.
    own: Vec<u32>,
    /// For each node the place that knows its dates.
    dated: Vec<u32>,
    /// Places, each after all that it waits for.
    sequence: Vec<u32>,
    /// Early dates, as if nothing lay as late as possible.
    early: Vec<Pair>,
    /// The same with what is to lie as late as possible in its place; empty where nothing is.
    placed: Vec<Pair>,
    /// Late dates.
    late: Vec<Pair>,
    /// How late a place may start and finish before a successor's early dates move; of an opening the first of those dates.
    room: Vec<Pair>,
    /// The finish that must not move.
    target: Wall,
    /// The target as a mark of each calendar, as it was when late dates were last computed for all.
    targets: Vec<i32>,
    /// By how much the target has moved since, in marks; 0 unless all share a calendar.
    shift: i32,
    /// The calendar that all share, if late dates hang on nothing but their distance from the finish.
    shared: Option<u32>,
    /// For each place where in the sequence it stands.
    rank: Vec<u32>,
    /// How many places are to lie as late as possible.
    late_places: usize,
    /// What has to be computed again after a change.
    dirty: Dirty,
    /// Whether the place that finished last has changed.
    was_last: bool,
    /// The last finish of what moved.
    new_last: Option<Wall>,
    /// Whether only a pass through all can make dates right.
    stale: bool,
}

impl Engine {
    /// Makes a network ready. No dates are known yet.
    pub(super) fn new(network: &Network, order: &Order, rules: &Rules) -> Self {
        Self::keeping(network, order, rules, true)
    }

    /// As [`Self::new`]; without `marks` every leaf is kept as wall minutes.
    fn keeping(network: &Network, order: &Order, rules: &Rules, marks: bool) -> Self {
        let nodes = network.nodes.len();
        let mut engine = Self {
            rules: *rules,
            clocks: clocks(network),
            places: Vec::with_capacity(order.slots.len()),
            into: Ties::default(),
            out: Ties::default(),
            own: vec![NOWHERE; nodes],
            dated: vec![NOWHERE; nodes],
            sequence: (0..order.slots.len() as u32).collect(),
            early: vec![NEVER; order.slots.len()],
            placed: Vec::new(),
            late: vec![UNBOUND; order.slots.len()],
            room: vec![UNBOUND; order.slots.len()],
            target: Wall::MAX,
            targets: Vec::new(),
            shift: 0,
            shared: None,
            rank: (0..order.slots.len() as u32).collect(),
            late_places: 0,
            dirty: Dirty::default(),
            was_last: false,
            new_last: None,
            stale: false,
        };
        engine.take_places(network, order);
        engine.tie(network, order);
        (0..engine.places.len()).for_each(|place| engine.prepare(network, place, marks));
        (0..engine.places.len()).for_each(|place| engine.mark_plain(place));
        engine.late_places = engine.places.iter().filter(|place| place.flags.has(Flags::LATE)).count();
        engine
    }

    /// Computes all dates.
    pub(super) fn pass(&mut self, network: &Network) {
        self.pass_forwards(network);
        self.target = self.finish(network);
        self.pass_backwards(network);
        self.forget_dirty();
    }

    fn is_leaf(&self, place: usize) -> bool {
        !self.has(place, Flags::OPENING) && !self.has(place, Flags::CLOSING)
    }

    /// The late dates of a place, with what the target has moved since they were computed.
    fn late_pair(&self, place: usize) -> Pair {
        match self.has(place, Flags::MARKS) {
            true => self.late[place].map(|mark| mark + self.shift),
            false => self.late[place],
        }
    }

    /// The conventions that it follows.
    pub(super) fn rules(&self) -> Rules {
        self.rules
    }

    /// Early dates with what is to lie as late as possible in its place.
    fn placed(&self) -> &[Pair] {
        if self.placed.is_empty() { &self.early } else { &self.placed }
    }

    fn has(&self, place: usize, flag: Flags) -> bool {
        self.places[place].flags.has(flag)
    }

    fn calendar<'n>(&self, network: &'n Network, place: usize) -> (&Clock, &'n WorkTime) {
        let calendar = self.places[place].calendar as usize;
        (&self.clocks[calendar], &network.calendars[calendar])
    }

    /// Dates of a place as wall minutes, its own work alone where it has started.
    fn walls(&self, network: &Network, pair: Pair, place: usize) -> Span {
        if !self.has(place, Flags::MARKS) {
            return Span { start: Wall(pair[0]), finish: Wall(pair[1]) };
        }
        let (clock, calendar) = self.calendar(network, place);
        Span { start: clock.wall(calendar, pair[0]), finish: clock.wall(calendar, pair[1]) }
    }

    /// The same of what a pass forwards gave: none without dates, and the actual start of what has started.
    fn span(&self, network: &Network, values: &[Pair], place: usize) -> Option<Span> {
        let pair = values[place];
        if pair == NEVER {
            return None;
        }
        let span = self.walls(network, pair, place);
        Some(match self.started_at(network, place) {
            Some(start) => Span { start, ..span },
            None => span,
        })
    }
}

/// Tables that reach as far as all work in a row would take, two years at least and twelve at most, of a large network forty.
fn clocks(network: &Network) -> Vec<Clock> {
    let minutes: i64 = network.nodes.iter().map(|node| i64::from(node.duration)).sum();
    let most = if network.nodes.len() < 100_000 { 12 } else { 40 };
    let years = (minutes / (200 * 480) * 2 + 2).clamp(2, most) as i32;
    let first = network.start.min(network.data_date).day() - 31;
    network.calendars.iter().map(|calendar| Clock::new(calendar, first..first + years * 366)).collect()
}
