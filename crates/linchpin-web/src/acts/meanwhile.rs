//! What somebody else said while a form was being filled in, where what is sent would stand over it or say it twice.

use linchpin_analysis::told::lines_of;
use linchpin_hub::{Hub, HubError};
use linchpin_model::decide::Rejection;
use linchpin_model::noun::Noun;
use linchpin_model::sentence::ended;
use linchpin_model::world::Record;
use linchpin_model::{ActionItem, Ask, CheckIn, Decision, ProgramId, Promise, Risk, Thing, World};

use super::{Act, Values};

/// Why an act is not done yet: what was said of the thing after the position that was seen.
pub(super) fn said_since(
    hub: &Hub,
    act: Act,
    thing: Thing,
    values: &Values,
    seen: u64,
) -> Result<Option<Rejection>, HubError> {
    let world = hub.catch_up()?;
    let Some((position, index)) = newest(&world, act, thing, values.get("title"), seen) else {
        return Ok(None);
    };
    let Some(entry) = hub.entry(position)? else { return Ok(None) };
    let line = lines_of(&world, &entry, None).into_iter().nth(index);
    Ok(line.map(|line| Rejection::SaidMeanwhile { what: ended(&line.sentence) }))
}

/// Where the journal has the newest of the same that still stands.
fn newest(world: &World, act: Act, thing: Thing, title: Option<&str>, seen: u64) -> Option<(u64, usize)> {
    let is_called = |known: Option<&str>| match (known, title) {
        (Some(known), Some(title)) => known.to_lowercase() == title.to_lowercase(),
        _ => false,
    };
    let is_in = |program: Option<&ProgramId>| program.copied().map(Thing::Program) == Some(thing);
    match act {
        Act::RestateHealth => of::<CheckIn>(world, seen, |said| said.about() == Some(&thing)),
        Act::Promise => {
            of::<Promise>(world, seen, |said| said.about().copied().map(Thing::from) == Some(thing))
        }
        Act::Ask => of::<Ask>(world, seen, |said| said.about() == Some(&thing)),
        Act::AddRisk => of::<Risk>(world, seen, |risk| {
            is_in(risk.program()) && is_called(risk.title().map(|title| &**title))
        }),
        Act::AddDecision => of::<Decision>(world, seen, |decision| {
            is_in(decision.program()) && is_called(decision.title().map(|title| &**title))
        }),
        Act::AddActionItem => of::<ActionItem>(world, seen, |action| {
            is_in(action.program()) && is_called(action.title().map(|title| &**title))
        }),
        // What changes a field is refused by its field; a day until which one sees nothing is one's own.
        Act::Answer
        | Act::SetOwner
        | Act::SetPriority
        | Act::SetDue
        | Act::SetEstimate
        | Act::SetTarget
        | Act::Snooze => None,
    }
}

fn of<N: Noun>(world: &World, seen: u64, is_it: impl Fn(&Record<N>) -> bool) -> Option<(u64, usize)> {
    let added = world.live::<N>().filter(|record| is_it(record)).filter_map(|record| record.added.as_ref());
    let places = added.map(|added| (u64::from(added.by.position), added.by.index as usize));
    places.filter(|(position, _)| *position > seen).max()
}
