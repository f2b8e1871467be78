//! The bank holidays of England and Wales, by the rules that give them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// The bank holidays of a year, each with its name, in order.
pub(crate) fn of_year(year: i16) -> Vec<(Date, &'static str)> {
    let easter = easter(year);
    let mut holidays = vec![
        (first_free(date(year, 1, 1), &[]), "New Year's Day"),
        (easter.saturating_sub(2.days()), "Good Friday"),
        (easter.saturating_add(1.day()), "Easter Monday"),
        (first_monday(date(year, 5, 1)), "Early May bank holiday"),
        (last_monday(date(year, 5, 31)), "Spring bank holiday"),
        (last_monday(date(year, 8, 31)), "Summer bank holiday"),
    ];
    // A holiday on a weekend is kept on the next day that is free. One on a working day keeps its place, so Christmas on a
    // Sunday gives way to Boxing Day.
    let (christmas, boxing) = (date(year, 12, 25), date(year, 12, 26));
    let kept = if is_weekend(boxing) { first_free(christmas, &[]) } else { first_free(christmas, &[boxing]) };
    holidays.extend([(kept, "Christmas Day"), (first_free(boxing, &[kept]), "Boxing Day")]);
    holidays.sort();
    holidays
}

/// Whether a day is a Saturday or a Sunday.
pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn first_free(day: Date, taken: &[Date]) -> Date {
    let mut day = day;
    while is_weekend(day) || taken.contains(&day) {
        day = day.saturating_add(1.day());
    }
    day
}

fn first_monday(from: Date) -> Date {
    let ahead = (7 - from.weekday().to_monday_zero_offset()) % 7;
    from.saturating_add(i64::from(ahead).days())
}

fn last_monday(to: Date) -> Date {
    to.saturating_sub(i64::from(to.weekday().to_monday_zero_offset()).days())
}

/// Easter Sunday in the Gregorian calendar, by the anonymous algorithm that Meeus gives.
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    date(year as i16, (sum / 31) as i8, (sum % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holidays_of_2027_are_those_of_the_story() {
        let days: Vec<Date> = of_year(2027).into_iter().map(|(day, _)| day).collect();
        for day in
            [date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31), date(2027, 8, 30)]
        {
            assert!(days.contains(&day), "{day}");
        }
    }

    #[test]
    fn a_holiday_on_a_weekend_is_kept_on_a_working_day() {
        let of = |year, name| of_year(year).into_iter().find(|(_, known)| *known == name).map(|(day, _)| day);
        // Saturday and Sunday; Sunday and Monday; Friday and Saturday.
        assert_eq!(of(2027, "Christmas Day"), Some(date(2027, 12, 27)));
        assert_eq!(of(2027, "Boxing Day"), Some(date(2027, 12, 28)));
        assert_eq!(of(2022, "Christmas Day"), Some(date(2022, 12, 27)));
        assert_eq!(of(2022, "Boxing Day"), Some(date(2022, 12, 26)));
        assert_eq!(of(2026, "Christmas Day"), Some(date(2026, 12, 25)));
        assert_eq!(of(2026, "Boxing Day"), Some(date(2026, 12, 28)));
        assert_eq!(of(2028, "New Year's Day"), Some(date(2028, 1, 3)));
    }
}
