//! A table has no changelog, but its date columns tell when an item came to be, began and was finished.

use crate::noun::{Item, ItemField};
use crate::observation::{Change, Seen};
use crate::value::{Category, Status};

/// The item with a history made from its dates; none if it has a history, or no date that tells one.
pub(super) fn with_history(seen: &Seen<Item>) -> Option<Seen<Item>> {
    if !seen.history.is_empty() || !seen.at_first.is_empty() {
        return None;
    }
    let started_at =
        seen.set.iter().find_map(|field| if let ItemField::StartedAt(at) = field { *at } else { None });
    let finished_at =
        seen.set.iter().find_map(|field| if let ItemField::FinishedAt(at) = field { *at } else { None });
    let status = seen
        .set
        .iter()
        .find_map(|field| if let ItemField::Status(status) = field { status.clone() } else { None });
    if started_at.is_none() && finished_at.is_none() {
        return None;
    }
    let mut dated = seen.clone();
    dated.at_first = seen.set.iter().filter(|field| !is_progress(field)).cloned().collect();
    if let Some(at) = started_at {
        let begun = Status { name: "In progress".into(), category: Category::InProgress };
        let set = vec![ItemField::StartedAt(Some(at)), ItemField::Status(Some(begun))];
        dated.history.push(Change { at, by: None, set });
    }
    if let Some(at) = finished_at {
        let closed = status.filter(|status| status.category.is_closed());
        let closed = closed.unwrap_or_else(|| Status { name: "Done".into(), category: Category::Done });
        let set = vec![ItemField::FinishedAt(Some(at)), ItemField::Status(Some(closed))];
        dated.history.push(Change { at, by: None, set });
    }
    dated.history.sort_by_key(|change| change.at);
    Some(dated)
}

fn is_progress<R: crate::refs::Refs>(field: &ItemField<R>) -> bool {
    matches!(
        field,
        ItemField::Status(_)
            | ItemField::StartedAt(_)
            | ItemField::FinishedAt(_)
            | ItemField::PercentDone(_)
            | ItemField::Remaining(_)
            | ItemField::Spent(_)
            | ItemField::Blocked(_)
    )
}
