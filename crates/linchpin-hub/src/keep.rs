//! Backups and their way back, whichever database keeps the hub.

use std::path::Path;

use linchpin_store::{
    BackupReport, CheckDepth, Journal, Restore, SqliteJournal, SqliteParams, copy_journal, restore,
};

use crate::error::HubError;
use crate::hub::{Hub, Location};

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
    }
}

fn kept(report: &BackupReport) -> Kept {
    Kept { entries: report.entries(), bytes: report.bytes, moved_away_to: report.moved_away_to.clone() }
}

fn verified(copy: &SqliteJournal, path: &Path) -> Result<Kept, HubError> {
    let mut entries = 0;
    for workspace in copy.workspaces()? {
        let report = copy.check(&workspace, CheckDepth::Whole)?;
        if let Some(finding) = report.findings.first() {
            return Err(HubError::Workspace(format!("The copy does not verify: {finding}. Try again.")));
        }
        entries += report.entries;
    }
    let bytes = std::fs::metadata(path).map_or(0, |about| about.len());
    Ok(Kept { entries, bytes, moved_away_to: None })
}
