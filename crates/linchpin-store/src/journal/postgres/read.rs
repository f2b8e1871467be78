//! How are entries read in order, with their texts, as they come over the wire?

use crate::entry::{EntryRef, Head, StoredText};
use crate::error::StoreError;
use crate::journal::postgres::address::{Address, CONNECT_WITHIN};
use crate::journal::postgres::ahead::Ahead;
use crate::journal::postgres::decide::Workspace;
use crate::journal::postgres::faults::{in_words, pool_in_words};
use crate::journal::postgres::row::{entry_in, hash_in, text_in, workspace_in};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Transaction};
use std::ops::ControlFlow;
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, IsolationLevel, NoTls, Row};
use uuid::Uuid;

const WORKSPACE: &str =
    "SELECT id, head, head_hash, head_recorded_at_ms FROM linchpin.workspace WHERE key = $1";
const KEYS: &str = "SELECT key FROM linchpin.workspace ORDER BY key COLLATE \"C\"";
const HASH: &str = "SELECT hash FROM linchpin.entry WHERE workspace = $1 AND position = $2";
/// Written so that only the index on command ids can serve it.
const COMMAND: &str = "SELECT position FROM linchpin.entry WHERE command_id = $2 AND workspace + 0 = $1";
const ENTRIES: &str = "SELECT position, command_id, recorded_at_ms, hash, body FROM linchpin.entry
    WHERE workspace = $1 AND position > $2 AND position <= $3 ORDER BY position";
const TEXTS: &str = "SELECT position, ordinal, hash, salt, text FROM linchpin.text
    WHERE workspace = $1 AND position > $2 AND position <= $3 ORDER BY position, ordinal";

/// How many connections read at once at most.
const MOST_READERS: usize = 8;
/// The readers of a hub, on connections that are opened as they are needed and kept for the next.
pub(super) struct Readers {
    hub: String,
    pool: Pool,
    runtime: Handle,
}

impl Readers {
    pub(super) fn of(address: &Address, runtime: Handle) -> Result<Readers, StoreError> {
        let recycling_method = RecyclingMethod::Fast;
        let manager =
            Manager::from_config(address.to_read.clone(), NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(MOST_READERS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(6 * CONNECT_WITHIN))
            .create_timeout(Some(2 * CONNECT_WITHIN))
            .build();
        let hub = address.hub.clone();
        let pool =
            pool.map_err(|error| StoreError::Unreachable { hub: hub.clone(), why: error.to_string() })?;
        Ok(Readers { hub, pool, runtime })
    }

    /// What its connections work on.
    pub(super) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// The keys of all workspaces, in order.
    pub(super) fn workspaces(&self) -> Result<Vec<String>, StoreError> {
        let rows = self.rows("reading the workspaces", KEYS, &[])?;
        let keys = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>();
        keys.map_err(self.failed("reading the workspaces"))
    }

    /// The row of a workspace; an unknown one is an error that lists the known ones.
    pub(super) fn workspace(&self, key: &str) -> Result<Workspace, StoreError> {
        let rows = self.rows("reading the workspace", WORKSPACE, &[&key])?;
        match rows.first() {
            Some(row) => workspace_in(row, 0).map_err(self.failed("reading the workspace")),
            None => {
                Err(StoreError::UnknownWorkspace { workspace: key.to_owned(), known: self.workspaces()? })
            }
        }
    }

    /// The hash of an entry: zeros at 0, `None` where there is none.
    pub(super) fn hash_at(&self, key: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let id = self.workspace(key)?.id;
        if position == 0 {
            return Ok(Some(Head::EMPTY.hash));
        }
        let rows = self.rows("reading an entry's hash", HASH, &[&id, &bound(position)])?;
        let hash = rows.first().map(|row| hash_in(row, 0)).transpose();
        hash.map_err(self.failed("reading an entry's hash"))
    }

    /// The position at which a command is recorded.
    pub(super) fn position_of(&self, key: &str, command_id: Uuid) -> Result<Option<u64>, StoreError> {
        let id = self.workspace(key)?.id;
        let rows = self.rows("looking for a command", COMMAND, &[&id, &command_id])?;
        let position = rows.first().map(|row| row.try_get::<_, i64>(0)).transpose();
        let position = position.map_err(|error| self.failed("looking for a command")(error))?;
        Ok(position.map(|position| position as u64))
    }

    /// Reads entries for a caller who wants good ones only.
    pub(super) fn entries(
        &self,
        key: &str,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let id = self.workspace(key)?.id;
        let mut fault = None;
        self.snapshot(|snapshot| {
            snapshot.scan(id, after, up_to, &mut |met| match met {
                Ok(entry) => visit(entry),
                Err(Unreadable { position, what }) => {
                    let what = format!("{what} at position {position}");
                    fault = Some(StoreError::Damaged { hub: self.hub.clone(), what });
                    ControlFlow::Break(())
                }
            })
        })?;
        fault.map_or(Ok(()), Err)
    }

    /// Runs one query. If the connection turns out to be gone, as after a restart of the server, another is taken.
    fn rows(&self, what: &str, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        self.runtime.block_on(async {
            for _ in 0..MOST_READERS {
                let client = self.client(what).await?;
                match self.query(&client, sql, params).await {
                    Err(error) if error.as_db_error().is_none() && client.is_closed() => {}
                    rows => return rows.map_err(self.failed(what)),
                }
            }
            let client = self.client(what).await?;
            self.query(&client, sql, params).await.map_err(self.failed(what))
        })
    }

    async fn query(
        &self,
        client: &Object,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let statement = client.prepare_cached(sql).await?;
        client.query(&statement, params).await
    }

    async fn client(&self, what: &str) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|error| pool_in_words(&self.hub, what, &error))
    }

    /// Runs something on one state of the database.
    pub(super) fn snapshot<T>(
        &self,
        work: impl FnOnce(&Snapshot<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let what = "reading the journal";
        let mut client = self.runtime.block_on(self.client(what))?;
        let begun = self.runtime.block_on(async {
            let transaction = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
            let transaction = transaction.read_only(true).start().await?;
            // Whoever visits the entries may take its time.
            transaction.batch_execute("SET LOCAL statement_timeout = 0").await?;
            Ok(transaction)
        });
        let snapshot = Snapshot { transaction: begun.map_err(self.failed(what))?, readers: self };
        let result = work(&snapshot);
        let Snapshot { transaction, .. } = snapshot;
        // The work is done; a connection that cannot even end is not kept by the pool.
        let _ = self.runtime.block_on(transaction.rollback());
        result
    }

    fn failed(&self, what: &str) -> impl Fn(Error) -> StoreError + use<> {
        let (hub, what) = (self.hub.clone(), what.to_owned());
        move |error| in_words(&hub, &what, &error)
    }
}

