//! From wall-clock minutes to working minutes and back, for one calendar.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Calendar, DAY_MINUTES, Hours, Wall, Week};

/// A calendar made ready for arithmetic over the years 1900 to 2299.
///
/// A *working position* counts working minutes since the start of 1900. The calendar is kept as stretches of days, each
/// with one weekly pattern, so every question takes a binary search among the stretches and no walk over days: an
/// empty or nearly empty calendar answers as fast as any other. Where there is no such working minute before 2300 the
/// answer is `None`.
#[derive(Clone, Debug)]
pub struct WorkTime {
    stretches: Vec<Stretch>,
    patterns: Vec<Pattern>,
    minutes: i32,
    days: i32,
}

/// Days from `day` until the next stretch, all of one pattern.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    day: i32,
    weekday: usize,
    pattern: usize,
    minutes_before: i32,
    days_before: i32,
}

/// One week from Monday, with what was worked before each day.
#[derive(Clone, Debug, PartialEq)]
struct Pattern {
    week: Week,
    minutes_before: [i32; 8],
    days_before: [i32; 8],
}

impl WorkTime {
    /// Makes a calendar ready.
    pub fn new(calendar: &Calendar) -> Self {
        let stretches = calendar.stretches();
        let mut ready = Self { stretches: Vec::new(), patterns: Vec::new(), minutes: 0, days: 0 };
        let ends = stretches.iter().skip(1).map(|(day, _)| *day).chain([Wall::MAX.day()]);
        let mut known: HashMap<&Week, usize> = HashMap::new();
        for ((day, week), next) in stretches.iter().zip(ends) {
            let pattern = *known.entry(week).or_insert_with(|| {
                ready.patterns.push(Pattern::new(week.clone()));
                ready.patterns.len() - 1
            });
            ready.push(*day, next, pattern);
        }
        ready
    }

    /// Every minute works: elapsed time.
    pub fn continuous() -> Self {
        Self::new(&Calendar::continuous())
    }

    fn push(&mut self, day: i32, next: i32, pattern: usize) {
        // 1970-01-01 was a Thursday.
        let weekday = (day + 3).rem_euclid(7) as usize;
        let stretch = Stretch { day, weekday, pattern, minutes_before: self.minutes, days_before: self.days };
        self.stretches.push(stretch);
        let days = next - day;
        self.minutes += self.patterns[pattern].minutes(weekday, days);
        self.days += self.patterns[pattern].days(weekday, days);
    }

    /// Whether there is no working minute at all.
    pub fn is_empty(&self) -> bool {
        self.minutes == 0
    }

    /// The hours of the day with this number; 1970-01-01 is 0.
    pub fn hours_of_day(&self, day: i32) -> &Hours {
        let stretch = self.stretch_of_day(day);
        let weekday = (stretch.weekday as i32 + day - stretch.day).rem_euclid(7) as usize;
        self.patterns[stretch.pattern].week.days()[weekday]
    }

    /// The working position of a wall minute: how many working minutes lie before it.
    pub fn position(&self, wall: Wall) -> i32 {
        let wall = wall.clamp(Wall::MIN, Wall::MAX);
        let stretch = self.stretch_of_day(wall.day());
        let pattern = &self.patterns[stretch.pattern];
        let before = stretch.minutes_before + pattern.minutes(stretch.weekday, wall.day() - stretch.day);
        let weekday = (stretch.weekday + (wall.day() - stretch.day) as usize) % 7;
        before + pattern.minutes_within(weekday, wall.minute_of_day())
    }

    /// Where the working minute at `position` begins.
    pub fn start_of(&self, position: i32) -> Option<Wall> {
        if position < 0 || position >= self.minutes {
            return None;
        }
        let index = self.stretches.partition_point(|stretch| stretch.minutes_before <= position) - 1;
        let stretch = &self.stretches[index];
        let pattern = &self.patterns[stretch.pattern];
        Some(pattern.locate(stretch, position - stretch.minutes_before))
    }

    /// Where the working minute before `position` ends: as [`Self::start_of`], but the evening of one working day rather than
    /// the morning of the next.
    pub fn end_of(&self, position: i32) -> Option<Wall> {
        self.start_of(position.checked_sub(1)?).map(|start| start.plus(1))
    }

    /// The first moment at or after `wall` at which work goes on.
    pub fn next_work(&self, wall: Wall) -> Option<Wall> {
        self.start_of(self.position(wall))
    }

