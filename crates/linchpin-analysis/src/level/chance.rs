//! Chance for a search: a sequence of draws that depends on the seed alone.

use crate::sample::{Draws, Stream};

/// A sequence of draws.
pub(super) struct Chance {
    draws: Draws,
    number: u64,
}

impl Chance {
    pub(super) fn new(seed: u64, part: u64) -> Self {
        Self { draws: Draws::new(seed, Stream::Search(part)), number: 0 }
    }

    /// 64 random bits.
    #[inline]
    pub(super) fn bits(&mut self) -> u64 {
        self.number += 1;
        self.draws.bits(self.number)
    }

    /// A number below `count`, which is not 0.
    #[inline]
    pub(super) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }
}
