//! An issue or pull request as it is today.

use std::sync::Arc;

use linchpin_model::*;

use super::event::{self, Event};
use super::{Reading, Seat, Shape, relation, tool_names, web_address};
use crate::formats::json::{Object, Value};
use crate::formats::timeline::{Field, Step, tell};
use crate::formats::{Unreadable, shown};

/// An issue in a file.
pub(super) struct Entry<'e, 'j> {
    pub(super) object: &'e Object<'j>,
    pub(super) shape: Shape,
    /// Whether it is known to be a pull request.
    pub(super) is_pull: bool,
    /// The events of its timeline, where the file has them.
    pub(super) events: Option<Vec<Object<'j>>>,
}

/// Adds an issue with what its events tell. Without events, the day it was closed is all that is known of its past.
pub(super) fn read<'j>(
    reading: &mut Reading<'j, '_>,
    entry: Entry<'_, 'j>,
    remarks: impl Iterator<Item = Object<'j>>,
) -> Result<(), Unreadable> {
    let Entry { object, shape, is_pull, events } = entry;
    let id = reading.gather.notes.id(object, "id")?;
    let Some(number) = reading.gather.notes.id(object, "number")? else {
        let title = reading.gather.notes.text(object, "title");
        let what = title.map_or(String::new(), |title| format!(" “{}”", shown(&title)));
        let message =
            format!("This issue{what} has no number, so it cannot be told from others; it was left out.");
        reading.gather.notes.note(object.value(), message);
        return Ok(());
    };
    let seat = reading.seat(object, &number);
    let address = object.get("html_url").and_then(Value::text).unwrap_or_default();
    let is_pull = is_pull
        || object.get("pull_request").is_some()
        || object.has("merged_at")
        || address.contains("/pull/");
    let state = State::of(reading, object, shape, is_pull, events.as_deref().unwrap_or_default());

    let mut seen = Seen::<Item>::new(seat.id());
    seen.key = Some(seat.key());
    seen.created_at = reading.gather.notes.moment(object, "created_at");
    seen.version_at = reading.gather.notes.moment(object, "updated_at");
    seen.by = person(reading, object, "user");
    seen.set = fields(reading, object, &seat, is_pull, &seen);
    seen.set.push(ItemField::Status(Some(state.status())));
    seen.set.push(ItemField::FinishedAt(state.finished_at));
    if let Some(id) = id {
        let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
        let value = if is_number { CustomValue::Number(id.into()) } else { CustomValue::Text(id.into()) };
        seen.set.push(ItemField::Custom(Custom { name: "id".into(), value: Some(value) }));
    }
    let steps = match &events {
        Some(events) => event::steps(reading, &seat, events, &seen.set, &state),
        None => closing(reading, object, &state).into_iter().collect(),
    };
    tell(&mut seen, steps);
    if shape == Shape::Tool {
        leave_untold(&mut seen, object);
    }
    reading.gather.add_item(seen, object.value());
    for remark in events.into_iter().flatten().chain(remarks) {
        event::remark(reading, &seat, &remark);
    }
    for key in ["comments", "reviews"] {
        let remarks = object.get(key).and_then(Value::elements);
        for remark in remarks.into_iter().flatten().filter_map(Value::object) {
            let plain = tool_names(&remark);
            event::remark(reading, &seat, plain.as_ref().unwrap_or(&remark));
        }
    }
    relation::read(reading, &seat, object);
    Ok(())
}

/// Takes away what the command-line tool was not asked for.
fn leave_untold(seen: &mut Seen<Item>, object: &Object<'_>) {
    let is_told = |field: &Field| match field {
        ItemField::Owner(_) | ItemField::Contributors(_) => object.has("assignees"),
        ItemField::Labels(_) => object.has("labels"),
        ItemField::Milestones(_) => object.has("milestone"),
        ItemField::CreatedAt(_) => object.has("created_at"),
        ItemField::Url(_) => object.has("html_url"),
        ItemField::Status(_) => object.has("state"),
        ItemField::FinishedAt(at) => at.is_some() || object.has("closed_at"),
        _ => true,
    };
    seen.set.retain(is_told);
    seen.at_first.retain(is_told);
}

/// Whether it is open, and how it was closed.
pub(super) struct State {
    pub(super) is_pull: bool,
    is_open: bool,
    is_draft: bool,
    is_merged: bool,
    reason: Option<Arc<str>>,
    pub(super) finished_at: Option<Moment>,
}

