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
use crate::text::TextRef;
use crate::value::Thing;
use crate::visit::Visitor;

/// Runs one body for an event that adds a thing, another for one that says something of it, with `$noun` as the noun,
/// and a third for any other event.
macro_rules! with_event {
    ($event:expr, $noun:ident, $added:ident => $on_added:expr, $changed:ident => $on_changed:expr, $other:ident => $on_other:expr) => {
        match $event {
            $crate::event::Event::PersonAdded($added) => {
                type $noun = $crate::noun::Person;
                $on_added
            }
            $crate::event::Event::PersonChanged($changed) => {
                type $noun = $crate::noun::Person;
                $on_changed
            }
            $crate::event::Event::TeamAdded($added) => {
                type $noun = $crate::noun::Team;
                $on_added
            }
            $crate::event::Event::TeamChanged($changed) => {
                type $noun = $crate::noun::Team;
                $on_changed
            }
            $crate::event::Event::CalendarAdded($added) => {
                type $noun = $crate::noun::CalendarThing;
                $on_added
            }
            $crate::event::Event::CalendarChanged($changed) => {
                type $noun = $crate::noun::CalendarThing;
                $on_changed
            }
            $crate::event::Event::ProgramAdded($added) => {
                type $noun = $crate::noun::Program;
                $on_added
            }
            $crate::event::Event::ProgramChanged($changed) => {
                type $noun = $crate::noun::Program;
                $on_changed
            }
            $crate::event::Event::WorkstreamAdded($added) => {
                type $noun = $crate::noun::Workstream;
                $on_added
            }
            $crate::event::Event::WorkstreamChanged($changed) => {
                type $noun = $crate::noun::Workstream;
                $on_changed
            }
            $crate::event::Event::ItemAdded($added) => {
                type $noun = $crate::noun::Item;
                $on_added
            }
            $crate::event::Event::ItemChanged($changed) => {
                type $noun = $crate::noun::Item;
                $on_changed
            }
            $crate::event::Event::MilestoneAdded($added) => {
                type $noun = $crate::noun::Milestone;
                $on_added
            }
            $crate::event::Event::MilestoneChanged($changed) => {
                type $noun = $crate::noun::Milestone;
                $on_changed
            }
            $crate::event::Event::DependencyAdded($added) => {
                type $noun = $crate::noun::Dependency;
                $on_added
            }
            $crate::event::Event::DependencyChanged($changed) => {
                type $noun = $crate::noun::Dependency;
                $on_changed
            }
            $crate::event::Event::LabelAdded($added) => {
                type $noun = $crate::noun::Label;
                $on_added
            }
            $crate::event::Event::LabelChanged($changed) => {
                type $noun = $crate::noun::Label;
                $on_changed
            }
            $crate::event::Event::BaselineAdded($added) => {
                type $noun = $crate::noun::Baseline;
                $on_added
            }
            $crate::event::Event::BaselineChanged($changed) => {
                type $noun = $crate::noun::Baseline;
                $on_changed
            }
            $crate::event::Event::PromiseAdded($added) => {
                type $noun = $crate::noun::Promise;
                $on_added
            }
            $crate::event::Event::PromiseChanged($changed) => {
                type $noun = $crate::noun::Promise;
                $on_changed
            }
            $crate::event::Event::CheckInAdded($added) => {
                type $noun = $crate::noun::CheckIn;
                $on_added
            }
            $crate::event::Event::CheckInChanged($changed) => {
                type $noun = $crate::noun::CheckIn;
                $on_changed
            }
            $crate::event::Event::RiskAdded($added) => {
                type $noun = $crate::noun::Risk;
                $on_added
            }
            $crate::event::Event::RiskChanged($changed) => {
                type $noun = $crate::noun::Risk;
                $on_changed
            }
            $crate::event::Event::DecisionAdded($added) => {
                type $noun = $crate::noun::Decision;
                $on_added
            }
            $crate::event::Event::DecisionChanged($changed) => {
                type $noun = $crate::noun::Decision;
                $on_changed
            }
            $crate::event::Event::ActionItemAdded($added) => {
                type $noun = $crate::noun::ActionItem;
                $on_added
            }
            $crate::event::Event::ActionItemChanged($changed) => {
                type $noun = $crate::noun::ActionItem;
                $on_changed
            }
            $crate::event::Event::AskAdded($added) => {
                type $noun = $crate::noun::Ask;
                $on_added
            }
            $crate::event::Event::AskChanged($changed) => {
                type $noun = $crate::noun::Ask;
                $on_changed
            }
            $crate::event::Event::SnoozeAdded($added) => {
                type $noun = $crate::noun::Snooze;
                $on_added
            }
            $crate::event::Event::SnoozeChanged($changed) => {
                type $noun = $crate::noun::Snooze;
                $on_changed
            }
            $crate::event::Event::NoteAdded($added) => {
                type $noun = $crate::noun::Note;
                $on_added
            }
            $crate::event::Event::NoteChanged($changed) => {
                type $noun = $crate::noun::Note;
                $on_changed
            }
            $crate::event::Event::CommentAdded($added) => {
                type $noun = $crate::noun::Comment;
                $on_added
            }
            $crate::event::Event::CommentChanged($changed) => {
                type $noun = $crate::noun::Comment;
                $on_changed
            }
            $crate::event::Event::LinkAdded($added) => {
                type $noun = $crate::noun::Link;
                $on_added
            }
            $crate::event::Event::LinkChanged($changed) => {
                type $noun = $crate::noun::Link;
                $on_changed
            }
            $crate::event::Event::SourceAdded($added) => {
                type $noun = $crate::noun::Source;
                $on_added
            }
            $crate::event::Event::SourceChanged($changed) => {
                type $noun = $crate::noun::Source;
                $on_changed
            }
            $other => $on_other,
        }
    };
}
pub(crate) use with_event;

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
    /// A person asked to be forgotten: these texts are erased, from every World that hears of it too.
    PersonForgotten {
        person: Id<Person>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        texts: Vec<TextRef>,
    },
    /// A reading of a source was taken back: what it said of these fields no longer counts, what was said before does.
    Unsaid(Unsaid),
    /// A reading of a source was taken back: the source's id no longer leads to the thing.
    SourceUnlinked {
        thing: Thing,
        source: SourceRef,
    },
}

