//! What a forecast is asked.

use linchpin_model::Moment;

use crate::scope::Scope;

/// What a forecast is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastParams {
    /// The moment up to which progress is known; the rest is planned from there.
    pub as_of: Moment,
    /// Which milestones: all, those of a program, or one.
    pub scope: Scope,
    /// The same seed gives the same draws.
    pub seed: u64,
    /// How many futures; by default 10,000, or fewer for large plans so that the work stays bounded.
    pub trials: Option<u32>,
    /// Asks when the next so many items are finished.
    pub count: Option<u32>,
    /// How many past weeks are resampled.
    pub weeks: u32,
}

impl ForecastParams {
    /// Everything as of a moment, with seed 1 and the last twelve weeks.
    pub fn new(as_of: Moment) -> Self {
        Self { as_of, scope: Scope::All, seed: 1, trials: None, count: None, weeks: 12 }
    }

    /// The trials of a forecast of so many steps, where a node is one and a link between two calendars eight: 10,000 as long
    /// as that is no more than a million steps, never less than 1,000 and, from 8,000 steps on, never less than 200.
    pub(crate) fn trials_over(&self, steps: usize) -> u32 {
        const MOST_STEPS: usize = 1_000_000;
        let least = if steps > 8_000 { 200 } else { 1_000 };
        let affordable = (MOST_STEPS / steps.max(1)).clamp(least, DEFAULT_TRIALS as usize) as u32;
        self.trials.unwrap_or(affordable).clamp(1, MOST_TRIALS)
    }
}

/// Trials by default.
pub const DEFAULT_TRIALS: u32 = 10_000;

/// Trials at most, however many are asked for.
pub const MOST_TRIALS: u32 = 1_000_000;
