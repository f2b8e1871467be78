//! Whether a command may be, and what it brings about. Only here is anything refused; what is decided is then a fact.

mod check;
mod loops;
mod sources;

use std::sync::Arc;

use crate::command::Command;
use crate::entry::Actor;
use crate::event::{Added, AnyFields, Changed, Event, Stamped, with_fields};
use crate::fact::{FieldValue, Said};
use crate::id::{Id, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::refs::Ids;
use crate::sentence::{ended, name_of, value_in_world};
use crate::text::{PersonalText, TextRef};
use crate::undo;
use crate::value::{Kind, Thing};
use crate::world::{World, with_thing};

/// Why a command is refused. A person can mend each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the parts are")]
pub enum Rejection {
    #[error("There is no {thing}. It may have been removed; look at `log`.")]
    Unknown { thing: String },
    #[error("A new {kind} needs {what}.")]
    Incomplete { kind: Kind, what: &'static str },
    #[error("The key `{key}` belongs to {holder}. Choose another.")]
    KeyTaken { key: Key, holder: String },
    #[error("A key has 1 to 200 characters and no line breaks; `{key}` does not fit.")]
    BadKey { key: String },
    #[error("`{field}` cannot be {value}: {rule}.")]
    OutOfRange { field: &'static str, value: String, rule: &'static str },
    #[error("This would be a loop: {path}. Take out one of these links first.")]
    WouldLoop { path: String },
    #[error("`{child}` cannot be part of `{parent}`, which is itself part of it.")]
    OwnAncestor { child: String, parent: String },
    #[error("{who} changed {field} of {thing} since you looked: it is now {now} Look again, then decide.")]
    ChangedMeanwhile { who: String, thing: String, field: String, now: String },
    #[error("Since you looked, {what} Look again, then decide.")]
    SaidMeanwhile { what: String },
    #[error("{thing} and {other} are of different kinds, so they cannot be one.")]
    DifferentKinds { thing: String, other: String },
    #[error("Nothing of it is left to undo: {why}.")]
    NothingToUndo { why: String },
    #[error(
        "What was {thing} was read anew as {holder} since. Undo that reading first, or go on with {holder}."
    )]
    ReadAnew { thing: String, holder: String },
    #[error("It refers to a text that was not given with it.")]
    UnknownText,
}

/// What a decision needs beside the World and the command.
#[derive(Clone, Debug)]
pub struct DecideParams<'a> {
    /// The moment of the command.
    pub at: Moment,
    /// The personal texts that the command's fields refer to and the World does not have yet.
    pub texts: &'a [PersonalText],
}

/// Decides a command: the events it brings about, or why it is refused.
///
/// No event at all means that everything is already as the command wants it.
pub fn decide(
    world: &World,
    command: &Command,
    params: &DecideParams<'_>,
) -> Result<Vec<Stamped>, Rejection> {
    let events = match command {
        Command::NameWorkspace { title } => name_workspace(world, title),
        Command::Add { key, fields } => {
            with_fields!(fields, N, fields => add::<N>(world, key.as_ref(), fields, params)?)
        }
        Command::Change { thing, fields, seen_at } => change_any(world, *thing, fields, *seen_at, params)?,
        Command::Release { thing, fields } => release(world, *thing, fields)?,
        Command::Remove { thing } => set_removed(world, *thing, true)?,
        Command::Restore { thing } => set_removed(world, *thing, false)?,
        Command::GiveKey { thing, key } => give_key(world, *thing, key)?,
        Command::Merge { from, into } => merge(world, *from, *into)?,
        Command::Forget { person, texts } => forget(world, *person, texts)?,
        Command::Undo { before, entries } => undo::undo(world, before, entries)?,
    };
    if !matches!(command, Command::Add { .. } | Command::Change { .. }) {
        sources::check(world, &events)?;
        loops::check(world, &events, params.at)?;
    }
    let stamped = events.into_iter().map(|event| Stamped { at: params.at, by: None, event });
    Ok(stamped.collect())
}

fn name_workspace(world: &World, title: &Arc<str>) -> Vec<Event> {
    let is_so = world.title.as_ref().is_some_and(|known| known.value == *title);
    if is_so { Vec::new() } else { vec![Event::WorkspaceNamed { title: title.clone() }] }
}

