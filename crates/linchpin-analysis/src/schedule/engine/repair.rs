//! Makes all dates right again after a change, along what it moves and no further.
//!
//! Places whose inputs changed are computed again in topological order, and what waits for them only if they moved. Where
//! one calendar is shared, late dates are kept against a finish that stands still, and the distance of the true finish is added
//! when they are read: so when the end moves, nothing else is touched.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use linchpin_model::calendar::Wall;

use super::place::Flags;
use super::ties::{Tie, Unit};
use super::{Engine, NEVER, Pair, UNBOUND};
use crate::schedule::network::Network;

/// Places to be computed again, by rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Dirty {
    early: BinaryHeap<Reverse<u32>>,
    late: BinaryHeap<u32>,
    /// Parents' ends, whose room others depend on.
    family_room: BinaryHeap<u32>,
    /// Leaves, whose room is theirs alone.
    room: Vec<u32>,
    /// For each place which of these it is in.
    queued: Vec<u8>,
    moved: Vec<u32>,
    /// How many places were computed since the change.
    work: usize,
}

const EARLY: u8 = 1;
const LATE: u8 = 2;
const ROOM: u8 = 4;

impl Engine {
    /// Notes that a place has to be computed again.
    pub(super) fn touch(&mut self, place: u32) {
        self.touch_early(place);
        self.touch_late(place);
        self.touch_room(place);
    }

    fn queue(&mut self, place: u32, list: u8) -> bool {
        let queued = &mut self.dirty.queued[place as usize];
        let is_new = *queued & list == 0;
        *queued |= list;
        is_new
    }

    fn touch_early(&mut self, place: u32) {
        if self.queue(place, EARLY) {
            self.dirty.early.push(Reverse(self.rank[place as usize]));
        }
    }

    pub(super) fn touch_late(&mut self, place: u32) {
        if self.queue(place, LATE) {
            self.dirty.late.push(self.rank[place as usize]);
        }
    }

    pub(super) fn touch_room(&mut self, place: u32) {
        if self.queue(place, ROOM) {
            match self.is_leaf(place as usize) {
                true => self.dirty.room.push(place),
                false => self.dirty.family_room.push(self.rank[place as usize]),
            }
        }
    }

    /// Computes again what was touched and what that moves. Past one place in twenty a full pass is faster.
    pub(in crate::schedule) fn repair(&mut self, network: &Network) {
        if self.late_places > 0 || self.stale {
            return self.pass(network);
        }
        self.dirty.work = 0;
        let limit = self.places.len() / 20 + 8;
        let done = self.repair_early(network, limit)
            && self.move_target(network)
            && self.repair_late(network, limit)
            && self.repair_room(network, limit);
        if !done {
            self.pass(network);
        }
    }

    /// How many places the last change made compute early or late dates.
    #[cfg(test)]
    pub(in crate::schedule) fn places_computed(&self) -> usize {
        self.dirty.work
    }

    /// Forgets what was touched: a full pass computes everything.
    pub(super) fn forget_dirty(&mut self) {
        if self.dirty.queued.len() == self.places.len() {
            let moved = std::mem::take(&mut self.dirty.moved);
            moved.iter().for_each(|place| self.dirty.queued[*place as usize] = 0);
            let ranks = self.dirty.early.drain().map(|Reverse(rank)| rank);
            let ranks = ranks.chain(self.dirty.late.drain()).chain(self.dirty.family_room.drain());
            for rank in ranks {
                self.dirty.queued[self.sequence[rank as usize] as usize] = 0;
            }
            let room = std::mem::take(&mut self.dirty.room);
            room.iter().for_each(|place| self.dirty.queued[*place as usize] = 0);
        } else {
            self.dirty = Dirty { queued: vec![0; self.places.len()], ..Dirty::default() };
        }
        self.was_last = false;
        self.stale = false;
    }

    fn repair_early(&mut self, network: &Network, limit: usize) -> bool {
        while let Some(Reverse(rank)) = self.dirty.early.pop() {
            let place = self.sequence[rank as usize];
            self.dirty.queued[place as usize] &= !EARLY;
            self.dirty.work += 1;
            let (old, new) =
                (self.early[place as usize], self.early_of(network, &self.early, place as usize));
            if old == new {
                continue;
            }
            if self.dirty.work > limit {
                return false;
            }
            self.was_last |= self.is_last(network, place as usize, old);
            self.early[place as usize] = new;
            self.dirty.moved.push(place);
            for index in 0..self.out.of(place as usize).len() {
                let next = self.out.of(place as usize)[index].place;
                self.touch_early(next);
            }
        }
        let moved = std::mem::take(&mut self.dirty.moved);
        moved.iter().for_each(|place| self.touch_around(*place));
        self.last_moved(network, &moved);
        self.dirty.moved = moved;
        self.dirty.moved.clear();
        true
    }

