//! What does an error of SQLite mean for the person who runs the hub, and may the writer go on after it?

use crate::error::StoreError;
use rusqlite::{Error, ErrorCode, ffi};

/// How long a connection waits for another process.
pub(super) const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Puts an error into words. `what` is what was tried, as in "reading the head".
pub(super) fn in_words(hub: &str, what: &str, error: &Error) -> StoreError {
    let hub = hub.to_owned();
    match error.sqlite_error_code() {
        _ if out_of_space(error) => StoreError::DiskFull { hub },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Busy { hub, waited_ms: BUSY_TIMEOUT_MS }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { hub, what: format!("{what} found `{error}`") }
        }
        _ => StoreError::Database { hub, what: what.to_owned(), error: error.to_string() },
    }
}

/// Whether there is no room. The index of the log can run out of it too, and says so in its own way.
fn out_of_space(error: &Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    error.sqlite_error_code() == Some(ErrorCode::DiskFull) || extended == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

/// Whether the failed write leaves everything as it was before, for certain. After any other, what is on disk and what
/// the system holds in memory may differ: only a restart reads the disk again.
pub(super) fn leaves_all_as_it_was(error: &Error) -> bool {
    let harmless = [
        ErrorCode::DatabaseBusy,
        ErrorCode::DatabaseLocked,
        ErrorCode::OutOfMemory,
        ErrorCode::ConstraintViolation,
        ErrorCode::TooBig,
    ];
    out_of_space(error) || error.sqlite_error_code().is_some_and(|code| harmless.contains(&code))
}
