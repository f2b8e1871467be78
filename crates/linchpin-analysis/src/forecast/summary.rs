//! From the finishes of all trials to dates, chances and a histogram.

use linchpin_model::calendar::{Wall, WorkTime};
use linchpin_model::{Date, Resolution, Target};

use super::result::DayShare;

/// The finishes of a goal, ascending, with the calendar they lie on.
pub(crate) struct Finishes<'c> {
    walls: Vec<i32>,
    calendar: &'c WorkTime,
}

impl<'c> Finishes<'c> {
    /// From wall minutes in any order.
    pub(crate) fn new(mut walls: Vec<i32>, calendar: &'c WorkTime) -> Self {
        walls.sort_unstable();
        Self { walls, calendar }
    }

    /// The minute by which a share of all trials has finished: type 7, straight lines over working time.
    ///
    /// None of none, and none where it lies beyond what can be planned.
    pub(crate) fn percentile(&self, share: f64) -> Option<Wall> {
        let (below, above, part) = ranks(self.walls.len(), share)?;
        between(Wall(self.walls[below]), Wall(self.walls[above]), part, self.calendar)
    }

    /// The day of a percentile.
    pub(crate) fn day(&self, share: f64) -> Option<Date> {
        self.percentile(share).map(finish_day)
    }

    /// The share of trials that finish by the end of a day.
    pub(crate) fn chance_by(&self, day: Date) -> Option<f64> {
        let end = Wall(
            Wall::start_of(day).day().saturating_add(1).saturating_mul(linchpin_model::calendar::DAY_MINUTES),
        );
        let by = self.walls.partition_point(|wall| *wall <= end.0);
        (!self.walls.is_empty()).then(|| by as f64 / self.walls.len() as f64)
    }

    /// The share of trials that end on each day, in order.
    pub(crate) fn histogram(&self) -> Vec<DayShare> {
        let mut days = Vec::new();
        let mut from = 0;
        while let Some(wall) = self.walls.get(from).filter(|wall| **wall < Wall::MAX.0) {
            let on = finish_day(Wall(*wall));
            let end = Wall::start_of(on).0 + linchpin_model::calendar::DAY_MINUTES;
            let count = self.walls[from..].partition_point(|wall| *wall <= end);
            days.push(DayShare { on, share: count as f64 / self.walls.len() as f64 });
            from += count;
        }
        days
    }
}

/// The same of values in any order, of which later ones are more, and `wall` tells the minute; they are put in another order.
pub(crate) fn percentile_of(
    values: &mut [i32],
    share: f64,
    calendar: &WorkTime,
    wall: impl Fn(i32) -> Wall,
) -> Option<Wall> {
    let (below, above, part) = ranks(values.len(), share)?;
    let (_, from, later) = values.select_nth_unstable(below);
    let to = if above > below { later.iter().min().copied().unwrap_or(*from) } else { *from };
    between(wall(*from), wall(to), part, calendar)
}

/// Between which ranks a share of so many values lies, and how far from the lower.
fn ranks(values: usize, share: f64) -> Option<(usize, usize, f64)> {
    let last = values.checked_sub(1)?;
    let rank = share.clamp(0.0, 1.0) * last as f64;
    let below = (rank as usize).min(last);
    Some((below, (below + 1).min(last), rank - below as f64))
}

/// A part of the way between two minutes, over working time; none beyond what can be planned.
fn between(from: Wall, to: Wall, part: f64, calendar: &WorkTime) -> Option<Wall> {
    if to >= Wall::MAX {
        return None;
    }
    let minutes = f64::from(calendar.between(from, to)) * part;
    Some(calendar.add(from, minutes.round() as i32)?.clamp(from, to))
}

/// The day on which something finishes: what ends at midnight ends on the day before.
pub(crate) fn finish_day(wall: Wall) -> Date {
    match wall.minute_of_day() {
        0 => wall.plus(-1).date(),
        _ => wall.date(),
    }
}

/// The last day on which a target is still met: the end of its day, month or quarter.
pub fn last_day(target: &Target) -> Date {
    let on = target.on;
    let month = match target.resolution {
        Resolution::Day => return on,
        Resolution::Month => on.month(),
        Resolution::Quarter => (on.month() + 2) / 3 * 3,
    };
    jiff::civil::date(on.year(), month, 1).last_of_month()
}

#[cfg(test)]
mod tests {
    use linchpin_model::calendar::Calendar;
    use proptest::prelude::*;

    use super::*;

    fn wall(text: &str) -> Wall {
        text.parse().unwrap()
    }

    fn check_last_day(on: &str, resolution: Resolution, want: &str) {
        let target = Target { on: on.parse().unwrap(), resolution };
        assert_eq!(last_day(&target).to_string(), want);
    }

    #[test]
    fn a_target_is_met_until_the_end_of_its_period() {
        check_last_day("2026-02-10", Resolution::Day, "2026-02-10");
        check_last_day("2026-02-10", Resolution::Month, "2026-02-28");
        check_last_day("2026-05-01", Resolution::Quarter, "2026-06-30");
        check_last_day("2026-12-31", Resolution::Quarter, "2026-12-31");
    }

    #[test]
    fn half_way_from_friday_noon_to_monday_noon_is_the_end_of_friday() {
        let calendar = WorkTime::new(&Calendar::default());
        let ends = [wall("2026-03-06T13:00"), wall("2026-03-09T13:00")];
        let finishes = Finishes::new(ends.map(|wall| wall.0).to_vec(), &calendar);
        assert_eq!(finishes.percentile(0.5), Some(wall("2026-03-06T17:00")));
        assert_eq!(finishes.chance_by("2026-03-06".parse().unwrap()), Some(0.5));
    }

    #[test]
    fn the_histogram_counts_each_trial_once() {
        let calendar = WorkTime::new(&Calendar::default());
        let ends = ["2026-03-06T13:00", "2026-03-06T17:00", "2026-03-09T13:00", "2026-03-10T00:00"];
        let finishes = Finishes::new(ends.map(|text| wall(text).0).to_vec(), &calendar);
        let days: Vec<_> = finishes.histogram().iter().map(|day| (day.on.to_string(), day.share)).collect();
        assert_eq!(days, [("2026-03-06".to_owned(), 0.5), ("2026-03-09".to_owned(), 0.5)]);
    }

    proptest! {
        #[test]
        fn percentiles_never_fall_and_chances_never_fall(
            minutes in prop::collection::vec(0..40_000i32, 1..40), a in 0.0..1.0f64, b in 0.0..1.0f64,
        ) {
            let calendar = WorkTime::new(&Calendar::default());
            let start = wall("2026-03-02T09:00");
            let finishes = Finishes::new(minutes.iter().map(|m| start.plus(*m).0).collect(), &calendar);
            let mut unsorted: Vec<i32> = minutes.iter().map(|m| start.plus(*m).0).collect();
            prop_assert_eq!(percentile_of(&mut unsorted, a, &calendar, Wall), finishes.percentile(a));
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(finishes.percentile(low) <= finishes.percentile(high));
            let day = |share: f64| start.plus((share * 40_000.0) as i32).date();
            prop_assert!(finishes.chance_by(day(low)) <= finishes.chance_by(day(high)));
            let shares: f64 = finishes.histogram().iter().map(|day| day.share).sum();
            prop_assert!((shares - 1.0).abs() < 1e-9);
        }
    }
}
