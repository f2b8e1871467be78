//! Where an issue stood, and when it was begun and finished.

use std::borrow::Cow;

use linchpin_model::*;

use super::Reading;
use super::changelog::{Entry, Side};
use crate::formats::json::Object;
use crate::formats::timeline::{Field, Step};
use crate::formats::words;

/// The steps on the way, and the fields of today.
///
/// An issue is begun when it first is in progress, and finished when it last came to be closed: at its resolution date, which
/// Jira keeps to the moment, if it is closed today.
pub(super) fn read<'j>(
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
        let is_told = first("status").is_some();
        let started_at = created_at.filter(|_| is_told && status.category == Category::InProgress);
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
        let was = vec![ItemField::Status(None), ItemField::FinishedAt(None)];
        let is = vec![ItemField::Status(Some(today.clone())), ItemField::FinishedAt(Some(at))];
        self.steps = vec![Step { at, by: None, was, is }];
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
