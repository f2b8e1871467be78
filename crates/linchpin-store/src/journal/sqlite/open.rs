//! In which order is a hub opened, so that nothing is written to one that should not be?

use crate::check::Finding;
use crate::disk::sync_folder;
use crate::error::StoreError;
use crate::journal::finding_at_the_end;
use crate::journal::queue::Queue;
use crate::journal::sqlite::connection::{self, Readers};
use crate::journal::sqlite::writer::Writer;
use crate::journal::sqlite::{Shared, SqliteJournal, SqliteParams, Writing, check, migrate};
use rusqlite::OpenFlags;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

/// Makes an empty file that its owner alone may read; SQLite gives its log and index the same mode.
pub(super) fn create_file(path: &Path) -> Result<(), StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => sync_folder(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(StoreError::WouldOverwrite { path: path.to_owned() })
        }
        Err(error) => Err(StoreError::io("Creating the file", path, &error)),
    }
}

/// Opens a hub: identity first, then settings and layout, then its end is verified, and last the writer starts.
pub(super) fn open(path: &Path, params: SqliteParams) -> Result<SqliteJournal, StoreError> {
    connection::check_library()?;
    if !path.exists() {
        return Err(StoreError::NoHub { path: path.to_owned() });
    }
    migrate::check_header(path)?;
    let mut connection = connection::unset(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    migrate::check_identity(&connection, path)?;
    let shared = Arc::new(Shared::of(path, params));
    connection::set(&connection, &shared.hub())?;
    migrate::migrate(&mut connection, &shared)?;
    let readers = Readers::of(path);
    let mut journal = SqliteJournal { shared: Arc::clone(&shared), readers, writing: None, finding: None };
    journal.finding = first_finding(&journal)?;
    if journal.finding.is_none() {
        let writer = Writer::ready(connection, shared)?;
        journal.writing = Some(start(writer, path)?);
    }
    Ok(journal)
}

fn first_finding(journal: &SqliteJournal) -> Result<Option<Finding>, StoreError> {
    let changed = journal.readers.with(|reader| Ok(check::layout_findings(reader)))?;
    if let Some(finding) = changed.into_iter().next() {
        return Ok(Some(finding));
    }
    finding_at_the_end(journal)
}

fn start(writer: Writer, path: &Path) -> Result<Writing, StoreError> {
    let (queue, turns) = Queue::new(path.display().to_string());
    let thread = std::thread::Builder::new().name("journal writer".to_owned());
    let thread = thread.spawn(move || writer.run(turns));
    let thread = thread.map_err(|error| StoreError::io("Starting the writer", path, &error))?;
    Ok(Writing { queue, thread })
}
