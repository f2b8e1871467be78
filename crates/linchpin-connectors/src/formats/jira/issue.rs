//! An issue as it is today.

use std::sync::Arc;

use linchpin_model::*;

use super::{Reading, changelog, link};
use crate::formats::json::{Object, Value};
use crate::formats::timeline::{Field, tell};
use crate::formats::{Unreadable, words};

/// Adds an issue with its history, comments and links.
pub(super) fn read<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>) -> Result<(), Unreadable> {
    let key = reading.gather.notes.text(object, "key");
    let id = reading.gather.notes.id(object, "id")?;
    let Some(id) = id.or_else(|| key.as_deref().map(str::to_string)) else {
        reading.gather.notes.note(object.value(), "This issue has neither an id nor a key; it was left out.");
        return Ok(());
    };
    let Some(fields) = reading.gather.notes.object(object, "fields") else {
        reading.gather.notes.note_with_hint(
            object.value(),
            "This issue has no `fields`, so nothing is known of it; it was left out.",
            "Ask for the fields in the search: `fields=*all`.",
        );
        return Ok(());
    };
    let mut seen = Seen::<Item>::new(id);
    seen.key = key.as_deref().map(Key::new);
    seen.created_at = reading.gather.notes.moment(&fields, "created");
    seen.version_at = reading.gather.notes.moment(&fields, "updated");
    seen.by = reading.person(&fields, "creator").or_else(|| reading.person(&fields, "reporter"));
    seen.set = today(reading, &fields, key.as_deref().unwrap_or(seen.id.as_str()));
    let past = changelog::read(reading, object, &fields, &mut seen);
    seen.set.extend(past.progress);
    tell(&mut seen, past.steps);
    let (id, key) = (seen.id.clone(), key.unwrap_or_default());
    reading.gather.add_item(seen, object.value());
    comments(reading, &fields, &id, &key);
    link::read(reading, &fields, &id);
    Ok(())
}

fn today<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>, key: &str) -> Vec<Field> {
    let notes = &mut reading.gather.notes;
    let title = notes.text(fields, "summary").map_or_else(|| Arc::from(key), |title| Arc::from(&*title));
    let kind = notes.object(fields, "issuetype").and_then(|kind| notes.text(&kind, "name"));
    let mut set = vec![ItemField::Title(Some(title)), ItemField::Kind(Some(kind_word(kind.as_deref())))];
    set.extend(fields.has("created").then(|| ItemField::CreatedAt(notes.moment(fields, "created"))));
    set.extend(fields.has("duedate").then(|| ItemField::Due(notes.day(fields, "duedate"))));
    set.extend(fields.has("priority").then(|| {
        let name = notes.object(fields, "priority").and_then(|priority| notes.text(&priority, "name"));
        ItemField::Priority(name.and_then(|name| words::priority(&name)))
    }));
    set.extend(reading.page(key).map(|url| ItemField::Url(Some(url.into()))));
    if fields.has("assignee") {
        set.push(ItemField::Owner(reading.person(fields, "assignee")));
    }
    set.extend(parent(reading, fields));
    set.extend(effort(reading, fields));
    set.extend(lists(reading, fields));
    set
}

/// `New Feature` is the kind `new_feature`.
pub(super) fn kind_word(name: Option<&str>) -> Arc<str> {
    let name = name.unwrap_or("issue").to_lowercase();
    let words: Vec<_> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("_").into()
}

/// The issue it is a sub-task of, or its epic.
fn parent<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>) -> Option<Field> {
    if let Some(parent) = fields.get("parent") {
        let object = reading.gather.notes.as_object(parent)?;
        let id = object.get("id").and_then(Value::text).map(|id| ExternalId::new(&id));
        let key = reading.gather.notes.text(&object, "key");
        let known = key.as_ref().and_then(|key| reading.ids.get(&**key).cloned());
        return Some(ItemField::Parent(known.or(id)));
    }
    let epic = reading.custom.epic.iter().find_map(|id| fields.get(id));
    let Some(epic) = epic else {
        return fields.has("parent").then_some(ItemField::Parent(None));
    };
    let key = epic.text()?;
    let id = reading.ids.get(&*key).cloned();
    if id.is_none() {
        reading
            .gather
            .notes
            .note(epic, format!("Its epic `{}` is not in the file.", crate::formats::shown(&key)));
    }
    Some(ItemField::Parent(id))
}

