//! The journal that stands before another one and does what the plan says.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use linchpin_store::{
    CheckDepth, CheckReport, EntryRef, Head, Journal, NewEntry, Receipt, StoreError, StoredEntry,
};
use uuid::Uuid;

use super::faults::*;

const WRITING: [Fault; 7] = [
    Fault::FailBefore,
    Fault::FailAfter,
    Fault::DropsEvent,
    Fault::AltersEvent,
    Fault::DoublesEntry,
    Fault::SwapsEntries,
    Fault::FalseSuccess,
];
const READING: [Fault; 6] = [
    Fault::ShortRead,
    Fault::BrokenRead,
    Fault::ReadsAltered,
    Fault::ReadsTwice,
    Fault::ReadsSwapped,
    Fault::ReadsPast,
];

/// A journal with faults.
pub(super) struct Faulty {
    pub(super) inner: Arc<dyn Journal>,
    pub(super) plan: Arc<Plan>,
}

impl Faulty {
    fn answered(&self, answer: Result<linchpin_store::Appended, linchpin_store::AppendError>) -> Receipt {
        Receipt::answered("the simulation", answer)
    }

    /// Appends entries with other bodies, where `alter` gives one.
    fn altered(
        &self,
        workspace: &str,
        expected_head: u64,
        mut entries: Vec<NewEntry>,
        alter: impl Fn(&str) -> Option<String>,
    ) -> Receipt {
        match entries.first_mut().and_then(|entry| Some((alter(&entry.body)?, entry))) {
            Some((body, entry)) => entry.body = body,
            None => self.plan.take_back(),
        }
        self.inner.submit(workspace, expected_head, entries)
    }

    /// What was kept back follows what comes now.
    fn after_what_follows(
        &self,
        workspace: &str,
        expected_head: u64,
        entries: &[NewEntry],
        held: NewEntry,
    ) -> Receipt {
        let first = self.inner.append(workspace, expected_head - 1, entries.to_vec());
        let late = first.and_then(|first| self.inner.append(workspace, first.head.position, vec![held]));
        self.answered(late.and_then(|_| as_if_recorded(expected_head, entries)))
    }
}

impl Journal for Faulty {
    fn workspaces(&self) -> Result<Vec<String>, StoreError> {
        self.inner.workspaces()
    }

    fn create_workspace(&self, key: &str) -> Result<bool, StoreError> {
        self.inner.create_workspace(key)
    }

    fn head(&self, workspace: &str) -> Result<Head, StoreError> {
        let head = self.inner.head(workspace)?;
        if head.position == 0 || self.plan.draw(&[Fault::StaleHead]).is_none() {
            return Ok(head);
        }
        let position = head.position - 1;
        Ok(Head { position, hash: self.inner.hash_at(workspace, position)?.unwrap_or_default() })
    }

    fn submit(&self, workspace: &str, expected_head: u64, entries: Vec<NewEntry>) -> Receipt {
        if let Some(held) = self.plan.release() {
            return self.after_what_follows(workspace, expected_head, &entries, held);
        }
        let which = self.plan.below(7);
        match self.plan.draw(&WRITING) {
            Some(Fault::FailBefore) => self.answered(Err(full().into())),
            Some(Fault::FailAfter) => {
                let appended = self.inner.append(workspace, expected_head, entries);
                self.answered(appended.and(Err(unknown().into())))
            }
            Some(Fault::FalseSuccess) => self.answered(as_if_recorded(expected_head, &entries)),
            Some(Fault::DropsEvent) => {
                self.altered(workspace, expected_head, entries, |body| without_an_event(body, which))
            }
            Some(Fault::AltersEvent) => self.altered(workspace, expected_head, entries, with_other_words),
            Some(Fault::DoublesEntry) => {
                let again = entries.iter().map(under_another_id).collect();
                let first = self.inner.append(workspace, expected_head, entries);
                let second =
                    first.clone().and_then(|first| self.inner.append(workspace, first.head.position, again));
                self.answered(second.and(first))
            }
            Some(Fault::SwapsEntries) => {
                let answer = as_if_recorded(expected_head, &entries);
                entries.into_iter().for_each(|entry| self.plan.hold(entry));
                self.answered(answer)
            }
            _ => self.inner.submit(workspace, expected_head, entries),
        }
    }

    fn submit_copies(&self, workspace: &str, expected_head: u64, entries: Vec<StoredEntry>) -> Receipt {
        self.inner.submit_copies(workspace, expected_head, entries)
    }

    fn read(
        &self,
        workspace: &str,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut read = Vec::new();
        self.inner.read(workspace, after, up_to, &mut |entry| {
            read.push(entry.to_stored());
            ControlFlow::Continue(())
        })?;
        let fault = self.plan.draw(&READING);
        let which = self.plan.below(read.len());
        match fault {
            Some(Fault::ShortRead | Fault::BrokenRead) => read.truncate(which),
            Some(lie) if !spoil(lie, &mut read, which) => self.plan.take_back(),
            _ => {}
        }
        for entry in &read {
            if visit(&borrowed(entry)).is_break() {
                return Ok(());
            }
        }
        if fault == Some(Fault::BrokenRead) { Err(unreachable()) } else { Ok(()) }
    }

    fn hash_at(&self, workspace: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.inner.hash_at(workspace, position)
    }

    fn position_of(&self, workspace: &str, command_id: Uuid) -> Result<Option<u64>, StoreError> {
        self.inner.position_of(workspace, command_id)
    }

    fn erase_texts(&self, workspace: &str, hashes: &[[u8; 32]]) -> Result<u64, StoreError> {
        match self.plan.draw(&[Fault::FailBefore, Fault::FailAfter]) {
            Some(Fault::FailBefore) => Err(full()),
            Some(_) => self.inner.erase_texts(workspace, hashes).and(Err(unknown())),
            None => self.inner.erase_texts(workspace, hashes),
        }
    }

    fn check(&self, workspace: &str, depth: CheckDepth) -> Result<CheckReport, StoreError> {
        self.inner.check(workspace, depth)
    }

    fn wait_for_change(&self, workspace: &str, after: u64, timeout: Duration) -> Result<Head, StoreError> {
        self.inner.wait_for_change(workspace, after, timeout)
    }
}

fn borrowed(entry: &StoredEntry) -> EntryRef<'_> {
    EntryRef {
        position: entry.position,
        command_id: entry.command_id,
        recorded_at_ms: entry.recorded_at_ms,
        body: &entry.body,
        texts: &entry.texts,
        hash: entry.hash,
    }
}
