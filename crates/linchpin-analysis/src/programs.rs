//! Which programs does each thing belong to?

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{
    Item, ItemField, ItemId, LabelId, Milestone, MilestoneId, NeededFor, Priority, Program, ProgramId,
    WorkstreamId, World,
};

use crate::lists::Lists;

/// Which programs things belong to, looked up once.
#[derive(Debug, Default)]
pub struct Programs {
    of_items: Vec<Option<ProgramId>>,
    of_milestones: BTreeMap<MilestoneId, Option<ProgramId>>,
    items: Lists<Option<ProgramId>, ItemId>,
}

impl Programs {
    /// The program of an item that is there.
    pub fn of_item(&self, item: ItemId) -> Option<ProgramId> {
        self.of_items.get(place_of(item)).copied().flatten()
    }

    /// The program of a milestone that is there.
    pub fn of_milestone(&self, milestone: MilestoneId) -> Option<ProgramId> {
        self.of_milestones.get(&milestone).copied().flatten()
    }

    /// The items that count for a program: its own and those that its milestones need, in the order of numbers.
    pub fn items(&self, program: ProgramId) -> &[ItemId] {
        self.items.of(Some(program))
    }

    /// The items of no program, and those that milestones of no program need.
    pub fn items_without(&self) -> &[ItemId] {
        self.items.of(None)
    }
}

/// The program that an item belongs to: its own, its workstream's, its parent's, its source's, else the only one.
pub fn program_of(world: &World, item: &Record<Item>) -> Option<ProgramId> {
    of_place(world, item, &Place::of(item)).or_else(|| only(world))
}

/// The program that a milestone belongs to: its own, its workstream's, its source's, else the only one.
pub fn program_of_milestone(world: &World, milestone: &Record<Milestone>) -> Option<ProgramId> {
    let of_workstream = || world.get(*milestone.workstream()?)?.program().copied();
    let program = milestone.program().copied().or_else(of_workstream).or_else(|| of_source(world, milestone));
    program.and_then(|program| world.get(program)).map(|program| program.id).or_else(|| only(world))
}

/// The only program there is; none if there are several.
pub(crate) fn only(world: &World) -> Option<ProgramId> {
    let mut programs = world.live::<Program>();
    programs.next().filter(|_| programs.next().is_none()).map(|program| program.id)
}

/// Where an item stands among other things, read from its facts in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place<'w> {
    pub(crate) program: Option<ProgramId>,
    pub(crate) workstream: Option<WorkstreamId>,
    pub(crate) parent: Option<ItemId>,
    pub(crate) milestones: &'w [NeededFor],
    pub(crate) labels: &'w [LabelId],
    pub(crate) priority: Option<Priority>,
}

impl<'w> Place<'w> {
    pub(crate) fn of(item: &'w Record<Item>) -> Self {
        let mut place = Self::default();
        item.facts.show(|said| match &said.value {
            ItemField::Program(program) => place.program = *program,
            ItemField::Workstream(workstream) => place.workstream = *workstream,
            ItemField::Parent(parent) => place.parent = *parent,
            ItemField::Milestones(milestones) => {
                place.milestones = milestones.as_deref().unwrap_or_default();
            }
            ItemField::Labels(labels) => place.labels = labels.as_deref().unwrap_or_default(),
            ItemField::Priority(priority) => place.priority = *priority,
            _ => {}
        });
        place
    }
}

/// Programs as items are met.
pub(crate) struct Reading<'w> {
    world: &'w World,
    only: Option<ProgramId>,
    of_items: Vec<Option<ProgramId>>,
    of_milestones: BTreeMap<MilestoneId, Option<ProgramId>>,
    items: Vec<(Option<ProgramId>, ItemId)>,
}

impl<'w> Reading<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        let milestones = world.all::<Milestone>().iter();
        Self {
            world,
            only: only(world),
            of_items: vec![None; world.all::<Item>().len()],
            of_milestones: milestones
                .map(|record| (record.id, program_of_milestone(world, record)))
                .collect(),
            items: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, item: &Record<Item>, place: &Place<'_>) {
        let own = of_place(self.world, item, place).or(self.only);
        self.of_items[place_of(item.id)] = own;
        let first = self.items.len();
        self.items.push((own, item.id));
        for needed in place.milestones {
            let milestone = self.world.get(needed.milestone);
            let program = milestone.and_then(|milestone| self.of_milestones.get(&milestone.id));
            if let Some(program) = program.filter(|program| !self.has(first, **program)) {
                self.items.push((*program, item.id));
            }
        }
    }

    pub(crate) fn finish(self) -> Programs {
        Programs { of_items: self.of_items, of_milestones: self.of_milestones, items: Lists::new(self.items) }
    }

    /// Whether the item at hand, whose programs begin at `first`, counts for a program already.
    fn has(&self, first: usize, program: Option<ProgramId>) -> bool {
        self.items[first..].iter().any(|(known, _)| *known == program)
    }
}

fn place_of(item: ItemId) -> usize {
    (item.number() as usize).saturating_sub(1)
}

fn of_place(world: &World, item: &Record<Item>, place: &Place<'_>) -> Option<ProgramId> {
    let of_workstream = |workstream: Option<WorkstreamId>| world.get(workstream?)?.program().copied();
    let of_parent = || {
        let parent = world.get(place.parent?)?;
        parent.program().copied().or_else(|| of_workstream(parent.workstream().copied()))
    };
    let program = place
        .program
        .or_else(|| of_workstream(place.workstream))
        .or_else(of_parent)
        .or_else(|| of_source(world, item));
    program.and_then(|program| world.get(program)).map(|program| program.id)
}

fn of_source<N: linchpin_model::Noun>(world: &World, record: &Record<N>) -> Option<ProgramId> {
    record.sources.iter().find_map(|link| world.get(link.source)?.program().copied())
}
