//! How effort, time and lags are written: `5d`, `1.5w`, `3-5-8d`, `+2d`, `-1h`, `+3ed`, `+50%`.

use linchpin_model::{Calendar, Lag};

/// No amount of a plan is longer, in working days.
const MOST_DAYS: u64 = 100_000;

/// An amount of work or time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    /// Thousandths of the unit.
    pub(super) thousandths: u64,
    /// What is counted.
    pub(super) unit: Unit,
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
}

/// An effort as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// One number.
    Single(Amount),
    /// Low, likely, high.
    Range([Amount; 3]),
}

/// A lag as written; a lead is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenLag {
    Working { lead: bool, amount: Amount },
    Elapsed { lead: bool, amount: Amount },
    Percent { lead: bool, hundredths: u32 },
}

/// How long the units are in one plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    /// Minutes of an ordinary working day.
    pub(super) day: u64,
    /// Minutes of an ordinary week.
    pub(super) week: u64,
}

impl Units {
    /// As one calendar has them.
    pub(super) fn of(calendar: &Calendar) -> Self {
        let day = u64::try_from(calendar.day_minutes()).unwrap_or(480).max(1);
        let week: i32 = calendar.week.days().iter().map(|hours| hours.minutes()).sum();
        let week = match u64::try_from(week).unwrap_or(0) {
            0 => day * 5,
            minutes => minutes,
        };
        Self { day, week }
    }

    /// Working minutes, to the nearest.
    pub(super) fn minutes(self, amount: Amount) -> u32 {
        let unit = match amount.unit {
            Unit::Minutes => 1,
            Unit::Hours => 60,
            Unit::Days => self.day,
            Unit::Weeks => self.week,
        };
        nearest(amount.thousandths, unit)
    }

    /// Working days, a begun day counting whole.
    pub(super) fn days(self, amount: Amount) -> u32 {
        let minutes = u64::from(self.minutes(amount));
        u32::try_from(minutes.div_ceil(self.day)).unwrap_or(u32::MAX)
    }

    /// The lag as the model has it.
    pub(super) fn lag(self, written: WrittenLag) -> Lag {
        let clock = Units { day: 1_440, week: 10_080 };
        match written {
            WrittenLag::Working { lead, amount } => Lag::Working(signed(lead, self.minutes(amount))),
            WrittenLag::Elapsed { lead, amount } => Lag::Elapsed(signed(lead, clock.minutes(amount))),
            WrittenLag::Percent { lead, hundredths } => Lag::Percent(signed(lead, hundredths)),
        }
    }
}

fn nearest(thousandths: u64, unit: u64) -> u32 {
    let minutes = thousandths.saturating_mul(unit).saturating_add(500) / 1_000;
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

fn signed(negative: bool, value: u32) -> i32 {
    let value = i32::try_from(value).unwrap_or(i32::MAX);
    if negative { -value } else { value }
}

/// Reads an effort: one amount, low-high, or low-likely-high. The error says what is wrong, and what would be right.
pub(super) fn effort(word: &str) -> Result<Effort, (String, String)> {
    let parts: Vec<&str> = word.split(['-', '–']).collect();
    let last = amount(parts.last().copied().unwrap_or_default()).ok_or_else(|| no_amount(word))?;
    let part = |text: &str| match thousandths(text) {
        Some(thousandths) => bounded(Amount { thousandths, unit: last.unit }),
        None => amount(text),
    };
    let read: Option<Vec<Amount>> = parts.iter().map(|text| part(text)).collect();
    match read.ok_or_else(|| no_amount(word))?.as_slice() {
        [single] => Ok(Effort::Single(*single)),
        [low, high] => rising(word, [*low, between(*low, *high), *high]),
        [low, likely, high] => rising(word, [*low, *likely, *high]),
        _ => Err((
            format!("`{word}` has too many numbers for a range."),
            "Write low, likely, high, as in `3-5-8d`.".into(),
        )),
    }
}

fn no_amount(word: &str) -> (String, String) {
    (
        format!("`{word}` is no amount of work."),
        "Write minutes, hours, days or weeks: `30m`, `4h`, `5d`, `2w`, or a range: `3-5-8d`.".into(),
    )
}

fn rising(word: &str, range: [Amount; 3]) -> Result<Effort, (String, String)> {
    let minutes = range.map(|amount| Units { day: 480, week: 2_400 }.minutes(amount));
    if minutes[0] <= minutes[1] && minutes[1] <= minutes[2] {
        Ok(Effort::Range(range))
    } else {
        Err((format!("The range `{word}` goes down."), "Write low, likely, high, as in `3-5-8d`.".into()))
    }
}

/// The likely value of a range with only two ends: the median of the lognormal whose P5 and P95 they are, which is their
/// geometric mean.
fn between(low: Amount, high: Amount) -> Amount {
    let units = Units { day: 480, week: 2_400 };
    let minutes = f64::from(units.minutes(low)) * f64::from(units.minutes(high));
    Amount { thousandths: (minutes.sqrt().round() as u64).saturating_mul(1_000), unit: Unit::Minutes }
}

/// Reads a number with its unit.
pub(super) fn amount(word: &str) -> Option<Amount> {
    let (number, unit) = word.split_at(word.char_indices().next_back()?.0);
    let unit = match unit {
        "m" => Unit::Minutes,
        "h" => Unit::Hours,
        "d" => Unit::Days,
        "w" => Unit::Weeks,
        _ => return None,
    };
    bounded(Amount { thousandths: thousandths(number)?, unit })
}

fn bounded(amount: Amount) -> Option<Amount> {
    let minutes = Units { day: 480, week: 2_400 }.minutes(amount);
    (u64::from(minutes) <= MOST_DAYS * 480).then_some(amount)
}

/// Reads story points: `3pt`, `0.5pt`. Thousandths of a point.
pub(super) fn points(word: &str) -> Option<u32> {
    let number = word.strip_suffix("pts").or_else(|| word.strip_suffix("pt"))?;
    u32::try_from(thousandths(number)?).ok()
}

/// Reads a percentage from 0 to `most`: hundredths of a percent.
pub(super) fn percent(word: &str, most: u64) -> Option<u32> {
    let value = thousandths(word.strip_suffix('%')?)?;
    (value <= most * 1_000).then_some(u32::try_from(value / 10).ok()?)
}

/// Reads a decimal number of at most nine digits before the point and three behind: thousandths.
pub(super) fn thousandths(number: &str) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = !whole.is_empty() && whole.len() <= 9 && part.len() <= 3 && digits(whole) && digits(part);
    if !plain || number.ends_with('.') {
        return None;
    }
    let part = format!("{part:0<3}");
    Some(whole.parse::<u64>().ok()? * 1_000 + part.parse::<u64>().ok()?)
}

