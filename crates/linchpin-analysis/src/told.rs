//! One thing and its past, told: each field with who said it, and each event as a sentence.

use linchpin_model::entry::Entry;
use linchpin_model::fact::{By, FieldValue, Said};
use linchpin_model::noun::Noun;
use linchpin_model::sentence::{Locale, name_of, sentence, value_in_world};
use linchpin_model::world::Record;
use linchpin_model::{Actor, Ids, Moment, Stamped, Thing, World, with_thing};
use serde::Serialize;

/// One event, told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Line {
    /// Where the journal has it: `position.index`.
    pub entry: String,
    /// When it happened.
    pub at: Moment,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Who did it.
    pub by: String,
    /// The event in words.
    pub sentence: String,
}

/// One field as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Field {
    /// Its name: `due`, `custom.Team`.
    pub field: String,
    /// Its value in words.
    pub value: String,
    /// Who or which source says so.
    pub said_by: String,
    /// Since when.
    pub at: Moment,
    /// Where the journal has it: `position.index`.
    pub entry: String,
    /// What the source says instead, where a person's value stands against it.
    pub overridden: Option<String>,
}

/// One thing as it stands, with its past.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shown {
    /// The key that was asked for.
    pub key: String,
    /// Its kind: `item`, `milestone` …
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// The position of the last entry that it rests on.
    pub position: u64,
    /// Every field that stands, in the order of names.
    pub fields: Vec<Field>,
    /// What kind of thing it is, and what became of it.
    pub marks: Vec<String>,
    /// Its events, the newest last.
    pub history: Vec<Line>,
    /// How many older entries are not told.
    pub left_out: usize,
}

impl Shown {
    /// A thing with its past; none where the World does not have it.
    pub fn new(world: &World, thing: Thing, key: &str, history: Vec<Line>, left_out: usize) -> Option<Self> {
        with_thing!(thing, N, id => world.get::<N>(id).map(|record| Self {
            key: key.to_owned(),
            kind: thing.kind().to_string(),
            title: name_of(world, thing),
            position: world.position,
            fields: fields_of(world, record),
            marks: marks_of(record),
            history,
            left_out,
        }))
    }
}

/// The events of an entry that are about a thing, or all, in the order in which they were recorded.
pub fn lines_of(world: &World, entry: &Entry, about: Option<Thing>) -> Vec<Line> {
    let events = entry.body.events.iter().enumerate();
    let asked = events.filter(|(_, stamped)| about.is_none_or(|thing| stamped.event.is_about(thing)));
    let lines = asked.map(|(index, stamped)| Line {
        entry: format!("{}.{index}", entry.position),
        at: stamped.at,
        recorded_at: entry.recorded_at,
        by: who_did(world, entry.body.actor, stamped),
        sentence: sentence(world, stamped, Locale::English),
    });
    lines.collect()
}

/// Every field of a thing that stands, in the order of names.
pub fn fields_of<N: Noun>(world: &World, record: &Record<N>) -> Vec<Field> {
    let mut fields: Vec<Field> = record.iter().map(|said| field(world, record, said)).collect();
    fields.sort_by(|one, two| one.field.cmp(&two.field));
    fields
}

/// What kind of thing it is, and what became of it: removed, gone from its sources, renamed.
pub fn marks_of<N: Noun>(record: &Record<N>) -> Vec<String> {
    let mut marks = vec![format!("{} {}", N::KIND.to_string().replace('_', " "), record.id.number())];
    if record.is_removed() {
        marks.push("It was removed.".into());
    }
    if record.has_vanished() {
        marks.push("No source has it any more.".into());
    }
    let former: Vec<&str> = record.keys.iter().rev().skip(1).map(|said| said.value.as_str()).collect();
    if !former.is_empty() {
        marks.push(format!("It used to go by {}.", former.join(", ")));
    }
    marks
}

/// Who did it, by name: a person, else the source, the rule or the hub.
pub fn actor_name(world: &World, actor: Actor) -> String {
    match actor {
        Actor::Person(person) => world.name_of(person).to_string(),
        Actor::Source(source) => name_of(world, Thing::Source(source)),
        Actor::Rule(rule) => format!("rule {rule}"),
        Actor::System => "Linchpin".into(),
    }
}

/// Where the journal has what somebody said.
pub fn entry_of(by: By) -> String {
    format!("{}.{}", by.position, by.index)
}

fn who_did(world: &World, actor: Actor, stamped: &Stamped) -> String {
    match stamped.by {
        Some(author) => world.name_of(author).to_string(),
        None => actor_name(world, actor),
    }
}

fn field<N: Noun>(world: &World, record: &Record<N>, said: &Said<N::Field<Ids>>) -> Field {
    let source =
        record.by_source(&said.value).filter(|source| said.is_by_person() && source.value != said.value);
    Field {
        field: said.value.name().into_owned(),
        value: value_in_world::<N>(world, &said.value),
        said_by: actor_name(world, said.by.actor),
        at: said.at,
        entry: entry_of(said.by),
        overridden: source.map(|source| value_in_world::<N>(world, &source.value)),
    }
}
