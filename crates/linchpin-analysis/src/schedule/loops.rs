//! Which nodes wait for each other in a circle?

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::finding::Finding;
use super::network::Network;
use super::order::Order;

/// Marks every slot that is in a loop, and names each loop.
pub(super) fn mark(order: &mut Order, network: &Network, findings: &mut Vec<Finding>) {
    let mut ordered = vec![false; order.looped.len()];
    order.slots.iter().for_each(|slot| ordered[*slot as usize] = true);
    let suspects: Vec<usize> = (0..ordered.len()).filter(|slot| !ordered[*slot]).collect();
    for component in components(order, network, &suspects, &ordered) {
        let path = shortest_circle(order, network, &component);
        let members: BTreeSet<u32> = component.iter().map(|slot| order.node(*slot) as u32).collect();
        findings.push(Finding::Loop { path, members: members.into_iter().collect() });
        component.iter().for_each(|slot| order.looped[*slot] = true);
    }
}

/// Tarjan's strongly connected components of more than one slot, without recursion.
///
/// A slot cannot wait for itself alone, since links within a family were left out.
fn components(
    order: &Order,
    network: &Network,
    suspects: &[usize],
    ordered: &[bool],
) -> Vec<BTreeSet<usize>> {
    let mut walk = Walk { found: vec![0; ordered.len()], low: vec![0; ordered.len()], ..Walk::default() };
    for first in suspects {
        if walk.found[*first] == 0 {
            walk.enter(*first, order, network, ordered);
        }
        while let Some((slot, next)) = walk.step() {
            match next {
                Some(next) if walk.found[next] == 0 => walk.enter(next, order, network, ordered),
                Some(next) if walk.on_path.contains(&next) => {
                    walk.low[slot] = walk.low[slot].min(walk.found[next])
                }
                Some(_) => {}
                None => walk.leave(slot),
            }
        }
    }
    walk.components.retain(|component| component.len() > 1);
    walk.components.sort_by_key(|component| component.first().copied());
    walk.components
}

#[derive(Default)]
struct Walk {
    clock: u32,
    found: Vec<u32>,
    low: Vec<u32>,
    path: Vec<usize>,
    on_path: BTreeSet<usize>,
    open: Vec<(usize, Vec<usize>)>,
    components: Vec<BTreeSet<usize>>,
}

impl Walk {
    fn enter(&mut self, slot: usize, order: &Order, network: &Network, ordered: &[bool]) {
        self.clock += 1;
        self.found[slot] = self.clock;
        self.low[slot] = self.clock;
        self.path.push(slot);
        self.on_path.insert(slot);
        let mut next = Vec::new();
        order.successors(network, slot, |successor| {
            if !ordered[successor] {
                next.push(successor);
            }
        });
        self.open.push((slot, next));
    }

    fn step(&mut self) -> Option<(usize, Option<usize>)> {
        self.open.last_mut().map(|(slot, next)| (*slot, next.pop()))
    }

    fn leave(&mut self, slot: usize) {
        self.open.pop();
        if let Some((below, _)) = self.open.last() {
            self.low[*below] = self.low[*below].min(self.low[slot]);
        }
        if self.low[slot] == self.found[slot] {
            let start = self.path.iter().rposition(|on_path| *on_path == slot).unwrap_or(0);
            let component: BTreeSet<usize> = self.path.drain(start..).collect();
            component.iter().for_each(|member| {
                self.on_path.remove(member);
            });
            self.components.push(component);
        }
    }
}

/// The nodes of a shortest circle through the first slot of a component, each before the one that waits for it.
fn shortest_circle(order: &Order, network: &Network, component: &BTreeSet<usize>) -> Vec<u32> {
    let Some(first) = component.first().copied() else {
        return Vec::new();
    };
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(slot) = queue.pop_front() {
        order.successors(network, slot, |next| {
            if component.contains(&next) && !came_from.contains_key(&next) {
                came_from.insert(next, slot);
                queue.push_back(next);
            }
        });
        if came_from.contains_key(&first) {
            break;
        }
    }
    let mut slots = vec![first];
    let mut slot = came_from.get(&first).copied();
    while let Some(before) = slot.filter(|slot| *slot != first) {
        slots.push(before);
        slot = came_from.get(&before).copied();
    }
    slots[1..].reverse();
    let mut seen = BTreeSet::new();
    let nodes = slots.into_iter().map(|slot| order.node(slot) as u32);
    nodes.filter(|node| seen.insert(*node)).collect()
}
