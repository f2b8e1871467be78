//! A problem made ready for fast schedules, seen from its start or, with time reversed, from its end.

use super::problem::{Problem, Unsolvable};

/// Bits of a lane, and lanes of a word.
const LANE: u32 = 16;
const LANES: usize = 4;
/// The highest bit of each lane: it stays set in a subtraction where the lane was large enough.
pub(super) const GUARDS: u64 = 0x8000_8000_8000_8000;

/// A problem from one side. Activities are numbered so that each comes after what it waits for on the forward side, and
/// before on the backward side.
pub(super) struct Side {
    /// Whether it is the backward side.
    is_reversed: bool,
    pub(super) activities: Vec<Work>,
    /// What is waited for, and the periods after its finish.
    links: Vec<(u32, u32)>,
    demands: Vec<Demand>,
}

/// One activity, seen from a side.
#[derive(Clone, Copy)]
pub(super) struct Work {
    pub(super) duration: u32,
    /// The longest path from its finish to the end.
    pub(super) tail: u32,
    links: (u32, u32),
    demands: (u32, u32),
}

/// What an activity needs of one word of lanes.
#[derive(Clone, Copy)]
pub(super) struct Demand {
    /// The number of the word.
    pub(super) word: u32,
    /// Units by lane.
    pub(super) units: u64,
}

impl Side {
    /// All activities, each after what it waits for.
    #[inline]
    pub(super) fn sequence(&self) -> impl Iterator<Item = usize> {
        let count = self.activities.len();
        let is_reversed = self.is_reversed;
        (0..count).map(move |place| if is_reversed { count - 1 - place } else { place })
    }

    #[inline]
    pub(super) fn links(&self, work: &Work) -> &[(u32, u32)] {
        &self.links[work.links.0 as usize..work.links.1 as usize]
    }

    #[inline]
    pub(super) fn demands(&self, work: &Work) -> &[Demand] {
        &self.demands[work.demands.0 as usize..work.demands.1 as usize]
    }
}

/// For one activity what it waits for, and the periods after its finish.
type Links = Vec<(u32, u32)>;

/// Both sides of a problem, and what they have in common.
pub(super) struct Sides {
    pub(super) forward: Side,
    pub(super) backward: Side,
    /// For each place the activity's number in the problem.
    pub(super) numbers: Vec<u32>,
    /// Capacities by lane, a word for four resources.
    pub(super) capacities: Vec<u64>,
    /// No schedule that starts everything as early as it can is longer.
    pub(super) horizon: usize,
}

impl Sides {
    pub(super) fn new(problem: &Problem) -> Result<Self, Unsolvable> {
        let numbers = problem.order()?;
        let mut places = vec![0u32; numbers.len()];
        for (number, place) in numbers.iter().zip(0..) {
            places[*number as usize] = place;
        }
        let mut before: Vec<Links> = vec![Vec::new(); numbers.len()];
        let mut after: Vec<Links> = vec![Vec::new(); numbers.len()];
        for precedence in &problem.precedences {
            let (first, second) = (places[precedence.before as usize], places[precedence.after as usize]);
            before[second as usize].push((first, precedence.lag));
            after[first as usize].push((second, precedence.lag));
        }
        let durations: Vec<u32> =
            numbers.iter().map(|number| problem.activities[*number as usize].duration).collect();
        let demands: Vec<Vec<Demand>> =
            numbers.iter().map(|number| demands(&problem.activities[*number as usize].needs)).collect();
        let mut capacities = vec![0; problem.capacities.len().div_ceil(LANES).max(1)];
        for (resource, units) in problem.capacities.iter().enumerate() {
            capacities[resource / LANES] |= lane(resource, *units);
        }
        let heads = heads_of(&durations, &before, 0..numbers.len());
        let tails = heads_of(&durations, &after, (0..numbers.len()).rev());
        let lags: u64 = problem.precedences.iter().map(|precedence| u64::from(precedence.lag)).sum();
        let work: u64 = durations.iter().map(|periods| u64::from(*periods)).sum();
        Ok(Self {
            forward: side(false, &durations, &tails, &before, &demands),
            backward: side(true, &durations, &heads, &after, &demands),
            numbers,
            capacities,
            horizon: (work + lags) as usize,
        })
    }
}

fn lane(resource: usize, units: u32) -> u64 {
    u64::from(units) << (LANE * (resource % LANES) as u32)
}

fn demands(needs: &[(u32, u32)]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = Vec::new();
    for (resource, units) in needs.iter().filter(|(_, units)| *units > 0) {
        let word = *resource / LANES as u32;
        let units = lane(*resource as usize, *units);
        match demands.iter_mut().find(|demand| demand.word == word) {
            Some(demand) => demand.units += units,
            None => demands.push(Demand { word, units }),
        }
    }
    demands
}

fn side(
    is_reversed: bool,
    durations: &[u32],
    tails: &[u32],
    links: &[Links],
    demands: &[Vec<Demand>],
) -> Side {
    let link_starts = starts(links.iter().map(Vec::len));
    let demand_starts = starts(demands.iter().map(Vec::len));
    let works = (0..durations.len()).map(|one| Work {
        duration: durations[one],
        tail: tails[one],
        links: (link_starts[one], link_starts[one + 1]),
        demands: (demand_starts[one], demand_starts[one + 1]),
    });
    Side {
        is_reversed,
        activities: works.collect(),
        links: links.iter().flatten().copied().collect(),
        demands: demands.iter().flatten().copied().collect(),
    }
}

/// For each activity the longest path from all that it waits for.
fn heads_of(durations: &[u32], links: &[Links], order: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut heads = vec![0; durations.len()];
    for one in order {
        let ready = links[one].iter().map(|(other, lag)| {
            let other = *other as usize;
            heads[other] + durations[other] + lag
        });
        heads[one] = ready.max().unwrap_or(0);
    }
    heads
}

/// Where each list begins when all stand one after the other, and where the last ends.
fn starts(lengths: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut all = vec![0];
    for length in lengths {
        all.push(all[all.len() - 1] + length as u32);
    }
    all
}
