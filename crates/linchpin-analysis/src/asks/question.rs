//! The message that asks somebody about something: what it is needed for, what is known, and one question.

use linchpin_model::{Date, Item, ItemId, MilestoneId, Moment, Node, Thing, World};

use crate::chase::{Ask, ChaseList, ChaseParams, ChaseRow, chase};
use crate::outlook::Outlook;
use crate::programs;
use crate::scope::{self, Scope};
use crate::words;

/// Composes a message about a thing, to be changed by whoever sends it.
///
/// It names the work before the person and never blames: what it is needed for and when, what is known of its date, what
/// waits for it, and one question at the end. Of anything but an open item it asks how it stands.
pub fn question(world: &World, outlook: &Outlook, as_of: Moment, thing: Thing) -> String {
    let Thing::Item(id) = thing else { return how_does_it_stand(world, thing) };
    let Some(item) = world.get::<Item>(id) else { return how_does_it_stand(world, thing) };
    let scope = programs::program_of(world, item).map_or(Scope::All, Scope::Program);
    let list = chase(world, outlook, &ChaseParams::new(as_of, scope));
    let Some(row) = list.rows.iter().find(|row| row.item == id) else {
        return how_does_it_stand(world, thing);
    };
    let today =
        crate::days::WorkingDays::of_program(world, scope::program_of_scope(world, scope)).date(as_of);
    let milestone = next_milestone(world, outlook, item, as_of);
    of_row(row, milestone, today)
}

/// The title and target of a milestone.
type Needed = (String, Option<Date>);

/// The open milestone that needs the item first.
fn next_milestone(
    world: &World,
    outlook: &Outlook,
    item: &linchpin_model::world::Record<Item>,
    as_of: Moment,
) -> Option<Needed> {
    let named = item.milestones().into_iter().flatten().map(|needed| needed.milestone);
    let driven = outlook
        .milestones
        .values()
        .filter(|expected| expected.driving.contains(&Node::Item(item.id)))
        .map(|expected| expected.milestone);
    let ids: Vec<MilestoneId> = named.chain(driven).collect();
    let open = ids
        .into_iter()
        .filter_map(|id| world.get(id))
        .filter(|milestone| milestone.is_live() && milestone.done_at().is_none_or(|done| *done > as_of));
    let first = open.min_by_key(|milestone| {
        let target = milestone.target().map(|target| target.on);
        (target.is_none(), target, milestone.id)
    })?;
    Some((first.title()?.to_string(), first.target().map(|target| target.on)))
}

/// Composes one message about several items of one person, in the order of the list; none of those that are not open.
pub fn question_about(
    world: &World,
    outlook: &Outlook,
    list: &ChaseList,
    items: &[ItemId],
    as_of: Moment,
) -> String {
    let days = crate::days::WorkingDays::of_program(world, None);
    let today = days.date(as_of);
    let rows: Vec<&ChaseRow> = list.rows.iter().filter(|row| items.contains(&row.item)).collect();
    let needed = |row: &ChaseRow| next_milestone(world, outlook, world.get::<Item>(row.item)?, as_of);
    if let [row] = rows.as_slice() {
        return of_row(row, needed(row), today);
    }
    let said: Vec<String> = rows.iter().map(|row| format!("- {}", known(row, needed(row), today))).collect();
    let is_asked_again = rows.iter().any(|row| row.ask == Ask::AskAgain);
    let ask = match is_asked_again {
        true => {
            "I asked about some of them before and may have missed your answer. By when can each be done, and is anything in the way?"
        }
        false => "By when can each be done, and is anything in the way?",
    };
    let greeting = rows.first().map_or_else(|| "Hello,".to_string(), |row| greeting(row));
    format!("{greeting}\n\n{}\n\n{ask}\n", said.join("\n"))
}

fn greeting(row: &ChaseRow) -> String {
    row.owner.as_ref().map_or_else(|| "Hello,".to_string(), |owner| format!("Hello {},", owner.name))
}

fn of_row(row: &ChaseRow, needed: Option<Needed>, today: Date) -> String {
    let said = known(row, needed, today);
    let ask = match row.ask {
        Ask::AskForADate | Ask::NameAnOwner => {
            "By when can it be done, or what would you need to know to say so?"
        }
        Ask::AskAgain => "I asked before and may have missed your answer: by when can it be done?",
        Ask::AgreeANewDate => "Which date holds now, and can we do anything to bring it forward?",
        Ask::Message => "Is that still right, and is anything in the way?",
    };
    format!("{}\n\n{said}\n\n{ask}\n", greeting(row))
}

/// What it is needed for, what is known of its date, and what waits for it.
fn known(row: &ChaseRow, needed: Option<Needed>, today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let name = words::name(&row.title);
    let mut said = vec![match needed {
        Some((milestone, Some(on))) => {
            format!("{name} ({}) is needed for {milestone} on {}.", row.key, day(on))
        }
        Some((milestone, None)) => format!("{name} ({}) is needed for {milestone}.", row.key),
        None => format!("This is about {name} ({}).", row.key),
    }];
    match (row.promised_on, row.overdue_working_days) {
        (Some(on), 1..) => said.push(format!("It was expected on {}.", day(on))),
        (Some(on), _) => said.push(format!("It is expected on {}.", day(on))),
        (None, _) => said.push("It has no date yet.".into()),
    }
    if let (Some(p50), Some(1..)) = (row.p50, row.late_working_days) {
        said.push(format!("By our forecast it takes until {}.", day(p50)));
    }
    match row.holds {
        0 => {}
        1 => said.push("One open item waits for it.".into()),
        many => {
            said.push(format!("{} open items wait for it.", words::capital(&words::number_in_words(many))))
        }
    }
    said.join(" ")
}

fn how_does_it_stand(world: &World, thing: Thing) -> String {
    let name = linchpin_model::sentence::name_of(world, thing);
    if let Thing::Person(_) = thing {
        return format!("Hello {name},\n\nHow does your work stand, and is anything in the way?\n");
    }
    format!("Hello,\n\nHow does {name} stand, and is anything in the way?\n")
}
