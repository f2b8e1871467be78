//! One calendar out of several: what any of them works, or what all of them work.

use jiff::civil::Date;

use super::{Calendar, Hours, Season, Wall, Week};

impl Calendar {
    /// What at least one of two calendars works: the working time of an item that either of two people carries on.
    pub fn union(&self, other: &Self) -> Self {
        self.combine(other, Hours::union)
    }

    /// What both calendars work: the time at which an item's own calendar and a person's allow it.
    pub fn intersection(&self, other: &Self) -> Self {
        self.combine(other, Hours::intersection)
    }

    /// The zone is this calendar's, else the other's. Between the edges of all seasons and exceptions both calendars
    /// follow one weekly pattern, so each such stretch becomes a season.
    fn combine(&self, other: &Self, join: fn(&Hours, &Hours) -> Hours) -> Self {
        let edges = self.edges().chain(other.edges());
        let mut edges: Vec<Date> = edges.map(|day| Wall::start_of(day).date()).collect();
        edges.sort_unstable();
        edges.dedup();
        let week = join_weeks(&self.week, &other.week, join);
        let stretch = |pair: &[Date]| {
            let week = join_weeks(&self.pattern_on(pair[0]), &other.pattern_on(pair[0]), join);
            Season { name: String::new(), from_on: pair[0], until_on: pair[1], week }
        };
        let seasons = edges.windows(2).map(stretch).filter(|season| season.week != week).collect();
        Self { zone: self.zone.clone().or_else(|| other.zone.clone()), week, seasons, exceptions: Vec::new() }
    }

    /// The days on which the pattern changes.
    pub(super) fn edges(&self) -> impl Iterator<Item = Date> {
        let seasons = self.seasons.iter().filter(|s| s.from_on < s.until_on);
        let exceptions = self.exceptions.iter().filter(|e| e.from_on < e.until_on);
        let seasons = seasons.flat_map(|season| [season.from_on, season.until_on]);
        seasons.chain(exceptions.flat_map(|exception| [exception.from_on, exception.until_on]))
    }

    /// The weekly pattern that holds from `day` until the next edge.
    pub(super) fn pattern_on(&self, day: Date) -> Week {
        let exception = self.exceptions.iter().rfind(|e| e.from_on <= day && day < e.until_on);
        let season = || self.seasons.iter().rfind(|s| s.from_on <= day && day < s.until_on);
        match exception {
            Some(exception) => Week::every_day(exception.hours.clone()),
            None => season().map_or_else(|| self.week.clone(), |season| season.week.clone()),
        }
    }
}

fn join_weeks(a: &Week, b: &Week, join: fn(&Hours, &Hours) -> Hours) -> Week {
    let (a, b) = (a.days(), b.days());
    Week::from_days(std::array::from_fn(|day| join(a[day], b[day])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Exception;

    fn away(from_on: &str, until_on: &str) -> Exception {
        let (from_on, until_on) = (from_on.parse().unwrap(), until_on.parse().unwrap());
        Exception { name: "Away".into(), from_on, until_on, hours: Hours::default() }
    }

    #[test]
    fn a_union_works_while_anyone_does_and_an_intersection_while_all_do() {
        let mut asha = Calendar::default();
        asha.exceptions.push(away("2026-03-02", "2026-03-04"));
        let mut ben = Calendar::ms_project_standard();
        ben.exceptions.push(away("2026-03-03", "2026-03-05"));
        let minutes = |calendar: &Calendar| -> Vec<i32> {
            let days = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-07"];
            days.iter().map(|day| calendar.hours_on(day.parse().unwrap()).minutes()).collect()
        };
        assert_eq!(minutes(&asha.union(&ben)), [480, 0, 480, 540, 0]);
        assert_eq!(minutes(&asha.intersection(&ben)), [0, 0, 0, 420, 0]);
    }
}
