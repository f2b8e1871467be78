//! A row being read: what its cells said so far, before it is an item or a milestone.

use jiff::civil::Date;
use linchpin_model::{Estimate, ExternalId, Moment, NeededFor, Priority};
use std::sync::Arc;

use super::super::cell::date::When;
use linchpin_model::{Custom, External};

/// What a cell said of a field.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) enum Cell<T> {
    /// Nothing: there is no such cell, or it could not be read.
    #[default]
    Silent,
    /// That the field has no value: the cell is empty.
    Empty,
    /// A value.
    Value(T),
}

impl<T> Cell<T> {
    /// The value, if it has one.
    pub(super) fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Silent | Self::Empty => None,
        }
    }

    /// Another value made from this one.
    pub(super) fn map<U>(self, make: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Silent => Cell::Silent,
            Self::Empty => Cell::Empty,
            Self::Value(value) => Cell::Value(make(value)),
        }
    }

    /// Says it of a field, unless the cell was silent.
    pub(super) fn say<F>(self, set: &mut Vec<F>, field: impl FnOnce(Option<T>) -> F) {
        match self {
            Self::Silent => {}
            Self::Empty => set.push(field(None)),
            Self::Value(value) => set.push(field(Some(value))),
        }
    }
}

/// What the cells of a row said.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) title: Cell<Arc<str>>,
    pub(super) kind: Cell<Arc<str>>,
    pub(super) status: Option<&'a str>,
    pub(super) category: Option<&'a str>,
    pub(super) resolution: Option<&'a str>,
    pub(super) is_ticked: Option<bool>,
    pub(super) owner: Cell<ExternalId>,
    pub(super) contributors: Option<Vec<ExternalId>>,
    pub(super) author: Option<ExternalId>,
    pub(super) start: Cell<When>,
    pub(super) started: Cell<Moment>,
    pub(super) due: Cell<Date>,
    pub(super) created: Cell<Moment>,
    pub(super) finished: Cell<Moment>,
    pub(super) updated: Cell<Moment>,
    pub(super) estimate: Cell<Estimate>,
    pub(super) duration: Cell<u32>,
    pub(super) remaining: Cell<u32>,
    pub(super) spent: Cell<u32>,
    pub(super) percent: Cell<u32>,
    pub(super) priority: Cell<Priority>,
    pub(super) rank: Cell<i64>,
    pub(super) labels: Option<Vec<ExternalId>>,
    pub(super) milestones: Option<Vec<NeededFor<External>>>,
    pub(super) parent: Cell<ExternalId>,
    pub(super) team: Cell<ExternalId>,
    pub(super) workstream: Cell<ExternalId>,
    pub(super) url: Cell<Arc<str>>,
    pub(super) description: Cell<Arc<str>>,
    pub(super) blocked: Cell<Arc<str>>,
    pub(super) customs: Vec<Custom>,
}
