//! The pass backwards: how late may each place lie for the sake of the finish, and before the next one moves?

use linchpin_model::calendar::Wall;

use super::place::Flags;
use super::ties::{Tie, Unit};
use super::{Engine, NEVER, Pair, UNBOUND};
use crate::schedule::bounds::{CountedIn, start_for};
use crate::schedule::critical_path::{Span, dated_bounds, late_leaf};
use crate::schedule::network::Network;

/// Which dates of its successors a place must not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    /// Their late dates.
    Late,
    /// Their early dates.
    Room,
}

impl Engine {
    pub(super) fn pass_backwards(&mut self, network: &Network) {
        let target = self.target;
        let marks = self.clocks.iter().zip(&network.calendars);
        self.targets = marks.map(|(clock, calendar)| clock.at_or_before(calendar, target)).collect();
        self.hold_target(network);
        for index in (0..self.sequence.len()).rev() {
            let place = self.sequence[index] as usize;
            self.late[place] = self.late_of(network, place);
        }
        if self.late_places > 0 {
            self.pass_placed(network);
        } else {
            self.placed.clear();
        }
        for index in (0..self.sequence.len()).rev() {
            let place = self.sequence[index] as usize;
            self.room[place] = self.room_of(network, place);
        }
    }

    /// Finds out whether late dates hang on nothing but the finish; if so that is told in its evening form.
    fn hold_target(&mut self, network: &Network) {
        self.shift = 0;
        self.shared = self.shared_calendar(network).filter(|calendar| {
            let calendar = *calendar as usize;
            let evening = self.targets[calendar] & !1;
            self.clocks[calendar].wall(&network.calendars[calendar], evening) == self.target
        });
        if let Some(calendar) = self.shared {
            self.targets[calendar as usize] &= !1;
        }
    }

    /// The late dates of a place, where those of what waits for it are known; of what has started those of the work that is left.
    #[inline]
    pub(super) fn late_of(&self, network: &Network, place: usize) -> Pair {
        let own = &self.places[place];
        if !own.flags.has(Flags::MARKS) {
            return self.late_in_walls(network, place);
        }
        if self.early[place] == NEVER {
            return UNBOUND;
        }
        let mut start = i32::MAX;
        let mut finish = self.targets[own.calendar as usize];
        if own.flags.has(Flags::PLAIN_OUT) {
            for tie in self.out.of(place) {
                finish = finish.min(self.late[tie.place as usize][0]);
            }
        } else {
            let bounds = self.marks_before(network, place, Layer::Late);
            (start, finish) = (bounds[0], finish.min(bounds[1]));
        }
        if own.flags.has(Flags::CAPPED) {
            let cap = self.cap(network, place);
            (start, finish) = (start.min(cap[0]), finish.min(cap[1]));
        }
        if own.work == 0 {
            return [start.min(finish); 2];
        }
        let latest = if start == i32::MAX { i32::MAX } else { (start - 1) >> 1 };
        let first = ((finish >> 1) - own.work).min(latest);
        // Before all work there is only the beginning of the planned years.
        if first < 0 { [0, own.work * 2] } else { [first * 2 + 1, (first + own.work) * 2] }
    }

    /// The marks at which a constraint or a deadline bounds a leaf's late dates.
    fn cap(&self, network: &Network, place: usize) -> Pair {
        let bounds = dated_bounds(network, &self.rules, self.places[place].node as usize, Span::LATEST);
        self.marks_of_bounds(network, place, bounds)
    }

    fn marks_of_bounds(&self, network: &Network, place: usize, bounds: Span) -> Pair {
        let (clock, calendar) = self.calendar(network, place);
        [bounds.start, bounds.finish].map(|wall| match wall {
            Wall::MAX => i32::MAX,
            wall => clock.at_or_before(calendar, wall),
        })
    }

