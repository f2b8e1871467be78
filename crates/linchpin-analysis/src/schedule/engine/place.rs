//! What is known of each place before any pass: its node, its calendar, its work, and what holds it back for good.

use linchpin_model::calendar::Wall;

use super::ties::{Tie, Ties, Unit};
use super::{Engine, NOWHERE, is_hard};
use crate::schedule::bounds::work_left;
use crate::schedule::critical_path::{binds, constraint_bound};
use crate::schedule::network::{Constraint, Lag, Link, Network, Node, Progress};
use crate::schedule::order::{Order, Slot};

/// A leaf, or one end of a parent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) node: u32,
    pub(super) calendar: u32,
    /// Working minutes that are left.
    pub(super) work: i32,
    /// The marks before which it does not start and finish, whatever it waits for.
    pub(super) floor: [i32; 2],
    pub(super) flags: Flags,
}

/// What is so or not so about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flags(u16);

impl Flags {
    pub(super) const NONE: Flags = Flags(0);
    /// Its dates are marks of its calendar rather than wall minutes.
    pub(super) const MARKS: Flags = Flags(1);
    /// It is where the children of a node are held back.
    pub(super) const OPENING: Flags = Flags(2);
    /// It is where the children of a node add up.
    pub(super) const CLOSING: Flags = Flags(4);
    /// What its links say of its predecessors still counts.
    pub(super) const BINDS: Flags = Flags(8);
    /// Its work has started and is not done.
    pub(super) const STARTED: Flags = Flags(16);
    /// What it waits for no longer counts.
    pub(super) const HEEDLESS: Flags = Flags(32);
    /// A constraint or a deadline bounds its late dates.
    pub(super) const CAPPED: Flags = Flags(64);
    /// All that it waits for are finishes on its own calendar, without lag.
    pub(super) const PLAIN_IN: Flags = Flags(128);
    /// All that waits for it waits for its finish on its own calendar, without lag.
    pub(super) const PLAIN_OUT: Flags = Flags(256);
    /// It is to lie as late as possible.
    pub(super) const LATE: Flags = Flags(512);

    #[inline]
    pub(super) fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 != 0
    }

    fn and(self, flag: Flags, holds: bool) -> Flags {
        if holds { Flags(self.0 | flag.0) } else { Flags(self.0 & !flag.0) }
    }
}

impl Engine {
    /// Gives every slot of the order a place.
    pub(super) fn take_places(&mut self, network: &Network, order: &Order) {
        for slot in &order.slots {
            let (node, role) = match order.slot(*slot as usize) {
                Slot::Leaf(node) => (node, Flags::NONE),
                Slot::Opening(node) => (node, Flags::OPENING),
                Slot::Closing(node) => (node, Flags::CLOSING),
            };
            let place = self.places.len() as u32;
            if role != Flags::CLOSING {
                self.own[node] = place;
            }
            if role != Flags::OPENING {
                self.dated[node] = place;
            }
            let calendar = network.nodes[node].calendar;
            self.places.push(Place { node: node as u32, calendar, work: 0, floor: [0; 2], flags: role });
        }
    }

    /// Ties places as links and parents tie their nodes.
    pub(super) fn tie(&mut self, network: &Network, order: &Order) {
        let (places, ties) = (self.places.len(), network.links.len() + 2 * order.parents.len());
        let (mut into, mut out) = (Ties::with_room(places, ties), Ties::with_room(places, ties));
        for place in &self.places {
            let node = place.node as usize;
            let family = |own: &[u32], node: u32| {
                Some(own[node as usize]).filter(|place| *place != NOWHERE).map(Tie::family)
            };
            let children = order.children.of(node).iter();
            let parent = order.parent[node];
            if place.flags.has(Flags::CLOSING) {
                into.push(children.clone().filter_map(|child| family(&self.dated, *child)));
            } else {
                let opening = parent.and_then(|parent| family(&self.own, parent));
                let links =
                    order.incoming.of(node).iter().map(|link| (&network.links[*link as usize], *link));
                let ties = links.filter_map(|(link, index)| {
                    self.tie_of(network, order.children.of(link.predecessor as usize).is_empty(), link, index)
                        .map(|(from, _)| from)
                });
                into.push(opening.into_iter().chain(ties));
            }
            if place.flags.has(Flags::OPENING) {
                out.push(children.filter_map(|child| family(&self.own, *child)));
            } else {
                let closing = parent.and_then(|parent| family(&self.dated, parent));
                let links =
                    order.outgoing.of(node).iter().map(|link| (&network.links[*link as usize], *link));
                let is_leaf = order.children.of(node).is_empty();
                let ties = links
                    .filter_map(|(link, index)| self.tie_of(network, is_leaf, link, index).map(|(_, to)| to));
                out.push(closing.into_iter().chain(ties));
            }
        }
        (self.into, self.out) = (into, out);
    }

