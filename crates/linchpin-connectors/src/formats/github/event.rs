//! What the events of an issue's timeline tell of its past, and who spoke when.

use std::sync::Arc;

use linchpin_model::*;

use super::issue::{State, person};
use super::{Reading, Seat, relation, web_address};
use crate::formats::json::{Object, Value};
use crate::formats::timeline::{Field, Membership, Step, members};

/// An event that changes the issue.
pub(super) struct Event<'j> {
    pub(super) word: std::borrow::Cow<'j, str>,
    pub(super) at: Moment,
    pub(super) by: Option<ExternalId>,
    pub(super) object: Object<'j>,
}

/// The steps that the events tell, in their order.
pub(super) fn steps<'j>(
    reading: &mut Reading<'j, '_>,
    seat: &Seat,
    objects: &[Object<'j>],
    today: &[Field],
    state: &State,
) -> Vec<Step> {
    let mut events: Vec<Event<'j>> = objects.iter().filter_map(|object| event(reading, object)).collect();
    events.sort_by_key(|event| event.at);
    for event in &events {
        relation::of_event(reading, seat, event);
    }
    let mut steps = titles(reading, &events);
    steps.extend(states(&events, state));
    steps.extend(labels(reading, &events, today));
    steps.extend(assignees(reading, &events, today));
    steps.extend(milestones(reading, &events, today));
    steps
}

/// Whether events say that it is a duplicate, and none takes it back.
pub(super) fn duplicate_without_reason(events: &[Object<'_>]) -> bool {
    let words = events.iter().filter_map(|event| event.get("event")?.text());
    let mut marks = words.filter(|word| word.ends_with("marked_as_duplicate"));
    marks.next_back().is_some_and(|word| word == "marked_as_duplicate")
}

/// Adds the comment or review that an object is, if it is one: author, moment and address, not its text.
pub(super) fn remark<'j>(reading: &mut Reading<'j, '_>, seat: &Seat, object: &Object<'j>) {
    let word = object.get("event").and_then(Value::text).unwrap_or_else(|| "commented".into());
    if !matches!(&*word, "commented" | "reviewed" | "line-commented" | "commit-commented") {
        return;
    }
    let notes = &mut reading.gather.notes;
    for inner in notes.objects(object, "comments") {
        remark(reading, seat, &inner);
    }
    let notes = &mut reading.gather.notes;
    let Some(at) = notes.moment(object, "created_at").or_else(|| notes.moment(object, "submitted_at")) else {
        return;
    };
    let url = notes.text(object, "html_url").and_then(|url| web_address(&url).map(Arc::<str>::from));
    let version_at = notes.moment(object, "updated_at");
    let by = person(reading, object, "user").or_else(|| person(reading, object, "actor"));
    let number = object.get("id").and_then(Value::number);
    let own =
        number.map_or_else(|| format!("{at} {}", by.as_ref().map_or("", |by| by.as_str())), str::to_string);
    let mut seen = Seen::<Comment>::new(seat.inside(&format!("#{}/{own}", seat.number)));
    seen.created_at = Some(at);
    seen.version_at = version_at;
    seen.by = by.clone();
    seen.set =
        vec![CommentField::About(Some(Thing::Item(seat.id()))), CommentField::By(by), CommentField::Url(url)];
    reading.gather.add(seen);
}

fn event<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>) -> Option<Event<'j>> {
    let word = reading.gather.notes.text(object, "event")?;
    if matches!(&*word, "commented" | "reviewed" | "mentioned" | "subscribed" | "unsubscribed") {
        return None;
    }
    let at = reading.gather.notes.moment(object, "created_at")?;
    let by = person(reading, object, "actor");
    Some(Event { word, at, by, object: object.value().object()? })
}

fn titles<'j>(reading: &mut Reading<'j, '_>, events: &[Event<'j>]) -> Vec<Step> {
    let mut steps = Vec::new();
    for event in events.iter().filter(|event| event.word == "renamed") {
        let notes = &mut reading.gather.notes;
        let Some(rename) = notes.object(&event.object, "rename") else { continue };
        let title = |text: &str| vec![ItemField::Title(Some(text.into()))];
        if let (Some(from), Some(to)) = (notes.text(&rename, "from"), notes.text(&rename, "to")) {
            steps.push(Step { at: event.at, by: event.by.clone(), was: title(&from), is: title(&to) });
        }
    }
    steps
}

