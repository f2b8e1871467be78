//! What does a journal promise, whichever database keeps it?

mod bell;
mod place;
pub(crate) mod postgres;
pub(crate) mod queue;
pub(crate) mod sqlite;
pub(crate) mod steps;

use crate::check::{CheckDepth, CheckReport, Finding};
use crate::entry::{EntryRef, Head, NewEntry, StoredEntry};
use crate::error::{AppendError, StoreError};
use std::ops::ControlFlow;
use std::time::Duration;
use uuid::Uuid;

pub use queue::Receipt;

/// The journals of a hub's workspaces. It may be shared between threads; every call blocks until it is done.
///
/// Positions of a workspace are 1 to its head without a gap, each command id is there once, an entry's hash covers the
/// one before, and `recorded_at_ms` never decreases. What was acknowledged is on disk.
pub trait Journal: Send + Sync {
    /// The keys of all workspaces, in order.
    fn workspaces(&self) -> Result<Vec<String>, StoreError>;

    /// Makes a workspace, and answers whether it is new. A key has 1 to 64 characters, none of them white space or a
    /// control character.
    fn create_workspace(&self, key: &str) -> Result<bool, StoreError>;

    /// Where the journal of a workspace ends now.
    fn head(&self, workspace: &str) -> Result<Head, StoreError>;

    /// Hands entries to the writer, to be recorded right after `expected_head`: all of them or none.
    ///
    /// It returns as soon as there is room in the queue; the receipt tells when they are on disk. A caller may submit
    /// on, expecting the head that this append will leave: one write to disk then makes many appends durable
    /// together. If one is refused, those submitted before its refusal was known and expecting to follow it are
    /// refused too; all others stand. Appends of one thread are taken up in its order.
    fn submit(&self, workspace: &str, expected_head: u64, entries: Vec<NewEntry>) -> Receipt;

    /// As [`Journal::submit`], for entries recorded in another journal: they keep their hashes, command ids, times and
    /// erased texts, and are refused as unfit if their hashes would not come out the same here.
    fn submit_copies(&self, workspace: &str, expected_head: u64, entries: Vec<StoredEntry>) -> Receipt;

    /// Records entries right after `expected_head`, all of them or none, and returns when they are on disk.
    ///
    /// A command id seen before is answered with [`AppendError::AlreadyRecorded`], whatever the expected head: so
    /// repeating an append whose answer was lost is safe.
    fn append(
        &self,
        workspace: &str,
        expected_head: u64,
        entries: Vec<NewEntry>,
    ) -> Result<Appended, AppendError> {
        self.submit(workspace, expected_head, entries).wait()
    }

    /// Reads entries with `after < position <= up_to` in order, from one state of the journal, without holding more
    /// than one. It stops early when `visit` breaks. Use `u64::MAX` to read to the end.
    ///
    /// It does not verify hashes; [`Journal::check`] does. What cannot be read ends it with [`StoreError::Damaged`].
    fn read(
        &self,
        workspace: &str,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// The hash of the entry at a position: zeros at 0, `None` beyond the head.
    fn hash_at(&self, workspace: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError>;

    /// The position at which a command is recorded; `None` if it is not.
    fn position_of(&self, workspace: &str, command_id: Uuid) -> Result<Option<u64>, StoreError>;

    /// Erases the texts with these hashes, salt and text, and answers how many were erased now. The entries, and so
    /// the chain, stay as they are. Unknown hashes, and those erased before, count nothing.
    fn erase_texts(&self, workspace: &str, hashes: &[[u8; 32]]) -> Result<u64, StoreError>;

    /// Verifies a journal. What is wrong is in the report; an error means that it could not be looked at.
    fn check(&self, workspace: &str, depth: CheckDepth) -> Result<CheckReport, StoreError>;

    /// Waits until the head of a workspace is beyond `after` or the time is over, and answers the head.
    ///
    /// It returns at once for an append of this process, and within 200 ms for another process's. In a PostgreSQL
    /// database that rests on a notification; if it is lost with its connection, it takes up to 2 s.
    fn wait_for_change(&self, workspace: &str, after: u64, timeout: Duration) -> Result<Head, StoreError>;

    /// Whether the journal still holds a head that was seen earlier, and if not, what is wrong. A journal that has
    /// lost its end verifies in itself; only such a witness from outside shows it.
    fn check_holds(&self, workspace: &str, witness: &Head) -> Result<Option<Finding>, StoreError> {
        let what = match self.hash_at(workspace, witness.position)? {
            Some(hash) if hash == witness.hash => return Ok(None),
            Some(_) => "the entry is not the one that was recorded there".to_owned(),
            None => format!("the entry is missing: the journal ends at {}", self.head(workspace)?.position),
        };
        Ok(Some(Finding { position: Some(witness.position), what }))
    }
}

/// What an append recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The position of its first entry.
    pub first: u64,
    /// The journal's head after its last entry.
    pub head: Head,
    /// The times as they were recorded, in the order of the entries, in milliseconds since 1970 UTC: a clock that
    /// went back was raised to the entry before.
    pub recorded_at_ms: Vec<i64>,
}

/// How many entries are verified at every start, shared among the workspaces.
const VERIFIED_AT_START: u64 = 10_000;
/// How many of each workspace at least.
const LEAST_VERIFIED_AT_START: u64 = 100;

/// What is wrong with the last entries of a hub that is being opened, if anything is.
fn finding_at_the_end(journal: &dyn Journal) -> Result<Option<Finding>, StoreError> {
    let workspaces = journal.workspaces()?;
    let share = VERIFIED_AT_START / workspaces.len().max(1) as u64;
    let depth = CheckDepth::Recent(share.max(LEAST_VERIFIED_AT_START));
    for workspace in workspaces {
        let report = journal.check(&workspace, depth)?;
        if let Some(finding) = report.findings.into_iter().next() {
            return Ok(Some(finding));
        }
    }
    Ok(None)
}
