//! Events of the journal, told: who, when, what.

use linchpin_model::entry::Entry;
use linchpin_model::sentence::{Locale, name_of, sentence};
use linchpin_model::{Actor, Moment, Stamped, Thing, World};

use crate::words;

/// One event.
pub(crate) struct Line {
    /// `position.index`.
    pub(crate) entry: String,
    pub(crate) at: Moment,
    /// The moment as a machine and as a person reads it.
    pub(crate) when: (String, String),
    pub(crate) by: String,
    pub(crate) sentence: String,
}

/// The events of an entry that are about a thing, or all.
pub(crate) fn lines_of(world: &World, entry: &Entry, about: Option<Thing>) -> Vec<Line> {
    let events = entry.body.events.iter().enumerate();
    let asked = events.filter(|(_, stamped)| about.is_none_or(|thing| stamped.event.is_about(thing)));
    let lines = asked.map(|(index, stamped)| Line {
        entry: format!("{}.{index}", entry.position),
        at: stamped.at,
        when: words::moment(stamped.at),
        by: by(world, entry.body.actor, stamped),
        sentence: sentence(world, stamped, Locale::English),
    });
    lines.collect()
}

fn by(world: &World, actor: Actor, stamped: &Stamped) -> String {
    match (stamped.by, actor) {
        (Some(person), _) | (None, Actor::Person(person)) => world.name_of(person).to_string(),
        (None, Actor::Source(source)) => name_of(world, Thing::Source(source)),
        (None, Actor::Rule(rule)) => format!("rule {rule}"),
        (None, Actor::System) => "Linchpin".into(),
    }
}
