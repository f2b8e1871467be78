//! Shares of a total that do not depend on the order in which the parts come in.

use std::collections::BTreeMap;

use crate::sample::{Draws, Stream};

/// Up to so many causes all sets of them are evaluated, 64 at most.
pub const EXACT_CAUSES: usize = 6;

/// Above that, so many orders of the causes are drawn, and each followed as drawn and backwards.
pub const ORDERS: u64 = 12;

/// What each of a number of players adds to the total, in shares of a whole number: the value of player `i` is
/// `shares[i] / parts`. They add up to `value(all) - value(none)` exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    pub(crate) shares: Vec<i64>,
    pub(crate) parts: i64,
    /// The largest standard error of a value, where orders were drawn.
    pub(crate) error: Option<i64>,
}

/// Shapley's values (*A value for n-person games*, 1953) of a game given by the value of each set of players, one bit a player.
///
/// Exact for up to [`EXACT_CAUSES`] players. Above, the average over drawn orders and their reverses (Castro, Gomez and
/// Tejada 2009), whose parts add up as exactly. None where some set has no value.
pub(crate) fn shapley(
    players: usize,
    seed: u64,
    mut value: impl FnMut(u32) -> Option<i32>,
) -> Option<Shares> {
    let mut known: BTreeMap<u32, Option<i32>> = BTreeMap::new();
    let mut value = |set: u32| known.entry(set).or_insert_with(|| value(set)).map(i64::from);
    if players <= EXACT_CAUSES { exact(players, &mut value) } else { drawn(players, seed, &mut value) }
}

/// How many sets of players are evaluated at most.
pub(crate) fn evaluations(players: usize) -> usize {
    if players <= EXACT_CAUSES { 1 << players } else { 2 * ORDERS as usize * (players - 1) + 2 }
}

fn exact(players: usize, value: &mut impl FnMut(u32) -> Option<i64>) -> Option<Shares> {
    let factorial = |n: usize| (1..=n as i64).product::<i64>();
    let mut shares = vec![0; players];
    for set in 0..1u32 << players {
        for (player, share) in shares.iter_mut().enumerate().filter(|(player, _)| set & (1 << player) == 0) {
            let size = set.count_ones() as usize;
            let weight = factorial(size) * factorial(players - size - 1);
            *share += weight * (value(set | (1 << player))? - value(set)?);
        }
    }
    Some(Shares { shares, parts: factorial(players), error: None })
}

fn drawn(players: usize, seed: u64, value: &mut impl FnMut(u32) -> Option<i64>) -> Option<Shares> {
    let mut added: Vec<Vec<i64>> = vec![Vec::new(); players];
    for order in 0..ORDERS {
        let mut order = drawn_order(players, seed, order);
        for _ in 0..2 {
            let mut set = 0;
            for player in &order {
                let with = set | (1 << player);
                added[*player].push(value(with)? - value(set)?);
                set = with;
            }
            order.reverse();
        }
    }
    let error = added.iter().map(|added| standard_error(added)).max();
    let shares = added.iter().map(|added| added.iter().sum()).collect();
    Some(Shares { shares, parts: 2 * ORDERS as i64, error })
}

/// Fisher and Yates.
fn drawn_order(players: usize, seed: u64, number: u64) -> Vec<usize> {
    let draws = Draws::new(seed, Stream::Order(number));
    let mut order: Vec<usize> = (0..players).collect();
    for last in (1..players).rev() {
        order.swap(last, (draws.chance(last as u64) * (last + 1) as f64) as usize);
    }
    order
}

/// Of the mean of pairs of an order and its reverse.
fn standard_error(added: &[i64]) -> i64 {
    let pairs: Vec<f64> = added.chunks(2).map(|pair| (pair[0] + pair[1]) as f64 / 2.0).collect();
    let mean = pairs.iter().sum::<f64>() / pairs.len() as f64;
    let squares: f64 = pairs.iter().map(|pair| (pair - mean).powi(2)).sum();
    (squares / (pairs.len() - 1) as f64 / pairs.len() as f64).sqrt().round() as i64
}

/// The shares in units of `unit` each, rounded so that they add up to the rounded total: what rounding leaves goes to
/// those that lost most by it, of equals the first.
pub(crate) fn rounded(shares: &Shares, unit: f64) -> Vec<i64> {
    let exact: Vec<f64> =
        shares.shares.iter().map(|share| *share as f64 / shares.parts as f64 / unit).collect();
    let total = (shares.shares.iter().sum::<i64>() as f64 / shares.parts as f64 / unit).round() as i64;
    let mut rounded: Vec<i64> = exact.iter().map(|value| value.floor() as i64).collect();
    let mut by_loss: Vec<usize> = (0..exact.len()).collect();
    by_loss.sort_by(|a, b| (exact[*b] - exact[*b].floor()).total_cmp(&(exact[*a] - exact[*a].floor())));
    let left = total - rounded.iter().sum::<i64>();
    by_loss.into_iter().cycle().take(left.max(0) as usize).for_each(|player| rounded[player] += 1);
    rounded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_who_only_gain_together_share_evenly() {
        let shares = shapley(2, 1, |set| Some(if set == 3 { 10 } else { 0 })).unwrap();
        assert_eq!((shares.shares, shares.parts), (vec![10, 10], 2));
    }

    #[test]
    fn one_who_adds_nothing_gets_nothing() {
        let shares = shapley(3, 1, |set| Some((set & 3).count_ones() as i32 * 7)).unwrap();
        assert_eq!(shares.shares, [42, 42, 0]);
    }

    #[test]
    fn what_has_no_value_has_no_shares() {
        assert_eq!(shapley(3, 1, |set| (set != 5).then_some(1)), None);
    }

    #[test]
    fn drawn_orders_agree_with_all_orders_where_players_only_add() {
        let shares =
            shapley(9, 1, |set| Some((0..9).filter(|player| set & (1 << player) != 0).sum())).unwrap();
        assert_eq!(shares.shares, (0..9).map(|player| player * 2 * ORDERS as i64).collect::<Vec<_>>());
        assert_eq!(shares.error, Some(0));
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole(values in prop::collection::vec(-50_000..50_000i32, 512), players in 1..10usize, seed: u64) {
            let shares = shapley(players, seed, |set| Some(values[set as usize])).unwrap();
            let whole = i64::from(values[(1 << players) - 1]) - i64::from(values[0]);
            prop_assert_eq!(shares.shares.iter().sum::<i64>(), whole * shares.parts);
            let days = rounded(&shares, 4.8);
            prop_assert_eq!(days.iter().sum::<i64>(), (whole as f64 / 4.8).round() as i64);
        }
    }
}
