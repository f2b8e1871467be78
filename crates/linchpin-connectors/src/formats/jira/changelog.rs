//! What the changelog tells of an issue's past.
//!
//! Each entry says what a field was and what it became. Several can share a second; then the entry's number orders them.
//! A `from` of null is a field that was empty. Sprints, ranks, links, work logs and texts are passed over.

use std::borrow::Cow;
use std::sync::Arc;

use linchpin_model::*;

use super::issue::{component_field, kind_word, minutes_of_seconds, points_of, resolution_field};
use super::{Reading, course};
use crate::formats::json::{Object, Value};
use crate::formats::notes::day;
use crate::formats::timeline::{Field, Membership, Step, members};
use crate::formats::words;

/// What the past gives: steps, and the fields of today that come of it.
pub(super) struct Past {
    pub(super) steps: Vec<Step>,
    /// Status, when it was begun and when it was finished.
    pub(super) progress: Vec<Field>,
}

/// One field's change.
pub(super) struct Entry<'j> {
    /// Which history it is in: what one person changed at once.
    pub(super) history: usize,
    pub(super) at: Moment,
    pub(super) by: Option<ExternalId>,
    pub(super) field: Cow<'j, str>,
    pub(super) from: Side<'j>,
    pub(super) to: Side<'j>,
    pub(super) value: Value<'j>,
}

/// A field's value on one side of a change: Jira's id for it, and the words.
#[derive(Default)]
pub(super) struct Side<'j> {
    pub(super) id: Option<Cow<'j, str>>,
    pub(super) words: Option<Cow<'j, str>>,
}

/// Reads the changelog of an issue, and gives it the keys it had before.
pub(super) fn read<'j>(
    reading: &mut Reading<'j, '_>,
    object: &Object<'j>,
    fields: &Object<'j>,
    seen: &mut Seen<Item>,
) -> Past {
    let entries = entries(reading, object);
    let former =
        entries.iter().filter(|entry| entry.field == "Key").filter_map(|entry| entry.from.words.as_deref());
    seen.former_keys = former.map(Key::new).filter(|key| Some(key) != seen.key.as_ref()).collect();
    seen.former_keys.dedup();
    let mut steps: Vec<Step> = Vec::new();
    for entry in &entries {
        if let Some((was, is)) = sides(reading, entry, &seen.set) {
            steps.push(Step { at: entry.at, by: entry.by.clone(), was: vec![was], is: vec![is] });
        }
    }
    steps.extend(versions(&entries, &seen.set));
    steps.extend(components(&entries, &seen.set));
    let (more, mut progress) = course::read(reading, fields, &entries, seen.created_at);
    if object.get("changelog").is_none() {
        // Without its changelog an issue does not say whether it was begun.
        progress.retain(|field| *field != ItemField::StartedAt(None));
    }
    steps.extend(more);
    Past { steps, progress }
}

/// The entries in the order in which they happened. Server lists the oldest first, Cloud the newest.
fn entries<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>) -> Vec<Entry<'j>> {
    let Some(changelog) = reading.gather.notes.object(object, "changelog") else {
        return Vec::new();
    };
    let mut histories = Vec::new();
    for history in reading.gather.notes.objects(&changelog, "histories") {
        if let Some(at) = reading.gather.notes.moment(&history, "created") {
            let id = history.get("id").and_then(|id| id.text()?.parse::<u64>().ok());
            histories.push((at, id, history));
        }
    }
    histories.sort_by_key(|(at, id, _)| (*at, *id));
    let mut entries = Vec::new();
    for (place, (at, _, history)) in histories.into_iter().enumerate() {
        let by = reading.person(&history, "author");
        for item in reading.gather.notes.objects(&history, "items") {
            let notes = &mut reading.gather.notes;
            let Some(field) = notes.text(&item, "field") else { continue };
            let mut side = |id, words| Side { id: notes.text(&item, id), words: notes.text(&item, words) };
            let (from, to) = (side("from", "fromString"), side("to", "toString"));
            entries.push(Entry { history: place, at, by: by.clone(), field, from, to, value: item.value() });
        }
    }
    entries
}

