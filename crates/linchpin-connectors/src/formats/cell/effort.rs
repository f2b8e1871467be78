//! Efforts and durations: sizes, points, `3d`, `1w 2d`, `1:30`, bare numbers in a named unit.

use std::collections::BTreeMap;

use linchpin_model::{Estimate, Size};

/// What a bare number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Points,
    Weeks,
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// Why a cell is no effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoEffort {
    Negative,
    TooMuch,
    Unknown,
}

/// Working minutes of a day: eight hours.
const DAY: f64 = 480.0;
/// Working days of a week and of a month.
const WEEK: f64 = 5.0 * DAY;
const MONTH: f64 = 20.0 * DAY;
/// More working minutes than this, a thousand years of one person, are a mistake.
const MOST_MINUTES: f64 = 1_000.0 * 260.0 * DAY;
/// More story points than this are a mistake.
const MOST_POINTS: f64 = 1_000_000.0;

impl Unit {
    fn minutes(self) -> f64 {
        match self {
            Self::Weeks => WEEK,
            Self::Days | Self::Points => DAY,
            Self::Hours => 60.0,
            Self::Minutes => 1.0,
            Self::Seconds => 1.0 / 60.0,
        }
    }
}

/// An estimate: a size, points, or working time.
pub(crate) fn estimate(text: &str, unit: Unit, sizes: &BTreeMap<String, Size>) -> Result<Estimate, NoEffort> {
    let is_word = text.starts_with(char::is_alphabetic) || !sizes.is_empty();
    let by_word = || sizes.get(&super::text::folded(text)).copied().or_else(|| size(text));
    if let Some(size) = is_word.then(by_word).flatten() {
        return Ok(Estimate::Size(size));
    }
    let points = match unit {
        Unit::Points => text.split_whitespace().next().and_then(super::number::decimal),
        _ => None,
    };
    match points {
        Some(points) if points < 0.0 => Err(NoEffort::Negative),
        Some(points) if points > MOST_POINTS => Err(NoEffort::TooMuch),
        Some(points) => Ok(Estimate::Points { thousandths: (points * 1_000.0).round() as u32 }),
        None => match range(text) {
            Some(range) => Ok(range),
            None => minutes(text, unit).map(|minutes| Estimate::Single { minutes }),
        },
    }
}

/// `2d/3d/5d`: low, likely and high, each with its unit.
fn range(text: &str) -> Option<Estimate> {
    let mut parts = text.split('/').map(|part| parts(part.trim()).filter(|minutes| *minutes <= MOST_MINUTES));
    let (low, likely, high) = (parts.next()??, parts.next()??, parts.next()??);
    let fits = parts.next().is_none() && 0.0 <= low && low <= likely && likely <= high;
    fits.then_some(Estimate::Range { low: low as u32, likely: likely as u32, high: high as u32 })
}

/// Working minutes as a text that [`minutes`] reads again: `3d`, `4h`, `45m`.
pub(crate) fn written(minutes: u32) -> String {
    match minutes {
        minutes if minutes % 480 == 0 => format!("{}d", minutes / 480),
        minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
        minutes => format!("{minutes}m"),
    }
}

/// An estimate as a text that [`estimate`] reads again, in story points only where the unit is points.
pub(crate) fn written_estimate(estimate: &Estimate) -> String {
    match estimate {
        Estimate::Single { minutes } => written(*minutes),
        Estimate::Range { low, likely, high } => {
            format!("{}/{}/{}", written(*low), written(*likely), written(*high))
        }
        Estimate::Size(size) => format!("{size:?}"),
        Estimate::Points { thousandths } => (f64::from(*thousandths) / 1_000.0).to_string(),
    }
}

/// Working minutes: `1w 2d 4h 30m`, `3 days`, `1:30` in hours and minutes, or a bare number in this unit.
pub(crate) fn minutes(text: &str, unit: Unit) -> Result<u32, NoEffort> {
    let text = text.trim();
    let minutes = match super::number::decimal(text) {
        Some(number) => number * unit.minutes(),
        None => clock(text).or_else(|| parts(text)).ok_or(NoEffort::Unknown)?,
    };
    match minutes {
        minutes if minutes < 0.0 => Err(NoEffort::Negative),
        minutes if minutes > MOST_MINUTES => Err(NoEffort::TooMuch),
        minutes => Ok(minutes.round() as u32),
    }
}

