//! A hub without a disk, to read files into.

use linchpin_connectors::formats::{Format, ReadOptions, read};
use linchpin_model::entry::{Body, Entry};
use linchpin_model::reconcile::{ReconcileParams, Reconciled, reconcile};
use linchpin_model::*;
use uuid::Uuid;

/// A World, and the entries it adds up from.
#[derive(Default)]
pub(crate) struct Hub {
    pub(crate) world: World,
    pub(crate) entries: Vec<Entry>,
}

impl Hub {
    /// Reads a file's text into the hub.
    pub(crate) fn read_text(&mut self, format: Format, text: &str) -> Reconciled {
        let batch =
            read(format, text.as_bytes(), &ReadOptions { name: "sample.json", ..ReadOptions::default() });
        self.read(&batch.expect("the sample can be read"))
    }

    /// Records what a reading changes.
    pub(crate) fn read(&mut self, batch: &Batch) -> Reconciled {
        let params = ReconcileParams {
            observed_at: "2026-11-24T09:00:00Z".parse().expect("a moment"),
            program: None,
            salt: [7; 16],
            accept_missing: false,
        };
        let reconciled = reconcile(&self.world, batch, &params);
        if !reconciled.events.is_empty() {
            let actor = Actor::Source(reconciled.source);
            let events = reconciled.events.clone();
            let body = Body { actor, via: None, on_behalf_of: None, import: None, undoes: None, events };
            let position = self.world.position + 1;
            let entry = Entry {
                position,
                command_id: Uuid::from_u128(u128::from(position)),
                recorded_at: Moment::from_ms(position as i64),
                body,
                texts: reconciled.texts.clone(),
            };
            self.world.apply(&entry);
            self.entries.push(entry);
        }
        reconciled
    }

    /// The item with this key.
    pub(crate) fn item(&self, key: &str) -> &world::Record<Item> {
        let Some(Thing::Item(id)) = self.world.thing(&Key::new(key)) else { panic!("no item {key}") };
        self.world.get(id).expect("the item is there")
    }
}

/// What events say, one line each: the moment, and the fields that are set.
pub(crate) fn lines(reconciled: &Reconciled) -> Vec<String> {
    let line = |stamped: &Stamped| match &stamped.event {
        Event::ItemChanged(changed) => {
            let set = serde_json::to_string(&changed.set).expect("fields can be written");
            format!("{} item {} {set}", stamped.at, changed.id.number())
        }
        other => format!("{} {}", stamped.at, serde_json::to_string(other).expect("an event can be written")),
    };
    reconciled.events.iter().map(line).collect()
}
