//! Working positions and wall minutes of one calendar by table, for the years in which most trials end.

use linchpin_model::calendar::{DAY_MINUTES, Wall, WorkTime};

use crate::schedule::critical_path::Span;

/// How many working minutes share one hint to their day.
const HINT_MINUTES: i32 = 256;

/// The same answers as the calendar's own, from tables of its days where they reach.
pub(super) struct Clock<'c> {
    calendar: &'c WorkTime,
    first_day: i32,
    /// The working position at the start of each day, and at the end of the last.
    before: Vec<i32>,
    /// The working intervals of each day in minutes after midnight; the second may be empty.
    hours: Vec<[i32; 4]>,
    /// For every 256th working minute its day.
    hints: Vec<u32>,
}

impl<'c> Clock<'c> {
    /// Tables for a half-open range of days; empty where a day has more than two intervals.
    pub(super) fn new(calendar: &'c WorkTime, first_day: i32, until_day: i32) -> Self {
        let start = calendar.position(Wall::start_of_day(first_day));
        let mut clock =
            Self { calendar, first_day, before: vec![start], hours: Vec::new(), hints: Vec::new() };
        let mut position = start;
        for day in first_day..until_day {
            let Some(hours) = two_intervals(calendar, day) else {
                return Self { before: vec![start], hours: Vec::new(), hints: Vec::new(), ..clock };
            };
            let index = (day - first_day) as u32;
            position += hours[1] - hours[0] + hours[3] - hours[2];
            while start + clock.hints.len() as i32 * HINT_MINUTES < position {
                clock.hints.push(index);
            }
            clock.hours.push(hours);
            clock.before.push(position);
        }
        clock
    }

    /// The working position of a wall minute.
    #[inline]
    pub(super) fn position(&self, wall: Wall) -> i32 {
        let day = wall.day() - self.first_day;
        let Some([from, to, from_again, to_again]) =
            usize::try_from(day).ok().and_then(|day| self.hours.get(day))
        else {
            return self.calendar.position(wall);
        };
        let minute = wall.minute_of_day();
        let worked = (minute.min(*to) - from).max(0) + (minute.min(*to_again) - from_again).max(0);
        self.before[day as usize] + worked
    }

    /// Where the working minute before a position ends.
    #[inline]
    pub(super) fn end_of(&self, position: i32) -> Option<Wall> {
        let past = position - 1 - self.before[0];
        let hint = if past < 0 { None } else { self.hints.get((past / HINT_MINUTES) as usize) };
        let Some(mut day) =
            hint.map(|hint| *hint as usize).filter(|_| position <= self.before[self.hours.len()])
        else {
            return self.calendar.end_of(position);
        };
        while self.before[day + 1] < position {
            day += 1;
        }
        let [from, to, from_again, _] = self.hours[day];
        let worked = position - self.before[day];
        let minute = if worked <= to - from { from + worked } else { from_again + worked - (to - from) };
        Some(Wall((self.first_day + day as i32) * DAY_MINUTES + minute))
    }

    /// Where the working minute at a position begins.
    #[inline]
    pub(super) fn start_of(&self, position: i32) -> Option<Wall> {
        Some(Wall(self.end_of(position.checked_add(1)?)?.0 - 1))
    }

    /// Where something without duration lies, if it is neither before `start` nor before `finish`: in the evening as well as
    /// in the morning.
    pub(super) fn rest(&self, start: Wall, finish: Wall) -> Option<Span> {
        let start = self.at_work(start)?;
        let wall = if finish > start { self.at_work(finish)? } else { start };
        Some(Span { start: wall, finish: wall })
    }

    fn at_work(&self, wall: Wall) -> Option<Wall> {
        let position = self.position(wall);
        if self.end_of(position) == Some(wall) { Some(wall) } else { self.start_of(position) }
    }
}

fn two_intervals(calendar: &WorkTime, day: i32) -> Option<[i32; 4]> {
    let minutes = |(from, to): (u16, u16)| [i32::from(from), i32::from(to)];
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
        let hours = Hours::of(&[(0, 360), (600, 660), (1_380, 1_440)]);
        vec![
            Calendar::default(),
            Calendar::ms_project_standard(),
            Calendar::continuous(),
            Calendar::weekly(Week::monday_to_friday(hours)),
            Calendar::weekly(Week::default()),
        ]
    }

    proptest! {
        #[test]
        fn tables_answer_as_the_calendar_does(minutes in -90_000..90_000i32, kind in 0..5usize) {
            let calendar = WorkTime::new(&calendars()[kind]);
            let first = 20_500;
            let clock = Clock::new(&calendar, first, first + 40);
            let wall = Wall(first * DAY_MINUTES + minutes);
            let position = calendar.position(wall);
            prop_assert_eq!(clock.position(wall), position);
            prop_assert_eq!(clock.end_of(position), calendar.end_of(position));
            prop_assert_eq!(clock.start_of(position), calendar.start_of(position));
        }
    }
}
