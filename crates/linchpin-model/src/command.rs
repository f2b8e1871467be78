//! What a person or program asks of the hub.

use std::sync::Arc;

use crate::entry::Entry;
use crate::event::AnyFields;
use crate::id::Key;
use crate::noun::PersonId;
use crate::value::Thing;

/// A request to change something. It is decided against one World and is accepted whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Gives the workspace its name.
    NameWorkspace {
        /// The name.
        title: Arc<str>,
    },
    /// Adds a thing of the kind that has these fields: raises a risk, records a promise, asks, checks in …
    Add {
        /// Its key; without one, items, milestones, programs, risks, decisions and action items get one.
        key: Option<Key>,
        /// What is said of it.
        fields: AnyFields,
    },
    /// Says something of a thing: moves a target, changes an owner, answers an ask.
    Change {
        /// Which thing.
        thing: Thing,
        /// The values from now on.
        fields: AnyFields,
        /// The position of the World that the person looked at; refused if somebody changed a field since. None forces it.
        seen_at: Option<u64>,
    },
    /// Lets go of one's values, so that the source's stand again.
    Release {
        /// Which thing.
        thing: Thing,
        /// The fields, by name.
        fields: Vec<Arc<str>>,
    },
    /// Takes a thing away: withdraws a promise, deletes a note.
    Remove {
        /// Which thing.
        thing: Thing,
    },
    /// Brings a thing back.
    Restore {
        /// Which thing.
        thing: Thing,
    },
    /// Gives a thing another key; the old one still leads to it.
    GiveKey {
        /// Which thing.
        thing: Thing,
        /// The new key.
        key: Key,
    },
    /// Says that the first is the second.
    Merge {
        /// The thing that goes.
        from: Thing,
        /// The thing that stays.
        into: Thing,
    },
    /// Forgets a person: names, addresses and texts of theirs are erased.
    Forget {
        /// Who.
        person: PersonId,
        /// The texts, as [`crate::undo::texts_of`] finds them in the journal.
        texts: Vec<crate::text::TextRef>,
    },
    /// Takes back an earlier command, or all chunks of an import.
    Undo {
        /// The World just before the first of the entries.
        before: Box<crate::world::World>,
        /// The entries to take back, in order.
        entries: Vec<Entry>,
    },
}
