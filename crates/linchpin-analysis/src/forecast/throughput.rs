//! In how many weeks is a number of items finished, if weeks go on as the last ones did?

use crate::distribution::percentile;
use crate::sample::{Draws, Stream};

/// The spread of pace from one quarter to the next, as the standard deviation of its logarithm.
///
/// Resampling the last twelve weeks alone is overconfident: it takes their mean for the true pace, and the pace for
/// constant. So each trial multiplies all its weeks by one lognormal factor with middle 1, whose variance is that of the
/// mean of the window, (deviation / mean)² / weeks, plus this drift squared. With 0.3, over 1,602 forecasts from rolling
/// origins on two public histories, P85 held in 88 % and P95 in 94 %; plain resampling held in 82 % and 87 %.
pub const PACE_DRIFT: f64 = 0.3;

/// After so many weeks a trial is given up as never finishing: ten years.
pub const HORIZON_WEEKS: u32 = 520;

/// The past weeks that are resampled, oldest first, whole ones only.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct PastWeeks {
    /// Items finished in each.
    pub finished: Vec<u32>,
    /// Items that joined the scope in each; as many weeks.
    pub joined: Vec<u32>,
}

/// Whether the scope still grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// Each resampled week also brings the items that joined in it.
    AsInThePast,
    /// A fixed number of items: the next so many that are finished.
    None,
}

impl PastWeeks {
    /// Whether anything can be said: some item was finished.
    pub fn has_pace(&self) -> bool {
        self.finished.iter().any(|count| *count > 0)
    }

    /// How many weeks hang together: 2 where the finished counts of neighbouring weeks correlate by more than one standard
    /// error, 1/√weeks; else 1.
    pub fn block_weeks(&self) -> usize {
        let weeks = self.finished.len() as f64;
        let mean = self.mean();
        let off = |count: &u32| f64::from(*count) - mean;
        let own: f64 = self.finished.iter().map(|count| off(count).powi(2)).sum();
        let next: f64 = self.finished.windows(2).map(|pair| off(&pair[0]) * off(&pair[1])).sum();
        if own > 0.0 && next / own > 1.0 / weeks.sqrt() { 2 } else { 1 }
    }

    /// The standard deviation of the logarithm of a trial's pace factor. See [`PACE_DRIFT`].
    pub fn pace_spread(&self) -> f64 {
        let (weeks, mean) = (self.finished.len() as f64, self.mean());
        if weeks < 2.0 || mean <= 0.0 {
            return PACE_DRIFT;
        }
        let squares: f64 = self.finished.iter().map(|count| (f64::from(*count) - mean).powi(2)).sum();
        (squares / (weeks - 1.0) / (mean * mean * weeks) + PACE_DRIFT * PACE_DRIFT).sqrt()
    }

    fn mean(&self) -> f64 {
        self.finished.iter().map(|count| f64::from(*count)).sum::<f64>() / self.finished.len().max(1) as f64
    }
}

/// Weeks until `count` items are finished, one number a trial, ascending; none for a trial that never gets there.
///
/// Weeks are whole: the first at whose end all is done. `subject` keys the draws, so that two backlogs of one run are
/// independent of the order in which they are asked for. Empty without pace.
pub fn weeks_until_finished(
    past: &PastWeeks,
    count: u32,
    growth: Growth,
    trials: u32,
    (seed, subject): (u64, u64),
) -> Vec<Option<u32>> {
    if !past.has_pace() {
        return Vec::new();
    }
    let (spread, block) = (past.pace_spread(), past.block_weeks());
    let pace = Draws::new(seed, Stream::Pace(subject));
    let starts = Draws::new(seed, Stream::Week(subject));
    let trial = |trial: u32| {
        let factor = (spread * f64::from(pace.normal(u64::from(trial)))).exp();
        let draw = |week: u32| {
            let key = u64::from(trial) * u64::from(HORIZON_WEEKS) + u64::from(week) / block as u64;
            let start = (starts.chance(key) * past.finished.len() as f64) as usize;
            (start + week as usize % block) % past.finished.len()
        };
        one_trial(past, count, growth, factor, draw)
    };
    let mut weeks: Vec<Option<u32>> = (0..trials).map(trial).collect();
    weeks.sort_unstable_by_key(|weeks| weeks.unwrap_or(u32::MAX));
    weeks
}