    /// The last moment at or before `wall` up to which work went on.
    pub fn previous_work(&self, wall: Wall) -> Option<Wall> {
        self.end_of(self.position(wall))
    }

    /// The moment `minutes` of work after `wall`, or before it for a negative number.
    ///
    /// A count forwards ends where its last minute ends, in the evening; a count backwards ends where its first minute
    /// starts, in the morning; none stays where it is.
    pub fn add(&self, wall: Wall, minutes: i32) -> Option<Wall> {
        match minutes {
            0 => Some(wall),
            1.. => self.end_of(self.position(wall).checked_add(minutes)?),
            _ => self.start_of(self.position(wall).checked_add(minutes)?),
        }
    }

    /// Working minutes from one moment to another; negative if the second is earlier.
    pub fn between(&self, from: Wall, to: Wall) -> i32 {
        self.position(to) - self.position(from)
    }

    /// Whether any minute of a day works.
    pub fn is_working_day(&self, day: Date) -> bool {
        let number = Wall::start_of(day).day();
        self.days_before(number + 1) > self.days_before(number)
    }

    /// Days with work from `from` until `to`, which is not counted; negative if `to` is earlier.
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        self.days_before(Wall::start_of(to).day()) - self.days_before(Wall::start_of(from).day())
    }

    /// The `days`-th working day after `day`, or before it for a negative number; for 0 the first working day at or
    /// after `day`.
    pub fn add_working_days(&self, day: Date, days: i32) -> Option<Date> {
        let number = Wall::start_of(day).day();
        let position = match days {
            ..=0 => self.days_before(number),
            _ => self.days_before(number + 1) - 1,
        };
        let position = position.checked_add(days).filter(|position| (0..self.days).contains(position))?;
        let index = self.stretches.partition_point(|stretch| stretch.days_before <= position) - 1;
        let stretch = &self.stretches[index];
        let offset = self.patterns[stretch.pattern].locate_day(stretch, position - stretch.days_before);
        Some(Wall::start_of_day(stretch.day + offset).date())
    }

    fn days_before(&self, day: i32) -> i32 {
        let day = day.clamp(Wall::MIN.day(), Wall::MAX.day());
        let stretch = self.stretch_of_day(day);
        stretch.days_before + self.patterns[stretch.pattern].days(stretch.weekday, day - stretch.day)
    }

    fn stretch_of_day(&self, day: i32) -> &Stretch {
        let index = self.stretches.partition_point(|stretch| stretch.day <= day);
        &self.stretches[index.saturating_sub(1)]
    }
}

impl Pattern {
    fn new(week: Week) -> Self {
        let (mut minutes_before, mut days_before) = ([0; 8], [0; 8]);
        for (day, hours) in week.days().iter().enumerate() {
            minutes_before[day + 1] = minutes_before[day] + hours.minutes();
            days_before[day + 1] = days_before[day] + i32::from(!hours.is_empty());
        }
        Self { week, minutes_before, days_before }
    }

    /// Working minutes of `days` whole days that begin on `weekday`.
    fn minutes(&self, weekday: usize, days: i32) -> i32 {
        through_weeks(&self.minutes_before, weekday, days)
    }

    /// Working days among `days` days that begin on `weekday`.
    fn days(&self, weekday: usize, days: i32) -> i32 {
        through_weeks(&self.days_before, weekday, days)
    }

    /// Working minutes of one day before a minute of it.
    fn minutes_within(&self, weekday: usize, minute: i32) -> i32 {
        let intervals = self.week.days()[weekday].intervals();
        let worked = |(from, to): &(u16, u16)| (minute.min(i32::from(*to)) - i32::from(*from)).max(0);
        intervals.iter().map(worked).sum()
    }

    /// The wall minute of the working minute that follows `minutes` others in a stretch.
    fn locate(&self, stretch: &Stretch, minutes: i32) -> Wall {
        let (offset, mut left) = position_in_weeks(&self.minutes_before, stretch.weekday, minutes);
        let day = stretch.day + offset;
        let mut minute = 0;
        for (from, to) in self.week.days()[(stretch.weekday + offset as usize) % 7].intervals() {
            minute = i32::from(*from) + left;
            if minute < i32::from(*to) {
                break;
            }
            left -= i32::from(to - from);
        }
        Wall(day * DAY_MINUTES + minute)
    }

    /// How many days into a stretch its working day after `days` others lies.
    fn locate_day(&self, stretch: &Stretch, days: i32) -> i32 {
        position_in_weeks(&self.days_before, stretch.weekday, days).0
    }
}

