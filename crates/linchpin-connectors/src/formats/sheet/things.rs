//! The people, labels, milestones, teams and workstreams that rows name, each told once.

use std::collections::HashMap;

use linchpin_model::{
    ExternalId, LabelField, MilestoneField, Observation, PersonField, Seen, TeamField, WorkstreamField,
};

use super::super::cell::person::Who;
use super::identity::hashed;

/// What rows have named so far.
#[derive(Default)]
pub(super) struct Things {
    people: HashMap<String, ExternalId>,
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
        if let Some(id) = self.people.get(&identity) {
            return id.clone();
        }
        let external = id.map_or_else(|| hashed("person", &identity), ExternalId::new);
        let mut seen = Seen::<linchpin_model::Person>::new(external.clone());
        if let Some(name) = who.name.as_ref().or(who.address.as_ref()) {
            seen.set.push(PersonField::Name(Some(name.as_str().into())));
        }
        if let Some(address) = &who.address {
            seen.set.push(PersonField::Address(Some(address.as_str().into())));
        }
        self.new.push(seen.into());
        self.people.insert(identity, external.clone());
        external
    }

    named! {
        /// A label by its word.
        label labels Label LabelField,
        /// A milestone by its name.
        milestone milestones Milestone MilestoneField,
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
