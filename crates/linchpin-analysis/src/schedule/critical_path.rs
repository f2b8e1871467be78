//! Early and late dates: one pass forwards through a network, one back.

use linchpin_model::calendar::{Wall, WorkTime};

use super::bounds::{
    after_lag, as_start, before_lag, first_start, last_moment, last_start, start_for, work_left,
};
use super::network::{Constraint, Lag, Link, Network, Node, Progress, Rules};
use super::order::{Order, Slot};

/// A start and a finish, or bounds on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Wall,
    pub(super) finish: Wall,
}

impl Span {
    /// Holds nothing back in a pass forwards, and what any other span covers is added to it.
    pub(super) const EARLIEST: Span = Span { start: Wall::MIN, finish: Wall::MIN };
    /// Holds nothing back in a pass backwards.
    pub(super) const LATEST: Span = Span { start: Wall::MAX, finish: Wall::MAX };

    pub(super) fn later(self, other: Span) -> Span {
        Span { start: self.start.max(other.start), finish: self.finish.max(other.finish) }
    }

    fn earlier(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), finish: self.finish.min(other.finish) }
    }
}

/// Early dates of all slots: of a leaf its own, of a parent's opening the bounds on its children, of its closing what they
/// cover. None where there are no dates.
pub(super) struct Early {
    pub(super) spans: Vec<Option<Span>>,
    /// Leaves whose finish lies beyond what can be planned.
    pub(super) overrun: Vec<u32>,
}

/// Computes early dates. `placed` gives dates to leaves that are not to be computed.
pub(super) fn forwards(
    network: &Network,
    order: &Order,
    rules: &Rules,
    placed: impl Fn(usize) -> Option<Span>,
) -> Early {
    let mut early = Early { spans: vec![None; order.looped.len()], overrun: Vec::new() };
    for slot in order.slots.iter().map(|slot| *slot as usize) {
        early.spans[slot] = match order.slot(slot) {
            Slot::Opening(node) => Some(lower_bounds(network, order, &early.spans, rules, node)),
            Slot::Closing(node) => covered(order, &early.spans, node),
            Slot::Leaf(node) => placed(node).or_else(|| {
                let bounds = lower_bounds(network, order, &early.spans, rules, node);
                early_leaf(network, rules, node, bounds, &mut early.overrun)
            }),
        };
    }
    early
}

/// Where links, the node's parent and a constraint allow its start and finish at the earliest.
pub(super) fn lower_bounds(
    network: &Network,
    order: &Order,
    spans: &[Option<Span>],
    rules: &Rules,
    node: usize,
) -> Span {
    let mut bounds = match order.parent[node] {
        Some(parent) => spans[parent as usize].unwrap_or(Span::EARLIEST),
        None => Span::EARLIEST,
    };
    for link in order.incoming.of(node).iter().map(|link| &network.links[*link as usize]) {
        if let Some(bound) = link_bound(network, order, spans, link) {
            bounds = bounds.later(bound);
        }
    }
    bounds.later(constraint_bound(network.nodes[node].constraint, rules))
}

/// What one link says of its successor; nothing if its predecessor has no dates.
pub(super) fn link_bound(
    network: &Network,
    order: &Order,
    spans: &[Option<Span>],
    link: &Link,
) -> Option<Span> {
    let predecessor = link.predecessor as usize;
    let span = spans[order.dated_slot[predecessor] as usize]?;
    let minutes = predecessor_minutes(network, order, link, span);
    let from = if link.kind.from_finish() { span.finish } else { span.start };
    let bound = after_lag(network, link, from, minutes).unwrap_or(Wall::MAX);
    Some(match link.kind.to_finish() {
        true => Span { finish: bound, ..Span::EARLIEST },
        false => Span { start: bound, ..Span::EARLIEST },
    })
}

/// What a lag in percent is a share of; 0 for any other lag.
fn predecessor_minutes(network: &Network, order: &Order, link: &Link, span: Span) -> i32 {
    if matches!(link.lag, Lag::Working(_) | Lag::Elapsed(_)) {
        return 0;
    }
    let node = &network.nodes[link.predecessor as usize];
    match order.children.of(link.predecessor as usize) {
        [] => node.duration,
        _ => network.calendars[node.calendar as usize].between(span.start, span.finish),
    }
}

pub(super) fn constraint_bound(constraint: Constraint, rules: &Rules) -> Span {
    match constraint {
        Constraint::StartNoEarlierThan(wall) => Span { start: wall, ..Span::EARLIEST },
        Constraint::FinishNoEarlierThan(wall) => Span { finish: wall, ..Span::EARLIEST },
        Constraint::MustStartOn(wall) if !rules.as_ms_project() => Span { start: wall, ..Span::EARLIEST },
        Constraint::MustFinishOn(wall) if !rules.as_ms_project() => Span { finish: wall, ..Span::EARLIEST },
        _ => Span::EARLIEST,
    }
}

