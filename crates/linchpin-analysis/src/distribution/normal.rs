//! The normal distribution: its tail probability, its quantiles, and a fast table of them.

use multiversion::multiversion;

use crate::sample::Lanes;
use std::sync::LazyLock;

/// The chance that a standard normal value is greater than `z`, accurate to a relative error of 1e-12 for |z| up to 30.
///
/// Near the middle by the Taylor series of Marsaglia, *Evaluating the Normal Distribution* (Journal of Statistical
/// Software 11/4, 2004); in the tail by Laplace's continued fraction.
pub fn upper_tail(z: f64) -> f64 {
    match z {
        ..0.0 => 1.0 - upper_tail(-z),
        ..2.5 => 0.5 - density(z) * series(z),
        _ => density(z) / continued_fraction(z),
    }
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// z + z³/3 + z⁵/(3·5) + …
fn series(z: f64) -> f64 {
    let (mut term, mut sum, mut odd) = (z, z, 1.0);
    while term > sum * 1e-17 {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    sum
}

/// z + 1/(z + 2/(z + 3/(z + …)))
fn continued_fraction(z: f64) -> f64 {
    (1..=160).rev().fold(z, |below, k| z + f64::from(k) / below)
}

/// The value that a standard normal one exceeds with chance `tail`, for `tail` within 1e-300 and 1 less 1e-16.
///
/// Wichura's algorithm AS 241, PPND16 (Applied Statistics 37/3, 1988): relative error about 1e-16.
pub fn quantile_of_upper_tail(tail: f64) -> f64 {
    let q = 0.5 - tail;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let r = (-tail.min(1.0 - tail).ln()).sqrt();
    let z = if r <= 5.0 {
        polynomial(&MIDDLE.0, r - 1.6) / polynomial(&MIDDLE.1, r - 1.6)
    } else {
        polynomial(&FAR.0, r - 5.0) / polynomial(&FAR.1, r - 5.0)
    };
    z.copysign(q)
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

type Ratio = ([f64; 8], [f64; 8]);

#[rustfmt::skip]
const CENTRE: Ratio = (
    [3.387_132_872_796_366_5, 1.331_416_678_917_843_8e2, 1.971_590_950_306_551_3e3, 1.373_169_376_550_946e4,
     4.592_195_393_154_987e4, 6.726_577_092_700_87e4, 3.343_057_558_358_813e4, 2.509_080_928_730_122_7e3],
    [1.0, 4.231_333_070_160_091e1, 6.871_870_074_920_579e2, 5.394_196_021_424_751e3,
     2.121_379_430_158_66e4, 3.930_789_580_009_271e4, 2.872_908_573_572_194_3e4, 5.226_495_278_852_854e3],
);
#[rustfmt::skip]
const MIDDLE: Ratio = (
    [1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
     1.270_458_252_452_368_4, 2.417_807_251_774_506e-1, 2.272_384_498_926_918_4e-2, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 6.897_673_349_851e-1,
     1.481_039_764_274_800_8e-1, 1.519_866_656_361_645_7e-2, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
);
#[rustfmt::skip]
const FAR: Ratio = (
    [6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 2.965_605_718_285_048_7e-1,
     2.653_218_952_657_612_4e-2, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7],
    [1.0, 5.998_322_065_558_88e-1, 1.369_298_809_227_358e-1, 1.487_536_129_085_061_5e-2,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_8e-15],
);

const CELLS: usize = 4096;
/// Cells at either end in which the quantile bends too much for a straight line.
const BENT: usize = 16;

static TABLE: LazyLock<[f32; CELLS + 1]> = LazyLock::new(|| {
    std::array::from_fn(|knot| {
        let inside = (knot as f64 / CELLS as f64).clamp(1e-6, 1.0 - 1e-6);
        -quantile_of_upper_tail(inside) as f32
    })
});

/// The quantile of a chance given as a whole number: `u` stands for (u + ½) / 2³².
///
/// A table of 4,096 cells with straight lines between, and the exact function in the sixteen outermost cells of each side;
/// the error is below 2e-4 everywhere.
#[inline]
pub fn quantile_of_bits(u: u32) -> f32 {
    let cell = (u >> 20) as usize;
    if (BENT..CELLS - BENT).contains(&cell) {
        let within = (u & 0xF_FFFF) as f32 * (1.0 / 1_048_576.0);
        let (from, to) = (TABLE[cell], TABLE[cell + 1]);
        return from + (to - from) * within;
    }
    -quantile_of_upper_tail((f64::from(u) + 0.5) / 4_294_967_296.0) as f32
}

/// The same of a whole batch.
pub(crate) fn quantiles_of_bits(bits: &Lanes<u32>, quantiles: &mut Lanes<f32>) {
    if inside(&TABLE, bits, quantiles) {
        return;
    }
    for (bits, quantile) in bits.iter().zip(quantiles) {
        if !(BENT..CELLS - BENT).contains(&((bits >> 20) as usize)) {
            *quantile = quantile_of_bits(*bits);
        }
    }
}

/// The quantiles by table; false if some lie in its outermost cells, where it is not exact enough.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn inside(table: &[f32; CELLS + 1], bits: &Lanes<u32>, quantiles: &mut Lanes<f32>) -> bool {
    let (mut least, mut most) = (u32::MAX, 0);
    for (bits, quantile) in bits.iter().zip(quantiles) {
        let cell = bits >> 20;
        (least, most) = (least.min(cell), most.max(cell));
        let within = (bits & 0xF_FFFF) as i32 as f32 * (1.0 / 1_048_576.0);
        let (from, to) = (table[cell as usize], table[cell as usize + 1]);
        *quantile = from + (to - from) * within;
    }
    least as usize >= BENT && (most as usize) < CELLS - BENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_and_quantile_agree_with_published_values() {
        let published =
            [(0.0, 0.5), (1.0, 0.158655253931457), (1.644853626951473, 0.05), (3.0, 0.001349898031630)];
        for (z, tail) in published {
            assert!((upper_tail(z) / tail - 1.0).abs() < 1e-12, "{z}: {}", upper_tail(z));
            assert!((quantile_of_upper_tail(tail) - z).abs() < 1e-12, "{tail}");
        }
        assert!((upper_tail(10.0) / 7.619853024160527e-24 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_quantile_undoes_the_tail_on_both_sides() {
        for step in -50..=200 {
            let z = f64::from(step) / 10.0;
            let back = quantile_of_upper_tail(upper_tail(z));
            assert!((back - z).abs() < 1e-6, "{z} came back as {back}");
        }
    }

    #[test]
    fn the_table_is_within_its_stated_error() {
        for step in 0..200_000u32 {
            let u = step.wrapping_mul(2_654_435_761);
            let exact = -quantile_of_upper_tail((f64::from(u) + 0.5) / 4_294_967_296.0);
            assert!((f64::from(quantile_of_bits(u)) - exact).abs() < 2e-4, "{u}");
        }
    }
}
