//! Runs trials of a plan: draws what is left of each item, passes through the network, keeps when goals are reached.

use std::collections::{BTreeMap, HashMap};

use super::plan::{LONGEST, Left, NodeDraw, Plan, PlanRisk};
use crate::distribution::{Quantiles, Shape};
use crate::sample::{Draws, LANES, Lanes, Stream};
use crate::schedule::{Finding, Futures, Masks, Spans};

/// How much the durations of one team have in common: the correlation of their normal values, a stated default until there
/// is history to learn from.
pub const TEAM_CORRELATION: f32 = 0.25;

/// Trials that are looked at item by item: for cruciality, for what an item costs, and for the dates of items.
pub const PILOT_TRIALS: u32 = 1_024;

/// A plan made ready for trials.
pub(crate) struct Simulation<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) futures: Futures<'p>,
    pub(crate) findings: Vec<Finding>,
    seed: u64,
    trials: u32,
    /// Nodes that are drawn, with the index of their table and of their team.
    drawn: Vec<(u32, Draws, usize, usize)>,
    tables: Vec<Quantiles>,
    teams: Vec<Draws>,
    /// The minutes of nodes that are certain.
    certain: Vec<Lanes<i32>>,
    risks: Vec<(&'p PlanRisk, Draws, Draws, Quantiles)>,
}

/// What all trials together gave.
pub(crate) struct Outcome {
    /// For each goal its finish in each trial, as wall minutes.
    pub(crate) finishes: Vec<Vec<i32>>,
    /// The same waiting for P0 alone; empty where nothing else is waited for.
    pub(crate) p0_finishes: Vec<Vec<i32>>,
    /// For each node the number of trials in which it lies on the driving path of the goal that was followed.
    pub(crate) on_path: Vec<u32>,
}

impl<'p> Simulation<'p> {
    /// Makes a plan ready for a number of trials under a seed: what its goals wait for, and `also`.
    pub(crate) fn new(plan: &'p Plan, seed: u64, trials: u32, also: &[u32]) -> Self {
        let goals = plan.goals.iter().flat_map(|goal| [Some(goal.node), goal.p0_node]).flatten();
        let targets: Vec<u32> = goals.chain(also.iter().copied()).collect();
        let (futures, findings) = Futures::new(&plan.network, &plan.rules, &targets);
        let mut simulation = Self {
            plan,
            futures,
            findings,
            seed,
            trials,
            drawn: Vec::new(),
            tables: Vec::new(),
            teams: Vec::new(),
            certain: vec![[0; LANES]; plan.size()],
            risks: plan.risks.iter().map(|risk| prepared(risk, seed)).collect(),
        };
        simulation.prepare_nodes();
        simulation
    }

    fn prepare_nodes(&mut self) {
        let mut tables: HashMap<(&Shape, Option<Left>), usize> = HashMap::new();
        let mut teams: BTreeMap<u64, usize> = BTreeMap::new();
        let plan = self.plan;
        for (node, draw) in (0u32..).zip(&plan.draws) {
            match draw {
                NodeDraw::Certain(minutes) => self.certain[node as usize] = [*minutes; LANES],
                NodeDraw::Drawn { stream, team, shape, left } if self.futures.is_open_leaf(node) => {
                    let table = *tables.entry((shape, *left)).or_insert_with(|| {
                        self.tables.extend(draw.quantiles());
                        self.tables.len() - 1
                    });
                    let team = *teams.entry(*team).or_insert_with(|| {
                        self.teams.push(Draws::new(self.seed, Stream::Team(*team)));
                        self.teams.len() - 1
                    });
                    self.drawn.push((node, Draws::new(self.seed, Stream::Item(*stream)), table, team));
                }
                NodeDraw::Drawn { .. } => {}
            }
        }
    }

    /// How many trials there are.
    pub(crate) fn trials(&self) -> u32 {
        self.trials
    }

    /// The batches of the first `trials` trials, each with the mask of those that count.
    pub(crate) fn batches(&self, trials: u32) -> impl Iterator<Item = (u64, u64)> + use<> {
        let trials = trials.min(self.trials);
        (0..trials.div_ceil(LANES as u32)).map(move |batch| {
            let left = trials - batch * LANES as u32;
            let mask = if left >= LANES as u32 { u64::MAX } else { (1 << left) - 1 };
            (u64::from(batch), mask)
        })
    }

    /// Room for the work of a batch.
    pub(crate) fn work(&self) -> Vec<Lanes<i32>> {
        self.certain.clone()
    }

