//! The dates and floats of a network, and what was met on the way.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use linchpin_model::calendar::Wall;

use super::bounds::start_for;
use super::critical_path::{Early, Span, backwards, forwards, link_bound};
use super::finding::Finding;
use super::float::{Stage, floats, is_placed_late, stages};
use super::network::{Constraint, Link, Network, Progress, Rules};
use super::order::{Order, Slot};

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
    let mut findings = Vec::new();
    let order = Order::new(network, &mut findings);
    let passes = Passes::new(network, &order, rules);
    let nodes = dates(network, &order, rules, &passes);
    findings.extend(passes.overrun.iter().map(|node| Finding::HorizonOverrun { node: *node }));
    findings.extend(calendars_without_work(network));
    findings.extend(broken(network, &order, rules, &nodes));
    findings.extend(out_of_sequence(network, &order, &passes.placed));
    findings.sort();
    let drivers = (0..nodes.len()).map(|node| drivers(network, &order, &passes.placed, node)).collect();
    let edge_children = edge_children(network, &order, &nodes);
    let start = nodes.iter().flatten().map(|dates| dates.start).min();
    let finish = nodes.iter().flatten().map(|dates| dates.finish).max();
    Solution { nodes, edge_children, drivers, span: start.zip(finish), findings }
}

/// What the passes through a network give.
struct Passes {
    /// Early dates of slots, as if nothing were placed as late as possible.
    early: Vec<Option<Span>>,
    /// The same with what is placed as late as possible in its place.
    placed: Vec<Option<Span>>,
    /// Late dates of nodes as told.
    late: Vec<Option<Span>>,
    overrun: Vec<u32>,
}

impl Passes {
    fn new(network: &Network, order: &Order, rules: &Rules) -> Self {
        let Early { spans: early, overrun } = forwards(network, order, rules, |_| None);
        let late = backwards(network, order, rules, &early, finish_of(order, &early));
        let is_late = |node: usize| is_placed_late(network, order, node) && early[node].is_some();
        let placed = match (0..network.nodes.len()).any(is_late) {
            // What follows an item placed late follows it there.
            true => forwards(network, order, rules, |node| is_late(node).then(|| late[node])).spans,
            false => early.clone(),
        };
        let late = told_late(network, order, &placed, &late);
        Self { early, placed, late, overrun }
    }
}

fn dates(network: &Network, order: &Order, rules: &Rules, passes: &Passes) -> Vec<Option<Dates>> {
    let floats = floats(network, order, rules, &passes.placed, &passes.late);
    let stages = stages(network, order);
    let dates = |node: usize| {
        let slot = order.dated_slot[node] as usize;
        let placed = passes.placed[slot].filter(|_| !order.looped[node])?;
        let late = passes.late[node]?;
        let early = if is_placed_late(network, order, node) { passes.early[slot]? } else { placed };
        Some(Dates {
            start: placed.start,
            finish: placed.finish,
            early_start: early.start,
            early_finish: early.finish,
            late_start: late.start,
            late_finish: late.finish,
            total_float: floats[node].total,
            free_float: floats[node].free,
            critical: stages[node] != Stage::Done && floats[node].total <= rules.critical_threshold,
        })
    };
    (0..network.nodes.len()).map(dates).collect()
}

/// The last finish of all leaves.
fn finish_of(order: &Order, early: &[Option<Span>]) -> Wall {
    let leaves = order.slots.iter().filter(|slot| matches!(order.slot(**slot as usize), Slot::Leaf(_)));
    leaves.filter_map(|slot| early[*slot as usize]).map(|span| span.finish).max().unwrap_or(Wall::MAX)
}

fn calendars_without_work(network: &Network) -> impl Iterator<Item = Finding> {
    let mut used = vec![false; network.calendars.len()];
    network.nodes.iter().for_each(|node| used[node.calendar as usize] = true);
    let empty = |(calendar, used): (usize, bool)| used && network.calendars[calendar].is_empty();
    let empty: Vec<usize> =
        used.into_iter().enumerate().filter(|pair| empty(*pair)).map(|(c, _)| c).collect();
    empty.into_iter().map(|calendar| Finding::NoWorkingTime { calendar: calendar as u32 })
}

/// Late dates as a person is told them: what started has its actual start, a parent covers its children.
fn told_late(network: &Network, order: &Order, early: &[Option<Span>], late: &[Span]) -> Vec<Option<Span>> {
    let mut told: Vec<Option<Span>> = vec![None; network.nodes.len()];
    for slot in order.slots.iter().map(|slot| *slot as usize) {
        match order.slot(slot) {
            Slot::Opening(_) => {}
            Slot::Leaf(node) => {
                told[node] = early[slot].map(|_| match network.nodes[node].progress {
                    Progress::Started { start, .. } => Span { start, ..late[slot] },
                    _ => late[slot],
                });
            }
            Slot::Closing(node) => {
                let children = order.children.of(node).iter().filter_map(|child| told[*child as usize]);
                told[node] = children
                    .reduce(|a, b| Span { start: a.start.min(b.start), finish: a.finish.max(b.finish) });
            }
        }
    }
    told
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

fn is_hard(constraint: Constraint) -> bool {
    use Constraint as C;
    matches!(
        constraint,
        C::StartNoLaterThan(_) | C::FinishNoLaterThan(_) | C::MustStartOn(_) | C::MustFinishOn(_)
    )
}

/// Links whose successor started before they let it.
fn out_of_sequence<'n>(
    network: &'n Network,
    order: &'n Order,
    early: &'n [Option<Span>],
) -> impl Iterator<Item = Finding> + 'n {
    let started = (0..network.nodes.len()).filter_map(|node| match network.nodes[node].progress {
        Progress::NotStarted => None,
        Progress::Started { start, .. } | Progress::Done { start, .. } => Some((node, start)),
    });
    started.flat_map(move |(node, start)| {
        let calendar = &network.calendars[network.nodes[node].calendar as usize];
        let links = order.incoming.of(node).iter();
        let early_links = links.filter(move |link| {
            let bound = link_bound(network, order, early, &network.links[**link as usize]);
            bound.is_some_and(|bound| calendar.between(start, bound.start) > 0)
        });
        early_links.map(|link| Finding::OutOfSequence { link: *link })
    })
}

/// The links that hold a node where it is: those that allow it no working minute earlier.
fn drivers(network: &Network, order: &Order, early: &[Option<Span>], node: usize) -> Vec<u32> {
    let slot = order.dated_slot[node] as usize;
    let Some(span) = early[slot] else {
        return Vec::new();
    };
    let calendar = &network.calendars[network.nodes[node].calendar as usize];
    let start = match network.nodes[node].progress {
        Progress::Done { .. } => return Vec::new(),
        Progress::Started { remaining, .. } => start_for(calendar, span.finish, remaining),
        Progress::NotStarted => span.start,
    };
    let drives = |link: &u32| {
        let bound = link_bound(network, order, early, &network.links[*link as usize]);
        bound.is_some_and(|bound| {
            let (start, finish) =
                (calendar.between(bound.start, start), calendar.between(bound.finish, span.finish));
            (bound.start > Wall::MIN && start <= 0) || (bound.finish > Wall::MIN && finish <= 0)
        })
    };
    let mut links: Vec<u32> = Vec::new();
    let mut family = Some(node as u32);
    while let Some(member) = family {
        links.extend(order.incoming.of(member as usize).iter().copied().filter(drives));
        family = order.parent[member as usize];
    }
    links.sort_unstable();
    links
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
