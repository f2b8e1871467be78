//! Moments as a person gives them: a day, a moment, or so long ago.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::moment::Moment;

/// Which end of a day is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayEnd {
    /// Its first instant: since that day.
    First,
    /// Its last: as of that day.
    Last,
}

/// Years of which a hub can tell; what lies beyond is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads `2026-03-02`, `2026-03-02T09:00:00Z`, `3d`, `2w` or `now`; a day is in UTC. None if it is none of these, or not from
/// 1900 to 2199.
pub fn moment_told(text: &str, now: Moment, end: DayEnd) -> Option<Moment> {
    if text == "now" {
        return Some(now);
    }
    let moment = text.parse::<Moment>().ok();
    let moment = moment.or_else(|| Some(of_day(text.parse().ok()?, end))).or_else(|| ago(text, now));
    moment.filter(|moment| YEARS.contains(&moment.date().year()))
}

fn of_day(day: Date, end: DayEnd) -> Moment {
    match end {
        DayEnd::First => Moment::start_of(day),
        DayEnd::Last => {
            let next = day.checked_add(1.day()).and_then(|next| next.to_zoned(TimeZone::UTC));
            next.map_or(Moment::MAX, |next| Moment::from_ms(next.timestamp().as_millisecond() - 1))
        }
    }
}

fn ago(text: &str, now: Moment) -> Option<Moment> {
    let unit = text.chars().last()?;
    let count: i64 =
        text[..text.len() - unit.len_utf8()].parse().ok().filter(|count| (0..100_000).contains(count))?;
    let days = match unit {
        'd' => count,
        'w' => count * 7,
        _ => return None,
    };
    Some(Moment::from_ms(now.as_ms() - days * 86_400_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, end: DayEnd, expected: &str) {
        let now: Moment = "2026-03-16T12:00:00Z".parse().expect("a moment");
        assert_eq!(moment_told(text, now, end).map(|moment| moment.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn days_moments_and_spans_are_read() {
        check("now", DayEnd::Last, "2026-03-16T12:00:00Z");
        check("2026-03-02", DayEnd::First, "2026-03-02T00:00:00Z");
        check("2026-03-02", DayEnd::Last, "2026-03-02T23:59:59.999Z");
        check("2026-03-02T10:00:00+01:00", DayEnd::Last, "2026-03-02T09:00:00Z");
        check("2w", DayEnd::Last, "2026-03-02T12:00:00Z");
        for text in
            ["", "soon", "2026-02-30", "d", "-1d", "9999999999d", "9999-12-31", "0001-01-01", "99999d"]
        {
            let now: Moment = "2026-03-16T12:00:00Z".parse().expect("a moment");
            assert_eq!(moment_told(text, now, DayEnd::Last), None, "{text}");
        }
    }
}
