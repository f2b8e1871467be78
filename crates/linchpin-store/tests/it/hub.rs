//! Hubs and entries for tests, and what must be true of any of them.

use linchpin_store::chain::text_hash;
use linchpin_store::{
    CheckDepth, CheckReport, Head, Journal, NewEntry, NewText, SqliteJournal, SqliteParams, StoredEntry,
};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The workspace of most tests.
pub(crate) const WORKSPACE: &str = "acme";

/// A folder with room for a hub, removed at the end.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().expect("a folder for the test"))
    }

    /// A folder that is in memory where the machine has one: a killed process takes nothing of it along, and syncing
    /// costs nothing.
    pub(crate) fn in_memory() -> Self {
        Folder(
            tempfile::tempdir_in("/dev/shm")
                .unwrap_or_else(|_| tempfile::tempdir().expect("a folder for the test")),
        )
    }

    pub(crate) fn hub(&self) -> PathBuf {
        self.file("test.hub")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A new hub with the workspace of most tests.
    pub(crate) fn new_hub(&self) -> SqliteJournal {
        new_hub_at(&self.hub(), SqliteParams::default())
    }
}

pub(crate) fn new_hub_at(path: &Path, params: SqliteParams) -> SqliteJournal {
    let journal = SqliteJournal::create(path, params).expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    journal
}

pub(crate) fn open(path: &Path) -> SqliteJournal {
    SqliteJournal::open(path, SqliteParams::default()).expect("the hub opens")
}

/// A command id that tells its number, in the order of numbers as v7 ids are in the order of time.
pub(crate) fn command(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// An entry without texts.
pub(crate) fn entry(number: u128, body: &str) -> NewEntry {
    let recorded_at_ms = 1_700_000_000_000 + number as i64;
    NewEntry { command_id: command(number), recorded_at_ms, body: body.to_owned(), texts: Vec::new() }
}

/// A text with a salt made of its length.
pub(crate) fn text(words: &str) -> NewText {
    let salt = [words.len() as u8; 16];
    NewText { hash: text_hash(&salt, words), salt, text: words.to_owned() }
}

/// `count` entries numbered from `first`.
pub(crate) fn entries(first: u128, count: u128) -> Vec<NewEntry> {
    (first..first + count).map(|number| entry(number, &format!("{{\"n\":{number}}}"))).collect()
}

/// All entries of a workspace.
pub(crate) fn all(journal: &dyn Journal, workspace: &str) -> Vec<StoredEntry> {
    let mut all = Vec::new();
    let read = journal.read(workspace, 0, u64::MAX, &mut |entry| {
        all.push(entry.to_stored());
        ControlFlow::Continue(())
    });
    read.expect("the journal is read");
    all
}

/// The whole check finds nothing, and what it counted is handed on.
pub(crate) fn check_sound(journal: &dyn Journal, workspace: &str) -> CheckReport {
    let report = journal.check(workspace, CheckDepth::Whole).expect("the journal is checked");
    assert_eq!(report.findings, Vec::new(), "the check of `{workspace}`");
    let head: Head = journal.head(workspace).expect("a head");
    assert_eq!(report.entries, head.position, "gapless: as many entries as the head says");
    report
}
