//! A hub in a few lines: what a source shows, read into a World entry by entry.

use linchpin_model::entry::{Body, Entry};
use linchpin_model::observation::Listing;
use linchpin_model::reconcile::{ReconcileParams, Reconciled, reconcile};
use linchpin_model::*;
use uuid::Uuid;

pub(crate) fn moment(text: &str) -> Moment {
    match text.len() {
        10 => format!("{text}T00:00:00Z"),
        _ => text.into(),
    }
    .parse()
    .expect("a moment")
}

pub(crate) fn batch(exported: &str, observations: Vec<Observation>) -> Batch {
    Batch {
        format: "test".into(),
        source: "test:tracker".into(),
        url: None,
        exported_at: Some(moment(exported)),
        listing: Listing::Complete,
        mapping: None,
        observations,
        problems: Vec::new(),
    }
}

pub(crate) fn item(id: &str, set: Vec<ItemField<External>>) -> Observation {
    Observation::Item(Seen { key: Some(id.into()), set, ..Seen::new(id.to_string()) })
}

/// A hub without a disk: its entries and the World they add up to.
#[derive(Default)]
pub(crate) struct Hub {
    pub(crate) world: World,
    pub(crate) entries: Vec<Entry>,
}

impl Hub {
    pub(crate) fn read(&mut self, batch: &Batch) -> Reconciled {
        let params = ReconcileParams {
            observed_at: moment("2030-01-01"),
            program: None,
            salt: [7; 16],
            accept_missing: false,
        };
        let reconciled = reconcile(&self.world, batch, &params);
        let actor = Actor::Source(reconciled.source);
        self.record(actor, reconciled.events.clone(), reconciled.texts.clone());
        reconciled
    }

    pub(crate) fn record(&mut self, actor: Actor, events: Vec<Stamped>, texts: Vec<text::PersonalText>) {
        if events.is_empty() {
            return;
        }
        let body = Body { actor, via: None, on_behalf_of: None, import: None, undoes: None, events };
        let read_back = Body::from_json(&body.to_json()).expect("what is written can be read");
        assert_eq!(read_back, body, "an entry survives its JSON");
        let position = self.world.position + 1;
        let entry = Entry {
            position,
            command_id: Uuid::from_u128(u128::from(position)),
            recorded_at: Moment::from_ms(position as i64),
            body,
            texts,
        };
        self.world.apply(&entry);
        self.entries.push(entry);
    }

    pub(crate) fn item(&self, key: &str) -> &world::Record<Item> {
        let Some(Thing::Item(id)) = self.world.thing(&Key::new(key)) else { panic!("no item {key}") };
        self.world.get(id).expect("the item is there")
    }
}

pub(crate) fn title(text: &str) -> ItemField<External> {
    ItemField::Title(Some(text.into()))
}

pub(crate) fn status(name: &str, category: Category) -> ItemField<External> {
    ItemField::Status(Some(Status { name: name.into(), category }))
}
