//! How days are written, and which day is meant where the year is left out.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use linchpin_model::{Resolution, Target};

/// A day as written: `2 Mar`, `2 March 2026`, `2026-03-02`, each with a time after it or not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Day {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) time: Option<Time>,
    pub(super) span: Range<usize>,
}

/// A date as promised: a day, `May`, `May 2026`, `Q2`, `Q2 2026`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    Day(Day),
    Month { month: i8, year: Option<i16>, span: Range<usize> },
    Quarter { quarter: i8, year: Option<i16>, span: Range<usize> },
}

/// From the first day to the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DayRange {
    pub(super) first: Day,
    pub(super) last: Option<Day>,
}

/// Days with what they are for: a holiday, an absence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NamedDays {
    pub(super) days: DayRange,
    pub(super) name: Option<Arc<str>>,
}

/// Whether a day without a year is one to come or one that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    ToCome,
    Past,
}

/// Why a date names no day, and what to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unclear {
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

/// From what a year left out is told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Years {
    pub(super) start: Option<Date>,
    pub(super) today: Option<Date>,
}

impl Years {
    /// The day that is meant: to come, the first such day from the start on; past, the one nearest to today.
    pub(super) fn resolve(self, day: &Day, tense: Tense) -> Result<Date, Unclear> {
        let date = |year| Date::new(year, day.month, day.day).ok();
        let year = day.year.or_else(|| self.year(tense, date));
        year.and_then(date).ok_or_else(|| self.unclear(&day.written(), day.year.is_some()))
    }

    /// The last day on which a promise is still met, and how exactly it was made.
    pub(super) fn target(self, when: &When) -> Result<Target, Unclear> {
        let (month, year, resolution, written) = match when {
            When::Day(day) => {
                return self.resolve(day, Tense::ToCome).map(|on| Target { on, resolution: Resolution::Day });
            }
            When::Month { month, year, .. } => {
                (*month, *year, Resolution::Month, month_name(*month).to_owned())
            }
            When::Quarter { quarter, year, .. } => {
                (quarter * 3, *year, Resolution::Quarter, format!("Q{quarter}"))
            }
        };
        let last = |year| Date::new(year, month, 1).ok().map(|first| first.last_of_month());
        let on = year.or_else(|| self.year(Tense::ToCome, last)).and_then(last);
        let on = on.ok_or_else(|| self.unclear(&written, year.is_some()))?;
        Ok(Target { on, resolution })
    }

    /// Why a date names no day: it does not exist, or its year cannot be told.
    fn unclear(self, written: &str, has_year: bool) -> Unclear {
        match has_year || self.start.or(self.today).is_some() {
            true => Unclear { message: format!("There is no {written}."), hint: None },
            false => Unclear {
                message: format!("`{written}` has no year, and the plan has no start."),
                hint: Some("Write the year after it, or a line `start 2 Mar 2026`.".into()),
            },
        }
    }

    fn year(self, tense: Tense, date: impl Fn(i16) -> Option<Date>) -> Option<i16> {
        match (tense, self.today, self.start) {
            (Tense::Past, Some(today), _) => (today.year().saturating_sub(4)
                ..=today.year().saturating_add(4))
                .filter_map(|year| Some((year, date(year)?)))
                .min_by_key(|(_, date)| days_between(*date, today).abs())
                .map(|(year, _)| year),
            (_, _, Some(from)) | (_, Some(from), None) => (from.year()..=from.year().saturating_add(8))
                .find(|year| date(*year).is_some_and(|date| date >= from)),
            (_, None, None) => None,
        }
    }
}

fn days_between(one: Date, other: Date) -> i32 {
    (one - other).get_days()
}

impl Day {
    /// As people write it: `2 Mar`, with the year if it was written.
    pub(super) fn written(&self) -> String {
        let year = self.year.map(|year| format!(" {year}")).unwrap_or_default();
        format!("{} {}{year}", self.day, month_name(self.month))
    }

    /// The date and the time written, or `time` where none is.
    pub(super) fn at(&self, date: Date, time: Time) -> DateTime {
        date.to_datetime(self.time.unwrap_or(time))
    }
}

