//! Backups and their way back, whichever database keeps the hub.

use std::path::Path;

use linchpin_store::{
    BackupReport, CheckDepth, Journal, Restore, SqliteJournal, SqliteParams, copy_journal, restore,
};

use crate::error::HubError;
use crate::hub::{Hub, Location, open_postgres};

/// A copy that was verified whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How many entries it holds.
    pub entries: u64,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// Where the hub that was there before is now.
    pub moved_away_to: Option<std::path::PathBuf>,
}

impl Hub {
    /// Copies the hub while it is in use into a new SQLite file, verifies the copy whole, and only then says so.
    pub fn backup(&self, to: &Path) -> Result<Kept, HubError> {
        match &self.sqlite {
            Some(sqlite) => Ok(kept(&sqlite.backup(to)?)),
            None => {
                let copy = SqliteJournal::create(to, SqliteParams::default())?;
                copy_journal(&**self.journal(), &copy)?;
                verified(&copy, to)
            }
        }
    }
}

/// Puts a backup back. A hub with entries stands in the way unless `replace`; it is then kept beside.
pub fn restore_backup(from: &Path, to: &Location, replace: bool) -> Result<Kept, HubError> {
    match to {
        Location::File(path) => {
            let how = if replace { Restore::Replace } else { Restore::OnlyWhereNothingIs };
            Ok(kept(&restore(from, path, how)?))
        }
        Location::Postgres(address) => restore_to_postgres(from, address, replace),
    }
}

/// Copies a verified backup into a database whose hub is not there yet or has no entries.
fn restore_to_postgres(from: &Path, address: &str, replace: bool) -> Result<Kept, HubError> {
    if replace {
        let next = "Restore into an empty database, and use that address from then on.";
        return Err(HubError::place("A hub in PostgreSQL is not replaced.", next));
    }
    let backup = SqliteJournal::open(from, SqliteParams::default())?;
    let mut entries = 0;
    for workspace in backup.workspaces()? {
        let report = backup.check(&workspace, CheckDepth::Whole)?;
        if let Some(finding) = report.findings.first() {
            let what = format!("The backup does not verify: {finding}.");
            return Err(HubError::place(what, "Use another one."));
        }
        entries += report.entries;
    }
    let postgres = open_postgres(address, true)?;
    for workspace in postgres.workspaces()? {
        if postgres.head(&workspace)?.position > 0 {
            let what = format!("The database has a hub with entries in workspace `{workspace}`.");
            return Err(HubError::place(what, "Restore into an empty one."));
        }
    }
    copy_journal(&backup, &postgres)?;
    for workspace in postgres.workspaces()? {
        if let Some(finding) = postgres.check(&workspace, CheckDepth::Whole)?.findings.first() {
            let what = format!("What was restored does not verify: {finding}.");
            return Err(HubError::place(what, "Empty the database and try again."));
        }
    }
    Ok(Kept { entries, bytes: 0, moved_away_to: None })
}

fn kept(report: &BackupReport) -> Kept {
    Kept { entries: report.entries(), bytes: report.bytes, moved_away_to: report.moved_away_to.clone() }
}

fn verified(copy: &SqliteJournal, path: &Path) -> Result<Kept, HubError> {
    let mut entries = 0;
    for workspace in copy.workspaces()? {
        let report = copy.check(&workspace, CheckDepth::Whole)?;
        if let Some(finding) = report.findings.first() {
            return Err(HubError::place(format!("The copy does not verify: {finding}."), "Try again."));
        }
        entries += report.entries;
    }
    let bytes = std::fs::metadata(path).map_or(0, |about| about.len());
    Ok(Kept { entries, bytes, moved_away_to: None })
}
