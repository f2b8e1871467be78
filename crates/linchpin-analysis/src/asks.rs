//! The questions that wait for an answer.

use std::collections::BTreeMap;

use linchpin_model::fact::Said;
use linchpin_model::{Ask, AskField, Moment, Node, Thing, World};

use crate::promises::Promised;

/// Of each thing the last question about it that has no answer, and when it was put.
///
/// A promise given after the question answers it, whoever wrote that down.
pub fn unanswered(
    world: &World,
    promises: &BTreeMap<Node, Promised>,
    as_of: Moment,
) -> BTreeMap<Thing, Said<()>> {
    let mut unanswered: BTreeMap<Thing, Said<()>> = BTreeMap::new();
    for ask in world.live::<Ask>() {
        let (Some(about), Some(asked)) = (ask.about(), ask.added.as_ref()) else {
            continue;
        };
        let is_answered = ask.answered_at().is_some_and(|at| *at <= as_of)
            || ask
                .find(|field| matches!(field, AskField::Answer(Some(_))))
                .is_some_and(|said| said.at <= as_of);
        let is_met = node(*about)
            .and_then(|node| promises.get(&node))
            .is_some_and(|promised| promised.said.at > asked.at);
        if asked.at > as_of || is_answered || is_met {
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

fn node(thing: Thing) -> Option<Node> {
    match thing {
        Thing::Item(item) => Some(Node::Item(item)),
        Thing::Milestone(milestone) => Some(Node::Milestone(milestone)),
        _ => None,
    }
}
