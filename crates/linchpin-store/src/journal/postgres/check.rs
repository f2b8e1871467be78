//! What can be wrong with a hub in PostgreSQL, beside its chain?

use crate::check::{ChainCheck, CheckDepth, CheckReport, Finding};
use crate::entry::Head;
use crate::error::StoreError;
use crate::journal::postgres::decide::Workspace;
use crate::journal::postgres::read::{Readers, Snapshot, Unreadable, bound};
use crate::journal::postgres::row::head_in;
use std::ops::ControlFlow;

/// The indexes on which order and uniqueness rest, each with what it is on.
const INDEXES: &[(&str, &str)] = &[
    ("entry_pkey", "UNIQUE INDEX entry_pkey ON linchpin.entry USING btree (workspace, \"position\")"),
    (
        "entry_by_command",
        "UNIQUE INDEX entry_by_command ON linchpin.entry USING btree (command_id, workspace)",
    ),
    ("text_pkey", "UNIQUE INDEX text_pkey ON linchpin.text USING btree (workspace, \"position\", ordinal)"),
    ("workspace_key_key", "UNIQUE INDEX workspace_key_key ON linchpin.workspace USING btree (key)"),
];
const INDEX: &str = "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indexrelid = to_regclass('linchpin.' || $1) AND i.indisvalid AND i.indisready";
const LOST_TEXTS: &str = "SELECT t.position FROM linchpin.text t
    LEFT JOIN linchpin.entry e ON e.workspace = t.workspace AND e.position = t.position
    WHERE t.workspace = $1 AND e.position IS NULL ORDER BY t.position LIMIT 1";
const BEFORE: &str =
    "SELECT position, hash, recorded_at_ms FROM linchpin.entry WHERE workspace = $1 AND position = $2";

/// Verifies one workspace, on one state of the database.
pub(super) fn check(readers: &Readers, key: &str, depth: CheckDepth) -> Result<CheckReport, StoreError> {
    readers.workspace(key)?;
    readers.snapshot(|snapshot| {
        let workspace = snapshot.workspace(key)?;
        let Some(workspace) = workspace else {
            return Err(StoreError::UnknownWorkspace { workspace: key.to_owned(), known: Vec::new() });
        };
        let after = match depth {
            CheckDepth::Whole => 0,
            CheckDepth::Recent(entries) => workspace.head.position.saturating_sub(entries),
        };
        let (previous, recorded_at_ms) = start_after(snapshot, &workspace, after)?;
        let mut chain = ChainCheck::starting_after(key, workspace.head, previous, recorded_at_ms);
        if depth == CheckDepth::Whole {
            for finding in structure_findings(snapshot, &workspace)? {
                chain.find(finding.position, finding.what);
            }
        }
        follow(snapshot, &workspace, after, &mut chain);
        Ok(chain.finish())
    })
}

/// The entry before the first that is read. If it is missing, the first one read will not follow.
fn start_after(
    snapshot: &Snapshot<'_>,
    workspace: &Workspace,
    after: u64,
) -> Result<(Head, i64), StoreError> {
    if after == 0 {
        return Ok((Head::EMPTY, i64::MIN));
    }
    let rows = snapshot.rows("reading an entry", BEFORE, &[&workspace.id, &bound(after)])?;
    let before = rows.first().and_then(|row| Some((head_in(row, 0).ok()?, row.try_get(2).ok()?)));
    Ok(before.unwrap_or((Head { position: after, hash: [0; 32] }, i64::MIN)))
}

fn follow(snapshot: &Snapshot<'_>, workspace: &Workspace, after: u64, chain: &mut ChainCheck) {
    let mut last = after;
    let mut last_recorded_at_ms = None;
    let end = snapshot.scan(workspace.id, after, u64::MAX, &mut |met| {
        match met {
            Ok(entry) => {
                last = entry.position;
                last_recorded_at_ms = Some(entry.recorded_at_ms);
                chain.entry(entry);
            }
            Err(Unreadable { position, what }) => chain.find(u64::try_from(position).ok(), what),
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

/// Whether the indexes are the ones of the layout and valid, and every text has its entry.
fn structure_findings(snapshot: &Snapshot<'_>, workspace: &Workspace) -> Result<Vec<Finding>, StoreError> {
    let what = "reading the structure";
    let mut findings = Vec::new();
    for (name, wanted) in INDEXES {
        let rows = snapshot.rows(what, INDEX, &[name])?;
        let found: Option<String> = rows.first().and_then(|row| row.try_get(0).ok());
        if found.is_none_or(|found| found != format!("CREATE {wanted}")) {
            let what = format!("the index `{name}` is not as Linchpin makes it, or is not valid");
            findings.push(Finding { position: None, what });
        }
    }
    if let Some(row) = snapshot.rows(what, LOST_TEXTS, &[&workspace.id])?.first() {
        let position: Option<i64> = row.try_get(0).ok();
        let position = position.and_then(|position| u64::try_from(position).ok());
        findings.push(Finding { position, what: "a text has no entry".to_owned() });
    }
    Ok(findings)
}
