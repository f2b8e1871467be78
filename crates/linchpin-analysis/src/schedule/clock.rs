//! The moments of a calendar at which something can start or finish, as one number each, by tables of its days.
//!
//! A *mark* is twice a working position, plus one in its morning form: the evening of one working day and the morning of
//! the next are one position and two marks. Marks order as wall minutes do, so a maximum of marks is one of minutes.

use linchpin_model::calendar::{DAY_MINUTES, Wall, WorkTime};

/// How many working minutes share one hint to their day.
const HINT_MINUTES: i32 = 240;

/// Tables of one calendar for the days in which most of a plan lies; beyond them the calendar itself answers.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    first_day: i32,
    /// The working position at the start of each day, and at the end of the last.
    before: Vec<i32>,
    /// The working intervals of each day in minutes after midnight; the second may be empty.
    hours: Vec<[i16; 4]>,
    /// For every so many working minutes the day on which they begin.
    hints: Vec<u32>,
    /// All working minutes.
    total: i32,
}

impl Clock {
    /// Tables for a half-open range of days; empty where a day has more than two intervals.
    pub(super) fn new(calendar: &WorkTime, days: std::ops::Range<i32>) -> Self {
        let first_day = days.start;
        let total = calendar.position(Wall::MAX);
        let start = calendar.position(Wall::start_of_day(first_day));
        let mut clock = Self { first_day, before: vec![start], hours: vec![], hints: vec![], total };
        for day in days {
            let Some(hours) = two_intervals(calendar, day) else {
                return Self { before: vec![start], hours: vec![], hints: vec![], ..clock };
            };
            let [from, to, from_again, to_again] = hours.map(i32::from);
            let end = clock.before[clock.hours.len()] + to - from + to_again - from_again;
            while start + clock.hints.len() as i32 * HINT_MINUTES < end {
                clock.hints.push((day - first_day) as u32);
            }
            clock.hours.push(hours);
            clock.before.push(end);
        }
        clock
    }

    /// All working minutes of the calendar.
    pub(super) fn total(&self) -> i32 {
        self.total
    }

    /// The mark of the first moment at or after `wall` at which something can start or finish.
    #[inline]
    pub(super) fn at_or_after(&self, calendar: &WorkTime, wall: Wall) -> i32 {
        let Some((worked, hours, minute)) = self.day(wall).filter(|(_, _, minute)| *minute > 0) else {
            let position = calendar.position(wall);
            return position * 2 + i32::from(calendar.end_of(position) != Some(wall));
        };
        let [from, to, from_again, to_again] = hours.map(i32::from);
        let evening = (from < minute && minute <= to) || (from_again < minute && minute <= to_again);
        (worked + within(hours, minute)) * 2 + i32::from(!evening)
    }

    /// The mark of the last moment at or before `wall` at which something can start or finish.
    #[inline]
    pub(super) fn at_or_before(&self, calendar: &WorkTime, wall: Wall) -> i32 {
        let Some((worked, hours, minute)) = self.day(wall) else {
            let position = calendar.position(wall);
            return position * 2 + i32::from(calendar.start_of(position) == Some(wall));
        };
        let [from, to, from_again, to_again] = hours.map(i32::from);
        let works = (from <= minute && minute < to) || (from_again <= minute && minute < to_again);
        (worked + within(hours, minute)) * 2 + i32::from(works)
    }

    /// The working position of a wall minute.
    #[inline]
    pub(super) fn position(&self, calendar: &WorkTime, wall: Wall) -> i32 {
        match self.day(wall) {
            Some((worked, hours, minute)) => worked + within(hours, minute),
            None => calendar.position(wall),
        }
    }

    /// What was worked before the day of a wall minute, its hours, and the minute of the day.
    #[inline]
    fn day(&self, wall: Wall) -> Option<(i32, [i16; 4], i32)> {
        let day = wall.day();
        let index = usize::try_from(day - self.first_day).ok()?;
        let hours = *self.hours.get(index)?;
        Some((self.before[index], hours, wall.0 - day * DAY_MINUTES))
    }

