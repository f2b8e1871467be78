//! What drives a node in each trial of a batch: the links that allow it no working minute earlier, and so on back.

use linchpin_model::calendar::Wall;

use super::bound::Bound;
use super::{Form, Futures, How, Spans, Step, earliest, latest, raise};
use crate::sample::{LANES, Lanes};
use crate::schedule::bounds::start_for;
use crate::schedule::network::Progress;

/// For each slot the trials of a batch, one bit each, in which it lies on the driving path of a node.
pub(crate) struct Masks {
    finish: Vec<u64>,
    /// Of closings: those in which the start of the parent drives rather than its finish.
    start: Vec<u64>,
}

impl Masks {
    /// The trials in which a leaf lies on the path.
    pub(crate) fn of_leaf(&self, node: u32) -> u64 {
        self.finish[node as usize] | self.start[node as usize]
    }
}

impl Futures<'_> {
    /// Room for the masks of a batch.
    pub(crate) fn masks(&self) -> Masks {
        Masks { finish: vec![0; self.forms.len()], start: vec![0; self.forms.len()] }
    }

    /// Follows the drivers of `node` back through a batch that was computed, in the trials of `lanes`.
    ///
    /// All drivers that tie count. A parent stands for the children that decide.
    pub(crate) fn drive_back(
        &self,
        node: u32,
        lanes: u64,
        work: &[Lanes<i32>],
        spans: &Spans,
        masks: &mut Masks,
    ) {
        masks.finish.fill(0);
        masks.start.fill(0);
        masks.finish[self.order.dated_slot[node as usize] as usize] = lanes;
        for step in self.steps.iter().rev() {
            let by_finish = masks.finish[step.slot];
            let by_start = masks.start[step.slot];
            if by_finish | by_start == 0 {
                continue;
            }
            match &step.how {
                How::Closing { children, .. } => self.follow_children(step, children, spans, masks),
                How::Opening => {
                    let edges = (spans.start[step.slot], spans.finish[step.slot]);
                    self.follow_bounds(step, by_finish | by_start, (Form::Walls, &edges), work, spans, masks);
                }
                How::Leaf { node, calendar, .. } => {
                    let finish = spans.finish[step.slot];
                    let start = std::array::from_fn(|lane| finish[lane] - work[*node][lane]);
                    let form = Form::Positions(*calendar);
                    self.follow_bounds(
                        step,
                        by_finish | by_start,
                        (form, &(start, finish)),
                        work,
                        spans,
                        masks,
                    );
                }
                How::Single { node } => {
                    let form = Form::Positions(self.network.nodes[*node].calendar);
                    let edges = self.edges_of_work_left(step, *node, work, spans);
                    self.follow_bounds(step, by_finish | by_start, (form, &edges), work, spans, masks);
                }
            }
        }
    }

    /// Start and finish of the work that is left, as positions of the node's calendar.
    fn edges_of_work_left(
        &self,
        step: &Step,
        index: usize,
        work: &[Lanes<i32>],
        spans: &Spans,
    ) -> (Lanes<i32>, Lanes<i32>) {
        let node = &self.network.nodes[index];
        let calendar = self.calendar(node.calendar);
        let clock = self.clock(node.calendar);
        let position = |wall: i32| clock.position(Wall(wall));
        let finish = spans.finish[step.slot].map(position);
        let start = match node.progress {
            Progress::Started { .. } => std::array::from_fn(|lane| {
                position(start_for(calendar, Wall(spans.finish[step.slot][lane]), work[index][lane]).0)
            }),
            _ => spans.start[step.slot].map(position),
        };
        (start, finish)
    }

    fn follow_bounds(
        &self,
        step: &Step,
        lanes: u64,
        (form, (start, finish)): (Form, &(Lanes<i32>, Lanes<i32>)),
        work: &[Lanes<i32>],
        spans: &Spans,
        masks: &mut Masks,
    ) {
        let edge = |bound: &Bound| if bound.to_finish { finish } else { start };
        for bound in &step.bounds {
            let latest = bound.latest(spans);
            let drives = match step.how {
                How::Leaf { .. } => at_least(&spans.carried[bound.number], edge(bound)),
                _ => at_least(&self.carried(bound, latest, work, spans, form), edge(bound)),
            };
            let drives = lanes & drives;
            if drives == 0 {
                continue;
            }
            for from in &bound.from {
                let mask = drives & at_least(bound.row(*from, spans), &latest);
                let side = if bound.from_finish { &mut masks.finish } else { &mut masks.start };
                side[*from] |= mask;
            }
        }
        if let Some(opening) = step.opening {
            let as_kept = |walls: &Lanes<i32>| match form {
                Form::Positions(calendar) => walls.map(|wall| self.clock(calendar).position(Wall(wall))),
                _ => *walls,
            };
            let by_start = at_least(&as_kept(&spans.start[opening]), start);
            let by_finish = at_least(&as_kept(&spans.finish[opening]), finish);
            masks.finish[opening] |= lanes & (by_start | by_finish);
        }
    }

    fn follow_children(
        &self,
        step: &Step,
        children: &[(Form, Vec<usize>)],
        spans: &Spans,
        masks: &mut Masks,
    ) {
        let (by_finish, by_start) = (masks.finish[step.slot], masks.start[step.slot]);
        let rows = |form: &Form, slots: &[usize]| {
            let last = latest(slots, &spans.finish);
            (last, last.map(|value| self.finish_wall(*form, value).0))
        };
        let mut covered = [step.constant.finish.0; LANES];
        children.iter().for_each(|(form, slots)| raise(&mut covered, &rows(form, slots).1));
        for (form, slots) in children {
            let (last, walls) = rows(form, slots);
            let drives = by_finish & at_least(&walls, &covered);
            for slot in slots {
                masks.finish[*slot] |= drives & at_least(&spans.finish[*slot], &last);
            }
            if by_start != 0 {
                let first = earliest(slots, &spans.start);
                let walls = first.map(|value| self.start_wall(*form, value).0);
                let drives = by_start & at_least(&spans.start[step.slot], &walls);
                for slot in slots {
                    masks.start[*slot] |= drives & at_least(&first, &spans.start[*slot]);
                }
            }
        }
    }
}

/// One bit for each trial in which the first row is not below the second.
fn at_least(row: &Lanes<i32>, than: &Lanes<i32>) -> u64 {
    (0..LANES).fold(0, |mask, lane| mask | (u64::from(row[lane] >= than[lane]) << lane))
}
