//! The early dates of many futures at once: one pass forwards through a network for each batch of trials.
//!
//! The rules are those of the schedule, and with the schedule's own durations the dates are too. What makes it fast: a
//! leaf is kept as working positions of its calendar, so that along links within one calendar a trial costs an addition
//! and a maximum, and a batch of trials is one row of numbers.

mod bound;
mod clock;
mod done;
mod drive;
mod prepare;
#[cfg(test)]
mod tests;

use linchpin_model::calendar::{Wall, WorkTime};
use multiversion::multiversion;

use super::critical_path::{Span, not_started, started};
use super::network::{Network, Node, Progress, Rules};
use super::order::Order;
use crate::sample::{LANES, Lanes};
use bound::Bound;
use clock::Clock;

pub(crate) use drive::Masks;

/// A network made ready for many passes towards some of its nodes.
pub(crate) struct Futures<'n> {
    network: &'n Network,
    rules: &'n Rules,
    order: Order,
    /// In an order in which each can be computed.
    steps: Vec<Step>,
    /// For each slot how its dates are kept.
    forms: Vec<Form>,
    /// Of each calendar.
    clocks: Vec<Clock<'n>>,
    /// How many bounds there are.
    bounds: usize,
}

/// How the dates of a slot are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// It has none, or none that matter.
    Absent,
    /// The same in all futures.
    Constant(Span),
    /// As working positions of a calendar.
    Positions(u32),
    /// As wall minutes.
    Walls,
}

/// How one slot is computed.
struct Step {
    slot: usize,
    how: How,
    /// Bounds that are the same in all futures; of a closing what its constant children cover.
    constant: Span,
    /// Bounds that differ.
    bounds: Vec<Bound>,
    /// The opening of the parent, where that differs between futures.
    opening: Option<usize>,
}

enum How {
    /// A leaf with work, on the calendar that it is kept in. Its start is that of the work that is left.
    Leaf { node: usize, calendar: u32 },
    /// A leaf that the schedule's own rules compute, future by future.
    Single { node: usize },
    /// What holds back the children of a parent.
    Opening,
    /// What the children of a parent cover, by how they are kept.
    Closing { node: usize, children: Vec<(Form, Vec<usize>)>, start_matters: bool },
}

/// The dates of one batch of trials, by slot.
pub(crate) struct Spans {
    start: Vec<Lanes<i32>>,
    finish: Vec<Lanes<i32>>,
    /// For each bound what it came to.
    carried: Vec<Lanes<i32>>,
}

/// Later than any position or wall minute, with room to add to.
const NEVER: i32 = i32::MAX / 4;

impl<'n> Futures<'n> {
    /// Room for the dates of a batch.
    pub(crate) fn spans(&self) -> Spans {
        let row = [0; LANES];
        let (start, finish) = (vec![row; self.forms.len()], vec![row; self.forms.len()]);
        Spans { start, finish, carried: vec![row; self.bounds] }
    }

    /// How much that is.
    pub(crate) fn bytes_of_spans(&self) -> usize {
        size_of::<Lanes<i32>>() * (2 * self.forms.len() + self.bounds)
    }

    /// Whether a node's dates are computed: it is one of the targets or comes before one, and can be placed.
    pub(crate) fn is_placed(&self, node: u32) -> bool {
        self.forms[self.order.dated_slot[node as usize] as usize] != Form::Absent
    }

    /// Whether a node has work of its own that is computed: it is no parent, not done, and comes before a target.
    pub(crate) fn is_open_leaf(&self, node: u32) -> bool {
        let slot = node as usize;
        self.order.dated_slot[slot] == node && matches!(self.forms[slot], Form::Positions(_) | Form::Walls)
    }

    /// Computes a batch. `work` holds for each node the working minutes that are left, of one that has work at least 1; for a
    /// parent the minutes by which its finish comes later than that of its children.
    pub(crate) fn forwards(&self, work: &[Lanes<i32>], spans: &mut Spans) {
        self.steps.iter().for_each(|step| self.compute(step, work, spans));
    }

