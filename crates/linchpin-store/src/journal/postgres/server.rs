//! Is this a server to which a journal can be trusted, and a hub of ours?

use crate::error::StoreError;
use crate::journal::postgres::address::{Address, CONNECT_WITHIN};
use crate::journal::postgres::faults::{Fault, in_words};
use crate::migrations;
use std::path::PathBuf;
use tokio::time::timeout;
use tokio_postgres::{Client, Config, NoTls};

/// The newest layout that this binary knows.
pub(super) const NEWEST: i64 = migrations::POSTGRES.len() as i64;
/// The oldest server that is still looked after by its makers.
const OLDEST_SERVER: i32 = 140_000;
/// What has to be on for an acknowledged append to be on disk. Some servers have more than on.
const SETTINGS: &[&str] = &["fsync", "full_page_writes", "synchronous_commit"];

/// Connects; the connection works by itself from then on, and ends when the client is dropped.
pub(super) async fn connect(hub: &str, config: &Config) -> Result<Client, Fault> {
    let connected = timeout(2 * CONNECT_WITHIN, config.connect(NoTls)).await;
    let connected = connected.map_err(|_| Fault::silent(hub, "connecting"))?;
    let (client, connection) = connected.map_err(|error| Fault::of(hub, "connecting", &error))?;
    tokio::spawn(connection);
    Ok(client)
}

/// Refuses a server on which an acknowledged append could be lost, or which is not the primary.
pub(super) async fn check_server(client: &Client, address: &Address) -> Result<(), Fault> {
    let hub = &address.hub;
    let failed = |error| Fault::of(hub, "its settings", &error);
    let sql = "SELECT current_setting('server_version_num')::int, current_setting('server_version'),
               pg_is_in_recovery(), current_setting('server_encoding')";
    let row = client.query_one(sql, &[]).await.map_err(failed)?;
    let (number, version): (i32, String) = (row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?);
    if number < OLDEST_SERVER {
        let what = format!("The PostgreSQL of {hub}");
        return Err(Fault::Refused(StoreError::TooOld { what, found: version, wanted: "14".to_owned() }));
    }
    if row.try_get(2).map_err(failed)? {
        return Err(Fault::Refused(StoreError::NotPrimary { hub: hub.clone() }));
    }
    let encoding: String = row.try_get(3).map_err(failed)?;
    check_setting(hub, "server_encoding", "UTF8", &encoding, encoding == "UTF8")?;
    for name in SETTINGS.iter().filter(|_| !address.without_fsync) {
        let row = client.query_one("SELECT current_setting($1)", &[name]).await.map_err(failed)?;
        let found: String = row.try_get(0).map_err(failed)?;
        check_setting(hub, name, "on", &found, found != "off")?;
    }
    Ok(())
}

fn check_setting(hub: &str, name: &str, wanted: &str, found: &str, is_good: bool) -> Result<(), Fault> {
    if is_good {
        return Ok(());
    }
    Err(Fault::Refused(StoreError::ServerSetting {
        hub: hub.to_owned(),
        name: name.to_owned(),
        wanted: wanted.to_owned(),
        found: found.to_owned(),
    }))
}

/// The layout of the hub in a database: `None` if there is no hub. Somebody else's schema of our name is refused.
pub(super) async fn layout(client: &Client, hub: &str) -> Result<Option<i64>, Fault> {
    let failed = |error| Fault::of(hub, "reading its layout", &error);
    let sql = "SELECT to_regnamespace('linchpin') IS NOT NULL, to_regclass('linchpin.layout') IS NOT NULL";
    let row = client.query_one(sql, &[]).await.map_err(failed)?;
    match (row.try_get(0).map_err(failed)?, row.try_get(1).map_err(failed)?) {
        (false, _) => return Ok(None),
        (true, false) => {
            return Err(not_a_hub(hub, "it has a schema `linchpin` that Linchpin did not make"));
        }
        (true, true) => {}
    }
    let rows = client.query("SELECT version FROM linchpin.layout", &[]).await.map_err(failed)?;
    let [row] = rows.as_slice() else {
        return Err(not_a_hub(hub, "its table `linchpin.layout` does not have one row"));
    };
    match row.try_get::<_, i64>(0).map_err(failed)? {
        found if found > NEWEST => {
            Err(Fault::Refused(StoreError::NewerLayout { hub: hub.to_owned(), found, known: NEWEST }))
        }
        found => Ok(Some(found)),
    }
}

fn not_a_hub(hub: &str, why: &str) -> Fault {
    Fault::Refused(StoreError::NotAHub { path: PathBuf::from(hub), why: why.to_owned() })
}

/// Brings a database from a layout to the newest, in one transaction; two processes may try at the same time.
/// From 0 it makes a new hub, and answers whether it did.
pub(super) async fn migrate(client: &mut Client, hub: &str) -> Result<bool, StoreError> {
    let failed = |error| in_words(hub, "bringing it to the newest layout", &error);
    let transaction = client.transaction().await.map_err(failed)?;
    // The number is only ours by agreement: "LinP" in ASCII.
    transaction.execute("SELECT pg_advisory_xact_lock(1281977936)", &[]).await.map_err(failed)?;
    let from = layout(transaction.client(), hub).await.map_err(Fault::into_words)?.unwrap_or(0);
    if from == NEWEST {
        return Ok(false);
    }
    for statements in migrations::POSTGRES.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.batch_execute(statements).await.map_err(failed)?;
    }
    let sql =
        "INSERT INTO linchpin.layout (version) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET version = $1";
    transaction.execute(sql, &[&NEWEST]).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)?;
    Ok(from == 0)
}
