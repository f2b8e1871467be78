//! What links that are alike say of their successor in a batch of trials.

use linchpin_model::calendar::Wall;

use super::{Form, Futures, NEVER, Spans, each, latest};
use crate::sample::Lanes;
use crate::schedule::bounds::after_lag;
use crate::schedule::network::{Lag, Link, Progress};

/// Links of one kind and lag into one slot, from slots that are kept alike, so that only their latest counts.
pub(super) struct Bound {
    /// Its number among all bounds.
    pub(super) number: usize,
    /// The slots that are waited for.
    pub(super) from: Vec<usize>,
    /// How those are kept.
    pub(super) form: Form,
    /// One of the links.
    pub(super) link: Link,
    /// Whether the finish of those slots counts rather than their start.
    pub(super) from_finish: bool,
    /// Whether the finish of the successor is held back rather than its start.
    pub(super) to_finish: bool,
}

impl Bound {
    pub(super) fn new(from: usize, form: Form, link: Link) -> Self {
        Self {
            number: 0,
            from: vec![from],
            form,
            from_finish: link.kind.from_finish(),
            to_finish: link.kind.to_finish(),
            link,
        }
    }

    /// Whether a link can join: it differs in nothing but the slot it comes from. A share of a duration is each link's own.
    pub(super) fn takes(&self, form: Form, link: &Link) -> bool {
        let own = matches!(link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_));
        !own && self.form == form && self.link.kind == link.kind && self.link.lag == link.lag
    }

    /// The row of one of the slots that counts.
    pub(super) fn row<'s>(&self, from: usize, spans: &'s Spans) -> &'s Lanes<i32> {
        if self.from_finish { &spans.finish[from] } else { &spans.start[from] }
    }

    /// The latest of the slots, as they are kept.
    pub(super) fn latest(&self, spans: &Spans) -> Lanes<i32> {
        latest(&self.from, if self.from_finish { &spans.finish } else { &spans.start })
    }
}

impl Futures<'_> {
    /// From how predecessors are kept, over the lag, to how the successor is computed.
    pub(super) fn carried(
        &self,
        bound: &Bound,
        mut row: Lanes<i32>,
        work: &[Lanes<i32>],
        spans: &Spans,
        to: Form,
    ) -> Lanes<i32> {
        match (bound.link.lag, to) {
            (Lag::Working(0), _) if bound.form == to => row,
            (Lag::Working(minutes), Form::Positions(calendar)) => {
                if bound.form != to {
                    let clock = self.clock(calendar);
                    each(&mut row, |value| clock.position(self.edge(bound, value)));
                }
                let minutes = minutes.clamp(-NEVER, NEVER);
                each(&mut row, |value| (value + minutes).clamp(0, NEVER));
                row
            }
            (Lag::Working(0), _) => {
                each(&mut row, |value| self.edge(bound, value).0);
                row
            }
            _ => {
                for (lane, value) in row.iter_mut().enumerate() {
                    let minutes = self.predecessor_minutes(bound, work, spans, lane);
                    let wall = after_lag(self.network, &bound.link, self.edge(bound, *value), minutes);
                    let wall = wall.unwrap_or(Wall::MAX);
                    *value = match to {
                        Form::Positions(calendar) => self.clock(calendar).position(wall),
                        _ => wall.0,
                    };
                }
                row
            }
        }
    }

    /// The wall minute of what counts of a predecessor.
    fn edge(&self, bound: &Bound, value: i32) -> Wall {
        match bound.from_finish {
            true => self.finish_wall(bound.form, value),
            false => self.start_wall(bound.form, value),
        }
    }

    /// What a lag in percent is a share of.
    fn predecessor_minutes(&self, bound: &Bound, work: &[Lanes<i32>], spans: &Spans, lane: usize) -> i32 {
        if !matches!(bound.link.lag, Lag::Percent(_) | Lag::ElapsedPercent(_)) {
            return 0;
        }
        let (node, slot) = (bound.link.predecessor as usize, bound.from[0]);
        let own = &self.network.nodes[node];
        match own.progress {
            _ if slot != node => {
                let (from, to) = (spans.start[slot][lane], spans.finish[slot][lane]);
                self.calendar(own.calendar).between(Wall(from), Wall(to))
            }
            Progress::NotStarted => work[node][lane],
            _ => own.duration,
        }
    }
}
