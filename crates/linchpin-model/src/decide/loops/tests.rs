//! Walking along what is reachable finds just the loops that the whole graph has.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::graph::{Port, has_loop, loop_through};
use super::{check, parent, resolved, supposed};
use crate::event::{Added, Changed, Event};
use crate::id::Id;
use crate::moment::Moment;
use crate::noun::*;
use crate::value::{Node, Thing};
use crate::world::World;

const ITEMS: u32 = 7;
const MILESTONES: u32 = 2;

fn node() -> impl Strategy<Value = Node> {
    prop_oneof![
        4 => (1..=ITEMS).prop_map(|number| Node::Item(Id::new(number))),
        1 => (1..=MILESTONES).prop_map(|number| Node::Milestone(Id::new(number))),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let item = || (1..=ITEMS).prop_map(Id::<Item>::new);
    let dependency = || (1..=8u32).prop_map(Id::<Dependency>::new);
    let ends = |before, after| {
        vec![DependencyField::Predecessor(Some(before)), DependencyField::Successor(Some(after))]
    };
    let parent_of =
        |item, parent| Event::ItemChanged(Changed { id: item, set: vec![ItemField::Parent(parent)] });
    prop_oneof![
        6 => (dependency(), node(), node()).prop_map(move |(id, before, after)| {
            Event::DependencyAdded(Added { id, key: None, source: None, set: ends(before, after) })
        }),
        2 => (dependency(), node()).prop_map(|(id, after)| {
            let set = vec![DependencyField::Successor(Some(after))];
            Event::DependencyChanged(Changed { id, set })
        }),
        4 => (item(), proptest::option::of(item())).prop_map(move |(item, parent)| parent_of(item, parent)),
        1 => (1..=MILESTONES, item()).prop_map(|(milestone, parent)| {
            let set = vec![MilestoneField::Parent(Some(parent))];
            Event::MilestoneChanged(Changed { id: Id::new(milestone), set })
        }),
        1 => (item(), item())
            .prop_map(|(from, into)| Event::Merged { from: Thing::Item(from), into: Thing::Item(into) }),
        1 => item().prop_map(|from| Event::MergeUndone { from: Thing::Item(from), into: Thing::Item(from) }),
        1 => dependency().prop_map(|id| Event::Removed { thing: Thing::Dependency(id) }),
        1 => dependency().prop_map(|id| Event::Restored { thing: Thing::Dependency(id) }),
        1 => item().prop_map(|id| Event::Removed { thing: Thing::Item(id) }),
        1 => item().prop_map(|id| Event::Restored { thing: Thing::Item(id) }),
        1 => item().prop_map(|id| {
            Event::Released { thing: Thing::Item(id), fields: vec!["parent".into()] }
        }),
    ]
}

/// All items and milestones, and what was said of them; of two that became each other, only the first did.
fn world(events: &[Event]) -> World {
    let items = (1..=ITEMS).map(|number| {
        Event::ItemAdded(Added { id: Id::new(number), key: None, source: None, set: Vec::new() })
    });
    let milestones = (1..=MILESTONES).map(|number| {
        Event::MilestoneAdded(Added { id: Id::new(number), key: None, source: None, set: Vec::new() })
    });
    let there: Vec<Event> = items.chain(milestones).collect();
    let world = supposed(&World::default(), &there, Moment::MIN);
    events.iter().fold(world, |world, event| match event {
        Event::Merged { from, into } if leads_back(&world, *from, *into) => world,
        _ => supposed(&world, std::slice::from_ref(event), Moment::MIN),
    })
}

fn leads_back(world: &World, from: Thing, into: Thing) -> bool {
    let (Thing::Item(from), Thing::Item(into)) = (from, into) else { return false };
    world.get(into).is_some_and(|record| record.id == from)
        || world.get(from).is_some_and(|record| record.id != from)
}

/// Everything that comes after each port, from all that there is.
fn whole_graph(world: &World) -> BTreeMap<Port, BTreeSet<Port>> {
    let mut next: BTreeMap<Port, BTreeSet<Port>> = BTreeMap::new();
    let items = world.live::<Item>().map(|record| Node::Item(record.id));
    let milestones = world.live::<Milestone>().map(|record| Node::Milestone(record.id));
    for node in items.chain(milestones) {
        next.entry(Port::Entry(node)).or_default().insert(Port::Exit(node));
        if let Some(parent) = parent(world, node).map(Node::Item) {
            next.entry(Port::Entry(parent)).or_default().insert(Port::Entry(node));
            next.entry(Port::Exit(node)).or_default().insert(Port::Exit(parent));
        }
    }
    for record in world.live::<Dependency>() {
        if let (Some(predecessor), Some(successor)) = (record.predecessor(), record.successor()) {
            let (predecessor, successor) = (resolved(world, *predecessor), resolved(world, *successor));
            next.entry(Port::Exit(predecessor)).or_default().insert(Port::Entry(successor));
        }
    }
    next
}

fn is_on_a_loop(graph: &BTreeMap<Port, BTreeSet<Port>>, node: Node) -> bool {
    let from = Port::Entry(node);
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(port) = left.pop() {
        for next in graph.get(&port).into_iter().flatten() {
            if *next == from {
                return true;
            }
            if seen.insert(*next) {
                left.push(*next);
            }
        }
    }
    false
}

fn nodes() -> Vec<Node> {
    let items = (1..=ITEMS).map(|number| Node::Item(Id::new(number)));
    items.chain((1..=MILESTONES).map(|number| Node::Milestone(Id::new(number)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_node_is_on_a_loop_just_where_the_whole_graph_has_one(
        events in proptest::collection::vec(event(), 0..24),
    ) {
        let world = world(&events);
        let graph = whole_graph(&world);
        for node in nodes() {
            let found = loop_through(&world, node);
            prop_assert_eq!(found.is_some(), is_on_a_loop(&graph, node), "{:?}: {:?}", node, found);
            if let Some(path) = found {
                prop_assert_eq!((path.first(), path.last()), (Some(&node), Some(&node)));
            }
        }
        let reachable = BTreeSet::from_iter(nodes());
        let any = nodes().iter().any(|node| is_on_a_loop(&graph, *node));
        prop_assert!(has_loop(&world, &reachable) || !any, "a loop that is there is not passed over");
    }

    #[test]
    fn many_events_at_once_are_refused_just_when_one_of_them_would_be(
        before in proptest::collection::vec(event(), 0..12),
        at_once in proptest::collection::vec((1..=8u32, node(), node()), 1..6),
        copies in 1..4usize,
    ) {
        let world = world(&before);
        let dependency = |id: u32, before, after| Event::DependencyAdded(Added {
            id: Id::new(id),
            key: None,
            source: None,
            set: vec![DependencyField::Predecessor(Some(before)), DependencyField::Successor(Some(after))],
        });
        let events: Vec<Event> =
            at_once.iter().map(|(id, before, after)| dependency(8 + id, *before, *after)).collect();
        let after = supposed(&world, &events, Moment::MIN);
        let graph = whole_graph(&after);
        let successors = events.iter().filter_map(|event| super::successor(&after, event));
        let would_loop = successors.into_iter().any(|node| is_on_a_loop(&graph, node));
        let repeated: Vec<Event> = std::iter::repeat_n(events, copies).flatten().collect();
        prop_assert_eq!(check(&world, &repeated, Moment::MIN).is_err(), would_loop);
    }
}
