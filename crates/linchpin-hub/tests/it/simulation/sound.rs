//! What must hold of any journal and any World, whatever was asked.

use std::collections::BTreeSet;

use linchpin_model::*;

/// An entry follows the one before, without a gap, not earlier, and says something.
pub(super) fn check_entry(before: Option<&Entry>, entry: &Entry) -> Result<(), String> {
    let (position, recorded_at) =
        before.map_or((0, Moment::MIN), |before| (before.position, before.recorded_at));
    if entry.position != position + 1 {
        return Err(format!("{} follows {position}", entry.position));
    }
    if entry.recorded_at < recorded_at {
        return Err(format!("time runs backwards at {}", entry.position));
    }
    if entry.body.events.is_empty() {
        return Err(format!("{} says nothing", entry.position));
    }
    Ok(())
}

/// Folding by moment gives the things and titles that folding by position gives.
pub(super) fn check_moments(entries: &[Entry], world: &World) -> Result<(), String> {
    let by_moment = World::as_of(entries, Moment::MAX);
    let told = |world: &World| {
        let item = |item: &world::Record<Item>| (item.id, item.title().cloned(), item.rank().copied());
        world.live::<Item>().map(item).collect::<Vec<_>>()
    };
    if told(world) != told(&by_moment) {
        return Err("by moment it is another World".into());
    }
    check_past(entries, world, entries.get(entries.len() / 2).map_or(Moment::MAX, |entry| entry.recorded_at))
}

/// Folding entries as they come gives the World of a moment that folding all at once gives, also when it shares what it can
/// with the present.
fn check_past(entries: &[Entry], world: &World, at: Moment) -> Result<(), String> {
    let mut fold = world::PastFold::new(at);
    if !entries.iter().all(|entry| fold.take(entry)) {
        return Ok(());
    }
    let (mut past, at_once) = (fold.world(), World::as_of(entries, at));
    if past != at_once {
        return Err(format!("as of {at} it is another World when folded as entries come"));
    }
    past.share(world);
    if past == at_once { Ok(()) } else { Err("what shares with the present is another World".into()) }
}

/// Whatever is referred to was added.
pub(super) fn check_references(world: &World) -> Result<(), String> {
    let is_there = |id: ItemId| world.all::<Item>().record(id).is_some_and(|item| item.added.is_some());
    for item in world.live::<Item>() {
        if let Some(parent) = item.parent().filter(|parent| !is_there(**parent)) {
            return Err(format!("{:?} is part of {parent:?}, which is not there", item.id));
        }
    }
    for link in world.live::<Dependency>() {
        for node in [link.predecessor(), link.successor()].into_iter().flatten() {
            if !matches!(node, Node::Item(id) if is_there(*id)) {
                return Err(format!("{:?} ties {node:?}, which is not there", link.id));
            }
        }
    }
    Ok(())
}

/// Items are a forest, and no work that people tied together waits for itself; a loop of a source is kept as it is.
pub(super) fn check_no_loops(world: &World) -> Result<(), String> {
    for item in world.live::<Item>() {
        let mut at = item.id;
        for depth in 0.. {
            if depth > 1_000 {
                return Err(format!("{:?} is its own ancestor", item.id));
            }
            match world.get(at).and_then(|item| item.parent().copied()) {
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
    // Taking away whatever waits for nothing that is left ends only if nothing waits for itself.
    let itself = |node: Node| match node {
        Node::Item(id) => world.get(id).map(|item| item.id.number()),
        Node::Milestone(_) => None,
    };
    let link =
        |link: &world::Record<Dependency>| Some((itself(*link.predecessor()?)?, itself(*link.successor()?)?));
    let by_people = world.live::<Dependency>().filter(|link| link.sources.is_empty());
    let mut links: Vec<(u32, u32)> = by_people.filter_map(link).collect();
    loop {
        let waiting: BTreeSet<u32> = links.iter().map(|(_, successor)| *successor).collect();
        let left = links.len();
        links.retain(|(predecessor, _)| waiting.contains(predecessor));
        if links.len() == left {
            break;
        }
    }
    if links.is_empty() { Ok(()) } else { Err(format!("work waits for itself: {links:?}")) }
}