    /// The ties of a link: that of its successor, and that of its predecessor; none where an end has no place.
    pub(super) fn tie_of(
        &self,
        network: &Network,
        from_leaf: bool,
        link: &Link,
        index: u32,
    ) -> Option<(Tie, Tie)> {
        let (from, to) = (self.dated[link.predecessor as usize], self.own[link.successor as usize]);
        if from == NOWHERE || to == NOWHERE {
            return None;
        }
        let share = |percent: i32, of_leaf: Unit, of_parent: Unit| match from_leaf {
            true => (share_of(network.nodes[link.predecessor as usize].duration, percent), of_leaf),
            false => (percent, of_parent),
        };
        let lag = match link.lag {
            Lag::Working(minutes) => (minutes, Unit::Working),
            Lag::Elapsed(minutes) => (minutes, Unit::Elapsed),
            Lag::Percent(percent) => share(percent, Unit::Working, Unit::Share),
            Lag::ElapsedPercent(percent) => share(percent, Unit::Elapsed, Unit::ElapsedShare),
        };
        Some((Tie::new(from, index, link.kind, lag), Tie::new(to, index, link.kind, lag)))
    }

    /// Notes what a node says of its place.
    pub(super) fn prepare(&mut self, network: &Network, place: usize, marks: bool) {
        use Flags as F;
        let node = &network.nodes[self.places[place].node as usize];
        let is_leaf = self.is_leaf(place);
        let marks = marks && is_leaf && self.can_keep_marks(network, place, node);
        let started = is_leaf && matches!(node.progress, Progress::Started { .. });
        let is_late = is_leaf
            && node.constraint == Constraint::AsLateAsPossible
            && node.progress == Progress::NotStarted;
        let is_capped = is_hard(node.constraint) || node.deadline.is_some();
        let flags = self.places[place].flags.and(F::MARKS, marks).and(F::BINDS, binds(node, &self.rules));
        let flags = flags.and(F::STARTED, started).and(F::LATE, is_late).and(F::CAPPED, is_capped);
        let flags = flags.and(F::HEEDLESS, started && !self.rules.retains_logic());
        self.places[place] = Place {
            calendar: node.calendar,
            work: if is_leaf { work_left(node) } else { 0 },
            floor: if marks { self.floor_of(network, node) } else { [0; 2] },
            flags,
            ..self.places[place]
        };
    }

    /// Whether marks say all about a leaf: it is to be done, and Microsoft Project's conventions about finishes and typed
    /// dates do not matter to it.
    fn can_keep_marks(&self, network: &Network, place: usize, node: &Node) -> bool {
        let simple = !network.calendars[node.calendar as usize].is_empty() && node.fixed.is_none();
        let own = !self.rules.as_ms_project();
        let soft = matches!(
            node.constraint,
            Constraint::AsSoonAsPossible | Constraint::AsLateAsPossible | Constraint::StartNoEarlierThan(_)
        );
        let starts_only = || self.into.of(place).iter().all(|tie| !tie.to_finish && !tie.is_family());
        simple
            && match node.progress {
                Progress::NotStarted => own || (soft && starts_only()),
                Progress::Started { remaining, .. } => own && remaining > 0,
                Progress::Done { .. } => false,
            }
    }

    fn floor_of(&self, network: &Network, node: &Node) -> [i32; 2] {
        let constraint = constraint_bound(node.constraint, &self.rules);
        let start = match node.progress {
            Progress::Started { start, resume, .. } => {
                start.max(network.data_date).max(resume.unwrap_or(Wall::MIN))
            }
            _ if self.rules.as_ms_project() => network.start,
            _ => network.start.max(network.data_date),
        };
        let (clock, calendar) =
            (&self.clocks[node.calendar as usize], &network.calendars[node.calendar as usize]);
        let heedless = matches!(node.progress, Progress::Started { .. }) && !self.rules.retains_logic();
        if heedless {
            return [clock.at_or_after(calendar, start), 0];
        }
        let finish = constraint.finish;
        let finish = if finish == Wall::MIN { 0 } else { clock.at_or_after(calendar, finish) };
        [clock.at_or_after(calendar, start.max(constraint.start)), finish]
    }

    /// Notes whether the short ways through a place can be taken.
    pub(super) fn mark_plain(&mut self, place: usize) {
        let Place { calendar, flags, .. } = self.places[place];
        let alike = |tie: &Tie| {
            let other = &self.places[tie.place as usize];
            tie.is_plain() && other.flags.has(Flags::MARKS) && other.calendar == calendar
        };
        let marks = flags.has(Flags::MARKS);
        let plain_in = marks && (flags.has(Flags::HEEDLESS) || self.into.of(place).iter().all(alike));
        let binds = |tie: &Tie| self.places[tie.place as usize].flags.has(Flags::BINDS);
        let plain_out = marks && self.out.of(place).iter().all(|tie| alike(tie) && binds(tie));
        let flags = flags.and(Flags::PLAIN_IN, plain_in).and(Flags::PLAIN_OUT, plain_out);
        self.places[place].flags = flags;
    }

    /// When work on a leaf started, where it is not done.
    pub(super) fn started_at(&self, network: &Network, place: usize) -> Option<Wall> {
        if !self.has(place, Flags::STARTED) {
            return None;
        }
        match network.nodes[self.places[place].node as usize].progress {
            Progress::Started { start, .. } => Some(start),
            Progress::NotStarted | Progress::Done { .. } => None,
        }
    }
}

/// A share of some minutes in percent.
pub(super) fn share_of(minutes: i32, percent: i32) -> i32 {
    let share = i64::from(minutes) * i64::from(percent) / 100;
    share.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}
