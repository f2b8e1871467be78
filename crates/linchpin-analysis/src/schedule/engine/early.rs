//! The pass forwards: how early can each place start and finish?

use linchpin_model::calendar::Wall;

use super::place::{Flags, share_of};
use super::ties::{Tie, Unit};
use super::{Engine, NEVER, Pair};
use crate::schedule::bounds::{CountedIn, lagged};
use crate::schedule::critical_path::{Span, constraint_bound, early_leaf};
use crate::schedule::network::Network;

impl Engine {
    pub(super) fn pass_forwards(&mut self, network: &Network) {
        for index in 0..self.sequence.len() {
            let place = self.sequence[index] as usize;
            self.early[place] = self.early_of(network, &self.early, place);
        }
    }

    /// A second pass, with what is to lie as late as possible at its late dates: what follows it follows it there.
    pub(super) fn pass_placed(&mut self, network: &Network) {
        let mut placed = std::mem::take(&mut self.placed);
        placed.clone_from(&self.early);
        for place in self.sequence.iter().map(|place| *place as usize) {
            let is_late = self.has(place, Flags::LATE) && self.early[place] != NEVER;
            placed[place] = if is_late { self.late[place] } else { self.early_of(network, &placed, place) };
        }
        self.placed = placed;
    }

    /// The early dates of a place, where those of what it waits for are known.
    #[inline]
    pub(super) fn early_of(&self, network: &Network, early: &[Pair], place: usize) -> Pair {
        let own = &self.places[place];
        if own.flags.has(Flags::MARKS) {
            let [mut start, mut finish] = own.floor;
            if own.flags.has(Flags::PLAIN_IN) {
                if !own.flags.has(Flags::HEEDLESS) {
                    for tie in self.into.of(place) {
                        start = start.max(early[tie.place as usize][1]);
                    }
                }
            } else {
                let bounds = self.bounds_in_marks(network, early, place);
                (start, finish) = (start.max(bounds[0]), finish.max(bounds[1]));
            }
            return self.within_calendar(place, start, finish);
        }
        let span = if own.flags.has(Flags::CLOSING) {
            self.covered(network, early, place)
        } else {
            let bounds = self.bounds_in_walls(network, early, place);
            match own.flags.has(Flags::OPENING) {
                true => Some(bounds),
                false => early_leaf(network, &self.rules, own.node as usize, bounds),
            }
        };
        span.map_or(NEVER, |span| [span.start.0, span.finish.0])
    }

    /// The earliest dates of a leaf after two marks; none where its calendar ends before.
    #[inline]
    fn within_calendar(&self, place: usize, start: i32, finish: i32) -> Pair {
        let own = &self.places[place];
        let total = self.clocks[own.calendar as usize].total();
        if own.work == 0 {
            let mark = start.max(finish);
            return if mark > total * 2 { NEVER } else { [mark; 2] };
        }
        let finish = (start >> 1).saturating_add(own.work).max(finish >> 1);
        if finish > total { NEVER } else { [(finish - own.work) * 2 + 1, finish * 2] }
    }

    fn bounds_in_marks(&self, network: &Network, early: &[Pair], place: usize) -> Pair {
        let mut bounds = NEVER;
        for tie in self.into.of(place) {
            if tie.is_family() {
                let opening = self.walls(network, early[tie.place as usize], tie.place as usize);
                let (clock, calendar) = self.calendar(network, place);
                bounds[0] = bounds[0].max(clock.at_or_after(calendar, opening.start));
                bounds[1] = bounds[1].max(clock.at_or_after(calendar, opening.finish));
            } else if let Some(mark) = self.mark_after(network, early, place, tie) {
                let end = usize::from(tie.to_finish);
                bounds[end] = bounds[end].max(mark);
            }
        }
        bounds
    }

    /// The mark before which a tie lets a leaf neither start nor finish; none if the predecessor has no dates.
    #[inline]
    pub(super) fn mark_after(
        &self,
        network: &Network,
        early: &[Pair],
        place: usize,
        tie: &Tie,
    ) -> Option<i32> {
        let from = tie.place as usize;
        if early[from] == NEVER {
            return None;
        }
        let (clock, calendar) = self.calendar(network, place);
        if matches!(tie.unit, Unit::None | Unit::Working) && self.is_alike(place, from) {
            let knows_start = tie.from_finish || !self.has(from, Flags::STARTED);
            if knows_start {
                let mark = early[from][usize::from(tie.from_finish)];
                return Some(match tie.unit {
                    Unit::None => mark,
                    _ => shifted(mark >> 1, tie.lag, clock.total()),
                });
            }
        }
        let (wall, minutes) = self.edge_and_lag(network, early, tie);
        Some(match tie.unit {
            Unit::Working | Unit::Share if minutes != 0 => {
                shifted(clock.position(calendar, wall), minutes, clock.total())
            }
            Unit::Elapsed | Unit::ElapsedShare => clock.at_or_after(calendar, wall.plus(minutes)),
            Unit::None | Unit::Working | Unit::Share => clock.at_or_after(calendar, wall),
        })
    }

