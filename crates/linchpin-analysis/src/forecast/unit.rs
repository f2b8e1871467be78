//! Which things are forecast together: those of one program, so that nothing of another changes what is told of it.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{ItemId, Milestone, MilestoneId, Node, Priority, Program, ProgramId, World};

use crate::links::Links;
use crate::scope::{Scope, items_in, milestones_in, program_of_scope};

/// One program with what counts for it; or what belongs to none.
#[derive(Clone, Debug)]
pub(crate) struct Unit<'w> {
    /// The program, if it is there.
    pub(crate) program: Option<&'w Record<Program>>,
    /// Its items and those that its milestones need, in the order of numbers, each with its priority.
    pub(crate) items: Vec<(ItemId, Option<Priority>)>,
    /// Its milestones, in the order of their targets.
    pub(crate) milestones: Vec<&'w Record<Milestone>>,
}

impl<'w> Unit<'w> {
    /// Those of a scope: of everything one for each program in the order of numbers, then what belongs to none; of a
    /// milestone that of its program.
    pub(crate) fn all(world: &'w World, links: &Links, scope: Scope) -> Vec<Self> {
        match scope {
            Scope::All => Self::of_everything(world, links),
            Scope::Program(_) | Scope::Milestone(_) => {
                vec![Self::of_program(world, links, program_of_scope(world, scope))]
            }
        }
    }

    /// That of a program, or of what belongs to none.
    pub(crate) fn of_program(world: &'w World, links: &Links, program: Option<ProgramId>) -> Self {
        let milestones = milestones_in(world, Scope::All).into_iter();
        let own = milestones.filter(|milestone| links.programs().of_milestone(milestone.id) == program);
        Self::new(world, links, program, own.collect())
    }

    fn of_everything(world: &'w World, links: &Links) -> Vec<Self> {
        let mut milestones: BTreeMap<Option<ProgramId>, Vec<&Record<Milestone>>> = BTreeMap::new();
        for milestone in milestones_in(world, Scope::All) {
            milestones.entry(links.programs().of_milestone(milestone.id)).or_default().push(milestone);
        }
        let programs = world.live::<Program>().map(|program| Some(program.id)).chain([None]);
        let units = programs.map(|program| {
            let own = milestones.remove(&program).unwrap_or_default();
            Self::new(world, links, program, own)
        });
        let mut units: Vec<Self> = units.filter(|unit| !unit.is_empty()).collect();
        if units.is_empty() {
            units.push(Self::new(world, links, program_of_scope(world, Scope::All), Vec::new()));
        }
        units
    }

    fn new(
        world: &'w World,
        links: &Links,
        program: Option<ProgramId>,
        milestones: Vec<&'w Record<Milestone>>,
    ) -> Self {
        let items = match program {
            Some(program) => items_in(world, links, Scope::Program(program)),
            None => {
                let items = links.programs().items_without().iter().filter_map(|item| world.get(*item));
                items.map(|item| (item.id, item.priority().copied())).collect()
            }
        };
        Self { program: program.and_then(|program| world.get(program)), items, milestones }
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.milestones.is_empty()
    }

    /// The number of its program.
    pub(crate) fn program_id(&self) -> Option<ProgramId> {
        self.program.map(|program| program.id)
    }

    /// The milestones of a scope that are its own.
    pub(crate) fn milestones_of(&self, scope: Scope) -> impl Iterator<Item = &'w Record<Milestone>> {
        let is_asked = move |id: MilestoneId| match scope {
            Scope::All | Scope::Program(_) => true,
            Scope::Milestone(asked) => id == asked,
        };
        self.milestones.iter().copied().filter(move |milestone| is_asked(milestone.id))
    }

    /// Everything that counts for it.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> {
        let items = self.items.iter().map(|(item, _)| Node::Item(*item));
        items.chain(self.milestones.iter().map(|milestone| Node::Milestone(milestone.id)))
    }

    /// Whether a thing is its own, rather than one that it waits for.
    pub(crate) fn owns(&self, links: &Links, thing: Node) -> bool {
        let programs = links.programs();
        let program = match thing {
            Node::Item(item) => programs.of_item(item),
            Node::Milestone(milestone) => programs.of_milestone(milestone),
        };
        program == self.program_id()
    }
}
