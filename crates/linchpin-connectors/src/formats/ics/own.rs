//! What iCalendar has no place for, under names of our own: as the writer puts it, so the reader finds it.

use std::sync::Arc;

use jiff::civil::DateTime;
use linchpin_model::value::{Constraint, DependencyKind, Lag, Priority, Resolution};
use linchpin_model::{Key, Moment};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::component::Component;
use super::line::Line;
use super::text;

pub(super) const KIND: &str = "X-LINCHPIN-KIND";
pub(super) const KEY: &str = "X-LINCHPIN-KEY";
pub(super) const RESOLUTION: &str = "X-LINCHPIN-RESOLUTION";
pub(super) const STATUS: &str = "X-LINCHPIN-STATUS";
pub(super) const ITEM_KIND: &str = "X-LINCHPIN-ITEM-KIND";
pub(super) const STARTED: &str = "X-LINCHPIN-STARTED";
pub(super) const FINISHED: &str = "X-LINCHPIN-FINISHED";
pub(super) const SCHEDULED: &str = "X-LINCHPIN-SCHEDULED";
pub(super) const CONSTRAINT: &str = "X-LINCHPIN-CONSTRAINT";
pub(super) const DEADLINE: &str = "X-LINCHPIN-DEADLINE";
pub(super) const NEEDED_FOR: &str = "X-LINCHPIN-NEEDED-FOR";
/// The parameter of [`NEEDED_FOR`] that holds a priority of its own.
pub(super) const PRIORITY: &str = "X-LINCHPIN-PRIORITY";
/// The parameters of a `RELATED-TO`.
pub(super) const TYPE: &str = "X-LINCHPIN-TYPE";
pub(super) const LAG: &str = "X-LINCHPIN-LAG";

/// What one of our own components stands for; none of them are anybody else's.
pub(super) fn kind(component: &Component) -> Option<Kind> {
    [Kind::Item, Kind::Milestone, Kind::Forecast, Kind::Absence]
        .into_iter()
        .find(|kind| component.says(KIND, kind.word()))
}

/// The kinds of components that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Item,
    Milestone,
    Forecast,
    Absence,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Milestone => "milestone",
            Self::Forecast => "forecast",
            Self::Absence => "absence",
        }
    }
}

pub(super) fn key(component: &Component) -> Option<Key> {
    component.line(KEY).and_then(|line| text::one_line(&line.value)).map(|key| Key::new(&key))
}

pub(super) fn words(component: &Component, name: &str) -> Option<Arc<str>> {
    component.line(name).and_then(|line| text::one_line(&line.value)).map(Arc::from)
}

pub(super) fn moment(component: &Component, name: &str) -> Option<Moment> {
    component.value(name).parse().ok()
}

pub(super) fn deadline(component: &Component) -> Option<DateTime> {
    component.value(DEADLINE).parse().ok()
}

pub(super) fn scheduled(component: &Component) -> Option<(DateTime, DateTime)> {
    let (start, finish) = component.value(SCHEDULED).split_once('/')?;
    Some((start.parse().ok()?, finish.parse().ok()?))
}

pub(super) fn constraint(component: &Component) -> Option<Constraint> {
    from_json(component.value(CONSTRAINT))
}

pub(super) fn resolution(component: &Component) -> Option<Resolution> {
    from_word(component.value(RESOLUTION))
}

pub(super) fn priority(line: &Line) -> Option<Priority> {
    line.param(PRIORITY).and_then(from_word)
}

pub(super) fn dependency_kind(line: &Line) -> Option<DependencyKind> {
    line.param(TYPE).and_then(from_word)
}

/// `working 480`.
pub(super) fn lag(line: &Line) -> Option<Lag> {
    let (unit, amount) = line.param(LAG)?.split_once(' ')?;
    from_json(&format!("{{\"{unit}\":{amount}}}"))
}

/// A value as its word.
pub(super) fn word(value: &impl Serialize) -> String {
    json(value).trim_matches('"').to_owned()
}

/// A lag as the parameter has it.
pub(super) fn lag_words(lag: Lag) -> String {
    match lag {
        Lag::Working(minutes) => format!("working {minutes}"),
        Lag::Elapsed(minutes) => format!("elapsed {minutes}"),
        Lag::Percent(hundredths) => format!("percent {hundredths}"),
    }
}

/// A value as JSON, as the journal has it.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn from_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(&text::unescaped(text)).ok()
}
