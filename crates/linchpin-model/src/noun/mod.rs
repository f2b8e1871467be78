//! The nouns: one file says what can be said of each kind of thing.
//!
//! To add a field, add a line to its `fields!`; to add a noun, add a file, a line to [`nouns!`] below and to `things!` in
//! `value.rs`. The compiler leads to the rest. Only ever add: what an entry once said must stay readable.

mod people;
mod plan;
mod raid;
mod words;
mod work;

use crate::event::{Added, AnyFields, Changed, Event};
use crate::fact::FieldValue;
use crate::id::Id;
use crate::refs::{External, Ids, Refs};
use crate::resolve::Resolver;
use crate::value::{Kind, Thing};
use crate::visit::{Visit, Visitor};
use crate::world::{Table, World};

pub use people::*;
pub use plan::*;
pub use raid::*;
pub use words::*;
pub use work::*;

/// A kind of thing: its fields, its table in the World, and the events that speak of it.
pub trait Noun: Copy + Ord + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static {
    /// The word for it.
    const KIND: Kind;
    /// What can be said of it.
    type Field<R: Refs>: FieldValue
        + Clone
        + std::fmt::Debug
        + PartialEq
        + serde::Serialize
        + serde::de::DeserializeOwned
        + Send
        + Sync
        + 'static;

    /// Its things in a World.
    fn table(world: &World) -> &Table<Self>;
    /// Its things in a World, to change.
    fn table_mut(world: &mut World) -> &mut Table<Self>;
    /// The event that such a thing came to be known.
    fn added(added: Added<Self>) -> Event;
    /// The event that something was said of such a thing.
    fn changed(changed: Changed<Self>) -> Event;
    /// A field in the hub's own references; none if it refers to what the source does not show. `known` is what the
    /// source last said of it: a text that did not change keeps its reference.
    fn resolve(
        field: &Self::Field<External>,
        known: Option<&Self::Field<Ids>>,
        resolver: &mut dyn Resolver,
    ) -> Option<Self::Field<Ids>>;
    /// Fields of this kind as fields of any kind.
    fn any(fields: Vec<Self::Field<Ids>>) -> AnyFields;
    /// Shows every reference and personal text of a field to a visitor.
    fn visit(field: &Self::Field<Ids>, visitor: &mut dyn Visitor);
    /// The field that puts such a thing into a program; none if it belongs to none.
    fn in_program(program: ProgramId) -> Option<Self::Field<Ids>>;
    /// A reference of this kind as a reference to anything.
    fn thing(id: Id<Self>) -> Thing<Ids>;
}

macro_rules! nouns {
    (@home $field:ident $program:ident) => {{
        let _ = $program;
        None
    }};
    (@home $field:ident $program:ident in_program) => {
        Some($field::Program(Some($program)))
    };
    ($($(#[$meta:meta])* $noun:ident $id:ident $kind:ident $field:ident $table:ident $added:ident $changed:ident $($home:ident)?),* $(,)?) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $noun {}

            #[doc = concat!("The number of a `", stringify!($noun), "`.")]
            pub type $id = Id<$noun>;

            impl Noun for $noun {
                const KIND: Kind = Kind::$kind;
                type Field<R: Refs> = $field<R>;

                fn table(world: &World) -> &Table<Self> {
                    &world.$table
                }
                fn table_mut(world: &mut World) -> &mut Table<Self> {
                    &mut world.$table
                }
                fn added(added: Added<Self>) -> Event {
                    Event::$added(added)
                }
                fn changed(changed: Changed<Self>) -> Event {
                    Event::$changed(changed)
                }
                fn resolve(
                    field: &Self::Field<External>,
                    known: Option<&Self::Field<Ids>>,
                    resolver: &mut dyn Resolver,
                ) -> Option<Self::Field<Ids>> {
                    field.resolve(known, resolver)
                }
                fn any(fields: Vec<Self::Field<Ids>>) -> AnyFields {
                    AnyFields::$kind(fields)
                }
                fn visit(field: &Self::Field<Ids>, visitor: &mut dyn Visitor) {
                    field.visit(visitor);
                }
                fn in_program(program: ProgramId) -> Option<Self::Field<Ids>> {
                    nouns!(@home $field program $($home)?)
                }
                fn thing(id: Id<Self>) -> Thing<Ids> {
                    Thing::$kind(id)
                }
            }
        )*
    };
}

nouns! {
    /// Somebody: in the hub, in a tracker, or both.
    Person PersonId Person PersonField people PersonAdded PersonChanged,
    /// People who work together.
    Team TeamId Team TeamField teams TeamAdded TeamChanged,
    /// Working time under a name.
    CalendarThing CalendarId Calendar CalendarField calendars CalendarAdded CalendarChanged,
    /// Many interrelated projects with one outcome and one accountable person.
    Program ProgramId Program ProgramField programs ProgramAdded ProgramChanged,
    /// A swim-lane of a program with its own lead.
    Workstream WorkstreamId Workstream WorkstreamField workstreams WorkstreamAdded WorkstreamChanged in_program,
    /// A unit of work.
    Item ItemId Item ItemField items ItemAdded ItemChanged in_program,
    /// A dated outcome.
    Milestone MilestoneId Milestone MilestoneField milestones MilestoneAdded MilestoneChanged in_program,
    /// That one node waits for another.
    Dependency DependencyId Dependency DependencyField dependencies DependencyAdded DependencyChanged,
    /// A word that marks items.
    Label LabelId Label LabelField labels LabelAdded LabelChanged,
    /// Dates as agreed at a moment.
    Baseline BaselineId Baseline BaselineField baselines BaselineAdded BaselineChanged in_program,
    /// A date that somebody gave for their work.
    Promise PromiseId Promise PromiseField promises PromiseAdded PromiseChanged,
    /// What an owner reported: colour, words, date.
    CheckIn CheckInId CheckIn CheckInField check_ins CheckInAdded CheckInChanged,
    /// A risk, an assumption or an issue.
    Risk RiskId Risk RiskField risks RiskAdded RiskChanged in_program,
    /// What was decided, or has to be.
    Decision DecisionId Decision DecisionField decisions DecisionAdded DecisionChanged in_program,
    /// What, by whom, by when.
    ActionItem ActionItemId ActionItem ActionItemField action_items ActionItemAdded ActionItemChanged in_program,
    /// A question put to somebody, until it is answered.
    Ask AskId Ask AskField asks AskAdded AskChanged,
    /// A check that one person put off.
    Snooze SnoozeId Snooze SnoozeField snoozes SnoozeAdded SnoozeChanged,
    /// Text about a thing, kept in the hub.
    Note NoteId Note NoteField notes NoteAdded NoteChanged,
    /// A remark made in a tracker.
    Comment CommentId Comment CommentField comments CommentAdded CommentChanged,
    /// A relation that orders nothing: relates to, duplicates, or an address.
    Link LinkId Link LinkField links LinkAdded LinkChanged,
    /// A tracker or a file that is read.
    Source SourceId Source SourceField sources SourceAdded SourceChanged,
}
