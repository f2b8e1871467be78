//! What happened. Events are a promise: what was once written stays readable for ever.
//!
//! To add a kind: a variant here; the compiler leads to `world/apply.rs` and `sentence.rs`; freeze its stored JSON in
//! `tests/golden/`. Later only add fields, each with a default; a new meaning is a new kind.

mod dispatch;
mod fields;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::refs::Ids;
use crate::text::TextRef;
use crate::value::Thing;
use crate::visit::Visitor;

pub(crate) use dispatch::with_event;
pub use fields::{AnyFields, with_fields};

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
        let mut is_about = false;
        self.each_thing(|about| is_about |= about == thing);
        is_about
    }

    /// Shows every thing that it says something of, or to which it says that another points; one may come twice.
    pub fn each_thing(&self, show: impl FnMut(Thing)) {
        struct Shown<S>(S);
        impl<S: FnMut(Thing)> Visitor for Shown<S> {
            fn thing(&mut self, thing: Thing) {
                (self.0)(thing);
            }
            fn text(&mut self, _: &TextRef) {}
        }
        let mut shown = Shown(show);
        with_event!(self, N,
            added => {
                shown.thing(N::thing(added.id));
                added.set.iter().for_each(|field| N::visit(field, &mut shown));
            },
            changed => shown.thing(N::thing(changed.id)),
            other => other.own_things().into_iter().for_each(|thing| shown.thing(thing))
        );
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
