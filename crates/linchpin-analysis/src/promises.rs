//! The promises that stand: of each item or milestone, the last that was given.

use std::collections::BTreeMap;

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{Date, Moment, Node, PersonId, Promise, PromiseField, PromiseId, World};

use crate::links;

/// A promise that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promised<'w> {
    /// The promise.
    pub id: PromiseId,
    /// The day given.
    pub on: Date,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// When it was given, and where that stands in the journal.
    pub said: &'w Said<PromiseField>,
}

/// Of each node the promise given last, up to a moment. Of one moment the later in the journal stands.
pub fn standing(world: &World, as_of: Moment) -> BTreeMap<Node, Promised<'_>> {
    let mut standing: BTreeMap<Node, Promised<'_>> = BTreeMap::new();
    for record in world.live::<Promise>() {
        let Some((node, promised)) = read(world, record).filter(|(_, promised)| promised.said.at <= as_of)
        else {
            continue;
        };
        match standing.get(&node) {
            Some(known) if promised.said.is_before(known.said) => {}
            _ => {
                standing.insert(node, promised);
            }
        }
    }
    standing
}

fn read<'w>(world: &World, record: &'w Record<Promise>) -> Option<(Node, Promised<'w>)> {
    let node = links::resolve(world, *record.about()?)?;
    let said = record.find(|field| matches!(field, PromiseField::On(_)))?;
    let promised = Promised {
        id: record.id,
        on: *record.on()?,
        by: record.by().and_then(|by| world.get(*by)).map(|person| person.id),
        said,
    };
    Some((node, promised))
}
