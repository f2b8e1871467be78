//! The columns of custom fields: how they are headed, and how their texts are told from numbers and days.

use std::collections::BTreeMap;

use linchpin_model::world::Record;
use linchpin_model::{Custom, CustomValue, Item, ItemField};

use super::super::cell::date::Order;
use super::super::cell::{date, number};
use super::super::escape;
use super::super::mapping::headers::{self, Tool};
use super::super::outline::Outline;
use super::super::table::Serials;
use super::columns::{Value, items, line};

/// What a custom field's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Day,
    /// Texts of which some look like numbers or days, as all would.
    Disguised,
    Text,
}

fn customs_of(item: &Record<Item>) -> impl Iterator<Item = &Custom> {
    item.iter().filter_map(|said| match &said.value {
        ItemField::Custom(custom) => Some(custom).filter(|custom| custom.value.is_some()),
        _ => None,
    })
}

/// The value of a custom field of an item.
pub(super) fn custom<'i>(item: &'i Record<Item>, name: &str) -> Option<&'i CustomValue> {
    customs_of(item).find(|custom| *custom.name == *name)?.value.as_ref()
}

/// The custom fields by name, with what the reader must take their columns for.
pub(super) fn customs(outline: &Outline<'_>) -> BTreeMap<String, Kind> {
    let mut kinds: BTreeMap<String, Signs> = BTreeMap::new();
    for custom in items(outline).flat_map(customs_of) {
        let signs = kinds.entry(custom.name.to_string()).or_default();
        custom.value.iter().for_each(|value| signs.see(value));
    }
    kinds.into_iter().map(|(name, signs)| (name, signs.kind())).collect()
}

/// What the values of one custom field are, and what they look like.
#[derive(Default)]
struct Signs {
    has_numbers: bool,
    has_days: bool,
    has_texts: bool,
    has_what_is_no_number: bool,
    has_what_is_no_day: bool,
}

impl Signs {
    fn see(&mut self, value: &CustomValue) {
        let text = match value {
            CustomValue::Number(number) => number.to_string(),
            CustomValue::Day(day) => day.to_string(),
            CustomValue::Text(text) => escape::line(text).into_owned(),
            CustomValue::List(list) => escape::line(&list.join("; ")).into_owned(),
        };
        let is_number = number::decimal(&text).is_some();
        self.has_numbers |= matches!(value, CustomValue::Number(_));
        self.has_days |= matches!(value, CustomValue::Day(_));
        self.has_texts |= matches!(value, CustomValue::Text(_) | CustomValue::List(_));
        self.has_what_is_no_number |= !is_number;
        let is_day = date::parse(&text, Some(Order::DayFirst), Serials::From1900).is_ok();
        self.has_what_is_no_day |= !is_day || (is_number && text.len() != 8);
    }

    fn kind(&self) -> Kind {
        match (self.has_numbers, self.has_days, self.has_texts) {
            (true, false, false) if !self.has_what_is_no_number => Kind::Number,
            (false, true, false) => Kind::Day,
            _ if !self.has_what_is_no_number || !self.has_what_is_no_day => Kind::Disguised,
            _ => Kind::Text,
        }
    }
}

/// A value as its column holds it.
pub(super) fn shown(value: &CustomValue, kind: Kind) -> Value {
    match value {
        CustomValue::Number(number) if kind == Kind::Number => Value::Digits(number.to_string()),
        CustomValue::Day(day) if kind == Kind::Day => Value::Day(*day),
        CustomValue::Number(number) => disguised(number, kind),
        CustomValue::Day(day) => disguised(&day.to_string(), kind),
        CustomValue::Text(text) => disguised(text, kind),
        CustomValue::List(list) => disguised(&list.join("; "), kind),
    }
}

fn disguised(text: &str, kind: Kind) -> Value {
    match kind {
        Kind::Disguised => Value::Text(escape::disguised(text)),
        Kind::Number | Kind::Day | Kind::Text => line(text),
    }
}

/// A header that no reader takes for another field's, nor for that of another tool's export.
pub(super) fn custom_header(name: &str, others: &[&str]) -> String {
    let is_known = |header: &str| {
        let tools = [Tool::Sheet, Tool::Jira, Tool::Linear, Tool::AzureDevOps];
        let is_field = tools.into_iter().any(|tool| headers::field(header, tool).is_some());
        let mut all: Vec<String> = others.iter().map(|other| (*other).to_owned()).collect();
        all.push(header.to_owned());
        is_field || headers::tool(&all) != Tool::Sheet || headers::custom_field(header).is_some()
    };
    let is_taken = |header: &str| others.iter().any(|other| other.to_lowercase() == header.to_lowercase());
    let plain = escape::line(name).into_owned();
    let candidates = [plain, escape::disguised(name)];
    let free = candidates.into_iter().find(|header| !is_known(header) && !is_taken(header));
    free.unwrap_or_else(|| escape::marks_alone(name))
}
