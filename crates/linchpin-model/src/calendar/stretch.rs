//! Which weekly pattern of a calendar holds from which day on?

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Calendar, Wall, Week};

impl Calendar {
    /// The pattern that holds from each day on which it may change, from 1900 on; days as [`Wall::day`] counts them.
    ///
    /// Seasons and exceptions are swept in the order of their days, so many of them cost little more than sorting them.
    pub(super) fn stretches(&self) -> Vec<(i32, Week)> {
        let mut exceptions = Sweep::new(self.exceptions.iter().map(|e| (e.from_on, e.until_on)));
        let mut seasons = Sweep::new(self.seasons.iter().map(|s| (s.from_on, s.until_on)));
        let mut days: Vec<i32> = exceptions.days().chain(seasons.days()).chain([Wall::MIN.day()]).collect();
        days.sort_unstable();
        days.dedup();
        let pattern = |day: i32| {
            let week = || {
                seasons.on(day).map_or_else(|| self.week.clone(), |place| self.seasons[place].week.clone())
            };
            let exception =
                exceptions.on(day).map(|place| Week::every_day(self.exceptions[place].hours.clone()));
            (day, exception.unwrap_or_else(week))
        };
        days.into_iter().map(pattern).collect()
    }
}

/// Ranges of days that begin and end as days go by.
struct Sweep {
    /// Each day on which a range begins or ends, with whether it begins and its place, in order.
    edges: Vec<(i32, bool, usize)>,
    passed: usize,
    open: BTreeSet<usize>,
}

impl Sweep {
    fn new(ranges: impl Iterator<Item = (Date, Date)>) -> Self {
        let days = ranges.map(|(from, until)| (Wall::start_of(from).day(), Wall::start_of(until).day()));
        let sound = days.enumerate().filter(|(_, (from, until))| from < until);
        let edges = sound.flat_map(|(place, (from, until))| [(from, true, place), (until, false, place)]);
        let mut edges: Vec<_> = edges.collect();
        edges.sort_unstable();
        Self { edges, passed: 0, open: BTreeSet::new() }
    }

    fn days(&self) -> impl Iterator<Item = i32> {
        self.edges.iter().map(|(day, ..)| *day)
    }

    /// The place of the last range in the list that holds on a day; days are asked for in order.
    fn on(&mut self, day: i32) -> Option<usize> {
        while let Some((_, begins, place)) = self.edges.get(self.passed).filter(|(edge, ..)| *edge <= day) {
            match begins {
                true => self.open.insert(*place),
                false => self.open.remove(place),
            };
            self.passed += 1;
        }
        self.open.last().copied()
    }
}
