//! A row being read: what its cells said so far, before it is an item or a milestone.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use linchpin_model::{
    Constraint, Custom, CustomValue, Estimate, External, ExternalId, Moment, NeededFor, Priority,
};

use super::super::cell::date::When;

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

impl Draft<'_> {
    /// The estimate that counts: the first in time or size, else the first in points. Others are kept as custom fields.
    pub(super) fn choose_estimate(&mut self) -> Cell<Estimate> {
        let mut estimates = std::mem::take(&mut self.estimates);
        let is_points = |cell: &Cell<Estimate>| matches!(cell, Cell::Value(Estimate::Points { .. }));
        let fits = |(_, cell): &(Arc<str>, Cell<Estimate>)| cell.value().is_some() && !is_points(cell);
        let chosen = estimates
            .iter()
            .position(fits)
            .or_else(|| estimates.iter().position(|(_, cell)| cell.value().is_some()))
            .unwrap_or(0);
        if estimates.len() < 2 {
            return estimates.pop().map_or(Cell::Silent, |(_, cell)| cell);
        }
        let mut estimate = Cell::Silent;
        for (index, (name, cell)) in estimates.into_iter().enumerate() {
            let value = if index == chosen { None } else { cell.value().map(text_of) };
            self.customs.push(Custom { name, value });
            if index == chosen {
                estimate = cell;
            }
        }
        estimate
    }
}

/// An estimate as the value of a custom field.
fn text_of(estimate: &Estimate) -> CustomValue {
    match estimate {
        Estimate::Points { thousandths } => {
            CustomValue::Number((f64::from(*thousandths) / 1_000.0).to_string().into())
        }
        Estimate::Size(size) => CustomValue::Text(format!("{size:?}").into()),
        Estimate::Single { minutes } | Estimate::Range { likely: minutes, .. } => {
            CustomValue::Text(format!("{}h", f64::from(*minutes) / 60.0).into())
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
    /// Whether it names something to wait for, so that its start follows from that.
    pub(super) waits: bool,
    pub(super) started: Cell<Moment>,
    pub(super) due: Cell<Date>,
    pub(super) deadline: Cell<DateTime>,
    pub(super) constraint: Cell<Constraint>,
    pub(super) created: Cell<Moment>,
    pub(super) finished: Cell<Moment>,
    pub(super) updated: Cell<Moment>,
    /// By column, in order: a tracker may have time and points.
    pub(super) estimates: Vec<(Arc<str>, Cell<Estimate>)>,
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
