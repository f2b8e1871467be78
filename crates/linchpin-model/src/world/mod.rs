//! The World: everything known of one workspace at one moment. Cloning it is cheap; a change copies only its path.

mod apply;
mod past;
mod pointing;
mod record;
mod table;
mod unsaid;

use std::collections::BTreeSet;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::fact::Said;
use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::text::TextRef;
use crate::value::{Kind, Node, Thing};

pub use apply::Stamp;
pub use past::PastFold;
pub use record::{Record, SourceLink};
pub use table::Table;

/// A map whose clone is cheap. Its order is never shown.
type Map<K, V> =
    imbl::GenericHashMap<K, V, BuildHasherDefault<DefaultHasher>, imbl::shared_ptr::DefaultSharedPtr>;

/// Everything known of one workspace. It equals the replay of its journal up to `position`, always.
///
/// It derives serialisation for checkpoints only, which are caches.
#[derive(Clone, Default, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// The position of the last entry taken in; 0 before the first.
    pub position: u64,
    /// When that entry was recorded.
    pub recorded_at: Moment,
    /// The workspace's name.
    pub title: Option<Said<Arc<str>>>,
    pub(crate) people: Table<Person>,
    pub(crate) teams: Table<Team>,
    pub(crate) calendars: Table<CalendarThing>,
    pub(crate) programs: Table<Program>,
    pub(crate) workstreams: Table<Workstream>,
    pub(crate) items: Table<Item>,
    pub(crate) milestones: Table<Milestone>,
    pub(crate) dependencies: Table<Dependency>,
    pub(crate) labels: Table<Label>,
    pub(crate) baselines: Table<Baseline>,
    pub(crate) promises: Table<Promise>,
    pub(crate) check_ins: Table<CheckIn>,
    pub(crate) risks: Table<Risk>,
    pub(crate) decisions: Table<Decision>,
    pub(crate) action_items: Table<ActionItem>,
    pub(crate) asks: Table<Ask>,
    pub(crate) snoozes: Table<Snooze>,
    pub(crate) notes: Table<Note>,
    pub(crate) comments: Table<Comment>,
    pub(crate) links: Table<Link>,
    pub(crate) sources: Table<Source>,
    keys: Map<Key, Thing>,
    externals: Map<(Id<Source>, Kind, ExternalId), u32>,
    texts: Map<TextRef, Arc<str>>,
    pointing: pointing::Pointing,
}

/// Runs `$body` with `$noun` as the noun and `$id` as the id of a thing of any kind.
#[macro_export]
macro_rules! with_thing {
    ($thing:expr, $noun:ident, $id:ident => $body:expr) => {
        match $thing {
            $crate::value::Thing::Person($id) => {
                type $noun = $crate::noun::Person;
                $body
            }
            $crate::value::Thing::Team($id) => {
                type $noun = $crate::noun::Team;
                $body
            }
            $crate::value::Thing::Calendar($id) => {
                type $noun = $crate::noun::CalendarThing;
                $body
            }
            $crate::value::Thing::Program($id) => {
                type $noun = $crate::noun::Program;
                $body
            }
            $crate::value::Thing::Workstream($id) => {
                type $noun = $crate::noun::Workstream;
                $body
            }
            $crate::value::Thing::Item($id) => {
                type $noun = $crate::noun::Item;
                $body
            }
            $crate::value::Thing::Milestone($id) => {
                type $noun = $crate::noun::Milestone;
                $body
            }
            $crate::value::Thing::Dependency($id) => {
                type $noun = $crate::noun::Dependency;
                $body
            }
            $crate::value::Thing::Label($id) => {
                type $noun = $crate::noun::Label;
                $body
            }
            $crate::value::Thing::Baseline($id) => {
                type $noun = $crate::noun::Baseline;
                $body
            }
            $crate::value::Thing::Promise($id) => {
                type $noun = $crate::noun::Promise;
                $body
            }
            $crate::value::Thing::CheckIn($id) => {
                type $noun = $crate::noun::CheckIn;
                $body
            }
            $crate::value::Thing::Risk($id) => {
                type $noun = $crate::noun::Risk;
                $body
            }
            $crate::value::Thing::Decision($id) => {
                type $noun = $crate::noun::Decision;
                $body
            }
            $crate::value::Thing::ActionItem($id) => {
                type $noun = $crate::noun::ActionItem;
                $body
            }
            $crate::value::Thing::Ask($id) => {
                type $noun = $crate::noun::Ask;
                $body
            }
            $crate::value::Thing::Snooze($id) => {
                type $noun = $crate::noun::Snooze;
                $body
            }
            $crate::value::Thing::Note($id) => {
                type $noun = $crate::noun::Note;
                $body
            }
            $crate::value::Thing::Comment($id) => {
                type $noun = $crate::noun::Comment;
                $body
            }
            $crate::value::Thing::Link($id) => {
                type $noun = $crate::noun::Link;
                $body
            }
            $crate::value::Thing::Source($id) => {
                type $noun = $crate::noun::Source;
                $body
            }
        }
    };
}
pub use with_thing;

