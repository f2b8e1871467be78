//! Where an item stands at a moment, whatever its tracker calls it.

use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Category, Item, ItemField, LabelId, Moment, Status};

/// Where an item stands at `as_of`.
///
/// The tracker's status says it; without one, the finish, the start and the share done do. What is finished only later
/// than `as_of` was in progress then, so a file without history can still be read as of an earlier day.
pub fn category(item: &Record<Item>, as_of: Moment) -> Category {
    let said = match item.status() {
        Some(status) => status.category,
        None => Course::of(item).inferred(),
    };
    if said.is_closed() { unless_later(said, item.finished_at().copied(), as_of) } else { said }
}

/// Whether the work is not over at `as_of`.
pub fn is_open(item: &Record<Item>, as_of: Moment) -> bool {
    !category(item, as_of).is_closed()
}

/// When an item came to be: what its tracker says, else when a person added it. When a file was read says nothing.
pub fn created_at(item: &Record<Item>) -> Option<Moment> {
    item.created_at().copied().or_else(|| added_by_person(item))
}

/// The course of an item, read from its facts in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Course<'w> {
    /// What kind of work it is.
    pub kind: Option<&'w Arc<str>>,
    /// Its labels.
    pub labels: &'w [LabelId],
    /// When it came to be, as [`created_at`].
    pub created_at: Option<Moment>,
    /// When work began.
    pub started_at: Option<Moment>,
    /// When it was last finished.
    pub finished_at: Option<Moment>,
    status: Option<&'w Status>,
    percent_done: u32,
}

impl<'w> Course<'w> {
    /// Of one item.
    pub fn of(item: &'w Record<Item>) -> Self {
        let mut course = Self::default();
        item.facts.show(|said| match &said.value {
            ItemField::Kind(kind) => course.kind = kind.as_ref(),
            ItemField::Status(status) => course.status = status.as_ref(),
            ItemField::Labels(labels) => course.labels = labels.as_deref().unwrap_or_default(),
            ItemField::CreatedAt(at) => course.created_at = *at,
            ItemField::StartedAt(at) => course.started_at = *at,
            ItemField::FinishedAt(at) => course.finished_at = *at,
            ItemField::PercentDone(percent) => course.percent_done = percent.unwrap_or(0),
            _ => {}
        });
        course.created_at = course.created_at.or_else(|| added_by_person(item));
        course
    }

    /// Where the item stands at a moment, as [`category`].
    pub fn category(&self, as_of: Moment) -> Category {
        let said = self.status.map_or_else(|| self.inferred(), |status| status.category);
        unless_later(said, self.finished_at, as_of)
    }

    fn inferred(&self) -> Category {
        if self.finished_at.is_some() || self.percent_done >= 100 {
            Category::Done
        } else if self.started_at.is_some() || self.percent_done > 0 {
            Category::InProgress
        } else {
            Category::Todo
        }
    }
}

fn unless_later(said: Category, finished_at: Option<Moment>, as_of: Moment) -> Category {
    match finished_at {
        Some(finished_at) if said.is_closed() && finished_at > as_of => Category::InProgress,
        _ => said,
    }
}

fn added_by_person(item: &Record<Item>) -> Option<Moment> {
    item.added.as_ref().filter(|added| added.is_by_person()).map(|added| added.at)
}
