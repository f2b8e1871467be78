//! The questions that wait for an answer.

mod question;
mod waiting;

use std::collections::BTreeMap;

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{Ask, AskField, Moment, Node, Promise, Thing, World};

pub use question::question;
pub use waiting::{WaitingAsk, waiting};

use crate::promises;

/// Of each thing the last question about it that has no answer, and when it was put.
///
/// A promise given after the question answers it, whoever wrote that down.
pub fn unanswered(world: &World, as_of: Moment) -> BTreeMap<Thing, Said<()>> {
    let is_promised = answered_by_promise(world, as_of);
    let mut unanswered: BTreeMap<Thing, Said<()>> = BTreeMap::new();
    for ask in world.live::<Ask>() {
        let (Some(about), Some(asked)) = (ask.about(), ask.added.as_ref()) else {
            continue;
        };
        if asked.at > as_of || is_answered(ask, as_of) || is_promised(*about, asked.at) {
            continue;
        }
        match unanswered.get(about) {
            Some(known) if asked.is_before(known) => {}
            _ => {
                unanswered.insert(*about, asked.clone());
            }
        }
    }
    unanswered
}

/// Whether an answer was written down by a moment.
fn is_answered(ask: &Record<Ask>, as_of: Moment) -> bool {
    ask.answered_at().is_some_and(|at| *at <= as_of)
        || ask.find(|field| matches!(field, AskField::Answer(Some(_)))).is_some_and(|said| said.at <= as_of)
}

/// Whether a thing was promised after a moment, by the promises that stand.
fn answered_by_promise(world: &World, as_of: Moment) -> impl Fn(Thing, Moment) -> bool {
    let has_promises = world.live::<Promise>().next().is_some();
    let promises = if has_promises { promises::standing(world, as_of) } else { BTreeMap::new() };
    let given: BTreeMap<Node, Moment> =
        promises.into_iter().map(|(node, promised)| (node, promised.said.at)).collect();
    move |thing, asked_at| {
        node(thing).and_then(|node| given.get(&node)).is_some_and(|promised_at| *promised_at > asked_at)
    }
}

fn node(thing: Thing) -> Option<Node> {
    match thing {
        Thing::Item(item) => Some(Node::Item(item)),
        Thing::Milestone(milestone) => Some(Node::Milestone(milestone)),
        _ => None,
    }
}