/// Reads a lag: a sign, an amount, with an `e` before the unit where it is by the clock, or a percentage.
pub(super) fn lag(word: &str) -> Option<WrittenLag> {
    let lead = word.starts_with(['-', '–', '−']);
    let number = word.strip_prefix(['+', '-', '–', '−'])?;
    if let Some(hundredths) = percent(number, 1_000) {
        return Some(WrittenLag::Percent { lead, hundredths });
    }
    let unit = number.char_indices().next_back()?.0;
    match number[..unit].strip_suffix('e') {
        Some(digits) => {
            let amount = amount(&format!("{digits}{}", &number[unit..]))?;
            Some(WrittenLag::Elapsed { lead, amount })
        }
        None => amount(number).map(|amount| WrittenLag::Working { lead, amount }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_effort(word: &str, minutes: &[u32]) {
        let units = Units { day: 480, week: 2_400 };
        let read = match effort(word) {
            Ok(Effort::Single(amount)) => vec![units.minutes(amount)],
            Ok(Effort::Range(range)) => range.map(|amount| units.minutes(amount)).to_vec(),
            Err((message, _)) => panic!("{message}"),
        };
        assert_eq!(read, minutes, "{word}");
    }

    #[test]
    fn an_effort_is_one_number_or_a_range_whose_parts_share_the_last_unit() {
        check_effort("5d", &[2_400]);
        check_effort("2w", &[4_800]);
        check_effort("1.5h", &[90]);
        check_effort("0d", &[0]);
        check_effort("3-5-8d", &[1_440, 2_400, 3_840]);
        check_effort("4h-1d-2w", &[240, 480, 4_800]);
        check_effort("3–5–8d", &[1_440, 2_400, 3_840]);
    }

    #[test]
    fn a_range_of_two_ends_has_their_geometric_mean_as_its_likely_value() {
        check_effort("2-8d", &[960, 1_920, 3_840]);
    }

    #[test]
    fn what_is_no_effort_is_refused() {
        for word in ["5", "5x", "d", "", "8-5-3d", "1-2-3-4d", "5.d", "1e9d", "9999999w", "-5d", "５d"] {
            assert!(effort(word).is_err(), "{word}");
        }
    }

    #[test]
    fn a_lag_has_a_sign_and_is_working_elapsed_or_a_share() {
        let units = Units { day: 480, week: 2_400 };
        let read = |word: &str| lag(word).map(|written| units.lag(written));
        assert_eq!(read("+2d"), Some(Lag::Working(960)));
        assert_eq!(read("-1d"), Some(Lag::Working(-480)));
        assert_eq!(read("+3ed"), Some(Lag::Elapsed(4_320)));
        assert_eq!(read("-2ew"), Some(Lag::Elapsed(-20_160)));
        assert_eq!(read("+50%"), Some(Lag::Percent(5_000)));
        assert_eq!(read("2d"), None);
        assert_eq!(read("+2"), None);
        assert_eq!(read("+"), None);
    }
}
