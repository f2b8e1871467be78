//! Past Worlds that were asked for, or what was made of them, kept while they stay true.
//!
//! An entry that arrives later may tell of the time before a kept moment, or forget somebody whose name is in it; then it
//! is made anew. Most entries tell of the present and change no past.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use linchpin_model::entry::Entry;
use linchpin_model::event::Event;
use linchpin_model::{Moment, World};

use crate::error::HubError;
use crate::hub::Hub;

/// Moments that are kept.
const KEPT: usize = 16;

/// What is made of past Worlds, the last asked for first.
pub(crate) struct Past<T = World> {
    kept: Mutex<VecDeque<Kept<T>>>,
    /// Whether entries may be expected to tell of things in the order in which they happened.
    in_order: AtomicBool,
}

struct Kept<T> {
    at: Moment,
    made: Arc<T>,
    /// No entry up to this position changes it.
    true_at: u64,
}

impl<T> Default for Past<T> {
    fn default() -> Self {
        Self { kept: Mutex::default(), in_order: AtomicBool::new(true) }
    }
}

impl Past<World> {
    /// The World as it was at a moment, by all that is known now.
    pub(crate) fn world(&self, hub: &Hub, at: Moment) -> Result<Arc<World>, HubError> {
        self.one(hub, at, |world| world)
    }
}

impl<T> Past<T> {
    /// What `make` makes of the World as it was at a moment.
    pub(crate) fn one(&self, hub: &Hub, at: Moment, make: impl Fn(World) -> T) -> Result<Arc<T>, HubError> {
        let mut made = self.each(hub, &[at], |world, _| make(world))?;
        Ok(made.pop().expect("one for each moment"))
    }

    /// What `make` makes of the World as it was at each moment; the journal is read once at most.
    pub(crate) fn each(
        &self,
        hub: &Hub,
        moments: &[Moment],
        make: impl Fn(World, Moment) -> T,
    ) -> Result<Vec<Arc<T>>, HubError> {
        self.keep_what_is_true(hub)?;
        let mut made: BTreeMap<Moment, Arc<T>> =
            moments.iter().filter_map(|at| Some((*at, self.kept(*at)?))).collect();
        let missing: Vec<Moment> = moments.iter().filter(|at| !made.contains_key(at)).copied().collect();
        hub.each_world_as_of(&missing, &self.in_order, |world, at| {
            let true_at = world.position;
            made.insert(at, self.keep(at, true_at, make(world, at)));
        })?;
        Ok(moments.iter().filter_map(|at| made.get(at).cloned()).collect())
    }

    /// What is kept of a moment, which is let go of last.
    fn kept(&self, at: Moment) -> Option<Arc<T>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|kept| kept.at == at)?;
        let found = kept.remove(place)?;
        let made = found.made.clone();
        kept.push_front(found);
        Some(made)
    }

    fn keep(&self, at: Moment, true_at: u64, made: T) -> Arc<T> {
        let made = Arc::new(made);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(Kept { at, made: made.clone(), true_at });
        kept.truncate(KEPT);
        made
    }

    /// Lets go of the moments of whose past something new was told.
    fn keep_what_is_true(&self, hub: &Hub) -> Result<(), HubError> {
        let head = hub.world().position;
        let first = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().map(|kept| kept.true_at).min().filter(|first| *first < head)
        };
        let Some(first) = first else { return Ok(()) };
        let mut news: Vec<(u64, Moment)> = Vec::new();
        hub.read_entries(first, |entry| news.extend(first_told(&entry).map(|at| (entry.position, at))))?;
        let read_to = news.last().map_or(head, |(position, _)| head.max(*position));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain_mut(|kept| {
            let is_true = news.iter().all(|(position, at)| *position <= kept.true_at || *at > kept.at);
            kept.true_at = kept.true_at.max(read_to);
            is_true
        });
        Ok(())
    }
}

/// The first moment that an entry tells of; the beginning of time if it forgets somebody.
fn first_told(entry: &Entry) -> Option<Moment> {
    let events = entry.body.events.iter();
    let forgets = |event: &Event| matches!(event, Event::PersonForgotten { .. });
    events.map(|stamped| if forgets(&stamped.event) { Moment::MIN } else { stamped.at }).min()
}
