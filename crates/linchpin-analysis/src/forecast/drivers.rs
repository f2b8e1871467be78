//! What does a goal wait for most, and what would it gain if that were done?

use super::plan::Plan;
use super::result::Driver;
use super::simulate::{Outcome, PILOT_TRIALS, Simulation};
use super::summary::Finishes;
use crate::sample::{LANES, Lanes};

/// From this criticality on an item is looked at more closely.
pub const NOTABLE: f64 = 0.01;

/// Computing what items would gain stops after so many steps of a batch, as `Futures::cost` counts them: some 15 ms.
const MOST_STEPS: usize = 100_000;

/// The drivers of a goal: by what would be gained, then by criticality, then by key.
pub(crate) fn drivers(
    simulation: &Simulation<'_>,
    outcome: &mut Outcome,
    goal: usize,
    key: impl Fn(u32) -> Option<String>,
) -> Vec<Driver> {
    let trials = f64::from(simulation.trials().max(1));
    let shares = (0u32..).zip(&outcome.on_path).map(|(node, count)| (node, f64::from(*count) / trials));
    let mut notable: Vec<(u32, f64)> = shares.filter(|(_, share)| *share >= NOTABLE).collect();
    notable.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    notable.retain(|(node, _)| key(*node).is_some());
    let nodes: Vec<u32> = notable.iter().map(|(node, _)| *node).collect();
    let pilot = Pilot::new(simulation, outcome, goal, &nodes);
    let driver = |(place, (node, criticality)): (usize, &(u32, f64))| Driver {
        key: key(*node).unwrap_or_default(),
        criticality: *criticality,
        cruciality: pilot.cruciality(place),
        p50_days_if_done: pilot.days_if_done(simulation.plan, goal, place),
    };
    let mut drivers: Vec<Driver> = notable.iter().enumerate().map(driver).collect();
    drivers.sort_by(|a, b| {
        let days = |driver: &Driver| driver.p50_days_if_done.unwrap_or(f64::NEG_INFINITY);
        let by_days = days(b).total_cmp(&days(a)).then(b.criticality.total_cmp(&a.criticality));
        by_days.then_with(|| a.key.cmp(&b.key))
    });
    drivers
}

/// The first trials again, item by item.
struct Pilot {
    finishes: Vec<i32>,
    finish_ranks: Vec<f64>,
    /// For each item its minutes in each trial.
    minutes: Vec<Vec<i32>>,
    /// For each item the finishes if it were done; empty where there was no time to compute them.
    if_done: Vec<Vec<i32>>,
}

impl Pilot {
    fn new(simulation: &Simulation<'_>, outcome: &mut Outcome, goal: usize, nodes: &[u32]) -> Self {
        let futures = &simulation.futures;
        let target = simulation.plan.goals[goal].node;
        let mut pilot = Self {
            finishes: Vec::new(),
            finish_ranks: Vec::new(),
            minutes: vec![Vec::new(); nodes.len()],
            if_done: vec![Vec::new(); nodes.len()],
        };
        let batches = PILOT_TRIALS.min(simulation.trials()).div_ceil(LANES as u32);
        let affected = affordable(simulation, target, nodes, batches as usize);
        simulation.each_first(outcome, PILOT_TRIALS, |lanes, work, spans| {
            let count = lanes.count_ones() as usize;
            pilot.finishes.extend(&futures.finishes(target, spans)[..count]);
            for (place, node) in nodes.iter().enumerate() {
                pilot.minutes[place].extend(&work[*node as usize][..count]);
                if let Some(steps) = affected.get(place) {
                    let finishes: Lanes<i32> = futures.finishes_if_done(steps, target, work, spans);
                    pilot.if_done[place].extend(&finishes[..count]);
                }
            }
        });
        pilot.finish_ranks = ranks(&pilot.finishes);
        pilot
    }

    /// Spearman's rank correlation of an item's minutes with the goal's finish (Williams, *Criticality in stochastic
    /// networks*, 1992).
    fn cruciality(&self, place: usize) -> Option<f64> {
        let (a, b) = (ranks(&self.minutes[place]), &self.finish_ranks);
        let mean = (a.len() as f64 - 1.0) / 2.0;
        let product =
            |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
        let spread = (product(&a, &a) * product(b, b)).sqrt();
        (spread > 0.0).then(|| product(&a, b) / spread)
    }

    fn days_if_done(&self, plan: &Plan, goal: usize, place: usize) -> Option<f64> {
        if self.if_done[place].is_empty() {
            return None;
        }
        let calendar =
            &plan.network.calendars[plan.network.nodes[plan.goals[goal].node as usize].calendar as usize];
        let p50 = |walls: &Vec<i32>| Finishes::new(walls.clone(), calendar).percentile(0.5);
        let minutes = calendar.between(p50(&self.if_done[place])?, p50(&self.finishes)?);
        Some(working_days(minutes, plan.goals[goal].day_minutes))
    }
}

/// Working days, rounded to hundredths.
pub(crate) fn working_days(minutes: i32, day_minutes: f64) -> f64 {
    (f64::from(minutes) / day_minutes * 100.0).round() / 100.0
}

/// For the first of the nodes, as many as there is time for, the steps that each affects.
fn affordable(simulation: &Simulation<'_>, target: u32, nodes: &[u32], batches: usize) -> Vec<Vec<usize>> {
    let mut left = MOST_STEPS / batches.max(1);
    let steps = nodes.iter().map(|node| simulation.futures.affected_by(*node, target));
    let affordable = steps.take_while(|steps| {
        let cost = simulation.futures.cost(steps);
        let affordable = cost <= left;
        left = left.saturating_sub(cost);
        affordable
    });
    affordable.collect()
}

/// Ranks from 0, ties at the middle of theirs.
fn ranks(values: &[i32]) -> Vec<f64> {
    let mut order: Vec<(i32, u32)> = values.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for ties in order.chunk_by(|a, b| a.0 == b.0) {
        let middle = from as f64 + (ties.len() - 1) as f64 / 2.0;
        ties.iter().for_each(|(_, index)| ranks[*index as usize] = middle);
        from += ties.len();
    }
    ranks
}

const _: () = assert!((PILOT_TRIALS as usize).is_multiple_of(LANES));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_the_middle_of_their_ranks() {
        assert_eq!(ranks(&[30, 10, 20, 10]), [3.0, 0.5, 2.0, 0.5]);
    }
}
