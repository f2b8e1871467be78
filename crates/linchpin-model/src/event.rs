//! What happened. Events are a promise: what was once written stays readable for ever.
//!
//! To add a kind: a variant here; the compiler leads to `world/apply.rs` and `sentence.rs`; freeze its stored JSON in
//! `tests/golden/`. Later only add fields, each with a default; a new meaning is a new kind.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::refs::Ids;
use crate::value::Thing;

/// An event with the moment at which it happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// When it became so, by the clock of whoever said it.
    pub at: Moment,
    /// Who did it there, where a source names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<Person>>,
    /// What happened.
    pub event: Event,
}

/// A thing came to be known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Added<N: Noun> {
    /// The number it was given.
    pub id: Id<N>,
    /// The key people use for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// What the source calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// What is said of it from the start.
    pub set: Vec<N::Field<Ids>>,
}

/// Something was said of a thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Changed<N: Noun> {
    /// Which thing.
    pub id: Id<N>,
    /// The values from now on.
    pub set: Vec<N::Field<Ids>>,
}

/// A thing as one source calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// The source.
    pub source: Id<Source>,
    /// The source's id for it.
    pub id: ExternalId,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "`XAdded`: an X came to be known; `XChanged`: something was said of it")]
pub enum Event {
    /// The workspace got its name.
    WorkspaceNamed {
        title: Arc<str>,
    },
    PersonAdded(Added<Person>),
    PersonChanged(Changed<Person>),
    TeamAdded(Added<Team>),
    TeamChanged(Changed<Team>),
    CalendarAdded(Added<CalendarThing>),
    CalendarChanged(Changed<CalendarThing>),
    ProgramAdded(Added<Program>),
    ProgramChanged(Changed<Program>),
    WorkstreamAdded(Added<Workstream>),
    WorkstreamChanged(Changed<Workstream>),
    ItemAdded(Added<Item>),
    ItemChanged(Changed<Item>),
    MilestoneAdded(Added<Milestone>),
    MilestoneChanged(Changed<Milestone>),
    DependencyAdded(Added<Dependency>),
    DependencyChanged(Changed<Dependency>),
    LabelAdded(Added<Label>),
    LabelChanged(Changed<Label>),
    BaselineAdded(Added<Baseline>),
    BaselineChanged(Changed<Baseline>),
    PromiseAdded(Added<Promise>),
    PromiseChanged(Changed<Promise>),
    CheckInAdded(Added<CheckIn>),
    CheckInChanged(Changed<CheckIn>),
    RiskAdded(Added<Risk>),
    RiskChanged(Changed<Risk>),
    DecisionAdded(Added<Decision>),
    DecisionChanged(Changed<Decision>),
    ActionItemAdded(Added<ActionItem>),
    ActionItemChanged(Changed<ActionItem>),
    AskAdded(Added<Ask>),
    AskChanged(Changed<Ask>),
    SnoozeAdded(Added<Snooze>),
    SnoozeChanged(Changed<Snooze>),
    NoteAdded(Added<Note>),
    NoteChanged(Changed<Note>),
    CommentAdded(Added<Comment>),
    CommentChanged(Changed<Comment>),
    LinkAdded(Added<Link>),
    LinkChanged(Changed<Link>),
    SourceAdded(Added<Source>),
    SourceChanged(Changed<Source>),
    /// People let go of their values for these fields; the sources' stand again.
    Released {
        thing: Thing,
        fields: Vec<Arc<str>>,
    },
    /// The thing was taken away; it stays readable, and its key still leads to it.
    Removed {
        thing: Thing,
    },
    /// The thing was brought back.
    Restored {
        thing: Thing,
    },
    /// The source, read whole, no longer has the thing.
    Vanished {
        thing: Thing,
        source: Id<Source>,
    },
    /// The source has the thing again.
    Returned {
        thing: Thing,
        source: Id<Source>,
    },
    /// The source also calls the thing by this id.
    SourceLinked {
        thing: Thing,
        source: SourceRef,
    },
    /// The thing has a new key; old ones still lead to it.
    KeyChanged {
        thing: Thing,
        key: Key,
    },
    /// The first turned out to be the second: all that is said of it goes over, and references follow.
    Merged {
        from: Thing,
        into: Thing,
    },
    /// A merge was taken back.
    MergeUndone {
        from: Thing,
        into: Thing,
    },
    /// A person asked to be forgotten: texts about them are erased.
    PersonForgotten {
        person: Id<Person>,
    },
    /// A reading of a source was taken back: what it said of these fields no longer counts, what was said before does.
    Unsaid(Unsaid),
    /// A reading of a source was taken back: the source's id no longer leads to the thing.
    SourceUnlinked {
        thing: Thing,
        source: SourceRef,
    },
}

