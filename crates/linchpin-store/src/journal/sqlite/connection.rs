//! With which settings does every connection to a hub run?

use crate::disk::beside;
use crate::error::StoreError;
use crate::journal::sqlite::faults::{BUSY_TIMEOUT_MS, in_words};
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The first SQLite without the fault by which a log could be copied over newer pages.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How many idle readers are kept.
const MOST_IDLE_READERS: usize = 8;

/// Each setting, and what it reads back as once it has taken.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("journal_mode", "WAL", "wal"),
    // Only FULL syncs the log at each commit: with NORMAL a power cut loses what was acknowledged.
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("busy_timeout", "5000", "5000"),
    ("cell_size_check", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("mmap_size", "0", "0"),
    // An erased text is overwritten, not only unlinked.
    ("secure_delete", "ON", "1"),
    // The writer copies the log itself, because SQLite keeps silent when its own copying fails.
    ("wal_autocheckpoint", "0", "0"),
];

/// A connection that reads, and the name of its hub for messages.
pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) hub: String,
}

impl Reader {
    /// Puts an error into words.
    pub(super) fn failed(&self, what: &str) -> impl Fn(rusqlite::Error) -> StoreError + use<> {
        let (hub, what) = (self.hub.clone(), what.to_owned());
        move |error| in_words(&hub, &what, &error)
    }
}

/// The readers of a hub, opened as they are needed and kept for the next.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    pub(super) fn of(path: &Path) -> Self {
        Readers { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Runs something on a reader. One on which something failed is not used again.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let reader = match idle {
            Some(reader) => reader,
            None => reader(&self.path)?,
        };
        let result = work(&reader)?;
        let mut idle = self.idle();
        if idle.len() < MOST_IDLE_READERS {
            idle.push(reader);
        }
        Ok(result)
    }

    /// Closes the readers that are idle.
    pub(super) fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection for reading a hub that is in use.
fn reader(path: &Path) -> Result<Reader, StoreError> {
    let connection = unset(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let hub = path.display().to_string();
    set(&connection, &hub)?;
    connection.pragma_update(None, "query_only", true).map_err(|e| in_words(&hub, "opening it", &e))?;
    Ok(Reader { connection, hub })
}

/// A connection to a file that is not to be written at all, such as a backup.
pub(super) fn reader_of_copy(path: &Path) -> Result<Reader, StoreError> {
    // Without a log nobody has the file open, and as an immutable one it is read with no new file beside it.
    let connection = if beside(path, "-wal").exists() {
        unset(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?
    } else {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        unset(&immutable(path), flags)?
    };
    let hub = path.display().to_string();
    let failed = |e| in_words(&hub, "opening it", &e);
    connection.pragma_update(None, "cell_size_check", true).map_err(failed)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(failed)?;
    Ok(Reader { connection, hub })
}

/// SQLite's address of a file that nobody writes.
fn immutable(path: &Path) -> PathBuf {
    let mut address = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(*byte))
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    PathBuf::from(address + "?immutable=1")
}

/// A connection that has read nothing and set nothing yet.
pub(super) fn unset(path: &Path, access: OpenFlags) -> Result<Connection, StoreError> {
    let hub = path.display().to_string();
    let failed = |e| in_words(&hub, "opening it", &e);
    let connection =
        Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS)).map_err(failed)?;
    copy_log_when_closed(&connection, false).map_err(failed)?;
    Ok(connection)
}

/// Whether closing the last connection copies the log and removes it. The writer alone may do so, and not after a
/// failed write.
pub(super) fn copy_log_when_closed(connection: &Connection, copy: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !copy).map(|_| ())
}

/// Sets everything, and reads it back.
pub(super) fn set(connection: &Connection, hub: &str) -> Result<(), StoreError> {
    for (name, value, wanted) in SETTINGS {
        let failed = |e| in_words(hub, &format!("the setting `{name}`"), &e);
        connection.execute_batch(&format!("PRAGMA {name} = {value}")).map_err(failed)?;
        let found = connection.query_row(&format!("PRAGMA {name}"), (), |row| Ok(as_text(row.get_ref(0)?)));
        let found = found.map_err(failed)?;
        if found != *wanted {
            let (name, wanted) = ((*name).to_owned(), (*wanted).to_owned());
            return Err(StoreError::SettingRefused { hub: hub.to_owned(), name, wanted, found });
        }
    }
    Ok(())
}

fn as_text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    }
}

/// Refuses a library that can lose what was written.
pub(super) fn check_library() -> Result<(), StoreError> {
    if rusqlite::version_number() >= OLDEST_SQLITE {
        return Ok(());
    }
    let (what, found) = ("SQLite".to_owned(), rusqlite::version().to_owned());
    Err(StoreError::TooOld { what, found, wanted: "3.51.3".to_owned() })
}
