//! Those who work on the tasks, as resources, and who works on what, as assignments.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use linchpin_model::world::Record;
use linchpin_model::{Absence, CalendarId, Item, Person, PersonId, World};

use super::super::super::escape;
use super::super::super::outline::{Outline, RowThing};
use super::calendars::Calendars;
use super::numbers::{Numbers, of_people};
use super::xml::Xml;

/// The people of a plan.
pub(super) struct People<'w> {
    world: &'w World,
    /// By the number that each has in the file.
    people: BTreeMap<u32, &'w Record<Person>>,
    numbers: BTreeMap<PersonId, u32>,
}

impl<'w> People<'w> {
    pub(super) fn new(outline: &Outline<'w>) -> Self {
        let world = outline.world;
        let named: BTreeSet<PersonId> =
            outline.rows.iter().flat_map(|row| workers(world, &row.thing)).collect();
        let records: Vec<&Record<Person>> = named.iter().filter_map(|person| world.get(*person)).collect();
        let numbers = of_people(world, records.iter().copied());
        let people = records.iter().map(|person| (numbers[&person.id], *person)).collect();
        Self { world, people, numbers }
    }

    /// Each with the number that they have in the file.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &'w Record<Person>)> {
        self.people.iter().map(|(uid, person)| (*uid, *person))
    }

    pub(super) fn write(&self, xml: &mut Xml<'_>, calendars: &Calendars<'_>) -> io::Result<()> {
        xml.open("Resources")?;
        for (place, (uid, person)) in self.all().enumerate() {
            xml.open("Resource")?;
            xml.leaf("UID", &uid.to_string())?;
            xml.leaf("ID", &(place + 1).to_string())?;
            xml.leaf("Name", &escape::line(&self.world.name_of(person.id)))?;
            xml.leaf("Type", "1")?;
            let address = person.address().and_then(|address| self.world.text(address));
            if let Some(address) = address.filter(|_| !person.forgotten) {
                xml.leaf("EmailAddress", address)?;
            }
            xml.leaf("MaxUnits", "1")?;
            if let Some(calendar) = calendars.of_person(uid) {
                xml.leaf("CalendarUID", &calendar.to_string())?;
            }
            xml.close("Resource")?;
        }
        xml.close("Resources")
    }

    /// Who works on what: the owner with all their time, the others with half of it, so that the reader can tell them apart.
    pub(super) fn write_assignments(
        &self,
        xml: &mut Xml<'_>,
        outline: &Outline<'_>,
        numbers: &Numbers,
    ) -> io::Result<()> {
        xml.open("Assignments")?;
        let mut uid = 0;
        for row in &outline.rows {
            let owner = row.thing.owner().and_then(|owner| self.world.get(owner)).map(|owner| owner.id);
            for worker in workers(self.world, &row.thing) {
                uid += 1;
                xml.open("Assignment")?;
                xml.leaf("UID", &uid.to_string())?;
                xml.leaf("TaskUID", &numbers.of(row.thing.node()).to_string())?;
                xml.leaf("ResourceUID", &self.numbers[&worker].to_string())?;
                xml.leaf("Units", if owner == Some(worker) { "1" } else { "0.5" })?;
                xml.close("Assignment")?;
            }
        }
        xml.close("Assignments")
    }
}

/// Everybody who works on a thing, the owner first, each once.
pub(super) fn workers(world: &World, thing: &RowThing<'_>) -> Vec<PersonId> {
    let contributors = match thing {
        RowThing::Item(item) => item.contributors().map_or(&[][..], Vec::as_slice),
        RowThing::Milestone(_) => &[],
    };
    let named = thing.owner().into_iter().chain(contributors.iter().copied());
    let mut known = BTreeSet::new();
    named
        .filter_map(|person| world.get(person))
        .map(|person| person.id)
        .filter(|person| known.insert(*person))
        .collect()
}

/// The calendar that somebody's days are taken out of: their own, else their team's.
pub(super) fn calendar_of(world: &World, person: &Record<Person>) -> Option<CalendarId> {
    let of_team = || world.get(*person.team()?)?.calendar().copied();
    person
        .calendar()
        .copied()
        .or_else(of_team)
        .and_then(|calendar| world.get(calendar))
        .map(|calendar| calendar.id)
}

/// Days away that are days.
pub(super) fn absences(person: &Record<Person>) -> impl Iterator<Item = &Absence> {
    person.absences().into_iter().flatten().filter(|away| away.from < away.until)
}

/// The calendar that an item follows by what it says of itself and its owner and team; none for the project's.
pub(super) fn usual_calendar(world: &World, item: &Record<Item>) -> Option<CalendarId> {
    let owner = item.owner().and_then(|owner| world.get(*owner));
    let of_owner = owner.and_then(|owner| owner.calendar().copied());
    let team = || item.team().copied().or_else(|| owner?.team().copied());
    let of_team = || world.get(team()?)?.calendar().copied();
    of_owner.or_else(of_team).and_then(|calendar| world.get(calendar)).map(|calendar| calendar.id)
}
