//! Which appends of a group may be recorded, given what the locked journal holds?

use crate::entry::Head;
use crate::error::{AppendError, StoreError};
use crate::journal::Appended;
use crate::journal::place::{Place, placed};
use crate::journal::queue::{Refusals, Submission};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What became of one append.
pub(super) type Answer = Result<Appended, AppendError>;

/// The row of a workspace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Workspace {
    pub(super) id: i64,
    pub(super) head: Head,
    pub(super) recorded_at_ms: i64,
}

/// What was found under the lock: the workspaces of a group, and those of its commands that are recorded already.
#[derive(Default)]
pub(super) struct Found {
    pub(super) workspaces: BTreeMap<String, Workspace>,
    pub(super) recorded: BTreeMap<(String, Uuid), Head>,
    /// All keys, in order, if one that was asked for is not among them.
    pub(super) known: Vec<String>,
}

/// What is to be written, and what to answer once it is.
pub(super) struct Decided {
    pub(super) answers: Vec<Answer>,
    /// For each append that is to be written, its index in the group, its workspace, and where its entries come to
    /// stand.
    pub(super) accepted: Vec<Accepted>,
    /// The workspaces that move, as they will be.
    pub(super) moved: Vec<Workspace>,
    /// What is refused once this is so, with what was refused before.
    pub(super) refusals: Refusals,
}

/// An append that is to be written.
pub(super) struct Accepted {
    pub(super) index: usize,
    pub(super) workspace: i64,
    pub(super) places: Vec<Place>,
}

/// Decides on each append of a group in its order, as if those before it were recorded.
pub(super) fn decide(group: &[Submission], mut found: Found, refusals: Refusals) -> Decided {
    let mut decided = Decided { answers: Vec::new(), accepted: Vec::new(), moved: Vec::new(), refusals };
    for (index, submission) in group.iter().enumerate() {
        let answer = match may_follow(submission, &found, &mut decided.refusals) {
            Ok(places) => Ok(found.accept(submission, index, places, &mut decided)),
            Err(refused) => {
                decided.refusals.note(submission);
                Err(refused)
            }
        };
        decided.answers.push(answer);
    }
    let moved: BTreeSet<i64> = decided.accepted.iter().map(|accepted| accepted.workspace).collect();
    decided.moved =
        found.workspaces.into_values().filter(|workspace| moved.contains(&workspace.id)).collect();
    decided
}

fn may_follow(
    submission: &Submission,
    found: &Found,
    refusals: &mut Refusals,
) -> Result<Vec<Place>, AppendError> {
    let (key, expected) = (&submission.workspace, submission.expected_head);
    if refusals.concern(submission) {
        return Err(AppendError::FollowedRefused { expected });
    }
    let Some(workspace) = found.workspaces.get(key) else {
        let (workspace, known) = (key.clone(), found.known.clone());
        return Err(StoreError::UnknownWorkspace { workspace, known }.into());
    };
    let recorded = |id: Uuid| found.recorded.get(&(key.clone(), id));
    if let Some(head) = submission.entries.iter().find_map(|entry| recorded(entry.command_id)) {
        return Err(AppendError::AlreadyRecorded { position: head.position });
    }
    if workspace.head.position != expected {
        return Err(AppendError::HeadMoved { expected, found: workspace.head.position });
    }
    placed(key, workspace.head, workspace.recorded_at_ms, &submission.entries)
}

impl Found {
    fn accept(
        &mut self,
        submission: &Submission,
        index: usize,
        places: Vec<Place>,
        decided: &mut Decided,
    ) -> Appended {
        let key = &submission.workspace;
        for (entry, place) in submission.entries.iter().zip(&places) {
            self.recorded.insert((key.clone(), entry.command_id), place.head);
        }
        let last = places.last().map_or((Head::EMPTY, 0), |place| (place.head, place.recorded_at_ms));
        let appended = Appended {
            first: last.0.position + 1 - places.len() as u64,
            head: last.0,
            recorded_at_ms: places.iter().map(|place| place.recorded_at_ms).collect(),
        };
        if let Some(workspace) = self.workspaces.get_mut(key) {
            (workspace.head, workspace.recorded_at_ms) = last;
            decided.accepted.push(Accepted { index, workspace: workspace.id, places });
        }
        appended
    }

    /// Whether a group that was sent is in the journal, found by the commands in it: all of it, or nothing.
    pub(super) fn holds(&self, group: &[Submission], sent: &Decided) -> bool {
        !sent.accepted.is_empty()
            && sent.accepted.iter().all(|accepted| self.holds_one(&group[accepted.index], accepted))
    }

    fn holds_one(&self, submission: &Submission, accepted: &Accepted) -> bool {
        let entries = submission.entries.iter().zip(&accepted.places);
        entries.into_iter().all(|(entry, place)| {
            self.recorded.get(&(submission.workspace.clone(), entry.command_id)) == Some(&place.head)
        })
    }
}