impl When {
    /// Where it is written.
    pub(super) fn span(&self) -> Range<usize> {
        match self {
            Self::Day(day) => day.span.clone(),
            Self::Month { span, .. } | Self::Quarter { span, .. } => span.clone(),
        }
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `Mar` for 3.
pub(super) fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::try_from(month - 1).unwrap_or(0).min(11)]
}

/// The number of a month from its name or its first three letters or more.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let index = MONTHS.iter().position(|name| {
        word.len() >= 3 && name.starts_with(&word) || word == "sept" && *name == "september"
    })?;
    i8::try_from(index + 1).ok()
}

/// A four-digit year.
pub(super) fn year(word: &str) -> Option<i16> {
    let plain = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| word.parse().ok()).flatten()
}

/// The number of a day, 1 to 31.
pub(super) fn day_number(word: &str) -> Option<i8> {
    let plain = !word.is_empty() && word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| word.parse::<i8>().ok()).flatten()?;
    (1..=31).contains(&number).then_some(number)
}

/// `1` to `4` of `Q1` to `Q4`.
pub(super) fn quarter(word: &str) -> Option<i8> {
    match word {
        "Q1" => Some(1),
        "Q2" => Some(2),
        "Q3" => Some(3),
        "Q4" => Some(4),
        _ => None,
    }
}

/// `2026-03-02`: its numbers, which may name no day.
pub(super) fn iso(word: &str) -> Option<(i16, i8, i8)> {
    let mut parts = word.splitn(3, '-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    let two = |text: &str| -> Option<i8> {
        let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    Some((year(y)?, two(m)?, two(d)?))
}

/// `09:30`; hours before ten may have one digit.
pub(super) fn time(word: &str) -> Option<Time> {
    let (hour, minute) = word.split_once(':')?;
    let plain = matches!(hour.len(), 1 | 2)
        && minute.len() == 2
        && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    plain.then(|| Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i8, month: i8) -> Day {
        Day { year: None, month, day, time: None, span: 0..0 }
    }

    fn years(start: &str, today: Option<&str>) -> Years {
        Years { start: Some(start.parse().unwrap()), today: today.map(|today| today.parse().unwrap()) }
    }

    fn check_year(years: Years, written: &Day, tense: Tense, expected: &str) {
        assert_eq!(years.resolve(written, tense), Ok(expected.parse().unwrap()), "{}", written.written());
    }

    #[test]
    fn a_day_to_come_without_a_year_is_the_first_from_the_start_on() {
        let years = years("2026-03-02", Some("2026-04-06"));
        check_year(years, &day(2, 3), Tense::ToCome, "2026-03-02");
        check_year(years, &day(1, 3), Tense::ToCome, "2027-03-01");
        check_year(years, &day(29, 2), Tense::ToCome, "2028-02-29");
    }

    #[test]
    fn a_past_day_without_a_year_is_the_one_nearest_to_today() {
        let known = years("2026-03-02", Some("2026-04-06"));
        check_year(known, &day(20, 2), Tense::Past, "2026-02-20");
        check_year(known, &day(7, 4), Tense::Past, "2026-04-07");
        check_year(known, &day(20, 12), Tense::Past, "2025-12-20");
        check_year(years("2026-03-02", None), &day(4, 3), Tense::Past, "2026-03-04");
    }

    #[test]
    fn a_month_or_quarter_is_met_until_its_last_day() {
        let years = years("2026-03-02", None);
        let month = When::Month { month: 2, year: None, span: 0..0 };
        assert_eq!(years.target(&month).unwrap().on, "2027-02-28".parse().unwrap());
        let quarter = When::Quarter { quarter: 2, year: None, span: 0..0 };
        let target = years.target(&quarter).unwrap();
        assert_eq!(target.on, "2026-06-30".parse().unwrap());
        assert_eq!(target.resolution, Resolution::Quarter);
    }

    #[test]
    fn words_that_look_like_dates_are_none() {
        assert_eq!(iso("2026-3-02"), None);
        assert_eq!(iso("2026-03-02-01"), None);
        assert_eq!(day_number("32"), None);
        assert_eq!(day_number("+2"), None);
        assert_eq!(month("ma"), None);
        assert_eq!(month("Sept"), Some(9));
        assert_eq!(time("9:3"), None);
        assert_eq!(time("24:00"), None);
    }
}
