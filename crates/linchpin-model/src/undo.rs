//! How an accepted command is taken back: by a new one that restores each field that nobody changed since.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::decide::{Rejection, changed_meanwhile};
use crate::entry::{Actor, Entry};
use crate::event::{Added, Changed, Event, Unsaid, with_event};
use crate::fact::FieldValue;
use crate::id::Id;
use crate::noun::{Noun, PersonId, SourceId};
use crate::refs::Ids;
use crate::text::TextRef;
use crate::value::Thing;
use crate::visit::Visitor;
use crate::world::{World, with_thing};

/// The events that take these entries back. `before` is the World just before the first of them.
///
/// What was added is removed, and a source's id for it forgotten, so that a later reading brings it again. A field gets
/// back the value it had, unless somebody said something else since: that is a conflict, named and refused.
pub(crate) fn undo(world: &World, before: &World, entries: &[Entry]) -> Result<Vec<Event>, Rejection> {
    let last = entries.last().map_or(0, |entry| entry.position);
    let mut undo = Undo { world, before, last, events: Vec::new(), done: BTreeSet::new() };
    for entry in entries.iter().rev() {
        for stamped in entry.body.events.iter().rev() {
            let actor = entry.body.actor;
            with_event!(&stamped.event, N,
                added => undo.added::<N>(added)?,
                changed => undo.changed::<N>(actor, changed)?,
                other => undo.other(other)?
            );
        }
    }
    if undo.events.is_empty() {
        return Err(Rejection::NothingToUndo { why: "everything is already as it was before".into() });
    }
    Ok(undo.events)
}

struct Undo<'a> {
    world: &'a World,
    before: &'a World,
    /// The position of the last entry to take back.
    last: u64,
    events: Vec<Event>,
    /// Things that are removed, and fields that have got back what they had before the first of the entries.
    done: BTreeSet<(Thing, Option<Arc<str>>)>,
}

