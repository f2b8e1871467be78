//! How long may it take? Distributions of a duration, as quantile functions over a standard normal value.

mod normal;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use linchpin_model::{Estimate, Size};
use multiversion::multiversion;

use crate::sample::Lanes;

pub(crate) use normal::quantiles_of_bits;
pub use normal::{quantile_of_bits, quantile_of_upper_tail, upper_tail};

/// The standard normal P95: low and high of an estimate lie this far from its middle.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Low and high of an estimate that is one number, as shares of it: P5 and P95. A stated default, not a measurement.
pub const SINGLE_SPREAD: [f64; 2] = [0.7, 1.5];

/// Low and high of a duration of which nothing is known, as shares of the assumed one. A stated default.
pub const UNKNOWN_SPREAD: [f64; 2] = [0.25, 4.0];

/// A distribution of a duration in working minutes.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// It takes just that long.
    Fixed(f64),
    /// Low, likely and high are P5, P50 and P95 of a *split lognormal*.
    ///
    /// The logarithm of the duration is normal around ln(likely), with one spread below and another above it, so that
    /// all three numbers hold exactly: Q(z) = likely · (likely/low)^(z/1.645) below the middle and
    /// likely · (high/likely)^(z/1.645) above. Where likely² = low · high, both spreads are equal and this is the ordinary
    /// lognormal; two parameters alone cannot pass through three numbers. Values are above 0 and in order.
    Range {
        /// P5.
        low: f64,
        /// P50.
        likely: f64,
        /// P95.
        high: f64,
    },
    /// What was seen: ascending, at least one. Quantiles between them by type 7.
    Seen(Seen),
}

impl Eq for Shape {}

impl Hash for Shape {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Fixed(minutes) => minutes.to_bits().hash(state),
            Self::Range { low, likely, high } => [low, likely, high].map(|value| value.to_bits()).hash(state),
            Self::Seen(seen) => seen.fingerprint.hash(state),
        }
    }
}

/// Durations that were seen, ascending, with a hash of them, as they are many and shared.
#[derive(Clone, Debug)]
pub struct Seen {
    ascending: Arc<[f64]>,
    fingerprint: u64,
}

impl Seen {
    fn new(ascending: Vec<f64>) -> Self {
        let mut hasher = DefaultHasher::new();
        ascending.iter().for_each(|value| value.to_bits().hash(&mut hasher));
        Self { ascending: ascending.into(), fingerprint: hasher.finish() }
    }
}

impl std::ops::Deref for Seen {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.ascending
    }
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.ascending, &other.ascending)
            || (self.fingerprint == other.fingerprint && self.ascending == other.ascending)
    }
}

impl Shape {
    /// From three numbers in any order; each counts as at least one minute. Three equal ones are fixed.
    pub fn range(low: f64, likely: f64, high: f64) -> Self {
        let mut ordered = [low, likely, high].map(|minutes| minutes.max(1.0));
        ordered.sort_by(f64::total_cmp);
        let [low, likely, high] = ordered;
        if low == high {
            return Self::Fixed(likely);
        }
        Self::Range { low, likely, high }
    }

    /// From one number with the stated default spread, 0.7 to 1.5 of it.
    pub fn single(likely: f64) -> Self {
        Self::range(likely * SINGLE_SPREAD[0], likely, likely * SINGLE_SPREAD[1])
    }

    /// From a size, with the working minutes of one day.
    pub fn size(size: Size, day_minutes: f64) -> Self {
        let [low, likely, high] = size.days().map(|days| f64::from(days) * day_minutes);
        Self::range(low, likely, high)
    }

    /// From an estimate, with the working minutes of one day. Story points alone say nothing about time.
    pub fn estimate(estimate: &Estimate, day_minutes: f64) -> Option<Self> {
        match estimate {
            Estimate::Single { minutes } => Some(Self::single(f64::from(*minutes))),
            Estimate::Range { low, likely, high } => {
                Some(Self::range(f64::from(*low), f64::from(*likely), f64::from(*high)))
            }
            Estimate::Size(size) => Some(Self::size(*size, day_minutes)),
            Estimate::Points { .. } => None,
        }
    }

    /// From durations seen, in any order, each multiplied by `factor`: ratios of actual to estimate times an estimate,
    /// or past durations times 1. None without any.
    pub fn seen(values: impl IntoIterator<Item = f64>, factor: f64) -> Option<Self> {
        let mut seen: Vec<f64> = values.into_iter().map(|value| (value * factor).max(1.0)).collect();
        seen.sort_by(f64::total_cmp);
        (!seen.is_empty()).then(|| Self::Seen(Seen::new(seen)))
    }

    /// The middle: half of all draws are less.
    pub fn median(&self) -> f64 {
        match self {
            Self::Fixed(minutes) => *minutes,
            Self::Range { likely, .. } => *likely,
            Self::Seen(seen) => percentile(seen, 0.5).unwrap_or(0.0),
        }
    }

