//! Days as people write them, in both directions.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use linchpin_model::Moment;

/// The day that a text such as `2 Mar 2026` or `2026-03-02` names. Panics if it names none.
pub fn date(text: &str) -> Date {
    text.parse()
        .or_else(|_| strtime::parse("%d %b %Y", text).and_then(|parsed| parsed.to_date()))
        .unwrap_or_else(|error| panic!("`{text}` is no day: {error}"))
}

/// Nine in the morning of a day in UTC, when an ordinary working day begins.
pub fn morning(text: &str) -> Moment {
    at(date(text), 9)
}

/// Five in the afternoon of a day in UTC, when an ordinary working day ends.
pub fn evening(text: &str) -> Moment {
    at(date(text), 17)
}

fn at(day: Date, hour: i8) -> Moment {
    let local: DateTime = day.to_datetime(Time::constant(hour, 0, 0, 0));
    let zoned = local.to_zoned(TimeZone::UTC).expect("every day has these hours in UTC");
    zoned.timestamp().into()
}

/// `2 Mar`.
pub fn day(date: Date) -> String {
    format!("{} {}", date.day(), date.strftime("%b"))
}

/// `23 Mar - 3 Apr`, or `23 Mar` for a single day. Both days are included.
pub fn days(first: Date, last: Date) -> String {
    match first == last {
        true => day(first),
        false => format!("{} - {}", day(first), day(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written_as_people_do() {
        assert_eq!(day(date("2 Mar 2026")), "2 Mar");
        assert_eq!(date("2026-03-02"), date("2 Mar 2026"));
        assert_eq!(days(date("23 Mar 2026"), date("3 Apr 2026")), "23 Mar - 3 Apr");
        assert_eq!(days(date("23 Mar 2026"), date("23 Mar 2026")), "23 Mar");
        assert_eq!(evening("2 Mar 2026").to_string(), "2026-03-02T17:00:00Z");
    }
}
