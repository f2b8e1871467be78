//! On which dates does a rule of recurrence fall? As many as anybody plans with, and never a search without an end.

use jiff::civil::{Date, DateTime};
use jiff::{ToSpan, Unit};

use super::rule::{Frequency, Rule};

/// Occurrences of one event that are read, at most.
pub(super) const MOST: usize = 1_000;
/// Candidates that are looked at for one rule, at most.
const STEPS: usize = 200_000;

/// The span of time in which occurrences are looked for; its end is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: DateTime,
    pub(super) until: DateTime,
}

/// Where a rule falls.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// Civil times in the zone of the start, in order.
    pub(super) at: Vec<DateTime>,
    /// Whether there may be more that were not looked for.
    pub(super) is_cut: bool,
}

/// The occurrences of a rule from its start on that lie in the window. `last` is the last time that counts, if the rule ends.
pub(super) fn dates(rule: &Rule, start: DateTime, last: Option<DateTime>, window: Window) -> Dates {
    let rule = with_defaults(rule, start);
    let mut found = Found { rule: &rule, start, last, window, count: 0, steps: 0, dates: Dates::default() };
    if rule.frequency < Frequency::Daily {
        found.by_the_clock();
    } else {
        found.by_periods();
    }
    found.dates
}

/// What a rule does not say is as its start has it.
fn with_defaults(rule: &Rule, start: DateTime) -> Rule {
    use Frequency::{Daily, Hourly, Minutely, Monthly, Weekly, Yearly};
    let mut rule = rule.clone();
    let says_days = !(rule.month_days.is_empty() && rule.weekdays.is_empty() && rule.year_days.is_empty());
    match rule.frequency {
        Yearly if !says_days && !rule.week_numbers.is_empty() => rule.weekdays = vec![(0, start.weekday())],
        Yearly if !says_days => {
            if rule.months.is_empty() {
                rule.months = vec![i16::from(start.month())];
            }
            rule.month_days = vec![i16::from(start.day())];
        }
        Monthly if !says_days => rule.month_days = vec![i16::from(start.day())],
        Weekly if !says_days => rule.weekdays = vec![(0, start.weekday())],
        _ => {}
    }
    let fill = |list: &mut Vec<i16>, number: i8, from: Frequency| {
        if list.is_empty() && rule.frequency >= from {
            list.push(i16::from(number));
        }
    };
    fill(&mut rule.hours, start.hour(), Daily);
    fill(&mut rule.minutes, start.minute(), Hourly);
    fill(&mut rule.seconds, start.second(), Minutely);
    rule
}

struct Found<'r> {
    rule: &'r Rule,
    start: DateTime,
    last: Option<DateTime>,
    window: Window,
    count: u64,
    steps: usize,
    dates: Dates,
}

impl Found<'_> {
    /// Years, months, weeks or days, one after the other.
    fn by_periods(&mut self) {
        let times = self.times();
        for number in 0_i64.. {
            let Some((first, days)) = self.period(number) else { return };
            if first.at(0, 0, 0, 0) >= self.window.until {
                return self.cut_unless_over(first.at(0, 0, 0, 0));
            }
            self.steps += 1;
            let days = (0..days).filter_map(|offset| first.checked_add(offset.days()).ok());
            let days = days.filter(|day| fits_day(self.rule, *day));
            let all: Vec<DateTime> =
                days.flat_map(|day| times.iter().map(move |time| day.to_datetime(*time))).collect();
            self.steps += all.len();
            for at in chosen(all, &self.rule.positions) {
                if !self.take(at) {
                    return;
                }
            }
            if self.steps > STEPS {
                return self.dates.is_cut = true;
            }
        }
    }

    /// The times of a day, of which no more than the most occurrences can count.
    fn times(&self) -> Vec<jiff::civil::Time> {
        let rule = self.rule;
        let minutes =
            rule.hours.iter().flat_map(|hour| rule.minutes.iter().map(move |minute| (*hour, *minute)));
        let seconds =
            minutes.flat_map(|(hour, minute)| rule.seconds.iter().map(move |second| (hour, minute, *second)));
        let time =
            |(hour, minute, second)| jiff::civil::Time::new(hour as i8, minute as i8, second as i8, 0).ok();
        seconds.filter_map(time).take(MOST).collect()
    }

    /// The first day of a period and how many days it has.
    fn period(&self, number: i64) -> Option<(Date, i32)> {
        let offset = number.checked_mul(self.rule.interval)?;
        let offset = i32::try_from(offset).ok().filter(|offset| *offset < 200_000)?;
        let first = self.start.date();
        match self.rule.frequency {
            Frequency::Yearly => {
                let year = Date::new(i16::try_from(i32::from(first.year()) + offset).ok()?, 1, 1).ok()?;
                Some((year, i32::from(year.days_in_year())))
            }
            Frequency::Monthly => {
                let month = first.first_of_month().checked_add(offset.months()).ok()?;
                Some((month, i32::from(month.days_in_month())))
            }
            Frequency::Weekly => Some((week_of(first, self.rule).checked_add(offset.weeks()).ok()?, 7)),
            _ => Some((first.checked_add(offset.days()).ok()?, 1)),
        }
    }

    /// Hours, minutes or seconds, one after the other; days on which nothing falls are passed over.
    fn by_the_clock(&mut self) {
        let (unit, base) = match self.rule.frequency {
            Frequency::Hourly => (3_600, self.start.date().at(self.start.hour(), 0, 0, 0)),
            Frequency::Minutely => (60, self.start.date().at(self.start.hour(), self.start.minute(), 0, 0)),
            _ => (1, self.start),
        };
        let step = self.rule.interval.saturating_mul(unit);
        // Without a count, what lies before the window need not be walked through.
        let before = seconds_between(base, self.window.from).max(0) / step;
        let mut number: i64 = if self.rule.count.is_none() { before } else { 0 };
        loop {
            let at = number
                .checked_mul(step)
                .and_then(|seconds| base.checked_add(jiff::SignedDuration::from_secs(seconds)).ok());
            let Some(at) = at else { return };
            if at >= self.window.until {
                return self.cut_unless_over(at);
            }
            self.steps += 1;
            if self.steps > STEPS {
                return self.dates.is_cut = true;
            }
            if !fits_day(self.rule, at.date()) {
                let Ok(next) = at.date().tomorrow() else { return };
                let until = seconds_between(base, next.at(0, 0, 0, 0));
                number = (until + step - 1) / step;
                continue;
            }
            number += 1;
            for at in self.within(at) {
                if !self.take(at) {
                    return;
                }
            }
        }
    }

    /// The occurrences within one hour, minute or second.
    fn within(&self, at: DateTime) -> Vec<DateTime> {
        let rule = self.rule;
        let frequency = rule.frequency;
        let fits = |list: &[i16], number: i8| list.is_empty() || list.contains(&i16::from(number));
        let in_minute = frequency == Frequency::Hourly || fits(&rule.minutes, at.minute());
        let in_second = frequency >= Frequency::Minutely || fits(&rule.seconds, at.second());
        if !fits(&rule.hours, at.hour()) || !in_minute || !in_second {
            return Vec::new();
        }
        let own = |number: i8| vec![i16::from(number)];
        let minutes = if frequency == Frequency::Hourly { rule.minutes.clone() } else { own(at.minute()) };
        let seconds = if frequency >= Frequency::Minutely { rule.seconds.clone() } else { own(at.second()) };
        let seconds = &seconds;
        let pairs =
            minutes.into_iter().flat_map(|minute| seconds.iter().map(move |second| (minute, *second)));
        pairs.map(|(minute, second)| at.date().at(at.hour(), minute as i8, second as i8, 0)).collect()
    }

    /// Takes a candidate; false once there can be no more.
    fn take(&mut self, at: DateTime) -> bool {
        if at < self.start {
            return true;
        }
        if self.last.is_some_and(|last| at > last) {
            return false;
        }
        if at >= self.window.until {
            self.cut_unless_over(at);
            return false;
        }
        self.count += 1;
        if at >= self.window.from {
            self.dates.at.push(at);
        }
        if self.rule.count.is_some_and(|most| self.count >= most) {
            return false;
        }
        self.dates.is_cut = self.dates.at.len() >= MOST;
        !self.dates.is_cut
    }

    /// Beyond the window nothing is looked for, though the rule may go on.
    fn cut_unless_over(&mut self, at: DateTime) {
        self.dates.is_cut |= self.last.is_none_or(|last| last >= at);
    }
}

