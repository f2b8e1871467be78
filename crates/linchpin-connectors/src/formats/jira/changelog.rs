//! What the changelog tells of an issue's past.
//!
//! Each entry says what a field was and what it became. Several can share a second; then the entry's number orders them.
//! A `from` of null is a field that was empty. Sprints, ranks, links, work logs and texts are passed over.

use std::borrow::Cow;
use std::sync::Arc;

use linchpin_model::*;

use super::Reading;
use super::issue::{component_field, kind_word, minutes_of_seconds, points_of, resolution_field};
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
struct Entry<'j> {
    /// Which history it is in: what one person changed at once.
    history: usize,
    at: Moment,
    by: Option<ExternalId>,
    field: Cow<'j, str>,
    from: Side<'j>,
    to: Side<'j>,
    value: Value<'j>,
}

/// A field's value on one side of a change: Jira's id for it, and the words.
#[derive(Default)]
struct Side<'j> {
    id: Option<Cow<'j, str>>,
    words: Option<Cow<'j, str>>,
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
    let (more, progress) = progress(reading, fields, &entries, seen.created_at);
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

/// Where the issue stood, and when it was begun and finished.
///
/// It is begun when it first is in progress, and finished when it last came to be closed: at its resolution date, which
/// Jira keeps to the moment, if it is closed today.
fn progress<'j>(
    reading: &mut Reading<'j, '_>,
    fields: &Object<'j>,
    entries: &[Entry<'j>],
    created_at: Option<Moment>,
) -> (Vec<Step>, Vec<Field>) {
    let notes = &mut reading.gather.notes;
    let resolved_at = notes.moment(fields, "resolutiondate");
    let changed_at = notes.moment(fields, "statuscategorychangedate");
    let Some(status) = notes.object(fields, "status") else {
        return (Vec::new(), Vec::new());
    };
    let Some(name) = notes.text(&status, "name") else {
        return (Vec::new(), Vec::new());
    };
    let id = notes.text(&status, "id");
    let resolution =
        notes.object(fields, "resolution").and_then(|resolution| notes.text(&resolution, "name"));
    let today = reading.statuses.status(notes, status.value(), id.as_deref(), &name, resolution.as_deref());

    let mut course = Course::at_first(reading, entries, &today, resolution, created_at);
    for same in entries.chunk_by(|one, two| one.history == two.history) {
        course.follow(reading, same);
    }
    let is_told = entries.iter().any(|entry| entry.field == "status");
    let finished_at = resolved_at.or(course.now.finished_at).or(changed_at);
    let finished_at = finished_at.filter(|_| today.category.is_closed());
    if let Some(at) = finished_at.filter(|_| !is_told) {
        course.finish_untold(&today, at);
    }
    course.end(Standing { status: today, finished_at, ..course.now.clone() });
    (course.steps, course.now.fields())
}

/// Where an issue stands.
#[derive(Clone, PartialEq)]
struct Standing {
    status: Status,
    started_at: Option<Moment>,
    finished_at: Option<Moment>,
}

impl Standing {
    fn fields(&self) -> Vec<Field> {
        vec![
            ItemField::Status(Some(self.status.clone())),
            ItemField::StartedAt(self.started_at),
            ItemField::FinishedAt(self.finished_at),
        ]
    }

    /// Where it stands once it has this status.
    fn moved(&self, status: Status, at: Moment) -> Self {
        let is_begun = status.category == Category::InProgress;
        let finished_at = match (self.status.category.is_closed(), status.category.is_closed()) {
            (true, true) => self.finished_at,
            (false, true) => Some(at),
            (_, false) => None,
        };
        Self { status, started_at: self.started_at.or(is_begun.then_some(at)), finished_at }
    }
}

/// The way from where an issue stood at first to where it stands now.
struct Course<'j> {
    now: Standing,
    resolution: Option<Cow<'j, str>>,
    steps: Vec<Step>,
}

impl<'j> Course<'j> {
    fn at_first(
        reading: &mut Reading<'j, '_>,
        entries: &[Entry<'j>],
        today: &Status,
        resolution: Option<Cow<'j, str>>,
        created_at: Option<Moment>,
    ) -> Self {
        let first = |field: &str| entries.iter().find(|entry| entry.field == field);
        let resolution = first("resolution").map_or(resolution, |entry| entry.from.words.clone());
        let status = match first("status") {
            Some(entry) => {
                meaning(reading, entry, &entry.from, resolution.as_deref()).unwrap_or_else(|| today.clone())
            }
            None => today.clone(),
        };
        let started_at = created_at.filter(|_| status.category == Category::InProgress);
        Self { now: Standing { status, started_at, finished_at: None }, resolution, steps: Vec::new() }
    }

    /// Follows what one person changed at one moment.
    fn follow(&mut self, reading: &mut Reading<'j, '_>, same: &[Entry<'j>]) {
        let last = |field: &str| same.iter().rfind(|entry| entry.field == field);
        if let Some(entry) = last("resolution") {
            self.resolution = entry.to.words.clone();
        }
        let told =
            last("status").and_then(|entry| meaning(reading, entry, &entry.to, self.resolution.as_deref()));
        let is_dropped = self.resolution.as_deref().is_some_and(words::is_dropped);
        let status = told.unwrap_or_else(|| {
            let category = match self.now.status.category {
                Category::Done if is_dropped => Category::Dropped,
                Category::Dropped if !is_dropped && last("resolution").is_some() => Category::Done,
                category => category,
            };
            Status { category, ..self.now.status.clone() }
        });
        let Some(first) = same.first().filter(|_| status != self.now.status) else { return };
        let next = self.now.moved(status, first.at);
        let was = std::mem::replace(&mut self.now, next);
        self.steps.push(Step {
            at: first.at,
            by: first.by.clone(),
            was: was.fields(),
            is: self.now.fields(),
        });
    }

    /// It was finished, and that is all that is known: where it stood before is not.
    fn finish_untold(&mut self, today: &Status, at: Moment) {
        self.now = Standing { status: today.clone(), started_at: None, finished_at: Some(at) };
        let was = vec![ItemField::Status(None), ItemField::StartedAt(None), ItemField::FinishedAt(None)];
        self.steps = vec![Step { at, by: None, was, is: self.now.fields() }];
    }

    /// Ends where the issue stands today: all steps since it was last closed have its moment of finish.
    fn end(&mut self, today: Standing) {
        let told = self.now.finished_at;
        if today.finished_at.is_some() && told.is_some() {
            for step in self.steps.iter_mut().rev() {
                for field in step.is.iter_mut().chain(&mut step.was) {
                    if *field == ItemField::FinishedAt(told) {
                        *field = ItemField::FinishedAt(today.finished_at);
                    }
                }
            }
        }
        self.now = today;
    }
}

/// The status on one side of a change.
fn meaning<'j>(
    reading: &mut Reading<'j, '_>,
    entry: &Entry<'j>,
    side: &Side<'j>,
    resolution: Option<&str>,
) -> Option<Status> {
    let name = side.words.as_deref()?;
    Some(reading.statuses.status(
        &mut reading.gather.notes,
        entry.value,
        side.id.as_deref(),
        name,
        resolution,
    ))
}
