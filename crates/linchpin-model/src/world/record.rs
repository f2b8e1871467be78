//! One thing in the World: what is said of it, its keys, and where it is seen.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::fact::{Facts, Said};
use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::{Noun, Source};
use crate::refs::Ids;
use crate::value::Kind;

/// A thing with all that is known of it. Its fields are read by name: `item.title()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Record<N: Noun> {
    /// Its number.
    pub id: Id<N>,
    /// When it came to be known and by whom; none while only something later about it is.
    pub added: Option<Said<()>>,
    /// Its keys, the present one last.
    pub keys: Vec<Said<Key>>,
    /// Where it is seen.
    pub sources: Vec<SourceLink>,
    /// Whether it was taken away, and by whom, if anybody ever did.
    pub removed: Option<Said<bool>>,
    /// The thing it turned out to be.
    pub merged_into: Option<Id<N>>,
    /// Whether the person asked to be forgotten.
    pub forgotten: bool,
    /// The latest moment at which anything was said of it.
    pub moved_at: Option<Moment>,
    /// What is said of it.
    pub facts: Facts<N::Field<Ids>>,
}

/// A thing as one source has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceLink {
    /// The source.
    pub source: Id<Source>,
    /// The source's id for it.
    pub id: ExternalId,
    /// Whether a whole reading no longer had it, if one ever did not.
    pub gone: Option<Said<bool>>,
    /// The latest change heard from the source, and how many changes of that very moment were heard.
    pub heard: Option<(Moment, u32)>,
}

impl SourceLink {
    /// A link of which nothing is heard yet.
    pub(crate) fn new(source: Id<Source>, id: ExternalId) -> Self {
        Self { source, id, gone: None, heard: None }
    }

    pub(crate) fn heard(&mut self, at: Moment) {
        self.heard = match self.heard {
            Some((latest, count)) if latest == at => Some((latest, count + 1)),
            Some((latest, count)) if latest > at => Some((latest, count)),
            _ => Some((at, 1)),
        };
    }

    pub(crate) fn forget_heard(&mut self) {
        self.heard = None;
    }

    /// Whether a whole reading of the source no longer had it.
    pub fn is_gone(&self) -> bool {
        self.gone.as_ref().is_some_and(|said| said.value)
    }
}

impl<N: Noun> Record<N> {
    pub(crate) fn new(id: Id<N>) -> Self {
        Self {
            id,
            added: None,
            keys: Vec::new(),
            sources: Vec::new(),
            removed: None,
            merged_into: None,
            forgotten: false,
            moved_at: None,
            facts: Facts::default(),
        }
    }

    /// The key it goes by now.
    pub fn key(&self) -> Option<&Key> {
        self.keys.last().map(|said| &said.value)
    }

    /// Added, not removed, not merged away. A relation that its source no longer has is not live either; an item is,
    /// and is marked.
    pub fn is_live(&self) -> bool {
        let is_relation = matches!(N::KIND, Kind::Dependency | Kind::Link);
        let is_gone = self.is_removed() || (is_relation && self.has_vanished());
        self.added.is_some() && self.merged_into.is_none() && !is_gone
    }

    /// Whether somebody took it away.
    pub fn is_removed(&self) -> bool {
        self.removed.as_ref().is_some_and(|said| said.value)
    }

    /// Whether every source that ever had it no longer has it.
    pub fn has_vanished(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(SourceLink::is_gone)
    }
}

impl<N: Noun> Deref for Record<N> {
    type Target = Facts<N::Field<Ids>>;

    fn deref(&self) -> &Self::Target {
        &self.facts
    }
}