impl State {
    fn of<'j>(
        reading: &mut Reading<'j, '_>,
        object: &Object<'j>,
        shape: Shape,
        is_pull: bool,
        events: &[Object<'j>],
    ) -> Self {
        let notes = &mut reading.gather.notes;
        let pull = object.get("pull_request").and_then(Value::object);
        let word = notes.text(object, "state").unwrap_or_else(|| "".into()).to_lowercase();
        let closed_at = notes.moment(object, "closed_at");
        let merged_at = notes.moment(object, "merged_at");
        let merged_at = merged_at.or_else(|| pull.and_then(|pull| notes.moment(&pull, "merged_at")));
        let is_open = match &*word {
            "open" => true,
            "closed" | "merged" => false,
            _ => {
                let message = match word.is_empty() {
                    true => "It has no `state`; it was taken by whether it has a closing date.".into(),
                    false => {
                        format!("There is no state “{}”; it was taken by its closing date.", shown(&word))
                    }
                };
                if shape == Shape::Rest || !word.is_empty() {
                    notes.note(object.get("state").unwrap_or(object.value()), message);
                }
                closed_at.is_none() && merged_at.is_none()
            }
        };
        let reason = notes.text(object, "state_reason").map(|reason| reason.to_lowercase().into());
        let duplicate = event::duplicate_without_reason(events).then(|| "duplicate".into());
        Self {
            is_pull,
            is_open,
            is_draft: object.get("draft").is_some_and(Value::is_true),
            is_merged: merged_at.is_some()
                || object.get("merged").is_some_and(Value::is_true)
                || word == "merged",
            reason: reason.or(duplicate),
            finished_at: closed_at.or(merged_at).filter(|_| !is_open),
        }
    }

    /// The status of today.
    pub(super) fn status(&self) -> Status {
        if self.is_open { self.open() } else { self.closed() }
    }

    /// The status while it is open.
    pub(super) fn open(&self) -> Status {
        status(
            if self.is_pull && self.is_draft && self.is_open { "draft" } else { "open" },
            self.is_pull,
            None,
        )
    }

    /// The status it was made with.
    pub(super) fn as_new(&self) -> Status {
        status("open", self.is_pull, None)
    }

    /// The status of a pull request that is not to be merged yet.
    pub(super) fn draft(&self) -> Status {
        status("draft", self.is_pull, None)
    }

    /// The status that a closing event leads to, if it is not the last.
    pub(super) fn closed_by(&self, event: &Event<'_>) -> Status {
        let word = if event.word == "merged" { "merged" } else { "closed" };
        let reason = event.object.get("state_reason").and_then(Value::text);
        status(word, self.is_pull, reason.as_deref())
    }

    /// The status once it is closed for the last time.
    pub(super) fn closed(&self) -> Status {
        status(if self.is_merged { "merged" } else { "closed" }, self.is_pull, self.reason.as_deref())
    }
}

/// The status by GitHub's words. An open pull request is under way. Dropped is a pull request closed without a merge, and
/// an issue closed as not planned or as a duplicate.
pub(crate) fn status(state: &str, is_pull: bool, reason: Option<&str>) -> Status {
    let (name, category) = match (state, reason) {
        ("merged", _) => ("merged", Category::Done),
        ("closed", _) if is_pull => ("closed", Category::Dropped),
        ("closed", Some("not_planned")) => ("closed as not planned", Category::Dropped),
        ("closed", Some("duplicate")) => ("closed as duplicate", Category::Dropped),
        ("closed", _) => ("closed", Category::Done),
        (open, _) if is_pull => (open, Category::InProgress),
        (open, _) => (open, Category::Todo),
    };
    Status { name: name.into(), category }
}

fn fields<'j>(
    reading: &mut Reading<'j, '_>,
    object: &Object<'j>,
    seat: &Seat,
    is_pull: bool,
    seen: &Seen<Item>,
) -> Vec<Field> {
    let title = reading.gather.notes.text(object, "title");
    if title.is_none() && !object.has("title") {
        reading.gather.notes.note(object.value(), "It has no `title`; it goes by its key.");
    }
    let title = title.map_or_else(|| seat.key().as_str().into(), |title| Arc::from(&*title));
    let kind = if is_pull { "pull_request" } else { "issue" };
    let mut people = assignees(reading, object);
    let owner = (!people.is_empty()).then(|| people.remove(0));
    let milestone = milestone(reading, seat, object);
    let needed = milestone.map(|milestone| NeededFor { milestone, priority: None });
    let url = reading.gather.notes.text(object, "html_url");
    vec![
        ItemField::Title(Some(title)),
        ItemField::Kind(Some(kind.into())),
        ItemField::Owner(owner),
        ItemField::Contributors(Some(people)),
        ItemField::Labels(Some(labels(reading, object))),
        ItemField::Milestones(Some(needed.into_iter().collect())),
        ItemField::CreatedAt(seen.created_at),
        ItemField::Url(url.and_then(|url| web_address(&url).map(Arc::from))),
    ]
}

