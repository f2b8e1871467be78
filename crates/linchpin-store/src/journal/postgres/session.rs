//! Which statements does a group of appends take, and in how few turns?

use crate::entry::Head;
use crate::journal::postgres::address::{Address, STATEMENT_TIMEOUT_MS};
use crate::journal::postgres::decide::{Decided, Found, Workspace};
use crate::journal::postgres::faults::Fault;
use crate::journal::postgres::row::{head_in, workspace_in};
use crate::journal::postgres::server;
use crate::journal::queue::{Incoming, Submission};
use futures_util::future::{try_join, try_join3, try_join4};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::{Client, Error, Statement};

/// Under the lock each statement has to see what was committed before the lock was had, so a snapshot for each.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// In the order of their ids, so that two processes with two workspaces each never wait for one another.
const LOCK: &str = "SELECT key, id, head, head_hash, head_recorded_at_ms FROM linchpin.workspace
    WHERE key = ANY ($1::text[]) ORDER BY id FOR UPDATE";
/// Written so that there is one way only to carry it out, by the index on command ids: the server plans it once, when
/// it knows next to nothing of the tables.
const RECORDED: &str = "SELECT asked.key, asked.command_id, found.position, found.hash
    FROM unnest($1::text[], $2::uuid[]) AS asked (key, command_id)
    CROSS JOIN LATERAL (
        SELECT e.position, e.hash FROM linchpin.entry e
        WHERE e.command_id = asked.command_id
            AND e.workspace + 0 = (SELECT w.id FROM linchpin.workspace w WHERE w.key = asked.key)
        OFFSET 0
    ) AS found";
const KNOWN: &str = "SELECT key FROM linchpin.workspace ORDER BY key COLLATE \"C\"";
const ENTRIES: &str =
    "INSERT INTO linchpin.entry (workspace, position, command_id, recorded_at_ms, hash, body)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bytea[], $6::text[])";
const TEXTS: &str = "INSERT INTO linchpin.text (workspace, position, ordinal, hash, salt, text, erased)
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[], $6::text[], $7::bool[])";
/// The same notification twice in a transaction is one, so there is one for a group however many workspaces it has.
const HEADS: &str = "UPDATE linchpin.workspace w SET head = moved.head, head_hash = moved.hash,
        head_recorded_at_ms = moved.recorded_at_ms
    FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bigint[]) AS moved (id, head, hash, recorded_at_ms)
    WHERE w.id = moved.id RETURNING pg_notify('linchpin', '')";

/// After so many bytes of bodies a new statement begins, far below what one may hold.
const BYTES_IN_STATEMENT: usize = 16 << 20;
/// How long to wait for an answer; the server itself gives up earlier.
const ANSWER_WITHIN: Duration = Duration::from_millis(STATEMENT_TIMEOUT_MS + 10_000);

/// The connection that writes, with its statements.
pub(super) struct Session {
    pub(super) client: Client,
    hub: String,
    lock: Statement,
    recorded: Statement,
    entries: Statement,
    texts: Statement,
    heads: Statement,
}

impl Session {
    /// Connects to a server that can be trusted, and to a hub whose layout is known.
    pub(super) async fn open(address: &Address) -> Result<Session, Fault> {
        let client = server::connect(&address.hub, &address.to_write).await?;
        server::check_server(&client, address).await?;
        server::layout(&client, &address.hub).await?;
        let failed = |error| Fault::of(&address.hub, "making ready for writing", &error);
        let lock = client.prepare(LOCK).await.map_err(failed)?;
        let recorded = client.prepare(RECORDED).await.map_err(failed)?;
        let entries = client.prepare(ENTRIES).await.map_err(failed)?;
        let texts = client.prepare(TEXTS).await.map_err(failed)?;
        let heads = client.prepare(HEADS).await.map_err(failed)?;
        Ok(Session { client, hub: address.hub.clone(), lock, recorded, entries, texts, heads })
    }

    /// Begins a transaction, locks the heads of a group's workspaces, and looks what is recorded of it.
    pub(super) async fn look(&self, group: &[Submission]) -> Result<Found, Fault> {
        let keys: BTreeSet<&str> = group.iter().map(|submission| submission.workspace.as_str()).collect();
        let mut found = self.within("taking the lock", self.look_at(group, &keys)).await?;
        if keys.len() > found.workspaces.len() {
            let rows = self.within("listing workspaces", self.client.query(KNOWN, &[])).await?;
            let known = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>();
            found.known = known.map_err(|error| Fault::of(&self.hub, "listing workspaces", &error))?;
        }
        Ok(found)
    }

    async fn look_at(&self, group: &[Submission], keys: &BTreeSet<&str>) -> Result<Found, Error> {
        let keys: Vec<&str> = keys.iter().copied().collect();
        let asked = group.iter().flat_map(|submission| {
            submission.entries.iter().map(|entry| (submission.workspace.as_str(), entry.command_id))
        });
        let (asked_keys, asked_ids): (Vec<&str>, Vec<uuid::Uuid>) = asked.unzip();
        let (_, locked, recorded) = try_join3(
            self.client.batch_execute(BEGIN),
            self.client.query(&self.lock, &[&keys]),
            self.client.query(&self.recorded, &[&asked_keys, &asked_ids]),
        )
        .await?;
        let mut found = Found::default();
        for row in &locked {
            found.workspaces.insert(row.try_get(0)?, workspace_in(row, 1)?);
        }
        for row in &recorded {
            found.recorded.insert((row.try_get(0)?, row.try_get(1)?), head_in(row, 2)?);
        }
        Ok(found)
    }

