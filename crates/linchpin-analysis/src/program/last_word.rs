//! What was said last about a program, workstream, milestone or item, in the words of whoever said it.

use std::collections::BTreeMap;
use std::sync::Arc;

use linchpin_model::{CheckIn, CheckInField, Moment, Thing, World};

use crate::who;

/// What a check-in said.
#[derive(Clone, Debug, PartialEq)]
pub struct LastWord {
    /// The words.
    pub words: Arc<str>,
    /// When they were said.
    pub at: Moment,
    /// By whom.
    pub by: Option<Arc<str>>,
}

/// Of each thing the last check-in that has words, up to a moment. Words that were erased are not there.
pub fn last_words(world: &World, as_of: Moment) -> BTreeMap<Thing, LastWord> {
    let mut last: BTreeMap<Thing, LastWord> = BTreeMap::new();
    for check_in in world.live::<CheckIn>() {
        let words = check_in.words().and_then(|words| world.text(words));
        let said = check_in.find(|field| matches!(field, CheckInField::Words(Some(_))));
        let (Some(about), Some(words), Some(said)) = (check_in.about(), words, said) else { continue };
        // Of one moment the later in the journal stands, and things are walked in its order.
        let is_news = last.get(about).is_none_or(|known| known.at <= said.at);
        if said.at <= as_of && is_news {
            let by = check_in.by().map(|person| world.name_of(*person));
            let by = by.or_else(|| who::person_of(world, said.by));
            last.insert(*about, LastWord { words: words.clone(), at: said.at, by });
        }
    }
    last
}