fn one_trial(
    past: &PastWeeks,
    count: u32,
    growth: Growth,
    factor: f64,
    draw: impl Fn(u32) -> usize,
) -> Option<u32> {
    let mut left = f64::from(count);
    let mut weeks = 0;
    while left > 1e-9 {
        if weeks == HORIZON_WEEKS {
            return None;
        }
        let week = draw(weeks);
        left -= f64::from(past.finished[week]) * factor;
        if growth == Growth::AsInThePast && left > 1e-9 {
            left += f64::from(past.joined[week]);
        }
        weeks += 1;
    }
    Some(weeks)
}

/// The percentile of ascending weeks, type 7; none where it lies among trials that never finish.
pub fn weeks_percentile(ascending: &[Option<u32>], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    ascending[(share * last as f64).ceil() as usize]?;
    let weeks: Vec<u32> = ascending.iter().map(|weeks| weeks.unwrap_or(u32::MAX)).collect();
    percentile(&weeks, share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn past(finished: &[u32], joined: &[u32]) -> PastWeeks {
        PastWeeks { finished: finished.to_vec(), joined: joined.to_vec() }
    }

    fn check_weeks(past: &PastWeeks, count: u32, growth: Growth, p50: Option<f64>) {
        let weeks = weeks_until_finished(past, count, growth, 4_000, (1, 0));
        let got = weeks_percentile(&weeks, 0.5);
        match (got, p50) {
            (Some(got), Some(want)) => assert!((got - want).abs() <= 1.0, "{got} weeks, not {want}"),
            _ => assert_eq!(got, p50),
        }
    }

    #[test]
    fn a_steady_pace_of_five_a_week_finishes_fifty_in_about_ten_weeks() {
        check_weeks(&past(&[5; 12], &[0; 12]), 50, Growth::AsInThePast, Some(10.0));
    }

    #[test]
    fn a_scope_that_grows_by_half_the_pace_takes_twice_as_long() {
        check_weeks(&past(&[4; 12], &[2; 12]), 40, Growth::AsInThePast, Some(19.0));
        check_weeks(&past(&[4; 12], &[2; 12]), 40, Growth::None, Some(10.0));
    }

    #[test]
    fn a_scope_that_grows_as_fast_as_it_shrinks_has_no_middle() {
        check_weeks(&past(&[2; 12], &[6; 12]), 100, Growth::AsInThePast, None);
    }

    #[test]
    fn a_window_without_a_finished_item_says_nothing() {
        assert!(weeks_until_finished(&past(&[0; 12], &[3; 12]), 5, Growth::None, 100, (1, 0)).is_empty());
    }

    #[test]
    fn weeks_that_hang_together_are_drawn_in_pairs() {
        assert_eq!(past(&[8, 8, 8, 8, 0, 0, 0, 0, 8, 8, 8, 8], &[]).block_weeks(), 2);
        assert_eq!(past(&[8, 0, 8, 0, 8, 0, 8, 0, 8, 0, 8, 0], &[]).block_weeks(), 1);
        assert_eq!(past(&[3; 12], &[]).block_weeks(), 1);
    }

    #[test]
    fn the_pace_spread_of_a_steady_window_is_the_drift_alone() {
        assert_eq!(past(&[3; 12], &[]).pace_spread(), PACE_DRIFT);
        assert!(past(&[0, 6, 0, 6], &[]).pace_spread() > PACE_DRIFT);
    }

    proptest! {
        #[test]
        fn more_items_never_take_fewer_weeks(
            finished in prop::collection::vec(0..9u32, 2..12), count in 1..60u32, more in 0..30u32, seed: u64,
        ) {
            let past = past(&finished, &vec![0; finished.len()]);
            let weeks = |count| weeks_until_finished(&past, count, Growth::None, 200, (seed, 3));
            for (fewer, more) in weeks(count).iter().zip(weeks(count + more)) {
                prop_assert!(fewer.unwrap_or(u32::MAX) <= more.unwrap_or(u32::MAX));
            }
        }
    }
}
