//! One thing as a plan tells it: what holds from the beginning, what changed on which day, what holds today.

use std::ops::Range;

use linchpin_model::fact::FieldValue;
use linchpin_model::observation::Change;
use linchpin_model::{External, ExternalId, Key, Moment, Noun, Seen};

use super::diagnostic::Findings;

/// A thing on its way to becoming an observation.
pub(super) struct Draft<N: Noun> {
    id: ExternalId,
    key: Option<Key>,
    created_at: Option<Moment>,
    first: Vec<N::Field<External>>,
    changes: Vec<Change<N>>,
    now: Vec<N::Field<External>>,
}

/// When a clause speaks.
#[derive(Clone, Copy)]
pub(super) enum Speech<'a> {
    /// On the thing's own line.
    First,
    /// Under `on` and a day.
    On {
        /// The morning of that day.
        at: Moment,
        /// Who did it.
        by: Option<&'a ExternalId>,
    },
}

impl<N: Noun> Draft<N> {
    pub(super) fn new(id: impl Into<ExternalId>, key: Option<Key>) -> Self {
        Self { id: id.into(), key, created_at: None, first: Vec::new(), changes: Vec::new(), now: Vec::new() }
    }

    /// When it came to be, where the plan says so.
    pub(super) fn added(&mut self, at: Moment) {
        self.created_at = Some(at);
    }

    /// What a line says without a day: on its own line it holds from the beginning. A field said twice is told.
    pub(super) fn say(
        &mut self,
        speech: Speech<'_>,
        field: N::Field<External>,
        span: &Range<usize>,
        findings: &mut Findings,
    ) {
        match speech {
            Speech::First if self.first.iter().any(|said| said.same_field(&field)) => {
                let message =
                    format!("The {} is said twice on this line; the first stands.", field_words(&field));
                findings.fault(span.clone(), message, "Keep one of the two.");
            }
            Speech::First => self.first.push(field),
            Speech::On { at, by } => self.change(at, by, vec![field]),
        }
    }

    /// What holds from the beginning unless the line says otherwise.
    pub(super) fn unless_said(&mut self, field: N::Field<External>) {
        if !self.first.iter().any(|said| said.same_field(&field)) {
            self.first.push(field);
        }
    }

    /// What a line says of a field that it can name only once.
    pub(super) fn state(&mut self, speech: Speech<'_>, field: N::Field<External>) {
        match speech {
            Speech::First => self.replace(field),
            Speech::On { at, by } => self.change(at, by, vec![field]),
        }
    }

    /// The first field of the beginning of which `find` makes something.
    pub(super) fn find_first<T>(&self, find: impl FnMut(&N::Field<External>) -> Option<T>) -> Option<T> {
        self.first.iter().find_map(find)
    }

    /// When it came to be: as the plan says, else at `began` or at its first change, whichever is earlier.
    pub(super) fn began(&self, began: Option<Moment>) -> Option<Moment> {
        let earliest = self.changes.iter().map(|change| change.at).min();
        let first = began.map(|began| earliest.map_or(began, |earliest| began.min(earliest)));
        self.created_at.or(first)
    }

    /// What holds from the beginning, instead of what the line said before.
    pub(super) fn replace(&mut self, field: N::Field<External>) {
        self.first.retain(|said| !said.same_field(&field));
        self.first.push(field);
    }

    /// How far it has come: without a day, by the plan's own day.
    pub(super) fn progress(&mut self, speech: Speech<'_>, field: N::Field<External>) {
        match speech {
            Speech::First => {
                self.now.retain(|said| !said.same_field(&field));
                self.now.push(field);
            }
            Speech::On { at, by } => self.change(at, by, vec![field]),
        }
    }

    /// What became so at a moment.
    pub(super) fn change(&mut self, at: Moment, by: Option<&ExternalId>, set: Vec<N::Field<External>>) {
        let by = by.cloned();
        self.changes.push(Change { at, by, set });
    }

    /// The observation, with `began` as the moment of its beginning where the plan says none.
    pub(super) fn finish(mut self, began: Option<Moment>, today: Option<Moment>) -> Seen<N> {
        self.order();
        let created_at = self.began(began);
        let mut seen = Seen::<N>::new(self.id);
        seen.key = self.key;
        seen.created_at = created_at;
        seen.version_at = today;
        seen.set = self.first.clone();
        let later = self.changes.iter().flat_map(|change| &change.set).chain(&self.now);
        for field in later {
            seen.set.retain(|said| !said.same_field(field));
            seen.set.push(field.clone());
        }
        if !(self.changes.is_empty() && self.now.is_empty()) {
            seen.at_first = self.first;
        }
        seen.history = self.changes;
        seen
    }

    /// Brings the changes into the order of time; those of one moment and author become one.
    fn order(&mut self) {
        self.changes.sort_by_key(|change| change.at);
        self.changes.dedup_by(|later, earlier| {
            let one = later.at == earlier.at && later.by == earlier.by;
            if one {
                for field in later.set.drain(..) {
                    earlier.set.retain(|said| !said.same_field(&field));
                    earlier.set.push(field);
                }
            }
            one
        });
    }

    /// Walks through what is said in the order of time and lets `follow` add what goes with it.
    pub(super) fn follow(&mut self, mut follow: impl FnMut(&mut Vec<N::Field<External>>)) {
        self.order();
        follow(&mut self.first);
        self.changes.iter_mut().for_each(|change| follow(&mut change.set));
        if !self.now.is_empty() {
            follow(&mut self.now);
        }
    }
}

fn field_words(field: &impl FieldValue) -> String {
    field.name().replace('_', " ")
}
