//! Values of fields of a thing of any kind, and from them to its noun.

use serde::{Deserialize, Serialize};

use crate::noun::*;
use crate::refs::Ids;

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
