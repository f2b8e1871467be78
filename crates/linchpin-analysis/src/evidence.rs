//! What a figure or sentence rests on, and what was met on the way.

use linchpin_model::fact::{By, Said};
use linchpin_model::noun::Noun;
use linchpin_model::world::Record;
use linchpin_model::{Key, Kind, Moment, Thing, World, with_thing};
use serde::Serialize;

/// A computed finding: what kind, about which thing, in words, with the facts it rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Check {
    /// The kind of finding, the same word everywhere: `no_estimate`, `loop`, `mismatch` …
    pub check: &'static str,
    /// The key of the thing it is about; none if it is about the whole.
    pub key: Option<String>,
    /// The finding, for a person.
    pub sentence: String,
    /// The facts it rests on.
    pub evidence: Vec<Evidence>,
}

/// One fact that something rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// What the fact is: `due 2 Mar`, `closed by Ana on 4 Mar`.
    pub what: String,
    /// Where it can be looked up: an address, or an event of the journal as `position.index`.
    pub url_or_entry: String,
}

impl Evidence {
    /// A fact that the journal holds.
    pub fn entry(what: impl Into<String>, by: By) -> Self {
        Self { what: what.into(), url_or_entry: format!("{}.{}", by.position, by.index) }
    }

    /// A fact that the journal holds as something said.
    pub fn said<T>(what: impl Into<String>, said: &Said<T>) -> Self {
        Self::entry(what, said.by)
    }
}

/// What every report begins with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Header {
    /// The moment whose truth the report tells.
    pub as_of: Moment,
    /// The moment up to which the journal was read.
    pub known_at: Moment,
    /// The position of the last entry it rests on.
    pub position: u64,
}

impl Header {
    /// The header of a report on this World as of a moment.
    pub fn new(world: &World, as_of: Moment) -> Self {
        Self { as_of, known_at: world.recorded_at, position: world.position }
    }
}

/// The key a thing goes by, else its kind and number.
pub fn key_of<N: Noun>(record: &Record<N>) -> String {
    record.key().map_or_else(|| format!("{}:{}", N::KIND, record.id.number()), ToString::to_string)
}

/// The thing that goes by a key, by the keys of the workspace or else as `kind:number`.
pub fn thing_of(world: &World, key: &str) -> Option<Thing> {
    world.thing(&Key::new(key)).or_else(|| {
        let (kind, number) = key.split_once(':')?;
        let thing =
            Thing::new(*Kind::ALL.iter().find(|known| known.to_string() == kind)?, number.parse().ok()?);
        with_thing!(thing, N, id => world.get::<N>(id).is_some()).then_some(thing)
    })
}
