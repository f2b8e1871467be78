//! A World as texts by thing and field, with keys and names for references, so that two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_connectors::formats::carried::{CARRIED, Carry, MADE_BY_MSPDI};
use linchpin_model::fact::FieldValue;
use linchpin_model::world::Record;
use linchpin_model::*;
use serde_json::Value;

use super::generate::Limits;

/// The fields of each thing, by kind and name of the thing.
pub(crate) type Picture = BTreeMap<(Kind, String), BTreeMap<String, String>>;

/// What a format is to carry of a World. Dependencies are named by all that is said of them.
pub(crate) fn picture(world: &World, limits: Limits) -> Picture {
    let mut picture = Picture::new();
    let parents: BTreeSet<ItemId> = world
        .live::<Item>()
        .filter_map(|item| item.parent().copied())
        .chain(world.live::<Milestone>().filter_map(|milestone| milestone.parent().copied()))
        .collect();
    for item in world.live::<Item>() {
        let mut fields = said(world, item, limits);
        mask(item, parents.contains(&item.id), &mut fields, limits);
        picture.insert((Kind::Item, name(item)), fields);
    }
    for milestone in world.live::<Milestone>() {
        picture.insert((Kind::Milestone, name(milestone)), said(world, milestone, limits));
    }
    people(world, limits, &mut picture);
    let mut pairs = BTreeSet::new();
    for dependency in world.live::<Dependency>() {
        let is_first = pairs.insert((dependency.predecessor(), dependency.successor()));
        if let Some(name) = relation(world, dependency).filter(|_| is_first || limits == Limits::Mspdi) {
            picture.insert((Kind::Dependency, name), BTreeMap::new());
        }
    }
    if limits == Limits::Mspdi {
        for program in world.live::<Program>() {
            picture.insert((Kind::Program, String::new()), said(world, program, limits));
        }
        for baseline in world.live::<Baseline>() {
            for dates in baseline.dates().into_iter().flatten() {
                let text = format!("{} {:?}", node(world, dates.node), dates.start);
                picture.insert((Kind::Baseline, text), BTreeMap::new());
            }
        }
    }
    picture
}

/// What came back otherwise, or was made up.
pub(crate) fn differences(before: &Picture, after: &Picture, limits: Limits) -> Vec<String> {
    let made = match limits {
        Limits::Mspdi => MADE_BY_MSPDI,
        Limits::Table => &[][..],
    };
    let mut differences = Vec::new();
    for (thing, fields) in before {
        let Some(others) = after.get(thing) else {
            differences.push(format!("{thing:?} did not come back"));
            continue;
        };
        for (field, value) in fields {
            if others.get(field) != Some(value) {
                differences.push(format!("{thing:?} {field}: {value} came back as {:?}", others.get(field)));
            }
        }
        let is_made = |field: &str| made.iter().any(|(kind, name)| *kind == thing.0 && *name == field);
        for (field, value) in
            others.iter().filter(|(field, _)| !fields.contains_key(*field) && !is_made(field))
        {
            differences.push(format!("{thing:?} {field}: {value} was made up"));
        }
    }
    differences.extend(
        after
            .keys()
            .filter(|thing| !before.contains_key(*thing))
            .map(|thing| format!("{thing:?} was made up")),
    );
    differences
}

/// Whom a table names, and nobody else, is in it.
fn people(world: &World, limits: Limits, picture: &mut Picture) {
    let owners = world.live::<Item>().filter_map(|item| item.owner().copied());
    let others = world.live::<Item>().flat_map(|item| item.contributors().cloned().unwrap_or_default());
    let of_milestones = world.live::<Milestone>().filter_map(|milestone| milestone.owner().copied());
    let named: BTreeSet<PersonId> = owners.chain(others).chain(of_milestones).collect();
    for person in named.into_iter().filter_map(|person| world.get(person)) {
        picture.insert((Kind::Person, world.name_of(person.id).to_string()), said(world, person, limits));
    }
}

fn carries(kind: Kind, field: &str, limits: Limits) -> bool {
    let row = CARRIED.iter().find(|row| row.kind == kind && row.field == field);
    let row = row.unwrap_or_else(|| panic!("{kind} {field} is not in the list"));
    let carry = match limits {
        Limits::Mspdi => row.mspdi,
        Limits::Table => row.table,
    };
    carry != Carry::Never
}

fn said<N: Noun>(world: &World, record: &Record<N>, limits: Limits) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for said in record.iter().filter(|said| !said.value.is_cleared()) {
        let whole = said.value.name();
        let (field, is_custom) = whole.strip_prefix("custom.").map_or((&*whole, false), |_| ("custom", true));
        let listed = if is_custom { "custom" } else { field };
        // The file is one program; what the rest does with it is the reader's.
        let by_reader = matches!(field, "program" | "ms_project_rules" | "rank" | "visibility" | "outcome");
        if by_reader && !(field == "rank" && limits == Limits::Table) || !carries(N::KIND, listed, limits) {
            continue;
        }
        let json = serde_json::to_value(&said.value).expect("a field can be written");
        let value = json.as_object().and_then(|object| object.values().next()).cloned().unwrap_or_default();
        fields.insert(whole.to_string(), shown(world, N::KIND, field, &value, limits));
    }
    fields
}