    /// How late a place may lie before a successor's early dates move; of an opening the first early dates of its children.
    #[inline]
    pub(super) fn room_of(&self, network: &Network, place: usize) -> Pair {
        let flags = self.places[place].flags;
        if !flags.has(Flags::MARKS) {
            if flags.has(Flags::OPENING) {
                return self.first_of_children(network, place, Layer::Room);
            }
            let room = self.walls_before(network, place, Layer::Room);
            return [room.start.0, room.finish.0];
        }
        if flags.has(Flags::PLAIN_OUT) {
            let placed = self.placed();
            let mut finish = i32::MAX;
            for tie in self.out.of(place) {
                let start = placed[tie.place as usize][0];
                // What has no dates stands lowest, and says nothing.
                finish = finish.min(if start == i32::MIN { i32::MAX } else { start });
            }
            return [i32::MAX, finish];
        }
        self.marks_before(network, place, Layer::Room)
    }

    /// The dates of a successor that a place must not move.
    #[inline]
    fn held(&self, network: &Network, place: usize, layer: Layer) -> Pair {
        let flags = self.places[place].flags;
        match layer {
            Layer::Late => self.late[place],
            Layer::Room if flags.has(Flags::MARKS) => {
                let pair = self.placed()[place];
                if pair == NEVER { UNBOUND } else { pair }
            }
            Layer::Room if flags.has(Flags::OPENING) || flags.has(Flags::CLOSING) => self.room[place],
            Layer::Room => match self.span(network, self.placed(), place) {
                None => UNBOUND,
                Some(span) => {
                    let span = self.work_left_of(network, place, span);
                    [span.start.0, span.finish.0]
                }
            },
        }
    }

    /// The early dates of the work that is left.
    pub(super) fn work_left_of(&self, network: &Network, place: usize, span: Span) -> Span {
        if !self.has(place, Flags::STARTED) {
            return span;
        }
        let (_, calendar) = self.calendar(network, place);
        Span { start: start_for(calendar, span.finish, self.places[place].work), finish: span.finish }
    }

    /// The marks after which a leaf would move what waits for it.
    fn marks_before(&self, network: &Network, place: usize, layer: Layer) -> Pair {
        let mut bounds = UNBOUND;
        for tie in self.out.of(place) {
            if tie.is_family() {
                let closing = self.marks_of_bounds(
                    network,
                    place,
                    self.of_parent(network, place, tie.place as usize, layer),
                );
                bounds = [bounds[0].min(closing[0]), bounds[1].min(closing[1])];
            } else if let Some(mark) = self.mark_before(network, place, tie, layer) {
                let end = usize::from(tie.from_finish);
                bounds[end] = bounds[end].min(mark);
            }
        }
        bounds
    }

    #[inline]
    fn mark_before(&self, network: &Network, place: usize, tie: &Tie, layer: Layer) -> Option<i32> {
        let to = tie.place as usize;
        let successor = &self.places[to];
        let held = self.held(network, to, layer);
        if held == UNBOUND || !successor.flags.has(Flags::BINDS) {
            return None;
        }
        let (clock, calendar) = self.calendar(network, place);
        if matches!(tie.unit, Unit::None | Unit::Working) && self.is_alike(place, to) {
            let mark = held[usize::from(tie.to_finish)];
            let position = mark >> 1;
            return Some(match tie.unit {
                Unit::Working => morning(position.saturating_sub(tie.lag), clock.total()),
                _ if tie.to_finish && successor.work > 0 => position * 2 + 1,
                // Within a day's work the evening form of an early date is no evening.
                _ if mark & 1 == 0 && !tie.from_finish => {
                    clock.at_or_before(calendar, clock.wall(calendar, mark))
                }
                _ => mark,
            });
        }
        let wall = self.wall_before(network, place, tie, held, layer);
        Some(clock.at_or_before(calendar, wall))
    }

