//! No command closes a loop: not of items within items, and not of work that waits for itself.
//!
//! A parent spans its children, so whoever waits for a parent waits for its children. In the graph each node has an entry
//! and an exit: entry to exit for work, parent's entry to child's entry, child's exit to parent's exit, and a dependency
//! from the predecessor's exit to the successor's entry, whichever ends it ties together.

use std::collections::{BTreeMap, BTreeSet};

use crate::decide::{Rejection, named};
use crate::entry::{Actor, Body, Entry};
use crate::event::{Event, Stamped};
use crate::moment::Moment;
use crate::noun::*;
use crate::value::{Node, Thing};
use crate::world::World;

/// Refuses events that would close a loop, and names it.
pub(super) fn check(world: &World, events: &[Event], at: Moment) -> Result<(), Rejection> {
    let touched: Vec<Node> = events.iter().filter_map(touched_node).collect();
    let is_relation = events.iter().any(|event| dependency_of(event).is_some());
    if touched.is_empty() && !is_relation {
        return Ok(());
    }
    let after = supposed(world, events, at);
    own_ancestor(&after, &touched)?;
    let graph = Graph::of(&after);
    let starts = touched
        .into_iter()
        .map(|node| resolved(&after, node))
        .chain(events.iter().filter_map(|event| successor(&after, event)));
    for start in starts {
        if let Some(path) = graph.loop_through(start) {
            let names: Vec<String> = path.into_iter().map(|node| named(&after, node.into())).collect();
            return Err(Rejection::WouldLoop { path: names.join(" before ") });
        }
    }
    Ok(())
}

/// The World in which the events had happened.
fn supposed(world: &World, events: &[Event], at: Moment) -> World {
    let events = events.iter().map(|event| Stamped { at, by: None, event: event.clone() });
    let body = Body {
        actor: Actor::System,
        via: None,
        on_behalf_of: None,
        import: None,
        undoes: None,
        events: events.collect(),
    };
    let entry = Entry {
        position: world.position + 1,
        command_id: uuid::Uuid::nil(),
        recorded_at: world.recorded_at,
        body,
        texts: Vec::new(),
    };
    let mut after = world.clone();
    after.apply(&entry);
    after
}

/// The node that an event may put into another place: under another parent, back where it was, or into another item.
fn touched_node(event: &Event) -> Option<Node> {
    let item = |id, set: &[ItemField]| {
        set.iter().any(|field| matches!(field, ItemField::Parent(Some(_)))).then_some(Node::Item(id))
    };
    let milestone = |id, set: &[MilestoneField]| {
        set.iter()
            .any(|field| matches!(field, MilestoneField::Parent(Some(_))))
            .then_some(Node::Milestone(id))
    };
    let node = |thing: &Thing| match thing {
        Thing::Item(id) => Some(Node::Item(*id)),
        Thing::Milestone(id) => Some(Node::Milestone(*id)),
        _ => None,
    };
    match event {
        Event::ItemAdded(added) => item(added.id, &added.set),
        Event::ItemChanged(changed) => item(changed.id, &changed.set),
        Event::MilestoneAdded(added) => milestone(added.id, &added.set),
        Event::MilestoneChanged(changed) => milestone(changed.id, &changed.set),
        Event::Restored { thing } | Event::Released { thing, .. } => node(thing),
        Event::Merged { into, .. } => node(into),
        Event::MergeUndone { from, .. } => node(from),
        Event::Unsaid(unsaid) => node(&Thing::new(unsaid.earlier.kind(), unsaid.id)),
        _ => None,
    }
}

/// The dependency that an event brings about, changes or brings back.
fn dependency_of(event: &Event) -> Option<DependencyId> {
    match event {
        Event::DependencyAdded(added) => Some(added.id),
        Event::DependencyChanged(changed) => Some(changed.id),
        Event::Restored { thing: Thing::Dependency(id) } => Some(*id),
        _ => None,
    }
}

fn successor(world: &World, event: &Event) -> Option<Node> {
    world.get(dependency_of(event)?)?.successor().map(|node| resolved(world, *node))
}

/// The node itself, or the one it was merged into.
fn resolved(world: &World, node: Node) -> Node {
    match node {
        Node::Item(id) => world.get(id).map_or(node, |record| Node::Item(record.id)),
        Node::Milestone(id) => world.get(id).map_or(node, |record| Node::Milestone(record.id)),
    }
}

fn own_ancestor(world: &World, touched: &[Node]) -> Result<(), Rejection> {
    for node in touched.iter().map(|node| resolved(world, *node)) {
        let Node::Item(child) = node else { continue };
        let mut seen = BTreeSet::from([child]);
        let mut at = parent(world, node);
        while let Some(above) = at {
            if !seen.insert(above) {
                let parent = parent(world, node).map_or_else(String::new, |parent| bare(world, parent));
                return Err(Rejection::OwnAncestor { child: bare(world, child), parent });
            }
            at = self::parent(world, Node::Item(above));
        }
    }
    Ok(())
}

fn bare(world: &World, item: ItemId) -> String {
    named(world, Thing::Item(item)).trim_matches('`').to_string()
}

fn parent(world: &World, node: Node) -> Option<ItemId> {
    let parent = match node {
        Node::Item(id) => world.get(id)?.parent().copied(),
        Node::Milestone(id) => world.get(id)?.parent().copied(),
    };
    world.get(parent?).map(|record| record.id)
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Port {
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

struct Graph {
    next: BTreeMap<Port, Vec<Port>>,
}

impl Graph {
    fn of(world: &World) -> Self {
        let mut next: BTreeMap<Port, Vec<Port>> = BTreeMap::new();
        let items = world.live::<Item>().map(|record| Node::Item(record.id));
        let milestones = world.live::<Milestone>().map(|record| Node::Milestone(record.id));
        for node in items.chain(milestones) {
            next.entry(Port::Entry(node)).or_default().push(Port::Exit(node));
            if let Some(parent) = parent(world, node).map(Node::Item) {
                next.entry(Port::Entry(parent)).or_default().push(Port::Entry(node));
                next.entry(Port::Exit(node)).or_default().push(Port::Exit(parent));
            }
        }
        for record in world.live::<Dependency>() {
            if let (Some(predecessor), Some(successor)) = (record.predecessor(), record.successor()) {
                let (predecessor, successor) = (resolved(world, *predecessor), resolved(world, *successor));
                next.entry(Port::Exit(predecessor)).or_default().push(Port::Entry(successor));
            }
        }
        Self { next }
    }

    /// The nodes of a loop that leads from a node back to it, the node first and last; none if there is none.
    fn loop_through(&self, start: Node) -> Option<Vec<Node>> {
        let from = Port::Entry(start);
        let mut came_from: BTreeMap<Port, Port> = BTreeMap::new();
        let mut waiting = std::collections::VecDeque::from([from]);
        while let Some(port) = waiting.pop_front() {
            for next in self.next.get(&port).into_iter().flatten() {
                if *next == from {
                    return Some(self.path(&came_from, from, port));
                }
                if !came_from.contains_key(next) {
                    came_from.insert(*next, port);
                    waiting.push_back(*next);
                }
            }
        }
        None
    }

    fn path(&self, came_from: &BTreeMap<Port, Port>, from: Port, last: Port) -> Vec<Node> {
        let mut ports = vec![from, last];
        let mut at = last;
        while at != from {
            at = came_from[&at];
            ports.push(at);
        }
        ports.reverse();
        let mut nodes: Vec<Node> = ports.into_iter().map(Port::node).collect();
        nodes.dedup();
        nodes
    }
}
