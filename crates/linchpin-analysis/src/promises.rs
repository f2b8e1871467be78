//! The promises that stand: of each item or milestone, the last day that was given for it.

use std::collections::BTreeMap;

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{
    CheckIn, CheckInField, Date, Moment, Node, PersonId, Promise, PromiseField, Thing, World,
};

use crate::links;

/// A promise that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Promised {
    /// The day given.
    pub on: Date,
    /// Who gave it.
    pub by: Option<PersonId>,
    /// When it was given, and where that stands in the journal.
    pub said: Said<()>,
}

/// Of each node the promise given last, up to a moment. Of one moment the later in the journal stands.
///
/// A finish date that somebody reports with a check-in is a promise too.
pub fn standing(world: &World, as_of: Moment) -> BTreeMap<Node, Promised> {
    let promises = world.live::<Promise>().filter_map(read_promise);
    let expectations = world.live::<CheckIn>().filter_map(read_check_in);
    let mut standing: BTreeMap<Node, Promised> = BTreeMap::new();
    for (node, mut promised) in promises.chain(expectations) {
        let Some(node) = links::resolve(world, node).filter(|_| promised.said.at <= as_of) else {
            continue;
        };
        promised.by = promised.by.and_then(|by| world.get(by)).map(|person| person.id);
        match standing.get(&node) {
            Some(known) if promised.said.is_before(&known.said) => {}
            _ => {
                standing.insert(node, promised);
            }
        }
    }
    standing
}

fn read_promise(record: &Record<Promise>) -> Option<(Node, Promised)> {
    let said = record.find(|field| matches!(field, PromiseField::On(_)))?;
    let promised = Promised { on: *record.on()?, by: record.by().copied(), said: stamp(said) };
    Some((*record.about()?, promised))
}

fn read_check_in(record: &Record<CheckIn>) -> Option<(Node, Promised)> {
    let said = record.find(|field| matches!(field, CheckInField::Expects(_)))?;
    let promised = Promised { on: *record.expects()?, by: record.by().copied(), said: stamp(said) };
    match record.about()? {
        Thing::Item(item) => Some((Node::Item(*item), promised)),
        Thing::Milestone(milestone) => Some((Node::Milestone(*milestone), promised)),
        _ => None,
    }
}

fn stamp<T>(said: &Said<T>) -> Said<()> {
    Said { value: (), at: said.at, by: said.by }
}