    /// The latest moment from which a tie still lets its successor keep `held`.
    fn wall_before(&self, network: &Network, place: usize, tie: &Tie, held: Pair, layer: Layer) -> Wall {
        let to = tie.place as usize;
        let wall = self.walls_end(network, held, to, tie.to_finish);
        let works = tie.to_finish && self.places[to].work > 0;
        let minutes = self.lag_minutes(network, self.dates_of_layer(layer), place, tie);
        let (clock, calendar) = self.calendar(network, to);
        let in_the_morning = |position: i32| clock.wall(calendar, morning(position, clock.total()));
        // Where work goes on until the finish, an evening is as good as the next morning, and that is the later of the two.
        let wall = if works { in_the_morning(clock.position(calendar, wall)) } else { wall };
        match tie.unit.counted_in() {
            _ if minutes == 0 => wall,
            CountedIn::Elapsed => wall.plus(minutes.saturating_neg()),
            CountedIn::Working => in_the_morning(clock.position(calendar, wall).saturating_sub(minutes)),
        }
    }

    fn walls_end(&self, network: &Network, pair: Pair, place: usize, finish: bool) -> Wall {
        let end = pair[usize::from(finish)];
        if !self.has(place, Flags::MARKS) {
            return Wall(end);
        }
        let (clock, calendar) = self.calendar(network, place);
        clock.wall(calendar, end)
    }

    fn dates_of_layer(&self, layer: Layer) -> &[Pair] {
        match layer {
            Layer::Late => &self.early,
            Layer::Room => self.placed(),
        }
    }

    fn late_in_walls(&self, network: &Network, place: usize) -> Pair {
        let own = &self.places[place];
        let span = if own.flags.has(Flags::OPENING) {
            return self.first_of_children(network, place, Layer::Late);
        } else {
            let bounds = self.walls_before(network, place, Layer::Late);
            let bounds = dated_bounds(network, &self.rules, own.node as usize, bounds);
            match own.flags.has(Flags::CLOSING) {
                true => bounds,
                false if self.early[place] == NEVER => return UNBOUND,
                false => late_leaf(network, &self.rules, own.node as usize, bounds, self.target),
            }
        };
        [span.start.0, span.finish.0]
    }

    /// How late a place may start and finish for the sake of its successors and its parent's successors.
    fn walls_before(&self, network: &Network, place: usize, layer: Layer) -> Span {
        let mut bounds = Span::LATEST;
        for tie in self.out.of(place) {
            let to = tie.place as usize;
            if tie.is_family() {
                bounds = bounds.earlier(self.of_parent(network, place, to, layer));
                continue;
            }
            let held = self.held(network, to, layer);
            if held == UNBOUND || !self.has(to, Flags::BINDS) || self.dates_of_layer(layer)[place] == NEVER {
                continue;
            }
            let wall = self.wall_before(network, place, tie, held, layer);
            bounds = bounds.earlier(match tie.from_finish {
                true => Span { finish: wall, ..Span::LATEST },
                false => Span { start: wall, ..Span::LATEST },
            });
        }
        bounds
    }

    /// What the closing of its parent says of a place. Only a child that starts first holds its parent's start.
    fn of_parent(&self, network: &Network, place: usize, closing: usize, layer: Layer) -> Span {
        let dates = self.dates_of_layer(layer);
        let start = |place: usize| self.span(network, dates, place).map(|span| span.start);
        let [first, last] = if layer == Layer::Late { self.late[closing] } else { self.room[closing] };
        let start = if start(place) == start(closing) { Wall(first) } else { Wall::MAX };
        Span { start, finish: Wall(last) }
    }

    /// The earliest dates among the children of a node, directly or further down.
    fn first_of_children(&self, network: &Network, place: usize, layer: Layer) -> Pair {
        let children = self.out.of(place).iter().map(|tie| tie.place as usize);
        let spans = children.filter_map(|child| {
            let held = self.held(network, child, layer);
            (held != UNBOUND).then(|| self.walls(network, held, child))
        });
        spans.reduce(Span::earlier).map_or(UNBOUND, |span| [span.start.0, span.finish.0])
    }
}

/// The morning mark of a position; the beginning of the planned years before all work, their end after it.
#[inline]
fn morning(position: i32, total: i32) -> i32 {
    if position < 0 { 0 } else { position.min(total) * 2 + 1 }
}
