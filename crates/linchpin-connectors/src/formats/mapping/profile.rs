//! What the cells of a column look like, where the header alone does not tell how to read them.

use super::super::cell::date::{self, NoDate, Order};
use super::super::cell::number::decimal;
use super::super::cell::text::folded;
use super::super::table::{Row, Serials};

/// How many filled cells decide whether a column that is called a date holds dates at all.
const LOOKED_AT: usize = 200;

/// What the cells of one column look like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    /// How many cells hold something.
    pub(super) filled: usize,
    /// Whether all of these are decimal numbers.
    pub(super) are_numbers: bool,
    /// Whether all of these are dates, day numbers not counted.
    pub(super) are_dates: bool,
    /// Whether any of the first ones is a date or meant as one.
    pub(super) has_dates: bool,
    /// Whether all of these say yes or no.
    pub(super) are_marks: bool,
    /// Whether all are numbers from 0 to 1 and one of them is a fraction.
    pub(super) are_fractions: bool,
    /// How many dates can only be read day first, and how many only month first.
    pub(super) day_first: usize,
    pub(super) month_first: usize,
    /// How many can be read both ways.
    pub(super) undecided: usize,
    has_fraction: bool,
}

impl Profile {
    /// Looks at the cells of a column; whether all are dates, only if its header is not known.
    pub(super) fn of<'a>(
        column: usize,
        rows: impl Iterator<Item = Row<'a>>,
        serials: Serials,
        is_known: bool,
    ) -> Self {
        let mut profile = Self {
            filled: 0,
            are_numbers: true,
            are_dates: !is_known,
            has_dates: false,
            are_marks: true,
            are_fractions: true,
            day_first: 0,
            month_first: 0,
            undecided: 0,
            has_fraction: false,
        };
        for row in rows {
            match row.get(column).map(str::trim) {
                None | Some("") => {}
                Some(text) => profile.see(text, serials),
            }
        }
        profile.are_fractions &= profile.has_fraction;
        profile
    }

    fn see(&mut self, text: &str, serials: Serials) {
        self.filled += 1;
        let number = if self.are_numbers || self.filled <= LOOKED_AT { decimal(text) } else { None };
        self.are_numbers &= number.is_some();
        self.are_fractions &= number.is_some_and(|number| (0.0..=1.0).contains(&number));
        self.has_fraction |= number.is_some_and(|number| number.fract() != 0.0);
        self.are_marks = self.are_marks && mark(text).is_some();
        match date::evidence(text) {
            Some(Order::DayFirst) => self.day_first += 1,
            Some(Order::MonthFirst) => self.month_first += 1,
            None => self.undecided += usize::from(date::needs_order(text)),
        }
        if self.are_dates || (self.filled <= LOOKED_AT && !self.has_dates) {
            let read = date::parse(text, Some(Order::DayFirst), serials);
            let is_serial = number.is_some() && text.len() != 8;
            self.are_dates &= read.is_ok() && !is_serial;
            self.has_dates |= match read {
                Ok(_) => true,
                Err(NoDate::Ambiguous | NoDate::Impossible) => number.is_none(),
                Err(NoDate::Unknown) => false,
            };
        }
    }

    /// The order of day and month that the cells agree on.
    pub(super) fn order(&self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (1.., 0) => Some(Order::DayFirst),
            (0, 1..) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// What a cell that is ticked or not says.
pub(in super::super) fn mark(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "true" | "yes" | "y" | "x" | "1" | "done" | "complete" | "completed" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        "" if matches!(text.trim(), "✓" | "✔" | "☑" | "✅") => Some(true),
        "" if matches!(text.trim(), "☐" | "✗" | "✘" | "-" | "") => Some(false),
        _ => None,
    }
}
