//! A World built event by event, for what plan text does not say: moments, sources, corrections.

use linchpin_model::entry::Body;
use linchpin_model::event::{Added, Changed, SourceRef};
use linchpin_model::text::{PersonalText, TextRef};
use linchpin_model::{
    Actor, Category, Entry, Event, Id, ItemField, Key, Moment, Noun, Person, PersonField, PersonId, Stamped,
    Status, World,
};

/// A journal in the making. What is said is said by the hub itself, at the moment given.
pub(crate) struct Building {
    entries: Vec<Entry>,
    texts: Vec<PersonalText>,
    actor: Actor,
    numbers: std::collections::BTreeMap<linchpin_model::Kind, u32>,
}

impl Building {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            texts: Vec::new(),
            actor: Actor::System,
            numbers: std::collections::BTreeMap::new(),
        }
    }

    /// From now on this one speaks.
    pub(crate) fn spoken_by(&mut self, actor: Actor) -> &mut Self {
        self.actor = actor;
        self
    }

    /// A thing comes to be known.
    pub(crate) fn add<N: Noun>(
        &mut self,
        at: &str,
        key: &str,
        set: impl IntoIterator<Item = N::Field<linchpin_model::Ids>>,
    ) -> Id<N> {
        let number = self.numbers.entry(N::KIND).or_default();
        *number += 1;
        let id = Id::new(*number);
        let source = match self.actor {
            Actor::Source(source) => Some(SourceRef { source, id: key.into() }),
            _ => None,
        };
        let added = Added { id, key: Some(Key::new(key)), source, set: set.into_iter().collect() };
        self.say(at, N::added(added));
        id
    }

    /// A person with a name.
    pub(crate) fn person(&mut self, name: &str) -> PersonId {
        let text = self.text(name);
        self.add::<Person>("2026-01-01T00:00:00Z", name, [PersonField::Name(Some(text))])
    }

    /// Something is said of a thing.
    pub(crate) fn change<N: Noun>(
        &mut self,
        at: &str,
        id: Id<N>,
        set: impl IntoIterator<Item = N::Field<linchpin_model::Ids>>,
    ) {
        let set = set.into_iter().collect();
        self.say(at, N::changed(Changed { id, set }));
    }

    /// Something happens.
    pub(crate) fn say(&mut self, at: &str, event: Event) {
        let at = moment(at);
        let position = self.entries.len() as u64 + 1;
        let stamped = Stamped { at, by: None, event };
        self.entries.push(Entry {
            position,
            command_id: uuid::Uuid::from_u128(u128::from(position)),
            recorded_at: at,
            body: Body {
                actor: self.actor,
                via: None,
                on_behalf_of: None,
                import: None,
                undoes: None,
                events: vec![stamped],
            },
            texts: std::mem::take(&mut self.texts),
        });
    }

    /// A personal text, kept with the next entry.
    pub(crate) fn text(&mut self, text: &str) -> TextRef {
        let text = PersonalText::new([7; 16], text);
        let hash = text.hash.clone();
        self.texts.push(text);
        hash
    }

    /// Everything that was said.
    pub(crate) fn world(&self) -> World {
        self.world_at("9999-01-01T00:00:00Z")
    }

    /// What had happened by a moment.
    pub(crate) fn world_at(&self, at: &str) -> World {
        World::as_of(&self.entries, moment(at))
    }
}

/// A moment from its text; a bare day is its first instant in UTC.
pub(crate) fn moment(text: &str) -> Moment {
    match text.parse::<linchpin_model::Date>() {
        Ok(day) if text.len() == 10 => Moment::start_of(day),
        _ => text.parse().expect("a moment"),
    }
}

/// A day from its text.
pub(crate) fn day(text: &str) -> linchpin_model::Date {
    text.parse().expect("a day")
}

/// A status of this meaning.
pub(crate) fn status(category: Category) -> ItemField {
    ItemField::Status(Some(Status { name: format!("{category:?}").into(), category }))
}
