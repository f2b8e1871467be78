//! In which order can nodes be computed, and who stands next to whom?

use std::collections::BTreeSet;

use super::finding::Finding;
use super::loops;
use super::network::{Link, Network};

/// Lists of numbers, one list for each of a range of numbers, in one block of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Sorts `(list, item)` pairs into lists; items keep their order.
    fn new(lists: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0u32; lists + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for index in 0..lists {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[lists] as usize];
        for (list, item) in pairs {
            let place = &mut next[list as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Self { starts, items }
    }

    /// One list.
    pub(super) fn of(&self, list: usize) -> &[u32] {
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }
}

/// A network made ready to be walked.
///
/// A node without children is one *slot* of the same number. A parent has two: its own number collects what holds back its
/// children, and another, after all nodes, knows when the last of them is done. So links on a parent reach all its
/// children without a link for each.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// Slots that get dates, each after all that it waits for.
    pub(super) slots: Vec<u32>,
    /// For each node the slot that knows its start and finish.
    pub(super) dated_slot: Vec<u32>,
    /// For each slot from the number of nodes on, its node.
    pub(super) parents: Vec<u32>,
    /// For each node the node that spans it.
    pub(super) parent: Vec<Option<u32>>,
    /// For each node its children.
    pub(super) children: Lists,
    /// For each node the links in which it waits.
    pub(super) incoming: Lists,
    /// For each node the links in which it is waited for.
    pub(super) outgoing: Lists,
    /// Slots that are in a loop.
    pub(super) looped: Vec<bool>,
}

/// What a slot stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A node without children.
    Leaf(usize),
    /// What holds back the children of a node.
    Opening(usize),
    /// What the children of a node add up to.
    Closing(usize),
}

impl Order {
    /// Orders a network, and says which links and parents it had to leave out.
    pub(super) fn new(network: &Network, findings: &mut Vec<Finding>) -> Self {
        let parent = sound_parents(network, findings);
        let nodes = network.nodes.len();
        let with_parent =
            parent.iter().enumerate().filter_map(|(node, parent)| Some(((*parent)?, node as u32)));
        let children = Lists::new(nodes, with_parent);
        let left_out = links_within_family(network, &parent, &children, findings);
        let live =
            network.links.iter().zip(0u32..).filter(|(_, index)| left_out.binary_search(index).is_err());
        let incoming = Lists::new(nodes, live.clone().map(|(link, index)| (link.successor, index)));
        let outgoing = Lists::new(nodes, live.map(|(link, index)| (link.predecessor, index)));
        let parents: Vec<u32> =
            (0..nodes).filter(|node| !children.of(*node).is_empty()).map(|n| n as u32).collect();
        let mut dated_slot: Vec<u32> = (0..nodes as u32).collect();
        for (index, node) in parents.iter().enumerate() {
            dated_slot[*node as usize] = (nodes + index) as u32;
        }
        let mut looped = vec![false; nodes + parents.len()];
        let alone = network.links.iter().filter(|link| link.predecessor == link.successor);
        alone.for_each(|link| looped[link.predecessor as usize] = true);
        let mut order =
            Self { slots: Vec::new(), dated_slot, parents, parent, children, incoming, outgoing, looped };
        order.sort(network, findings);
        order
    }

    fn sort(&mut self, network: &Network, findings: &mut Vec<Finding>) {
        self.slots = self.topological(network);
        if self.slots.len() < self.looped.len() {
            loops::mark(self, network, findings);
            self.slots = self.topological(network);
        }
    }

    /// What a slot stands for.
    pub(super) fn slot(&self, slot: usize) -> Slot {
        let nodes = self.dated_slot.len();
        if slot >= nodes {
            Slot::Closing(self.parents[slot - nodes] as usize)
        } else if self.dated_slot[slot] as usize == slot {
            Slot::Leaf(slot)
        } else {
            Slot::Opening(slot)
        }
    }

    /// The node of a slot.
    pub(super) fn node(&self, slot: usize) -> usize {
        match self.slot(slot) {
            Slot::Leaf(node) | Slot::Opening(node) | Slot::Closing(node) => node,
        }
    }

