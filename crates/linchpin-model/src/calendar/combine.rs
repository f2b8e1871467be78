//! One calendar out of several: what any of them works, or what all of them work.

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

    /// The zone is this calendar's, else the other's. Between the days on which either changes both follow one weekly
    /// pattern, so each such stretch becomes a season.
    fn combine(&self, other: &Self, join: fn(&Hours, &Hours) -> Hours) -> Self {
        let (one, two) = (self.stretches(), other.stretches());
        let mut days: Vec<i32> = one.iter().chain(&two).map(|(day, _)| *day).collect();
        days.sort_unstable();
        days.dedup();
        let week = join_weeks(&self.week, &other.week, join);
        let stretch = |pair: &[i32]| {
            let week = join_weeks(pattern_on(&one, pair[0]), pattern_on(&two, pair[0]), join);
            let [from_on, until_on] = [pair[0], pair[1]].map(|day| Wall::start_of_day(day).date());
            Season { name: String::new(), from_on, until_on, week }
        };
        let seasons = days.windows(2).map(stretch).filter(|season| season.week != week).collect();
        Self { zone: self.zone.clone().or_else(|| other.zone.clone()), week, seasons, exceptions: Vec::new() }
    }
}

fn pattern_on(stretches: &[(i32, Week)], day: i32) -> &Week {
    &stretches[stretches.partition_point(|(from, _)| *from <= day).saturating_sub(1)].1
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
