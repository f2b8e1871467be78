//! One cell as a typed value, or as a problem with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use linchpin_model::{Constraint, Custom, CustomValue, Estimate, Priority, Size};

use super::super::cell::constraint;
use super::super::cell::date::{self, NoDate, When};
use super::super::cell::effort::{self, NoEffort, Unit};
use super::super::cell::number;
use super::super::cell::person::{self, Who};
use super::super::cell::text::{one_line, shown, without_controls};
use super::super::escape::unescaped;
use super::super::mapping::{Column, CustomKind};
use super::super::table::{Row, Serials};
use super::super::words;
use super::draft::Cell;
use super::problems::Problems;

/// Reads cells and keeps what it could not read.
pub(super) struct Cells {
    pub(super) problems: Problems,
    pub(super) serials: Serials,
    pub(super) sizes: BTreeMap<String, Size>,
    /// What words for priorities mean, as far as they were met.
    priorities: BTreeMap<String, Cell<Priority>>,
}

impl Cells {
    pub(super) fn new(problems: Problems, serials: Serials, sizes: &BTreeMap<String, Size>) -> Self {
        let sizes = sizes.iter().map(|(name, size)| (super::super::cell::text::folded(name), *size));
        Self { problems, serials, sizes: sizes.collect(), priorities: BTreeMap::new() }
    }

    /// A text on one line.
    pub(super) fn line(&mut self, row: Row<'_>, column: &Column) -> Cell<Arc<str>> {
        let Some(text) = row.get(column.index) else {
            return Cell::Silent;
        };
        let (line, had_controls) = one_line(text);
        self.note_controls(had_controls, row, column);
        match line.trim().is_empty() {
            true => Cell::Empty,
            false => Cell::Value(unescaped(&line).as_ref().into()),
        }
    }

    /// A text that may have several lines.
    pub(super) fn lines(&mut self, row: Row<'_>, column: &Column) -> Cell<Arc<str>> {
        let Some(text) = row.get(column.index) else {
            return Cell::Silent;
        };
        let (text, had_controls) = without_controls(text);
        self.note_controls(had_controls, row, column);
        match text.trim().is_empty() {
            true => Cell::Empty,
            false => Cell::Value(unescaped(&text).as_ref().into()),
        }
    }

    fn note_controls(&mut self, had_controls: bool, row: Row<'_>, column: &Column) {
        if had_controls {
            self.problems.tell("cells had control characters, which were taken out", || {
                (
                    row.place(column.index, &column.header),
                    "Control characters were taken out of the text.".into(),
                    None,
                )
            });
        }
    }

    /// A day or a moment.
    pub(super) fn date(&mut self, row: Row<'_>, column: &Column) -> Cell<When> {
        let text = match row.get(column.index).map(str::trim) {
            None => return Cell::Silent,
            Some("") => return Cell::Empty,
            Some(text) => text,
        };
        let why = match date::parse(text, column.order, self.serials) {
            Ok(when) => return Cell::Value(when),
            // Told once for the whole column.
            Err(NoDate::Ambiguous) => return Cell::Silent,
            Err(NoDate::Impossible) => "is no day of the calendar that can be meant here",
            Err(NoDate::Unknown) => "is not a date",
        };
        self.problems.tell("cells hold no date and were left out", || {
            (
                row.place(column.index, &column.header),
                format!("`{}` {why}; it was left out.", shown(text)),
                Some("Write dates as in 2026-03-02."),
            )
        });
        Cell::Silent
    }

    /// A date imposed on the schedule.
    pub(super) fn constraint(&mut self, row: Row<'_>, column: &Column) -> Cell<Constraint> {
        let text = match row.get(column.index).map(str::trim) {
            None => return Cell::Silent,
            Some("") => return Cell::Empty,
            Some(text) => text,
        };
        if let Some(constraint) = constraint::parse(text) {
            return Cell::Value(constraint);
        }
        self.problems.tell("cells hold no constraint and were left out", || {
            (
                row.place(column.index, &column.header),
                format!("`{}` is no constraint; it was left out.", shown(text)),
                Some("Write `start no earlier than 2026-03-02`, `must finish on 2026-03-02` or the like."),
            )
        });
        Cell::Silent
    }

    /// An estimate of effort.
    pub(super) fn estimate(&mut self, row: Row<'_>, column: &Column, unit: Unit) -> Cell<Estimate> {
        self.effort(row, column, |text, sizes| effort::estimate(text, unit, sizes))
    }

    /// Working minutes.
    pub(super) fn minutes(&mut self, row: Row<'_>, column: &Column, unit: Unit) -> Cell<u32> {
        self.effort(row, column, |text, _| effort::minutes(text, unit))
    }

