//! On which days does a recurring exception fall?

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Unit};

use super::super::xml::Element;

/// Occurrences of one exception that are read, at most.
const OCCURRENCES: usize = 1_000;
/// Days that are looked at for one recurring exception, at most: fifty years.
const DAYS: i32 = 50 * 366;

/// The ranges of days of an exception between its first and last day, each from its first to its last day.
pub(super) fn ranges(record: &Element, from: Date, to: Date) -> Result<Vec<(Date, Date)>, String> {
    let number = |name: &str| record.child(name).and_then(|child| child.text.trim().parse::<i64>().ok());
    let kind = number("Type").unwrap_or(1);
    let period = number("Period").unwrap_or(1).max(1);
    if kind == 9 || (kind == 1 && period == 1) {
        return Ok(vec![(from, to)]);
    }
    let rule = Rule {
        kind,
        period,
        from,
        days_of_week: number("DaysOfWeek").unwrap_or(0),
        month: number("Month").unwrap_or(0) + 1,
        month_day: number("MonthDay").unwrap_or(1),
        month_item: number("MonthItem").unwrap_or(0),
        month_position: number("MonthPosition").unwrap_or(0),
    };
    if !(1..=6).contains(&kind) {
        return Err(format!("an exception that recurs by rule {kind} is not read; it is left out"));
    }
    let limit = match number("EnteredByOccurrences") {
        Some(1) => number("Occurrences").unwrap_or(1).clamp(0, OCCURRENCES as i64) as usize,
        _ => OCCURRENCES,
    };
    let days = (0..DAYS).map(|offset| from.saturating_add(offset.days())).take_while(|day| *day <= to);
    Ok(days.filter(|day| rule.falls_on(*day)).take(limit).map(|day| (day, day)).collect())
}

/// A rule of recurrence, with the codes of the format.
struct Rule {
    /// 1 daily, 2 yearly by day, 3 yearly by position, 4 monthly by day, 5 monthly by position, 6 weekly.
    kind: i64,
    /// Every so many days, weeks or months.
    period: i64,
    from: Date,
    /// Sunday is 1, Monday 2, Tuesday 4 and so on.
    days_of_week: i64,
    /// January is 1.
    month: i64,
    month_day: i64,
    /// 0 any day, 1 Monday to Friday, 2 the weekend, 3 Sunday to 9 Saturday.
    month_item: i64,
    /// 0 first to 3 fourth, 4 last.
    month_position: i64,
}

impl Rule {
    fn falls_on(&self, day: Date) -> bool {
        let months =
            i64::from(day.year() - self.from.year()) * 12 + i64::from(day.month() - self.from.month());
        let in_month = i64::from(day.month()) == self.month;
        let on_day = i64::from(day.day()) == self.month_day;
        let due_month = months % self.period == 0;
        match self.kind {
            1 => i64::from(days_between(self.from, day)) % self.period == 0,
            2 => in_month && on_day,
            3 => in_month && self.is_position(day),
            4 => due_month && on_day,
            5 => due_month && self.is_position(day),
            _ => {
                self.is_week_due(day) && self.days_of_week & (1 << day.weekday().to_sunday_zero_offset()) != 0
            }
        }
    }

    /// Whether a whole number of periods lies between the weeks, from Monday, of the first day and of this one.
    fn is_week_due(&self, day: Date) -> bool {
        let monday = |day: Date| day.saturating_sub(day.weekday().to_monday_zero_offset().days());
        i64::from(days_between(monday(self.from), monday(day)) / 7) % self.period == 0
    }

    fn is_item(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        match self.month_item {
            0 => true,
            1 => !weekend,
            2 => weekend,
            item => i64::from(day.weekday().to_sunday_zero_offset()) == item - 3,
        }
    }

    fn is_position(&self, day: Date) -> bool {
        if !self.is_item(day) {
            return false;
        }
        let first = day.first_of_month();
        let others = (0..i32::from(day.days_in_month())).map(|offset| first.saturating_add(offset.days()));
        match self.month_position {
            4 => others.clone().filter(|other| *other > day).all(|other| !self.is_item(other)),
            position => {
                others.filter(|other| *other < day && self.is_item(*other)).count() as i64 == position
            }
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_days(fields: &[(&str, i64)], from: &str, to: &str, want: &[&str]) {
        let child = |(name, value): &(&str, i64)| Element {
            name: (*name).into(),
            line: 1,
            text: value.to_string(),
            children: Vec::new(),
        };
        let children = fields.iter().map(child).collect();
        let record = Element { name: "Exception".into(), line: 1, text: String::new(), children };
        let got = ranges(&record, from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let got: Vec<String> = got.iter().map(|(day, _)| day.to_string()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_rule_falls_on_its_days_until_its_end_or_its_count() {
        let christmas = [("Type", 2), ("Month", 11), ("MonthDay", 25)];
        check_days(&christmas, "2026-01-01", "2027-12-31", &["2026-12-25", "2027-12-25"]);
        let last_monday_of_may = [("Type", 3), ("Month", 4), ("MonthItem", 4), ("MonthPosition", 4)];
        check_days(&last_monday_of_may, "2026-01-01", "2027-12-31", &["2026-05-25", "2027-05-31"]);
        let second_weekday = [("Type", 5), ("Period", 1), ("MonthItem", 1), ("MonthPosition", 1)];
        check_days(&second_weekday, "2026-03-01", "2026-04-30", &["2026-03-03", "2026-04-02"]);
        let fridays =
            [("Type", 6), ("Period", 2), ("DaysOfWeek", 32), ("EnteredByOccurrences", 1), ("Occurrences", 2)];
        check_days(&fridays, "2026-03-02", "2026-12-31", &["2026-03-06", "2026-03-20"]);
        check_days(
            &[("Type", 1), ("Period", 3)],
            "2026-03-02",
            "2026-03-09",
            &["2026-03-02", "2026-03-05", "2026-03-08"],
        );
    }
}
