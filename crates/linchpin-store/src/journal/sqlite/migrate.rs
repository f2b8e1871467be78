//! Is a file a hub, and of which layout? How does it come to the newest?

use crate::error::StoreError;
use crate::journal::sqlite::Shared;
use crate::journal::sqlite::faults::in_words;
use crate::journal::steps::Step;
use crate::migrations;
use rusqlite::{Connection, TransactionBehavior};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

/// "LinP" in ASCII: the mark of a hub in the header of its file.
const APPLICATION_ID: i64 = 0x4c69_6e50;
const NEWEST: i64 = migrations::SQLITE.len() as i64;
const HEADER_LEN: u64 = 100;

/// Tables and indexes: kind and name, then the statement that makes it.
pub(super) type Objects = Vec<(String, String)>;

/// Refuses what is no hub or a newer one, by its first bytes alone: nothing is opened, nothing written.
pub(super) fn check_header(path: &Path) -> Result<(), StoreError> {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEADER_LEN).read_to_end(&mut header));
    read.map_err(|error| StoreError::io("Reading the start of the hub", path, &error))?;
    if header.is_empty() {
        return Ok(());
    }
    if header.len() < HEADER_LEN as usize || !header.starts_with(b"SQLite format 3\0") {
        return Err(not_a_hub(path, "it is not a SQLite file"));
    }
    let number = |at: usize| i64::from(i32::from_be_bytes([0, 1, 2, 3].map(|i| header[at + i])));
    check_ids(path, number(68), number(60))
}

/// Refuses another application's file and a newer layout. Zeros are a hub that is just being made.
fn check_ids(path: &Path, application_id: i64, layout: i64) -> Result<(), StoreError> {
    match (application_id, layout) {
        (0, 0) => Ok(()),
        (APPLICATION_ID, found) if found > NEWEST => {
            Err(StoreError::NewerLayout { hub: path.display().to_string(), found, known: NEWEST })
        }
        (APPLICATION_ID, 1..) => Ok(()),
        _ => Err(not_a_hub(path, "it belongs to another application")),
    }
}

/// As [`check_header`], for what the write-ahead log may say; and a file with somebody's tables is refused.
pub(super) fn check_identity(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let hub = path.display().to_string();
    let failed = |e| in_words(&hub, "reading its layout", &e);
    let (application_id, layout) = ids(connection).map_err(failed)?;
    check_ids(path, application_id, layout)?;
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0)).map_err(failed)?;
    match (application_id, objects) {
        (0, 1..) => Err(not_a_hub(path, "it has tables that Linchpin did not make")),
        _ => Ok(()),
    }
}

fn ids(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let application_id = connection.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    let layout = connection.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    Ok((application_id, layout))
}

fn not_a_hub(path: &Path, why: &str) -> StoreError {
    StoreError::NotAHub { path: path.to_owned(), why: why.to_owned() }
}

/// Brings a hub to the newest layout, in one transaction; two processes may try at the same time.
pub(super) fn migrate(connection: &mut Connection, shared: &Shared) -> Result<(), StoreError> {
    let hub = shared.hub();
    let failed = |e| in_words(&hub, "bringing it to the newest layout", &e);
    if ids(connection).map_err(failed)?.1 == NEWEST {
        return Ok(());
    }
    shared.step(Step::BeforeMigration);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let (_, layout) = ids(&transaction).map_err(failed)?;
    for statements in migrations::SQLITE.iter().skip(layout as usize) {
        transaction.execute_batch(statements).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    transaction.pragma_update(None, "user_version", NEWEST).map_err(failed)?;
    shared.step(Step::BeforeMigrationCommit);
    transaction.commit().map_err(failed)?;
    shared.step(Step::AfterMigration);
    Ok(())
}

/// Every object of the newest layout with the statement that makes it, by kind and name.
pub(super) fn newest_objects() -> &'static Result<Objects, String> {
    static NEWEST_OBJECTS: LazyLock<Result<Objects, String>> = LazyLock::new(|| {
        let connection = Connection::open_in_memory().map_err(|error| error.to_string())?;
        let made = migrations::SQLITE.iter().try_for_each(|statements| connection.execute_batch(statements));
        made.and_then(|()| objects(&connection)).map_err(|error| error.to_string())
    });
    &NEWEST_OBJECTS
}

/// Every object of a hub with the statement that makes it, by kind and name.
pub(super) fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    let sql =
        "SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1";
    let mut statement = connection.prepare(sql)?;
    statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