/// A value with names for numbers.
fn shown(world: &World, kind: Kind, field: &str, value: &Value, limits: Limits) -> String {
    let number = |value: &Value| value.as_u64().unwrap_or_default() as u32;
    let list = |name: &dyn Fn(&Value) -> String| {
        let mut names: Vec<String> = value.as_array().into_iter().flatten().map(name).collect();
        names.sort();
        format!("{names:?}")
    };
    match (kind, field) {
        (_, "owner") => world.name_of(Id::new(number(value))).to_string(),
        (_, "contributors") => list(&|one| world.name_of(Id::new(number(one))).to_string()),
        (_, "workstream") => {
            title(world.get::<Workstream>(Id::new(number(value))).and_then(|one| one.title()))
        }
        (_, "team") => title(world.get::<Team>(Id::new(number(value))).and_then(|one| one.title())),
        (_, "parent") => world.get::<Item>(Id::new(number(value))).map(name).unwrap_or_default(),
        (Kind::Item, "labels") => {
            list(&|one| title(world.get::<Label>(Id::new(number(one))).and_then(|one| one.title())))
        }
        (Kind::Item, "milestones") => list(&|one| {
            let milestone = world.get::<Milestone>(Id::new(number(&one["milestone"]))).map(name);
            format!("{} {}", milestone.unwrap_or_default(), one["priority"])
        }),
        (_, "calendar") => {
            let hours = world.get::<CalendarThing>(Id::new(number(value))).and_then(|one| one.hours());
            hours.map_or_else(String::new, |hours| {
                let hours = linchpin_model::Calendar { zone: None, ..hours.clone() };
                serde_json::to_string(&hours).expect("hours can be written")
            })
        }
        (_, "name" | "address" | "description") => {
            let hash: text::TextRef = serde_json::from_value(value.clone()).expect("a text");
            world.text(&hash).map(ToString::to_string).unwrap_or_default()
        }
        (Kind::Milestone, "target") if limits == Limits::Table => value["on"].to_string(),
        _ => value.to_string(),
    }
}

fn title(title: Option<&std::sync::Arc<str>>) -> String {
    title.map(ToString::to_string).unwrap_or_default()
}

fn name<N: Noun>(record: &Record<N>) -> String {
    record.key().map(ToString::to_string).unwrap_or_default()
}

fn node(world: &World, node: Node) -> String {
    match node {
        Node::Item(id) => world.get(id).map(name),
        Node::Milestone(id) => world.get(id).map(name),
    }
    .unwrap_or_default()
}

/// Both ends, the kind and the lag; none for what waits for itself.
fn relation(world: &World, dependency: &Record<Dependency>) -> Option<String> {
    let (before, after) = (node(world, *dependency.predecessor()?), node(world, *dependency.successor()?));
    let lag = dependency.lag().copied().unwrap_or(Lag::NONE);
    let is_none = matches!(lag, Lag::Working(0) | Lag::Elapsed(0) | Lag::Percent(0));
    let lag = if is_none { Lag::NONE } else { lag };
    (before != after).then(|| format!("{before} {:?} {lag:?} {after}", dependency.kind()))
}

/// Takes out what the format does not carry of such an item.
fn mask(item: &Record<Item>, is_whole: bool, fields: &mut BTreeMap<String, String>, limits: Limits) {
    let by_share = || match item.percent_done() {
        Some(100..) if limits == Limits::Mspdi => Category::Done,
        Some(1..) if limits == Limits::Mspdi => Category::InProgress,
        _ => Category::Todo,
    };
    let category = item.status().map_or_else(by_share, |status| status.category);
    let is_begun = matches!(category, Category::InProgress | Category::Done);
    let mut take = |names: &[&str]| names.iter().for_each(|name| drop(fields.remove(*name)));
    match limits {
        Limits::Mspdi => {
            if is_whole {
                take(&[
                    "duration",
                    "remaining",
                    "started_at",
                    "finished_at",
                    "calendar",
                    "scheduled",
                    "resumes_at",
                ]);
            }
            if !is_begun {
                take(&["started_at"]);
            }
            if category != Category::Done {
                take(&["finished_at"]);
            }
            if category != Category::InProgress {
                take(&["remaining", "resumes_at"]);
            }
        }
        Limits::Table => {
            if !category.is_closed() {
                take(&["finished_at"]);
            }
        }
    }
}
