//! A genetic search over two populations, schedules from the front and schedules from the back.
//!
//! Debels and Vanhoucke, "A bi-population based genetic algorithm for the resource-constrained project scheduling problem",
//! LNCS 3483 (2005) 378-387. Each child is made from the other end than its parents, so that making it also
//! justifies them (Valls, Ballestín and Quintanilla, "Justification and RCPSP", EJOR 165 (2005) 375-386).

use super::chance::Chance;
use super::cross::Crosser;
use super::maker::{End, Maker, Rank};
use super::side::Sides;
use super::start::Starts;

/// Schedules of one population.
const SIZE: usize = 200;
/// Generations without a shorter schedule after which a population is given up.
const STALL: u32 = 100;
/// Populations given up whose best make up the next.
const MERGED: usize = 4;
/// The share of a schedule that a window covers, in hundredths: at least, and by how much more at most.
const WINDOW: (usize, usize) = (15, 60);

/// A schedule of a population.
struct Member {
    rank: Rank,
    /// The order in which it is made from the other end.
    order: Vec<u32>,
}

/// A search.
pub(super) struct Search<'s> {
    pub(super) maker: Maker<'s>,
    crosser: Crosser,
    chance: Chance,
    /// The best of populations given up.
    elites: Vec<Member>,
}

/// Schedules from the front, and what was made of each from the back.
#[derive(Default)]
struct Populations {
    front: Vec<Member>,
    back: Vec<Member>,
}

impl<'s> Search<'s> {
    pub(super) fn new(maker: Maker<'s>, count: usize) -> Self {
        Self { maker, crosser: Crosser::new(count), chance: Chance::new(0, 0), elites: Vec::new() }
    }

    /// Searches until the maker is over: population after population, each bred until it stalls, now and then one of the best of
    /// those before.
    pub(super) fn run(&mut self, sides: &Sides, seed: u64) {
        let starts = Starts::new(sides);
        let mut round = 0;
        while !self.maker.is_over {
            self.chance = Chance::new(seed, round);
            let mut populations = Populations::default();
            if round == 0 {
                self.add(&mut populations, &starts.by_latest_finish());
            }
            if self.elites.len() >= SIZE {
                for elite in std::mem::take(&mut self.elites) {
                    self.add_back(&mut populations, elite);
                }
            }
            while populations.back.len() < SIZE && !self.maker.is_over {
                let order = starts.draw(&mut self.chance);
                self.add(&mut populations, &order);
            }
            self.breed(&mut populations);
            populations.front.sort_by_key(|member| member.rank);
            self.elites.extend(populations.front.into_iter().take(SIZE / MERGED));
            round += 1;
        }
    }

    fn add(&mut self, populations: &mut Populations, order: &[u32]) {
        if let Some(member) = self.member(End::Front, order) {
            self.add_back(populations, member);
        }
    }

    /// Adds a schedule from the front, and the one that it gives from the back.
    fn add_back(&mut self, populations: &mut Populations, front: Member) {
        if self.maker.is_over {
            return;
        }
        if let Some(back) = self.member(End::Back, &front.order) {
            populations.front.push(front);
            populations.back.push(back);
        }
    }

    fn member(&mut self, end: End, order: &[u32]) -> Option<Member> {
        let rank = self.maker.make(end, order, u32::MAX)?;
        let mut order = Vec::new();
        self.maker.order_from_other_end(end, rank.makespan, &mut order);
        Some(Member { rank, order })
    }

    /// Breeds until no shorter schedule was made for a while.
    fn breed(&mut self, populations: &mut Populations) {
        let ranks = populations.front.iter().chain(&populations.back).map(|member| member.rank.makespan);
        let mut best = ranks.min().unwrap_or(u32::MAX);
        let mut stalled = 0;
        while stalled < STALL && !self.maker.is_over {
            let Populations { front, back } = populations;
            let from_back = self.generation(End::Back, front, back);
            let from_front = self.generation(End::Front, back, front);
            let now = from_back.min(from_front).makespan;
            stalled = if now < best { 0 } else { stalled + 1 };
            best = best.min(now);
        }
    }

    /// Each member has a child, made from `end`, that takes the place of the one there if it is as good and differs from
    /// all. Gives the best rank of those that did.
    fn generation(&mut self, end: End, parents: &[Member], children: &mut [Member]) -> Rank {
        let mut best = Rank::WORST;
        for (place, first) in parents.iter().enumerate() {
            if self.maker.is_over {
                break;
            }
            let second = &parents[self.chance.below(parents.len())];
            let third = &parents[self.chance.below(parents.len())];
            self.conceive(end, first, if third.rank < second.rank { third } else { second });
            let limit = children[place].rank;
            let Some(rank) = self.maker.make(end, &self.crosser.child, limit.makespan) else { continue };
            if rank <= limit && children.iter().all(|other| other.rank != rank) {
                best = best.min(rank);
                children[place].rank = rank;
                self.maker.order_from_other_end(end, rank.makespan, &mut children[place].order);
            }
        }
        best
    }

    /// Makes a child's order.
    fn conceive(&mut self, end: End, first: &Member, second: &Member) {
        let (side, count) = (self.maker.side(end), first.order.len());
        if self.chance.below(5) == 0 {
            self.crosser.mix(side, &first.order, &second.order, &mut self.chance);
        } else {
            let length = count * (WINDOW.0 + self.chance.below(WINDOW.1)) / 100;
            let from = self.chance.below(count - length + 1);
            self.crosser.reorder_window(&first.order, &second.order, from, from + length);
        }
        self.crosser.mutate(side, &mut self.chance);
    }
}
