//! Chance from a seed: for what happens in a simulation, and for the ids and salts of its hubs.

use std::sync::{Mutex, PoisonError};

use linchpin_hub::Chance;

/// SplitMix64, as published by Steele, Lea and Flood in 2014.
pub(super) struct Dice(u64);

impl Dice {
    /// A sequence of its own for each use of a seed, so that a throw more of one leaves the others as they were.
    pub(super) fn of(seed: u64, used_for: &str) -> Self {
        let mix = |mixed: u64, byte: u8| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(used_for.bytes().fold(seed.wrapping_mul(0xbf58_476d_1ce4_e5b9), mix))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound`, exclusive.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Whether it happens this time, once in `times` on average.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A hub's chance, from a seed.
pub(super) struct Seeded(Mutex<Dice>);

impl Seeded {
    pub(super) fn of(seed: u64) -> Self {
        Self(Mutex::new(Dice::of(seed, "ids and salts")))
    }
}

impl Chance for Seeded {
    fn bytes(&self) -> [u8; 16] {
        let mut dice = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (high, low) = (dice.next(), dice.next());
        (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
    }
}
