//! How are the appends of one group written, in one transaction?

use crate::entry::{Head, StoredText};
use crate::error::{AppendError, StoreError};
use crate::journal::Appended;
use crate::journal::place::{Place, placed};
use crate::journal::queue::{Incoming, Refusals, Submission};
use crate::journal::sqlite::Shared;
use crate::journal::sqlite::read::{self, Workspace, bound};
use crate::journal::steps::Step;
use rusqlite::{OptionalExtension, Transaction};
use std::collections::BTreeMap;

/// What is recorded within one transaction.
pub(super) struct Recording<'t> {
    transaction: &'t Transaction<'t>,
    shared: &'t Shared,
    refusals: &'t mut Refusals,
    workspaces: BTreeMap<String, Workspace>,
    bytes: usize,
}

impl<'t> Recording<'t> {
    pub(super) fn of(
        transaction: &'t Transaction<'t>,
        shared: &'t Shared,
        refusals: &'t mut Refusals,
    ) -> Self {
        Recording { transaction, shared, refusals, workspaces: BTreeMap::new(), bytes: 0 }
    }

    /// Records one append, or says why not; then it has written nothing. A failure of the database ends the group.
    pub(super) fn submission(
        &mut self,
        submission: &Submission,
    ) -> rusqlite::Result<Result<Appended, AppendError>> {
        let answer = self.decide(submission)?;
        if answer.is_err() {
            self.refusals.note(submission);
        }
        Ok(answer)
    }

    fn decide(&mut self, submission: &Submission) -> rusqlite::Result<Result<Appended, AppendError>> {
        let Submission { workspace: key, expected_head: expected, entries, .. } = submission;
        if self.refusals.concern(submission) {
            return Ok(Err(AppendError::FollowedRefused { expected: *expected }));
        }
        let Some(workspace) = self.workspace(key)? else {
            let known = read::workspace_keys(self.transaction)?;
            let unknown = StoreError::UnknownWorkspace { workspace: key.clone(), known };
            return Ok(Err(AppendError::Store(unknown)));
        };
        let (id, head, recorded_at_ms) = (workspace.id, workspace.head, workspace.recorded_at_ms);
        if let Some(position) = self.recorded_before(id, entries)? {
            return Ok(Err(AppendError::AlreadyRecorded { position }));
        }
        if head.position != *expected {
            return Ok(Err(AppendError::HeadMoved { expected: *expected, found: head.position }));
        }
        match placed(key, head, recorded_at_ms, entries) {
            Ok(places) => self.insert(key, id, entries, &places).map(Ok),
            Err(unfit) => Ok(Err(unfit)),
        }
    }

    fn workspace(&mut self, key: &str) -> rusqlite::Result<Option<&Workspace>> {
        if !self.workspaces.contains_key(key)
            && let Some(workspace) = read::find_workspace(self.transaction, key)?
        {
            self.workspaces.insert(key.to_owned(), workspace);
        }
        Ok(self.workspaces.get(key))
    }

    fn recorded_before(&self, workspace: i64, entries: &[Incoming]) -> rusqlite::Result<Option<u64>> {
        let sql = "SELECT position FROM entry WHERE workspace = ?1 AND command_id = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for entry in entries {
            let found =
                statement.query_row((workspace, entry.command_id.as_bytes()), |row| row.get::<_, i64>(0));
            if let Some(position) = found.optional()? {
                return Ok(Some(position as u64));
            }
        }
        Ok(None)
    }

    fn insert(
        &mut self,
        key: &str,
        id: i64,
        entries: &[Incoming],
        places: &[Place],
    ) -> rusqlite::Result<Appended> {
        let sql = "INSERT INTO entry (workspace, position, command_id, recorded_at_ms, hash, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for (entry, place) in entries.iter().zip(places) {
            let position = bound(place.head.position);
            let command_id = entry.command_id.as_bytes();
            statement.execute((
                id,
                position,
                command_id,
                place.recorded_at_ms,
                place.head.hash,
                &entry.body,
            ))?;
            self.bytes += 200 + entry.body.len();
            for (ordinal, text) in entry.texts.iter().enumerate() {
                self.insert_text(id, position, ordinal, text)?;
            }
            self.shared.step(Step::AfterInsert);
        }
        let last = places.last().map_or((Head::EMPTY, 0), |place| (place.head, place.recorded_at_ms));
        self.workspaces.insert(key.to_owned(), Workspace { id, head: last.0, recorded_at_ms: last.1 });
        let first = last.0.position + 1 - entries.len() as u64;
        let recorded_at_ms = places.iter().map(|place| place.recorded_at_ms).collect();
        Ok(Appended { first, head: last.0, recorded_at_ms })
    }

    fn insert_text(
        &mut self,
        id: i64,
        position: i64,
        ordinal: usize,
        text: &StoredText,
    ) -> rusqlite::Result<()> {
        let sql = "INSERT INTO text (workspace, position, ordinal, hash, salt, text, erased)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let salt = text.kept.as_ref().map(|kept| kept.salt);
        let words = text.kept.as_ref().map(|kept| kept.text.as_str());
        self.bytes += 150 + words.map_or(0, str::len);
        let mut statement = self.transaction.prepare_cached(sql)?;
        statement.execute((id, position, ordinal as i64, text.hash, salt, words, text.kept.is_none()))?;
        Ok(())
    }

    /// States the new heads, and answers about how many bytes were written: 0 if nothing is to be committed.
    pub(super) fn finish(self) -> rusqlite::Result<usize> {
        if self.bytes > 0 {
            let sql =
                "UPDATE workspace SET head = ?2, head_hash = ?3, head_recorded_at_ms = ?4 WHERE id = ?1";
            let mut statement = self.transaction.prepare_cached(sql)?;
            for Workspace { id, head, recorded_at_ms } in self.workspaces.values() {
                statement.execute((id, bound(head.position), head.hash, recorded_at_ms))?;
            }
        }
        Ok(self.bytes)
    }
}
