//! The dates and floats of a network, and what was met on the way.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use linchpin_model::calendar::Wall;

use super::bounds::work_left;
use super::engine::{Engine, is_hard};
use super::finding::Finding;
use super::network::{Constraint, Link, Network, Node, Progress, Rules};
use super::order::Order;

/// Dates and floats of all nodes of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// For each node its dates; none for members of a loop and for nodes that cannot be placed.
    pub nodes: Vec<Option<Dates>>,
    /// For each node the links that hold it where it is, those on its parents included.
    pub drivers: Vec<Vec<u32>>,
    /// For each parent its child that starts first and the one that finishes last.
    pub edge_children: Vec<Option<(u32, u32)>>,
    /// The first start and the last finish; none if no node has dates.
    pub span: Option<(Wall, Wall)>,
    /// What a person should know, in order.
    pub findings: Vec<Finding>,
}

/// Dates and floats of one node. Floats are working minutes of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// When it is to start: its early start, or its late start if it is to lie as late as possible.
    pub start: Wall,
    /// When it is to finish.
    pub finish: Wall,
    /// The earliest start that links, constraints and progress allow; of a started node its actual start.
    pub early_start: Wall,
    /// The earliest finish.
    pub early_finish: Wall,
    /// The latest start that does not move the network's finish or break a constraint; of a started node its actual start.
    pub late_start: Wall,
    /// The latest finish.
    pub late_finish: Wall,
    /// How long it can be delayed before the network's finish moves or a constraint breaks; negative if one is broken.
    pub total_float: i32,
    /// How long it can be delayed before a successor's early dates move.
    pub free_float: i32,
    /// Not done, and total float at or below the threshold.
    pub critical: bool,
}

/// Schedules a network.
///
/// Time is linear in nodes and links. Neither the order of nodes nor that of links has an influence on dates.
pub fn solve(network: &Network, rules: &Rules) -> Solution {
    let network = &*without_negative_work(network);
    let mut findings = Vec::new();
    let order = Order::new(network, &mut findings);
    let mut engine = Engine::new(network, &order, rules);
    engine.pass(network);
    solution(network, &order, &engine, findings)
}

/// A network in which nothing takes less than no time; the same where that is so.
pub(super) fn without_negative_work(network: &Network) -> Cow<'_, Network> {
    let is_negative = |node: &Node| node.duration < 0 || work_left(node) < 0;
    let mut network = Cow::Borrowed(network);
    if network.nodes.iter().any(is_negative) {
        network.to_mut().nodes.iter_mut().for_each(Node::clamp_work);
    }
    network
}

/// What an engine found, with what was found before its passes.
pub(super) fn solution(
    network: &Network,
    order: &Order,
    engine: &Engine,
    mut findings: Vec<Finding>,
) -> Solution {
    let told = engine.tell(network);
    let nodes: Vec<Option<Dates>> =
        (0..network.nodes.len()).map(|node| engine.dates(network, &told, node)).collect();
    findings.extend(engine.overrun(network).into_iter().map(|node| Finding::HorizonOverrun { node }));
    findings.extend(calendars_without_work(network));
    findings.extend(broken(network, order, &engine.rules(), &nodes));
    findings.extend(engine.out_of_sequence(network).into_iter().map(|link| Finding::OutOfSequence { link }));
    findings.sort();
    let drivers = (0..nodes.len()).map(|node| engine.drivers(network, node)).collect();
    let edge_children = edge_children(network, order, &nodes);
    let start = nodes.iter().flatten().map(|dates| dates.start).min();
    let finish = nodes.iter().flatten().map(|dates| dates.finish).max();
    Solution { nodes, edge_children, drivers, span: start.zip(finish), findings }
}

fn calendars_without_work(network: &Network) -> impl Iterator<Item = Finding> {
    let mut used = vec![false; network.calendars.len()];
    network.nodes.iter().for_each(|node| used[node.calendar as usize] = true);
    let empty = |(calendar, used): (usize, bool)| used && network.calendars[calendar].is_empty();
    let empty: Vec<usize> =
        used.into_iter().enumerate().filter(|pair| empty(*pair)).map(|(c, _)| c).collect();
    empty.into_iter().map(|calendar| Finding::NoWorkingTime { calendar: calendar as u32 })
}

/// Constraints that the dates break or that break a link, and deadlines that are missed.
fn broken(network: &Network, order: &Order, rules: &Rules, nodes: &[Option<Dates>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, (node, dates)) in network.nodes.iter().zip(nodes).enumerate() {
        let Some(dates) = dates else { continue };
        let calendar = &network.calendars[node.calendar as usize];
        let late = |wall: Wall, limit: Wall| calendar.between(limit, wall).max(0);
        let overdue = match node.constraint {
            _ if matches!(node.progress, Progress::Done { .. }) => 0,
            Constraint::StartNoLaterThan(limit) | Constraint::MustStartOn(limit) => late(dates.start, limit),
            Constraint::FinishNoLaterThan(limit) | Constraint::MustFinishOn(limit) => {
                late(dates.finish, limit)
            }
            _ => 0,
        };
        let is_leaf = order.children.of(index).is_empty();
        let forced = rules.as_ms_project() && is_leaf && is_hard(node.constraint) && dates.total_float < 0;
        if overdue > 0 || forced {
            findings.push(Finding::ConstraintBroken { node: index as u32 });
        }
        if let Some(minutes) =
            node.deadline.map(|deadline| late(dates.finish, deadline)).filter(|late| *late > 0)
        {
            findings.push(Finding::DeadlineMissed { node: index as u32, minutes });
        }
    }
    findings
}

/// For each parent its child that starts first and the one that finishes last; of equals the lower index.
fn edge_children(network: &Network, order: &Order, nodes: &[Option<Dates>]) -> Vec<Option<(u32, u32)>> {
    let ends = |node: usize| {
        let children = order.children.of(node).iter().copied();
        let dated = children.filter_map(|child| Some((child, nodes[child as usize]?)));
        let first = dated.clone().min_by_key(|(child, dates)| (dates.start, *child))?;
        let last = dated.max_by_key(|(child, dates)| (dates.finish, Reverse(*child)))?;
        Some((first.0, last.0))
    };
    (0..network.nodes.len()).map(ends).collect()
}

impl Solution {
    /// The chain of nodes that decides when `node` finishes, from its first to the last.
    ///
    /// Of several drivers the one that finishes last counts, of equals that with the lowest index. A parent stands for
    /// the child that decides: the one that finishes last, or the one that starts first where its start is waited for.
    pub fn driving_path(&self, network: &Network, node: u32) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        let mut path = Vec::new();
        let mut next = Some((node, true));
        while let Some((node, by_finish)) = next {
            let node = self.deciding_child(node, by_finish);
            if !seen.insert(node) {
                break;
            }
            path.push(node);
            let drivers = self.drivers[node as usize].iter().map(|link| network.links[*link as usize]);
            let finish = |link: &Link| self.nodes[link.predecessor as usize].map(|dates| dates.finish);
            let last = drivers.max_by_key(|link| (finish(link), Reverse(link.predecessor)));
            next = last.map(|link| (link.predecessor, link.kind.from_finish()));
        }
        path.reverse();
        path
    }

    fn deciding_child(&self, node: u32, by_finish: bool) -> u32 {
        let mut node = node;
        while let Some((first, last)) = self.edge_children[node as usize] {
            node = if by_finish { last } else { first };
        }
        node
    }
}
