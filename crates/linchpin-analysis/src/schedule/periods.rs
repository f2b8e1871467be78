//! A scheduling problem's time in periods: one period is one working day.

use std::collections::BTreeMap;

use linchpin_model::calendar::Wall;
use linchpin_model::{Node as Thing, Team, World};

use super::plan::Plan;
use super::solution::Solution;

/// The periods of a schedule.
pub(super) struct Periods {
    /// For each node its first period, from 0, and the one after its last.
    pub(super) nodes: Vec<Option<(i32, i32)>>,
    /// Periods from the first start to the last finish.
    pub(super) makespan: i32,
    /// No schedule within capacity is shorter: the greater of the critical path and, over all resources, the work for one divided by
    /// its capacity.
    pub(super) lower_bound: i32,
}

pub(super) fn of_network(world: &World, plan: &Plan, solution: &Solution) -> Periods {
    let origin = solution.span.map_or(plan.network.start, |(start, _)| start);
    let period = |node: usize, wall: Wall| {
        let calendar = plan.network.nodes[node].calendar as usize;
        plan.network.calendars[calendar].between(origin, wall) / plan.day_minutes[calendar]
    };
    let of_node = |node: usize| {
        solution.nodes[node].map(|dates| (period(node, dates.start), period(node, dates.finish)))
    };
    let nodes: Vec<Option<(i32, i32)>> = (0..plan.things.len()).map(of_node).collect();
    let makespan = nodes.iter().flatten().map(|(_, finish)| *finish).max().unwrap_or(0);
    Periods { makespan, lower_bound: makespan.max(busiest(world, plan)), nodes }
}

/// The periods that the busiest resource needs for all its work.
fn busiest(world: &World, plan: &Plan) -> i32 {
    let mut work: BTreeMap<&str, i64> = BTreeMap::new();
    for (thing, node) in plan.things.iter().zip(&plan.network.nodes) {
        let Thing::Item(id) = thing else { continue };
        let periods = i64::from(node.duration / plan.day_minutes[node.calendar as usize]);
        for (resource, units) in world.get(*id).and_then(|item| item.needs()).into_iter().flatten() {
            *work.entry(resource).or_default() += periods * i64::from(*units);
        }
    }
    let capacity = |team: &linchpin_model::world::Record<Team>| {
        Some((team.title()?.to_string(), i64::from(*team.capacity()?) / 100))
    };
    let capacities: BTreeMap<String, i64> = world.live::<Team>().filter_map(capacity).collect();
    let needed = work.into_iter().filter_map(|(resource, units)| {
        let capacity = capacities.get(resource).filter(|capacity| **capacity > 0)?;
        Some((units + capacity - 1) / capacity)
    });
    needed.max().unwrap_or(0).min(i64::from(i32::MAX)) as i32
}