    fn effort<T>(
        &mut self,
        row: Row<'_>,
        column: &Column,
        read: impl FnOnce(&str, &BTreeMap<String, Size>) -> Result<T, NoEffort>,
    ) -> Cell<T> {
        let text = match row.get(column.index).map(str::trim) {
            None => return Cell::Silent,
            Some("") => return Cell::Empty,
            Some(text) => text,
        };
        let why = match read(text, &self.sizes) {
            Ok(value) => return Cell::Value(value),
            Err(NoEffort::Negative) => "is less than nothing, which is out of range",
            Err(NoEffort::TooMuch) => "is out of range",
            Err(NoEffort::Unknown) => "is neither a number nor a size nor a time such as `3d`",
        };
        self.number_problem(row, column, text, why);
        Cell::Silent
    }

    /// A share in percent.
    pub(super) fn percent(&mut self, row: Row<'_>, column: &Column) -> Cell<u32> {
        let text = match row.get(column.index).map(str::trim) {
            None => return Cell::Silent,
            Some("") => return Cell::Empty,
            Some(text) => text,
        };
        match number::percent(text, column.are_fractions) {
            Some(percent) => Cell::Value(percent),
            None => {
                self.number_problem(row, column, text, "is not a share between 0 and 100 percent");
                Cell::Silent
            }
        }
    }

    /// A place in a stack rank.
    pub(super) fn rank(&mut self, row: Row<'_>, column: &Column) -> Cell<i64> {
        match row.get(column.index).map(str::trim) {
            None => Cell::Silent,
            Some("") => Cell::Empty,
            Some(text) => number::decimal(text).map_or(Cell::Silent, |rank| Cell::Value(rank as i64)),
        }
    }

    fn number_problem(&mut self, row: Row<'_>, column: &Column, text: &str, why: &'static str) {
        self.problems.tell("cells hold numbers that could not be read and were left out", || {
            (
                row.place(column.index, &column.header),
                format!("`{}` {why}; it was left out.", shown(text)),
                None,
            )
        });
    }

    /// How much it is needed.
    pub(super) fn priority(&mut self, row: Row<'_>, column: &Column) -> Cell<Priority> {
        let text = match row.get(column.index).map(str::trim) {
            None => return Cell::Silent,
            Some("") => return Cell::Empty,
            Some(text) => text,
        };
        if let Some(known) = self.priorities.get(text) {
            return known.clone();
        }
        let priority = match words::priority(text) {
            Some(priority) => Cell::Value(priority),
            None if words::is_no_priority(text) => Cell::Empty,
            None => {
                self.problems.tell("words for priorities are not known", || {
                    (
                        row.place(column.index, &column.header),
                        format!(
                            "The priority `{}` is not known; it was left out wherever it stands.",
                            shown(text)
                        ),
                        Some("P0, P1 and P2 are known, and words such as critical, high and low."),
                    )
                });
                Cell::Silent
            }
        };
        self.priorities.insert(text.to_owned(), priority.clone());
        priority
    }

    /// The people in a cell.
    pub(super) fn people(&mut self, row: Row<'_>, column: &Column, several: bool) -> Cell<Vec<Who>> {
        let Some(text) = row.get(column.index) else {
            return Cell::Silent;
        };
        match person::parse(text, several) {
            Ok(people) if people.is_empty() => Cell::Empty,
            Ok(people) => Cell::Value(people),
            Err(person::NoPerson) => {
                self.problems.tell("cells hold neither a name nor an address and were left out", || {
                    (
                        row.place(column.index, &column.header),
                        format!("`{}` is neither a name nor an address; it was left out.", shown(text)),
                        None,
                    )
                });
                Cell::Silent
            }
        }
    }

    /// A field that only this file knows. Several columns of one name are one list.
    pub(super) fn custom(&mut self, row: Row<'_>, columns: &[&Column]) -> Option<Custom> {
        let first = columns.first()?;
        let texts = columns.iter().filter_map(|column| row.get(column.index)).map(|text| one_line(text).0);
        let mut texts: Vec<Arc<str>> = texts
            .filter(|text| !text.trim().is_empty())
            .map(|text| unescaped(text.trim()).as_ref().into())
            .collect();
        row.get(first.index)?;
        let value = match (columns.len(), first.custom) {
            _ if texts.is_empty() => None,
            (1, CustomKind::Number) => texts.pop().map(CustomValue::Number),
            (1, CustomKind::Day) => {
                let text = texts.pop()?;
                let day = date::parse(&text, first.order, self.serials).map(|when| when.day);
                Some(day.map_or(CustomValue::Text(text), CustomValue::Day))
            }
            (1, CustomKind::Text) => texts.pop().map(CustomValue::Text),
            _ => Some(CustomValue::List(texts)),
        };
        Some(Custom { name: first.name.clone(), value })
    }
}