/// Estimate, what is left and what was spent. Times are exact, in seconds of work; points only count where there is no time.
fn effort<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>) -> Vec<Field> {
    let mut set = Vec::new();
    let mut minutes = |key| {
        let seconds = fields.has(key).then(|| reading.gather.notes.count(fields, key))?;
        Some(seconds.and_then(minutes_of_seconds))
    };
    let estimate = minutes("timeoriginalestimate");
    set.extend(
        estimate.map(|minutes| ItemField::Estimate(minutes.map(|minutes| Estimate::Single { minutes }))),
    );
    set.extend(minutes("timeestimate").map(ItemField::Remaining));
    set.extend(minutes("timespent").map(ItemField::Spent));
    let points = reading.custom.points.iter().find_map(|id| fields.get(id)).and_then(Value::number);
    if let Some(points) = points.and_then(points_of)
        && !set.iter().any(|field| matches!(field, ItemField::Estimate(Some(_))))
    {
        set.retain(|field| !matches!(field, ItemField::Estimate(_)));
        set.push(ItemField::Estimate(Some(points)));
    }
    set
}

/// Whole minutes, rounded up.
pub(super) fn minutes_of_seconds(seconds: u64) -> Option<u32> {
    u32::try_from(seconds.div_ceil(60)).ok()
}

/// Points as Jira writes them, such as `3.0`, to the thousandth.
pub(crate) fn points_of(text: &str) -> Option<Estimate> {
    let thousandths = (text.trim().parse::<f64>().ok()? * 1000.0).round();
    let is_in_range = (0.0..=f64::from(u32::MAX)).contains(&thousandths);
    is_in_range.then_some(Estimate::Points { thousandths: thousandths as u32 })
}

/// Labels, versions, and what only Jira knows.
fn lists<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>) -> Vec<Field> {
    let mut set = Vec::new();
    if fields.has("labels") {
        let names = reading.gather.notes.list(fields, "labels");
        let names = names.into_iter().filter_map(Value::text);
        let labels = names.map(|name| reading.gather.label(&name, None)).collect();
        set.push(ItemField::Labels(Some(labels)));
    }
    if fields.has("fixVersions") {
        let versions = reading.gather.notes.objects(fields, "fixVersions");
        let milestones = versions.iter().filter_map(|version| milestone(reading, version));
        let needed = milestones.map(|milestone| NeededFor { milestone, priority: None }).collect();
        set.push(ItemField::Milestones(Some(needed)));
    }
    if fields.has("components") {
        let components = reading.gather.notes.objects(fields, "components");
        let names = components.iter().filter_map(|component| component.get("name")?.text());
        set.push(component_field(names.map(|name| Arc::from(&*name)).collect()));
    }
    if fields.has("resolution") {
        let notes = &mut reading.gather.notes;
        let name = notes.object(fields, "resolution").and_then(|resolution| notes.text(&resolution, "name"));
        set.push(resolution_field(name.as_deref()));
    }
    set
}

pub(super) fn component_field(names: Vec<Arc<str>>) -> Field {
    let value = (!names.is_empty()).then_some(CustomValue::List(names));
    ItemField::Custom(Custom { name: "Components".into(), value })
}

pub(super) fn resolution_field(name: Option<&str>) -> Field {
    let value = name.map(|name| CustomValue::Text(name.into()));
    ItemField::Custom(Custom { name: "Resolution".into(), value })
}

/// A version is a milestone: its release date is the target, and the day it was reached once it is released.
fn milestone<'j>(reading: &mut Reading<'j, '_>, version: &Object<'j>) -> Option<ExternalId> {
    let notes = &mut reading.gather.notes;
    let name = notes.text(version, "name")?;
    let id = ExternalId::new(&notes.text(version, "id").unwrap_or_else(|| name.clone()));
    let mut seen = Seen::<Milestone>::new(id.clone());
    seen.key = Some(Key::new(&name));
    seen.set.push(MilestoneField::Title(Some(Arc::from(&*name))));
    let on = notes.day(version, "releaseDate");
    let is_released = version.get("released").is_some_and(Value::is_true);
    seen.set.push(MilestoneField::Target(on.map(|on| Target { on, resolution: Resolution::Day })));
    seen.set.push(MilestoneField::DoneAt(on.filter(|_| is_released).map(Moment::start_of)));
    reading.gather.add(seen);
    Some(id)
}

/// Comments give their author, moment and address.
fn comments<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>, about: &ExternalId, key: &str) {
    let Some(holder) = fields.get("comment").and_then(Value::object) else { return };
    for comment in reading.gather.notes.objects(&holder, "comments") {
        let notes = &mut reading.gather.notes;
        let Some(id) = notes.text(&comment, "id") else { continue };
        let mut seen = Seen::<Comment>::new(ExternalId::new(&id));
        seen.created_at = notes.moment(&comment, "created");
        seen.version_at = notes.moment(&comment, "updated");
        seen.by = reading.person(&comment, "author");
        let is_id = id.bytes().all(|byte| byte.is_ascii_digit());
        let page = reading.page(key).filter(|_| is_id);
        let url = page.map(|page| Arc::from(format!("{page}?focusedCommentId={id}")));
        seen.set = vec![
            CommentField::About(Some(Thing::Item(about.clone()))),
            CommentField::By(seen.by.clone()),
            CommentField::Url(url),
        ];
        reading.gather.add(seen);
    }
}
