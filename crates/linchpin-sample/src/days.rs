//! Days of the story and the days that stand for them, as far in working days from today.

use jiff::ToSpan;
use jiff::civil::{Date, Time, date};
use linchpin_model::Moment;

use crate::holidays::{self, is_weekend};
use crate::moment;

/// The last day of the story, as the plans tell it.
pub(crate) const STORY_TODAY: Date = date(2027, 4, 6);
/// Years around today whose holidays are kept.
const YEARS: i16 = 2;

/// Tells the day that stands for a day of the story.
///
/// The last day of the story stands for today. If nobody works today, its past is counted from the last working day, and
/// what lies ahead from the next.
pub(crate) struct Days {
    /// Today.
    pub(crate) today: Date,
    /// Today, or the last working day before.
    past: Date,
    /// Today, or the next working day.
    ahead: Date,
    /// The holidays around today, with their names.
    pub(crate) holidays: Vec<(Date, &'static str)>,
}

impl Days {
    pub(crate) fn new(today: Date) -> Self {
        let years = today.year() - YEARS..=today.year() + YEARS;
        let holidays: Vec<_> = years.flat_map(holidays::of_year).collect();
        let mut days = Self { today, past: today, ahead: today, holidays };
        while !days.is_working(days.past) {
            days.past = days.past.saturating_sub(1.day());
        }
        while !days.is_working(days.ahead) {
            days.ahead = days.ahead.saturating_add(1.day());
        }
        days
    }

    /// The day that stands for a day of the story; none for a day of the story on which nobody works.
    pub(crate) fn of(&self, story: Date) -> Option<Date> {
        let offset = story_offset(story)?;
        let (mut day, step) = if offset > 0 { (self.ahead, 1) } else { (self.past, -1) };
        for _ in 0..offset.abs() {
            day = day.saturating_add(step.days());
            while !self.is_working(day) {
                day = day.saturating_add(step.days());
            }
        }
        Some(day)
    }

    /// The moment that stands for a time of the story.
    pub(crate) fn moment(&self, story: Date, time: Time) -> Option<Moment> {
        self.of(story).map(|day| moment(day, time))
    }

    fn is_working(&self, day: Date) -> bool {
        !is_weekend(day) && self.holidays.iter().all(|(holiday, _)| *holiday != day)
    }
}

/// Working days from the story's last day to another, by the story's own holidays.
fn story_offset(story: Date) -> Option<i64> {
    let holidays = holidays::of_year(STORY_TODAY.year());
    let is_working = |day: Date| !is_weekend(day) && holidays.iter().all(|(holiday, _)| *holiday != day);
    if !is_working(story) {
        return None;
    }
    let step = if story > STORY_TODAY { 1 } else { -1 };
    let (mut day, mut offset) = (STORY_TODAY, 0);
    while day != story {
        day = day.saturating_add(step.days());
        offset += step * i64::from(is_working(day));
    }
    Some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_its_own_last_day_the_story_keeps_its_dates() {
        let days = Days::new(STORY_TODAY);
        for story in [date(2027, 1, 25), date(2027, 3, 25), STORY_TODAY, date(2027, 5, 14), date(2027, 8, 27)]
        {
            assert_eq!(days.of(story), Some(story));
        }
        assert_eq!(days.of(date(2027, 3, 26)), None, "nobody works on Good Friday");
        assert_eq!(days.of(date(2027, 4, 3)), None, "nor on a Saturday");
    }

    #[test]
    fn on_a_sunday_the_past_ends_on_friday_and_what_is_ahead_begins_on_monday() {
        let days = Days::new(date(2026, 6, 7));
        assert_eq!(days.of(STORY_TODAY), Some(date(2026, 6, 5)));
        assert_eq!(days.of(date(2027, 4, 5)), Some(date(2026, 6, 4)));
        assert_eq!(days.of(date(2027, 4, 7)), Some(date(2026, 6, 9)));
    }

    #[test]
    fn the_turn_of_the_year_is_counted_without_its_holidays() {
        let days = Days::new(date(2027, 1, 4));
        // 31, 30, 29, 24 December: before them lie Boxing Day's substitute and Christmas.
        assert_eq!(days.of(date(2027, 4, 5)), Some(date(2026, 12, 31)));
        assert_eq!(days.of(date(2027, 3, 31)), Some(date(2026, 12, 24)));
    }
}