/// The sum over `days` days from `weekday` on, where `before` are the sums before each day of a week.
fn through_weeks(before: &[i32; 8], weekday: usize, days: i32) -> i32 {
    let end = weekday as i32 + days;
    end / 7 * before[7] + before[(end % 7) as usize] - before[weekday]
}

/// The day, counted from `weekday`, on which the unit after `units` others lies, and the units before it on that day.
fn position_in_weeks(before: &[i32; 8], weekday: usize, units: i32) -> (i32, i32) {
    let units = units + before[weekday];
    let (weeks, left) = (units / before[7], units % before[7]);
    let day = before.partition_point(|sum| *sum <= left) - 1;
    (weeks * 7 + day as i32 - weekday as i32, left - before[day])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Exception, Hours, Season};

    fn wall(text: &str) -> Wall {
        text.parse().unwrap()
    }

    fn check_add(calendar: &Calendar, from: &str, minutes: i32, want: &str) {
        assert_eq!(WorkTime::new(calendar).add(wall(from), minutes), Some(wall(want)));
    }

    #[test]
    fn a_count_forwards_ends_in_the_evening_and_backwards_in_the_morning() {
        let calendar = Calendar::ms_project_standard();
        check_add(&calendar, "2026-03-02T08:00", 480, "2026-03-02T17:00");
        check_add(&calendar, "2026-03-06T17:00", 1, "2026-03-09T08:01");
        check_add(&calendar, "2026-03-09T08:00", -480, "2026-03-06T08:00");
        check_add(&calendar, "2026-03-07T11:00", 0, "2026-03-07T11:00");
        check_add(&calendar, "2026-03-02T11:00", 90, "2026-03-02T13:30");
    }

    #[test]
    fn a_holiday_is_passed_over_and_a_working_saturday_is_worked() {
        let mut calendar = Calendar::default();
        let exception = |from_on: &str, until_on: &str, hours| Exception {
            name: "Day".into(),
            from_on: from_on.parse().unwrap(),
            until_on: until_on.parse().unwrap(),
            hours,
        };
        calendar.exceptions.push(exception("2026-03-03", "2026-03-05", Hours::default()));
        calendar.exceptions.push(exception("2026-03-07", "2026-03-08", Hours::one(600, 660)));
        check_add(&calendar, "2026-03-02T17:00", 480, "2026-03-05T17:00");
        check_add(&calendar, "2026-03-06T17:00", 60, "2026-03-07T11:00");
    }

    #[test]
    fn a_night_shift_runs_over_midnight() {
        let mut week = Week::every_day(Hours::of(&[(0, 360), (1380, 1440)]));
        week.sunday = Hours::default();
        check_add(&Calendar::weekly(week), "2026-03-02T12:00", 61, "2026-03-03T00:01");
    }

    #[test]
    fn an_empty_or_nearly_empty_calendar_says_so_at_once() {
        let empty = WorkTime::new(&Calendar::weekly(Week::default()));
        assert!(empty.is_empty());
        assert_eq!(empty.next_work(wall("2026-03-02T08:00")), None);
        assert_eq!(empty.add_working_days("2026-03-02".parse().unwrap(), 1), None);
        let week = Week { monday: Hours::one(480, 481), ..Week::default() };
        let nearly = WorkTime::new(&Calendar::weekly(week));
        assert_eq!(nearly.add(wall("2026-03-02T08:00"), 3), Some(wall("2026-03-16T08:01")));
        assert_eq!(nearly.add(wall("2026-03-02T08:00"), 240_000), None);
        assert_eq!(nearly.add(wall("2026-03-02T08:00"), i32::MAX), None);
    }

    fn check_days(from: &str, days: i32, want: &str) {
        let work_time = WorkTime::new(&Calendar::default());
        assert_eq!(work_time.add_working_days(from.parse().unwrap(), days), Some(want.parse().unwrap()));
    }

    #[test]
    fn working_days_are_counted_from_the_day_itself() {
        check_days("2026-03-06", 1, "2026-03-09");
        check_days("2026-03-07", 1, "2026-03-09");
        check_days("2026-03-07", 0, "2026-03-09");
        check_days("2026-03-09", -1, "2026-03-06");
        check_days("2026-03-08", -1, "2026-03-06");
        let work_time = WorkTime::new(&Calendar::default());
        let count =
            |from: &str, to: &str| work_time.working_days_between(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(count("2026-03-02", "2026-03-16"), 10);
        assert_eq!(count("2026-03-16", "2026-03-02"), -10);
        assert_eq!(count("2026-03-07", "2026-03-09"), 0);
    }

    fn any_hours() -> impl Strategy<Value = Hours> {
        let interval = (0i64..1440, 1i64..600).prop_map(|(from, len)| (from, (from + len).min(1440)));
        proptest::collection::vec(interval, 0..3).prop_map(|intervals| Hours::new(&intervals).unwrap())
    }

    fn any_week() -> impl Strategy<Value = Week> {
        proptest::array::uniform7(any_hours()).prop_map(Week::from_days)
    }

    fn any_days() -> impl Strategy<Value = (Date, Date)> {
        (20_000i32..20_300, 0i32..40)
            .prop_map(|(day, len)| (Wall::start_of_day(day).date(), Wall::start_of_day(day + len).date()))
    }

    fn any_calendar() -> impl Strategy<Value = Calendar> {
        let season = (any_days(), any_week()).prop_map(|((from_on, until_on), week)| Season {
            name: "S".into(),
            from_on,
            until_on,
            week,
        });
        let exception = (any_days(), any_hours()).prop_map(|((from_on, until_on), hours)| Exception {
            name: "E".into(),
            from_on,
            until_on,
            hours,
        });
        let lists = (proptest::collection::vec(season, 0..3), proptest::collection::vec(exception, 0..6));
        (any_week(), lists).prop_map(|(week, (seasons, exceptions))| Calendar {
            zone: None,
            week,
            seasons,
            exceptions,
        })
    }

    /// Whether a minute works, asked of the calendar itself.
    fn works(calendar: &Calendar, wall: Wall) -> bool {
        let minute = wall.minute_of_day() as u16;
        calendar.hours_on(wall.date()).intervals().iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    proptest! {
        #[test]
        fn positions_and_wall_minutes_lead_back_to_each_other(
            calendar in any_calendar(), start in 20_000 * 1440..20_340 * 1440,
        ) {
            let work_time = WorkTime::new(&calendar);
            let position = work_time.position(Wall(start));
            if let Some(next) = work_time.start_of(position) {
                prop_assert!(next >= Wall(start) && works(&calendar, next));
                prop_assert_eq!(work_time.position(next), position);
                prop_assert_eq!(next == Wall(start), works(&calendar, Wall(start)));
            }
            if let Some(end) = work_time.end_of(position) {
                prop_assert!(end <= Wall(start) && works(&calendar, end.plus(-1)));
                prop_assert_eq!(work_time.position(end), position);
            }
        }

        #[test]
        fn working_minutes_between_are_those_that_work_one_by_one(
            calendar in any_calendar(), start in 20_000 * 1440..20_340 * 1440, length in 0..5_000,
        ) {
            let work_time = WorkTime::new(&calendar);
            let count = (start..start + length).filter(|minute| works(&calendar, Wall(*minute))).count();
            prop_assert_eq!(work_time.between(Wall(start), Wall(start + length)), count as i32);
            prop_assert_eq!(work_time.between(Wall(start + length), Wall(start)), -(count as i32));
        }

        #[test]
        fn working_days_between_are_those_with_hours(
            calendar in any_calendar(), start in 20_000..20_340, length in 0..100,
        ) {
            let work_time = WorkTime::new(&calendar);
            let day = |number| Wall::start_of_day(number).date();
            let works = |number: &i32| !calendar.hours_on(day(*number)).is_empty();
            let count = (start..start + length).filter(works).count() as i32;
            prop_assert_eq!(work_time.working_days_between(day(start), day(start + length)), count);
            if let Some(after) = work_time.add_working_days(day(start), length) {
                prop_assert!(work_time.is_working_day(after));
                let first = if length > 0 { start + 1 } else { start };
                prop_assert_eq!(work_time.working_days_between(day(first), after), (length - 1).max(0));
            }
        }

        #[test]
        fn a_union_and_an_intersection_work_as_their_parts_do(
            one in any_calendar(), two in any_calendar(), minute in 20_000 * 1440..20_340 * 1440,
        ) {
            let (a, b) = (works(&one, Wall(minute)), works(&two, Wall(minute)));
            prop_assert_eq!(works(&one.union(&two), Wall(minute)), a || b);
            prop_assert_eq!(works(&one.intersection(&two), Wall(minute)), a && b);
        }
    }
}
