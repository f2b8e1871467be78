//! Dates, floats and drivers of nodes, as a person is told them.

use linchpin_model::calendar::{Wall, WorkTime};

use super::place::Flags;
use super::{Engine, NEVER, NOWHERE};
use crate::schedule::bounds::{last_start, start_for};
use crate::schedule::critical_path::Span;
use crate::schedule::network::{Constraint, Network, Progress};
use crate::schedule::solution::Dates;

/// How far a node has come; of a parent, how far its children have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    NotStarted,
    Started,
    Done,
}

/// What a place is told besides its early dates: of a parent what its children cover.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    /// None without dates.
    late: Option<Span>,
    /// None of a parent all of whose children are in loops.
    stage: Option<Stage>,
}

impl Told {
    fn with(self, other: Told) -> Told {
        let late = match (self.late, other.late) {
            (Some(one), Some(other)) => Some(one.covering(other)),
            (one, other) => one.or(other),
        };
        let stage = match (self.stage, other.stage) {
            (Some(one), Some(other)) => Some(if one == other { one } else { Stage::Started }),
            (one, other) => one.or(other),
        };
        Told { late, stage }
    }

    const NOTHING: Told = Told { late: None, stage: None };
}

impl Engine {
    /// What all places are told, by place.
    pub(in crate::schedule) fn tell(&self, network: &Network) -> Tellings {
        if self.has_parents() {
            let mut told = vec![Told::NOTHING; self.places.len()];
            for place in self.sequence.iter().map(|place| *place as usize) {
                told[place] = match self.has(place, Flags::CLOSING) {
                    true => self.children_of(place).map(|child| told[child]).fold(Told::NOTHING, Told::with),
                    false => self.told_of_leaf(network, place),
                };
            }
            return Tellings(told);
        }
        Tellings(Vec::new())
    }

    fn has_parents(&self) -> bool {
        self.places.iter().any(|place| place.flags.has(Flags::CLOSING))
    }