    /// Notes whose late dates and room depend on the early dates of a place that moved.
    fn touch_around(&mut self, place: u32) {
        let is_leaf = self.is_leaf(place as usize);
        for index in 0..self.into.of(place as usize).len() {
            let tie = self.into.of(place as usize)[index];
            self.touch_room(tie.place);
            if !is_leaf && tie.is_family() {
                // Which child starts first may have changed.
                self.touch_late(tie.place);
            }
        }
        let in_family = self.out.of(place as usize).first().is_some_and(Tie::is_family);
        if !is_leaf || in_family || !self.has(place as usize, Flags::MARKS) {
            self.touch_late(place);
            self.touch_room(place);
        }
        if self.early[place as usize] == NEVER || self.late[place as usize] == UNBOUND {
            self.touch_late(place);
        }
    }

    pub(super) fn is_last(&self, network: &Network, place: usize, pair: Pair) -> bool {
        self.is_leaf(place) && pair != NEVER && self.walls(network, pair, place).finish >= self.target
    }

    /// Notes the last finish of what moved.
    fn last_moved(&mut self, network: &Network, moved: &[u32]) {
        let moved = moved.iter().map(|place| *place as usize);
        let dated = moved.filter(|place| self.is_leaf(*place) && self.early[*place] != NEVER);
        self.new_last = dated.map(|place| self.walls(network, self.early[place], place).finish).max();
    }

    /// Moves the target where the last finish has moved; false where late dates have to be computed anew for that.
    fn move_target(&mut self, network: &Network) -> bool {
        let beyond = self.new_last.filter(|last| *last >= self.target || self.target == Wall::MAX);
        let target = match (beyond, std::mem::take(&mut self.was_last)) {
            (Some(last), _) if self.target != Wall::MAX => last,
            (None, false) => return true,
            _ => self.finish(network),
        };
        target == self.target || self.shift_to(network, target)
    }

    /// Keeps late dates where they are and notes how far the finish has moved; false where they depend on more than that.
    fn shift_to(&mut self, network: &Network, target: Wall) -> bool {
        let Some(calendar) = self.shared.filter(|_| target != Wall::MAX) else {
            return false;
        };
        let (clock, work_time) = (&self.clocks[calendar as usize], &network.calendars[calendar as usize]);
        let mark = clock.position(work_time, target) * 2;
        if clock.wall(work_time, mark) != target {
            return false;
        }
        self.target = target;
        self.shift = mark - self.targets[calendar as usize];
        // Long before the plan late dates meet the beginning of the planned years.
        self.shift.abs() < clock.position(work_time, network.start)
    }

    fn repair_late(&mut self, network: &Network, limit: usize) -> bool {
        while let Some(rank) = self.dirty.late.pop() {
            let place = self.sequence[rank as usize];
            self.dirty.queued[place as usize] &= !LATE;
            self.dirty.work += 1;
            let new = self.late_of(network, place as usize);
            if self.late[place as usize] == new {
                continue;
            }
            if self.dirty.work > limit {
                return false;
            }
            self.late[place as usize] = new;
            for index in 0..self.into.of(place as usize).len() {
                let before = self.into.of(place as usize)[index].place;
                self.touch_late(before);
            }
        }
        true
    }

    fn repair_room(&mut self, network: &Network, limit: usize) -> bool {
        while let Some(rank) = self.dirty.family_room.pop() {
            let place = self.sequence[rank as usize];
            self.dirty.queued[place as usize] &= !ROOM;
            self.dirty.work += 1;
            let new = self.room_of(network, place as usize);
            if self.room[place as usize] == new {
                continue;
            }
            if self.dirty.work > limit {
                return false;
            }
            self.room[place as usize] = new;
            for index in 0..self.into.of(place as usize).len() {
                let before = self.into.of(place as usize)[index].place;
                self.touch_room(before);
            }
        }
        while let Some(place) = self.dirty.room.pop() {
            self.dirty.queued[place as usize] &= !ROOM;
            self.room[place as usize] = self.room_of(network, place as usize);
        }
        true
    }

    /// The calendar that all leaves share, if their late dates depend on nothing but their distance from the finish.
    pub(super) fn shared_calendar(&self, network: &Network) -> Option<u32> {
        let calendar = self.places.first()?.calendar;
        (0..self.places.len()).all(|place| self.hangs_on_finish(network, place, calendar)).then_some(calendar)
    }

    /// Whether the late dates of a place depend on nothing but their distance from the finish.
    pub(super) fn hangs_on_finish(&self, network: &Network, place: usize, calendar: u32) -> bool {
        let own = &self.places[place];
        let is_done = !own.flags.has(Flags::BINDS) && !own.flags.has(Flags::STARTED) && self.is_leaf(place);
        if is_done && self.into.of(place).iter().all(|tie| !tie.is_family()) {
            return !own.flags.has(Flags::MARKS) && network.nodes[own.node as usize].fixed.is_none();
        }
        let plain = own.flags.has(Flags::MARKS) && own.calendar == calendar && !own.flags.has(Flags::CAPPED);
        let hangs = |tie: &Tie| {
            let successor = &self.places[tie.place as usize];
            matches!(tie.unit, Unit::None | Unit::Working)
                && !tie.is_family()
                && (tie.from_finish || successor.work > 0)
        };
        plain && self.out.of(place).iter().all(hangs)
    }
}
