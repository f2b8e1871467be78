//! The values that fields hold: states, priorities, sizes, estimates, targets, lags, colours.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::noun::Item;
use crate::noun::Milestone;
use crate::noun::{
    ActionItem, Ask, Baseline, CalendarThing, CheckIn, Comment, Decision, Dependency, Label, Link, Note,
    Person, Program, Promise, Risk, Snooze, Source, Team, Workstream,
};
use crate::refs::{Ids, Refs};

/// Where work stands, whatever the tracker calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Not begun.
    Todo,
    /// Begun and not finished.
    InProgress,
    /// Finished: closed, merged, resolved.
    Done,
    /// Closed without the work: won't do, duplicate, not planned.
    Dropped,
}

impl Category {
    /// Whether the work is over, finished or dropped.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

/// The state of an item: the tracker's own word, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Status {
    /// The tracker's word, as written there.
    pub name: Arc<str>,
    /// What it means.
    pub category: Category,
}

/// How much a milestone needs an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Priority {
    /// Required.
    P0,
    /// Important.
    P1,
    /// Nice to have.
    P2,
}

/// A T-shirt size: a range of one person's working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the sizes are their names")]
pub enum Size {
    S,
    M,
    L,
    XL,
    XXL,
}

impl Size {
    /// Low, likely and high, in working days of one person.
    pub const fn days(self) -> [u32; 3] {
        match self {
            Self::S => [1, 3, 5],
            Self::M => [5, 7, 10],
            Self::L => [10, 15, 20],
            Self::XL => [20, 30, 40],
            Self::XXL => [40, 60, 80],
        }
    }
}

/// An estimate of effort. Minutes are working minutes of one person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimate {
    /// One number, whose spread nobody gave.
    Single {
        /// The likely effort.
        minutes: u32,
    },
    /// Low (one in twenty is less), likely, high (one in twenty is more).
    Range {
        /// P5.
        low: u32,
        /// The likely value.
        likely: u32,
        /// P95.
        high: u32,
    },
    /// A T-shirt size.
    Size(Size),
    /// Story points, in thousandths of a point; never days without history.
    Points {
        /// Thousandths of a point.
        thousandths: u32,
    },
}

/// How exactly a date was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// That day.
    Day,
    /// Some day of that month.
    Month,
    /// Some day of that quarter.
    Quarter,
}

/// The date promised for a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The last day on which it is still met.
    pub on: Date,
    /// How exactly it was promised.
    pub resolution: Resolution,
}

/// Which end of the successor waits for which end of the predecessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DependencyKind {
    /// The successor starts after the predecessor finishes.
    FinishStart,
    /// The successor starts after the predecessor starts.
    StartStart,
    /// The successor finishes after the predecessor finishes.
    FinishFinish,
    /// The successor finishes after the predecessor starts.
    StartFinish,
}

/// The time between the two ends of a dependency; negative is a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lag {
    /// Working minutes on the successor's calendar.
    Working(i32),
    /// Minutes by the clock.
    Elapsed(i32),
    /// Hundredths of a percent of the predecessor's duration.
    Percent(i32),
}

impl Lag {
    /// No lag.
    pub const NONE: Lag = Lag::Working(0);
}

/// A date that a person or a file imposes on the schedule, in local time of the program's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// As soon as possible: no constraint.
    AsSoonAsPossible,
    /// As late as possible.
    AsLateAsPossible,
    /// Starts then or later.
    StartNoEarlierThan(DateTime),
    /// Starts then or earlier.
    StartNoLaterThan(DateTime),
    /// Finishes then or later.
    FinishNoEarlierThan(DateTime),
    /// Finishes then or earlier.
    FinishNoLaterThan(DateTime),
    /// Starts just then.
    MustStartOn(DateTime),
    /// Finishes just then.
    MustFinishOn(DateTime),
}

/// The colour of health, as computed or as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// On track, or done.
    Green,
    /// Slightly late, or at risk with a mitigation in place.
    Yellow,
    /// Blocked, or late by much or by an unknown amount.
    Red,
}

/// Who may see a program or a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody in the workspace.
    Workspace,
    /// Those with a role in the program.
    Program,
    /// Its author alone.
    Private,
}

/// What a RAID entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskKind {
    /// It may happen.
    Risk,
    /// It is taken to be so.
    Assumption,
    /// It has happened.
    Issue,
}

