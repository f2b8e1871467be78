//! Where the journal speaks of each thing, so that the history of one is had without reading everything.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use linchpin_model::Thing;
use linchpin_model::entry::Entry;

use crate::error::HubError;
use crate::hub::Hub;

/// The positions of the entries about each thing. It is filled when it is first asked, and reads on from there.
#[derive(Debug, Default)]
pub(crate) struct Mentions(Mutex<Index>);

#[derive(Debug, Default)]
struct Index {
    read_to: u64,
    positions: HashMap<Thing, Vec<u64>>,
}

impl Mentions {
    /// The positions of the entries about a thing, in order.
    pub(crate) fn of(&self, hub: &Hub, thing: Thing) -> Result<Vec<u64>, HubError> {
        let mut index = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read_to = index.read_to;
        hub.read_entries(read_to, |entry| index.take(&entry))?;
        Ok(index.positions.get(&thing).cloned().unwrap_or_default())
    }
}

impl Index {
    fn take(&mut self, entry: &Entry) {
        self.read_to = entry.position;
        for stamped in &entry.body.events {
            stamped.event.each_thing(|thing| {
                let positions = self.positions.entry(thing).or_default();
                if positions.last() != Some(&entry.position) {
                    positions.push(entry.position);
                }
            });
        }
    }
}