/// Of the candidates of one period those at these places, counted from the end where negative; all without places.
fn chosen(all: Vec<DateTime>, positions: &[i16]) -> Vec<DateTime> {
    if positions.is_empty() {
        return all;
    }
    let length = all.len() as i64;
    let place = |position: &i16| {
        let position = i64::from(*position);
        let place = if position > 0 { position - 1 } else { length + position };
        all.get(usize::try_from(place).ok()?).copied()
    };
    let mut chosen: Vec<DateTime> = positions.iter().filter_map(place).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

fn fits_day(rule: &Rule, day: Date) -> bool {
    let fits = |list: &[i16], number: i16, of: i16| {
        list.is_empty() || list.contains(&number) || list.contains(&(number - of - 1))
    };
    let weekday = |(place, weekday): &(i16, jiff::civil::Weekday)| {
        *weekday == day.weekday() && (*place == 0 || is_at(*place, day, rule))
    };
    (rule.months.is_empty() || rule.months.contains(&i16::from(day.month())))
        && fits(&rule.year_days, day.day_of_year(), day.days_in_year())
        && fits(&rule.month_days, i16::from(day.day()), i16::from(day.days_in_month()))
        && (rule.weekdays.is_empty() || rule.weekdays.iter().any(weekday))
        && (rule.week_numbers.is_empty() || {
            let (number, of) = week_number(day, rule);
            fits(&rule.week_numbers, number, of)
        })
}

/// Whether a day is the nth of its weekday in its month, or in its year where the rule names no month.
fn is_at(place: i16, day: Date, rule: &Rule) -> bool {
    let in_month = rule.frequency == Frequency::Monthly || !rule.months.is_empty();
    let (number, of) = match in_month {
        true => (i16::from(day.day()), i16::from(day.days_in_month())),
        false => (day.day_of_year(), day.days_in_year()),
    };
    let nth = if place > 0 { (number - 1) / 7 + 1 } else { -((of - number) / 7 + 1) };
    nth == place
}

/// The first day of the week that a day is in.
fn week_of(day: Date, rule: &Rule) -> Date {
    let offset = day.weekday().since(rule.week_start);
    day.saturating_sub(i32::from(offset).days())
}

/// The number of a day's week, and how many weeks that week's year has. A year's first week has four days of it.
fn week_number(day: Date, rule: &Rule) -> (i16, i16) {
    let number = |day: Date| (day.day_of_year() - 1) / 7 + 1;
    let middle = week_of(day, rule).saturating_add(3.days());
    let last = Date::new(middle.year(), 12, 28).unwrap_or(middle);
    (number(middle), number(week_of(last, rule).saturating_add(3.days())))
}

fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    from.until((Unit::Second, to)).map_or(0, |span| span.get_seconds())
}

#[cfg(test)]
mod tests;
