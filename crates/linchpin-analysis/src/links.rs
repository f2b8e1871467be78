//! Who waits for whom, what is part of what, and what each milestone needs, as lists to walk along.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{
    Dependency, DependencyId, DependencyKind, Item, ItemId, Label, LabelId, Milestone, MilestoneId, Node,
    Priority, World,
};

use crate::lists::Lists;
use crate::programs::{self, Place, Programs};

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
    predecessors: Lists<Node, Tie>,
    successors: Lists<Node, Tie>,
    children: Lists<ItemId, ItemId>,
    milestones_under: Lists<ItemId, MilestoneId>,
    needed: Lists<MilestoneId, (ItemId, Option<Priority>)>,
    programs: Programs,
}

impl Links {
    /// All relations between things that are there.
    pub fn new(world: &World) -> Self {
        let mut reading = Reading::new(world);
        world.live::<Dependency>().for_each(|dependency| reading.take_dependency(dependency));
        world.live::<Item>().for_each(|item| reading.take_item(item));
        Self {
            predecessors: Lists::new(reading.predecessors),
            successors: Lists::new(reading.successors),
            children: Lists::new(reading.children),
            milestones_under: Lists::new(milestones_under(world)),
            needed: Lists::new(reading.needed),
            programs: reading.programs.finish(),
        }
    }

    /// What a node waits for.
    pub fn predecessors(&self, node: Node) -> &[Tie] {
        self.predecessors.of(node)
    }

    /// What waits for a node.
    pub fn successors(&self, node: Node) -> &[Tie] {
        self.successors.of(node)
    }

    /// The parts of an item.
    pub fn children(&self, item: ItemId) -> &[ItemId] {
        self.children.of(item)
    }

    /// The milestones that are parts of an item.
    pub fn milestones_under(&self, item: ItemId) -> &[MilestoneId] {
        self.milestones_under.of(item)
    }

    /// The items that are marked as needed for a milestone, each with its own priority for it, if it has one.
    pub fn needed(&self, milestone: MilestoneId) -> &[(ItemId, Option<Priority>)] {
        self.needed.of(milestone)
    }

    /// Which programs things belong to.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }
}

/// Relations as they are met.
struct Reading<'w> {
    world: &'w World,
    marks: BTreeMap<LabelId, MilestoneId>,
    predecessors: Vec<(Node, Tie)>,
    successors: Vec<(Node, Tie)>,
    children: Vec<(ItemId, ItemId)>,
    needed: Vec<(MilestoneId, (ItemId, Option<Priority>))>,
    programs: programs::Reading<'w>,
}

impl<'w> Reading<'w> {
    fn new(world: &'w World) -> Self {
        Self {
            world,
            marks: milestone_labels(world),
            predecessors: Vec::new(),
            successors: Vec::new(),
            children: Vec::new(),
            needed: Vec::new(),
            programs: programs::Reading::new(world),
        }
    }

    fn take_dependency(&mut self, dependency: &Record<Dependency>) {
        let ends = (dependency.predecessor(), dependency.successor());
        let (Some(before), Some(after)) = ends else { return };
        let (Some(before), Some(after)) = (resolve(self.world, *before), resolve(self.world, *after)) else {
            return;
        };
        let tie = |node| Tie {
            node,
            kind: dependency.kind().copied().unwrap_or(DependencyKind::FinishStart),
            dependency: dependency.id,
        };
        self.predecessors.push((after, tie(before)));
        self.successors.push((before, tie(after)));
    }

    fn take_item(&mut self, item: &'w Record<Item>) {
        let place = Place::of(item);
        self.programs.take(item, &place);
        if let Some(parent) = place.parent.and_then(|parent| self.world.get(parent)) {
            self.children.push((parent.id, item.id));
        }
        let first = self.needed.len();
        for needed in place.milestones {
            if let Some(milestone) = self.world.get(needed.milestone) {
                self.need(milestone.id, item.id, needed.priority.or(place.priority));
            }
        }
        let named = self.needed.len();
        for label in place.labels {
            let marked = self.marks.get(label).copied();
            let is_named =
                |marked: &MilestoneId| self.needed[first..named].iter().any(|(id, _)| id == marked);
            if let Some(milestone) = marked.filter(|marked| !is_named(marked)) {
                self.need(milestone, item.id, place.priority);
            }
        }
    }

    fn need(&mut self, milestone: MilestoneId, item: ItemId, priority: Option<Priority>) {
        self.needed.push((milestone, (item, priority)));
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

fn milestones_under(world: &World) -> Vec<(ItemId, MilestoneId)> {
    let parent = |milestone: &Record<Milestone>| world.get(*milestone.parent()?).map(|parent| parent.id);
    world.live::<Milestone>().filter_map(|milestone| Some((parent(milestone)?, milestone.id))).collect()
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