    fn compute(&self, step: &Step, work: &[Lanes<i32>], spans: &mut Spans) {
        match &step.how {
            How::Leaf { node, calendar } => self.leaf(step, *node, *calendar, work, spans),
            How::Single { node } => self.single(step, *node, work, spans),
            How::Opening => {
                let (start, finish) = self.wall_bounds(step, work, spans);
                (spans.start[step.slot], spans.finish[step.slot]) = (start, finish);
            }
            How::Closing { node, children, start_matters } => {
                self.closing(step, children, *start_matters, spans);
                self.delay(step.slot, *node, work, spans);
            }
        }
    }

    fn leaf(&self, step: &Step, node: usize, index: u32, work: &[Lanes<i32>], spans: &mut Spans) {
        let calendar = self.clock(index);
        let mut start = [calendar.position(step.constant.start); LANES];
        let mut finish = [calendar.position(step.constant.finish); LANES];
        for bound in &step.bounds {
            let mut row = bound.latest(spans);
            self.carry(bound, &mut row, work, spans, Form::Positions(index));
            raise(if bound.to_finish { &mut finish } else { &mut start }, &row);
            spans.carried[bound.number] = row;
        }
        if let Some(opening) = step.opening {
            raise(&mut start, &spans.start[opening].map(|wall| calendar.position(Wall(wall))));
            raise(&mut finish, &spans.finish[opening].map(|wall| calendar.position(Wall(wall))));
        }
        let (starts, finishes) = (&mut spans.start[step.slot], &mut spans.finish[step.slot]);
        place(&work[node], (&start, &finish), starts, finishes);
    }

    fn single(&self, step: &Step, index: usize, work: &[Lanes<i32>], spans: &mut Spans) {
        let (starts, finishes) = self.wall_bounds(step, work, spans);
        let mut node = self.network.nodes[index].clone();
        let rests = node.progress == Progress::NotStarted && !self.rules.as_ms_project();
        let clock = self.clock(node.calendar);
        for lane in 0..LANES {
            let bounds = Span { start: Wall(starts[lane]), finish: Wall(finishes[lane]) };
            let span = match work[index][lane] {
                0 if rests => clock.rest(bounds.start.max(self.floor()), bounds.finish),
                minutes => self.placed(&mut node, minutes, bounds),
            };
            let span = span.unwrap_or(Span { start: Wall::MAX, finish: Wall::MAX });
            spans.start[step.slot][lane] = span.start.0;
            spans.finish[step.slot][lane] = span.finish.0;
        }
    }

    fn placed(&self, node: &mut Node, minutes: i32, bounds: Span) -> Option<Span> {
        match &mut node.progress {
            Progress::Started { start, remaining, resume } => {
                *remaining = minutes;
                let progress = (*start, minutes, *resume);
                started(self.network, self.rules, node, progress, bounds)
            }
            _ => {
                node.duration = minutes;
                not_started(self.network, self.rules, node, bounds)
            }
        }
    }

    /// The bounds of a slot as wall minutes.
    fn wall_bounds(&self, step: &Step, work: &[Lanes<i32>], spans: &Spans) -> (Lanes<i32>, Lanes<i32>) {
        let mut start = [step.constant.start.0; LANES];
        let mut finish = [step.constant.finish.0; LANES];
        for bound in &step.bounds {
            let mut row = bound.latest(spans);
            self.carry(bound, &mut row, work, spans, Form::Walls);
            raise(if bound.to_finish { &mut finish } else { &mut start }, &row);
        }
        if let Some(opening) = step.opening {
            raise(&mut start, &spans.start[opening]);
            raise(&mut finish, &spans.finish[opening]);
        }
        (start, finish)
    }

    fn closing(&self, step: &Step, children: &[(Form, Vec<usize>)], start_matters: bool, spans: &mut Spans) {
        let mut start = [step.constant.start.0; LANES];
        let mut finish = [step.constant.finish.0; LANES];
        for (form, slots) in children {
            let mut latest = latest(slots, &spans.finish);
            each(&mut latest, |value| self.finish_wall(*form, value).0);
            raise(&mut finish, &latest);
            if start_matters {
                let mut earliest = earliest(slots, &spans.start);
                each(&mut earliest, |value| self.start_wall(*form, value).0);
                lower(&mut start, &earliest);
            }
        }
        (spans.start[step.slot], spans.finish[step.slot]) = (start, finish);
    }

