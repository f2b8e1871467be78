//! Where do random tests get their numbers, so that each can be run again?

use std::time::{SystemTime, UNIX_EPOCH};

/// A seeded sequence of numbers (SplitMix64, Steele, Lea and Flood 2014).
pub(crate) struct Chance(u64);

impl Chance {
    /// A sequence from the seed in `LINCHPIN_SEED`, or from the clock. The seed is printed, to run the test again.
    pub(crate) fn seeded(test: &str) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
        let seed = number_from_env("LINCHPIN_SEED", now);
        eprintln!("{test}: LINCHPIN_SEED={seed}");
        Chance(seed)
    }

    /// A sequence from a number that another one gave.
    pub(crate) fn from(seed: u64) -> Self {
        Chance(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `end`, exclusive.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// A number that sets how long a test runs, or `otherwise`.
pub(crate) fn number_from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}
