//! How does a backup become a hub again, without putting a good one at risk?

use crate::disk::{beside, name_new, rename, sync_folder};
use crate::error::StoreError;
use crate::journal::sqlite::backup::{self, BackupReport};
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

/// Makes the backup `from` the hub at `to`: copies it, verifies the copy wholly, and only then gives it the name.
///
/// The backup stays as it is. Whatever is at `to` is moved to a name beside it, never deleted; [`BackupReport`] says
/// where. It is refused while another process has the hub at `to` open.
pub fn restore(from: &Path, to: &Path, how: Restore) -> Result<BackupReport, StoreError> {
    let source = backup::reader_of(from)?;
    let heads = backup::heads(&source)?;
    if to.exists() && how == Restore::OnlyWhereNothingIs && !is_empty_hub(to) {
        return Err(StoreError::WouldOverwrite { path: to.to_owned() });
    }
    let part = backup::write_part(&source.connection, &source.hub, to)?;
    let verified = backup::verify_part(&part, &heads).map_err(|error| of_backup(error, &source.hub));
    let restored = verified.and_then(|reports| {
        let moved_away_to = move_away(to)?;
        name_new(&part, to)?;
        Ok(BackupReport { moved_away_to, ..backup::report(to, reports)? })
    });
    backup::remove_if_failed(&part, restored)
}

/// What is wrong with the copy is wrong with the backup.
fn of_backup(error: StoreError, backup: &str) -> StoreError {
    match error {
        StoreError::Unverified { finding, .. } => StoreError::Unverified { copy: backup.to_owned(), finding },
        other => other,
    }
}

fn is_empty_hub(path: &Path) -> bool {
    let heads = backup::reader_of(path).and_then(|reader| backup::heads(&reader));
    heads.is_ok_and(|heads| heads.iter().all(|(_, head)| head.position == 0))
}

/// Moves a hub with its log away. The file goes first: without it, nothing takes the log for another hub's.
fn move_away(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    if path.exists() {
        refuse_if_open(path)?;
    }
    let away = (1..).map(|n| beside(path, &format!(".before-restore-{n}"))).find(|away| !away.exists());
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
        connection.pragma_update(None, "journal_mode", "DELETE").map_err(failed)
    });
    match alone {
        Err(busy @ StoreError::Busy { .. }) => Err(busy),
        _ => Ok(()),
    }
}