    /// Draws the work of a batch: what items take, then what risks add.
    pub(crate) fn draw(&self, batch: u64, work: &mut [Lanes<i32>]) {
        let mut factors = vec![[0.0; LANES]; self.teams.len()];
        for (factor, draws) in factors.iter_mut().zip(&self.teams) {
            draws.normals(batch, factor);
        }
        let (shared, own) = (TEAM_CORRELATION.sqrt(), (1.0 - TEAM_CORRELATION).sqrt());
        let mut normals = [0.0; LANES];
        for (node, draws, table, team) in &self.drawn {
            draws.normals(batch, &mut normals);
            let (table, factor, row) = (&self.tables[*table], &factors[*team], &mut work[*node as usize]);
            for (minutes, (team, item)) in row.iter_mut().zip(factor.iter().zip(&normals)) {
                let drawn = table.at(shared * team + own * item);
                *minutes = (drawn + 0.5).min(LONGEST as f32) as i32;
            }
        }
        self.draw_risks(batch, work);
    }

    fn draw_risks(&self, batch: u64, work: &mut [Lanes<i32>]) {
        let touched = self.risks.iter().flat_map(|(risk, ..)| &risk.affects);
        for node in touched.map(|(node, _)| *node as usize) {
            if let NodeDraw::Certain(minutes) = self.plan.draws[node] {
                work[node] = [minutes; LANES];
            }
        }
        for (risk, happens, delays, table) in &self.risks {
            for (lane, trial) in (batch * LANES as u64..).take(LANES).enumerate() {
                if happens.chance(trial) >= risk.probability {
                    continue;
                }
                let days = f64::from(table.at(delays.normal(trial))) / 1000.0;
                for (node, day_minutes) in &risk.affects {
                    let minutes = &mut work[*node as usize][lane];
                    *minutes = minutes.saturating_add((days * day_minutes).round() as i32).min(LONGEST);
                }
            }
        }
    }

    /// Runs all trials, and follows what drives one goal.
    pub(crate) fn run(&self, followed: Option<usize>) -> Outcome {
        let goals = &self.plan.goals;
        let mut outcome = Outcome {
            finishes: vec![Vec::with_capacity(self.trials as usize); goals.len()],
            p0_finishes: vec![Vec::new(); goals.len()],
            on_path: vec![0; self.plan.size()],
        };
        let (mut work, mut spans, mut masks) = (self.work(), self.futures.spans(), self.futures.masks());
        for (batch, lanes) in self.batches(self.trials) {
            self.draw(batch, &mut work);
            self.futures.forwards(&work, &mut spans);
            let count = lanes.count_ones() as usize;
            for (index, goal) in
                goals.iter().enumerate().filter(|(_, goal)| self.futures.is_placed(goal.node))
            {
                outcome.finishes[index].extend(&self.futures.finishes(goal.node, &spans)[..count]);
                if let Some(alone) = goal.p0_node {
                    outcome.p0_finishes[index].extend(&self.futures.finishes(alone, &spans)[..count]);
                }
            }
            if let Some(goal) = followed {
                self.follow(goals[goal].node, lanes, (&work, &spans), &mut masks, &mut outcome.on_path);
            }
        }
        outcome
    }

    /// The goal that is reached last by the middle of the first batch; of equals the first. None without goals.
    pub(crate) fn last_goal(&self) -> Option<usize> {
        let (mut work, mut spans) = (self.work(), self.futures.spans());
        self.draw(0, &mut work);
        self.futures.forwards(&work, &mut spans);
        let middle = |node: u32| {
            let mut finishes = self.futures.finishes(node, &spans);
            finishes.sort_unstable();
            finishes[LANES / 2]
        };
        let placed = self.plan.goals.iter().enumerate().filter(|(_, goal)| self.futures.is_placed(goal.node));
        placed
            .max_by_key(|(index, goal)| (middle(goal.node), std::cmp::Reverse(*index)))
            .map(|(index, _)| index)
    }

    fn follow(
        &self,
        node: u32,
        lanes: u64,
        (work, spans): (&[Lanes<i32>], &Spans),
        masks: &mut Masks,
        on_path: &mut [u32],
    ) {
        self.futures.drive_back(node, lanes, work, spans, masks);
        for (node, count) in (0u32..).zip(on_path) {
            *count += masks.of_leaf(node).count_ones();
        }
    }
}

fn prepared(risk: &PlanRisk, seed: u64) -> (&PlanRisk, Draws, Draws, Quantiles) {
    let happens = Draws::new(seed, Stream::RiskHappens(risk.stream));
    let delays = Draws::new(seed, Stream::RiskDelay(risk.stream));
    (risk, happens, delays, Quantiles::of(&risk.delay))
}
