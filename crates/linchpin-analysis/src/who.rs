//! Who said something, by name, and where it can be looked up.

use std::sync::Arc;

use linchpin_model::fact::{By, Said};
use linchpin_model::world::Record;
use linchpin_model::{Actor, Item, Milestone, World};

use crate::evidence::{Evidence, key_of};

/// The name of who did it: the person in the source, else the person of the hub, else the source; none for the hub itself.
pub fn name_of(world: &World, by: By) -> Option<Arc<str>> {
    match (by.author, by.actor) {
        (Some(person), _) | (None, Actor::Person(person)) => Some(world.name_of(person)),
        (None, Actor::Source(source)) => {
            let source = world.get(source)?;
            Some(source.title().cloned().unwrap_or_else(|| key_of(source).into()))
        }
        (None, Actor::Rule(_) | Actor::System) => None,
    }
}

/// The name of the person who did it; none where only a source tells it, as a source is no person.
pub fn person_of(world: &World, by: By) -> Option<Arc<str>> {
    let is_person = by.author.is_some() || matches!(by.actor, Actor::Person(_));
    is_person.then(|| name_of(world, by)).flatten()
}

/// What a thing is called in a sentence: its title, else its key.
pub fn title_of_item(item: &Record<Item>) -> String {
    item.title().map_or_else(|| key_of(item), ToString::to_string)
}

/// What a milestone is called in a sentence: its title, else its key.
pub fn title_of_milestone(milestone: &Record<Milestone>) -> String {
    milestone.title().map_or_else(|| key_of(milestone), ToString::to_string)
}

/// A fact about an item: at its address if its tracker shows it, else where the journal has it.
pub fn fact_of_item<T>(item: &Record<Item>, what: impl Into<String>, said: &Said<T>) -> Evidence {
    match item.url() {
        Some(url) => Evidence { what: what.into(), url_or_entry: url.to_string() },
        None => Evidence::said(what, said),
    }
}
