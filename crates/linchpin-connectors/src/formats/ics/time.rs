//! Days, moments and durations as iCalendar writes them.

use jiff::civil::{Date, DateTime, Time};

use super::super::quoted;

/// Seconds of a hundred years, the longest duration that is read.
const MOST_SECONDS: i64 = 100 * 366 * 86_400;

/// When something is, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A day.
    Day(Date),
    /// A time by the clock of a zone that is named beside it, or of whoever reads it.
    Local(DateTime),
    /// A time in UTC.
    Utc(DateTime),
}

impl Written {
    /// The civil time; midnight of a day.
    pub(super) fn civil(self) -> DateTime {
        match self {
            Self::Day(day) => day.at(0, 0, 0, 0),
            Self::Local(at) | Self::Utc(at) => at,
        }
    }
}

/// What a text says of time, with a word about it if it is not read as it stands.
pub(super) type Told<T> = Result<(T, Option<String>), String>;

/// Reads `20260302` or `20260302T080000`, with `Z` for UTC. Plans lie between 1900 and 2299; nothing is rolled over.
pub(super) fn written(text: &str) -> Told<Written> {
    let text = text.trim();
    let none = || format!("{} is not a date or a time; it is left out", quoted(text));
    let (plain, is_utc) = match text.strip_suffix(['Z', 'z']) {
        Some(plain) => (plain, true),
        None => (text, false),
    };
    let (day, time) = match plain.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (plain, None),
    };
    let day = date(day).ok_or_else(none)?;
    if !(1900..2300).contains(&day.year()) {
        return Err(format!("{} is read as no date: plans lie between 1900 and 2299", quoted(text)));
    }
    let Some(time) = time else {
        return if is_utc { Err(none()) } else { Ok((Written::Day(day), None)) };
    };
    let (at, is_leap) = clock(time).ok_or_else(none)?;
    let at = day.to_datetime(at);
    let word = format!("{} names a leap second; it is read as the last second before it", quoted(text));
    Ok((if is_utc { Written::Utc(at) } else { Written::Local(at) }, is_leap.then_some(word)))
}

fn date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()
}

/// A time of day, and whether it names a leap second.
fn clock(text: &str) -> Option<(Time, bool)> {
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| text[at..at + 2].parse::<i8>().ok();
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    let time = Time::new(hour, minute, second.min(59), 0).ok()?;
    (second <= 60).then_some((time, second == 60))
}

/// Reads a duration such as `P2W`, `P1DT2H`, `-PT15M`, in seconds.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let text = text.trim();
    match parse_seconds(text) {
        Some(seconds) if seconds.abs() <= MOST_SECONDS => Ok(seconds),
        Some(_) => Err(format!("the duration {} is longer than 100 years; it is left out", quoted(text))),
        None => Err(format!("{} is not a duration such as P1DT2H; it is left out", quoted(text))),
    }
}

/// Saturates far beyond the limit.
fn parse_seconds(text: &str) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
    if time == Some("") || rest.is_empty() {
        return None;
    }
    let days = sum(days, &[('W', 604_800), ('D', 86_400)])?;
    let time = sum(time.unwrap_or(""), &[('H', 3_600), ('M', 60), ('S', 1)])?;
    let all = days.saturating_add(time);
    Some(if negative { -all } else { all })
}

/// Numbers with units, each unit at most once and in order.
fn sum(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut all: i64 = 0;
    let mut units = units.iter();
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
        let number: i64 = text[..end].parse().unwrap_or(i64::MAX);
        let unit = text[end..].chars().next()?;
        let (_, length) = units.find(|(letter, _)| *letter == unit)?;
        all = all.saturating_add(number.saturating_mul(*length));
        text = &text[end + unit.len_utf8()..];
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read_and_what_is_none_is_told() {
        let read = |text: &str| written(text).map(|(written, _)| written).ok();
        let at = |text: &str| text.parse::<DateTime>().unwrap();
        assert_eq!(read("20260302"), Some(Written::Day("2026-03-02".parse().unwrap())));
        assert_eq!(read("20260302T080000"), Some(Written::Local(at("2026-03-02T08:00"))));
        assert_eq!(read(" 20260302T080000Z "), Some(Written::Utc(at("2026-03-02T08:00"))));
        assert_eq!(read("20261231T235960Z"), Some(Written::Utc(at("2026-12-31T23:59:59"))));
        for text in
            ["", "2026-03-02", "20260230", "20260302Z", "20260302T250000", "20260302T0800", "202603020"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert!(written("99991231").unwrap_err().contains("between 1900 and 2299"));
        assert!(written("20261231T235960Z").unwrap().1.unwrap().contains("leap second"));
    }

    #[test]
    fn durations_are_read_in_all_forms_and_never_overflow() {
        let forms = [
            ("P2W", Some(1_209_600)),
            ("P1DT2H3M4S", Some(93_784)),
            ("-PT15M", Some(-900)),
            ("+P1D", Some(86_400)),
            ("PT0S", Some(0)),
            ("P", None),
            ("PT", None),
            ("P1M", None),
            ("PT1M2H", None),
            ("two weeks", None),
            ("P999999999W", None),
            ("P99999999999999999999999W", None),
        ];
        for (text, want) in forms {
            assert_eq!(seconds(text).ok(), want, "{text}");
        }
    }
}
