//! When will it ship? Distributions of the finish of milestones, from drawn futures.

mod backlog;
mod checks;
mod drivers;
mod expect;
mod history;
mod method;
mod network;
mod pace;
mod params;
mod parts;
mod plan;
mod result;
mod simulate;
mod summary;
pub mod throughput;
mod work;

use std::collections::BTreeSet;

use linchpin_model::{MilestoneId, Node, Priority, World};

use crate::evidence::Header;
use crate::links::Links;
use crate::outlook::Outlook;
use crate::scope::{Scope, items_in, program_of_scope};
use method::Known;

pub(crate) use backlog::Backlog;
pub(crate) use network::median;
pub(crate) use pace::weeks_p50;
pub(crate) use parts::{NodePart, Parts, ProgressPart};
pub(crate) use plan::{End, Plan, assemble};
pub(crate) use simulate::Simulation;
pub(crate) use summary::finish_day as day_of;

pub use drivers::NOTABLE;
pub use params::{DEFAULT_TRIALS, ForecastParams, MOST_TRIALS};
pub use result::{DayShare, Driver, FinishWeeks, Forecast, Method, MilestoneForecast, P0Alone};
pub use simulate::{PILOT_TRIALS, TEAM_CORRELATION};
pub use summary::last_day;

/// Forecasts the milestones of a scope; of a scope without milestones, the ends of its programs.
///
/// Where estimates or dependencies tell, every trial draws what is left of each item and passes it through the schedule's
/// network; else past weeks are resampled over the number of items that are left. A milestone waits for what it requires
/// (P0) and what is important to it (P1). Dates are in the program's zone. The same World, moment and seed give the same
/// forecast, and what did not change draws the same as before.
pub fn forecast(world: &World, params: &ForecastParams) -> Forecast {
    Asked::new(world, params).answer()
}

/// What a forecast says to the reports that rest on it: days of milestones and of every open item.
///
/// Days of items are percentiles of the first [`PILOT_TRIALS`] trials, fewer for more than 8,000 nodes. A forecast by
/// throughput says nothing of single items.
pub fn outlook(world: &World, params: &ForecastParams) -> Outlook {
    forecast_and_outlook(world, params).1
}

/// Both at the price of one: a page that shows the one beside the other draws its futures once.
pub fn forecast_and_outlook(world: &World, params: &ForecastParams) -> (Forecast, Outlook) {
    Asked::new(world, params).answer_with_outlook()
}

/// What is asked, with what the World knows about it.
pub(crate) struct Asked<'w> {
    pub(crate) world: &'w World,
    pub(crate) params: &'w ForecastParams,
    pub(crate) parts: Parts,
    pub(crate) backlog: Backlog,
    known: Known,
}

impl<'w> Asked<'w> {
    pub(crate) fn new(world: &'w World, params: &'w ForecastParams) -> Self {
        let links = Links::new(world);
        let program = program_of_scope(world, params.scope).and_then(|program| world.get(program));
        let parts = Parts::new(world, &links, params.as_of, program);
        let items = items_in(world, &links, params.scope);
        let waited_for = items.iter().filter(|(_, priority)| *priority != Some(Priority::P2));
        let nodes: BTreeSet<Node> = waited_for.map(|(item, _)| Node::Item(*item)).collect();
        let known = Known::new(&parts, &nodes);
        let backlog = Backlog::new(world, &items, params.as_of, params.weeks);
        Self { world, params, parts, backlog, known }
    }

    /// How it is forecast.
    pub(crate) fn method(&self) -> Method {
        match self.known.method(self.backlog.past.has_pace()) {
            // A milestone for which nothing is left still has its day, as it has among the others.
            Method::None if self.known.open == 0 && matches!(self.params.scope, Scope::Milestone(_)) => {
                Method::Network
            }
            method => method,
        }
    }

    /// The milestones and ends that are asked for.
    pub(crate) fn goals(&self) -> (Vec<MilestoneId>, Vec<End>) {
        network::goals(self.world, self.params, &self.parts)
    }

    /// The goal whose drivers are told.
    pub(crate) fn followed(&self, simulation: &Simulation<'_>) -> Option<usize> {
        network::followed(self.world, self.params, simulation)
    }

    fn answer(&self) -> Forecast {
        if let Some(count) = self.params.count {
            return self.of_next(count);
        }
        match self.method() {
            Method::Network => self.by_network(),
            Method::Throughput => self.by_throughput(),
            Method::None => self.nothing(),
        }
    }

    fn empty(&self, method: Method) -> Forecast {
        Forecast {
            header: Header::new(self.world, self.params.as_of),
            seed: self.params.seed,
            trials: 0,
            method,
            why_this_method: self.known.why(method, self.backlog.past.finished.len()),
            milestones: Vec::new(),
            drivers_of: None,
            drivers: Vec::new(),
            finish_weeks: None,
            checks: Vec::new(),
        }
    }

    fn by_network(&self) -> Forecast {
        let plan = self.plan();
        let trials = self.params.trials_over(plan.steps());
        self.of_simulation(&Simulation::new(&plan, self.params.seed, trials, &[]))
    }

    fn plan(&self) -> Plan {
        let (milestones, ends) = self.goals();
        plan::assemble(&self.parts, &milestones, &ends)
    }

    fn of_simulation(&self, simulation: &Simulation<'_>) -> Forecast {
        let plan = simulation.plan;
        let followed = self.followed(simulation);
        let outcome = simulation.run(followed);
        let mut forecast = self.empty(Method::Network);
        forecast.trials = simulation.trials();
        let goals = 0..plan.goals.len();
        forecast.milestones = goals.map(|goal| network::summarised(plan, &outcome, goal)).collect();
        if let Some(goal) = followed {
            forecast.drivers_of = Some(plan.goals[goal].key.clone());
            forecast.drivers =
                drivers::drivers(simulation, &outcome, goal, |node| self.key_of_item(plan, node));
        }
        let needed: BTreeSet<Node> = simulation.open_things().collect();
        forecast.checks.extend(checks::of_estimates(self.world, &self.parts, |node| needed.contains(&node)));
        forecast.checks.extend(checks::of_risks(self.world));
        forecast.checks.extend(checks::of_findings(&self.parts, plan, &simulation.findings));
        forecast.checks.extend(checks::of_trials(self.params, simulation.trials(), plan.size()));
        forecast
    }

    fn key_of_item(&self, plan: &Plan, node: u32) -> Option<String> {
        match plan.things[node as usize]? {
            Node::Item(item) => self.parts.nodes.get(&Node::Item(item)).map(|part| part.key.clone()),
            Node::Milestone(_) => None,
        }
    }
}
