//! How is a hub kept in one SQLite file?
//!
//! One thread writes and copies the write-ahead log into the file; readers have connections of their own. Any other
//! process may append to the same file: an append states the head it expects, and is held against it under the
//! write lock.

mod backup;
mod check;
mod connection;
mod faults;
mod migrate;
mod open;
mod read;
mod record;
mod restore;
mod writer;

use crate::check::{CheckDepth, CheckReport, Finding};
use crate::entry::{EntryRef, Head, NewEntry, StoredEntry};
use crate::error::StoreError;
use crate::journal::Journal;
use crate::journal::queue::{self, Incoming, Queue, Receipt};
use crate::journal::steps::{Step, StepHook};
use connection::Readers;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use uuid::Uuid;
use writer::Writer;

pub use backup::{BackupReport, verify_hub};
pub use restore::{Restore, restore};

/// How long a waiting reader lets pass before it looks for another process's appends.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How a hub is opened, beside its path.
#[derive(Clone, Default)]
pub struct SqliteParams {
    /// The most pages of 4 KiB the file may have; an append beyond is refused as on a full disk. `None`: no limit.
    pub most_pages: Option<u32>,
    /// Called at each step of a write; for tests.
    pub on_step: Option<StepHook>,
}

/// A hub in one SQLite file.
pub struct SqliteJournal {
    shared: Arc<Shared>,
    readers: Readers,
    /// `None` for a hub that is open for reading only.
    writing: Option<Writing>,
    finding: Option<Finding>,
}

struct Writing {
    queue: Queue<Writer>,
    thread: JoinHandle<()>,
}

/// What the writer and everybody else share.
struct Shared {
    path: PathBuf,
    params: SqliteParams,
    /// How many groups this process has recorded; the condition is told at each.
    recorded: Mutex<u64>,
    recorded_more: Condvar,
}

impl SqliteJournal {
    /// Opens a hub that exists, verifies its last 10,000 entries (shared among its workspaces), and starts its writer.
    ///
    /// A hub whose end does not verify is opened for reading only; [`SqliteJournal::finding`] says why. A hub of a
    /// newer layout, and a file that is no hub, are refused without a byte written.
    pub fn open(path: &Path, params: SqliteParams) -> Result<SqliteJournal, StoreError> {
        open::open(path, params)
    }

    /// Makes a new hub, readable and writable by its owner alone, and opens it. It never overwrites.
    pub fn create(path: &Path, params: SqliteParams) -> Result<SqliteJournal, StoreError> {
        open::create_file(path)?;
        open::open(path, params)
    }

    /// The file that it is kept in.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Why it is open for reading only, if it is.
    pub fn finding(&self) -> Option<&Finding> {
        self.finding.as_ref()
    }

    /// Copies the whole hub, while it is in use, into a new file, and verifies the copy: every entry, and that it
    /// holds what was recorded when the backup began. Only then the copy gets its name; it never overwrites.
    pub fn backup(&self, to: &Path) -> Result<BackupReport, StoreError> {
        backup::backup(self, to)
    }

    fn hub(&self) -> String {
        self.shared.hub()
    }

    fn read_only(&self) -> StoreError {
        let finding = self.finding.as_ref().map_or_else(String::new, Finding::to_string);
        StoreError::ReadOnly { hub: self.hub(), finding }
    }

    fn submit_incoming(&self, workspace: &str, expected_head: u64, entries: Vec<Incoming>) -> Receipt {
        match &self.writing {
            Some(writing) => writing.queue.submit(workspace, expected_head, entries),
            None => queue::refused(&self.hub(), self.read_only()),
        }
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.writing {
            Some(writing) => writing.queue.call(work),
            None => Err(self.read_only()),
        }
    }
}

impl Journal for SqliteJournal {
    fn workspaces(&self) -> Result<Vec<String>, StoreError> {
        self.readers.with(read::workspaces)
    }

