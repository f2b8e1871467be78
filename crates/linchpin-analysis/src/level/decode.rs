//! Serial schedule generation: activities in a given order, each as early as what it waits for and capacity allow.
//!
//! Free units of four resources stand in the lanes of one word for each period, so that one subtraction compares all four.

use super::side::{Demand, GUARDS, Side, Work};

/// The free units of each period, and room for one schedule.
pub(super) struct Decoder {
    capacities: Vec<u64>,
    /// A row of periods for each word of lanes.
    free: Vec<Vec<u64>>,
    /// Periods that the last schedule used.
    used: usize,
}

impl Decoder {
    pub(super) fn new(capacities: &[u64], horizon: usize) -> Self {
        Self {
            free: capacities.iter().map(|units| vec![*units; horizon + 1]).collect(),
            capacities: capacities.to_vec(),
            used: 0,
        }
    }

    /// Schedules activities in an order in which each comes after what it waits for; gives the makespan. Gives up, with
    /// none, as soon as the makespan is certain to be more than `limit`.
    #[inline]
    pub(super) fn decode(
        &mut self,
        side: &Side,
        order: &[u32],
        limit: u32,
        finishes: &mut [u32],
    ) -> Option<u32> {
        for (row, units) in self.free.iter_mut().zip(&self.capacities) {
            row[..self.used].fill(*units);
        }
        let mut makespan = 0;
        for activity in order {
            let work = &side.activities[*activity as usize];
            let mut at = 0;
            for (other, lag) in side.links(work) {
                at = at.max(finishes[*other as usize] + lag);
            }
            let finish = self.place(side, work, at as usize) as u32;
            finishes[*activity as usize] = finish;
            makespan = makespan.max(finish);
            if finish + work.tail > limit {
                self.used = makespan as usize;
                return None;
            }
        }
        self.used = makespan as usize;
        Some(makespan)
    }

    /// Takes what an activity needs from `at` or later; gives its finish.
    #[inline]
    fn place(&mut self, side: &Side, work: &Work, mut at: usize) -> usize {
        let duration = work.duration as usize;
        match side.demands(work) {
            [] => {}
            [demand] => {
                let row = &mut self.free[demand.word as usize];
                at = first_fit(row, demand.units, at, duration);
                take(row, demand.units, at, duration);
            }
            demands => {
                at = self.first_common_fit(demands, at, duration);
                for demand in demands {
                    take(&mut self.free[demand.word as usize], demand.units, at, duration);
                }
            }
        }
        at + duration
    }

    fn first_common_fit(&self, demands: &[Demand], mut at: usize, duration: usize) -> usize {
        loop {
            let fits =
                |at, demand: &Demand| first_fit(&self.free[demand.word as usize], demand.units, at, duration);
            let next = demands.iter().fold(at, fits);
            if next == at {
                return at;
            }
            at = next;
        }
    }
}

/// The first period from `at` from which all of `duration` periods have the units free. Looks at each stretch from its
/// end, as the last period without room tells how far to go on.
#[inline]
fn first_fit(row: &[u64], units: u64, mut at: usize, duration: usize) -> usize {
    let mut known = at;
    loop {
        let mut next = at + duration;
        // Periods before `known` were found free on the way here.
        loop {
            if next == known {
                return at;
            }
            next -= 1;
            if ((row[next] | GUARDS) - units) & GUARDS != GUARDS {
                break;
            }
        }
        known = (at + duration).max(next + 1);
        at = next + 1;
    }
}

#[inline]
fn take(row: &mut [u64], units: u64, at: usize, duration: usize) {
    for free in &mut row[at..at + duration] {
        *free -= units;
    }
}
