//! Who waits for whom, what is part of what, and what each milestone needs, as lists to walk along.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{
    Dependency, DependencyId, DependencyKind, Item, ItemId, Label, LabelId, MilestoneId, Node, Priority,
    World,
};

/// One dependency seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The node at the other end.
    pub node: Node,
    /// Which ends it ties together.
    pub kind: DependencyKind,
    /// The dependency.
    pub dependency: DependencyId,
}

/// The relations of a World, with merged things followed. Lists are in the order of numbers.
#[derive(Debug, Default)]
pub struct Links {
    predecessors: BTreeMap<Node, Vec<Tie>>,
    successors: BTreeMap<Node, Vec<Tie>>,
    children: BTreeMap<ItemId, Vec<ItemId>>,
    needed: BTreeMap<MilestoneId, Vec<(ItemId, Option<Priority>)>>,
}

impl Links {
    /// All relations between things that are there.
    pub fn new(world: &World) -> Self {
        let mut links = Self::default();
        world.live::<Dependency>().for_each(|dependency| links.take_dependency(world, dependency));
        let marks = milestone_labels(world);
        for item in world.live::<Item>() {
            links.take_item(world, &marks, item);
        }
        links
    }

    /// What a node waits for.
    pub fn predecessors(&self, node: Node) -> &[Tie] {
        self.predecessors.get(&node).map_or(&[], Vec::as_slice)
    }

    /// What waits for a node.
    pub fn successors(&self, node: Node) -> &[Tie] {
        self.successors.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The parts of an item.
    pub fn children(&self, item: ItemId) -> &[ItemId] {
        self.children.get(&item).map_or(&[], Vec::as_slice)
    }

    /// The items that are marked as needed for a milestone, each with its own priority for it, if it has one.
    pub fn needed(&self, milestone: MilestoneId) -> &[(ItemId, Option<Priority>)] {
        self.needed.get(&milestone).map_or(&[], Vec::as_slice)
    }

    fn take_dependency(&mut self, world: &World, dependency: &Record<Dependency>) {
        let ends = (dependency.predecessor(), dependency.successor());
        let (Some(before), Some(after)) = ends else { return };
        let (Some(before), Some(after)) = (resolve(world, *before), resolve(world, *after)) else {
            return;
        };
        let tie = |node| Tie {
            node,
            kind: dependency.kind().copied().unwrap_or(DependencyKind::FinishStart),
            dependency: dependency.id,
        };
        self.predecessors.entry(after).or_default().push(tie(before));
        self.successors.entry(before).or_default().push(tie(after));
    }

    fn take_item(&mut self, world: &World, marks: &BTreeMap<LabelId, MilestoneId>, item: &Record<Item>) {
        if let Some(parent) = item.parent().and_then(|parent| world.get(*parent)) {
            self.children.entry(parent.id).or_default().push(item.id);
        }
        let mut milestones: Vec<MilestoneId> = Vec::new();
        for needed in item.milestones().into_iter().flatten() {
            if let Some(milestone) = world.get(needed.milestone) {
                milestones.push(milestone.id);
                self.need(milestone.id, item, needed.priority);
            }
        }
        for label in item.labels().into_iter().flatten() {
            let marked = marks.get(label).filter(|marked| !milestones.contains(marked));
            if let Some(milestone) = marked {
                self.need(*milestone, item, None);
            }
        }
    }

    fn need(&mut self, milestone: MilestoneId, item: &Record<Item>, own: Option<Priority>) {
        let priority = own.or_else(|| item.priority().copied());
        self.needed.entry(milestone).or_default().push((item.id, priority));
    }
}

/// The node that is there for this one, following merges; none if it is not there or was taken away.
pub fn resolve(world: &World, node: Node) -> Option<Node> {
    match node {
        Node::Item(id) => world.get(id).filter(|item| item.is_live()).map(|item| Node::Item(item.id)),
        Node::Milestone(id) => world
            .get(id)
            .filter(|milestone| milestone.is_live())
            .map(|milestone| Node::Milestone(milestone.id)),
    }
}

fn milestone_labels(world: &World) -> BTreeMap<LabelId, MilestoneId> {
    world
        .live::<Label>()
        .filter_map(|label| {
            let milestone = world.get(*label.milestone()?)?;
            Some((label.id, milestone.id))
        })
        .collect()
}
