//! The things of one kind, by number: a persistent vector of shared records.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::Id;
use crate::noun::Noun;
use crate::world::Record;

/// The things of one kind. A clone shares everything; changing one thing copies it and the path to it.
pub struct Table<N: Noun> {
    pub(super) records: imbl::Vector<Arc<Record<N>>>,
}

impl<N: Noun> Table<N> {
    /// The record with this number, added or not.
    pub fn record(&self, id: Id<N>) -> Option<&Record<N>> {
        self.records.get((id.number() as usize).checked_sub(1)?).map(|record| &**record)
    }

    /// All records in the order of numbers, those not yet added, removed and merged among them.
    pub fn iter(&self) -> impl Iterator<Item = &Record<N>> {
        self.records.iter().map(|record| &**record)
    }

    /// How many numbers were given.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether no number was given.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The number that comes next.
    pub fn next_id(&self) -> Id<N> {
        Id::new(u32::try_from(self.records.len() + 1).unwrap_or(u32::MAX))
    }

    pub(crate) fn record_mut(&mut self, id: Id<N>) -> &mut Record<N> {
        let index = (id.number() as usize).saturating_sub(1);
        while self.records.len() <= index {
            let number = u32::try_from(self.records.len() + 1).unwrap_or(u32::MAX);
            self.records.push_back(Arc::new(Record::new(Id::new(number))));
        }
        Arc::make_mut(&mut self.records[index])
    }
}

impl<N: Noun> Clone for Table<N> {
    fn clone(&self) -> Self {
        Self { records: self.records.clone() }
    }
}

impl<N: Noun> Default for Table<N> {
    fn default() -> Self {
        Self { records: imbl::Vector::new() }
    }
}

impl<N: Noun> PartialEq for Table<N> {
    fn eq(&self, other: &Self) -> bool {
        self.records == other.records
    }
}

impl<N: Noun> fmt::Debug for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<N: Noun> Serialize for Table<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, N: Noun> Deserialize<'de> for Table<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let records = Vec::<Record<N>>::deserialize(deserializer)?;
        Ok(Self { records: records.into_iter().map(Arc::new).collect() })
    }
}