    fn children_of(&self, closing: usize) -> impl Iterator<Item = usize> + '_ {
        self.into.of(closing).iter().map(|tie| tie.place as usize)
    }

    fn told_of_leaf(&self, network: &Network, place: usize) -> Told {
        let stage = match network.nodes[self.places[place].node as usize].progress {
            Progress::NotStarted => Stage::NotStarted,
            Progress::Started { .. } => Stage::Started,
            Progress::Done { .. } => Stage::Done,
        };
        let late = (self.placed()[place] != NEVER).then(|| {
            let late = self.walls(network, self.late_pair(place), place);
            self.started_at(network, place).map_or(late, |start| Span { start, ..late })
        });
        Told { late, stage: Some(stage) }
    }

    /// What one place is told, from all that it spans.
    fn told_of(&self, network: &Network, place: usize) -> Told {
        let mut told = Told::NOTHING;
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            match self.has(place, Flags::CLOSING) {
                true => open.extend(self.children_of(place)),
                false => told = told.with(self.told_of_leaf(network, place)),
            }
        }
        told
    }

    /// The dates and floats of one node; none without dates.
    pub(in crate::schedule) fn dates_of(&self, network: &Network, node: usize) -> Option<Dates> {
        self.dates(network, &Tellings(Vec::new()), node)
    }

    /// The dates and floats of a node among all that was told; none without dates.
    pub(in crate::schedule) fn dates(
        &self,
        network: &Network,
        told: &Tellings,
        node: usize,
    ) -> Option<Dates> {
        let place = self.dated[node];
        if place == NOWHERE || self.own[node] == NOWHERE {
            return None;
        }
        let place = place as usize;
        let told = match told.0.get(place) {
            Some(told) => *told,
            None if self.is_leaf(place) => self.told_of_leaf(network, place),
            None => self.told_of(network, place),
        };
        let placed = self.span(network, self.placed(), place)?;
        let late = told.late?;
        let is_late = self.has(place, Flags::LATE);
        let early = if is_late { self.span(network, &self.early, place)? } else { placed };
        let is_done = told.stage == Some(Stage::Done);
        let (total_float, free_float) = match told.stage {
            _ if is_done || is_late => (0, 0),
            _ if self.has(place, Flags::MARKS) => self.floats_in_marks(network, place),
            stage => self.floats(network, place, placed, late, stage == Some(Stage::Started)),
        };
        Some(Dates {
            start: placed.start,
            finish: placed.finish,
            early_start: early.start,
            early_finish: early.finish,
            late_start: late.start,
            late_finish: late.finish,
            total_float,
            free_float,
            critical: !is_done && total_float <= self.rules.critical_threshold,
        })
    }

    /// Nodes with dates, and their total and free float, each node after those that it waits for.
    pub(in crate::schedule) fn floats_of_all<'e>(
        &'e self,
        network: &'e Network,
    ) -> impl Iterator<Item = (u32, i32, i32)> + 'e {
        let told = self.tell(network);
        let dated = self.sequence.iter().filter(|place| !self.has(**place as usize, Flags::OPENING));
        dated.filter_map(move |place| {
            let place = *place as usize;
            let own = &self.places[place];
            let is_plain = own.flags.has(Flags::MARKS) && !own.flags.has(Flags::LATE);
            let (total, free) = match is_plain && self.placed()[place] != NEVER {
                true => self.floats_in_marks(network, place),
                false => {
                    let dates = self.dates(network, &told, own.node as usize)?;
                    (dates.total_float, dates.free_float)
                }
            };
            Some((own.node, total, free))
        })
    }

    /// Total and free float of a leaf that keeps marks.
    ///
    /// Total float is the lesser of start and finish float, of a started node the finish float alone. Free float is the
    /// least gap to a successor that is not done, at least 0, at most the total float, which it equals without such a
    /// successor. What is done, or placed as late as possible, has none. (Microsoft Project's rules, which agree with
    /// PMI's where those speak.)
    pub(in crate::schedule) fn floats_in_marks(&self, network: &Network, place: usize) -> (i32, i32) {
        let ([start, finish], late, room) = (self.placed()[place], self.late_pair(place), self.room[place]);
        let finish_float = (late[1] >> 1) - (finish >> 1);
        let (from, total) = match self.started_at(network, place) {
            Some(start) => {
                let (clock, calendar) = self.calendar(network, place);
                (clock.position(calendar, start), finish_float)
            }
            None => (start >> 1, finish_float.min((late[0] >> 1) - (start >> 1))),
        };
        // Work has to start in a working minute; what takes no time may lie in the evening.
        let takes_time = i32::from(self.places[place].work > 0);
        let gap = |room: i32, from: i32, off: i32| match room {
            i32::MAX => i32::MAX,
            room => ((room - off) >> 1) - from,
        };
        let free = gap(room[0], from, takes_time).min(gap(room[1], finish >> 1, 0));
        (total, free.min(total).max(0))
    }

    /// The same of any place, from wall minutes.
    fn floats(&self, network: &Network, place: usize, from: Span, to: Span, started: bool) -> (i32, i32) {
        let (_, calendar) = self.calendar(network, place);
        let finish = calendar.between(from.finish, to.finish);
        let total = match started {
            true => finish,
            false => finish.min(calendar.between(self.pushed_start(network, place, from), to.start)),
        };
        let room = self.walls(network, self.room[place], place);
        let gap = start_gap(calendar, from, room.start).min(gap(calendar, from.finish, room.finish));
        (total, gap.min(total).max(0))
    }

    /// Where the start would lie if a hard constraint did not hold it before what its links allow.
    fn pushed_start(&self, network: &Network, place: usize, from: Span) -> Wall {
        let node = &network.nodes[self.places[place].node as usize];
        if !self.rules.as_ms_project() || !is_hard(node.constraint) {
            return from.start;
        }
        let own = self.own[self.places[place].node as usize] as usize;
        let bounds = self.bounds_in_walls(network, self.placed(), own);
        let (_, calendar) = self.calendar(network, place);
        from.start.max(bounds.start).max(start_for(calendar, bounds.finish, node.duration))
    }

    /// Leaves whose finish lies beyond what can be planned.
    pub(in crate::schedule) fn overrun(&self, network: &Network) -> Vec<u32> {
        let beyond = |place: &usize| {
            let (_, calendar) = self.calendar(network, *place);
            self.early[*place] == NEVER && !calendar.is_empty()
        };
        let places = (0..self.places.len()).filter(|place| self.is_leaf(*place)).filter(beyond);
        places.map(|place| self.places[place].node).collect()
    }

    /// The links that hold a node where it is: those that allow it no working minute earlier.
    pub(in crate::schedule) fn drivers(&self, network: &Network, node: usize) -> Vec<u32> {
        let (own, place) = (self.own[node], self.dated[node]);
        let is_done = matches!(network.nodes[node].progress, Progress::Done { .. });
        if own == NOWHERE || place == NOWHERE || is_done || self.placed()[place as usize] == NEVER {
            return Vec::new();
        }
        let place = place as usize;
        let (clock, calendar) = self.calendar(network, place);
        let [start, finish] = match self.has(place, Flags::MARKS) {
            true => self.placed()[place].map(|mark| mark >> 1),
            false => {
                let span = self.walls(network, self.placed()[place], place);
                let span = self.work_left_of(network, place, span);
                [span.start, span.finish].map(|wall| clock.position(calendar, wall))
            }
        };
        let mut links: Vec<u32> = Vec::new();
        let mut member = Some(own as usize);
        while let Some(at) = member {
            member = None;
            for tie in self.into.of(at) {
                if tie.is_family() {
                    member = Some(tie.place as usize);
                } else if self.reaches(network, at, tie, place, if tie.to_finish { finish } else { start }) {
                    links.push(tie.link);
                }
            }
        }
        links.sort_unstable();
        links
    }

    /// Whether a tie into `at` lets a place come no earlier than a position of its calendar.
    fn reaches(
        &self,
        network: &Network,
        at: usize,
        tie: &super::ties::Tie,
        place: usize,
        position: i32,
    ) -> bool {
        if at == place && self.has(place, Flags::MARKS) {
            let mark = self.mark_after(network, self.placed(), place, tie);
            return mark.is_some_and(|mark| mark > 0 && mark >> 1 >= position);
        }
        let bound = self.wall_after(network, self.placed(), at, tie);
        let wall = if tie.to_finish { bound.finish } else { bound.start };
        let (clock, calendar) = self.calendar(network, place);
        wall > Wall::MIN && clock.position(calendar, wall) >= position
    }

    /// Links whose successor started before they let it.
    pub(in crate::schedule) fn out_of_sequence(&self, network: &Network) -> Vec<u32> {
        let mut links = Vec::new();
        for (node, own) in self.own.iter().enumerate().filter(|(_, own)| **own != NOWHERE) {
            let start = match network.nodes[node].progress {
                Progress::NotStarted => continue,
                Progress::Started { start, .. } | Progress::Done { start, .. } => start,
            };
            let calendar = &network.calendars[network.nodes[node].calendar as usize];
            let ties = self.into.of(*own as usize).iter().filter(|tie| !tie.is_family());
            let early = ties.filter(|tie| {
                let bound = self.wall_after(network, self.placed(), *own as usize, tie);
                calendar.between(start, bound.start) > 0
            });
            links.extend(early.map(|tie| tie.link));
        }
        links
    }
}

/// What all places are told where there are parents; empty where each place speaks for itself.
pub(in crate::schedule) struct Tellings(Vec<Told>);

/// Whether a constraint can hold a node before what its links allow.
pub(in crate::schedule) fn is_hard(constraint: Constraint) -> bool {
    use Constraint as C;
    matches!(
        constraint,
        C::StartNoLaterThan(_) | C::FinishNoLaterThan(_) | C::MustStartOn(_) | C::MustFinishOn(_)
    )
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
