//! The forecast by network: its goals, and what trials say of them.

use linchpin_model::Program;
use linchpin_model::world::Record;

use super::plan::{Goal, Plan};
use super::result::{MilestoneForecast, P0Alone};
use super::simulate::{Outcome, Simulation};
use super::summary::{Finishes, last_day};
use crate::evidence::key_of;

pub(crate) fn name_of_end(program: Option<&Record<Program>>) -> (String, String) {
    match program {
        Some(program) => {
            let title = program.title().map_or_else(|| key_of(program), ToString::to_string);
            (key_of(program), format!("End of {title}"))
        }
        None => ("all".to_owned(), "Everything that is left".to_owned()),
    }
}

/// The goal whose drivers are given: that of the program, else the last.
pub(crate) fn followed(program: Option<&Record<Program>>, simulation: &Simulation<'_>) -> Option<usize> {
    let wanted = program.and_then(|program| program.goal().copied());
    let is_wanted = |goal: &Goal| wanted.is_some() && goal.milestone == wanted;
    simulation.plan.goals.iter().position(is_wanted).or_else(|| simulation.last_goal())
}

/// Dates and chances of one goal.
pub(crate) fn summarised(plan: &Plan, outcome: &Outcome, goal: usize) -> MilestoneForecast {
    let of = &plan.goals[goal];
    let calendar = &plan.network.calendars[plan.network.nodes[of.node as usize].calendar as usize];
    let finishes = Finishes::new(outcome.finishes[goal].clone(), calendar);
    let alone = Finishes::new(outcome.p0_finishes[goal].clone(), calendar);
    let target = of.target.as_ref().map(last_day);
    MilestoneForecast {
        key: of.key.clone(),
        title: of.title.clone(),
        target,
        p10: finishes.day(0.10),
        p50: finishes.day(0.50),
        p80: finishes.day(0.80),
        p85: finishes.day(0.85),
        p95: finishes.day(0.95),
        chance_of_target: target.and_then(|target| finishes.chance_by(target)),
        histogram: finishes.histogram(),
        p0_alone: of.p0_node.map(|_| P0Alone { p50: alone.day(0.50), p85: alone.day(0.85) }),
    }
}

/// The minute by which half of all trials reach a goal.
pub(crate) fn median(plan: &Plan, outcome: &Outcome, goal: usize) -> Option<linchpin_model::calendar::Wall> {
    let calendar = plan.network.nodes[plan.goals[goal].node as usize].calendar;
    Finishes::new(outcome.finishes[goal].clone(), &plan.network.calendars[calendar as usize]).percentile(0.5)
}
