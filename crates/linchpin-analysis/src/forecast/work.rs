//! How long does an item take, and how long is what is left of it?

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Estimate, Item, TeamId};

use super::history::History;
use crate::distribution::{Shape, UNKNOWN_SPREAD};
use crate::schedule::UNKNOWN_DAYS;

/// The work of an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WorkPart {
    /// How long it takes as a whole.
    pub(crate) shape: Shape,
    /// Minutes that are left of it, where that is said.
    pub(crate) said_left: Option<f64>,
    /// Where the numbers come from.
    pub(crate) source: WorkSource,
}

/// Where the distribution of an item comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum WorkSource {
    /// It has no work of its own.
    None,
    /// Its range or size.
    Range,
    /// Its one number, with the default spread.
    Single,
    /// What its team took for items of its kind.
    History,
    /// The program's default, as nothing is known.
    Unknown,
}

impl Hash for WorkPart {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.shape, self.said_left.map(f64::to_bits), self.source).hash(state);
    }
}

/// What is known beside the item itself.
pub(crate) struct Known<'h> {
    pub(crate) history: &'h History,
    pub(crate) team: Option<TeamId>,
    pub(crate) day_minutes: f64,
}

impl WorkPart {
    /// No work: a milestone.
    pub(crate) fn none() -> Self {
        Self { shape: Shape::Fixed(0.0), said_left: None, source: WorkSource::None }
    }

    /// The minutes that are left by the likely numbers, after `spent` working minutes since its start.
    pub(crate) fn likely_left(&self, spent: f64) -> f64 {
        self.said_left.unwrap_or_else(|| (self.shape.median() - spent).max(1.0))
    }
}

/// The work of an item: its duration as given, else its estimate, else its team's history, else the default.
///
/// A duration keeps the relative spread of a range or size that is given with it. Work is that of one person.
pub(crate) fn work_of(item: &Record<Item>, known: &Known<'_>) -> WorkPart {
    let (shape, source) = whole(item, known);
    let percent_left = item.percent_done().map(|done| 1.0 - f64::from((*done).min(100)) / 100.0);
    let by_percent = percent_left.filter(|left| *left < 1.0).map(|left| left * shape.median());
    let said_left = item.remaining().map(|minutes| f64::from(*minutes)).or(by_percent);
    WorkPart { said_left, shape, source }
}

fn whole(item: &Record<Item>, known: &Known<'_>) -> (Shape, WorkSource) {
    let estimate = item.estimate();
    let has_range = matches!(estimate, Some(Estimate::Range { .. } | Estimate::Size(_)));
    let estimated = estimate.and_then(|estimate| Shape::estimate(estimate, known.day_minutes));
    match (item.duration().map(|minutes| f64::from(*minutes)), estimated) {
        (Some(0.0), _) => (Shape::Fixed(0.0), WorkSource::None),
        (Some(duration), Some(shape)) if has_range => (shape.around(duration), WorkSource::Range),
        (Some(duration), _) => (Shape::single(duration), WorkSource::Single),
        (None, Some(shape)) if has_range => (shape, WorkSource::Range),
        (None, Some(shape)) => (shape, WorkSource::Single),
        (None, None) => from_history(item.kind().cloned(), known),
    }
}

fn from_history(kind: Option<Arc<str>>, known: &Known<'_>) -> (Shape, WorkSource) {
    match known.history.of(known.team, kind) {
        Some(shape) => (shape, WorkSource::History),
        None => {
            let day = f64::from(UNKNOWN_DAYS) * known.day_minutes;
            (Shape::range(day * UNKNOWN_SPREAD[0], day, day * UNKNOWN_SPREAD[1]), WorkSource::Unknown)
        }
    }
}
