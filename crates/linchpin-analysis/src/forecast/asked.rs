//! What is asked of one unit, with what the World knows about it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use linchpin_model::world::Record;
use linchpin_model::{Milestone, MilestoneId, Node, Priority, World};

use super::answer::Answer;
use super::backlog::Backlog;
use super::checks::Estimates;
use super::method::Known;
use super::params::ForecastParams;
use super::parts::Parts;
use super::plan::{self, End, Plan};
use super::result::Method;
use super::simulate::{Outcome, Simulation};
use super::unit::Unit;
use super::{Basis, checks, drivers, network};

/// What is asked of one unit.
pub(crate) struct Asked<'w> {
    pub(crate) world: &'w World,
    pub(crate) basis: Basis<'w>,
    pub(crate) params: &'w ForecastParams,
    pub(crate) unit: Unit<'w>,
    pub(crate) parts: Parts,
    pub(crate) backlog: Backlog,
    pub(super) known: Known,
}

impl<'w> Asked<'w> {
    /// Of what the unit itself waits for.
    pub(super) fn new(
        world: &'w World,
        basis: Basis<'w>,
        params: &'w ForecastParams,
        unit: Unit<'w>,
    ) -> Self {
        let parts = Parts::new(world, basis, params.as_of, unit.program, unit.nodes());
        Self::of_parts(world, basis, params, unit, parts)
    }

    /// The same with everything that is in the World as its parts.
    pub(crate) fn with_everything(
        world: &'w World,
        basis: Basis<'w>,
        params: &'w ForecastParams,
        unit: Unit<'w>,
    ) -> Self {
        let items = world.live::<linchpin_model::Item>().map(|item| Node::Item(item.id));
        let milestones = world.live::<Milestone>().map(|milestone| Node::Milestone(milestone.id));
        let parts = Parts::new(world, basis, params.as_of, unit.program, items.chain(milestones));
        Self::of_parts(world, basis, params, unit, parts)
    }

    fn of_parts(
        world: &'w World,
        basis: Basis<'w>,
        params: &'w ForecastParams,
        unit: Unit<'w>,
        parts: Parts,
    ) -> Self {
        let waited_for = unit.items.iter().filter(|(_, priority)| *priority != Some(Priority::P2));
        let known = Known::new(&parts, basis.links, waited_for.map(|(item, _)| Node::Item(*item)));
        let backlog = Backlog::new(world, &unit.items, params.as_of, params.weeks);
        Self { world, basis, params, unit, parts, backlog, known }
    }

    /// How it is forecast.
    pub(crate) fn method(&self) -> Method {
        let is_open = |milestone: &Record<Milestone>| milestone.done_at().is_none();
        match self.known.method(self.backlog.past.has_pace()) {
            // A milestone for which nothing is left still has its day.
            Method::None if self.known.open == 0 && self.unit.milestones.iter().any(|m| is_open(m)) => {
                Method::Network
            }
            method => method,
        }
    }

    /// The milestones and ends that are asked for.
    pub(crate) fn goals(&self) -> (Vec<MilestoneId>, Vec<End>) {
        let milestones = self.unit.milestones_of(self.params.scope).map(|milestone| milestone.id).collect();
        let end = self.unit.milestones.is_empty().then(|| self.end());
        (milestones, end.into_iter().collect())
    }

    /// When everything of the unit is done.
    fn end(&self) -> End {
        let (key, title) = network::name_of_end(self.unit.program);
        let items = self.unit.items.iter().map(|(item, _)| Node::Item(*item));
        let items = items.filter(|item| self.unit.owns(self.basis.links, *item)).collect();
        End { key, title, items, calendar: self.parts.end_calendar }
    }

    /// The goal whose drivers are told.
    pub(crate) fn followed(&self, simulation: &Simulation<'_>) -> Option<usize> {
        network::followed(self.unit.program, simulation)
    }

    /// A hash of all that the answer with its outlook rests on: with the same one it is the same.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let Parts { frame, calendars, end_calendar, nodes, links, needs, risks } = &self.parts;
        (frame.rules, frame.start, frame.start_is_said, frame.data_date, frame.ends_floor).hash(&mut hasher);
        (&calendars.all, end_calendar, nodes, links, needs, risks).hash(&mut hasher);
        let ForecastParams { as_of: _, scope: _, seed, trials, count, weeks } = self.params;
        (seed, trials, count, weeks, &self.known, &self.backlog, &self.unit.items).hash(&mut hasher);
        if let Some(program) = self.unit.program {
            (network::name_of_end(Some(program)), program.goal()).hash(&mut hasher);
        }
        for milestone in self.unit.milestones_of(self.params.scope) {
            milestone.id.hash(&mut hasher);
        }
        if self.method() == Method::Throughput {
            self.subjects().hash(&mut hasher);
            self.today().hash(&mut hasher);
        }
        for node in nodes.keys() {
            self.unit.owns(self.basis.links, *node).hash(&mut hasher);
            if let Node::Item(item) = node {
                self.world.get(*item).map(|item| item.url()).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    pub(super) fn answer(&self) -> Answer {
        match self.method() {
            Method::Network => self.by_network(&self.plan(), &[]).0,
            Method::Throughput => self.by_throughput(),
            Method::None => self.nothing(),
        }
    }

    pub(super) fn plan(&self) -> Plan {
        let (milestones, ends) = self.goals();
        plan::assemble(&self.parts, &milestones, &ends)
    }

    /// An answer without anything yet.
    pub(super) fn empty(&self, method: Method) -> Answer {
        Answer {
            method,
            why_this_method: self.known.why(method, self.backlog.past.finished.len()),
            ..Answer::default()
        }
    }

    /// What trials say, which compute also the nodes given.
    pub(super) fn by_network<'p>(&self, plan: &'p Plan, also: &[u32]) -> (Answer, Simulation<'p>, Outcome) {
        let trials = self.params.trials_over(plan.steps());
        let simulation = Simulation::new(plan, self.params.seed, trials, also);
        let followed = self.followed(&simulation);
        let mut outcome = simulation.run(followed);
        let mut answer = self.empty(Method::Network);
        answer.trials = simulation.trials();
        answer.goals = plan.goals.iter().map(|goal| goal.milestone).collect();
        let goals = 0..plan.goals.len();
        answer.milestones = goals.map(|goal| network::summarised(plan, &outcome, goal)).collect();
        if let Some(goal) = followed {
            self.tell_drivers(&simulation, &mut outcome, goal, &mut answer);
        }
        let needed: BTreeSet<Node> = plan.waited_for().collect();
        answer.estimates = Estimates::new(self.world, &self.parts, |node| needed.contains(&node));
        answer.checks.extend(checks::of_findings(&self.parts, plan, &simulation.findings));
        answer.checks.extend(checks::of_trials(self.params, simulation.trials(), plan.size()));
        (answer, simulation, outcome)
    }

    fn tell_drivers(
        &self,
        simulation: &Simulation<'_>,
        outcome: &mut Outcome,
        goal: usize,
        answer: &mut Answer,
    ) {
        answer.drivers_of = Some(goal);
        answer.drivers = drivers::drivers(simulation, outcome, goal, |node| {
            match simulation.plan.things[node as usize]? {
                Node::Item(item) => self.parts.nodes.get(&Node::Item(item)).map(|part| part.key.clone()),
                Node::Milestone(_) => None,
            }
        });
    }
}
