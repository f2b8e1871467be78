//! What no schedule can be shorter than.

use super::side::Sides;

/// The greater of the critical path and the busiest resource.
pub(super) fn lower_bound(sides: &Sides) -> u32 {
    let path = sides.forward.activities.iter().zip(&sides.backward.activities);
    let path = path.map(|(forward, backward)| backward.tail + forward.duration + forward.tail).max();
    path.unwrap_or(0).max(busiest(sides))
}

/// The periods that the busiest resource needs for all its work.
fn busiest(sides: &Sides) -> u32 {
    let mut most = 0;
    for (word, capacities) in sides.capacities.iter().enumerate() {
        for lane in 0..4 {
            let units = |word: u64| (word >> (16 * lane)) & 0xFFFF;
            let works = sides.forward.activities.iter();
            let work: u64 = works
                .map(|work| {
                    let demands = sides.forward.demands(work).iter();
                    let here = demands.filter(|demand| demand.word as usize == word);
                    here.map(|demand| units(demand.units)).sum::<u64>() * u64::from(work.duration)
                })
                .sum();
            if units(*capacities) > 0 {
                most = most.max(work.div_ceil(units(*capacities)));
            }
        }
    }
    most.min(u64::from(u32::MAX)) as u32
}
