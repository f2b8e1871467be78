//! How is a hub copied while it is in use, and how does one know that the copy is good?

use crate::check::{CheckDepth, CheckReport, Finding};
use crate::disk::{beside, name_new, sync_file};
use crate::entry::Head;
use crate::error::StoreError;
use crate::journal::sqlite::connection::{self, Reader};
use crate::journal::sqlite::faults::{BUSY_TIMEOUT_MS, in_words};
use crate::journal::sqlite::open::create_file;
use crate::journal::sqlite::{SqliteJournal, check, migrate, read};
use crate::journal::steps::Step;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// A copy that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What was verified, by workspace; all of it is sound.
    pub workspaces: Vec<CheckReport>,
    /// Where files that stood in the way were moved to, if there were any.
    pub moved_away_to: Option<PathBuf>,
}

impl BackupReport {
    /// How many entries the copy holds, in all workspaces.
    pub fn entries(&self) -> u64 {
        self.workspaces.iter().map(|workspace| workspace.entries).sum()
    }
}

/// Verifies the hub in a file wholly, without writing to it: its structure, and every workspace from the first entry.
pub fn verify_hub(path: &Path) -> Result<Vec<CheckReport>, StoreError> {
    let reader = reader_of(path)?;
    let keys = read::workspaces(&reader)?;
    let mut of_file = check::file_findings(&reader);
    // A hub without workspaces has no report to hold what is wrong with its file.
    if let (true, Some(finding)) = (keys.is_empty(), of_file.first()) {
        return Err(unverified(path, finding));
    }
    let report = |key| check::check_workspace(&reader, key, CheckDepth::Whole, std::mem::take(&mut of_file));
    keys.iter().map(String::as_str).map(report).collect()
}

pub(super) fn reader_of(path: &Path) -> Result<Reader, StoreError> {
    if !path.exists() {
        return Err(StoreError::NoHub { path: path.to_owned() });
    }
    migrate::check_header(path)?;
    let reader = connection::reader_of_copy(path)?;
    migrate::check_identity(&reader.connection, path)?;
    Ok(reader)
}

fn unverified(copy: &Path, finding: &Finding) -> StoreError {
    StoreError::Unverified { copy: copy.display().to_string(), finding: finding.to_string() }
}

/// Backs up a hub in use.
pub(super) fn backup(journal: &SqliteJournal, to: &Path) -> Result<BackupReport, StoreError> {
    if to.exists() {
        return Err(StoreError::WouldOverwrite { path: to.to_owned() });
    }
    let heads = journal.readers.with(heads)?;
    journal.shared.step(Step::BeforeBackup);
    let source = connection::unset(&journal.shared.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let part = write_part(&source, &journal.hub(), to)?;
    journal.shared.step(Step::BeforeBackupVerified);
    let verified = verify_part(&part, &heads).and_then(|reports| {
        name_new(&part, to)?;
        report(to, reports)
    });
    remove_if_failed(&part, verified)
}

/// The heads of all workspaces of a file, by key, as it states them.
pub(super) fn heads(reader: &Reader) -> Result<Vec<(String, Head)>, StoreError> {
    let keys = read::workspaces(reader)?.into_iter();
    keys.map(|key| read::workspace(reader, &key).map(|workspace| (key, workspace.head))).collect()
}

/// Copies a hub to an unfinished file beside `to`, synced, and answers its name.
pub(super) fn write_part(source: &Connection, hub: &str, to: &Path) -> Result<PathBuf, StoreError> {
    let part = beside(to, &format!(".part-{}", std::process::id()));
    create_file(&part)?;
    let written = copy_pages(source, hub, &part).and_then(|()| sync_file(&part));
    remove_if_failed(&part, written).map(|()| part)
}

/// Copies page by page, from one state of the hub however long it takes. Damage is copied too, and so is found.
fn copy_pages(source: &Connection, hub: &str, part: &Path) -> Result<(), StoreError> {
    let failed = |error| in_words(hub, "copying it", &error);
    let mut copy = connection::unset(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The copy has no name yet and is synced as a whole, so it needs no log of its own.
    copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").map_err(failed)?;
    let done = Backup::new(source, &mut copy).and_then(|pages| pages.step(-1)).map_err(failed)?;
    match done {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy { hub: hub.to_owned(), waited_ms: BUSY_TIMEOUT_MS }),
    }
}

/// Verifies a copy wholly, and that it holds the heads seen before it was made.
pub(super) fn verify_part(part: &Path, heads: &[(String, Head)]) -> Result<Vec<CheckReport>, StoreError> {
    let reports = verify_hub(part)?;
    if let Some(finding) = reports.iter().find_map(|report| report.findings.first()) {
        return Err(unverified(part, finding));
    }
    let reader = reader_of(part)?;
    for (key, head) in heads {
        if read::hash_at(&reader, key, head.position)? != Some(head.hash) {
            let what = format!("the copy does not hold this entry of `{key}`");
            return Err(unverified(part, &Finding { position: Some(head.position), what }));
        }
    }
    Ok(reports)
}

/// What is told of a verified copy.
pub(super) fn report(path: &Path, workspaces: Vec<CheckReport>) -> Result<BackupReport, StoreError> {
    let metadata =
        std::fs::metadata(path).map_err(|error| StoreError::io("Reading the size", path, &error))?;
    Ok(BackupReport { path: path.to_owned(), bytes: metadata.len(), workspaces, moved_away_to: None })
}

/// Removes an unfinished file if what was to be done with it has failed.
pub(super) fn remove_if_failed<T>(part: &Path, result: Result<T, StoreError>) -> Result<T, StoreError> {
    if result.is_err() {
        let _ = std::fs::remove_file(part);
    }
    result
}