/// Both sides of a change of one plain field; none for a field that is told otherwise or not at all.
fn sides<'j>(reading: &mut Reading<'j, '_>, entry: &Entry<'j>, today: &[Field]) -> Option<(Field, Field)> {
    let both = |field: &dyn Fn(&Side<'j>) -> Field| Some((field(&entry.from), field(&entry.to)));
    let minutes = |side: &Side<'_>| side.id.as_ref()?.parse().ok().and_then(minutes_of_seconds);
    let words = |side: &Side<'j>| side.words.clone();
    match &*entry.field {
        "summary" => both(&|side| ItemField::Title(words(side).map(|title| Arc::from(&*title)))),
        "issuetype" => both(&|side| ItemField::Kind(words(side).map(|name| kind_word(Some(&name))))),
        "priority" => both(&|side| ItemField::Priority(words(side).and_then(|name| words::priority(&name)))),
        "duedate" => both(&|side| ItemField::Due(side.id.as_deref().or(side.words.as_deref()).and_then(day))),
        "timeestimate" => both(&|side| ItemField::Remaining(minutes(side))),
        "timespent" => both(&|side| ItemField::Spent(minutes(side))),
        "timeoriginalestimate" => {
            both(&|side| ItemField::Estimate(minutes(side).map(|minutes| Estimate::Single { minutes })))
        }
        "resolution" => both(&|side| resolution_field(side.words.as_deref())),
        "Story Points" | "Story point estimate" if is_in_points(today) => {
            both(&|side| ItemField::Estimate(words(side).and_then(|points| points_of(&points))))
        }
        "assignee" => {
            let [from, to] = [&entry.from, &entry.to].map(|side| owner(reading, side));
            Some((ItemField::Owner(from), ItemField::Owner(to)))
        }
        "labels" => {
            let [from, to] = [&entry.from, &entry.to].map(|side| labels(reading, side));
            Some((ItemField::Labels(Some(from)), ItemField::Labels(Some(to))))
        }
        "Parent" | "IssueParentAssociation" | "Epic Link" => {
            let [from, to] = [&entry.from, &entry.to].map(|side| parent(reading, side));
            Some((ItemField::Parent(from), ItemField::Parent(to)))
        }
        _ => None,
    }
}

fn is_in_points(today: &[Field]) -> bool {
    !today.iter().any(|field| matches!(field, ItemField::Estimate(Some(Estimate::Single { .. }))))
}

fn owner(reading: &mut Reading<'_, '_>, side: &Side<'_>) -> Option<ExternalId> {
    let id = side.id.as_deref()?;
    Some(reading.gather.person(id, side.words.as_deref(), None))
}

fn labels(reading: &mut Reading<'_, '_>, side: &Side<'_>) -> Vec<ExternalId> {
    let names = side.words.as_deref().unwrap_or_default().split_whitespace();
    names.map(|name| reading.gather.label(name, None)).collect()
}

/// A parent of the past, if it is in the file: others are of no use.
fn parent(reading: &Reading<'_, '_>, side: &Side<'_>) -> Option<ExternalId> {
    reading.ids.get(side.words.as_deref()?).cloned()
}

/// Versions are told one by one. Those that no issue has today are unknown, and passed over.
fn versions(entries: &[Entry<'_>], today: &[Field]) -> Vec<Step> {
    let needed = today.iter().find_map(|field| match field {
        ItemField::Milestones(needed) => needed.clone(),
        _ => None,
    });
    let Some(needed) = needed else { return Vec::new() };
    let now: Vec<_> = needed.into_iter().map(|needed| needed.milestone).collect();
    let changes = memberships(entries, "Fix Version", |side| side.id.as_deref().map(ExternalId::new));
    let known = changes.filter(|change| change.joins || now.contains(&change.who)).collect();
    members(known, now.clone(), |milestones| {
        let needed = milestones.iter().map(|id| NeededFor { milestone: id.clone(), priority: None });
        vec![ItemField::Milestones(Some(needed.collect()))]
    })
}

fn components(entries: &[Entry<'_>], today: &[Field]) -> Vec<Step> {
    let now = today.iter().find_map(|field| match field {
        ItemField::Custom(Custom { name, value }) if &**name == "Components" => Some(value.clone()),
        _ => None,
    });
    let Some(now) = now else { return Vec::new() };
    let names = match now {
        Some(CustomValue::List(names)) => names.iter().map(|name| ExternalId::new(name)).collect(),
        _ => Vec::new(),
    };
    let changes =
        memberships(entries, "Component", |side| side.words.as_deref().map(ExternalId::new)).collect();
    members(changes, names, |names| {
        vec![component_field(names.iter().map(|name| name.as_str().into()).collect())]
    })
}

fn memberships<'e>(
    entries: &'e [Entry<'_>],
    field: &'static str,
    who: impl Fn(&Side<'_>) -> Option<ExternalId> + 'e,
) -> impl Iterator<Item = Membership> + 'e {
    entries.iter().filter(move |entry| entry.field == field).flat_map(move |entry| {
        let change = |who, joins| Membership { at: entry.at, by: entry.by.clone(), who, joins };
        let left = who(&entry.from).map(|who| change(who, false));
        left.into_iter().chain(who(&entry.to).map(|who| change(who, true)))
    })
}
