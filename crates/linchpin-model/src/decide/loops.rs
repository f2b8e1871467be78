//! No command closes a loop: not of items within items, and not of work that waits for itself.
//!
//! A parent spans its children, so whoever waits for a parent waits for its children. In the graph each node has an entry
//! and an exit: entry to exit for work, parent's entry to child's entry, child's exit to parent's exit, and a dependency
//! from the predecessor's exit to the successor's entry, whichever ends it ties together.

mod graph;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::decide::{Rejection, named};
use crate::entry::{Actor, Body, Entry};
use crate::event::{Event, Stamped, Unsaid};
use crate::moment::Moment;
use crate::noun::*;
use crate::value::{Node, Thing};
use crate::world::World;

/// From so many places on it is quicker to look first whether there is any loop ahead of them.
const MANY: usize = 16;

/// Refuses events that would close a loop, and names it.
pub(super) fn check(world: &World, events: &[Event], at: Moment) -> Result<(), Rejection> {
    let touched: Vec<Node> = events.iter().filter_map(touched_node).collect();
    let is_relation = events.iter().any(|event| dependency_of(event).is_some());
    if touched.is_empty() && !is_relation {
        return Ok(());
    }
    let after = supposed(world, events, at);
    own_ancestor(&after, &touched)?;
    let touched = touched.into_iter().map(|node| resolved(&after, node));
    let starts: BTreeSet<Node> =
        touched.chain(events.iter().filter_map(|event| successor(&after, event))).collect();
    if starts.len() > MANY && !graph::has_loop(&after, &starts) {
        return Ok(());
    }
    for start in starts {
        if let Some(path) = graph::loop_through(&after, start) {
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
        Event::Restored { thing } => node(thing),
        Event::Released { thing, fields } if names_parent(fields) => node(thing),
        Event::Merged { into, .. } => node(into),
        Event::MergeUndone { from, .. } => node(from),
        Event::Unsaid(unsaid) if names_parent(&unsaid.fields) => node(&thing_of(unsaid)),
        _ => None,
    }
}

fn names_parent(fields: &[Arc<str>]) -> bool {
    fields.iter().any(|field| **field == *"parent")
}

fn thing_of(unsaid: &Unsaid) -> Thing {
    Thing::new(unsaid.earlier.kind(), unsaid.id)
}

/// The dependency that an event brings about, changes or brings back.
fn dependency_of(event: &Event) -> Option<DependencyId> {
    let thing = match event {
        Event::DependencyAdded(added) => Thing::Dependency(added.id),
        Event::DependencyChanged(changed) => Thing::Dependency(changed.id),
        Event::Restored { thing } | Event::Returned { thing, .. } | Event::Released { thing, .. } => *thing,
        Event::Unsaid(unsaid) => thing_of(unsaid),
        _ => return None,
    };
    match thing {
        Thing::Dependency(id) => Some(id),
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