    /// Whether draws differ at all.
    pub fn has_spread(&self) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Range { low, high, .. } => low < high,
            Self::Seen(seen) => seen.first() < seen.last(),
        }
    }

    /// The same distribution stretched so that its middle is `median`.
    pub fn around(&self, median: f64) -> Self {
        let factor = if self.median() > 0.0 { median / self.median() } else { 0.0 };
        match self {
            Self::Range { low, likely, high } if median > 0.0 => {
                Self::range(low * factor, likely * factor, high * factor)
            }
            Self::Seen(seen) if median > 0.0 => {
                Self::Seen(Seen::new(seen.iter().map(|value| value * factor).collect()))
            }
            _ => Self::Fixed(median),
        }
    }

    /// The duration that a standard normal value stands for.
    pub fn at(&self, z: f64) -> f64 {
        match self {
            Self::Fixed(minutes) => *minutes,
            Self::Range { low, likely, .. } if z < 0.0 => likely * (likely / low).powf(z / Z95),
            Self::Range { likely, high, .. } => likely * (high / likely).powf(z / Z95),
            Self::Seen(seen) => percentile(seen, 1.0 - upper_tail(z)).unwrap_or(0.0),
        }
    }

    /// The chance that it takes longer than `minutes`.
    pub fn chance_of_more(&self, minutes: f64) -> f64 {
        match self {
            Self::Fixed(fixed) => f64::from(u8::from(minutes < *fixed)),
            Self::Range { low, likely, high } if minutes > 0.0 => {
                let side = if minutes < *likely { likely / low } else { high / likely };
                let z = if side > 1.0 { Z95 * (minutes / likely).ln() / side.ln() } else { 0.0 };
                upper_tail(z.clamp(-30.0, 30.0))
            }
            Self::Range { .. } => 1.0,
            Self::Seen(seen) => seen_above(seen, minutes),
        }
    }
}

/// The chance of more than `value` under the type 7 quantile function of what was seen.
fn seen_above(seen: &[f64], value: f64) -> f64 {
    let below = seen.partition_point(|known| *known <= value);
    if below == 0 || below == seen.len() {
        return f64::from(u8::from(below == 0));
    }
    let (from, to) = (seen[below - 1], seen[below]);
    let rank = (below - 1) as f64 + (value - from) / (to - from);
    1.0 - rank / (seen.len() - 1) as f64
}

/// How many knots a quantile table has.
pub const KNOTS: usize = 256;
const FIRST_Z: f64 = -4.0;
const KNOTS_A_UNIT: f64 = 32.0;

static KNOT_TAILS: LazyLock<[f64; KNOTS]> =
    LazyLock::new(|| std::array::from_fn(|knot| upper_tail(knot_z(knot))));

fn knot_z(knot: usize) -> f64 {
    FIRST_Z + knot as f64 / KNOTS_A_UNIT
}

/// A quantile function as 256 knots over standard normal values from -4 to almost 4, 32 a unit, one of them at the middle,
/// with straight lines between.
///
/// Values beyond, one in 16,000, count as the outermost knot. For a range of a factor of 3 between low and high the straight lines are within 0.01 % of
/// the curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantiles {
    knots: Box<[f32; KNOTS]>,
}

impl Quantiles {
    /// The whole duration; at least one minute unless it is fixed.
    pub fn of(shape: &Shape) -> Self {
        let least = if shape.has_spread() { 1.0 } else { 0.0 };
        Self::from_knots(|knot| shape.at(knot_z(knot)).max(least))
    }

    /// What is left of a duration of which `spent` minutes have passed: drawn given that it takes longer than that.
    ///
    /// At least one minute is left, as it is not finished. A fixed duration that is used up leaves just that minute.
    pub fn left_after(shape: &Shape, spent: f64) -> Self {
        let more = shape.chance_of_more(spent);
        Self::from_knots(|knot| {
            let z = quantile_of_upper_tail((more * KNOT_TAILS[knot]).clamp(1e-300, 1.0 - 1e-16));
            (shape.at(z) - spent).max(1.0)
        })
    }

    fn from_knots(value: impl Fn(usize) -> f64) -> Self {
        Self { knots: Box::new(std::array::from_fn(|knot| value(knot) as f32)) }
    }

    /// The durations in whole minutes, at most `longest`, that standard normal values stand for.
    pub(crate) fn minutes_of(&self, normals: &Lanes<f32>, longest: i32, minutes: &mut Lanes<i32>) {
        minutes_at(&self.knots, normals, longest as f32, minutes);
    }

