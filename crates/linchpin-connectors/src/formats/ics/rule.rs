//! A rule of recurrence, as its parts say it (RFC 5545, section 3.3.10).

use jiff::civil::{DateTime, Weekday};

use super::super::quoted;
use super::time::{self, Written};

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frequency {
    Secondly,
    Minutely,
    Hourly,
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A rule whose parts are sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: i64,
    pub(super) count: Option<u64>,
    pub(super) until: Option<Written>,
    pub(super) week_start: Weekday,
    pub(super) months: Vec<i16>,
    pub(super) week_numbers: Vec<i16>,
    pub(super) year_days: Vec<i16>,
    pub(super) month_days: Vec<i16>,
    /// Weekdays, each with its place in the month or year; 0 is each of them.
    pub(super) weekdays: Vec<(i16, Weekday)>,
    pub(super) hours: Vec<i16>,
    pub(super) minutes: Vec<i16>,
    pub(super) seconds: Vec<i16>,
    pub(super) positions: Vec<i16>,
}

impl Rule {
    /// Reads the parts of a rule; says why it cannot be followed if it cannot.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim().to_ascii_uppercase();
        let mut parts: Vec<(&str, &str)> = Vec::new();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) =
                part.split_once('=').ok_or_else(|| format!("{} is no part of one", quoted(part)))?;
            if parts.iter().any(|(known, _)| *known == name) {
                return Err(format!("{} is given twice", quoted(name)));
            }
            if !PARTS.contains(&name) {
                return Err(format!("there is no part {}", quoted(name)));
            }
            parts.push((name, value));
        }
        let parts = Parts(parts);
        let rule = Self {
            frequency: parts.frequency()?,
            interval: parts.number("INTERVAL")?.unwrap_or(1),
            count: parts.number("COUNT")?.map(|count| count as u64),
            until: parts.until()?,
            week_start: parts.get("WKST").map(weekday).transpose()?.unwrap_or(Weekday::Monday),
            months: parts.list("BYMONTH", 12, false)?,
            week_numbers: parts.list("BYWEEKNO", 53, true)?,
            year_days: parts.list("BYYEARDAY", 366, true)?,
            month_days: parts.list("BYMONTHDAY", 31, true)?,
            weekdays: parts.weekdays()?,
            hours: parts.clock("BYHOUR", 23)?,
            minutes: parts.clock("BYMINUTE", 59)?,
            seconds: parts.clock("BYSECOND", 60)?,
            positions: parts.list("BYSETPOS", 366, true)?,
        };
        rule.sound()
    }

    /// Parts that cannot stand beside each other.
    fn sound(self) -> Result<Self, String> {
        use Frequency::{Daily, Monthly, Weekly, Yearly};
        let wrong = |part: &str| Err(format!("{part} does not go with its frequency"));
        let has_place = self.weekdays.iter().any(|(place, _)| *place != 0);
        let is = |frequencies: &[Frequency]| frequencies.contains(&self.frequency);
        match () {
            () if !self.week_numbers.is_empty() && !is(&[Yearly]) => wrong("BYWEEKNO"),
            () if !self.year_days.is_empty() && is(&[Daily, Weekly, Monthly]) => wrong("BYYEARDAY"),
            () if !self.month_days.is_empty() && is(&[Weekly]) => wrong("BYMONTHDAY"),
            () if has_place && !is(&[Monthly, Yearly]) => wrong("BYDAY with a number"),
            () if has_place && !self.week_numbers.is_empty() => wrong("BYDAY with a number"),
            () if !self.positions.is_empty() && self.frequency < Daily => wrong("BYSETPOS"),
            () if !self.positions.is_empty() && !self.has_lists() => {
                Err("BYSETPOS has nothing to choose from".into())
            }
            () => Ok(self),
        }
    }

    fn has_lists(&self) -> bool {
        let lists = [
            &self.months,
            &self.week_numbers,
            &self.year_days,
            &self.month_days,
            &self.hours,
            &self.minutes,
            &self.seconds,
        ];
        !self.weekdays.is_empty() || lists.into_iter().any(|list| !list.is_empty())
    }

    /// The last civil time that counts, for occurrences that are counted in the zone whose times `in_zone` gives.
    pub(super) fn last(&self, in_zone: impl Fn(DateTime) -> DateTime) -> Option<DateTime> {
        self.until.map(|until| match until {
            Written::Day(day) => day.at(23, 59, 59, 0),
            Written::Local(at) => at,
            Written::Utc(at) => in_zone(at),
        })
    }
}

const PARTS: [&str; 14] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYMONTH",
    "BYWEEKNO",
    "BYYEARDAY",
    "BYMONTHDAY",
    "BYDAY",
    "BYHOUR",
    "BYMINUTE",
    "BYSECOND",
    "BYSETPOS",
];

