//! The dates of one node within bounds: what its own constraint, progress and duration make of them.

use linchpin_model::calendar::{Wall, WorkTime};

use super::bounds::{as_start, first_start, last_moment, last_start, start_for, work_left};
use super::network::{Constraint, Network, Node, Progress, Rules};

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

    pub(super) fn earlier(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), finish: self.finish.min(other.finish) }
    }

    /// From the first start to the last finish of both.
    pub(super) fn covering(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), finish: self.finish.max(other.finish) }
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

/// The early dates of a leaf within bounds; none where its calendar ends before, or has no work.
pub(super) fn early_leaf(network: &Network, rules: &Rules, index: usize, bounds: Span) -> Option<Span> {
    let node = &network.nodes[index];
    let calendar = &network.calendars[node.calendar as usize];
    if let (Some((start, finish)), Progress::NotStarted) = (node.fixed, node.progress) {
        return Some(Span { start, finish });
    }
    match node.progress {
        Progress::Done { start, finish } => Some(Span { start, finish }),
        _ if calendar.is_empty() => None,
        Progress::Started { start, remaining, resume } => {
            started(network, rules, node, (start, remaining, resume), bounds)
        }
        Progress::NotStarted => not_started(network, rules, node, bounds),
    }
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

/// Whether links into a node still say something about their predecessors.
pub(super) fn binds(successor: &Node, rules: &Rules) -> bool {
    match successor.progress {
        Progress::NotStarted => true,
        Progress::Started { .. } => rules.retains_logic(),
        Progress::Done { .. } => false,
    }
}

/// Bounds on late dates with what a constraint or, under Microsoft Project's conventions, a deadline adds to them.
pub(super) fn dated_bounds(network: &Network, rules: &Rules, index: usize, bounds: Span) -> Span {
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

/// The late dates of a leaf within bounds. The late start is that of the work that is left; `target` is the finish that must not move.
pub(super) fn late_leaf(network: &Network, rules: &Rules, index: usize, bounds: Span, target: Wall) -> Span {
    let node = &network.nodes[index];
    let calendar = &network.calendars[node.calendar as usize];
    let minutes = match node.progress {
        Progress::Done { start, finish } => return Span { start, finish },
        Progress::NotStarted | Progress::Started { .. } => work_left(node),
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
