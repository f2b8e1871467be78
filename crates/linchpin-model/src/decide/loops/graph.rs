//! The graph of what comes before what, looked up port by port as it is walked.

use std::collections::{BTreeSet, HashMap, VecDeque};

use crate::decide::loops::{parent, resolved};
use crate::noun::Dependency;
use crate::value::{Node, Thing};
use crate::world::World;

/// Where work comes in, or where it goes out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Port {
    Entry(Node),
    Exit(Node),
}

impl Port {
    fn node(self) -> Node {
        match self {
            Self::Entry(node) | Self::Exit(node) => node,
        }
    }
}

/// What comes straight after a port.
pub(super) fn after(world: &World, port: Port) -> Vec<Port> {
    match port {
        Port::Entry(node) => {
            let own = is_live(world, node).then_some(Port::Exit(node));
            own.into_iter().chain(children(world, node).map(Port::Entry)).collect()
        }
        Port::Exit(node) => {
            let whole = parent_of_live(world, node).map(Port::Exit);
            let successors = ties(world, node).filter(|(before, _)| *before == node);
            whole.into_iter().chain(successors.map(|(_, after)| Port::Entry(after))).collect()
        }
    }
}

/// What comes straight before a port.
fn before(world: &World, port: Port) -> Vec<Port> {
    match port {
        Port::Entry(node) => {
            let whole = parent_of_live(world, node).map(Port::Entry);
            let predecessors = ties(world, node).filter(|(_, after)| *after == node);
            whole.into_iter().chain(predecessors.map(|(before, _)| Port::Exit(before))).collect()
        }
        Port::Exit(node) => {
            let own = is_live(world, node).then_some(Port::Entry(node));
            own.into_iter().chain(children(world, node).map(Port::Exit)).collect()
        }
    }
}

/// The nodes of a loop that leads from a node back to it, the node first and last; none if there is none.
///
/// The loop is sought from both of its ends, so no more is looked at than twice what the smaller side can reach.
pub(super) fn loop_through(world: &World, start: Node) -> Option<Vec<Node>> {
    let from = Port::Entry(start);
    let (mut ahead, mut behind) = (Side::new(from), Side::new(from));
    loop {
        let is_ahead = ahead.came_from.len() <= behind.came_from.len();
        let (side, other) = if is_ahead { (&mut ahead, &behind) } else { (&mut behind, &ahead) };
        let port = side.waiting.pop_front()?;
        let next = if is_ahead { after(world, port) } else { before(world, port) };
        if let Some(met) = next.iter().find(|next| other.has(**next)) {
            let (one, two) = if is_ahead { (port, *met) } else { (*met, port) };
            let mut ports = ahead.path(one);
            ports.reverse();
            ports.extend(behind.path(two));
            let mut nodes: Vec<Node> = ports.into_iter().map(Port::node).collect();
            nodes.dedup();
            return Some(nodes);
        }
        next.into_iter().for_each(|next| side.reach(next, port));
    }
}

/// What was reached from one end.
struct Side {
    from: Port,
    came_from: HashMap<Port, Port>,
    waiting: VecDeque<Port>,
}

impl Side {
    fn new(from: Port) -> Self {
        Self { from, came_from: HashMap::new(), waiting: VecDeque::from([from]) }
    }

    fn has(&self, port: Port) -> bool {
        port == self.from || self.came_from.contains_key(&port)
    }

    fn reach(&mut self, port: Port, from: Port) {
        if !self.has(port) {
            self.came_from.insert(port, from);
            self.waiting.push_back(port);
        }
    }

    /// From a port back to the end.
    fn path(&self, port: Port) -> Vec<Port> {
        let mut path = vec![port];
        let mut at = port;
        while at != self.from {
            at = self.came_from[&at];
            path.push(at);
        }
        path
    }
}

/// Whether any loop at all can be reached from some nodes, theirs or another.
pub(super) fn has_loop(world: &World, starts: &BTreeSet<Node>) -> bool {
    // Of each port whether it is still on the way from a start.
    let mut on_the_way: HashMap<Port, bool> = HashMap::new();
    for start in starts {
        let start = Port::Entry(*start);
        if on_the_way.contains_key(&start) {
            continue;
        }
        on_the_way.insert(start, true);
        let mut way = vec![(start, after(world, start))];
        while let Some((port, left)) = way.last_mut() {
            match left.pop() {
                Some(next) => match on_the_way.get(&next) {
                    Some(true) => return true,
                    Some(false) => {}
                    None => {
                        on_the_way.insert(next, true);
                        way.push((next, after(world, next)));
                    }
                },
                None => {
                    on_the_way.insert(*port, false);
                    way.pop();
                }
            }
        }
    }
    false
}

fn is_live(world: &World, node: Node) -> bool {
    match node {
        Node::Item(id) => world.all().record(id).is_some_and(|record| record.is_live()),
        Node::Milestone(id) => world.all().record(id).is_some_and(|record| record.is_live()),
    }
}

fn parent_of_live(world: &World, node: Node) -> Option<Node> {
    parent(world, node).filter(|_| is_live(world, node)).map(Node::Item)
}

/// The parts of a node that are there.
fn children(world: &World, node: Node) -> impl Iterator<Item = Node> {
    let nodes = world.pointing_at(node).into_iter().filter_map(|thing| match thing {
        Thing::Item(id) => Some(Node::Item(id)),
        Thing::Milestone(id) => Some(Node::Milestone(id)),
        _ => None,
    });
    nodes.filter(move |child| parent_of_live(world, *child) == Some(node))
}

/// Both ends of every dependency that is there and may have the node as one of them.
fn ties(world: &World, node: Node) -> impl Iterator<Item = (Node, Node)> {
    let dependencies = world.pointing_at(node).into_iter().filter_map(|thing| match thing {
        Thing::Dependency(id) => world.all::<Dependency>().record(id).filter(|record| record.is_live()),
        _ => None,
    });
    dependencies.filter_map(move |record| {
        Some((resolved(world, *record.predecessor()?), resolved(world, *record.successor()?)))
    })
}
