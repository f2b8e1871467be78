//! What units say, and all of them together.

use std::collections::BTreeMap;

use linchpin_model::{MilestoneId, World};

use super::checks::{self, Estimates};
use super::params::ForecastParams;
use super::result::{Driver, Forecast, Method, MilestoneForecast};
use crate::evidence::{Check, Header};
use crate::outlook::Outlook;
use crate::scope::milestones_in;
use crate::words;

/// What one unit says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(super) method: Method,
    pub(super) why_this_method: String,
    /// Futures that were drawn; 0 where none were.
    pub(super) trials: u32,
    /// For each of `milestones` which it is; none for an end.
    pub(super) goals: Vec<Option<MilestoneId>>,
    pub(super) milestones: Vec<MilestoneForecast>,
    /// The one of `milestones` that the drivers drive.
    pub(super) drivers_of: Option<usize>,
    pub(super) drivers: Vec<Driver>,
    pub(super) estimates: Estimates,
    pub(super) checks: Vec<Check>,
    pub(super) outlook: Outlook,
}

impl Answer {
    fn last_finish(&self) -> Option<linchpin_model::Date> {
        self.milestones.get(self.drivers_of?)?.p50
    }
}

/// What units say, as one forecast: milestones in the order of their targets, then ends in the order of programs.
///
/// Trials are the fewest that a unit drew. Drivers are those of the unit whose followed goal is reached last; of equals the
/// first.
pub(super) fn together(world: &World, params: &ForecastParams, answers: &[&Answer]) -> Forecast {
    let mut estimates = Estimates::default();
    answers.iter().for_each(|answer| estimates.add(&answer.estimates));
    let mut checks = estimates.checks();
    if answers.iter().any(|answer| answer.method == Method::Network) {
        checks.extend(checks::of_risks(world));
    }
    for check in answers.iter().flat_map(|answer| &answer.checks) {
        if !checks.contains(check) {
            checks.push(check.clone());
        }
    }
    let last = followed(answers).map(|index| answers[index]);
    Forecast {
        header: Header::new(world, params.as_of),
        seed: params.seed,
        trials: answers.iter().map(|answer| answer.trials).filter(|trials| *trials > 0).min().unwrap_or(0),
        method: answers.iter().map(|answer| answer.method).min().unwrap_or_default(),
        why_this_method: why(answers),
        milestones: in_order(world, params, answers),
        drivers_of: last.and_then(|answer| Some(answer.milestones.get(answer.drivers_of?)?.key.clone())),
        drivers: last.map(|answer| answer.drivers.clone()).unwrap_or_default(),
        finish_weeks: None,
        checks,
    }
}

/// The answer whose followed goal is reached last; of equals the first.
pub(super) fn followed(answers: &[&Answer]) -> Option<usize> {
    let with_drivers = answers.iter().enumerate().filter(|(_, answer)| answer.drivers_of.is_some());
    let last = with_drivers.max_by_key(|(index, answer)| (answer.last_finish(), std::cmp::Reverse(*index)));
    last.map(|(index, _)| index)
}

fn in_order(world: &World, params: &ForecastParams, answers: &[&Answer]) -> Vec<MilestoneForecast> {
    let order = milestones_in(world, params.scope);
    let places: BTreeMap<_, _> = order.iter().map(|milestone| milestone.id).zip(0usize..).collect();
    let said = answers.iter().flat_map(|answer| answer.goals.iter().zip(&answer.milestones));
    let place = |goal: &Option<MilestoneId>| goal.and_then(|id| places.get(&id).copied());
    let mut said: Vec<_> =
        said.map(|(goal, milestone)| (place(goal).unwrap_or(usize::MAX), milestone)).collect();
    said.sort_by_key(|(place, _)| *place);
    said.into_iter().map(|(_, milestone)| milestone.clone()).collect()
}

fn why(answers: &[&Answer]) -> String {
    if let [only] = answers {
        return only.why_this_method.clone();
    }
    let count = |method| answers.iter().filter(|answer| answer.method == method).count();
    let program = |count| words::count(count, "program", "programs");
    let said = [
        (
            Method::Network,
            "by durations that are drawn and passed through the network, where how many people there are is not considered",
        ),
        (Method::Throughput, "by the last weeks, resampled over what is left"),
        (Method::None, "not at all, as nothing is left or nothing is known"),
    ];
    let parts = said.into_iter().filter(|(method, _)| count(*method) > 0);
    let parts: Vec<String> = parts.map(|(method, how)| format!("{} {how}", program(count(method)))).collect();
    format!("Each program is forecast by itself: {}.", parts.join("; "))
}

/// What units expect, as one.
pub(super) fn outlook_together(answers: &[&Answer]) -> Outlook {
    let mut all = Outlook::default();
    for outlook in answers.iter().map(|answer| &answer.outlook) {
        all.milestones.extend(outlook.milestones.iter().map(|(id, said)| (*id, said.clone())));
        all.program_ends.extend(&outlook.program_ends);
        all.nodes.extend(outlook.nodes.iter().map(|(node, said)| (*node, said.clone())));
    }
    all
}
