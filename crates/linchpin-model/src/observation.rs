//! What a source says: things as it shows them, in its own ids, with their history where it has one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{ExternalId, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::refs::External;
use crate::value::{Kind, Thing};

/// Everything that one reading of a source gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// How it was read: `csv`, `github`, `jira`, `mspdi` …
    pub format: Arc<str>,
    /// How the source is called, the same at every reading: `jira:issues.apache.org`, `csv:plan`.
    pub source: Arc<str>,
    /// Where it is, if it has an address.
    pub url: Option<Arc<str>>,
    /// When the source was as it says, if the file tells.
    pub exported_at: Option<Moment>,
    /// Whether it lists everything there is, so that what is missing has vanished.
    pub listing: Listing,
    /// How columns map to fields, as text, where a mapping was used.
    pub mapping: Option<Arc<str>>,
    /// What it says. Order does not matter; a reference may come before what it refers to.
    pub observations: Vec<Observation>,
    /// What could not be read, in the order of the file. The rest stands.
    pub problems: Vec<Problem>,
}

/// Whether a reading lists all of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// A page, a query, a selection: absence says nothing.
    Partial,
    /// Everything the source has: an item that is missing is no longer there.
    Complete,
}

/// Something in a file that could not be read as it stands, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ImportProblem))]
pub struct Problem {
    /// Where: `line 12, column 4`, `row 3, column Due`, `$[4].title`, `task 7`.
    pub place: String,
    /// What is wrong and what was done: one sentence for a person.
    pub message: String,
    /// What to do next, if there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// One thing as a source shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Seen<N: Noun> {
    /// The source's id for it, for ever.
    pub id: ExternalId,
    /// The key that people use for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Keys it had before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_keys: Vec<Key>,
    /// When it came to be, if the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Moment>,
    /// When the source last changed it, if the source tells: the version of what is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_at: Option<Moment>,
    /// The source's person who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ExternalId>,
    /// The values it has now. A field that is not here is not spoken of.
    pub set: Vec<N::Field<External>>,
    /// The values it had when it came to be, where history tells them; else those of now are taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_first: Vec<N::Field<External>>,
    /// How it changed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Change<N>>,
}

/// One change in a thing's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Change<N: Noun> {
    /// When.
    pub at: Moment,
    /// The source's person who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ExternalId>,
    /// The values from then on.
    pub set: Vec<N::Field<External>>,
}

impl<N: Noun> Seen<N> {
    /// A thing with this id of which nothing is said yet.
    pub fn new(id: impl Into<ExternalId>) -> Self {
        Self {
            id: id.into(),
            key: None,
            former_keys: Vec::new(),
            created_at: None,
            version_at: None,
            by: None,
            set: Vec::new(),
            at_first: Vec::new(),
            history: Vec::new(),
        }
    }
}

impl From<String> for ExternalId {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

macro_rules! observations {
    ($($variant:ident $word:literal $noun:ident),* $(,)?) => {
        /// What a source says of one thing.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the kinds are the words of the product")]
        pub enum Observation { $(#[serde(rename = $word)] $variant(Seen<$noun>)),* }

        $(impl From<Seen<$noun>> for Observation {
            fn from(seen: Seen<$noun>) -> Self {
                Self::$variant(seen)
            }
        })*

        impl Observation {
            /// The kind of thing it is about.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$variant(_) => Kind::$variant),* }
            }

            /// The earliest moment that it tells of; none if it tells none.
            pub fn earliest(&self) -> Option<Moment> {
                match self {
                    $(Self::$variant(seen) => {
                        let changed_at = seen.history.first().map(|change| change.at);
                        seen.created_at.into_iter().chain(changed_at).min()
                    }),*
                }
            }

            /// The thing it is about, as the source calls it.
            pub fn thing(&self) -> Thing<External> {
                match self { $(Self::$variant(seen) => Thing::external(Kind::$variant, seen.id.clone())),* }
            }
        }
    };
}

observations! {
    Person "person" Person,
    Team "team" Team,
    Calendar "calendar" CalendarThing,
    Program "program" Program,
    Workstream "workstream" Workstream,
    Item "item" Item,
    Milestone "milestone" Milestone,
    Dependency "dependency" Dependency,
    Label "label" Label,
    Baseline "baseline" Baseline,
    Promise "promise" Promise,
    CheckIn "check_in" CheckIn,
    Risk "risk" Risk,
    Decision "decision" Decision,
    ActionItem "action_item" ActionItem,
    Ask "ask" Ask,
    Note "note" Note,
    Comment "comment" Comment,
    Link "link" Link,
}
