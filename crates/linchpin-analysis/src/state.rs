//! Where an item stands at a moment, whatever its tracker calls it.

use linchpin_model::world::Record;
use linchpin_model::{Category, Item, Moment};

/// Where an item stands at `as_of`.
///
/// The tracker's status says it; without one, the finish, the start and the share done do. What is finished only later
/// than `as_of` was in progress then, so a file without history can still be read as of an earlier day.
pub fn category(item: &Record<Item>, as_of: Moment) -> Category {
    let said = item.status().map_or_else(|| inferred(item), |status| status.category);
    match item.finished_at() {
        Some(finished_at) if said.is_closed() && *finished_at > as_of => Category::InProgress,
        _ => said,
    }
}

/// Whether the work is not over at `as_of`.
pub fn is_open(item: &Record<Item>, as_of: Moment) -> bool {
    !category(item, as_of).is_closed()
}

/// When an item came to be: what its tracker says, else when a person added it. When a file was read says nothing.
pub fn created_at(item: &Record<Item>) -> Option<Moment> {
    item.created_at().copied().or_else(|| {
        let added = item.added.as_ref().filter(|added| added.is_by_person());
        added.map(|added| added.at)
    })
}

fn inferred(item: &Record<Item>) -> Category {
    let percent_done = item.percent_done().copied().unwrap_or(0);
    if item.finished_at().is_some() || percent_done >= 100 {
        Category::Done
    } else if item.started_at().is_some() || percent_done > 0 {
        Category::InProgress
    } else {
        Category::Todo
    }
}
