//! Makes schedules from orders of activities, counts them, and keeps the shortest.

use super::Budget;
use super::decode::Decoder;
use super::side::{Side, Sides, Work};

/// From which end a schedule is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everything as early as it can be.
    Front,
    /// Everything as late as it can be.
    Back,
}

/// How good a schedule is, the best first: its makespan, then how much of it ends close to its end, since a schedule of
/// which little does is nearer to a shorter one (after Gonçalves, Mendes and Resende, "A genetic algorithm for the
/// resource constrained multi-project scheduling problem", EJOR 189 (2008) 1171-1190).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) makespan: u32,
    crowding: u64,
}

impl Rank {
    /// Worse than any schedule.
    pub(super) const WORST: Self = Self { makespan: u32::MAX, crowding: u64::MAX };
}

/// Periods before the end in which what ends is counted; each two of them count half of the two after.
const CROWDED: usize = 60;

/// A maker of schedules.
pub(super) struct Maker<'s> {
    sides: &'s Sides,
    lower_bound: u32,
    budget: &'s Budget<'s>,
    /// After how many schedules to ask whether to stop.
    patience: u64,
    decoder: Decoder,
    weights: [u64; CROWDED],
    /// The finishes of the last schedule, counted from the end that it was made from.
    finishes: Vec<u32>,
    places: Vec<u32>,
    /// The finishes of the shortest schedule, counted from the front.
    pub(super) best: Vec<u32>,
    pub(super) makespan: u32,
    pub(super) schedules: u64,
    /// Whether nothing more is to be made: the budget is used, or no schedule is shorter.
    pub(super) is_over: bool,
}

impl<'s> Maker<'s> {
    pub(super) fn new(sides: &'s Sides, lower_bound: u32, budget: &'s Budget<'s>) -> Self {
        let count = sides.numbers.len();
        Self {
            sides,
            lower_bound,
            budget,
            patience: (4_000 / (count as u64 + 1)).clamp(1, 64),
            decoder: Decoder::new(&sides.capacities, sides.horizon),
            weights: weights(),
            finishes: vec![0; count],
            places: vec![0; sides.horizon + 2],
            best: Vec::new(),
            makespan: u32::MAX,
            schedules: 0,
            is_over: false,
        }
    }

    pub(super) fn side(&self, end: End) -> &'s Side {
        match end {
            End::Front => &self.sides.forward,
            End::Back => &self.sides.backward,
        }
    }

    /// Makes a schedule; none if it is certain to be longer than `limit`.
    pub(super) fn make(&mut self, end: End, order: &[u32], limit: u32) -> Option<Rank> {
        let side = self.side(end);
        let makespan = self.decoder.decode(side, order, limit, &mut self.finishes);
        self.schedules += 1;
        let is_asked = self.schedules.is_multiple_of(self.patience);
        self.is_over |= self.schedules >= self.budget.schedules || (is_asked && (self.budget.stop)());
        let makespan = makespan?;
        if makespan < self.makespan {
            self.keep(end, makespan);
        }
        let crowding = |finish: &u32| self.weights.get((makespan - finish) as usize).copied().unwrap_or(0);
        Some(Rank { makespan, crowding: self.finishes.iter().map(crowding).sum() })
    }

    fn keep(&mut self, end: End, makespan: u32) {
        self.makespan = makespan;
        self.is_over |= makespan <= self.lower_bound;
        self.best.clear();
        match end {
            End::Front => self.best.extend(&self.finishes),
            End::Back => {
                let works = &self.side(end).activities;
                let from_front = |(finish, work): (&u32, &Work)| makespan - finish + work.duration;
                self.best.extend(self.finishes.iter().zip(works).map(from_front));
            }
        }
    }

    /// Writes the order in which the last schedule is made from the other end: what ends last comes first.
    pub(super) fn order_from_other_end(&mut self, end: End, makespan: u32, order: &mut Vec<u32>) {
        let places = &mut self.places[..makespan as usize + 2];
        places.fill(0);
        for finish in &self.finishes {
            places[(makespan - finish) as usize + 1] += 1;
        }
        let mut sum = 0;
        for place in &mut *places {
            sum += *place;
            *place = sum;
        }
        order.resize(self.finishes.len(), 0);
        let mut put = |activity: usize| {
            let place = &mut places[(makespan - self.finishes[activity]) as usize];
            order[*place as usize] = activity as u32;
            *place += 1;
        };
        // Of what ends together, what the other end needs first comes first.
        match end {
            End::Front => (0..self.finishes.len()).rev().for_each(&mut put),
            End::Back => (0..self.finishes.len()).for_each(&mut put),
        }
    }
}

fn weights() -> [u64; CROWDED] {
    let mut weights = [0; CROWDED];
    for (gap, weight) in weights.iter_mut().enumerate() {
        // 2³⁰, and the same over the square root of two.
        let first: u64 = if gap.is_multiple_of(2) { 1 << 30 } else { 759_250_125 };
        *weight = first >> (gap / 2);
    }
    weights
}