    /// The wall minute of a mark; the ends of the planned years beyond the calendar's work.
    #[inline]
    pub(super) fn wall(&self, calendar: &WorkTime, mark: i32) -> Wall {
        let position = mark >> 1;
        match mark & 1 {
            1 if position < 0 => Wall::MIN,
            1 => self.start_of(calendar, position).unwrap_or(Wall::MAX),
            _ if position <= 0 => Wall::MIN,
            _ => self.end_of(calendar, position).unwrap_or(Wall::MAX),
        }
    }

    /// Where the working minute at a position begins.
    #[inline]
    pub(super) fn start_of(&self, calendar: &WorkTime, position: i32) -> Option<Wall> {
        self.minute_at(position).or_else(|| calendar.start_of(position))
    }

    /// Where the working minute before a position ends.
    #[inline]
    pub(super) fn end_of(&self, calendar: &WorkTime, position: i32) -> Option<Wall> {
        let start = position.checked_sub(1).and_then(|before| self.minute_at(before));
        start.map(|start| start.plus(1)).or_else(|| calendar.end_of(position))
    }

    /// Where the working minute at a position begins; none beyond the tables.
    #[inline]
    fn minute_at(&self, position: i32) -> Option<Wall> {
        let past = position - self.before[0];
        let hint = if past < 0 { None } else { self.hints.get((past / HINT_MINUTES) as usize) };
        let mut day = *hint.filter(|_| position < self.before[self.hours.len()])? as usize;
        while self.before[day + 1] <= position {
            day += 1;
        }
        let [from, to, from_again, _] = self.hours[day].map(i32::from);
        let worked = position - self.before[day];
        let minute = if worked < to - from { from + worked } else { from_again + worked - (to - from) };
        Some(Wall((self.first_day + day as i32) * DAY_MINUTES + minute))
    }
}

/// Working minutes of a day before a minute of it.
#[inline]
fn within(hours: [i16; 4], minute: i32) -> i32 {
    let [from, to, from_again, to_again] = hours.map(i32::from);
    (minute.min(to) - from).max(0) + (minute.min(to_again) - from_again).max(0)
}

fn two_intervals(calendar: &WorkTime, day: i32) -> Option<[i16; 4]> {
    let minutes = |(from, to): (u16, u16)| [from as i16, to as i16];
    match *calendar.hours_of_day(day).intervals() {
        [] => Some([0; 4]),
        [one] => Some([minutes(one)[0], minutes(one)[1], 0, 0]),
        [one, two] => Some([minutes(one)[0], minutes(one)[1], minutes(two)[0], minutes(two)[1]]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use linchpin_model::calendar::{Calendar, Hours, Week};
    use proptest::prelude::*;

    use super::*;

    fn calendars() -> Vec<Calendar> {
        let night = Hours::of(&[(0, 360), (1_380, 1_440)]);
        let thrice = Hours::of(&[(0, 360), (600, 660), (1_380, 1_440)]);
        vec![
            Calendar::default(),
            Calendar::ms_project_standard(),
            Calendar::continuous(),
            Calendar::weekly(Week::monday_to_friday(night)),
            Calendar::weekly(Week::monday_to_friday(thrice)),
            Calendar::weekly(Week::default()),
        ]
    }

    proptest! {
        #[test]
        fn tables_answer_as_the_calendar_does(minutes in -90_000..90_000i32, kind in 0..6usize) {
            let calendar = WorkTime::new(&calendars()[kind]);
            let first = 20_500;
            let clock = Clock::new(&calendar, first..first + 40);
            let wall = Wall(first * DAY_MINUTES + minutes);
            let position = calendar.position(wall);
            prop_assert_eq!(clock.position(&calendar, wall), position);
            prop_assert_eq!(clock.end_of(&calendar, position), calendar.end_of(position));
            prop_assert_eq!(clock.start_of(&calendar, position), calendar.start_of(position));
            let (after, before) = (clock.at_or_after(&calendar, wall), clock.at_or_before(&calendar, wall));
            prop_assert_eq!((after >> 1, before >> 1), (position, position));
            prop_assert_eq!(after & 1 == 0, calendar.previous_work(wall) == Some(wall));
            prop_assert_eq!(before & 1 == 1, calendar.next_work(wall) == Some(wall));
            if !calendar.is_empty() {
                prop_assert_eq!(Some(clock.wall(&calendar, position * 2)), calendar.end_of(position));
                prop_assert_eq!(Some(clock.wall(&calendar, position * 2 + 1)), calendar.start_of(position));
            }
        }
    }
}