    /// Whether two places keep their dates as marks of one calendar.
    #[inline]
    pub(super) fn is_alike(&self, place: usize, other: usize) -> bool {
        let (place, other) = (&self.places[place], &self.places[other]);
        place.calendar == other.calendar && other.flags.has(Flags::MARKS)
    }

    /// The end of the predecessor that a tie waits for, and its lag in minutes.
    fn edge_and_lag(&self, network: &Network, early: &[Pair], tie: &Tie) -> (Wall, i32) {
        let from = tie.place as usize;
        let pair = early[from];
        let edge = match self.started_at(network, from) {
            Some(start) if !tie.from_finish => start,
            _ if !self.has(from, Flags::MARKS) => Wall(pair[usize::from(tie.from_finish)]),
            _ => {
                let (clock, calendar) = self.calendar(network, from);
                clock.wall(calendar, pair[usize::from(tie.from_finish)])
            }
        };
        (edge, self.lag_minutes(network, early, from, tie))
    }

    /// The lag of a tie in minutes, where `from` is the predecessor.
    pub(super) fn lag_minutes(&self, network: &Network, early: &[Pair], from: usize, tie: &Tie) -> i32 {
        match tie.unit {
            Unit::None | Unit::Working | Unit::Elapsed => tie.lag,
            Unit::Share | Unit::ElapsedShare => {
                let (clock, calendar) = self.calendar(network, from);
                let [start, finish] = early[from].map(|wall| clock.position(calendar, Wall(wall)));
                share_of(finish - start, tie.lag)
            }
        }
    }

    /// Where links, the parent and a constraint allow a place's start and finish at the earliest.
    pub(super) fn bounds_in_walls(&self, network: &Network, early: &[Pair], place: usize) -> Span {
        let mut bounds = Span::EARLIEST;
        for tie in self.into.of(place) {
            bounds = bounds.later(self.wall_after(network, early, place, tie));
        }
        let node = &network.nodes[self.places[place].node as usize];
        bounds.later(constraint_bound(node.constraint, &self.rules))
    }

    /// What one tie says of its successor.
    pub(super) fn wall_after(&self, network: &Network, early: &[Pair], place: usize, tie: &Tie) -> Span {
        if early[tie.place as usize] == NEVER {
            return Span::EARLIEST;
        }
        if tie.is_family() {
            return self.walls(network, early[tie.place as usize], tie.place as usize);
        }
        let (edge, minutes) = self.edge_and_lag(network, early, tie);
        let (_, calendar) = self.calendar(network, place);
        let bound = lagged(calendar, edge, (minutes, tie.unit.counted_in())).unwrap_or(Wall::MAX);
        match tie.to_finish {
            true => Span { finish: bound, ..Span::EARLIEST },
            false => Span { start: bound, ..Span::EARLIEST },
        }
    }

    /// From the first start to the last finish of the children that have dates.
    fn covered(&self, network: &Network, early: &[Pair], place: usize) -> Option<Span> {
        let children = self.into.of(place).iter();
        let dated = children.filter_map(|tie| self.span(network, early, tie.place as usize));
        dated.reduce(Span::covering)
    }

    /// The last finish of all leaves.
    pub(super) fn finish(&self, network: &Network) -> Wall {
        let mut last_marks = vec![i32::MIN; self.clocks.len()];
        let mut last: Option<Wall> = None;
        for place in (0..self.places.len()).filter(|place| self.is_leaf(*place)) {
            let finish = self.early[place][1];
            if self.has(place, Flags::MARKS) {
                let mark = &mut last_marks[self.places[place].calendar as usize];
                *mark = (*mark).max(finish);
            } else if finish != NEVER[1] {
                last = last.max(Some(Wall(finish)));
            }
        }
        for (calendar, mark) in last_marks.into_iter().enumerate().filter(|(_, mark)| *mark != i32::MIN) {
            last = last.max(Some(self.clocks[calendar].wall(&network.calendars[calendar], mark)));
        }
        last.unwrap_or(Wall::MAX)
    }
}

/// The evening mark some minutes of work after a position; beyond all marks where the calendar ends before.
#[inline]
fn shifted(position: i32, minutes: i32, total: i32) -> i32 {
    let position = position.saturating_add(minutes);
    if position > total { total * 2 + 1 } else { position.max(0) * 2 }
}

impl Unit {
    pub(super) fn counted_in(self) -> CountedIn {
        match self {
            Unit::Elapsed | Unit::ElapsedShare => CountedIn::Elapsed,
            Unit::None | Unit::Working | Unit::Share => CountedIn::Working,
        }
    }
}
