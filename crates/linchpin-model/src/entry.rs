//! One accepted command as the journal keeps it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::Stamped;
use crate::id::Id;
use crate::moment::Moment;
use crate::noun::{Person, Source};
use crate::text::PersonalText;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A person of the hub.
    Person(Id<Person>),
    /// A source, as read.
    Source(Id<Source>),
    /// A rule that the workspace set up.
    Rule(u32),
    /// The hub itself.
    System,
}

/// One entry: a command that was accepted, with what it brought about.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the journal, from 1, without gaps.
    pub position: u64,
    /// The command's own id; a second entry with it is never written.
    pub command_id: Uuid,
    /// When the hub recorded it; never earlier than the entry before.
    pub recorded_at: Moment,
    /// What it says.
    pub body: Body,
    /// The personal texts that its events refer to, as far as they are not erased.
    pub texts: Vec<PersonalText>,
}

/// What an entry says: kept as JSON, and hashed as that text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Who did it.
    pub actor: Actor,
    /// By which way: `cli`, `import`, `web`, `api`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Arc<str>>,
    /// For whom, where that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Id<Person>>,
    /// The reading of a source that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<Uuid>,
    /// The entry that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// What happened: at least one event.
    pub events: Vec<Stamped>,
}

impl Body {
    /// The JSON that the journal keeps.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an entry's body has only text keys and finite numbers")
    }

    /// Reads what the journal kept. An unknown kind of event is an error: it must stop the reader, never be skipped.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
