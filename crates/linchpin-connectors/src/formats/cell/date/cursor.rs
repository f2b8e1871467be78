//! The parts of a date as they come in the text of a cell: weekday, day, month, year, time.

use jiff::civil::{Date, Time};

use super::{NoDate, Order, calendar, is_weekday, long_year, month};

/// What is left of the cell's text.
pub(super) struct Cursor<'a>(pub(super) &'a str);

impl<'a> Cursor<'a> {
    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn digits(&mut self) -> &'a str {
        self.take(|c| c.is_ascii_digit())
    }

    fn word(&mut self) -> &'a str {
        self.take(|c| c.is_ascii_alphabetic())
    }

    pub(super) fn skip(&mut self, marks: &[char]) {
        self.0 = self.0.trim_start_matches(marks);
    }

    pub(super) fn date(&mut self, order: Option<Order>) -> Result<Date, NoDate> {
        const BETWEEN: [char; 5] = [' ', '/', '-', ',', '.'];
        let mut word = self.word();
        if is_weekday(word) {
            self.skip(&BETWEEN);
            word = self.word();
        }
        if !word.is_empty() {
            let month = month(word).ok_or(NoDate::Unknown)?;
            self.skip(&BETWEEN);
            let day = self.digits();
            self.ordinal();
            self.skip(&BETWEEN);
            return self.with_year(day, &month);
        }
        let first = self.digits();
        self.ordinal();
        let mark = self.0.chars().next().ok_or(NoDate::Unknown)?;
        if first.is_empty() || !BETWEEN.contains(&mark) {
            return Err(NoDate::Unknown);
        }
        self.skip(&BETWEEN);
        let word = self.word();
        if !word.is_empty() {
            let month = month(word).ok_or(NoDate::Unknown)?;
            self.skip(&BETWEEN);
            return self.with_year(first, &month);
        }
        let second = self.digits();
        if second.is_empty() || !self.0.starts_with(mark) {
            return Err(NoDate::Unknown);
        }
        self.skip(&[mark]);
        if first.len() >= 4 {
            return calendar(first, second, self.digits());
        }
        self.in_order(first, second, if mark == '.' { Some(Order::DayFirst) } else { order })
    }

    fn in_order(&mut self, first: &str, second: &str, order: Option<Order>) -> Result<Date, NoDate> {
        let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        let order = match (number(first) > 12, number(second) > 12) {
            (true, true) => return Err(NoDate::Impossible),
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            (false, false) if number(first) == number(second) => Some(Order::DayFirst),
            (false, false) => order,
        };
        match order.ok_or(NoDate::Ambiguous)? {
            Order::DayFirst => self.with_year(first, second),
            Order::MonthFirst => self.with_year(second, first),
        }
    }

    fn with_year(&mut self, day: &str, month: &str) -> Result<Date, NoDate> {
        if day.is_empty() {
            return Err(NoDate::Unknown);
        }
        let year = self.digits();
        if year.is_empty() {
            return Err(NoDate::Unknown);
        }
        calendar(&long_year(year)?, month, day)
    }

    fn ordinal(&mut self) {
        let rest = ["st", "nd", "rd", "th"].iter().find_map(|end| self.0.strip_prefix(end));
        self.0 = rest.unwrap_or(self.0);
    }

    pub(super) fn time(&mut self) -> Result<Option<Time>, NoDate> {
        let hour = self.digits();
        if hour.is_empty() {
            return Ok(None);
        }
        let (minute, second, fraction) = (self.after(':')?, self.after(':')?, self.after('.')?);
        if minute.is_empty() {
            return Err(NoDate::Unknown);
        }
        self.skip(&[' ', '\u{a0}', '\u{202f}']);
        let half = ["AM", "PM", "am", "pm"].into_iter().find(|half| self.0.starts_with(half));
        if let Some(half) = half {
            self.0 = &self.0[half.len()..];
        }
        let hour = clock_hour(hour, half)?;
        let number = |text: &str| {
            if text.is_empty() { Ok(0) } else { text.parse::<i8>() }
        };
        let nanoseconds = format!("{fraction:0<9}")[..9].parse().map_err(|_| NoDate::Impossible)?;
        let minute = number(minute).map_err(|_| NoDate::Impossible)?;
        let second = number(second).map_err(|_| NoDate::Impossible)?;
        Time::new(hour, minute, second, nanoseconds).map(Some).map_err(|_| NoDate::Impossible)
    }

    /// The digits after a mark; nothing where the mark does not follow.
    fn after(&mut self, mark: char) -> Result<&'a str, NoDate> {
        let Some(rest) = self.0.strip_prefix(mark) else {
            return Ok("");
        };
        self.0 = rest;
        let digits = self.digits();
        if digits.is_empty() { Err(NoDate::Unknown) } else { Ok(digits) }
    }
}

fn clock_hour(hour: &str, half: Option<&str>) -> Result<i8, NoDate> {
    let hour: i8 = hour.parse().map_err(|_| NoDate::Impossible)?;
    match half {
        None => Ok(hour),
        Some(_) if !(1..=12).contains(&hour) => Err(NoDate::Impossible),
        Some("AM" | "am") => Ok(hour % 12),
        Some(_) => Ok(hour % 12 + 12),
    }
}
