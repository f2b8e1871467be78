//! How far can a node move before it moves the finish, or the next node?

use linchpin_model::calendar::{Wall, WorkTime};

use super::bounds::{last_start, start_for};
use super::critical_path::{Span, first_of_children, lower_bounds, upper_bounds};
use super::network::{Constraint, Network, Progress, Rules};
use super::order::{Order, Slot};

/// Total and free float of one node, in working minutes of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Float {
    pub(super) total: i32,
    pub(super) free: i32,
}

/// How far a node has come; of a parent, how far its children have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    NotStarted,
    Started,
    Done,
}

/// The stage of every node. A parent has started once one child has, and is done once all are.
pub(super) fn stages(network: &Network, order: &Order) -> Vec<Stage> {
    let of_leaf = |progress| match progress {
        Progress::NotStarted => Stage::NotStarted,
        Progress::Started { .. } => Stage::Started,
        Progress::Done { .. } => Stage::Done,
    };
    let mut stages: Vec<Stage> = network.nodes.iter().map(|node| of_leaf(node.progress)).collect();
    for slot in &order.slots {
        if let Slot::Closing(node) = order.slot(*slot as usize) {
            let children = order.children.of(node).iter().map(|child| stages[*child as usize]);
            stages[node] =
                children.reduce(|a, b| if a == b { a } else { Stage::Started }).unwrap_or(stages[node]);
        }
    }
    stages
}

/// The floats of all nodes, where `late` are the late dates as told, of parents too.
///
/// Total float is the lesser of start and finish float, of a started node the finish float alone. Free float is the
/// least gap to a successor that is not done, at least 0, at most the total float, which it equals without such a
/// successor. What is done, or placed as late as possible, has none. (Microsoft Project's rules, which agree with
/// PMI's where those speak.)
pub(super) fn floats(
    network: &Network,
    order: &Order,
    rules: &Rules,
    early: &[Option<Span>],
    late: &[Option<Span>],
) -> Vec<Float> {
    let stages = stages(network, order);
    let room = room_before_successors(network, order, rules, early);
    let float = |node: usize| {
        let slot = order.dated_slot[node] as usize;
        let (Some(from), Some(to)) = (early[slot], late[node]) else {
            return Float { total: 0, free: 0 };
        };
        if stages[node] == Stage::Done || is_placed_late(network, order, node) {
            return Float { total: 0, free: 0 };
        }
        let calendar = &network.calendars[network.nodes[node].calendar as usize];
        let finish = calendar.between(from.finish, to.finish);
        let total = match stages[node] {
            Stage::Started => finish,
            _ => {
                finish.min(calendar.between(pushed_start(network, order, rules, early, node, from), to.start))
            }
        };
        let room = room[slot];
        let gap = start_gap(calendar, from, room.start).min(gap(calendar, from.finish, room.finish));
        Float { total, free: gap.min(total).max(0) }
    };
    (0..network.nodes.len()).map(float).collect()
}

/// Whether a leaf lies at its late dates.
pub(super) fn is_placed_late(network: &Network, order: &Order, node: usize) -> bool {
    let is_leaf = order.children.of(node).is_empty();
    let node = &network.nodes[node];
    is_leaf && node.constraint == Constraint::AsLateAsPossible && node.progress == Progress::NotStarted
}

/// Where the start would lie if a hard constraint did not hold it before what its links allow.
fn pushed_start(
    network: &Network,
    order: &Order,
    rules: &Rules,
    early: &[Option<Span>],
    node: usize,
    from: Span,
) -> Wall {
    let is_hard = matches!(
        network.nodes[node].constraint,
        Constraint::MustStartOn(_)
            | Constraint::MustFinishOn(_)
            | Constraint::StartNoLaterThan(_)
            | Constraint::FinishNoLaterThan(_)
    );
    if !rules.as_ms_project() || !is_hard {
        return from.start;
    }
    let bounds = lower_bounds(network, order, early, rules, node);
    let calendar = &network.calendars[network.nodes[node].calendar as usize];
    from.start.max(bounds.start).max(start_for(calendar, bounds.finish, network.nodes[node].duration))
}

/// Work has to start in a working minute; what takes no time may lie in the evening.
fn start_gap(calendar: &WorkTime, from: Span, room: Wall) -> i32 {
    let takes_time = calendar.between(from.start, from.finish) > 0;
    let room = if takes_time && room < Wall::MAX { last_start(calendar, room) } else { room };
    gap(calendar, from.start, room)
}

fn gap(calendar: &WorkTime, from: Wall, room: Wall) -> i32 {
    if room == Wall::MAX { i32::MAX } else { calendar.between(from, room) }
}

/// For each dated slot, how late it may start and finish before a successor's early dates move.
fn room_before_successors(
    network: &Network,
    order: &Order,
    rules: &Rules,
    early: &[Option<Span>],
) -> Vec<Span> {
    let mut room = vec![Span::LATEST; order.looped.len()];
    // What predecessors measure against: of a leaf its early dates, of a parent those of its first children.
    let mut first = vec![Span::LATEST; order.looped.len()];
    for slot in order.slots.iter().rev().map(|slot| *slot as usize) {
        match order.slot(slot) {
            Slot::Opening(node) => first[slot] = first_of_children(order, early, &first, node),
            Slot::Closing(node) => {
                room[slot] = upper_bounds(network, order, rules, early, &first, node);
                first[slot] = room[slot];
            }
            Slot::Leaf(node) => {
                room[slot] = upper_bounds(network, order, rules, early, &first, node);
                first[slot] = early[slot].map_or(Span::LATEST, |span| what_is_left(network, node, span));
            }
        }
    }
    room
}

/// The early dates of the work that is left.
fn what_is_left(network: &Network, node: usize, span: Span) -> Span {
    match network.nodes[node].progress {
        Progress::Started { remaining, .. } => {
            let calendar = &network.calendars[network.nodes[node].calendar as usize];
            Span { start: start_for(calendar, span.finish, remaining), finish: span.finish }
        }
        _ => span,
    }
}