/// Where a risk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskState {
    /// Known, nothing done yet.
    Open,
    /// A mitigation is in place.
    Mitigated,
    /// It happened.
    Occurred,
    /// It can no longer happen.
    Closed,
}

/// The delay that a risk would bring, in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Impact {
    /// P5.
    pub low: u32,
    /// The likely value.
    pub likely: u32,
    /// P95.
    pub high: u32,
}

/// Where a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    /// To be decided.
    Open,
    /// Decided.
    Decided,
    /// Replaced by a later one.
    Superseded,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's minor unit.
    pub minor: i64,
    /// ISO 4217, such as `EUR`.
    pub currency: Arc<str>,
}

/// Days on which a person is away: the first day, and the first day back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Absence {
    /// First day away.
    pub from: Date,
    /// First day back.
    pub until: Date,
    /// Why, if said.
    #[serde(default)]
    pub why: Option<Arc<str>>,
}

/// A field that only the source knows: its name there and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Custom {
    /// The column or field, as written there.
    pub name: Arc<str>,
    /// The value; none clears it.
    pub value: Option<CustomValue>,
}

/// The typed value of a custom field. Numbers keep their text, so that nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomValue {
    /// Text.
    Text(Arc<str>),
    /// A decimal number, as written.
    Number(Arc<str>),
    /// A day.
    Day(Date),
    /// A list of texts.
    List(Vec<Arc<str>>),
}

/// One end of a dependency: an item or a milestone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound = "")]
pub enum Node<R: Refs = Ids> {
    /// An item.
    Item(R::Ref<Item>),
    /// A milestone.
    Milestone(R::Ref<Milestone>),
}

impl Copy for Node<Ids> {}

/// That a milestone needs an item, with its own priority if it differs from the item's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct NeededFor<R: Refs = Ids> {
    /// The milestone.
    pub milestone: R::Ref<Milestone>,
    /// Overrides the item's priority for this milestone.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// The dates of one node in a baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct BaselineDates<R: Refs = Ids> {
    /// The item or milestone.
    pub node: Node<R>,
    /// Its first working day, in local time.
    pub start: Option<DateTime>,
    /// Its last working day, in local time.
    pub finish: Option<DateTime>,
}

macro_rules! things {
    ($($kind:ident $word:literal $noun:ident),* $(,)?) => {
        /// The kind of a thing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the kinds are the words of the product")]
        pub enum Kind { $(#[serde(rename = $word)] $kind),* }

        impl Kind {
            /// Every kind, in the order of its declaration.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// One of them in a sentence: `an action item`, `a person`.
            pub fn one(self) -> String {
                let word = self.to_string().replace('_', " ");
                let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                format!("{article} {word}")
            }
        }

        impl std::fmt::Display for Kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$kind => $word),* })
            }
        }

        /// Any thing at all: its kind and its number, or its id in the source.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(bound = "")]
        #[allow(missing_docs, reason = "the kinds are the words of the product")]
        pub enum Thing<R: Refs = Ids> { $(#[serde(rename = $word)] $kind(R::Ref<$noun>)),* }

        impl<R: Refs> Thing<R> {
            /// Its kind.
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),* }
            }
        }

        impl Copy for Thing<Ids> {}

        impl Thing<Ids> {
            /// Its number among the things of its kind.
            pub fn number(&self) -> u32 {
                match self { $(Self::$kind(id) => id.number()),* }
            }

            /// The thing of this kind and number.
            pub fn new(kind: Kind, number: u32) -> Self {
                match kind { $(Kind::$kind => Self::$kind(crate::id::Id::new(number))),* }
            }
        }

        impl Thing<crate::refs::External> {
            /// The thing of this kind that the source calls `id`.
            pub fn external(kind: Kind, id: crate::id::ExternalId) -> Self {
                match kind { $(Kind::$kind => Self::$kind(id)),* }
            }

            /// What the source calls it.
            pub fn id(&self) -> &crate::id::ExternalId {
                match self { $(Self::$kind(id) => id),* }
            }
        }
    };
}

things! {
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

impl From<Node<Ids>> for Thing<Ids> {
    fn from(node: Node<Ids>) -> Self {
        match node {
            Node::Item(id) => Self::Item(id),
            Node::Milestone(id) => Self::Milestone(id),
        }
    }
}
