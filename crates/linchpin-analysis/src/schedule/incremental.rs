//! A schedule that takes changes one at a time and computes again only what each of them moves.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::engine::Engine;
use super::finding::Finding;
use super::network::{Constraint, Lag, Link, Network, Progress, Rules};
use super::order::Order;
use super::solution::{Dates, Solution, solution, without_negative_work};

/// A network with all its dates and floats, which hold after every change.
///
/// The dates are those that [`super::solve`] gives of the same network, and a change takes as long as what it moves is large;
/// where items lie as late as possible, or one place in twenty moves, as long as a pass through all.
#[derive(Clone, Debug)]
pub struct Incremental {
    network: Network,
    rules: Rules,
    order: Arc<Order>,
    /// What was left out or is in a loop.
    findings: Vec<Finding>,
    engine: Engine,
}

/// A link was refused: it would have closed a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WouldLoop {
    /// The nodes of the circle: each waits for the one before it, the first for the last. In a network that had circles before,
    /// a shortest of those that the link is interlocked with.
    pub path: Vec<u32>,
}

impl Incremental {
    /// Schedules a network.
    pub fn new(network: Network, rules: &Rules) -> Self {
        let network = without_negative_work(&network).into_owned();
        let mut findings = Vec::new();
        let order = Order::new(&network, &mut findings);
        let mut engine = Engine::new(&network, &order, rules);
        engine.pass(&network);
        Self { network, rules: *rules, order: Arc::new(order), findings, engine }
    }

    /// The network as it is now.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The dates and floats of a node; none where it is in a loop or cannot be placed.
    pub fn dates(&self, node: u32) -> Option<Dates> {
        self.engine.dates_of(&self.network, node as usize)
    }

    /// Each node that has dates with its total and free float, each node after those that it waits for.
    pub fn floats(&self) -> impl Iterator<Item = (u32, i32, i32)> + '_ {
        self.engine.floats_of_all(&self.network)
    }

    /// All dates, drivers and findings.
    pub fn solution(&self) -> Solution {
        solution(&self.network, &self.order, &self.engine, self.findings.clone())
    }

    /// Computes all dates anew, as one pass forwards and one back.
    pub fn pass(&mut self) {
        self.engine.pass(&self.network);
    }

    /// Changes how long a node takes.
    pub fn set_duration(&mut self, node: u32, minutes: i32) {
        self.change(node, |changed| changed.duration = minutes.max(0));
    }

    /// Changes where a node must or should lie.
    pub fn set_constraint(&mut self, node: u32, constraint: Constraint) {
        self.change(node, |changed| changed.constraint = constraint);
    }

    /// Changes what is known of a node's start and finish.
    pub fn set_progress(&mut self, node: u32, progress: Progress) {
        self.change(node, |changed| changed.progress = progress);
    }

    fn change(&mut self, node: u32, change: impl FnOnce(&mut super::network::Node)) {
        let old = self.network.nodes[node as usize].clone();
        self.engine.leave(&self.network, node);
        let changed = &mut self.network.nodes[node as usize];
        change(changed);
        changed.clamp_work();
        if *changed != old {
            self.engine.change_node(&self.network, node);
        }
        self.engine.repair(&self.network);
    }

    /// Changes how long the successor of a link waits.
    pub fn set_lag(&mut self, link: u32, lag: Lag) {
        self.network.links[link as usize].lag = lag;
        self.engine.change_lag(&self.network, link);
        self.engine.repair(&self.network);
    }

    /// Adds a link and gives its number, or says which circle it would have closed and changes nothing.
    pub fn add_link(&mut self, link: Link) -> Result<u32, WouldLoop> {
        if link.predecessor == link.successor {
            return Err(WouldLoop { path: vec![link.predecessor] });
        }
        self.network.links.push(link);
        let refused = match self.is_irregular(&link) {
            true => self.rebuild_with(&link),
            false => self.engine.add_link(&self.network).err(),
        };
        if let Some(path) = refused {
            self.network.links.pop();
            return Err(WouldLoop { path });
        }
        self.engine.repair(&self.network);
        Ok(self.network.links.len() as u32 - 1)
    }

    /// Takes a link out. The last link takes over its number.
    pub fn remove_link(&mut self, link: u32) {
        let removed = self.network.links.swap_remove(link as usize);
        if self.is_irregular(&removed) {
            let (network, rules) = (self.network.clone(), self.rules);
            *self = Self::new(network, &rules);
        } else {
            self.engine.remove_link(&self.network, removed, link);
            self.engine.repair(&self.network);
        }
    }

    /// Whether the order has to be found anew: something was left out of it, or will be.
    fn is_irregular(&self, link: &Link) -> bool {
        !self.findings.is_empty()
            || self.spans(link.predecessor, link.successor)
            || self.spans(link.successor, link.predecessor)
    }

    fn spans(&self, node: u32, other: u32) -> bool {
        let mut member = Some(other);
        while let Some(at) = member {
            if at == node {
                return true;
            }
            member = self.network.nodes[at as usize].parent;
        }
        false
    }

    /// Orders the network anew with its last link, unless that closes a circle.
    fn rebuild_with(&mut self, link: &Link) -> Option<Vec<u32>> {
        let mut findings = Vec::new();
        let order = Order::new(&self.network, &mut findings);
        let was_looped = |node: u32| self.order.looped[node as usize];
        let closed = findings.iter().find_map(|finding| match finding {
            Finding::Loop { path, members } => {
                let ends = [link.predecessor, link.successor];
                let is_new = members.iter().any(|member| !was_looped(*member));
                (is_new && ends.iter().all(|end| members.contains(end))).then(|| path.clone())
            }
            _ => None,
        });
        if closed.is_none() {
            self.engine = Engine::new(&self.network, &order, &self.rules);
            self.engine.pass(&self.network);
            (self.order, self.findings) = (Arc::new(order), findings);
        }
        closed
    }
}