    fn create_workspace(&self, key: &str) -> Result<bool, StoreError> {
        check_key(key)?;
        let key = key.to_owned();
        self.call(move |writer| writer.create_workspace(&key))
    }

    fn head(&self, workspace: &str) -> Result<Head, StoreError> {
        self.readers.with(|reader| Ok(read::workspace(reader, workspace)?.head))
    }

    fn submit(&self, workspace: &str, expected_head: u64, entries: Vec<NewEntry>) -> Receipt {
        self.submit_incoming(workspace, expected_head, entries.into_iter().map(Incoming::from).collect())
    }

    fn submit_copies(&self, workspace: &str, expected_head: u64, entries: Vec<StoredEntry>) -> Receipt {
        self.submit_incoming(workspace, expected_head, entries.into_iter().map(Incoming::from).collect())
    }

    fn read(
        &self,
        workspace: &str,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.readers.with(|reader| read::entries(reader, workspace, after, up_to, visit))
    }

    fn hash_at(&self, workspace: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.readers.with(|reader| read::hash_at(reader, workspace, position))
    }

    fn position_of(&self, workspace: &str, command_id: Uuid) -> Result<Option<u64>, StoreError> {
        self.readers.with(|reader| read::position_of(reader, workspace, command_id))
    }

    fn erase_texts(&self, workspace: &str, hashes: &[[u8; 32]]) -> Result<u64, StoreError> {
        let (workspace, hashes) = (workspace.to_owned(), hashes.to_vec());
        self.call(move |writer| writer.erase_texts(&workspace, &hashes))
    }

    fn check(&self, workspace: &str, depth: CheckDepth) -> Result<CheckReport, StoreError> {
        self.readers.with(|reader| check::check(reader, workspace, depth))
    }

    fn wait_for_change(&self, workspace: &str, after: u64, timeout: Duration) -> Result<Head, StoreError> {
        let until = Instant::now() + timeout;
        loop {
            let seen = *self.shared.recorded();
            let head = self.head(workspace)?;
            let left = until.saturating_duration_since(Instant::now());
            if head.position > after || left.is_zero() {
                return Ok(head);
            }
            self.shared.wait_for_more(seen, left.min(LOOK_EVERY));
        }
    }
}

impl Drop for SqliteJournal {
    /// Answers everything that was submitted, copies the write-ahead log into the file, and closes it.
    fn drop(&mut self) {
        // SQLite removes the emptied log when its last connection is closed, which has to be the writer's.
        self.readers.close();
        if let Some(Writing { queue, thread }) = self.writing.take() {
            drop(queue);
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn of(path: &Path, params: SqliteParams) -> Self {
        Shared { path: path.to_owned(), params, recorded: Mutex::new(0), recorded_more: Condvar::new() }
    }

    fn step(&self, step: Step) {
        if let Some(on_step) = &self.params.on_step {
            on_step(step);
        }
    }

    fn hub(&self) -> String {
        self.path.display().to_string()
    }

    fn recorded(&self) -> std::sync::MutexGuard<'_, u64> {
        self.recorded.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn tell_recorded(&self) {
        *self.recorded() += 1;
        self.recorded_more.notify_all();
    }

    fn wait_for_more(&self, seen: u64, at_most: Duration) {
        let guard = self.recorded();
        let _ = self.recorded_more.wait_timeout_while(guard, at_most, |now| *now == seen);
    }
}

pub(in crate::journal) fn check_key(key: &str) -> Result<(), StoreError> {
    let why = if key.is_empty() {
        "it is empty"
    } else if key.chars().count() > 64 {
        "it has more than 64 characters"
    } else if key.chars().any(|c| c.is_whitespace() || c.is_control()) {
        "it has white space or a control character in it"
    } else {
        return Ok(());
    };
    Err(StoreError::UnfitWorkspaceKey { key: key.to_owned(), why: why.to_owned() })
}
