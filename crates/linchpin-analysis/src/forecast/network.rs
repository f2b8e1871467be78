//! The forecast by network: goals, trials, and what they say.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::world::Record;
use linchpin_model::{Item, MilestoneId, Node, Program, ProgramId, World};

use super::method::Known;
use super::params::ForecastParams;
use super::parts::Parts;
use super::plan::{End, Goal, Plan};
use super::result::{Method, MilestoneForecast, P0Alone};
use super::simulate::{Outcome, Simulation};
use super::summary::{Finishes, last_day};
use crate::evidence::key_of;
use crate::programs::{program_of, program_of_milestone};
use crate::scope::{Scope, milestones_in};

/// The milestones of a scope, and the ends of its programs that have none.
pub(crate) fn goals(world: &World, params: &ForecastParams, parts: &Parts) -> (Vec<MilestoneId>, Vec<End>) {
    let milestones = milestones_in(world, params.scope);
    let with: BTreeSet<Option<ProgramId>> =
        milestones.iter().map(|milestone| program_of_milestone(world, milestone)).collect();
    // Beside milestones an end is told of a program of which a network tells by itself.
    let tells = |end: &End| Known::new(parts, &end.items).method(false) == Method::Network;
    let is_asked = |end: &End| match params.scope {
        _ if milestones.is_empty() => true,
        Scope::Milestone(_) => false,
        Scope::All | Scope::Program(_) => end.program.is_some() && !with.contains(&end.program) && tells(end),
    };
    let ends = ends(world, params.scope, parts).into_iter().filter(is_asked).collect();
    (milestones.into_iter().map(|milestone| milestone.id).collect(), ends)
}

fn ends(world: &World, scope: Scope, parts: &Parts) -> Vec<End> {
    let mut items: BTreeMap<Option<ProgramId>, BTreeSet<Node>> = BTreeMap::new();
    for item in world.live::<Item>().filter(|item| parts.nodes.contains_key(&Node::Item(item.id))) {
        items.entry(program_of(world, item)).or_default().insert(Node::Item(item.id));
    }
    let in_scope = |program: &Option<ProgramId>| match scope {
        Scope::Program(id) => *program == Some(id),
        _ => true,
    };
    let end = |(program, items): (Option<ProgramId>, BTreeSet<Node>)| {
        let record = program.and_then(|program| world.get(program));
        let (key, title) = name_of_end(record);
        let calendar = parts.program_calendars.get(&program).copied().unwrap_or(0);
        End { program, key, title, items, calendar }
    };
    items.into_iter().filter(|(program, _)| in_scope(program)).map(end).collect()
}

pub(crate) fn name_of_end(program: Option<&Record<Program>>) -> (String, String) {
    match program {
        Some(program) => {
            let title = program.title().map_or_else(|| key_of(program), ToString::to_string);
            (key_of(program), format!("End of {title}"))
        }
        None => ("all".to_owned(), "Everything that is left".to_owned()),
    }
}

/// The goal whose drivers are given: the one asked for, the goal of the only program, else the last.
pub(crate) fn followed(world: &World, params: &ForecastParams, simulation: &Simulation<'_>) -> Option<usize> {
    let goals = &simulation.plan.goals;
    let programs = world.live::<Program>().filter(|program| match params.scope {
        Scope::Program(id) => program.id == id,
        _ => true,
    });
    let wanted: Vec<MilestoneId> = programs.filter_map(|program| program.goal().copied()).collect();
    let is_wanted = |goal: &Goal| goal.milestone.is_some_and(|id| wanted.contains(&id));
    goals.iter().position(is_wanted).or_else(|| simulation.last_goal())
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