fn add<N: Noun>(
    world: &World,
    key: Option<&Key>,
    fields: &[N::Field<Ids>],
    params: &DecideParams<'_>,
) -> Result<Vec<Event>, Rejection> {
    check::complete::<N>(fields)?;
    check::fields::<N>(world, fields, params.texts)?;
    let id = world.all::<N>().next_id();
    let key = match key {
        Some(key) => Some(check::new_key(world, N::thing(id), key)?),
        None => default_key::<N>(world, id, fields),
    };
    let event = N::added(Added { id, key, source: None, set: fields.to_vec() });
    loops::check(world, std::slice::from_ref(&event), params.at)?;
    Ok(vec![event])
}

/// The key that a new thing gets: `WEA-12`, `R-7`, `D-15`, `A-3`, or words of its title; none for what has no key.
fn default_key<N: Noun>(world: &World, id: Id<N>, fields: &[N::Field<Ids>]) -> Option<Key> {
    let stem = match N::KIND {
        Kind::Item => program_letters::<N>(world, fields),
        Kind::Risk => "R".into(),
        Kind::Decision => "D".into(),
        Kind::ActionItem => "A".into(),
        _ => return None,
    };
    let numbers = id.number()..;
    let keys = numbers.into_iter().map(|number| Key::new(&format!("{stem}-{number}")));
    keys.into_iter().find(|key| world.thing(key).is_none())
}

/// The first three letters of the key of the program that the fields name, in capitals.
fn program_letters<N: Noun>(world: &World, fields: &[N::Field<Ids>]) -> String {
    let mut programs = check::Things::default();
    fields.iter().for_each(|field| N::visit(field, &mut programs));
    let program = programs.things.iter().find_map(|thing| match thing {
        Thing::Program(id) => world.get(*id).and_then(|record| record.key().cloned()),
        _ => None,
    });
    let letters =
        program.map(|key| key.as_str().chars().filter(|c| c.is_alphanumeric()).take(3).collect::<String>());
    letters
        .filter(|letters| !letters.is_empty())
        .map_or_else(|| "ITEM".into(), |letters| letters.to_uppercase())
}

fn change_any(
    world: &World,
    thing: Thing,
    fields: &AnyFields,
    seen_at: Option<u64>,
    params: &DecideParams<'_>,
) -> Result<Vec<Event>, Rejection> {
    if fields.kind() != thing.kind() {
        return Err(Rejection::DifferentKinds {
            thing: named(world, thing),
            other: format!("fields of a {}", fields.kind()),
        });
    }
    with_fields!(fields, N, fields => change::<N>(world, Id::new(thing.number()), fields, seen_at, params))
}

fn change<N: Noun>(
    world: &World,
    id: Id<N>,
    fields: &[N::Field<Ids>],
    seen_at: Option<u64>,
    params: &DecideParams<'_>,
) -> Result<Vec<Event>, Rejection> {
    let thing = N::thing(id);
    let record = world.get(id).filter(|record| record.is_live()).ok_or_else(|| unknown(world, thing))?;
    check::fields::<N>(world, fields, params.texts)?;
    let mut set = Vec::new();
    for field in fields {
        let standing = record.standing(field);
        if let (Some(said), Some(seen_at)) = (standing, seen_at)
            && u64::from(said.by.position) > seen_at
            && said.value != *field
        {
            return Err(changed_meanwhile::<N>(world, id, said));
        }
        let is_so = match standing {
            Some(said) => said.value == *field && said.is_by_person(),
            None => field.is_cleared(),
        };
        if !is_so {
            set.push(field.clone());
        }
    }
    if set.is_empty() {
        return Ok(Vec::new());
    }
    let event = N::changed(Changed { id: record.id, set });
    loops::check(world, std::slice::from_ref(&event), params.at)?;
    Ok(vec![event])
}

fn release(world: &World, thing: Thing, fields: &[Arc<str>]) -> Result<Vec<Event>, Rejection> {
    with_thing!(thing, N, id => {
        let record = world.get::<N>(id).ok_or_else(|| unknown(world, thing))?;
        let held = |name: &&Arc<str>| record.iter().any(|said| said.is_by_person() && *said.value.name() == ***name);
        let fields: Vec<Arc<str>> = fields.iter().filter(held).cloned().collect();
        Ok(if fields.is_empty() { Vec::new() } else { vec![Event::Released { thing: N::thing(record.id), fields }] })
    })
}

