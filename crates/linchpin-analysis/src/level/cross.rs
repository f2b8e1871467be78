//! Making an order of two, so that what comes after another in both still does.

use super::chance::Chance;
use super::side::Side;

/// Room for making orders.
pub(super) struct Crosser {
    /// The order made.
    pub(super) child: Vec<u32>,
    marks: Vec<bool>,
    places: [Vec<u32>; 2],
    counts: Vec<u32>,
}

impl Crosser {
    pub(super) fn new(count: usize) -> Self {
        Self {
            child: Vec::new(),
            marks: vec![false; count],
            places: [vec![0; count], vec![0; count]],
            counts: vec![0; count + 1],
        }
    }

    /// The first order, but with a window of it in the second's order.
    pub(super) fn reorder_window(&mut self, first: &[u32], second: &[u32], from: usize, to: usize) {
        self.child.clear();
        self.child.extend_from_slice(&first[..from]);
        for activity in &first[from..to] {
            self.marks[*activity as usize] = true;
        }
        for activity in second {
            if std::mem::take(&mut self.marks[*activity as usize]) {
                self.child.push(*activity);
            }
        }
        self.child.extend_from_slice(&first[to..]);
    }

    /// Each activity at its place in the first order, or with a chance of three in ten in the second's; but not before what it
    /// waits for.
    pub(super) fn mix(&mut self, side: &Side, first: &[u32], second: &[u32], chance: &mut Chance) {
        let [places, others] = &mut self.places;
        for (place, (one, other)) in (0u32..).zip(first.iter().zip(second)) {
            places[*one as usize] = place;
            others[*other as usize] = place;
        }
        self.counts.fill(0);
        let is_other = |bits: u64, index: usize| (bits >> (8 * (index % 8))) & 0xFF >= 179;
        let mut bits = 0;
        for (index, activity) in side.sequence().enumerate() {
            if index % 8 == 0 {
                bits = chance.bits();
            }
            let own = if is_other(bits, index) { others[activity] } else { places[activity] };
            let links = side.links(&side.activities[activity]).iter();
            let place = links.map(|(other, _)| places[*other as usize]).fold(own, u32::max);
            places[activity] = place;
            self.counts[place as usize + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut self.counts {
            sum += *count;
            *count = sum;
        }
        self.child.resize(first.len(), 0);
        for activity in side.sequence() {
            let count = &mut self.counts[places[activity] as usize];
            self.child[*count as usize] = activity as u32;
            *count += 1;
        }
    }

    /// Swaps neighbours here and there, where the second does not wait for the first.
    pub(super) fn mutate(&mut self, side: &Side, chance: &mut Chance) {
        let count = self.child.len() - 1;
        for _ in 0..count / SWAP_EACH {
            let place = chance.below(count);
            let (first, second) = (self.child[place], self.child[place + 1]);
            let links = side.links(&side.activities[second as usize]);
            if links.iter().all(|(other, _)| *other != first) {
                self.child.swap(place, place + 1);
            }
        }
    }
}

/// Activities for each swap of a mutation.
const SWAP_EACH: usize = 50;
