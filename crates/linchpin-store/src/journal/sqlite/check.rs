//! What can be wrong with a hub's file, beside its chain?

use crate::check::{ChainCheck, CheckDepth, CheckReport, Finding};
use crate::entry::Head;
use crate::error::StoreError;
use crate::journal::sqlite::connection::Reader;
use crate::journal::sqlite::migrate;
use crate::journal::sqlite::read::{self, Met, Workspace};
use rusqlite::{Connection, OptionalExtension};
use std::ops::ControlFlow;

/// Verifies one workspace, on one state of the file; and the file as a whole, if that is the depth.
pub(super) fn check(reader: &Reader, key: &str, depth: CheckDepth) -> Result<CheckReport, StoreError> {
    let of_file = if depth == CheckDepth::Whole { file_findings(reader) } else { Vec::new() };
    check_workspace(reader, key, depth, of_file)
}

/// Verifies one workspace, on one state of the file. What was found of the file as a whole comes first in the report.
pub(super) fn check_workspace(
    reader: &Reader,
    key: &str,
    depth: CheckDepth,
    of_file: Vec<Finding>,
) -> Result<CheckReport, StoreError> {
    let failed = reader.failed("verifying the journal");
    let snapshot = reader.connection.unchecked_transaction().map_err(&failed)?;
    let workspace = read::workspace(reader, key)?;
    let after = match depth {
        CheckDepth::Whole => 0,
        CheckDepth::Recent(entries) => workspace.head.position.saturating_sub(entries),
    };
    let (previous, recorded_at_ms) = start_after(&snapshot, &workspace, after).map_err(&failed)?;
    let mut chain = ChainCheck::starting_after(key, workspace.head, previous, recorded_at_ms);
    of_file.into_iter().for_each(|finding| chain.find(finding.position, finding.what));
    follow(&snapshot, &workspace, after, &mut chain);
    Ok(chain.finish())
}

/// The entry before the first that is read. If it is missing, the first one read will not follow.
fn start_after(connection: &Connection, workspace: &Workspace, after: u64) -> rusqlite::Result<(Head, i64)> {
    if after == 0 {
        return Ok((Head::EMPTY, i64::MIN));
    }
    let sql = "SELECT hash, recorded_at_ms FROM entry WHERE workspace = ?1 AND position = ?2";
    let row = connection.query_row(sql, (workspace.id, read::bound(after)), |row| {
        Ok((Head { position: after, hash: row.get(0)? }, row.get(1)?))
    });
    Ok(row.optional()?.unwrap_or((Head { position: after, hash: [0; 32] }, i64::MIN)))
}

fn follow(connection: &Connection, workspace: &Workspace, after: u64, chain: &mut ChainCheck) {
    let mut last = after;
    let mut last_recorded_at_ms = None;
    let end = read::scan(connection, workspace.id, after, u64::MAX, &mut |met| {
        match met {
            Met::Entry(entry) => {
                last = entry.position;
                last_recorded_at_ms = Some(entry.recorded_at_ms);
                chain.entry(&entry);
            }
            Met::Fault { position, what } => chain.find(position, what),
        }
        ControlFlow::Continue(())
    });
    if let Err(error) = end {
        chain.find(Some(last + 1), format!("the journal cannot be read on: {error}"));
    }
    if last_recorded_at_ms.is_some_and(|time| time != workspace.recorded_at_ms) {
        chain.find(Some(last), "the hub states another time for the last entry");
    }
}

/// What is wrong with the file as a whole.
pub(super) fn file_findings(reader: &Reader) -> Vec<Finding> {
    layout_findings(reader).into_iter().chain(structure_findings(reader)).collect()
}

/// Whether tables and indexes are the ones of the layout.
pub(super) fn layout_findings(reader: &Reader) -> Vec<Finding> {
    let objects = migrate::objects(&reader.connection).map_err(|error| error.to_string());
    let what = match (&objects, migrate::newest_objects()) {
        (Ok(found), Ok(wanted)) => match found.iter().zip(wanted).find(|(found, wanted)| found != wanted) {
            Some((_, (name, _))) => format!("the {name} is not as Linchpin makes it"),
            None if found.len() != wanted.len() => "it has tables or indexes too many or too few".to_owned(),
            None => return Vec::new(),
        },
        (Err(error), _) | (_, Err(error)) => format!("the layout cannot be read: {error}"),
    };
    vec![Finding { position: None, what }]
}

/// What SQLite itself says of pages, indexes and references.
fn structure_findings(reader: &Reader) -> Vec<Finding> {
    let questions = [
        "PRAGMA integrity_check",
        "SELECT 'a row of ' || \"table\" || ' has no owner' FROM pragma_foreign_key_check",
    ];
    let mut found = Vec::new();
    for question in questions {
        match texts(&reader.connection, question) {
            Ok(lines) => found.extend(lines.into_iter().filter(|line| line != "ok")),
            Err(error) => found.push(error.to_string()),
        }
    }
    let finding = |what| Finding { position: None, what: format!("the file's structure is damaged: {what}") };
    found.into_iter().map(finding).collect()
}

fn texts(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    connection.prepare(sql)?.query_map((), |row| row.get(0))?.collect()
}
