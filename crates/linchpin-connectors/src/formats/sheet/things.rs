//! The people, labels, milestones, teams and workstreams that rows name, each told once.

use std::collections::HashMap;

use linchpin_model::{
    ExternalId, Key, LabelField, Milestone, MilestoneField, Observation, Person, PersonField, Seen,
    TeamField, WorkstreamField,
};

use super::super::cell::person::Who;
use super::identity::hashed;

/// What rows have named so far.
#[derive(Default)]
pub(super) struct Things {
    people: HashMap<String, usize>,
    people_seen: Vec<Seen<Person>>,
    labels: HashMap<String, ExternalId>,
    milestones: HashMap<String, ExternalId>,
    teams: HashMap<String, ExternalId>,
    workstreams: HashMap<String, ExternalId>,
    new: Vec<Observation>,
}

macro_rules! named {
    ($($(#[$meta:meta])* $name:ident $table:ident $noun:ident $field:ident),*) => {
        $($(#[$meta])*
        pub(super) fn $name(&mut self, title: &str) -> ExternalId {
            if let Some(id) = self.$table.get(title) {
                return id.clone();
            }
            let id = ExternalId::new(title);
            let mut seen = Seen::<linchpin_model::$noun>::new(id.clone());
            seen.set.push($field::Title(Some(title.into())));
            self.new.push(seen.into());
            self.$table.insert(title.to_owned(), id.clone());
            id
        })*
    };
}

impl Things {
    /// Somebody; `id` is the tracker's own for the person, if the row gives it.
    ///
    /// Without one the id is made from the address or the name by a hash, so that neither stands in the journal.
    pub(super) fn person(&mut self, who: &Who, id: Option<&str>) -> ExternalId {
        let identity = id.map_or_else(|| who.identity(), str::to_owned);
        let place = *self.people.entry(identity).or_insert_with_key(|identity| {
            let external = id.map_or_else(|| hashed("person", identity), ExternalId::new);
            self.people_seen.push(Seen::new(external));
            self.people_seen.len() - 1
        });
        let seen = &mut self.people_seen[place];
        let has_name = seen.set.iter().any(|field| matches!(field, PersonField::Name(_)));
        let has_address = seen.set.iter().any(|field| matches!(field, PersonField::Address(_)));
        if let Some(name) = who.name.as_ref().filter(|_| !has_name) {
            seen.set.push(PersonField::Name(Some(name.as_str().into())));
        }
        if let Some(address) = who.address.as_ref().filter(|_| !has_address) {
            seen.set.push(PersonField::Address(Some(address.as_str().into())));
        }
        seen.id.clone()
    }

    /// The people who were named; whom nobody gave a name is called by address or id.
    pub(super) fn take_people(&mut self) -> Vec<Observation> {
        let called = |mut seen: Seen<Person>| {
            let address = seen.set.iter().find_map(|field| match field {
                PersonField::Address(address) => address.clone(),
                _ => None,
            });
            if !seen.set.iter().any(|field| matches!(field, PersonField::Name(_))) {
                let name = address.unwrap_or_else(|| seen.id.as_str().into());
                seen.set.insert(0, PersonField::Name(Some(name)));
            }
            seen.into()
        };
        self.people.clear();
        self.people_seen.drain(..).map(called).collect()
    }

    /// A milestone by its name, which is its key too.
    pub(super) fn milestone(&mut self, title: &str) -> ExternalId {
        if let Some(id) = self.milestones.get(title) {
            return id.clone();
        }
        let id = ExternalId::new(title);
        let mut seen = Seen::<Milestone>::new(id.clone());
        seen.key = Some(Key::new(title));
        seen.set.push(MilestoneField::Title(Some(title.into())));
        self.new.push(seen.into());
        self.milestones.insert(title.to_owned(), id.clone());
        id
    }

    named! {
        /// A label by its word.
        label labels Label LabelField,
        /// A team by its name.
        team teams Team TeamField,
        /// A workstream by its name.
        workstream workstreams Workstream WorkstreamField
    }

    /// Those that were named for the first time since this was last asked.
    pub(super) fn take_new(&mut self) -> impl Iterator<Item = Observation> + '_ {
        self.new.drain(..)
    }
}