struct Parts<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Parts<'t> {
    fn get(&self, name: &str) -> Option<&'t str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn frequency(&self) -> Result<Frequency, String> {
        Ok(match self.get("FREQ").ok_or("it has no FREQ")? {
            "SECONDLY" => Frequency::Secondly,
            "MINUTELY" => Frequency::Minutely,
            "HOURLY" => Frequency::Hourly,
            "DAILY" => Frequency::Daily,
            "WEEKLY" => Frequency::Weekly,
            "MONTHLY" => Frequency::Monthly,
            "YEARLY" => Frequency::Yearly,
            other => return Err(format!("there is no frequency {}", quoted(other))),
        })
    }

    /// A whole number from 1; those beyond any plan are brought down.
    fn number(&self, name: &str) -> Result<Option<i64>, String> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse::<i64>().unwrap_or(i64::MAX).min(1_000_000_000_000));
        match number.filter(|number| *number > 0) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{name} is {}, not a whole number from 1", quoted(text))),
        }
    }

    fn until(&self) -> Result<Option<Written>, String> {
        let Some(text) = self.get("UNTIL") else { return Ok(None) };
        // A rule until the year 9999 has no end.
        if text.starts_with("9999") {
            return Ok(None);
        }
        match time::written(text) {
            Ok((until, _)) => Ok(Some(until)),
            Err(_) => Err(format!("UNTIL is {}, which is no date", quoted(text))),
        }
    }

    /// Whole numbers from 1 to a bound, counted from the end where they are negative.
    fn list(&self, name: &str, most: i16, negative: bool) -> Result<Vec<i16>, String> {
        self.numbers(name, |number| number != 0 && number.abs() <= most && (negative || number > 0))
    }

    /// Whole numbers from 0 to a bound.
    fn clock(&self, name: &str, most: i16) -> Result<Vec<i16>, String> {
        let numbers = self.numbers(name, |number| (0..=most).contains(&number))?;
        Ok(numbers.into_iter().map(|number| if number == 60 { 59 } else { number }).collect())
    }

    fn numbers(&self, name: &str, fits: impl Fn(i16) -> bool) -> Result<Vec<i16>, String> {
        let Some(text) = self.get(name) else { return Ok(Vec::new()) };
        let number = |part: &str| part.trim().parse::<i16>().ok().filter(|number| fits(*number));
        let mut numbers: Vec<i16> = text
            .split(',')
            .map(|part| number(part).ok_or_else(|| format!("{name} has {}", quoted(part))))
            .collect::<Result<_, _>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    fn weekdays(&self) -> Result<Vec<(i16, Weekday)>, String> {
        let Some(text) = self.get("BYDAY") else { return Ok(Vec::new()) };
        let day = |part: &str| {
            let wrong = || format!("BYDAY has {}", quoted(part));
            let at = part.len().checked_sub(2).filter(|at| part.is_char_boundary(*at)).ok_or_else(wrong)?;
            let (place, day) = part.split_at(at);
            let place: i16 = match place {
                "" => 0,
                place => place
                    .parse()
                    .ok()
                    .filter(|place| *place != 0 && i16::abs(*place) <= 53)
                    .ok_or_else(wrong)?,
            };
            // No month has a sixth Monday.
            let in_month = self.get("FREQ") == Some("MONTHLY") || self.get("BYMONTH").is_some();
            match place.abs() > 5 && in_month {
                true => Err(wrong()),
                false => Ok((place, weekday(day)?)),
            }
        };
        text.split(',').map(|part| day(part.trim())).collect()
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    Ok(match text {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        other => return Err(format!("there is no weekday {}", quoted(other))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_with_a_part_that_cannot_be_is_not_followed() {
        let wrong = [
            ("", "no FREQ"),
            ("COUNT=2", "no FREQ"),
            ("FREQ=FORTNIGHTLY", "no frequency"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL is `0`"),
            ("FREQ=DAILY;INTERVAL=-1", "INTERVAL is `-1`"),
            ("FREQ=DAILY;COUNT=0", "COUNT is `0`"),
            ("FREQ=MONTHLY;BYDAY=9MO", "BYDAY has `9MO`"),
            ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY has `32`"),
            ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9999", "BYSETPOS has `9999`"),
            ("FREQ=MONTHLY;BYSETPOS=1", "nothing to choose from"),
            ("FREQ=DAILY;COUNT=2;COUNT=3", "given twice"),
            ("FREQ=DAILY;UNTIL=soon", "which is no date"),
            ("FREQ=WEEKLY;BYDAY=1MO", "does not go with"),
            ("FREQ=WEEKLY;BYMONTHDAY=1", "does not go with"),
            ("FREQ=DAILY;<b>", "is no part"),
            ("FREQ=DAILY;BYDAY=ß", "no weekday"),
        ];
        for (text, words) in wrong {
            let told = Rule::read(text).unwrap_err();
            assert!(told.contains(words), "{text}: {told}");
        }
        assert!(Rule::read("freq=yearly;until=99991231T000000Z;interval=99999999999999999999").is_ok());
    }
}
