//! The `UID` of every task, person and calendar: the one it had in the project file it is from, else one of its own that stays.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::world::Record;
use linchpin_model::{CalendarId, CalendarThing, Node, Noun, Person, PersonId, World};

use super::super::super::outline::{Outline, RowThing};

/// Numbers of files that are larger are not kept, so that there is room above them.
const MOST: u32 = 1_000_000_000;

/// Numbers given so far.
pub(super) struct Numbers {
    tasks: BTreeMap<Node, u32>,
}

impl Numbers {
    /// Numbers the tasks.
    pub(super) fn new(outline: &Outline<'_>) -> Self {
        // Task 0 is the project itself, which holds all others.
        let is_root = outline.rows.iter().filter(|row| row.depth == 1).count() == 1;
        let things = outline.rows.iter().enumerate().map(|(place, row)| {
            let uid = match row.thing {
                RowThing::Item(item) => kept(outline.world, item, ""),
                RowThing::Milestone(milestone) => kept(outline.world, milestone, ""),
            };
            let uid = uid.filter(|uid| *uid > 0 || (is_root && place == 0));
            let own = match row.thing.node() {
                Node::Item(id) => id.number().saturating_mul(2),
                Node::Milestone(id) => id.number().saturating_mul(2).saturating_add(1),
            };
            (row.thing.node(), uid, own)
        });
        Self { tasks: numbered(things) }
    }

    /// The number of a task.
    pub(super) fn of(&self, node: Node) -> u32 {
        self.tasks.get(&node).copied().unwrap_or_default()
    }
}

/// The numbers of people.
pub(super) fn of_people<'w>(
    world: &World,
    people: impl Iterator<Item = &'w Record<Person>>,
) -> BTreeMap<PersonId, u32> {
    numbered(people.map(|person| {
        (person.id, kept(world, person, "resource:").filter(|uid| *uid > 0), person.id.number())
    }))
}

/// The numbers of calendars.
pub(super) fn of_calendars<'w>(
    world: &World,
    calendars: impl Iterator<Item = &'w Record<CalendarThing>>,
) -> BTreeMap<CalendarId, u32> {
    numbered(calendars.map(|calendar| {
        (calendar.id, kept(world, calendar, "calendar:").filter(|uid| *uid > 0), calendar.id.number())
    }))
}

/// Those that have a number keep it; the others are numbered above, by their own numbers.
fn numbered<T: Ord + Copy>(things: impl Iterator<Item = (T, Option<u32>, u32)>) -> BTreeMap<T, u32> {
    let mut taken = BTreeSet::new();
    let things: Vec<_> =
        things.map(|(thing, uid, own)| (thing, uid.filter(|uid| taken.insert(*uid)), own)).collect();
    // An even number, so that items stay even and milestones odd.
    let above = taken.last().map_or(0, |most| most + 2 - most % 2);
    things.into_iter().map(|(thing, uid, own)| (thing, uid.unwrap_or(above + own.min(MOST)))).collect()
}

/// The number that a thing had in a project file.
fn kept<N: Noun>(world: &World, record: &Record<N>, prefix: &str) -> Option<u32> {
    let is_project = |source| {
        world.get(source).and_then(|source| source.format()).is_some_and(|format| &**format == "mspdi")
    };
    let mut ids = record.sources.iter().filter(|link| is_project(link.source));
    let number = ids.find_map(|link| link.id.as_str().strip_prefix(prefix)?.parse::<u32>().ok());
    number.filter(|number| *number <= MOST)
}