/// A position as PostgreSQL counts.
pub(super) fn bound(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

/// One state of the database, on a connection of its own.
pub(super) struct Snapshot<'c> {
    transaction: Transaction<'c>,
    readers: &'c Readers,
}

/// Something in the place of an entry that cannot be one.
pub(super) struct Unreadable {
    pub(super) position: i64,
    pub(super) what: String,
}

/// What a scan meets.
type Met<'a, 'b> = Result<&'a EntryRef<'b>, Unreadable>;

impl Snapshot<'_> {
    /// Runs one query.
    pub(super) fn rows(
        &self,
        what: &str,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let rows = self.readers.runtime.block_on(self.transaction.query(sql, params));
        rows.map_err(self.readers.failed(what))
    }

    /// The row of a workspace in this state, if it is there.
    pub(super) fn workspace(&self, key: &str) -> Result<Option<Workspace>, StoreError> {
        let rows = self.rows("reading the workspace", WORKSPACE, &[&key])?;
        let workspace = rows.first().map(|row| workspace_in(row, 0)).transpose();
        workspace.map_err(self.readers.failed("reading the workspace"))
    }

    /// Goes along the entries and their texts, which stand in the same order in two tables.
    ///
    /// The visitor runs while nothing is under way on the connection, so it may stop, take its time, or use this hub.
    pub(super) fn scan(
        &self,
        workspace: i64,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(Met<'_, '_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let failed = self.readers.failed("reading the journal");
        let range = (workspace, bound(after), bound(up_to));
        let mut entries = self.ahead(ENTRIES, range).map_err(&failed)?;
        let mut texts = self.ahead(TEXTS, range).map_err(&failed)?;
        let mut of_entry = Vec::new();
        while let Some(row) = entries.next().map_err(&failed)? {
            let position = position_in(&row);
            let fault = take_texts(&mut texts, position, &mut of_entry).map_err(&failed)?;
            let on = match (fault, entry_in(&row)) {
                (None, Ok(entry)) => visit(Ok(&EntryRef { texts: &of_entry, ..entry })),
                (Some(what), _) => visit(Err(Unreadable { position, what })),
                (None, Err(error)) => {
                    visit(Err(Unreadable { position, what: format!("the entry cannot be read: {error}") }))
                }
            };
            if on.is_break() {
                return Ok(());
            }
        }
        if let Some(row) = texts.next().map_err(&failed)? {
            let _ = visit(Err(Unreadable {
                position: position_in(&row),
                what: "a text has no entry".to_owned(),
            }));
        }
        Ok(())
    }

    fn ahead(&self, sql: &str, (workspace, after, up_to): (i64, i64, i64)) -> Result<Ahead<'_>, Error> {
        let runtime = &self.readers.runtime;
        let portal = runtime.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.bind(&statement, &[&workspace, &after, &up_to]).await
        })?;
        Ok(Ahead::of(&self.transaction, runtime, portal))
    }
}

/// Moves the texts of an entry into `of_entry`, and answers what is wrong with one of them, if anything is.
fn take_texts(
    texts: &mut Ahead<'_>,
    position: i64,
    of_entry: &mut Vec<StoredText>,
) -> Result<Option<String>, Error> {
    of_entry.clear();
    let mut fault = None;
    while let Some(row) = texts.next_if(|row| position_in(row) <= position)? {
        let at = position_in(&row);
        match text_in(&row) {
            _ if at < position => fault = Some(format!("a text before it, at position {at}, has no entry")),
            Ok((ordinal, text)) if ordinal == of_entry.len() as i64 => of_entry.push(text),
            Ok((ordinal, _)) => fault = Some(format!("a text is missing before number {ordinal}")),
            Err(error) => fault = Some(format!("a text cannot be read: {error}")),
        }
    }
    Ok(fault)
}

/// The position of an entry or a text. One that cannot be read comes before all others.
fn position_in(row: &Row) -> i64 {
    row.try_get(0).unwrap_or(-1)
}
