//! The questions that wait for an answer, and the message that asks one.

mod question;
mod waiting;

use std::collections::BTreeMap;

use linchpin_model::fact::Said;
use linchpin_model::world::Record;
use linchpin_model::{Ask, AskField, Moment, Node, Thing, World};

pub use question::{question, question_about};
pub use waiting::{WaitingAsk, waiting};

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
        let Some((about, asked)) = if_waiting(ask, promises, as_of) else { continue };
        match unanswered.get(&about) {
            Some(known) if asked.is_before(known) => {}
            _ => {
                unanswered.insert(about, asked.clone());
            }
        }
    }
    unanswered
}

/// What a question is about and when it was put, if it was put by a moment and has no answer by then.
fn if_waiting<'w>(
    ask: &'w Record<Ask>,
    promises: &BTreeMap<Node, Promised>,
    as_of: Moment,
) -> Option<(Thing, &'w Said<()>)> {
    let (about, asked) = (*ask.about()?, ask.added.as_ref()?);
    let is_answered = ask.answered_at().is_some_and(|at| *at <= as_of)
        || ask.find(|field| matches!(field, AskField::Answer(Some(_)))).is_some_and(|said| said.at <= as_of);
    let is_met =
        node(about).and_then(|node| promises.get(&node)).is_some_and(|promised| promised.said.at > asked.at);
    (asked.at <= as_of && !is_answered && !is_met).then_some((about, asked))
}

fn node(thing: Thing) -> Option<Node> {
    match thing {
        Thing::Item(item) => Some(Node::Item(item)),
        Thing::Milestone(milestone) => Some(Node::Milestone(milestone)),
        _ => None,
    }
}