fn set_removed(world: &World, thing: Thing, removed: bool) -> Result<Vec<Event>, Rejection> {
    with_thing!(thing, N, id => {
        let record = world.get::<N>(id).ok_or_else(|| unknown(world, thing))?;
        let thing = N::thing(record.id);
        Ok(match (record.is_removed(), removed) {
            (false, true) => vec![Event::Removed { thing }],
            (true, false) => vec![Event::Restored { thing }],
            _ => Vec::new(),
        })
    })
}

fn give_key(world: &World, thing: Thing, key: &Key) -> Result<Vec<Event>, Rejection> {
    with_thing!(thing, N, id => {
        let record = world.get::<N>(id).ok_or_else(|| unknown(world, thing))?;
        if record.key() == Some(key) {
            return Ok(Vec::new());
        }
        let thing = N::thing(record.id);
        let key = check::new_key(world, thing, key)?;
        Ok(vec![Event::KeyChanged { thing, key }])
    })
}

/// The second takes over those fields of the first that it lacks, so that taking the merge back leaves both as they were.
fn merge(world: &World, from: Thing, into: Thing) -> Result<Vec<Event>, Rejection> {
    if from.kind() != into.kind() {
        return Err(Rejection::DifferentKinds { thing: named(world, from), other: named(world, into) });
    }
    with_thing!(from, N, id => {
        let gone = world.get::<N>(id).ok_or_else(|| unknown(world, from))?;
        let stays = world.get::<N>(Id::new(into.number())).ok_or_else(|| unknown(world, into))?;
        if gone.id == stays.id {
            return Ok(Vec::new());
        }
        let lacking = gone.iter().filter(|said| stays.standing(&said.value).is_none());
        let set: Vec<_> = lacking.map(|said| said.value.clone()).filter(|field| !field.is_cleared()).collect();
        let mut events = vec![Event::Merged { from: N::thing(gone.id), into: N::thing(stays.id) }];
        if !set.is_empty() {
            events.push(N::changed(Changed { id: stays.id, set }));
        }
        Ok(events)
    })
}

/// Whoever is forgotten already is forgotten again if there is a text that was not known then.
fn forget(world: &World, person: PersonId, texts: &[TextRef]) -> Result<Vec<Event>, Rejection> {
    let record = world.get(person).ok_or_else(|| unknown(world, Thing::Person(person)))?;
    let is_done = record.forgotten && texts.iter().all(|text| world.text(text).is_none());
    let event = Event::PersonForgotten { person: record.id, texts: texts.to_vec() };
    Ok(if is_done { Vec::new() } else { vec![event] })
}

fn unknown(world: &World, thing: Thing) -> Rejection {
    Rejection::Unknown { thing: named(world, thing) }
}

/// What stands there now, and who said so.
pub(crate) fn changed_meanwhile<N: Noun>(world: &World, id: Id<N>, now: &Said<N::Field<Ids>>) -> Rejection {
    let person = |id: PersonId| {
        world.get(id).filter(|person| !person.forgotten).map(|person| world.name_of(person.id))
    };
    let who = match (now.by.author, now.by.actor) {
        (Some(author), _) | (None, Actor::Person(author)) => person(author).map(|name| name.to_string()),
        (None, Actor::Source(source)) => Some(name_of(world, Thing::Source(source))),
        (None, Actor::Rule(_) | Actor::System) => None,
    };
    let who = who.unwrap_or_else(|| "Somebody".into());
    let value = if now.value.is_cleared() { "empty".into() } else { value_in_world::<N>(world, &now.value) };
    let field = now.value.name().trim_start_matches("custom.").replace('_', " ");
    Rejection::ChangedMeanwhile { who, thing: named(world, N::thing(id)), field, now: ended(&value) }
}

/// A thing as a message names it: its key in quotes, else its kind and number.
pub(crate) fn named(world: &World, thing: Thing) -> String {
    with_thing!(thing, N, id => match world.all::<N>().record(id).and_then(|record| record.key()) {
        Some(key) => format!("`{key}`"),
        None => format!("{} {}", N::KIND, id.number()),
    })
}
