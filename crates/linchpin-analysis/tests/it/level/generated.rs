//! What must hold of every problem.

use linchpin_analysis::level::{Activity, Precedence, Problem};
use proptest::prelude::*;

use super::solved;

/// A problem without loops: what waits has the higher number; no need is beyond capacity. Numbers are then shuffled.
fn any_problem(activities: std::ops::Range<usize>) -> impl Strategy<Value = Problem> {
    let capacities = proptest::collection::vec(1..6u32, 0..7);
    (capacities, proptest::collection::vec(0..5u32, activities)).prop_flat_map(|(capacities, durations)| {
        let count = durations.len() as u32;
        let pair = (0..count, 0..count, prop_oneof![3 => Just(0), 1 => 0..4u32]);
        let needs =
            proptest::collection::vec(proptest::collection::vec(0..6u32, capacities.len()), durations.len());
        let numbers = Just((0..count).collect::<Vec<u32>>()).prop_shuffle();
        let links = proptest::collection::vec(pair, 0..durations.len() * 2);
        (Just(capacities), Just(durations), needs, links, numbers).prop_map(
            |(capacities, durations, needs, links, numbers)| {
                let links = links.into_iter().filter(|(one, other, _)| one != other);
                let precedences = links.map(|(one, other, lag)| Precedence {
                    before: numbers[one.min(other) as usize],
                    after: numbers[one.max(other) as usize],
                    lag,
                });
                let held = |needs: Vec<u32>| {
                    let needs = needs.into_iter().zip(&capacities).zip(0..);
                    needs.map(|((units, capacity), resource)| (resource, units.min(*capacity))).collect()
                };
                let activities = durations.into_iter().zip(needs);
                let activities =
                    activities.map(|(duration, needs)| Activity { duration, needs: held(needs) });
                Problem { activities: activities.collect(), precedences: precedences.collect(), capacities }
            },
        )
    })
}

/// The shortest makespan, by trying every start of every activity that is not later than a known schedule allows.
fn shortest(problem: &Problem, known: u32) -> u32 {
    (0..known).find(|end| fits(problem, *end, &mut Vec::new())).unwrap_or(known)
}

/// Whether the activities after the first few, whose starts are given, can all be put before `end`.
fn fits(problem: &Problem, end: u32, starts: &mut Vec<u32>) -> bool {
    let next = starts.len();
    let Some(activity) = problem.activities.get(next) else { return true };
    (0..=end.saturating_sub(activity.duration)).any(|start| {
        starts.push(start);
        let is_sound = start + activity.duration <= end && is_sound(problem, starts);
        let fits = is_sound && fits(problem, end, starts);
        starts.pop();
        fits
    })
}

fn is_sound(problem: &Problem, starts: &[u32]) -> bool {
    let finish = |activity: usize| starts[activity] + problem.activities[activity].duration;
    let in_order = problem.precedences.iter().all(|link| {
        let (before, after) = (link.before as usize, link.after as usize);
        before.max(after) >= starts.len() || starts[after] >= finish(before) + link.lag
    });
    let end = (0..starts.len()).map(finish).max().unwrap_or(0);
    in_order
        && (0..end).all(|period| {
            problem.capacities.iter().zip(0..).all(|(capacity, resource)| {
                let running = (0..starts.len()).filter(|one| (starts[*one]..finish(*one)).contains(&period));
                let needs = running.flat_map(|one| &problem.activities[one].needs);
                needs.filter(|(which, _)| *which == resource).map(|(_, units)| units).sum::<u32>()
                    <= *capacity
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_plan_keeps_to_precedence_and_capacity_and_the_same_seed_and_budget_give_the_same(
        problem in any_problem(1..40),
        seed: u64,
    ) {
        prop_assert_eq!(solved(&problem, seed, 1_500), solved(&problem, seed, 1_500));
    }

    #[test]
    fn a_larger_budget_never_gives_a_longer_plan(problem in any_problem(5..40), seed: u64) {
        let budgets = [1, 2, 10, 300, 1_200];
        let makespans = budgets.map(|schedules| solved(&problem, seed, schedules).makespan);
        prop_assert!(makespans.is_sorted_by(|shorter, longer| shorter >= longer), "{:?}", makespans);
    }

    #[test]
    fn a_small_problem_is_solved_as_by_trying_everything(problem in any_problem(1..6), seed: u64) {
        let leveled = solved(&problem, seed, 2_000);
        prop_assert_eq!(leveled.makespan, shortest(&problem, leveled.makespan));
    }
}
