//! How are entries read in order, without a copy of each?

use crate::entry::{EntryRef, Head, KeptText, StoredText};
use crate::error::StoreError;
use crate::journal::sqlite::connection::Reader;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Rows};
use std::ops::ControlFlow;
use uuid::Uuid;

const ENTRIES: &str = "SELECT position, command_id, recorded_at_ms, hash, body FROM entry
     WHERE workspace = ?1 AND position > ?2 AND position <= ?3 ORDER BY position";
const TEXTS: &str = "SELECT position, hash, salt, text, erased FROM text
     WHERE workspace = ?1 AND position > ?2 AND position <= ?3 ORDER BY position, ordinal";

/// A workspace as its row states it.
pub(super) struct Workspace {
    pub(super) id: i64,
    pub(super) head: Head,
    pub(super) recorded_at_ms: i64,
}

/// What a scan meets: an entry, or something in its place that cannot be one.
pub(super) enum Met<'a> {
    Entry(EntryRef<'a>),
    Fault { position: Option<u64>, what: String },
}

/// The keys of all workspaces, in order.
pub(super) fn workspaces(reader: &Reader) -> Result<Vec<String>, StoreError> {
    workspace_keys(&reader.connection).map_err(reader.failed("reading the workspaces"))
}

pub(super) fn workspace_keys(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT key FROM workspace ORDER BY key")?;
    statement.query_map((), |row| row.get(0))?.collect()
}

/// The row of a workspace; an unknown one is an error that lists the known ones.
pub(super) fn workspace(reader: &Reader, key: &str) -> Result<Workspace, StoreError> {
    let found = find_workspace(&reader.connection, key).map_err(reader.failed("reading the workspace"))?;
    match found {
        Some(workspace) => Ok(workspace),
        None => Err(StoreError::UnknownWorkspace { workspace: key.to_owned(), known: workspaces(reader)? }),
    }
}

pub(super) fn find_workspace(connection: &Connection, key: &str) -> rusqlite::Result<Option<Workspace>> {
    let sql = "SELECT id, head, head_hash, head_recorded_at_ms FROM workspace WHERE key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let row = statement.query_row([key], |row| {
        let head = Head { position: row.get::<_, i64>(1)? as u64, hash: row.get(2)? };
        Ok(Workspace { id: row.get(0)?, head, recorded_at_ms: row.get(3)? })
    });
    row.optional()
}

