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
    /// The first batches whole, in order, as far as there is room for them.
    first: Vec<Batch>,
}

/// What was drawn in a batch, and what came of it.
struct Batch {
    work: Vec<Lanes<i32>>,
    spans: Spans,
}

/// Room for first batches in bytes.
const FIRST_BYTES: usize = 32 << 20;

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
    fn batches(&self, trials: u32) -> impl Iterator<Item = (u64, u64)> + use<> {
        let trials = trials.min(self.trials);
        (0..trials.div_ceil(LANES as u32)).map(move |batch| {
            let left = trials - batch * LANES as u32;
            let mask = if left >= LANES as u32 { u64::MAX } else { (1 << left) - 1 };
            (u64::from(batch), mask)
        })
    }

    /// Draws the work of a batch: what items take, then what risks add.
    fn draw(&self, batch: u64, work: &mut [Lanes<i32>]) {
        let mut factors = vec![[0.0; LANES]; self.teams.len()];
        for (factor, draws) in factors.iter_mut().zip(&self.teams) {
            draws.normals(batch, factor);
        }
        let (shared, own) = (TEAM_CORRELATION.sqrt(), (1.0 - TEAM_CORRELATION).sqrt());
        let mut normals = [0.0; LANES];
        for (node, draws, table, team) in &self.drawn {
            draws.normals(batch, &mut normals);
            let team = &factors[*team];
            normals.iter_mut().zip(team).for_each(|(item, team)| *item = shared * team + own * *item);
            self.tables[*table].minutes_of(&normals, LONGEST, &mut work[*node as usize]);
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
            first: Vec::new(),
        };
        let (mut batch_at_hand, mut masks) = (self.batch(), self.futures.masks());
        for (batch, lanes) in self.batches(self.trials) {
            self.compute(batch, &mut batch_at_hand);
            let Batch { work, spans } = &batch_at_hand;
            let count = lanes.count_ones() as usize;
            for (index, goal) in
                goals.iter().enumerate().filter(|(_, goal)| self.futures.is_placed(goal.node))
            {
                outcome.finishes[index].extend(&self.futures.finishes(goal.node, spans)[..count]);
                if let Some(alone) = goal.p0_node {
                    outcome.p0_finishes[index].extend(&self.futures.finishes(alone, spans)[..count]);
                }
            }
            if let Some(goal) = followed {
                self.follow(goals[goal].node, lanes, (work, spans), &mut masks, &mut outcome.on_path);
            }
            if batch < self.kept_batches() {
                outcome.first.push(std::mem::replace(&mut batch_at_hand, self.batch()));
            }
        }
        outcome
    }

    /// Looks at the first trials again, batch by batch, with the mask of those that count.
    pub(crate) fn each_first(
        &self,
        outcome: &mut Outcome,
        trials: u32,
        mut look: impl FnMut(u64, &[Lanes<i32>], &mut Spans),
    ) {
        let mut own = None;
        for (batch, lanes) in self.batches(trials) {
            let batch_at_hand = match outcome.first.get_mut(batch as usize) {
                Some(kept) => kept,
                None => {
                    let own = own.get_or_insert_with(|| self.batch());
                    self.compute(batch, own);
                    own
                }
            };
            look(lanes, &batch_at_hand.work, &mut batch_at_hand.spans);
        }
    }

    fn batch(&self) -> Batch {
        Batch { work: self.certain.clone(), spans: self.futures.spans() }
    }

    fn compute(&self, number: u64, batch: &mut Batch) {
        self.draw(number, &mut batch.work);
        self.futures.forwards(&batch.work, &mut batch.spans);
    }

    /// How many first batches are kept: at most those of the pilot trials.
    fn kept_batches(&self) -> u64 {
        let each = size_of::<Lanes<i32>>() * self.certain.len() + self.futures.bytes_of_spans();
        ((FIRST_BYTES / each.max(1)) as u64).min(u64::from(PILOT_TRIALS) / LANES as u64)
    }

    /// The goal that is reached last by the middle of the first batch; of equals the first. None without goals.
    pub(crate) fn last_goal(&self) -> Option<usize> {
        let mut first = self.batch();
        self.compute(0, &mut first);
        let middle = |node: u32| {
            let mut finishes = self.futures.finishes(node, &first.spans);
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
