//! First orders: the latest finish first, with chance biased by regret.
//!
//! Drexl, "Scheduling of project networks by job assignment", Management Science 37 (1991) 1590-1602.

use std::cmp::Reverse;

use super::chance::Chance;
use super::side::Sides;

/// Draws orders in which each activity comes after what it waits for.
pub(super) struct Starts {
    /// The longest path from an activity's finish to the end: the longer, the sooner it must finish.
    tails: Vec<u32>,
    followers: Vec<Vec<u32>>,
    waits: Vec<u32>,
}

impl Starts {
    pub(super) fn new(sides: &Sides) -> Self {
        let count = sides.numbers.len();
        let mut followers = vec![Vec::new(); count];
        let mut waits = vec![0; count];
        for (work, activity) in sides.forward.activities.iter().zip(0..) {
            for (other, _) in sides.forward.links(work) {
                followers[*other as usize].push(activity);
                waits[activity as usize] += 1;
            }
        }
        let tails = sides.forward.activities.iter().map(|work| work.tail).collect();
        Self { tails, followers, waits }
    }

    /// The order without chance.
    pub(super) fn by_latest_finish(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.tails.len() as u32).collect();
        order.sort_by_key(|activity| Reverse(self.tails[*activity as usize]));
        order
    }

    /// An order in which the chance to be next grows with what would be regretted otherwise.
    pub(super) fn draw(&self, chance: &mut Chance) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.waits.len());
        let mut waits = self.waits.clone();
        let mut eligible: Vec<u32> =
            (0..).zip(&waits).filter(|(_, waits)| **waits == 0).map(|(one, _)| one).collect();
        while !eligible.is_empty() {
            let next = eligible.swap_remove(self.choose(&eligible, chance));
            order.push(next);
            for follower in &self.followers[next as usize] {
                waits[*follower as usize] -= 1;
                if waits[*follower as usize] == 0 {
                    eligible.push(*follower);
                }
            }
        }
        order
    }

    fn choose(&self, eligible: &[u32], chance: &mut Chance) -> usize {
        let tail = |activity: &u32| self.tails[*activity as usize];
        let least = eligible.iter().map(tail).min().unwrap_or(0);
        let weight = |activity: &u32| u64::from(tail(activity) - least) + 1;
        let mut left = chance.below(eligible.iter().map(weight).sum::<u64>() as usize) as u64;
        for (index, activity) in eligible.iter().enumerate() {
            let weight = weight(activity);
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}
