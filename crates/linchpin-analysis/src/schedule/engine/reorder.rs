//! Keeps the topological order when a tie is added (Pearce and Kelly, *A dynamic topological sort algorithm for directed
//! acyclic graphs*, 2007), and finds the circle that it would close.

use std::collections::HashMap;

use super::Engine;
use super::ties::{Tie, Ties};

impl Engine {
    /// Makes room in the order for a tie between two places, or gives the places of the circle that it would close, from its
    /// successor to its predecessor.
    pub(super) fn reorder(&mut self, from: u32, to: u32) -> Result<(), Vec<u32>> {
        let (first, last) = (self.rank[to as usize], self.rank[from as usize]);
        if last < first {
            return Ok(());
        }
        let reached = self.walk(to, &self.out, |rank| rank <= last);
        if reached.contains_key(&from) {
            let mut circle = vec![from];
            while circle.last() != Some(&to) {
                circle.push(reached[&circle[circle.len() - 1]]);
            }
            circle.reverse();
            return Err(circle);
        }
        let reaching = self.walk(from, &self.into, |rank| rank >= first);
        let in_order = |places: HashMap<u32, u32>| {
            let mut places: Vec<u32> = places.into_keys().collect();
            places.sort_unstable_by_key(|place| self.rank[*place as usize]);
            places
        };
        let mut places = in_order(reaching);
        places.extend(in_order(reached));
        let mut ranks: Vec<u32> = places.iter().map(|place| self.rank[*place as usize]).collect();
        ranks.sort_unstable();
        for (place, rank) in places.into_iter().zip(ranks) {
            self.rank[place as usize] = rank;
            self.sequence[rank as usize] = place;
        }
        Ok(())
    }

    /// All places within ranks that ties lead to, each with the one that it was reached from.
    fn walk(&self, start: u32, ties: &Ties, within: impl Fn(u32) -> bool) -> HashMap<u32, u32> {
        let mut reached = HashMap::from([(start, start)]);
        let mut open = vec![start];
        while let Some(place) = open.pop() {
            for Tie { place: next, .. } in ties.of(place as usize) {
                if within(self.rank[*next as usize]) && !reached.contains_key(next) {
                    reached.insert(*next, place);
                    open.push(*next);
                }
            }
        }
        reached
    }
}
