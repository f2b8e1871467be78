//! The past: the World as it was at a moment, as it was known at a moment, and the entries that tell it.

use std::sync::atomic::{AtomicBool, Ordering};

use linchpin_model::entry::Entry;
use linchpin_model::world::PastFold;
use linchpin_model::{Moment, World};

use crate::error::HubError;
use crate::hub::Hub;
use crate::recorder::check_holds;
use crate::replay::read_entries;

/// The entries of a workspace, read once, from which any past World is made.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// All entries, in the order of their positions.
    pub entries: Vec<Entry>,
}

impl History {
    /// The World as it was at a moment, with all that is known now about the time before it.
    pub fn as_of(&self, at: Moment) -> World {
        World::as_of(&self.entries, at)
    }

    /// The World as it was known at a moment: the journal up to then.
    pub fn known_at(&self, at: Moment) -> World {
        let mut world = World::default();
        self.entries.iter().take_while(|entry| entry.recorded_at <= at).for_each(|entry| world.apply(entry));
        world
    }

    /// The World as it was at `at`, as far as it was known at `known_at`.
    pub fn as_of_known_at(&self, at: Moment, known_at: Moment) -> World {
        World::as_of(self.entries.iter().take_while(|entry| entry.recorded_at <= known_at), at)
    }
}

impl Hub {
    /// Every entry, in order.
    pub fn history(&self) -> Result<History, HubError> {
        let known = self.world().position;
        let mut entries = Vec::new();
        read_entries(&*self.journal, &self.workspace, 0, u64::MAX, |entry| entries.push(entry))?;
        check_holds(known, entries.len() as u64)?;
        Ok(History { entries })
    }

    /// Hands over the World as it was at each of some moments, by all that is known now; the journal is read once. Each holds
    /// together with the present World what both have in common.
    ///
    /// `in_order` says whether entries may be expected to tell of things in the order in which they happened; it is unset
    /// where they do not, which saves a reading the next time.
    pub(crate) fn each_world_as_of(
        &self,
        moments: &[Moment],
        in_order: &AtomicBool,
        mut take: impl FnMut(World, Moment),
    ) -> Result<(), HubError> {
        if moments.is_empty() {
            return Ok(());
        }
        let present = self.world();
        let mut shared = |mut world: World, at: Moment| {
            world.share(&present);
            take(world, at);
        };
        match self.folded_as_of(moments, in_order)? {
            Some(worlds) => worlds.into_iter().zip(moments).for_each(|(world, at)| shared(world, *at)),
            None => {
                let history = self.history()?;
                moments.iter().for_each(|at| shared(history.as_of(*at), *at));
            }
        }
        Ok(())
    }

    fn folded_as_of(
        &self,
        moments: &[Moment],
        in_order: &AtomicBool,
    ) -> Result<Option<Vec<World>>, HubError> {
        if !in_order.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let known = self.world().position;
        let mut folds: Vec<PastFold> = moments.iter().map(|at| PastFold::new(*at)).collect();
        let mut read_to = 0;
        self.read_entries(0, |entry| {
            read_to = entry.position;
            if !folds.iter_mut().all(|fold| fold.take(&entry)) {
                folds.clear();
            }
        })?;
        check_holds(known, read_to)?;
        in_order.fetch_and(!folds.is_empty(), Ordering::Relaxed);
        Ok((!folds.is_empty()).then(|| folds.into_iter().map(PastFold::world).collect()))
    }

    /// The entry at a position, if there is one.
    pub fn entry(&self, position: u64) -> Result<Option<Entry>, HubError> {
        let mut found = None;
        let before = position.saturating_sub(1);
        read_entries(&*self.journal, &self.workspace, before, position, |entry| found = Some(entry))?;
        Ok(found)
    }

    /// Hands every entry after a position to `take`, in order, holding only a few at a time.
    pub fn read_entries(&self, after: u64, take: impl FnMut(Entry)) -> Result<(), HubError> {
        read_entries(&*self.journal, &self.workspace, after, u64::MAX, take)
    }
}
