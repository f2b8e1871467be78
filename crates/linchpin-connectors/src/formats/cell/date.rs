//! Which day, and which moment, does a cell mean?

mod cursor;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use linchpin_model::Moment;

use self::cursor::Cursor;
use super::super::table::Serials;

/// A day with what else the cell says of the moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct When {
    /// The day as written.
    pub(crate) day: Date,
    /// The time as written.
    pub(crate) time: Option<Time>,
    /// The moment, where the cell names a zone.
    at: Option<Moment>,
}

impl When {
    /// The moment, in this zone if the cell names none; without a time the first of the day.
    pub(crate) fn moment(self, zone: &TimeZone) -> Moment {
        self.at.unwrap_or_else(|| {
            let local = self.local();
            zone.to_ambiguous_timestamp(local)
                .compatible()
                .map_or_else(|_| Moment::start_of(self.day), Moment::from)
        })
    }

    /// The day and time as written; midnight without a time.
    pub(crate) fn local(self) -> DateTime {
        self.day.to_datetime(self.time.unwrap_or(Time::midnight()))
    }
}

/// Which comes first in `03/04/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// Why a cell gives no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoDate {
    /// It could be two days, and nothing tells which.
    Ambiguous,
    /// It is written like a date, and the calendar has no such day or time.
    Impossible,
    /// It is not written like a date.
    Unknown,
}

/// The first day that a bare number may mean: 1 January 1950. Smaller numbers are more likely a mistake.
const FIRST_SERIAL_1900: f64 = 18_264.0;
/// The last one: 31 December 9999.
const LAST_SERIAL_1900: f64 = 2_958_465.999_999;
/// From a day number of the 1904 system to that of the 1900 system.
const DAYS_TO_1904: f64 = 1_462.0;

/// Reads a date, with or without time and zone: ISO, with names of months, with slashes, as JavaScript writes it, or as
/// the day number of a spreadsheet.
pub(crate) fn parse(text: &str, order: Option<Order>, serials: Serials) -> Result<When, NoDate> {
    let text = text.trim();
    if let Some(number) = super::number::decimal(text) {
        return match text.len() {
            8 if number >= 19_000_000.0 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                when(calendar(&text[..4], &text[4..6], &text[6..])?, None, None)
            }
            _ => from_serial(number, serials),
        };
    }
    let mut cursor = Cursor(text);
    let day = cursor.date(order)?;
    cursor.skip(&[',', ' ', 'T', 't', '\u{a0}', '\u{202f}']);
    if let Some(rest) = cursor.0.strip_prefix("at ") {
        cursor.0 = rest;
    }
    let time = cursor.time()?;
    let zone = zone(cursor.0.trim())?;
    when(day, time, zone)
}

/// What a date with slashes says of the order of its column, if it says anything.
pub(crate) fn evidence(text: &str) -> Option<Order> {
    let (first, second) = slashed(text)?;
    match (first > 12, second > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether the text is a date only if the order of day and month is known.
pub(crate) fn needs_order(text: &str) -> bool {
    slashed(text).is_some_and(|(first, second)| first <= 12 && second <= 12 && first != second)
}

fn slashed(text: &str) -> Option<(u32, u32)> {
    // Most dates begin with the year.
    if text.bytes().take(3).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut parts = text.trim().splitn(3, ['/', '-']);
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = rest.bytes().take_while(u8::is_ascii_digit).count();
    (fits(first) && fits(second) && matches!(year, 2 | 4))
        .then_some((first.parse().ok()?, second.parse().ok()?))
}

/// The day and time of a spreadsheet's day number, within 1950 to 9999.
pub(crate) fn from_serial(number: f64, serials: Serials) -> Result<When, NoDate> {
    let number = match serials {
        Serials::From1900 => number,
        Serials::From1904 => number + DAYS_TO_1904,
    };
    if !(FIRST_SERIAL_1900..=LAST_SERIAL_1900).contains(&number) {
        return Err(NoDate::Impossible);
    }
    let ms = (number.fract() * 86_400_000.0).round() as i64;
    let (days, ms) = (number.trunc() as i64 + ms / 86_400_000, ms % 86_400_000);
    // Day numbers after the 29 February 1900 that never was count from 30 December 1899.
    let start = Date::constant(1899, 12, 30);
    let day = start.checked_add(jiff::Span::new().days(days)).map_err(|_| NoDate::Impossible)?;
    let time = (ms > 0).then(|| Time::midnight().wrapping_add(jiff::Span::new().milliseconds(ms)));
    when(day, time, None)
}

enum Zone {
    Fixed(Offset),
    Named(TimeZone),
}

fn zone(text: &str) -> Result<Option<Zone>, NoDate> {
    let text = text.split(" (").next().unwrap_or("").trim();
    let text = text.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(text);
    let offset = ["UTC", "GMT", "Z", "z"].iter().find_map(|name| text.strip_prefix(name));
    match (text, offset) {
        ("", _) => Ok(None),
        (_, Some("")) => Ok(Some(Zone::Fixed(Offset::UTC))),
        _ if offset.unwrap_or(text).starts_with(['+', '-']) => {
            self::offset(offset.unwrap_or(text)).map(|offset| Some(Zone::Fixed(offset)))
        }
        (name, None) if name.contains('/') => {
            let zone = TimeZone::get(name).map_err(|_| NoDate::Unknown)?;
            Ok(Some(Zone::Named(zone)))
        }
        _ => Err(NoDate::Unknown),
    }
}

/// `+0100`, `+01:00`, `-5`.
fn offset(text: &str) -> Result<Offset, NoDate> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().map_err(|_| NoDate::Unknown)?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        3 | 4 => (number / 100, number % 100),
        _ => return Err(NoDate::Unknown),
    };
    if hours > 15 || minutes > 59 {
        return Err(NoDate::Impossible);
    }
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).map_err(|_| NoDate::Impossible)
}

