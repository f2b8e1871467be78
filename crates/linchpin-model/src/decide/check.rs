//! Rules that hold for single values: what a thing needs, what may be referred to, what is in range.

use crate::decide::{Rejection, named};
use crate::event::AnyFields;
use crate::fact::FieldValue;
use crate::id::Key;
use crate::noun::*;
use crate::refs::Ids;
use crate::text::{PersonalText, TextRef};
use crate::value::{Estimate, Impact, Kind, Thing};
use crate::visit::Visitor;
use crate::world::{World, with_thing};

/// What a value holds.
#[derive(Default)]
pub(super) struct Things {
    pub(super) things: Vec<Thing>,
    pub(super) texts: Vec<TextRef>,
}

impl Visitor for Things {
    fn thing(&mut self, thing: Thing) {
        self.things.push(thing);
    }
    fn text(&mut self, text: &TextRef) {
        self.texts.push(text.clone());
    }
}

/// Whether a new thing says what its kind needs.
pub(super) fn complete<N: Noun>(fields: &[N::Field<Ids>]) -> Result<(), Rejection> {
    let needs: &[(&str, &str)] = match N::KIND {
        Kind::Person => &[("name", "a name")],
        Kind::Dependency => {
            &[("predecessor", "the item or milestone that comes first"), ("successor", "the one that waits")]
        }
        Kind::Promise => &[("about", "the item or milestone it is for"), ("on", "a date")],
        Kind::CheckIn => &[("about", "what it is about"), ("colour", "a colour")],
        Kind::Ask => &[("about", "what it is about"), ("to", "somebody to ask")],
        Kind::Snooze => &[("about", "what is put off"), ("until", "the day on which it shows again")],
        Kind::Note => &[("about", "what it is about"), ("text", "a text")],
        Kind::Comment => &[("about", "what it is about")],
        Kind::Link => &[("from", "the thing it starts from")],
        _ => &[("title", "a title")],
    };
    for (name, what) in needs {
        if !fields.iter().any(|field| field.name() == *name && !field.is_cleared()) {
            return Err(Rejection::Incomplete { kind: N::KIND, what });
        }
    }
    Ok(())
}

/// Whether all that the fields refer to is there and their values are in range.
pub(super) fn fields<N: Noun>(
    world: &World,
    fields: &[N::Field<Ids>],
    texts: &[PersonalText],
) -> Result<(), Rejection> {
    let mut held = Things::default();
    fields.iter().for_each(|field| N::visit(field, &mut held));
    for thing in held.things {
        let is_there = with_thing!(thing, M, id => world.get::<M>(id).is_some_and(|record| record.is_live()));
        if !is_there {
            return Err(Rejection::Unknown { thing: named(world, thing) });
        }
    }
    let is_known =
        |text: &TextRef| world.text(text).is_some() || texts.iter().any(|given| given.hash == *text);
    if !held.texts.iter().all(is_known) {
        return Err(Rejection::UnknownText);
    }
    fields.iter().try_for_each(|field| N::any(vec![field.clone()]).in_range())
}

/// The key, if it is one and nobody else has it.
pub(super) fn new_key(world: &World, thing: Thing, key: &Key) -> Result<Key, Rejection> {
    let text = key.as_str();
    if text.trim().is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(Rejection::BadKey { key: text.chars().take(60).collect() });
    }
    match world.thing(key) {
        Some(holder) if holder != thing => Err(Rejection::KeyTaken {
            key: key.clone(),
            holder: format!("{} {}", holder.kind(), holder.number()),
        }),
        _ => Ok(key.clone()),
    }
}

impl AnyFields {
    fn in_range(&self) -> Result<(), Rejection> {
        match self {
            Self::Item(fields) => fields.iter().try_for_each(item_in_range),
            Self::Risk(fields) => fields.iter().try_for_each(risk_in_range),
            Self::Person(fields) => fields.iter().try_for_each(person_in_range),
            _ => Ok(()),
        }
    }
}

fn item_in_range(field: &ItemField) -> Result<(), Rejection> {
    match field {
        ItemField::PercentDone(Some(percent)) => percent_in_range("percent_done", *percent),
        ItemField::Title(Some(title)) if title.trim().is_empty() => Err(Rejection::OutOfRange {
            field: "title",
            value: "empty".into(),
            rule: "people must be able to read it",
        }),
        ItemField::Estimate(Some(Estimate::Range { low, likely, high })) if low > likely || likely > high => {
            let value = format!("{low}, {likely}, {high} minutes");
            Err(Rejection::OutOfRange { field: "estimate", value, rule: "low, likely and high must rise" })
        }
        _ => Ok(()),
    }
}

fn risk_in_range(field: &RiskField) -> Result<(), Rejection> {
    match field {
        RiskField::Probability(Some(percent)) => percent_in_range("probability", *percent),
        RiskField::Impact(Some(Impact { low, likely, high })) if low > likely || likely > high => {
            let value = format!("{low}, {likely}, {high} days");
            Err(Rejection::OutOfRange { field: "impact", value, rule: "low, likely and high must rise" })
        }
        _ => Ok(()),
    }
}

fn person_in_range(field: &PersonField) -> Result<(), Rejection> {
    match field {
        PersonField::Share(Some(percent)) => percent_in_range("share", *percent),
        _ => Ok(()),
    }
}

fn percent_in_range(field: &'static str, percent: u32) -> Result<(), Rejection> {
    if percent <= 100 {
        return Ok(());
    }
    Err(Rejection::OutOfRange { field, value: format!("{percent} %"), rule: "it is a share from 0 to 100" })
}