impl Event {
    /// Whether it says something of a thing, or says that another thing points to it.
    pub fn is_about(&self, thing: Thing) -> bool {
        struct Sought(Thing, bool);
        impl Visitor for Sought {
            fn thing(&mut self, thing: Thing) {
                self.1 |= thing == self.0;
            }
            fn text(&mut self, _: &TextRef) {}
        }
        let mut sought = Sought(thing, false);
        with_event!(self, N,
            added => {
                sought.thing(N::thing(added.id));
                added.set.iter().for_each(|field| N::visit(field, &mut sought));
            },
            changed => sought.thing(N::thing(changed.id)),
            other => other.own_things().into_iter().for_each(|thing| sought.thing(thing))
        );
        sought.1
    }

    /// The things that an event names which neither adds nor changes one.
    fn own_things(&self) -> Vec<Thing> {
        match self {
            Self::Released { thing, .. }
            | Self::Removed { thing }
            | Self::Restored { thing }
            | Self::Vanished { thing, .. }
            | Self::Returned { thing, .. }
            | Self::SourceLinked { thing, .. }
            | Self::SourceUnlinked { thing, .. }
            | Self::KeyChanged { thing, .. } => vec![*thing],
            Self::Merged { from, into } | Self::MergeUndone { from, into } => vec![*from, *into],
            Self::PersonForgotten { person, .. } => vec![Thing::Person(*person)],
            Self::Unsaid(unsaid) => vec![Thing::new(unsaid.earlier.kind(), unsaid.id)],
            _ => Vec::new(),
        }
    }

    /// The personal texts it refers to, appended in order.
    pub fn texts(&self, texts: &mut Vec<TextRef>) {
        struct Texts<'a>(&'a mut Vec<TextRef>);
        impl Visitor for Texts<'_> {
            fn thing(&mut self, _: Thing) {}
            fn text(&mut self, text: &TextRef) {
                self.0.push(text.clone());
            }
        }
        let mut texts = Texts(texts);
        with_event!(self, N,
            added => added.set.iter().for_each(|field| N::visit(field, &mut texts)),
            changed => changed.set.iter().for_each(|field| N::visit(field, &mut texts)),
            _other => {}
        );
    }
}