    /// Moves the finish of a parent by what its own row of work says.
    fn delay(&self, slot: usize, node: usize, work: &[Lanes<i32>], spans: &mut Spans) {
        let calendar = self.calendar(self.network.nodes[node].calendar);
        for (finish, minutes) in spans.finish[slot].iter_mut().zip(&work[node]) {
            if *minutes > 0 {
                *finish = calendar.add(Wall(*finish), *minutes).unwrap_or(Wall::MAX).0;
            }
        }
    }

    /// The finish of a placed node in each trial of a batch, as wall minutes.
    pub(crate) fn finishes(&self, node: u32, spans: &Spans) -> Lanes<i32> {
        let slot = self.order.dated_slot[node as usize] as usize;
        match self.forms[slot] {
            Form::Constant(span) => [span.finish.0; LANES],
            form => {
                let mut finishes = spans.finish[slot];
                each(&mut finishes, |value| self.finish_wall(form, value).0);
                finishes
            }
        }
    }

    /// The finish of a placed node in each trial as it is kept: later is more, and [`Self::wall_of_finish`] tells which minute.
    pub(crate) fn kept_finishes(&self, node: u32, spans: &Spans) -> Lanes<i32> {
        let slot = self.order.dated_slot[node as usize] as usize;
        match self.forms[slot] {
            Form::Constant(span) => [span.finish.0; LANES],
            _ => spans.finish[slot],
        }
    }

    /// The wall minute of a finish of a node as it is kept.
    pub(crate) fn wall_of_finish(&self, node: u32, kept: i32) -> Wall {
        let slot = self.order.dated_slot[node as usize] as usize;
        self.finish_wall(self.forms[slot], kept)
    }

    fn finish_wall(&self, form: Form, value: i32) -> Wall {
        match form {
            Form::Positions(calendar) => self.clock(calendar).end_of(value).unwrap_or(Wall::MAX),
            _ => Wall(value),
        }
    }

    fn start_wall(&self, form: Form, value: i32) -> Wall {
        match form {
            Form::Positions(calendar) => self.clock(calendar).start_of(value).unwrap_or(Wall::MAX),
            _ => Wall(value),
        }
    }

    fn calendar(&self, index: u32) -> &'n WorkTime {
        &self.network.calendars[index as usize]
    }

    fn clock(&self, index: u32) -> &Clock<'n> {
        &self.clocks[index as usize]
    }
}

/// A plain loop, which the compiler makes faster than a map of so long an array.
#[inline]
fn each(row: &mut Lanes<i32>, new: impl Fn(i32) -> i32) {
    row.iter_mut().for_each(|value| *value = new(*value));
}

/// Where work lies that is held back at both ends.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn place(
    work: &Lanes<i32>,
    (start, finish): (&Lanes<i32>, &Lanes<i32>),
    starts: &mut Lanes<i32>,
    finishes: &mut Lanes<i32>,
) {
    for lane in 0..LANES {
        let after_work = start[lane].min(NEVER) + work[lane];
        finishes[lane] = after_work.max(finish[lane]).min(NEVER);
        starts[lane] = finishes[lane] - work[lane];
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn raise(row: &mut Lanes<i32>, by: &Lanes<i32>) {
    row.iter_mut().zip(by).for_each(|(value, other)| *value = (*value).max(*other));
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn lower(row: &mut Lanes<i32>, by: &Lanes<i32>) {
    row.iter_mut().zip(by).for_each(|(value, other)| *value = (*value).min(*other));
}

fn latest(slots: &[usize], rows: &[Lanes<i32>]) -> Lanes<i32> {
    let mut latest = rows[slots[0]];
    slots[1..].iter().for_each(|slot| raise(&mut latest, &rows[*slot]));
    latest
}

fn earliest(slots: &[usize], rows: &[Lanes<i32>]) -> Lanes<i32> {
    let mut earliest = rows[slots[0]];
    slots[1..].iter().for_each(|slot| lower(&mut earliest, &rows[*slot]));
    earliest
}