impl World {
    /// A fingerprint of how a World is laid out: a checkpoint with another one cannot be read.
    pub const SCHEMA: &str = env!("LINCHPIN_MODEL_SOURCES");

    /// The things of one kind.
    pub fn all<N: Noun>(&self) -> &Table<N> {
        N::table(self)
    }

    /// One thing, following merges; none if nobody has added it. A removed thing is still found.
    pub fn get<N: Noun>(&self, id: Id<N>) -> Option<&Record<N>> {
        let mut record = N::table(self).record(id)?;
        // Merges form no loop, as `decide` refuses one; the bound holds should a journal say otherwise.
        for _ in 0..64 {
            match record.merged_into {
                Some(into) => record = N::table(self).record(into)?,
                None => break,
            }
        }
        record.added.is_some().then_some(record)
    }

    /// Every thing of one kind that is there: added, not removed, not merged away, in the order of numbers.
    pub fn live<N: Noun>(&self) -> impl Iterator<Item = &Record<N>> {
        N::table(self).iter().filter(|record| record.is_live())
    }

    /// The thing that a key, old or new, leads to.
    pub fn thing(&self, key: &Key) -> Option<Thing> {
        self.keys.get(key).copied()
    }

    /// Every key, old and new, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.keys()
    }

    /// The thing that a source calls by this id.
    pub fn by_source<N: Noun>(&self, source: Id<Source>, id: &ExternalId) -> Option<Id<N>> {
        self.number_by_source(source, N::KIND, id).map(Id::new)
    }

    /// The number of the thing that a source calls by this id, whether or not it was merged into another: what its
    /// source says goes on to be kept with the thing itself.
    pub(crate) fn number_by_source(&self, source: Id<Source>, kind: Kind, id: &ExternalId) -> Option<u32> {
        self.externals.get(&(source, kind, id.clone())).copied()
    }

    /// A thing that somebody added, itself, although it may have been merged into another.
    pub(crate) fn itself<N: Noun>(&self, id: Id<N>) -> Option<&Record<N>> {
        N::table(self).record(id).filter(|record| record.added.is_some())
    }

    /// A personal text; none if it was erased.
    pub fn text(&self, text: &TextRef) -> Option<&Arc<str>> {
        self.texts.get(text)
    }

    /// What was ever said to depend on a node, to be part of it or to have become it, and the same of whatever became it.
    /// Whether it still is so is for whoever asks to look up.
    pub(crate) fn pointing_at(&self, node: Node) -> BTreeSet<Thing> {
        self.pointing.at(self, node.into())
    }

    /// How a person is called: the name, else the address, else the key, else "a former person".
    pub fn name_of(&self, person: PersonId) -> Arc<str> {
        const FORMER: &str = "a former person";
        let Some(record) = self.get(person).filter(|record| !record.forgotten) else {
            return FORMER.into();
        };
        let known = [record.name(), record.address()].into_iter().flatten().find_map(|text| self.text(text));
        match (known, record.key()) {
            (Some(text), _) => text.clone(),
            (None, Some(key)) => key.as_str().into(),
            (None, None) => FORMER.into(),
        }
    }

    pub(crate) fn record_mut<N: Noun>(&mut self, id: Id<N>) -> &mut Record<N> {
        N::table_mut(self).record_mut(id)
    }
}
