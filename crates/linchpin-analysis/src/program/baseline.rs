//! What was agreed for a program, and how much of it should be done by now.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{Baseline, Date, MilestoneId, Node, ProgramId, WorkstreamId, World};

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

/// Of each workstream with items in a baseline the share of them that it expects to be done by the end of a day, 0 to 1.
pub fn planned(world: &World, baseline: &Record<Baseline>, today: Date) -> BTreeMap<WorkstreamId, f64> {
    let mut counts: BTreeMap<WorkstreamId, (usize, usize)> = BTreeMap::new();
    for dates in baseline.dates().into_iter().flatten() {
        let (Some(Node::Item(item)), Some(finish)) = (links::resolve(world, dates.node), dates.finish) else {
            continue;
        };
        let workstream = world.get(item).and_then(|item| world.get(*item.workstream()?));
        if let Some(workstream) = workstream {
            let (due, all) = counts.entry(workstream.id).or_default();
            *all += 1;
            *due += usize::from(finish.date() <= today);
        }
    }
    counts.into_iter().map(|(workstream, (due, all))| (workstream, due as f64 / all as f64)).collect()
}