    /// Writes what was decided, and commits. An error that is no refusal of the server leaves it open whether it did.
    pub(super) async fn write(&self, group: &[Submission], decided: &Decided) -> Result<(), Fault> {
        let mut rows = Rows::default();
        for accepted in &decided.accepted {
            for (entry, place) in group[accepted.index].entries.iter().zip(&accepted.places) {
                rows.add(accepted.workspace, entry, place.head, place.recorded_at_ms);
                if rows.bytes > BYTES_IN_STATEMENT {
                    let full = std::mem::take(&mut rows);
                    self.within("an append", try_join(self.insert_entries(&full), self.insert_texts(&full)))
                        .await?;
                }
            }
        }
        let last = try_join4(
            self.insert_entries(&rows),
            self.insert_texts(&rows),
            self.move_heads(&decided.moved),
            self.client.batch_execute("COMMIT"),
        );
        self.within("an append", last).await.map(|_| ())
    }

    /// Ends the transaction without a change.
    pub(super) async fn roll_back(&self) -> Result<(), Fault> {
        self.within("ending a transaction", self.client.batch_execute("ROLLBACK")).await
    }

    async fn within<T>(
        &self,
        what: &str,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Fault> {
        match timeout(ANSWER_WITHIN, answer).await {
            Ok(answer) => answer.map_err(|error| Fault::of(&self.hub, what, &error)),
            Err(_) => Err(Fault::silent(&self.hub, what)),
        }
    }

    async fn insert_entries(&self, rows: &Rows<'_>) -> Result<u64, Error> {
        if rows.position.is_empty() {
            return Ok(0);
        }
        let Rows { workspace, position, command_id, recorded_at_ms, hash, body, .. } = rows;
        self.client
            .execute(&self.entries, &[workspace, position, command_id, recorded_at_ms, hash, body])
            .await
    }

    async fn insert_texts(&self, rows: &Rows<'_>) -> Result<u64, Error> {
        let Texts { workspace, position, ordinal, hash, salt, text, erased } = &rows.texts;
        if position.is_empty() {
            return Ok(0);
        }
        self.client.execute(&self.texts, &[workspace, position, ordinal, hash, salt, text, erased]).await
    }

    async fn move_heads(&self, moved: &[Workspace]) -> Result<u64, Error> {
        let id: Vec<i64> = moved.iter().map(|workspace| workspace.id).collect();
        let head: Vec<i64> = moved.iter().map(|workspace| workspace.head.position as i64).collect();
        let hash: Vec<&[u8]> = moved.iter().map(|workspace| workspace.head.hash.as_slice()).collect();
        let recorded_at_ms: Vec<i64> = moved.iter().map(|workspace| workspace.recorded_at_ms).collect();
        self.client.execute(&self.heads, &[&id, &head, &hash, &recorded_at_ms]).await
    }
}

/// Entries by column, as `unnest` takes them.
#[derive(Default)]
struct Rows<'a> {
    workspace: Vec<i64>,
    position: Vec<i64>,
    command_id: Vec<uuid::Uuid>,
    recorded_at_ms: Vec<i64>,
    hash: Vec<Vec<u8>>,
    body: Vec<&'a str>,
    texts: Texts<'a>,
    bytes: usize,
}

#[derive(Default)]
struct Texts<'a> {
    workspace: Vec<i64>,
    position: Vec<i64>,
    ordinal: Vec<i64>,
    hash: Vec<&'a [u8]>,
    salt: Vec<Option<&'a [u8]>>,
    text: Vec<Option<&'a str>>,
    erased: Vec<bool>,
}

impl<'a> Rows<'a> {
    fn add(&mut self, workspace: i64, entry: &'a Incoming, head: Head, recorded_at_ms: i64) {
        let position = head.position as i64;
        self.workspace.push(workspace);
        self.position.push(position);
        self.command_id.push(entry.command_id);
        self.recorded_at_ms.push(recorded_at_ms);
        self.hash.push(head.hash.to_vec());
        self.body.push(&entry.body);
        self.bytes += 100 + entry.body.len();
        for (ordinal, text) in entry.texts.iter().enumerate() {
            let kept = text.kept.as_ref();
            self.texts.workspace.push(workspace);
            self.texts.position.push(position);
            self.texts.ordinal.push(ordinal as i64);
            self.texts.hash.push(&text.hash);
            self.texts.salt.push(kept.map(|kept| kept.salt.as_slice()));
            self.texts.text.push(kept.map(|kept| kept.text.as_str()));
            self.texts.erased.push(kept.is_none());
            self.bytes += 100 + kept.map_or(0, |kept| kept.text.len());
        }
    }
}
