//! The columns that the file defines: Linchpin's own, then those of custom fields.

use std::collections::BTreeMap;
use std::io;

use linchpin_model::{CustomValue, Item, ItemField, world::Record};

use super::super::super::cell::number::decimal;
use super::super::super::escape;
use super::super::super::outline::{Outline, RowThing};
use super::super::attribute::{OWN, Own, Slot, Sort};
use super::xml::Xml;

/// Which custom field stands in which column.
pub(super) struct Columns {
    customs: BTreeMap<String, Slot>,
}

impl Columns {
    /// Gives custom fields the columns of their sort, in the order of names; those for which there is none are left out.
    pub(super) fn new(outline: &Outline<'_>) -> Self {
        let mut sorts: BTreeMap<String, Sort> = BTreeMap::new();
        let items = outline.rows.iter().filter_map(|row| match row.thing {
            RowThing::Item(item) => Some(item),
            RowThing::Milestone(_) => None,
        });
        for (name, value) in items.flat_map(customs) {
            let sort = sort_of(value);
            sorts
                .entry(name.to_owned())
                .and_modify(|known| *known = if *known == sort { sort } else { Sort::Text })
                .or_insert(sort);
        }
        let mut used = BTreeMap::from([(Sort::Text, OWN.len() as u32)]);
        let slot = |(name, sort): (String, Sort)| {
            let number = used.entry(sort).or_default();
            *number += 1;
            (*number <= Slot::count(sort)).then_some((name, Slot { sort, number: *number }))
        };
        Self { customs: sorts.into_iter().filter_map(slot).collect() }
    }

    /// The definitions.
    pub(super) fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        xml.open("ExtendedAttributes")?;
        for (place, (_, alias)) in (1..).zip(OWN) {
            define(xml, Slot { sort: Sort::Text, number: place }, alias)?;
        }
        for (name, slot) in &self.customs {
            let is_own = OWN.iter().any(|(_, alias)| alias == name);
            let alias = if is_own { escape::disguised(name) } else { escape::line(name).into_owned() };
            define(xml, *slot, &alias)?;
        }
        xml.close("ExtendedAttributes")
    }

    /// What Linchpin keeps of a task in one of its columns, if anything.
    pub(super) fn write_own(&self, xml: &mut Xml<'_>, own: Own, value: Option<&str>) -> io::Result<()> {
        let place = (1..).zip(OWN).find(|(_, (known, _))| *known == own).map(|(place, _)| place);
        match (place, value.filter(|value| !value.is_empty())) {
            (Some(number), Some(value)) => value_of(xml, Slot { sort: Sort::Text, number }, value),
            _ => Ok(()),
        }
    }

    /// The custom fields of an item.
    pub(super) fn write_customs(&self, xml: &mut Xml<'_>, item: &Record<Item>) -> io::Result<()> {
        let values: BTreeMap<&str, &CustomValue> = customs(item).collect();
        for (name, value) in values {
            if let Some(slot) = self.customs.get(name) {
                value_of(xml, *slot, &text_of(value, slot.sort))?;
            }
        }
        Ok(())
    }
}

fn define(xml: &mut Xml<'_>, slot: Slot, alias: &str) -> io::Result<()> {
    xml.open("ExtendedAttribute")?;
    xml.leaf("FieldID", &slot.field_id().to_string())?;
    xml.leaf("FieldName", &slot.name())?;
    xml.leaf("Alias", alias)?;
    xml.close("ExtendedAttribute")
}

fn value_of(xml: &mut Xml<'_>, slot: Slot, value: &str) -> io::Result<()> {
    xml.open("ExtendedAttribute")?;
    xml.leaf("FieldID", &slot.field_id().to_string())?;
    xml.leaf("Value", value)?;
    xml.close("ExtendedAttribute")
}

/// The custom fields of an item that have a value; `Priority` has a place of its own.
fn customs(item: &Record<Item>) -> impl Iterator<Item = (&str, &CustomValue)> {
    item.iter().filter_map(|said| match &said.value {
        ItemField::Custom(custom) => {
            let is_urgency =
                &*custom.name == "Priority" && super::super::super::outline::urgency(item) != 500;
            Some((&*custom.name, custom.value.as_ref().filter(|_| !is_urgency)?))
        }
        _ => None,
    })
}

fn sort_of(value: &CustomValue) -> Sort {
    match value {
        CustomValue::Number(number) if decimal(number).is_some() => Sort::Number,
        CustomValue::Day(_) => Sort::Day,
        CustomValue::Number(_) | CustomValue::Text(_) | CustomValue::List(_) => Sort::Text,
    }
}

/// A value as its column holds it; a list as one text.
fn text_of(value: &CustomValue, sort: Sort) -> String {
    match value {
        CustomValue::Day(day) if sort == Sort::Day => format!("{day}T00:00:00"),
        CustomValue::Day(day) => day.to_string(),
        CustomValue::Number(number) => number.to_string(),
        CustomValue::Text(text) => escape::lines(text).into_owned(),
        CustomValue::List(list) => escape::lines(&list.join("; ")).into_owned(),
    }
}
