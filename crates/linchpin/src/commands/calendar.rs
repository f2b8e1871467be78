//! The dates of a plan as a calendar to subscribe to: what is promised, what is expected, who is away.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_analysis::days::{absences_of, hours_of_program};
use linchpin_analysis::scope::{items_in, milestones_in};
use linchpin_analysis::{ForecastParams, Scope, links::Links};
use linchpin_connectors::formats::ics;
use linchpin_hub::Hub;
use linchpin_model::{Absence, Date, ItemId, MilestoneId, Person, PersonId, Program, World};

use crate::failure::Failure;

/// Writes the calendar. Forecasts are as of the hub's last entry, so that the same hub gives the same bytes.
pub(crate) fn write(hub: &Hub, scope: Scope) -> Result<String, Failure> {
    let world = hub.world();
    let links = Links::new(&world);
    let items: BTreeSet<ItemId> = items_in(&world, &links, scope).into_iter().map(|(id, _)| id).collect();
    let milestones = milestones_in(&world, scope).into_iter().map(|milestone| milestone.id).collect();
    let p85 = p85(&world, scope, &milestones);
    let absences = absences(&world, scope, &items);
    let program = program(&world, scope);
    let title = program.and_then(|program| program.title()).map(ToString::to_string);
    let name = title.unwrap_or_else(|| format!("Linchpin: {}", hub.workspace()));
    let zone = program.and_then(|program| hours_of_program(&world, program)?.zone);
    Ok(ics::write(&ics::Calendar {
        world: &world,
        name: &name,
        hub: &mark(hub)?,
        zone: zone.as_deref(),
        items: &items,
        milestones: &milestones,
        p85: &p85,
        absences: &absences,
    }))
}

/// The program that the calendar is of: the one asked for, else the only one.
fn program(world: &World, scope: Scope) -> Option<&linchpin_model::world::Record<Program>> {
    match scope {
        Scope::Program(id) => world.get(id),
        Scope::All | Scope::Milestone(_) => {
            let mut programs = world.live::<Program>();
            programs.next().filter(|_| programs.next().is_none())
        }
    }
}

/// When milestones that are not reached yet are to be expected.
fn p85(world: &World, scope: Scope, milestones: &BTreeSet<MilestoneId>) -> BTreeMap<MilestoneId, Date> {
    let params = ForecastParams { scope, ..ForecastParams::new(world.recorded_at) };
    let outlook = linchpin_analysis::forecast::outlook(world, &params);
    let is_open = |id: &MilestoneId| world.get(*id).is_some_and(|milestone| milestone.done_at().is_none());
    let expected = outlook.milestones.into_values().filter(|expected| is_open(&expected.milestone));
    let dated = expected.filter_map(|expected| Some((expected.milestone, expected.p85?)));
    dated.filter(|(id, _)| milestones.contains(id)).collect()
}

/// When those who have items in the scope are away; everybody if it is everything.
fn absences(world: &World, scope: Scope, items: &BTreeSet<ItemId>) -> BTreeMap<PersonId, Vec<Absence>> {
    let has_items: BTreeSet<PersonId> = items
        .iter()
        .filter_map(|id| world.get(*id))
        .flat_map(|item| item.owner().into_iter().chain(item.contributors().into_iter().flatten()).copied())
        .collect();
    let people =
        world.live::<Person>().filter(|person| scope == Scope::All || has_items.contains(&person.id));
    people
        .map(|person| (person.id, absences_of(person)))
        .filter(|(_, absences)| !absences.is_empty())
        .collect()
}

/// What tells this hub from all others: the hash of its first entry.
fn mark(hub: &Hub) -> Result<String, Failure> {
    let hash = hub.journal().hash_at(hub.workspace(), 1)?.unwrap_or_default();
    let start: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{start}.linchpin"))
}