/// What a source said no longer counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsaid {
    /// The source.
    pub source: Id<Source>,
    /// The number of the thing; its kind is that of `earlier`.
    pub id: u32,
    /// The fields, by name.
    pub fields: Vec<Arc<str>>,
    /// What the source had said of them before; a field that is not here had no value.
    pub earlier: AnyFields,
    /// When each of the earlier values had become so.
    pub earlier_at: Vec<Moment>,
}

macro_rules! any_fields {
    ($($variant:ident $word:literal $noun:ident),* $(,)?) => {
        /// Values of fields of a thing of any kind.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the kinds are the words of the product")]
        pub enum AnyFields { $(#[serde(rename = $word)] $variant(Vec<<$noun as Noun>::Field<Ids>>)),* }

        impl AnyFields {
            /// The kind of thing that has such fields.
            pub fn kind(&self) -> crate::value::Kind {
                match self { $(Self::$variant(_) => crate::value::Kind::$variant),* }
            }
        }
    };
}

any_fields! {
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

/// Runs a body with `$noun` as the noun and `$fields` as the fields inside an [`AnyFields`].
#[macro_export]
macro_rules! with_fields {
    ($any:expr, $noun:ident, $fields:ident => $body:expr) => {
        match $any {
            $crate::event::AnyFields::Person($fields) => {
                type $noun = $crate::noun::Person;
                $body
            }
            $crate::event::AnyFields::Team($fields) => {
                type $noun = $crate::noun::Team;
                $body
            }
            $crate::event::AnyFields::Calendar($fields) => {
                type $noun = $crate::noun::CalendarThing;
                $body
            }
            $crate::event::AnyFields::Program($fields) => {
                type $noun = $crate::noun::Program;
                $body
            }
            $crate::event::AnyFields::Workstream($fields) => {
                type $noun = $crate::noun::Workstream;
                $body
            }
            $crate::event::AnyFields::Item($fields) => {
                type $noun = $crate::noun::Item;
                $body
            }
            $crate::event::AnyFields::Milestone($fields) => {
                type $noun = $crate::noun::Milestone;
                $body
            }
            $crate::event::AnyFields::Dependency($fields) => {
                type $noun = $crate::noun::Dependency;
                $body
            }
            $crate::event::AnyFields::Label($fields) => {
                type $noun = $crate::noun::Label;
                $body
            }
            $crate::event::AnyFields::Baseline($fields) => {
                type $noun = $crate::noun::Baseline;
                $body
            }
            $crate::event::AnyFields::Promise($fields) => {
                type $noun = $crate::noun::Promise;
                $body
            }
            $crate::event::AnyFields::CheckIn($fields) => {
                type $noun = $crate::noun::CheckIn;
                $body
            }
            $crate::event::AnyFields::Risk($fields) => {
                type $noun = $crate::noun::Risk;
                $body
            }
            $crate::event::AnyFields::Decision($fields) => {
                type $noun = $crate::noun::Decision;
                $body
            }
            $crate::event::AnyFields::ActionItem($fields) => {
                type $noun = $crate::noun::ActionItem;
                $body
            }
            $crate::event::AnyFields::Ask($fields) => {
                type $noun = $crate::noun::Ask;
                $body
            }
            $crate::event::AnyFields::Snooze($fields) => {
                type $noun = $crate::noun::Snooze;
                $body
            }
            $crate::event::AnyFields::Note($fields) => {
                type $noun = $crate::noun::Note;
                $body
            }
            $crate::event::AnyFields::Comment($fields) => {
                type $noun = $crate::noun::Comment;
                $body
            }
            $crate::event::AnyFields::Link($fields) => {
                type $noun = $crate::noun::Link;
                $body
            }
            $crate::event::AnyFields::Source($fields) => {
                type $noun = $crate::noun::Source;
                $body
            }
        }
    };
}
pub use with_fields;
