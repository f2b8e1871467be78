//! What a batch of trials would be if one leaf were done already.

use super::{Form, Futures, How, Spans, Step};
use crate::sample::{LANES, Lanes};

impl Futures<'_> {
    /// The steps that depend on a leaf, its own first, where `target` is among what follows; else none.
    pub(crate) fn affected_by(&self, leaf: u32, target: u32) -> Vec<usize> {
        let mut affected = vec![false; self.forms.len()];
        affected[leaf as usize] = true;
        let mut steps = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            if affected[step.slot] || self.depends(step, &affected) {
                affected[step.slot] = true;
                steps.push(index);
            }
        }
        if affected[self.order.dated_slot[target as usize] as usize] { steps } else { Vec::new() }
    }

    /// What computing some steps costs: one each, and eight for a bound from another calendar.
    pub(crate) fn cost(&self, steps: &[usize]) -> usize {
        let of = |step: &usize| {
            let step = &self.steps[*step];
            let across = step.bounds.iter().filter(|bound| bound.form != self.forms[step.slot]);
            1 + 8 * across.count()
        };
        steps.iter().map(of).sum()
    }

    fn depends(&self, step: &Step, affected: &[bool]) -> bool {
        let on_links = step.bounds.iter().flat_map(|bound| &bound.from).any(|from| affected[*from]);
        let on_children = match &step.how {
            How::Closing { children, .. } => {
                children.iter().flat_map(|(_, slots)| slots).any(|slot| affected[*slot])
            }
            _ => false,
        };
        on_links || on_children || step.opening.is_some_and(|opening| affected[opening])
    }

    /// The finishes of `target` in a batch that was computed, as wall minutes, if the leaf of the first of `steps` were done
    /// at the moment from which on the rest is planned. The batch is as before afterwards.
    pub(crate) fn finishes_if_done(
        &self,
        steps: &[usize],
        target: u32,
        work: &[Lanes<i32>],
        spans: &mut Spans,
    ) -> Lanes<i32> {
        let slots = steps.iter().map(|step| self.steps[*step].slot);
        let kept: Vec<_> = slots.clone().map(|slot| (spans.start[slot], spans.finish[slot])).collect();
        for (place, step) in steps.iter().map(|step| &self.steps[*step]).enumerate() {
            if place == 0 {
                let done = match self.forms[step.slot] {
                    Form::Positions(calendar) => self.clock(calendar).position(self.floor()),
                    _ => self.floor().0,
                };
                (spans.start[step.slot], spans.finish[step.slot]) = ([done; LANES], [done; LANES]);
            } else {
                self.compute(step, work, spans);
            }
        }
        let finishes = self.finishes(target, spans);
        for (slot, (start, finish)) in slots.zip(kept) {
            (spans.start[slot], spans.finish[slot]) = (start, finish);
        }
        finishes
    }
}
