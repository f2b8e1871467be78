//! What a source shows is one thing: nothing is brought back beside what was read anew since.

use crate::decide::{Rejection, named};
use crate::event::Event;
use crate::noun::{Source, SourceId};
use crate::value::Thing;
use crate::world::World;

/// Refuses events by which a source, or a source's id, would lead to two things.
pub(super) fn check(world: &World, events: &[Event]) -> Result<(), Rejection> {
    for event in events {
        let (thing, holder) = match event {
            Event::Restored { thing: Thing::Source(id) } => {
                (Thing::Source(*id), same_source(world, *id).map(Thing::Source))
            }
            Event::SourceLinked { thing, source } => {
                let number = world.number_by_source(source.source, thing.kind(), &source.id);
                let holder = number.map(|number| Thing::new(thing.kind(), number));
                (*thing, holder.filter(|holder| holder != thing))
            }
            _ => continue,
        };
        if let Some(holder) = holder {
            return Err(Rejection::ReadAnew { thing: named(world, thing), holder: named(world, holder) });
        }
    }
    Ok(())
}

/// Another source of the same name that is there.
fn same_source(world: &World, id: SourceId) -> Option<SourceId> {
    let title = world.get(id)?.title()?;
    let is_same = |other: &&crate::world::Record<Source>| other.id != id && other.title() == Some(title);
    world.live::<Source>().find(is_same).map(|other| other.id)
}
