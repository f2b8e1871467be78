//! Which part of a World a report is about, and which items are in it.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{
    Item, ItemId, Milestone, MilestoneId, Moment, Node, Priority, Program, ProgramId, World,
};

use crate::links::Links;
use crate::programs::{self, program_of_milestone};
use crate::state;

/// The part of a World that a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    #[default]
    All,
    /// One program.
    Program(ProgramId),
    /// What one milestone needs.
    Milestone(MilestoneId),
}

/// The items of a scope, in the order of numbers, each with the priority it has there; none where nobody gave one,
/// which counts as required.
pub fn items_in(world: &World, links: &Links, scope: Scope) -> Vec<(ItemId, Option<Priority>)> {
    match scope {
        Scope::All => world.live::<Item>().map(|item| (item.id, item.priority().copied())).collect(),
        Scope::Program(program) => {
            let items = links.programs().items(program).iter().filter_map(|item| world.get(*item));
            items.map(|item| (item.id, item.priority().copied())).collect()
        }
        Scope::Milestone(milestone) => needed_for(world, links, milestone).into_iter().collect(),
    }
}

/// Everything that a milestone waits for, with how much it needs it.
///
/// That is what is marked as needed for it, what it or anything of that depends on, and the parts of all these. An item
/// that is needed only because another waits for it is needed as much as that other.
pub fn needed_for(
    world: &World,
    links: &Links,
    milestone: MilestoneId,
) -> BTreeMap<ItemId, Option<Priority>> {
    let mut reached: BTreeMap<Node, Option<Priority>> = BTreeMap::new();
    let mut left = vec![(Node::Milestone(milestone), None)];
    while let Some((node, priority)) = left.pop() {
        // What is required twice is needed as much as the more urgent of the two says.
        let is_news = reached.get(&node).is_none_or(|known| urgency(priority) < urgency(*known));
        if !is_news {
            continue;
        }
        reached.insert(node, priority);
        before(world, links, (node, priority), &mut left);
    }
    reached
        .into_iter()
        .filter_map(|(node, priority)| match node {
            Node::Item(item) => Some((item, priority)),
            Node::Milestone(_) => None,
        })
        .collect()
}

/// The milestones of a scope that are there, in the order of their targets, then numbers; those without a target last.
pub fn milestones_in(world: &World, scope: Scope) -> Vec<&Record<Milestone>> {
    let is_in = |milestone: &Record<Milestone>| match scope {
        Scope::All => true,
        Scope::Program(program) => program_of_milestone(world, milestone) == Some(program),
        Scope::Milestone(id) => milestone.id == id,
    };
    let mut milestones: Vec<_> = world.live::<Milestone>().filter(|milestone| is_in(milestone)).collect();
    milestones.sort_by_key(|milestone| {
        let target_on = milestone.target().map(|target| target.on);
        (target_on.is_none(), target_on, milestone.id)
    });
    milestones
}

/// The milestone that a program is judged by: its goal, else the one with the last target, else the last.
pub fn goal_of<'w>(world: &'w World, program: &Record<Program>) -> Option<&'w Record<Milestone>> {
    goal_among(world, program, &milestones_in(world, Scope::Program(program.id)))
}

/// The same, where the milestones of the program are known already.
pub(crate) fn goal_among<'w>(
    world: &'w World,
    program: &Record<Program>,
    milestones: &[&'w Record<Milestone>],
) -> Option<&'w Record<Milestone>> {
    program
        .goal()
        .and_then(|goal| world.get(*goal))
        .or_else(|| milestones.iter().rev().find(|milestone| milestone.target().is_some()).copied())
        .or_else(|| milestones.last().copied())
}

/// Whether an item is only the sum of its parts at a moment: a summary, or a whole of which a part is open.
pub fn is_whole(world: &World, links: &Links, item: &Record<Item>, as_of: Moment) -> bool {
    let mut parts = links.children(item.id).iter().filter_map(|part| world.get(*part));
    let is_summary = item.kind().is_some_and(|kind| &**kind == "summary");
    is_summary || parts.any(|part| part.is_live() && state::is_open(part, as_of))
}

/// The program whose calendar counts for a scope.
pub fn program_of_scope(world: &World, scope: Scope) -> Option<ProgramId> {
    match scope {
        Scope::All => programs::only(world),
        Scope::Program(program) => Some(program),
        Scope::Milestone(id) => world.get(id).and_then(|milestone| program_of_milestone(world, milestone)),
    }
}

/// How much something is needed, the most first; without a word it is required.
pub(crate) fn urgency(priority: Option<Priority>) -> Priority {
    priority.unwrap_or(Priority::P0)
}

/// Adds to `left` what a node waits for.
fn before(
    world: &World,
    links: &Links,
    (node, priority): (Node, Option<Priority>),
    left: &mut Vec<(Node, Option<Priority>)>,
) {
    let own = |item: ItemId| world.get(item).and_then(|item| item.priority().copied());
    let ties = links.predecessors(node).iter();
    match node {
        Node::Milestone(milestone) => {
            // Coming straight before a milestone is being needed for it, as much as the item itself says.
            left.extend(ties.map(|tie| match tie.node {
                Node::Item(item) => (tie.node, own(item).or(priority)),
                Node::Milestone(_) => (tie.node, priority),
            }));
            let needed = links.needed(milestone).iter();
            left.extend(needed.map(|(item, priority)| (Node::Item(*item), *priority)));
        }
        Node::Item(item) => {
            left.extend(ties.map(|tie| (tie.node, priority)));
            let parts = links.children(item).iter();
            left.extend(parts.map(|part| (Node::Item(*part), own(*part).or(priority))));
            let parent = world.get(item).and_then(|item| item.parent().copied());
            // What a whole waits for, its parts wait for.
            let inherited = parent.map_or(&[][..], |parent| links.predecessors(Node::Item(parent)));
            left.extend(inherited.iter().map(|tie| (tie.node, priority)));
        }
    }
}