    /// Calls `visit` with each slot that waits directly for `slot`.
    pub(super) fn successors(&self, network: &Network, slot: usize, mut visit: impl FnMut(usize)) {
        match self.slot(slot) {
            Slot::Opening(node) => self.children.of(node).iter().for_each(|child| visit(*child as usize)),
            Slot::Leaf(node) | Slot::Closing(node) => {
                let links = self.outgoing.of(node).iter();
                links.for_each(|link| visit(network.links[*link as usize].successor as usize));
                if let Some(parent) = self.parent[node] {
                    visit(self.dated_slot[parent as usize] as usize);
                }
            }
        }
    }

    /// Kahn's method over the slots that are in no loop; the slots as they stand where that is an order already.
    fn topological(&self, network: &Network) -> Vec<u32> {
        let count = self.looped.len();
        let leads_on = |link: &Link| link.predecessor < link.successor;
        if self.parents.is_empty() && network.links.iter().all(leads_on) {
            return (0..count as u32).collect();
        }
        let mut waits_for = vec![0u32; count];
        for slot in (0..count).filter(|slot| !self.looped[*slot]) {
            self.successors(network, slot, |next| waits_for[next] += 1);
        }
        let ready = (0..count).filter(|slot| waits_for[*slot] == 0 && !self.looped[*slot]);
        let mut sorted: Vec<u32> = Vec::with_capacity(count);
        sorted.extend(ready.map(|slot| slot as u32));
        let mut done = 0;
        while done < sorted.len() {
            let slot = sorted[done] as usize;
            done += 1;
            self.successors(network, slot, |next| {
                waits_for[next] -= 1;
                if waits_for[next] == 0 && !self.looped[next] {
                    sorted.push(next as u32);
                }
            });
        }
        sorted
    }
}

/// The parents of all nodes, without those that lead back to the node itself.
fn sound_parents(network: &Network, findings: &mut Vec<Finding>) -> Vec<Option<u32>> {
    let mut parent: Vec<Option<u32>> = network.nodes.iter().map(|node| node.parent).collect();
    // 0 is not seen, a walk's own number is on this walk, anything else was found sound.
    let mut walk_of = vec![0u32; parent.len()];
    for first in 0..parent.len() {
        let walk = first as u32 + 1;
        let mut node = first;
        while walk_of[node] == 0 {
            walk_of[node] = walk;
            match parent[node] {
                Some(next) if walk_of[next as usize] == walk => {
                    parent[node] = None;
                    findings.push(Finding::ParentLoop { node: node as u32 });
                }
                Some(next) => node = next as usize,
                None => {}
            }
        }
    }
    parent
}

/// Links that tie a node to itself, which is a loop, or to one that spans it, in order.
fn links_within_family(
    network: &Network,
    parent: &[Option<u32>],
    children: &Lists,
    findings: &mut Vec<Finding>,
) -> Vec<u32> {
    let has_parents = parent.iter().any(Option::is_some);
    let (enter, leave) = if has_parents { family_spans(parent, children) } else { Default::default() };
    let spans = |a: usize, b: usize| enter[a] <= enter[b] && leave[b] <= leave[a];
    let within = network.links.iter().zip(0u32..).filter(|(link, _)| {
        let (a, b) = (link.predecessor as usize, link.successor as usize);
        a == b || (has_parents && (spans(a, b) || spans(b, a)))
    });
    let links: Vec<u32> = within.map(|(_, index)| index).collect();
    let mut alone = BTreeSet::new();
    for (link, index) in links.iter().map(|index| (&network.links[*index as usize], *index)) {
        let node = link.predecessor;
        if node != link.successor {
            findings.push(Finding::LinkWithinFamily { link: index });
        } else if alone.insert(node) {
            findings.push(Finding::Loop { path: vec![node], members: vec![node] });
        }
    }
    links
}

/// When a walk down all families enters and leaves each node.
fn family_spans(parent: &[Option<u32>], children: &Lists) -> (Vec<u32>, Vec<u32>) {
    let (mut enter, mut leave) = (vec![0; parent.len()], vec![0; parent.len()]);
    let mut clock = 0;
    let mut stack: Vec<(usize, bool)> = Vec::new();
    for root in (0..parent.len()).filter(|node| parent[*node].is_none()) {
        stack.push((root, false));
        while let Some((node, seen)) = stack.pop() {
            clock += 1;
            if seen {
                leave[node] = clock;
            } else {
                enter[node] = clock;
                stack.push((node, true));
                stack.extend(children.of(node).iter().map(|child| (*child as usize, false)));
            }
        }
    }
    (enter, leave)
}