/// The hash of an entry: zeros at 0, `None` where there is none.
pub(super) fn hash_at(reader: &Reader, key: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError> {
    let id = workspace(reader, key)?.id;
    if position == 0 {
        return Ok(Some(Head::EMPTY.hash));
    }
    let sql = "SELECT hash FROM entry WHERE workspace = ?1 AND position = ?2";
    let failed = reader.failed("reading an entry's hash");
    let mut statement = reader.connection.prepare_cached(sql).map_err(&failed)?;
    statement.query_row((id, bound(position)), |row| row.get(0)).optional().map_err(&failed)
}

/// The position at which a command is recorded.
pub(super) fn position_of(reader: &Reader, key: &str, command_id: Uuid) -> Result<Option<u64>, StoreError> {
    let id = workspace(reader, key)?.id;
    let sql = "SELECT position FROM entry WHERE workspace = ?1 AND command_id = ?2";
    let failed = reader.failed("looking for a command");
    let mut statement = reader.connection.prepare_cached(sql).map_err(&failed)?;
    let found = statement.query_row((id, command_id.as_bytes()), |row| row.get::<_, i64>(0)).optional();
    found.map(|found| found.map(|position| position as u64)).map_err(&failed)
}

/// A position as SQLite counts.
pub(super) fn bound(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// Reads entries for a caller who wants good ones only.
pub(super) fn entries(
    reader: &Reader,
    key: &str,
    after: u64,
    up_to: u64,
    visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let failed = reader.failed("reading the journal");
    let snapshot = reader.connection.unchecked_transaction().map_err(&failed)?;
    let id = workspace(reader, key)?.id;
    let mut fault = None;
    let end = scan(&snapshot, id, after, up_to, &mut |met| match met {
        Met::Entry(entry) => visit(&entry),
        Met::Fault { position, what } => {
            let at = position.map_or_else(String::new, |position| format!(" at position {position}"));
            fault = Some(StoreError::Damaged { hub: reader.hub.clone(), what: format!("{what}{at}") });
            ControlFlow::Break(())
        }
    });
    end.map_err(&failed)?;
    fault.map_or(Ok(()), Err)
}

/// Goes along the entries and their texts, which stand in the same order in two tables.
pub(super) fn scan(
    connection: &Connection,
    workspace: i64,
    after: u64,
    up_to: u64,
    visit: &mut dyn FnMut(Met<'_>) -> ControlFlow<()>,
) -> rusqlite::Result<()> {
    let range = (workspace, bound(after), bound(up_to));
    let mut entries = connection.prepare_cached(ENTRIES)?;
    let mut entries = entries.query(range)?;
    let mut texts = connection.prepare_cached(TEXTS)?;
    let mut texts = Texts::start(texts.query(range)?)?;
    let mut of_entry = Vec::new();
    while let Some(row) = entries.next()? {
        let met = match decode(row) {
            Ok(entry) => {
                if let Some((position, what)) = texts.take(entry.position, &mut of_entry)?
                    && visit(Met::Fault { position: Some(position), what }).is_break()
                {
                    return Ok(());
                }
                Met::Entry(EntryRef { texts: &of_entry, ..entry })
            }
            Err(what) => {
                let position = row.get::<_, i64>(0).ok().map(|at| at as u64);
                Met::Fault { position, what: what.to_owned() }
            }
        };
        if visit(met).is_break() {
            return Ok(());
        }
    }
    if let Some(position) = texts.next_position() {
        let what = "a text has no entry".to_owned();
        let _ = visit(Met::Fault { position: Some(position), what });
    }
    Ok(())
}

fn decode<'a>(row: &'a Row<'_>) -> Result<EntryRef<'a>, &'static str> {
    let part = |index| row.get_ref(index).map_err(|_| "the entry cannot be read");
    let (ValueRef::Integer(position), ValueRef::Integer(recorded_at_ms)) = (part(0)?, part(2)?) else {
        return Err("the entry's position or time is not a number");
    };
    let (Some(command_id), Some(hash)) = (bytes(part(1)?), bytes(part(3)?)) else {
        return Err("the entry's command id or hash has not its length");
    };
    let ValueRef::Text(body) = part(4)? else {
        return Err("the entry's body is not text");
    };
    let body = std::str::from_utf8(body).map_err(|_| "the entry's body is not UTF-8")?;
    let position = u64::try_from(position).map_err(|_| "the entry's position is negative")?;
    Ok(EntryRef {
        position,
        command_id: Uuid::from_bytes(command_id),
        recorded_at_ms,
        body,
        texts: &[],
        hash,
    })
}

fn bytes<const N: usize>(value: ValueRef<'_>) -> Option<[u8; N]> {
    match value {
        ValueRef::Blob(blob) => blob.try_into().ok(),
        _ => None,
    }
}

/// The texts of a scan, one ahead of the entries.
struct Texts<'s> {
    rows: Rows<'s>,
    next: Option<(u64, Result<StoredText, &'static str>)>,
}

impl<'s> Texts<'s> {
    fn start(rows: Rows<'s>) -> rusqlite::Result<Self> {
        let mut texts = Texts { rows, next: None };
        texts.advance()?;
        Ok(texts)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => Some((row.get::<_, i64>(0)? as u64, decode_text(row))),
            None => None,
        };
        Ok(())
    }

    fn next_position(&self) -> Option<u64> {
        self.next.as_ref().map(|(position, _)| *position)
    }

    /// Moves the texts of an entry into `of_entry`, and answers what is wrong, if anything is, and at which position.
    fn take(
        &mut self,
        position: u64,
        of_entry: &mut Vec<StoredText>,
    ) -> rusqlite::Result<Option<(u64, String)>> {
        of_entry.clear();
        let mut fault = None;
        while let Some((at, text)) = self.next.take_if(|(at, _)| *at <= position) {
            match text {
                _ if at < position => fault = Some((at, "a text has no entry".to_owned())),
                Ok(text) => of_entry.push(text),
                Err(what) => fault = Some((at, what.to_owned())),
            }
            self.advance()?;
        }
        Ok(fault)
    }
}

fn decode_text(row: &Row<'_>) -> Result<StoredText, &'static str> {
    let part = |index| row.get_ref(index).map_err(|_| "a text of the entry cannot be read");
    let hash = bytes(part(1)?).ok_or("a text's hash has not its length")?;
    let kept = match (part(2)?, part(3)?, part(4)?) {
        (ValueRef::Null, ValueRef::Null, ValueRef::Integer(1)) => None,
        (salt, ValueRef::Text(text), ValueRef::Integer(0)) => {
            let salt = bytes(salt).ok_or("a text's salt has not its length")?;
            let text = std::str::from_utf8(text).map_err(|_| "a text is not UTF-8")?;
            Some(KeptText { salt, text: text.to_owned() })
        }
        _ => return Err("a text of the entry is neither whole nor erased"),
    };
    Ok(StoredText { hash, kept })
}