/// A T-shirt size by its letters or its name.
pub(crate) fn size(text: &str) -> Option<Size> {
    match super::text::folded(text).as_str() {
        "s" | "small" => Some(Size::S),
        "m" | "medium" => Some(Size::M),
        "l" | "large" => Some(Size::L),
        "xl" | "xlarge" | "extralarge" => Some(Size::XL),
        "xxl" | "2xl" | "xxlarge" | "extraextralarge" => Some(Size::XXL),
        _ => None,
    }
}

/// `1:30` is an hour and a half.
fn clock(text: &str) -> Option<f64> {
    let (hours, minutes) = text.split_once(':')?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = is_digits(hours) && (1..=6).contains(&hours.len()) && is_digits(minutes) && minutes.len() == 2;
    let minutes: f64 = fits.then(|| minutes.parse().ok()).flatten().filter(|minutes| *minutes < 60.0)?;
    Some(hours.parse::<f64>().ok()? * 60.0 + minutes)
}

/// The sum of numbers with units, one after the other.
fn parts(text: &str) -> Option<f64> {
    let mut rest = text.trim_end_matches('?');
    let sign = if rest.starts_with('-') { -1.0 } else { 1.0 };
    rest = rest.trim_start_matches('-');
    if rest.is_empty() {
        return None;
    }
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number = super::number::decimal(&rest[..end])?;
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        sum += number * word(&rest[..end])?;
        rest = rest[end..].trim_start_matches([' ', ',']);
    }
    Some(sign * sum)
}

/// The working minutes of one unit.
pub(crate) fn word(word: &str) -> Option<f64> {
    match word.to_ascii_lowercase().as_str() {
        "m" | "min" | "mins" | "minute" | "minutes" => Some(1.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60.0),
        "d" | "day" | "days" => Some(DAY),
        "w" | "wk" | "wks" | "week" | "weeks" => Some(WEEK),
        "mo" | "mon" | "mons" | "month" | "months" => Some(MONTH),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, unit: Unit, wanted: u32) {
        assert_eq!(minutes(text, unit), Ok(wanted), "{text}");
    }

    #[test]
    fn working_time_is_read_in_every_usual_form() {
        check("3d", Unit::Hours, 1_440);
        check("2w", Unit::Days, 4_800);
        check("1w 2d 4h 30m", Unit::Days, 2_400 + 960 + 240 + 30);
        check("3 days", Unit::Days, 1_440);
        check("5 days?", Unit::Days, 2_400);
        check("1:30", Unit::Days, 90);
        check("0.5", Unit::Days, 240);
        check("7200", Unit::Seconds, 120);
        check("4", Unit::Hours, 240);
    }

    #[test]
    fn points_and_sizes_are_no_days() {
        let none = BTreeMap::new();
        assert_eq!(estimate("2.5", Unit::Points, &none), Ok(Estimate::Points { thousandths: 2_500 }));
        assert_eq!(estimate("XL", Unit::Days, &none), Ok(Estimate::Size(Size::XL)));
        let sizes = BTreeMap::from([("tiny".to_owned(), Size::S)]);
        assert_eq!(estimate("Tiny", Unit::Days, &sizes), Ok(Estimate::Size(Size::S)));
    }

    #[test]
    fn an_estimate_that_was_written_is_read_again() {
        let range = Estimate::Range { low: 90, likely: 480, high: 1_440 };
        for written in [range, Estimate::Size(Size::XXL), Estimate::Single { minutes: 45 }] {
            let text = written_estimate(&written);
            assert_eq!(estimate(&text, Unit::Days, &BTreeMap::new()), Ok(written), "{text}");
        }
        for none in ["3d/2d/1d", "1/2/3", "1d/2d"] {
            assert_eq!(estimate(none, Unit::Days, &BTreeMap::new()), Err(NoEffort::Unknown), "{none}");
        }
    }

    #[test]
    fn what_is_no_effort_is_told_apart() {
        assert_eq!(minutes("-5", Unit::Days), Err(NoEffort::Negative));
        assert_eq!(minutes("-3d", Unit::Days), Err(NoEffort::Negative));
        assert_eq!(minutes("999999999999", Unit::Days), Err(NoEffort::TooMuch));
        for text in ["", "1e400", "NaN", "1,5", "0x10", "3x", "d", "1:75"] {
            assert_eq!(minutes(text, Unit::Days), Err(NoEffort::Unknown), "{text}");
        }
    }
}