/// Closed and opened again. Of events that close what is closed, the first counts; the last closing is finished when the
/// issue itself says.
fn states(events: &[Event<'_>], state: &State) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut now = vec![ItemField::Status(Some(state.as_new())), ItemField::FinishedAt(None)];
    let is_closed = |fields: &[Field]| matches!(fields[1], ItemField::FinishedAt(Some(_)));
    for event in events {
        let (status, finished_at) = match &*event.word {
            "closed" | "merged" if !is_closed(&now) => (state.closed_by(event), Some(event.at)),
            "reopened" if is_closed(&now) => (state.as_new(), None),
            "convert_to_draft" | "converted_to_draft" if !is_closed(&now) => (state.draft(), None),
            "ready_for_review" if !is_closed(&now) => (state.as_new(), None),
            _ => continue,
        };
        let is = vec![ItemField::Status(Some(status)), ItemField::FinishedAt(finished_at)];
        let was = std::mem::replace(&mut now, is.clone());
        steps.push(Step { at: event.at, by: event.by.clone(), was, is });
    }
    let today = vec![ItemField::Status(Some(state.status())), ItemField::FinishedAt(state.finished_at)];
    match steps.last_mut() {
        Some(last) if is_closed(&last.is) == is_closed(&today) => last.is = today,
        _ => {}
    }
    steps
}

fn labels<'j>(reading: &mut Reading<'j, '_>, events: &[Event<'j>], today: &[Field]) -> Vec<Step> {
    let names = today.iter().find_map(|field| match field {
        ItemField::Labels(labels) => labels.clone(),
        _ => None,
    });
    let changes = named(reading, events, ["labeled", "unlabeled"], |reading, object| {
        let label = reading.gather.notes.object(object, "label")?;
        let name = reading.gather.notes.text(&label, "name")?;
        Some(reading.gather.label(&name, None))
    });
    members(changes, names.unwrap_or_default(), |labels| vec![ItemField::Labels(Some(labels.to_vec()))])
}

fn assignees<'j>(reading: &mut Reading<'j, '_>, events: &[Event<'j>], today: &[Field]) -> Vec<Step> {
    let people = today.iter().flat_map(|field| match field {
        ItemField::Owner(owner) => owner.iter().cloned().collect(),
        ItemField::Contributors(people) => people.clone().unwrap_or_default(),
        _ => Vec::new(),
    });
    let people = people.collect();
    let changes = named(reading, events, ["assigned", "unassigned"], |reading, object| {
        person(reading, object, "assignee")
    });
    members(changes, people, |people| {
        let others = people.get(1..).unwrap_or_default().to_vec();
        vec![ItemField::Owner(people.first().cloned()), ItemField::Contributors(Some(others))]
    })
}

/// Milestones are named by their title only, so those of the file are looked up by it.
fn milestones<'j>(reading: &mut Reading<'j, '_>, events: &[Event<'j>], today: &[Field]) -> Vec<Step> {
    let needed = today.iter().find_map(|field| match field {
        ItemField::Milestones(needed) => needed.clone(),
        _ => None,
    });
    let needed = needed.unwrap_or_default().into_iter().map(|needed| needed.milestone).collect();
    let titles = std::mem::take(&mut reading.milestones);
    let changes = named(reading, events, ["milestoned", "demilestoned"], |reading, object| {
        let milestone = reading.gather.notes.object(object, "milestone")?;
        let title = reading.gather.notes.text(&milestone, "title")?;
        titles.get(&*title).cloned()
    });
    reading.milestones = titles;
    members(changes, needed, |milestones| {
        let needed = milestones.iter().map(|id| NeededFor { milestone: id.clone(), priority: None });
        vec![ItemField::Milestones(Some(needed.collect()))]
    })
}

fn named<'j, 'a>(
    reading: &mut Reading<'j, 'a>,
    events: &[Event<'j>],
    [joins, leaves]: [&str; 2],
    mut who: impl FnMut(&mut Reading<'j, 'a>, &Object<'j>) -> Option<ExternalId>,
) -> Vec<Membership> {
    let mut changes = Vec::new();
    for event in events.iter().filter(|event| event.word == joins || event.word == leaves) {
        if let Some(who) = who(reading, &event.object) {
            changes.push(Membership { at: event.at, by: event.by.clone(), who, joins: event.word == joins });
        }
    }
    changes
}
