//! How does a backup become a hub again, without putting a good one at risk?

use crate::disk::{beside, name_new, rename, sync_folder};
use crate::error::StoreError;
use crate::journal::sqlite::backup::{self, BackupReport, verify_hub};
use crate::journal::sqlite::connection;
use rusqlite::OpenFlags;
use std::path::{Path, PathBuf};

/// What happens to a hub that is where a backup is to be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restore {
    /// A hub with entries is kept, and the restore refused.
    OnlyWhereNothingIs,
    /// A hub with entries is moved away, beside the restored one.
    Replace,
}

/// Verifies the backup `from` wholly, and makes it the hub at `to`.
///
/// The backup stays as it is. Whatever is at `to` is moved to a name beside it, never deleted; [`BackupReport`] says
/// where. It is refused while another process has the hub at `to` open.
pub fn restore(from: &Path, to: &Path, how: Restore) -> Result<BackupReport, StoreError> {
    let verified = verify_hub(from)?;
    if let Some(finding) = verified.iter().find_map(|report| report.findings.first()) {
        let copy = from.display().to_string();
        return Err(StoreError::Unverified {
            copy,
            finding: finding.to_string(),
        });
    }
    if to.exists() && how == Restore::OnlyWhereNothingIs && !is_empty_hub(to) {
        return Err(StoreError::WouldOverwrite { path: to.to_owned() });
    }
    let heads: Vec<_> = verified
        .into_iter()
        .map(|report| (report.workspace, report.head))
        .collect();
    let source = backup::reader_of(from)?;
    let part = backup::write_part(&source.connection, &source.hub, to)?;
    let restored = backup::verify_part(&part, &heads).and_then(|reports| {
        let moved_away_to = move_away(to)?;
        name_new(&part, to)?;
        Ok(BackupReport {
            moved_away_to,
            ..backup::report(to, reports)?
        })
    });
    backup::remove_if_failed(&part, restored)
}

fn is_empty_hub(path: &Path) -> bool {
    let reports = verify_hub(path);
    reports.is_ok_and(|reports| {
        reports
            .iter()
            .all(|report| report.is_sound() && report.head.position == 0)
    })
}

/// Moves a hub with its log away. The file goes first: without it, nothing takes the log for another hub's.
fn move_away(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    if path.exists() {
        refuse_if_open(path)?;
    }
    let away = (1..)
        .map(|n| beside(path, &format!(".before-restore-{n}")))
        .find(|away| !away.exists());
    let away = away.unwrap_or_else(|| beside(path, ".before-restore"));
    let mut moved = None;
    for suffix in ["", "-wal", "-shm"] {
        let file = beside(path, suffix);
        if file.exists() {
            rename(&file, &beside(&away, suffix))?;
            sync_folder(path)?;
            moved = Some(away.clone());
        }
    }
    Ok(moved)
}

/// Leaving the write-ahead log needs the file for oneself alone. A file that is damaged beyond that is in nobody's use.
fn refuse_if_open(path: &Path) -> Result<(), StoreError> {
    let alone = connection::unset(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|connection| {
        let failed = |e| super::faults::in_words(&path.display().to_string(), "having it alone", &e);
        connection
            .pragma_update(None, "journal_mode", "DELETE")
            .map_err(failed)
    });
    match alone {
        Err(busy @ StoreError::Busy { .. }) => Err(busy),
        _ => Ok(()),
    }
}
