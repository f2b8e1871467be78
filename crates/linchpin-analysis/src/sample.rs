//! Draws that depend on what is drawn and not on the order of drawing: keyed by seed, stream and trial.

use multiversion::multiversion;

use crate::distribution::{quantile_of_bits, quantiles_of_bits};

/// How many trials are computed together.
pub const LANES: usize = 64;

/// One number a trial, for a batch of trials.
pub type Lanes<T> = [T; LANES];

/// The odd number next to 2⁶⁴ divided by the golden ratio, as in SplitMix64.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// What is drawn for: draws of two streams have nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// How long an item takes.
    Item(u64),
    /// What the work of one team has in common.
    Team(u64),
    /// Whether a risk happens.
    RiskHappens(u64),
    /// The delay that a risk brings if it happens.
    RiskDelay(u64),
    /// Which week of the past a trial takes next.
    Week(u64),
    /// The pace of a trial.
    Pace(u64),
    /// In which order causes come in.
    Order(u64),
    /// Which schedules a search tries.
    Search(u64),
}

/// The draws of one stream under one seed.
///
/// Draw number n is SplitMix64's n-th output from a start that is a hash of seed and stream, so any draw is had without
/// those before it (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014). The finaliser
/// is Stafford's thirteenth variant: flipping one bit of its input flips each bit of its output with a chance near one half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    start: u64,
}

impl Draws {
    /// The draws of a stream.
    pub fn new(seed: u64, stream: Stream) -> Self {
        let (kind, id) = match stream {
            Stream::Item(id) => (1, id),
            Stream::Team(id) => (2, id),
            Stream::RiskHappens(id) => (3, id),
            Stream::RiskDelay(id) => (4, id),
            Stream::Week(id) => (5, id),
            Stream::Pace(id) => (6, id),
            Stream::Order(id) => (7, id),
            Stream::Search(id) => (8, id),
        };
        let seeded = mix(seed.wrapping_add(GOLDEN));
        let start = mix(mix(seeded ^ id).wrapping_add(GOLDEN.wrapping_mul(kind)));
        Self { start }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(self, number: u64) -> u64 {
        mix(self.start.wrapping_add(GOLDEN.wrapping_mul(number.wrapping_add(1))))
    }

    /// A chance from 0 to just under 1, in steps of 2⁻⁵³.
    pub fn chance(self, number: u64) -> f64 {
        (self.bits(number) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Standard normal values of the trials of a batch, by inverting their chance; their error is below 2e-4. Two trials
    /// share one draw of 64 bits, half each.
    pub fn normals(self, batch: u64, normals: &mut Lanes<f32>) {
        let mut bits = [0; LANES];
        fill_bits(self.start, batch, &mut bits);
        quantiles_of_bits(&bits, normals);
    }

    /// The standard normal value of one trial: the same as in its batch.
    pub fn normal(self, trial: u64) -> f32 {
        let bits = self.bits(trial / 2);
        quantile_of_bits(if trial.is_multiple_of(2) { bits as u32 } else { (bits >> 32) as u32 })
    }
}

/// The bits of a batch of trials, in the order of trials.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn fill_bits(start: u64, batch: u64, bits: &mut Lanes<u32>) {
    let first = batch.wrapping_mul(LANES as u64 / 2);
    for (pair, values) in bits.chunks_exact_mut(2).enumerate() {
        let number = first.wrapping_add(pair as u64).wrapping_add(1);
        let both = mix(start.wrapping_add(GOLDEN.wrapping_mul(number)));
        values[0] = both as u32;
        values[1] = (both >> 32) as u32;
    }
}

#[inline(always)]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A number for a stream from the text by which a thing is known for ever, so that draws stay with the thing whatever its
/// place in a file (FNV-1a, 64 bits).
pub fn stream_id(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normals(stream: Stream, batches: u64) -> Vec<f64> {
        let draws = Draws::new(7, stream);
        let mut all = Vec::new();
        for batch in 0..batches {
            let mut lanes = [0.0; LANES];
            draws.normals(batch, &mut lanes);
            all.extend(lanes.map(f64::from));
        }
        all
    }

    fn mean(values: &[f64]) -> f64 {
        values.iter().sum::<f64>() / values.len() as f64
    }

    #[test]
    fn a_trial_draws_the_same_alone_and_in_its_batch() {
        let draws = Draws::new(3, Stream::Item(9));
        let mut lanes = [0.0; LANES];
        draws.normals(2, &mut lanes);
        for (lane, value) in lanes.iter().enumerate() {
            assert_eq!(draws.normal(2 * LANES as u64 + lane as u64), *value);
        }
    }

    #[test]
    fn normal_draws_have_the_moments_of_a_normal_distribution() {
        let values = normals(Stream::Item(1), 2_000);
        let power = |n: i32| mean(&values.iter().map(|v| v.powi(n)).collect::<Vec<_>>());
        assert!(power(1).abs() < 0.01, "{}", power(1));
        assert!((power(2) - 1.0).abs() < 0.015, "{}", power(2));
        assert!(power(3).abs() < 0.04, "{}", power(3));
        assert!((power(4) - 3.0).abs() < 0.12, "{}", power(4));
    }

    #[test]
    fn neighbouring_streams_and_seeds_have_nothing_in_common() {
        let one = normals(Stream::Item(1), 1_000);
        for other in [Stream::Item(2), Stream::Team(1), Stream::RiskDelay(1)] {
            let products: Vec<f64> = one.iter().zip(normals(other, 1_000)).map(|(a, b)| a * b).collect();
            assert!(mean(&products).abs() < 0.02, "{other:?}: {}", mean(&products));
        }
        let differs = Draws::new(1, Stream::Item(1)).bits(0) ^ Draws::new(2, Stream::Item(1)).bits(0);
        assert!((16..=48).contains(&differs.count_ones()));
    }

    #[test]
    fn one_bit_of_the_number_flips_about_half_of_the_bits_drawn() {
        let draws = Draws::new(0, Stream::Item(0));
        let flips = |bit: u32| -> u32 {
            (0..256).map(|n| (draws.bits(n) ^ draws.bits(n ^ (1 << bit))).count_ones()).sum()
        };
        for bit in 0..32 {
            let share = f64::from(flips(bit)) / (256.0 * 64.0);
            assert!((0.48..0.52).contains(&share), "bit {bit}: {share}");
        }
    }

    #[test]
    fn chances_are_even() {
        let draws = Draws::new(11, Stream::RiskHappens(4));
        let under = (0..20_000).filter(|n| draws.chance(*n) < 0.3).count();
        assert!((5_700..6_300).contains(&under), "{under}");
    }
}
