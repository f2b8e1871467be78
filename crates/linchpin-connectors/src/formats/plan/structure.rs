//! What a line stands under, by its indentation.

use linchpin_model::{Key, Kind};

use super::names::Declared;
use super::syntax::{Sentence, Statement};

/// What one sentence stands under; each is the nearest of its kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// The item it is a part of.
    pub(super) parent: Option<Key>,
    /// The workstream it belongs to.
    pub(super) workstream: Option<Key>,
    /// The milestone that needs it.
    pub(super) milestone: Option<Key>,
    /// The sentence of the calendar it shapes.
    pub(super) calendar: Option<usize>,
    /// The sentence with the day on which it happened.
    pub(super) on: Option<usize>,
}

/// The place of every sentence.
pub(super) fn places(sentences: &[Sentence], declared: &Declared) -> Vec<Place> {
    // Indentation, and what stands under a line of it.
    let mut open: Vec<(usize, Place)> = Vec::new();
    let mut places = Vec::with_capacity(sentences.len());
    for (index, (sentence, declared)) in sentences.iter().zip(declared).enumerate() {
        while open.last().is_some_and(|(indent, _)| *indent >= sentence.indent) {
            open.pop();
        }
        let place = open.last().map(|(_, below)| below.clone()).unwrap_or_default();
        if let Some(below) = below(index, sentence, declared.as_ref(), &place) {
            open.push((sentence.indent, below));
        }
        places.push(place);
    }
    places
}

/// The place of what stands under a sentence; none if nothing can.
fn below(index: usize, sentence: &Sentence, declared: Option<&(Key, Kind)>, place: &Place) -> Option<Place> {
    let place = place.clone();
    let key = declared.map(|(key, _)| key.clone());
    match (&sentence.statement, declared.map(|(_, kind)| *kind)) {
        (Statement::Calendar(_), _) => Some(Place { calendar: Some(index), ..Place::default() }),
        (Statement::On { .. }, _) => Some(Place { on: Some(index), ..Place::default() }),
        (Statement::Workstream(_), _) => Some(Place { workstream: key, ..Place::default() }),
        (Statement::Node(_), Some(Kind::Milestone)) => Some(Place { milestone: key, ..place }),
        (Statement::Node(_), _) => Some(Place { parent: key, ..place }),
        _ => None,
    }
}