/// What a source said no longer counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsaid {
    /// The source.
    pub source: Id<Source>,
    /// The fields, by name.
    pub fields: Vec<Arc<str>>,
    /// What the source had said of them before; a field that is not here had no value.
    pub earlier: AnyChanged,
    /// When each of the earlier values had become so.
    pub earlier_at: Vec<Moment>,
}

macro_rules! any_changed {
    ($($variant:ident $word:literal $noun:ident),* $(,)?) => {
        /// Values of fields of a thing of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the kinds are the words of the product")]
        pub enum AnyChanged { $(#[serde(rename = $word)] $variant(Changed<$noun>)),* }

        impl AnyChanged {
            /// The thing they are about.
            pub fn thing(&self) -> Thing {
                match self { $(Self::$variant(changed) => Thing::$variant(changed.id)),* }
            }

            /// The names of the fields, in order.
            pub fn field_names(&self) -> Vec<Arc<str>> {
                use crate::fact::FieldValue;
                match self { $(Self::$variant(changed) => changed.set.iter().map(|field| field.name().as_ref().into()).collect()),* }
            }
        }

        $(impl From<Changed<$noun>> for AnyChanged {
            fn from(changed: Changed<$noun>) -> Self {
                Self::$variant(changed)
            }
        })*
    };
}

any_changed! {
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
    Snooze "snooze" Snooze,
    Note "note" Note,
    Comment "comment" Comment,
    Link "link" Link,
    Source "source" Source,
}

/// Runs a body with the `Changed` inside an [`AnyChanged`], whatever its kind.
macro_rules! with_changed {
    ($any:expr, $changed:ident => $body:expr) => {
        match $any {
            $crate::event::AnyChanged::Person($changed) => $body,
            $crate::event::AnyChanged::Team($changed) => $body,
            $crate::event::AnyChanged::Calendar($changed) => $body,
            $crate::event::AnyChanged::Program($changed) => $body,
            $crate::event::AnyChanged::Workstream($changed) => $body,
            $crate::event::AnyChanged::Item($changed) => $body,
            $crate::event::AnyChanged::Milestone($changed) => $body,
            $crate::event::AnyChanged::Dependency($changed) => $body,
            $crate::event::AnyChanged::Label($changed) => $body,
            $crate::event::AnyChanged::Baseline($changed) => $body,
            $crate::event::AnyChanged::Promise($changed) => $body,
            $crate::event::AnyChanged::CheckIn($changed) => $body,
            $crate::event::AnyChanged::Risk($changed) => $body,
            $crate::event::AnyChanged::Decision($changed) => $body,
            $crate::event::AnyChanged::ActionItem($changed) => $body,
            $crate::event::AnyChanged::Ask($changed) => $body,
            $crate::event::AnyChanged::Snooze($changed) => $body,
            $crate::event::AnyChanged::Note($changed) => $body,
            $crate::event::AnyChanged::Comment($changed) => $body,
            $crate::event::AnyChanged::Link($changed) => $body,
            $crate::event::AnyChanged::Source($changed) => $body,
        }
    };
}
pub(crate) use with_changed;
