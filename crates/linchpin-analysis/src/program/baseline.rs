//! What was agreed for a program, and how much of it should be done by now.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{Baseline, Date, Item, MilestoneId, Node, ProgramId, WorkstreamId, World};

use crate::links;
use crate::program::is_of;

/// The baseline of a program that was agreed last, up to a day; of one day the later in the journal.
pub fn agreed(world: &World, program: ProgramId, today: Date) -> Option<&Record<Baseline>> {
    let own = world.live::<Baseline>().filter(|baseline| is_of(world, program, baseline.program().copied()));
    let dated = own.filter_map(|baseline| Some((*baseline.agreed_on()?, baseline)));
    dated
        .filter(|(on, _)| *on <= today)
        .max_by_key(|(on, baseline)| (*on, baseline.id))
        .map(|(_, baseline)| baseline)
}

/// The day that a baseline gives a milestone.
pub fn baseline_finish(world: &World, baseline: &Record<Baseline>, milestone: MilestoneId) -> Option<Date> {
    let dates = baseline.dates().into_iter().flatten();
    let of_milestone = |node: Node| links::resolve(world, node) == Some(Node::Milestone(milestone));
    let found = dates.filter(|dates| of_milestone(dates.node)).find_map(|dates| dates.finish.or(dates.start));
    found.map(|finish| finish.date())
}

/// Of each workstream the share of its items that a baseline expects to be done by the end of a day, 0 to 1.
///
/// An item is expected on its own day in the baseline, else on that of the first milestone that needs it; what was done when
/// the baseline was agreed is expected done. Where the baseline
/// says nothing of more than half of the items, nothing can be expected.
pub fn planned(world: &World, baseline: &Record<Baseline>, today: Date) -> BTreeMap<WorkstreamId, f64> {
    let mut days: BTreeMap<Node, Date> = BTreeMap::new();
    for dates in baseline.dates().into_iter().flatten() {
        if let (Some(node), Some(finish)) = (links::resolve(world, dates.node), dates.finish) {
            days.insert(node, finish.date());
        }
    }
    let was_done = |item: &Record<Item>| {
        let finished_on = item.finished_at().map(|at| at.date());
        finished_on.zip(baseline.agreed_on()).is_some_and(|(on, agreed)| on <= *agreed)
    };
    let mut counts: BTreeMap<WorkstreamId, (usize, usize, usize)> = BTreeMap::new();
    for item in world.live::<Item>() {
        let Some(workstream) = item.workstream().and_then(|id| world.get(*id)) else { continue };
        let (due, known, all) = counts.entry(workstream.id).or_default();
        *all += 1;
        let expected = expected_on(world, &days, item);
        if was_done(item) || expected.is_some() {
            *known += 1;
            *due += usize::from(was_done(item) || expected.is_some_and(|on| on <= today));
        }
    }
    let told = counts.into_iter().filter(|(_, (_, known, all))| known * 2 >= *all);
    told.map(|(workstream, (due, known, _))| (workstream, due as f64 / known as f64)).collect()
}

fn expected_on(world: &World, days: &BTreeMap<Node, Date>, item: &Record<Item>) -> Option<Date> {
    let needed = item.milestones().into_iter().flatten();
    let of_milestones = needed
        .filter_map(|needed| links::resolve(world, Node::Milestone(needed.milestone)))
        .filter_map(|milestone| days.get(&milestone).copied());
    days.get(&Node::Item(item.id)).copied().or_else(|| of_milestones.min())
}
