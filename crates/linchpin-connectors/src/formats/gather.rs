//! A batch under construction: each person, label, milestone and item once, in the order of the file.

use std::collections::HashMap;
use std::sync::Arc;

use linchpin_model::observation::Listing;
use linchpin_model::*;

use super::json::{Json, Value};
use super::{Notes, shown};

/// What a reader has gathered so far.
pub(crate) struct Gather<'j, 'a> {
    /// What could not be read.
    pub(crate) notes: Notes<'j, 'a>,
    observations: Vec<Observation>,
    places: HashMap<(Kind, ExternalId), usize>,
}

impl<'j, 'a> Gather<'j, 'a> {
    pub(crate) fn new(json: &'j Json<'a>) -> Self {
        Self { notes: Notes::new(json), observations: Vec::new(), places: HashMap::new() }
    }

    /// Whether such a thing was gathered.
    pub(crate) fn has(&self, kind: Kind, id: &ExternalId) -> bool {
        self.places.contains_key(&(kind, id.clone()))
    }

    /// Adds a thing unless it is there already.
    pub(crate) fn add<N: Noun>(&mut self, seen: Seen<N>)
    where
        Observation: From<Seen<N>>,
    {
        let thing = (N::KIND, seen.id.clone());
        if !self.places.contains_key(&thing) {
            self.places.insert(thing, self.observations.len());
            self.observations.push(seen.into());
        }
    }

    /// Adds an item; of two with one id the one with the newer version stands, and the other is noted.
    pub(crate) fn add_item(&mut self, seen: Seen<Item>, value: Value<'j>) {
        let place = self.places.get(&(Kind::Item, seen.id.clone())).copied();
        let Some(Observation::Item(other)) = place.map(|place| &mut self.observations[place]) else {
            return self.add(seen);
        };
        let key = seen.key.as_ref().map_or(seen.id.as_str(), Key::as_str);
        self.notes.note(value, format!("`{}` comes twice; the newer one stands.", shown(key)));
        if seen.version_at >= other.version_at {
            *other = seen;
        }
    }

    /// The person with this id. A name that comes later is taken where there was none.
    pub(crate) fn person(&mut self, id: &str, name: Option<&str>, address: Option<&str>) -> ExternalId {
        let id = ExternalId::new(id);
        let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(Arc::<str>::from);
        let mut seen = Seen::<Person>::new(id.clone());
        seen.set.extend(text(name).map(|name| PersonField::Name(Some(name))));
        seen.set.extend(text(address).map(|address| PersonField::Address(Some(address))));
        let place = self.places.get(&(Kind::Person, id.clone())).copied();
        match place.map(|place| &mut self.observations[place]) {
            Some(Observation::Person(known)) => {
                let variant = std::mem::discriminant::<PersonField<External>>;
                seen.set.retain(|field| known.set.iter().all(|other| variant(other) != variant(field)));
                known.set.append(&mut seen.set);
            }
            _ => self.add(seen),
        }
        id
    }

    /// The label with this name, which is its id.
    pub(crate) fn label(&mut self, name: &str, description: Option<&str>) -> ExternalId {
        let mut seen = Seen::<Label>::new(name);
        let id = seen.id.clone();
        seen.set.push(LabelField::Title(Some(name.into())));
        seen.set.extend(description.map(|text| LabelField::Description(Some(text.into()))));
        self.add(seen);
        id
    }

    /// An item that was gathered, to say more of it.
    pub(crate) fn item_mut(&mut self, id: &ExternalId) -> Option<&mut Seen<Item>> {
        let place = *self.places.get(&(Kind::Item, id.clone()))?;
        match &mut self.observations[place] {
            Observation::Item(seen) => Some(seen),
            _ => None,
        }
    }

    /// The batch. Without `exported_at` or an address where the file tells none; a listing is partial unless changed.
    pub(crate) fn into_batch(self, format: &str, source: &str) -> Batch {
        let mut observations = self.observations;
        name_the_nameless(&mut observations);
        Batch {
            format: format.into(),
            source: source.into(),
            url: None,
            exported_at: None,
            listing: Listing::Partial,
            mapping: None,
            observations,
            problems: self.notes.into_problems(),
        }
    }
}

/// People of whom only the id is known are called by it.
fn name_the_nameless(observations: &mut [Observation]) {
    for observation in observations {
        if let Observation::Person(seen) = observation
            && !seen.set.iter().any(|field| matches!(field, PersonField::Name(_)))
        {
            seen.set.insert(0, PersonField::Name(Some(seen.id.as_str().into())));
        }
    }
}
