//! Who points at whom, so that the neighbours of a node are found without looking at everything.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fact::FieldValue;
use crate::id::Id;
use crate::noun::Noun;
use crate::refs::Ids;
use crate::text::TextRef;
use crate::value::{Kind, Thing};
use crate::visit::Visitor;
use crate::world::{World, with_thing};

/// Of each node what was ever said to depend on it, to be part of it, or to have become it.
///
/// It only grows, whatever is taken back later, so the order in which things are said does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Pointing {
    /// What is pointed at, and what points.
    pairs: imbl::OrdSet<(Thing, Thing)>,
}

impl Pointing {
    /// Takes in what is said of a thing, if it is of a kind that ties nodes together.
    pub(super) fn say<N: Noun>(&mut self, id: Id<N>, fields: &[N::Field<Ids>]) {
        if !matches!(N::KIND, Kind::Item | Kind::Milestone | Kind::Dependency) {
            return;
        }
        let ties =
            fields.iter().filter(|field| matches!(&*field.name(), "predecessor" | "successor" | "parent"));
        for field in ties {
            N::visit(field, &mut Ends { pairs: &mut self.pairs, of: N::thing(id) });
        }
    }

    /// From now on one thing is another.
    pub(super) fn merge(&mut self, from: Thing, into: Thing) {
        self.pairs.insert((into, from));
    }

    /// What points at a thing, or at one that became it.
    pub(super) fn at(&self, world: &World, thing: Thing) -> BTreeSet<Thing> {
        let mut found = BTreeSet::new();
        let mut left = vec![thing];
        while let Some(thing) = left.pop() {
            let first = Thing::new(Kind::Person, 0);
            for (_, points) in self.pairs.range((thing, first)..).take_while(|(at, _)| *at == thing) {
                if found.insert(*points) && became(world, *points) {
                    left.push(*points);
                }
            }
        }
        found
    }
}

fn became(world: &World, thing: Thing) -> bool {
    with_thing!(thing, N, id => world.all::<N>().record(id).is_some_and(|record| record.merged_into.is_some()))
}

/// Notes each thing that it is shown as pointed at.
struct Ends<'p> {
    pairs: &'p mut imbl::OrdSet<(Thing, Thing)>,
    of: Thing,
}

impl Visitor for Ends<'_> {
    fn thing(&mut self, thing: Thing) {
        self.pairs.insert((thing, self.of));
    }
    fn text(&mut self, _: &TextRef) {}
}
