//! What is expected of every milestone and item, for the reports that rest on the forecast.

use std::collections::BTreeMap;

use linchpin_model::calendar::Wall;
use linchpin_model::{MilestoneId, Node};

use super::Asked;
use super::answer::Answer;
use super::plan::Plan;
use super::result::{Method, MilestoneForecast};
use super::simulate::{Outcome, Simulation};
use super::summary::{finish_day, percentile_of};
use crate::outlook::{EndOutlook, MilestoneOutlook, NodeOutlook, Outlook};
use crate::sample::LANES;
use crate::schedule::{Solution, solve};

/// So many finishes of items are kept at most: 32 MB.
const MOST_FINISHES: usize = 8_000_000;

impl Asked<'_> {
    /// The forecast, and what it says to other reports, of the same futures.
    pub(super) fn answer_with_outlook(&self) -> Answer {
        match self.method() {
            Method::Network => self.outlook_by_network(),
            Method::Throughput | Method::None => {
                let mut answer = self.answer();
                answer.outlook = self.outlook_by_dates(&answer);
                answer
            }
        }
    }

    /// Milestones and ends alone, from their dates.
    fn outlook_by_dates(&self, answer: &Answer) -> Outlook {
        let mut outlook = Outlook::default();
        for (goal, said) in answer.goals.iter().zip(&answer.milestones) {
            self.expect(&mut outlook, *goal, said, Vec::new());
        }
        outlook
    }

    fn expect(
        &self,
        outlook: &mut Outlook,
        goal: Option<MilestoneId>,
        said: &MilestoneForecast,
        driving: Vec<Node>,
    ) {
        let (p50, p85, chance_of_target) = (said.p50, said.p85, said.chance_of_target);
        if let Some(milestone) = goal {
            let expected = MilestoneOutlook { milestone, p50, p85, chance_of_target, driving };
            outlook.milestones.insert(milestone, expected);
        } else if let Some(program) = self.unit.program_id() {
            outlook.program_ends.insert(program, EndOutlook { p50, p85 });
        }
    }

    fn outlook_by_network(&self) -> Answer {
        let plan = self.plan();
        let all: Vec<u32> = plan.nodes().map(|(node, _)| node).collect();
        let (mut answer, simulation, mut outcome) = self.by_network(&plan, &all);
        let solution = solve(&plan.network, &plan.rules);
        let mut outlook = Outlook::default();
        for (goal, said) in plan.goals.iter().zip(&answer.milestones) {
            let driving = driving_path(&plan, &solution, goal.node);
            self.expect(&mut outlook, goal.milestone, said, driving);
        }
        let at_stake: BTreeMap<&str, f64> = answer
            .drivers
            .iter()
            .filter_map(|driver| Some((driver.key.as_str(), driver.p50_days_if_done?)))
            .collect();
        let dates = dates_of_nodes(&simulation, &mut outcome);
        let own = plan.nodes().filter(|(_, thing)| self.unit.owns(self.basis.links, *thing));
        for (node, thing) in own {
            let scheduled = solution.nodes[node as usize];
            let Some((p50, p85)) = dates.get(&node).copied() else { continue };
            let key = self.parts.nodes.get(&thing).map_or("", |part| part.key.as_str());
            let expected = NodeOutlook {
                node: thing,
                finish: p50.or(scheduled.map(|dates| dates.early_finish)).map(finish_day),
                p85: p85.map(finish_day),
                critical: scheduled.is_some_and(|dates| dates.critical),
                float_minutes: scheduled.map(|dates| dates.total_float),
                days_at_stake: at_stake.get(key).copied(),
            };
            outlook.nodes.insert(thing, expected);
        }
        answer.outlook = outlook;
        answer
    }
}

/// What decides when a node finishes by likely durations, first to last, without the node itself.
fn driving_path(plan: &Plan, solution: &Solution, node: u32) -> Vec<Node> {
    let path = solution.driving_path(&plan.network, node);
    path.iter().filter(|other| **other != node).filter_map(|other| plan.things[*other as usize]).collect()
}

/// Finishes over which the dates of single nodes are taken, all nodes together: they guide whom to ask, while a milestone's
/// date uses every trial.
const NODE_FINISHES: usize = 250_000;
/// Trials for each node at least and at most.
const NODE_TRIALS: (usize, usize) = (256, 2_048);

/// P50 and P85 of every open node over the first trials.
fn dates_of_nodes(
    simulation: &Simulation<'_>,
    outcome: &mut Outcome,
) -> BTreeMap<u32, (Option<Wall>, Option<Wall>)> {
    let plan = simulation.plan;
    let open = |node: &u32| simulation.futures.is_placed(*node) && !is_done(plan, *node);
    let nodes: Vec<u32> = plan.nodes().map(|(node, _)| node).filter(open).collect();
    let each = (NODE_FINISHES / nodes.len().max(1)).clamp(NODE_TRIALS.0, NODE_TRIALS.1);
    let most = MOST_FINISHES / nodes.len().max(1);
    let trials = (each.min(most) / LANES * LANES).max(LANES) as u32;
    let mut finishes: Vec<Vec<i32>> = vec![Vec::with_capacity(trials as usize); nodes.len()];
    simulation.each_first(outcome, trials, |lanes, _, spans| {
        for (node, finishes) in nodes.iter().zip(&mut finishes) {
            finishes.extend(&simulation.futures.kept_finishes(*node, spans)[..lanes.count_ones() as usize]);
        }
    });
    let dates = |(node, mut kept): (&u32, Vec<i32>)| {
        let calendar = &plan.network.calendars[plan.network.nodes[*node as usize].calendar as usize];
        let wall = |kept: i32| simulation.futures.wall_of_finish(*node, kept);
        let mut at = |share: f64| percentile_of(&mut kept, share, calendar, wall);
        (*node, (at(0.50), at(0.85)))
    };
    nodes.iter().zip(finishes).map(dates).collect()
}

fn is_done(plan: &Plan, node: u32) -> bool {
    matches!(plan.network.nodes[node as usize].progress, crate::schedule::Progress::Done { .. })
}
