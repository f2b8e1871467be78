//! Columns that a project file defines for itself: those in which Linchpin keeps what the format has no place for, and all
//! others, which are custom fields.
//!
//! Microsoft Project has thirty columns for texts, twenty for numbers and ten for dates; each has a number.

use std::collections::BTreeMap;

use linchpin_model::{Custom, CustomValue};

use super::super::escape::unescaped;
use super::super::xml::Element;

/// What Linchpin keeps in a column of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Own {
    Key,
    Title,
    Status,
    Category,
    Kind,
    Owner,
    Team,
    Workstream,
    Labels,
    Milestones,
    Estimate,
    Priority,
    Target,
    Due,
    Blocked,
    Spent,
    Created,
    Calendar,
}

/// Each with the name of its column, in the order of the columns for texts.
pub(super) const OWN: [(Own, &str); 18] = [
    (Own::Key, "Linchpin key"),
    (Own::Status, "Linchpin status"),
    (Own::Category, "Linchpin status category"),
    (Own::Kind, "Linchpin type"),
    (Own::Team, "Linchpin team"),
    (Own::Workstream, "Linchpin workstream"),
    (Own::Labels, "Linchpin labels"),
    (Own::Milestones, "Linchpin milestones"),
    (Own::Estimate, "Linchpin estimate"),
    (Own::Priority, "Linchpin priority"),
    (Own::Target, "Linchpin target"),
    (Own::Due, "Linchpin due"),
    (Own::Blocked, "Linchpin blocked"),
    (Own::Spent, "Linchpin spent"),
    (Own::Created, "Linchpin created"),
    (Own::Owner, "Linchpin owner"),
    (Own::Calendar, "Linchpin calendar"),
    (Own::Title, "Linchpin title"),
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Text,
    Number,
    Day,
}

/// One of the columns that a file may define.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    pub(super) sort: Sort,
    /// From 1.
    pub(super) number: u32,
}

impl Slot {
    /// How many columns there are of a sort.
    pub(super) fn count(sort: Sort) -> u32 {
        match sort {
            Sort::Text => 30,
            Sort::Number => 20,
            Sort::Day => 10,
        }
    }

    /// Its number in a file.
    pub(super) fn field_id(self) -> u32 {
        let n = self.number;
        match (self.sort, n) {
            (Sort::Text, 1..=6) => 188_743_728 + 3 * n,
            (Sort::Text, 7..=10) => 188_743_740 + n,
            (Sort::Text, _) => 188_743_986 + n,
            (Sort::Number, 1..=5) => 188_743_766 + n,
            (Sort::Number, _) => 188_743_976 + n,
            (Sort::Day, _) => 188_743_944 + n,
        }
    }

    /// Its name where a file gives it none.
    pub(super) fn name(self) -> String {
        let word = match self.sort {
            Sort::Text => "Text",
            Sort::Number => "Number",
            Sort::Day => "Date",
        };
        format!("{word}{}", self.number)
    }

    fn of(field_id: u32) -> Option<Self> {
        let all = [Sort::Text, Sort::Number, Sort::Day];
        let mut slots =
            all.into_iter().flat_map(|sort| (1..=Self::count(sort)).map(move |number| Self { sort, number }));
        slots.find(|slot| slot.field_id() == field_id)
    }
}

/// The columns that a file defines, by their numbers.
pub(super) type Columns = BTreeMap<u32, String>;

/// Reads the definition of a column; one without a name goes by that of its place.
pub(super) fn read_column(record: &Element) -> Option<(u32, String)> {
    let text = |name: &str| record.child(name).map_or("", |child| child.text.trim());
    let field_id: u32 = text("FieldID").parse().ok()?;
    let names = [text("Alias"), text("FieldName")];
    let name = names.into_iter().find(|name| !name.is_empty());
    Some((field_id, name.map(str::to_owned).or_else(|| Some(Slot::of(field_id)?.name()))?))
}

/// What a task holds in columns of the file's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeRow {
    own: BTreeMap<Own, String>,
    /// Those that are not Linchpin's.
    pub customs: Vec<Custom>,
}

impl AttributeRow {
    /// What Linchpin keeps in one of its columns.
    pub(super) fn own(&self, own: Own) -> Option<&str> {
        self.own.get(&own).map(String::as_str)
    }
}

/// Reads what a task holds, given what its columns are called.
pub(super) fn read_row(values: &[(u32, String)], columns: &Columns) -> AttributeRow {
    let mut row = AttributeRow::default();
    for (field_id, value) in values {
        let name = columns.get(field_id).cloned().or_else(|| Some(Slot::of(*field_id)?.name()));
        let Some(name) = name.filter(|_| !value.is_empty()) else { continue };
        match OWN.iter().find(|(_, known)| *known == name) {
            Some((own, _)) => {
                row.own.insert(*own, value.clone());
            }
            None => {
                let name = unescaped(&name);
                if let Some(value) = custom(*field_id, value).filter(|_| !is_told(&row, &name)) {
                    row.customs.push(Custom { name: name.as_ref().into(), value: Some(value) });
                }
            }
        }
    }
    row
}

fn is_told(row: &AttributeRow, name: &str) -> bool {
    row.customs.iter().any(|custom| *custom.name == *name)
}

/// A value typed by its column; none for columns of other sorts, such as durations and flags.
fn custom(field_id: u32, value: &str) -> Option<CustomValue> {
    let day = || value.get(..10)?.parse().ok().map(CustomValue::Day);
    match Slot::of(field_id)?.sort {
        Sort::Text => Some(CustomValue::Text(unescaped(value).as_ref().into())),
        Sort::Number => Some(CustomValue::Number(value.into())),
        Sort::Day => day(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_number_of_its_own() {
        for sort in [Sort::Text, Sort::Number, Sort::Day] {
            for number in 1..=Slot::count(sort) {
                let slot = Slot { sort, number };
                assert_eq!(Slot::of(slot.field_id()), Some(slot));
            }
        }
        let id = |sort, number| Slot { sort, number }.field_id();
        assert_eq!(
            (id(Sort::Text, 1), id(Sort::Text, 7), id(Sort::Text, 30)),
            (188743731, 188743747, 188744016)
        );
        assert_eq!((id(Sort::Number, 6), id(Sort::Day, 10)), (188743982, 188743954));
    }
}