/// From the first start to the last finish of the children that have dates.
fn covered(order: &Order, spans: &[Option<Span>], node: usize) -> Option<Span> {
    let dated = order.children.of(node).iter();
    let dated = dated.filter_map(|child| spans[order.dated_slot[*child as usize] as usize]);
    dated.reduce(|a, b| Span { start: a.start.min(b.start), finish: a.finish.max(b.finish) })
}

fn early_leaf(
    network: &Network,
    rules: &Rules,
    index: usize,
    bounds: Span,
    overrun: &mut Vec<u32>,
) -> Option<Span> {
    let node = &network.nodes[index];
    let calendar = &network.calendars[node.calendar as usize];
    if let (Some((start, finish)), Progress::NotStarted) = (node.fixed, node.progress) {
        return Some(Span { start, finish });
    }
    let span = match node.progress {
        Progress::Done { start, finish } => Some(Span { start, finish }),
        _ if calendar.is_empty() => return None,
        Progress::Started { start, remaining, resume } => {
            started(network, rules, node, (start, remaining, resume), bounds)
        }
        Progress::NotStarted => not_started(network, rules, node, bounds),
    };
    if span.is_none() {
        overrun.push(index as u32);
    }
    span
}

pub(super) fn not_started(network: &Network, rules: &Rules, node: &Node, bounds: Span) -> Option<Span> {
    let floor = if rules.as_ms_project() { network.start } else { network.start.max(network.data_date) };
    let calendar = &network.calendars[node.calendar as usize];
    let free = earliest(calendar, node.duration, Span { start: bounds.start.max(floor), ..bounds }, rules);
    if rules.as_ms_project() { honoured(calendar, node, free?) } else { free }
}

/// The earliest dates within bounds.
///
/// A finish that a bound puts at the start of a working day is told as that morning under Microsoft Project's
/// conventions, as the evening before under ours.
fn earliest(calendar: &WorkTime, minutes: i32, bounds: Span, rules: &Rules) -> Option<Span> {
    let start = first_start(calendar, bounds.start, minutes)?;
    if minutes == 0 {
        let start = if bounds.finish > start { first_start(calendar, bounds.finish, 0)? } else { start };
        return Some(Span { start, finish: start });
    }
    let for_finish = start_for(calendar, bounds.finish, minutes);
    if for_finish < start {
        return Some(Span { start, finish: calendar.add(start, minutes)? });
    }
    let morning = rules.as_ms_project() && calendar.next_work(bounds.finish) == Some(bounds.finish);
    let finish = if morning { bounds.finish } else { calendar.add(for_finish, minutes)? };
    Some(Span { start: for_finish, finish })
}

/// Microsoft Project keeps a hard constraint whatever the links say.
fn honoured(calendar: &WorkTime, node: &Node, free: Span) -> Option<Span> {
    let minutes = node.duration;
    let starting = |wall: Wall| {
        let start = first_start(calendar, wall, minutes)?;
        Some(Span { start, finish: calendar.add(start, minutes)? })
    };
    let finishing = |wall: Wall| Some(Span { start: start_for(calendar, wall, minutes), finish: wall });
    match node.constraint {
        Constraint::MustStartOn(wall) => starting(wall),
        Constraint::StartNoLaterThan(wall) if free.start > wall => starting(wall),
        Constraint::MustFinishOn(wall) => finishing(wall),
        Constraint::FinishNoLaterThan(wall) if free.finish > wall => finishing(wall),
        _ => Some(free),
    }
}

pub(super) fn started(
    network: &Network,
    rules: &Rules,
    node: &Node,
    (start, remaining, resume): (Wall, i32, Option<Wall>),
    bounds: Span,
) -> Option<Span> {
    let calendar = &network.calendars[node.calendar as usize];
    if rules.as_ms_project() {
        let finish = match resume {
            Some(resume) => calendar.add(resume, remaining)?,
            None => calendar.add(start, node.duration)?,
        };
        return Some(Span { start, finish: finish.max(start) });
    }
    let floor = start.max(network.data_date).max(resume.unwrap_or(Wall::MIN));
    let bounds = if rules.retains_logic() { bounds } else { Span::EARLIEST };
    let rest = earliest(calendar, remaining, Span { start: bounds.start.max(floor), ..bounds }, rules)?;
    Some(Span { start, finish: rest.finish })
}