fn when(day: Date, time: Option<Time>, zone: Option<Zone>) -> Result<When, NoDate> {
    let local = day.to_datetime(time.unwrap_or(Time::midnight()));
    let at = match zone {
        None => None,
        Some(Zone::Fixed(offset)) => Some(offset.to_timestamp(local).map_err(|_| NoDate::Impossible)?),
        Some(Zone::Named(zone)) => {
            Some(zone.to_ambiguous_timestamp(local).compatible().map_err(|_| NoDate::Impossible)?)
        }
    };
    Ok(When { day, time, at: at.map(Moment::from) })
}

fn calendar(year: &str, month: &str, day: &str) -> Result<Date, NoDate> {
    let year: i16 = year.parse().map_err(|_| NoDate::Impossible)?;
    let month: i8 = month.parse().map_err(|_| NoDate::Impossible)?;
    let day: i8 = day.parse().map_err(|_| NoDate::Impossible)?;
    Date::new(year, month, day).ok().filter(|_| year > 0).ok_or(NoDate::Impossible)
}

/// Two digits stand for 1970 to 2069.
fn long_year(year: &str) -> Result<String, NoDate> {
    match (year.len(), year.parse::<u32>()) {
        (4, Ok(_)) => Ok(year.into()),
        (2, Ok(short)) if short >= 70 => Ok(format!("19{year}")),
        (2, Ok(_)) => Ok(format!("20{year}")),
        (1 | 3, _) => Err(NoDate::Unknown),
        _ => Err(NoDate::Impossible),
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
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number of a month from its English name or the first three letters of it.
fn month(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let fits =
        |name: &str| word.len() >= 3 && (name.starts_with(&word) || word == "sept" && name == "september");
    MONTHS.iter().position(|name| fits(name)).map(|index| (index + 1).to_string())
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.len() >= 3 && WEEKDAYS.iter().any(|name| name.starts_with(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &str) {
        let when = parse(text, None, Serials::From1900);
        assert_eq!(when.map(|when| when.local().to_string()), Ok(wanted.to_owned()), "{text}");
    }

    fn check_moment(text: &str, wanted: &str) {
        let when = parse(text, None, Serials::From1900).unwrap();
        assert_eq!(when.moment(&TimeZone::UTC).to_string(), wanted, "{text}");
    }

    fn check_none(text: &str, wanted: NoDate) {
        assert_eq!(parse(text, None, Serials::From1900), Err(wanted), "{text}");
    }

    #[test]
    fn a_day_is_read_in_every_usual_form() {
        for text in [
            "2026-03-02",
            "2026-3-2",
            "2026/03/02",
            "20260302",
            "2 Mar 2026",
            "2 March 2026",
            "Mar 2, 2026",
            "March 2nd, 2026",
            "02/Mar/26",
            "2-Mar-2026",
            "02.03.2026",
            "Mon, 2 Mar 2026",
            "Monday, March 2, 2026",
            "46083",
        ] {
            check(text, "2026-03-02T00:00:00");
        }
    }

    #[test]
    fn a_time_and_a_zone_may_follow() {
        check("10/Jan/26 11:19 AM", "2026-01-10T11:19:00");
        check("10/Jan/26 12:05 AM", "2026-01-10T00:05:00");
        check("2026-01-10 23:59:59.5", "2026-01-10T23:59:59.5");
        check_moment("2026-01-10T11:19:00+01:00", "2026-01-10T10:19:00Z");
        check_moment("2011-10-18T21:08:15.862-0500", "2011-10-19T02:08:15.862Z");
        check_moment(
            "Fri Apr 14 2023 10:00:00 GMT+0200 (Central European Summer Time)",
            "2023-04-14T08:00:00Z",
        );
        check_moment("2026-01-10T11:19:00Z", "2026-01-10T11:19:00Z");
        check_moment("2026-07-10T12:00:00 Europe/Berlin", "2026-07-10T10:00:00Z");
        check_moment("2026-03-29T02:30:00 Europe/Berlin", "2026-03-29T01:30:00Z");
    }

    #[test]
    fn day_and_month_are_never_guessed() {
        check_none("03/04/2026", NoDate::Ambiguous);
        check("25/04/2026", "2026-04-25T00:00:00");
        check("04/25/2026", "2026-04-25T00:00:00");
        check("04/04/2026", "2026-04-04T00:00:00");
        let day_first = parse("03/04/2026", Some(Order::DayFirst), Serials::From1900).unwrap();
        assert_eq!(day_first.day, Date::constant(2026, 4, 3));
        assert!(needs_order("03/04/26") && !needs_order("2026/03/04"));
        assert_eq!(evidence("3/25/26 10:00"), Some(Order::MonthFirst));
    }

    #[test]
    fn an_impossible_day_is_never_rolled_over() {
        for text in
            ["2026-02-30", "10000-01-01", "31/31/2026", "2026-01-01 25:00", "0", "60", "-1", "2958466"]
        {
            check_none(text, NoDate::Impossible);
        }
        for text in ["soon", "2026", "Q3", "2026-03", "12:30", "2026-03-02 x", "TBD 2026"] {
            let none = parse(text, None, Serials::From1900).unwrap_err();
            assert_ne!(none, NoDate::Ambiguous, "{text}");
        }
    }

    #[test]
    fn the_1904_system_is_1462_days_later() {
        let when = parse("46083", None, Serials::From1904).unwrap();
        assert_eq!(when.day, Date::constant(2030, 3, 3));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "[0-9A-Za-z/:.+ ()-]{0,30}") {
            let _ = parse(&text, None, Serials::From1900);
            let _ = (evidence(&text), needs_order(&text));
        }
    }
}
