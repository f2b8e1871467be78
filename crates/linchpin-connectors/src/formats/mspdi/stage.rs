//! How far a task has come, and which of its dates stand.

use jiff::civil::DateTime;
use linchpin_model::value::Constraint;
use linchpin_model::{Category, Status};

use super::{TaskRow, own};

/// How far a task has come.
pub(super) fn stage(task: &TaskRow) -> Category {
    own::category(task).unwrap_or_else(|| by_progress(task))
}

/// The same by dates and the share that is done.
fn by_progress(task: &TaskRow) -> Category {
    match (task.actual_start, task.actual_finish, task.percent_complete) {
        _ if task.is_inactive => Category::Dropped,
        (_, Some(_), _) | (_, _, 100) => Category::Done,
        (Some(_), ..) | (.., 1..) => Category::InProgress,
        _ => Category::Todo,
    }
}

/// The same in the tracker's word, where the file has one, else in the words of Microsoft Project.
pub(super) fn status(task: &TaskRow) -> Status {
    let category = stage(task);
    own::status_word(task).map_or_else(|| usual_status(category), |name| Status { name, category })
}

/// A state in the words of Microsoft Project.
pub(super) fn usual_status(category: Category) -> Status {
    let name = match category {
        Category::Todo => "Not started",
        Category::InProgress => "In progress",
        Category::Done => "Complete",
        Category::Dropped => "Inactive",
    };
    Status { name: name.into(), category }
}

/// A task in progress without an actual start began when the file shows it to.
pub(super) fn actual_start(task: &TaskRow) -> Option<DateTime> {
    match stage(task) {
        Category::InProgress | Category::Done => task.actual_start.or(task.start),
        Category::Todo | Category::Dropped => None,
    }
}

/// A task that is done without an actual finish finished when the file shows it to.
pub(super) fn actual_finish(task: &TaskRow) -> Option<DateTime> {
    (stage(task) == Category::Done).then(|| task.actual_finish.or(task.finish))?
}

/// The date imposed on a task, if any is.
pub(super) fn constraint(task: &TaskRow) -> Option<Constraint> {
    Some(task.constraint).filter(|constraint| *constraint != Constraint::AsSoonAsPossible)
}

/// The dates of a task that links do not move.
pub(super) fn scheduled(task: &TaskRow) -> Option<(DateTime, DateTime)> {
    let by_hand = task.is_manual || task.is_external;
    task.start.zip(task.finish).filter(|(start, finish)| by_hand && start <= finish)
}