/// Late dates of all slots: of a leaf its own, of a parent's opening the earliest late dates of its children, of its closing the
/// bounds on them.
///
/// `target` is the finish that must not move.
pub(super) fn backwards(
    network: &Network,
    order: &Order,
    rules: &Rules,
    early: &[Option<Span>],
    target: Wall,
) -> Vec<Span> {
    let mut late = vec![Span::LATEST; order.looped.len()];
    for slot in order.slots.iter().rev().map(|slot| *slot as usize) {
        late[slot] = match order.slot(slot) {
            Slot::Opening(node) => first_of_children(order, early, &late, node),
            Slot::Closing(node) => {
                let bounds = upper_bounds(network, order, rules, early, &late, node);
                dated_bounds(network, rules, node, bounds)
            }
            Slot::Leaf(node) => {
                let bounds = upper_bounds(network, order, rules, early, &late, node);
                let bounds = dated_bounds(network, rules, node, bounds);
                late_leaf(network, rules, node, bounds, target, early[slot])
            }
        };
    }
    late
}

/// The earliest dates among the children of a node, directly or further down.
pub(super) fn first_of_children(order: &Order, early: &[Option<Span>], spans: &[Span], node: usize) -> Span {
    let children = order.children.of(node).iter().map(|child| *child as usize);
    let dated = children.filter(|child| early[order.dated_slot[*child] as usize].is_some());
    dated.map(|child| spans[child]).fold(Span::LATEST, Span::earlier)
}

/// How late a node may start and finish for the sake of its successors and its parent's successors, where `spans` are the
/// dates that its successors must not exceed.
pub(super) fn upper_bounds(
    network: &Network,
    order: &Order,
    rules: &Rules,
    early: &[Option<Span>],
    spans: &[Span],
    node: usize,
) -> Span {
    let own = early[order.dated_slot[node] as usize];
    let mut bounds = Span::LATEST;
    if let Some(parent) = order.parent[node] {
        let closing = order.dated_slot[parent as usize] as usize;
        // Only a child that starts first holds its parent's start.
        let is_first = own.map(|span| span.start) == early[closing].map(|span| span.start);
        let start = if is_first { spans[closing].start } else { Wall::MAX };
        bounds = Span { start, finish: spans[closing].finish };
    }
    let Some(own) = own else { return bounds };
    for link in order.outgoing.of(node).iter().map(|link| &network.links[*link as usize]) {
        let successor = link.successor as usize;
        if early[order.dated_slot[successor] as usize].is_none() || !binds(&network.nodes[successor], rules) {
            continue;
        }
        let to = if link.kind.to_finish() { spans[successor].finish } else { spans[successor].start };
        let bound = before_lag(network, link, to, predecessor_minutes(network, order, link, own));
        match link.kind.from_finish() {
            true => bounds.finish = bounds.finish.min(bound),
            false => bounds.start = bounds.start.min(bound),
        }
    }
    bounds
}

/// Whether links into a node still say something about their predecessors.
fn binds(successor: &Node, rules: &Rules) -> bool {
    match successor.progress {
        Progress::NotStarted => true,
        Progress::Started { .. } => rules.retains_logic(),
        Progress::Done { .. } => false,
    }
}

fn dated_bounds(network: &Network, rules: &Rules, index: usize, bounds: Span) -> Span {
    let node = &network.nodes[index];
    let calendar = &network.calendars[node.calendar as usize];
    let begin = |wall: Wall| {
        if work_left(node) > 0 { as_start(calendar, wall) } else { wall }
    };
    let start = |wall: Wall| bounds.earlier(Span { start: begin(wall), ..Span::LATEST });
    let finish = |wall: Wall| bounds.earlier(Span { finish: wall, ..Span::LATEST });
    let bounds = match node.constraint {
        Constraint::StartNoLaterThan(wall) | Constraint::MustStartOn(wall) => start(wall),
        Constraint::FinishNoLaterThan(wall) | Constraint::MustFinishOn(wall) => finish(wall),
        _ => bounds,
    };
    match node.deadline {
        Some(deadline) if rules.as_ms_project() => bounds.earlier(Span { finish: deadline, ..Span::LATEST }),
        _ => bounds,
    }
}

/// The late start is that of the work that is left.
fn late_leaf(
    network: &Network,
    rules: &Rules,
    index: usize,
    bounds: Span,
    target: Wall,
    early: Option<Span>,
) -> Span {
    let node = &network.nodes[index];
    let calendar = &network.calendars[node.calendar as usize];
    let minutes = match (node.progress, early) {
        (_, None) => return Span::LATEST,
        (Progress::Done { start, finish }, _) => return Span { start, finish },
        _ => work_left(node),
    };
    let finish = bounds.finish.min(target);
    if minutes == 0 {
        let both = last_moment(calendar, finish.min(bounds.start));
        return Span { start: both, finish: both };
    }
    let for_finish = start_for(calendar, finish, minutes);
    if rules.as_ms_project() && node.fixed.is_some() {
        // Microsoft Project holds a task with typed dates by its finish alone, which it tells as it is.
        return Span { start: for_finish, finish };
    }
    let latest = if bounds.start == Wall::MAX { Wall::MAX } else { last_start(calendar, bounds.start) };
    let start = for_finish.min(latest);
    let finish = calendar.add(start, minutes).unwrap_or(finish);
    Span { start, finish }
}