    /// The duration that a standard normal value stands for.
    #[inline]
    pub fn at(&self, z: f32) -> f32 {
        between_knots(&self.knots, z)
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn minutes_at(knots: &[f32; KNOTS], normals: &Lanes<f32>, longest: f32, minutes: &mut Lanes<i32>) {
    for (z, minutes) in normals.iter().zip(minutes) {
        *minutes = (between_knots(knots, *z) + 0.5).min(longest) as i32;
    }
}

#[inline(always)]
fn between_knots(knots: &[f32; KNOTS], z: f32) -> f32 {
    let place = ((z - FIRST_Z as f32) * KNOTS_A_UNIT as f32).clamp(0.0, (KNOTS - 1) as f32);
    let knot = (place as i32).clamp(0, KNOTS as i32 - 2);
    let (from, to) = (knots[knot as usize], knots[knot as usize + 1]);
    from + (to - from) * (place - knot as f32)
}

/// The percentile of ascending values by type 7 of Hyndman and Fan (1996): linear between ranks, the first value at 0 and
/// the last at 1. None of none.
pub fn percentile<T: Copy + Into<f64>>(ascending: &[T], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let rank = share.clamp(0.0, 1.0) * last as f64;
    let below = (rank as usize).min(last);
    let (from, to) = (ascending[below].into(), ascending[(below + 1).min(last)].into());
    Some(from + (to - from) * (rank - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check_quantile(shape: &Shape, z: f64, want: f64) {
        let table = f64::from(Quantiles::of(shape).at(z as f32));
        assert!((shape.at(z) / want - 1.0).abs() < 1e-9, "{shape:?} at {z}: {}", shape.at(z));
        assert!((table / want - 1.0).abs() < 2e-3, "{shape:?} at {z} by table: {table}");
    }

    #[test]
    fn low_likely_and_high_are_p5_p50_and_p95_of_every_size() {
        for size in [Size::S, Size::M, Size::L, Size::XL, Size::XXL] {
            let shape = Shape::size(size, 480.0);
            let [low, likely, high] = size.days().map(|days| f64::from(days) * 480.0);
            check_quantile(&shape, -Z95, low);
            check_quantile(&shape, 0.0, likely);
            check_quantile(&shape, Z95, high);
        }
    }

    #[test]
    fn where_likely_is_the_geometric_middle_it_is_the_ordinary_lognormal() {
        let shape = Shape::range(100.0, 200.0, 400.0);
        let sigma = 2f64.ln() / Z95;
        for z in [-3.0, -1.0, 0.5, 2.0] {
            check_quantile(&shape, z, 200.0 * (sigma * z).exp());
        }
    }

    #[test]
    fn a_single_number_spreads_by_the_stated_default() {
        assert_eq!(Shape::single(1000.0), Shape::range(700.0, 1000.0, 1500.0));
    }

    #[test]
    fn story_points_alone_are_no_duration() {
        assert_eq!(Shape::estimate(&Estimate::Points { thousandths: 3000 }, 480.0), None);
    }

    #[test]
    fn what_was_seen_is_drawn_by_type_7() {
        let shape = Shape::seen([3.0, 1.0, 2.0, 4.0], 100.0).unwrap();
        assert_eq!(shape.median(), 250.0);
        assert!((shape.at(0.6744897501960817) - 325.0).abs() < 1e-6);
        assert!((shape.chance_of_more(325.0) - 0.25).abs() < 1e-9);
    }

    #[test]
    fn a_percentile_interpolates_between_ranks() {
        assert_eq!(percentile(&[1, 2, 3, 4], 0.85), Some(3.55));
        assert_eq!(percentile(&[7.0], 0.1), Some(7.0));
        assert_eq!(percentile::<f64>(&[], 0.5), None);
    }

    #[test]
    fn what_used_up_its_time_still_has_something_left() {
        let left = Quantiles::left_after(&Shape::range(100.0, 200.0, 400.0), 4000.0);
        assert!(left.at(-4.0) >= 1.0 && left.at(0.0).is_finite() && left.at(4.0) > left.at(0.0));
        assert_eq!(Quantiles::left_after(&Shape::Fixed(100.0), 400.0).at(0.0), 1.0);
        assert_eq!(Quantiles::left_after(&Shape::Fixed(100.0), 40.0).at(1.0), 60.0);
    }

    #[test]
    fn what_is_left_follows_the_conditional_distribution() {
        let shape = Shape::range(100.0, 200.0, 400.0);
        let left = Quantiles::left_after(&shape, 200.0);
        // Given more than the median, the middle of what remains is the whole duration's P75.
        let want = shape.at(0.6744897501960817) - 200.0;
        assert!((f64::from(left.at(0.0)) / want - 1.0).abs() < 2e-3, "{}", left.at(0.0));
    }

    proptest! {
        #[test]
        fn a_greater_normal_value_never_stands_for_less(
            low in 1.0..1e4f64, likely in 1.0..1e4f64, high in 1.0..1e5f64, spent in 0.0..1e5f64,
            a in -5.0..5.0f32, b in -5.0..5.0f32,
        ) {
            let shape = Shape::range(low, likely, high);
            for table in [Quantiles::of(&shape), Quantiles::left_after(&shape, spent)] {
                prop_assert!(table.at(a.min(b)) <= table.at(a.max(b)));
                prop_assert!(table.at(a) >= 1.0);
            }
        }

        #[test]
        fn chance_of_more_undoes_the_quantile(low in 1.0..1e4f64, up in 1.01..5.0f64, more in 1.01..5.0f64, z in -4.0..4.0f64) {
            let shape = Shape::range(low, low * up, low * up * more);
            prop_assert!((shape.chance_of_more(shape.at(z)) - upper_tail(z)).abs() < 1e-9);
        }
    }
}