/// The person in a member, by login.
pub(super) fn person<'j>(
    reading: &mut Reading<'j, '_>,
    object: &Object<'j>,
    key: &str,
) -> Option<ExternalId> {
    let user = reading.gather.notes.object(object, key)?;
    person_of(reading, &user)
}

fn person_of<'j>(reading: &mut Reading<'j, '_>, user: &Object<'j>) -> Option<ExternalId> {
    let login = reading.gather.notes.text(user, "login")?;
    let name = reading.gather.notes.text(user, "name");
    let address = reading.gather.notes.text(user, "email");
    Some(reading.gather.person(&login, name.as_deref(), address.as_deref()))
}

fn assignees<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>) -> Vec<ExternalId> {
    let users = reading.gather.notes.objects(object, "assignees");
    let mut people: Vec<ExternalId> = Vec::new();
    for user in users {
        people.extend(person_of(reading, &user).filter(|person| !people.contains(person)));
    }
    if people.is_empty() {
        people.extend(person(reading, object, "assignee"));
    }
    people
}

/// Labels are objects with a name, or names.
fn labels<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>) -> Vec<ExternalId> {
    let mut labels: Vec<ExternalId> = Vec::new();
    for value in reading.gather.notes.list(object, "labels") {
        let label = value.object();
        let notes = &mut reading.gather.notes;
        let text = label.as_ref().and_then(|label| notes.text(label, "description"));
        let name = value.text().or_else(|| label.as_ref().and_then(|label| notes.text(label, "name")));
        let Some(name) = name else {
            notes.note(value, "This label has no name; it was left out.");
            continue;
        };
        let id = reading.gather.label(&name, text.as_deref());
        if !labels.contains(&id) {
            labels.push(id);
        }
    }
    labels
}

fn milestone<'j>(reading: &mut Reading<'j, '_>, seat: &Seat, object: &Object<'j>) -> Option<ExternalId> {
    let object = reading.gather.notes.object(object, "milestone")?;
    let object = tool_names(&object).unwrap_or(object);
    let notes = &mut reading.gather.notes;
    let title = notes.text(&object, "title")?;
    let number = object.get("number").and_then(Value::number);
    let id = seat.inside(&format!("/milestone/{}", number.unwrap_or(&title)));
    let mut seen = Seen::<Milestone>::new(id.clone());
    seen.key = Some(Key::new(&title));
    seen.created_at = notes.moment(&object, "created_at");
    seen.version_at = notes.moment(&object, "updated_at");
    let due = notes.day(&object, "due_on");
    let closed_at = notes.moment(&object, "closed_at");
    let is_closed = object.get("state").and_then(Value::text).is_some_and(|state| state == "closed");
    let url = notes.text(&object, "html_url");
    seen.set = vec![
        MilestoneField::Title(Some(Arc::from(&*title))),
        MilestoneField::Target(due.map(|on| Target { on, resolution: Resolution::Day })),
        MilestoneField::DoneAt(closed_at.filter(|_| is_closed)),
        MilestoneField::Url(url.and_then(|url| web_address(&url).map(Arc::from))),
    ];
    reading.milestones.insert(Arc::from(&*title), id.clone());
    reading.gather.add(seen);
    Some(id)
}

/// The one thing that an issue without its events tells of its past.
fn closing<'j>(reading: &mut Reading<'j, '_>, object: &Object<'j>, state: &State) -> Option<Step> {
    let at = state.finished_at?;
    let by = person(reading, object, "closed_by").or_else(|| person(reading, object, "merged_by"));
    Some(Step {
        at,
        by,
        was: vec![ItemField::Status(Some(state.open())), ItemField::FinishedAt(None)],
        is: vec![ItemField::Status(Some(state.closed())), ItemField::FinishedAt(Some(at))],
    })
}
