//! Past Worlds that were asked for, kept while they stay true.
//!
//! An entry that arrives later may tell of the time before a kept moment, or forget somebody whose name is in it; then it
//! is made anew. Most entries tell of the present and change no past.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use linchpin_model::entry::Entry;
use linchpin_model::event::Event;
use linchpin_model::{Moment, World};

use crate::error::HubError;
use crate::hub::Hub;

/// Worlds that are kept.
const KEPT: usize = 16;

/// Past Worlds, the last asked for first.
pub(crate) struct Past {
    kept: Mutex<VecDeque<Kept>>,
    /// Whether entries were seen to tell of things in the order in which they happened.
    in_order: AtomicBool,
}

impl Default for Past {
    fn default() -> Self {
        Self { kept: Mutex::default(), in_order: AtomicBool::new(true) }
    }
}

struct Kept {
    at: Moment,
    world: Arc<World>,
    /// No entry up to this position changes it.
    true_at: u64,
}

impl Past {
    /// The World as it was at a moment, by all that is known now.
    pub(crate) fn world(&self, hub: &Hub, at: Moment) -> Result<Arc<World>, HubError> {
        let head = hub.world().position;
        self.keep_what_is_true(hub, head)?;
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = kept.iter().position(|kept| kept.at == at) {
                let found = kept.remove(place).expect("it was just there");
                let world = found.world.clone();
                kept.push_front(found);
                return Ok(world);
            }
        }
        let world = Arc::new(hub.world_as_of(at, &self.in_order)?);
        let true_at = world.position;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(Kept { at, world: world.clone(), true_at });
        kept.truncate(KEPT);
        Ok(world)
    }

    fn keep_what_is_true(&self, hub: &Hub, head: u64) -> Result<(), HubError> {
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