impl Undo<'_> {
    fn added<N: Noun>(&mut self, added: &Added<N>) -> Result<(), Rejection> {
        let thing = N::thing(added.id);
        let Some(record) = self.world.get(added.id).filter(|record| !record.is_removed()) else {
            return Ok(());
        };
        if let Some(said) =
            record.iter().find(|said| said.is_by_person() && u64::from(said.by.position) > self.last)
        {
            return Err(changed_meanwhile(self.world, added.id, said));
        }
        self.done.insert((thing, None));
        if let Some(source) = &added.source {
            self.events.push(Event::SourceUnlinked { thing, source: source.clone() });
        }
        self.events.push(Event::Removed { thing });
        Ok(())
    }

    fn changed<N: Noun>(&mut self, actor: Actor, changed: &Changed<N>) -> Result<(), Rejection> {
        let thing = N::thing(changed.id);
        let mut fields = Vec::new();
        for field in &changed.set {
            if self.done.insert((thing, Some(field.name().as_ref().into()))) {
                fields.push(field);
            }
        }
        match actor {
            Actor::Source(source) => self.unsay(source, changed.id, &fields),
            _ => self.restore(changed.id, &fields),
        }
    }

    /// A reading is taken back: what the source had said before counts again.
    fn unsay<N: Noun>(
        &mut self,
        source: SourceId,
        id: Id<N>,
        fields: &[&N::Field<Ids>],
    ) -> Result<(), Rejection> {
        let was_added = self.before.get(id).is_none();
        let Some(record) = self.world.get(id).filter(|_| !was_added && !fields.is_empty()) else {
            return Ok(());
        };
        let actor = Actor::Source(source);
        let mut unsaid = Unsaid {
            source,
            id: id.number(),
            fields: Vec::new(),
            earlier: N::any(Vec::new()),
            earlier_at: Vec::new(),
        };
        let mut earlier = Vec::new();
        for field in fields {
            if let Some(now) = record.said_by(actor).find(|said| said.value.same_field(field))
                && u64::from(now.by.position) > self.last
            {
                return Err(changed_meanwhile(self.world, id, now));
            }
            unsaid.fields.push(field.name().as_ref().into());
            let then = self
                .before
                .get(id)
                .and_then(|record| record.said_by(actor).find(|said| said.value.same_field(field)));
            if let Some(then) = then {
                earlier.push(then.value.clone());
                unsaid.earlier_at.push(then.at);
            }
        }
        unsaid.earlier = N::any(earlier);
        self.events.push(Event::Unsaid(unsaid));
        Ok(())
    }

    /// A person's command is taken back: the value that people had given before stands again, or the source's.
    fn restore<N: Noun>(&mut self, id: Id<N>, fields: &[&N::Field<Ids>]) -> Result<(), Rejection> {
        let Some(record) = self.world.get(id) else { return Ok(()) };
        let (mut set, mut released) = (Vec::new(), Vec::new());
        for field in fields {
            let Some(now) = record.by_person(field) else { continue };
            let then = self.before.get(id).and_then(|record| record.by_person(field));
            if then.is_some_and(|then| then.value == now.value) {
                continue;
            }
            if u64::from(now.by.position) > self.last && now.value != **field {
                return Err(changed_meanwhile(self.world, id, now));
            }
            match then {
                Some(then) => set.push(then.value.clone()),
                None => released.push(field.name().as_ref().into()),
            }
        }
        if !set.is_empty() {
            self.events.push(N::changed(Changed { id, set }));
        }
        if !released.is_empty() {
            self.events.push(Event::Released { thing: N::thing(id), fields: released });
        }
        Ok(())
    }

    fn other(&mut self, event: &Event) -> Result<(), Rejection> {
        let opposite = match event {
            Event::Removed { thing } => Event::Restored { thing: *thing },
            Event::Restored { thing } => Event::Removed { thing: *thing },
            Event::Vanished { thing, source } => Event::Returned { thing: *thing, source: *source },
            Event::Returned { thing, source } => Event::Vanished { thing: *thing, source: *source },
            Event::SourceLinked { thing, source } => {
                Event::SourceUnlinked { thing: *thing, source: source.clone() }
            }
            Event::SourceUnlinked { thing, source } => {
                Event::SourceLinked { thing: *thing, source: source.clone() }
            }
            Event::Merged { from, into } => Event::MergeUndone { from: *from, into: *into },
            Event::MergeUndone { from, into } => Event::Merged { from: *from, into: *into },
            Event::KeyChanged { thing, .. } => match self.key_before(*thing) {
                Some(key) => Event::KeyChanged { thing: *thing, key },
                None => return Ok(()),
            },
            Event::WorkspaceNamed { .. } => match &self.before.title {
                Some(title) => Event::WorkspaceNamed { title: title.value.clone() },
                None => return Ok(()),
            },
            Event::Released { thing, fields } => return self.say_again(*thing, fields),
            Event::PersonForgotten { .. } => {
                return Err(Rejection::NothingToUndo {
                    why: "what was erased cannot be brought back".into(),
                });
            }
            _ => {
                return Err(Rejection::NothingToUndo {
                    why: "an import that was undone is read again instead".into(),
                });
            }
        };
        self.events.push(opposite);
        Ok(())
    }

    fn key_before(&self, thing: Thing) -> Option<crate::id::Key> {
        with_thing!(thing, N, id => self.before.get::<N>(id)?.key().cloned())
    }

    fn say_again(&mut self, thing: Thing, fields: &[Arc<str>]) -> Result<(), Rejection> {
        with_thing!(thing, N, id => {
            let before = self.before.get::<N>(id);
            let said = before.into_iter().flat_map(|record| record.iter());
            let held = said.filter(|said| said.is_by_person() && fields.iter().any(|name| **name == *said.value.name()));
            let set: Vec<_> = held.map(|said| said.value.clone()).collect();
            if !set.is_empty() {
                self.events.push(N::changed(Changed { id, set }));
            }
        });
        Ok(())
    }
}

/// The personal texts of a person that `forget` erases: every name and address, and whatever they wrote.
pub fn texts_of<'a>(person: PersonId, entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<TextRef> {
    let mut texts = BTreeSet::new();
    for entry in entries {
        let is_author = entry.body.actor == Actor::Person(person);
        for stamped in &entry.body.events {
            let is_author = is_author || stamped.by == Some(person);
            with_event!(&stamped.event, N,
                added => collect::<N>(person, added.id, &added.set, is_author, &mut texts),
                changed => collect::<N>(person, changed.id, &changed.set, is_author, &mut texts),
                _other => {}
            );
        }
    }
    texts
}

fn collect<N: Noun>(
    person: PersonId,
    id: Id<N>,
    set: &[N::Field<Ids>],
    is_author: bool,
    texts: &mut BTreeSet<TextRef>,
) {
    let mut held = Held::default();
    set.iter().for_each(|field| N::visit(field, &mut held));
    let is_theirs = match N::thing(id) {
        Thing::Person(of) => of == person,
        _ => is_author || held.people.contains(&person),
    };
    if is_theirs {
        texts.extend(held.texts);
    }
}

#[derive(Default)]
struct Held {
    people: BTreeSet<PersonId>,
    texts: Vec<TextRef>,
}

impl Visitor for Held {
    fn thing(&mut self, thing: Thing) {
        if let Thing::Person(person) = thing {
            self.people.insert(person);
        }
    }
    fn text(&mut self, text: &TextRef) {
        self.texts.push(text.clone());
    }
}
