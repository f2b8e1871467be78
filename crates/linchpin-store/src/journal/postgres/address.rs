//! Which server and database does an address name, and how do we speak with it?

use crate::error::StoreError;
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

/// The part of an address that lets tests run on a server that does not wait for its disk. Never for a real hub: what
/// was acknowledged can be lost.
const TEST_SWITCH: &str = "unsafe_without_fsync_for_tests";

/// How long connecting may take.
pub(super) const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// How long a statement may wait for a lock that another process holds.
pub(super) const LOCK_TIMEOUT_MS: u64 = 5_000;
/// How long the server works on one statement at most. Reading a whole journal is exempt.
pub(super) const STATEMENT_TIMEOUT_MS: u64 = 30_000;
/// How long a client that has the lock may be silent before the server takes it back. A little more than the wait for
/// a lock would leave others without one try; so it is less.
const SILENT_WITH_LOCK_MS: u64 = 4_000;

/// An address that can be used.
#[derive(Clone)]
pub(super) struct Address {
    /// Server and database for messages: without user and password.
    pub(super) hub: String,
    /// For the connection that writes.
    pub(super) to_write: Config,
    /// For those that read.
    pub(super) to_read: Config,
    /// Whether a server that does not wait for its disk is taken; for tests.
    pub(super) without_fsync: bool,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database?option=value`.
    pub(super) fn parse(url: &str) -> Result<Address, StoreError> {
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(unfit("it has to begin with `postgres://`"));
        }
        let (url, without_fsync) = without_test_switch(url)?;
        refuse_tls(&url)?;
        // What the parser says can hold a part of the password, so it is not repeated.
        let parsed = url.parse::<Config>();
        let mut config = parsed.map_err(|_| unfit("it does not read as an address of a server"))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(unfit("it names no host"));
        }
        if config.get_ssl_mode() == SslMode::Require {
            return Err(tls());
        }
        config
            .ssl_mode(SslMode::Disable)
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .application_name("linchpin")
            .connect_timeout(CONNECT_WITHIN)
            .keepalives_idle(Duration::from_secs(10))
            .tcp_user_timeout(Duration::from_secs(20));
        Ok(Address {
            hub: hub(&config),
            to_write: with_options(&config, &writer_options()),
            to_read: with_options(&config, READER_OPTIONS),
            without_fsync,
        })
    }
}

/// A reader takes entries in the order of their index, which it need not sort or hash first, however little the server
/// has counted yet.
const READER_OPTIONS: &str = "-c enable_seqscan=off -c enable_sort=off -c enable_hashjoin=off";

fn writer_options() -> String {
    format!(
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
         -c idle_in_transaction_session_timeout={SILENT_WITH_LOCK_MS}"
    )
}

fn with_options(config: &Config, more: &str) -> Config {
    let mut config = config.clone();
    let given = config.get_options().unwrap_or_default();
    let options = format!(
        "{given} -c jit=off -c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} {more}"
    );
    config.options(options.trim_start());
    config
}

fn hub(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
    let hosts: Vec<String> = hosts.chain(addresses).collect();
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    let port = if ports.is_empty() { "5432".to_owned() } else { ports.join(",") };
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("postgres://{}:{port}/{database}", hosts.join(","))
}

/// Takes the test switch out of an address, and says whether it was set.
fn without_test_switch(url: &str) -> Result<(String, bool), StoreError> {
    let Some((place, options)) = url.split_once('?') else {
        return Ok((url.to_owned(), false));
    };
    let mut kept = Vec::new();
    let mut switched = false;
    for option in options.split('&') {
        match option.split_once('=') {
            Some((TEST_SWITCH, "yes")) => switched = true,
            Some((TEST_SWITCH, _)) => return Err(unfit(&format!("`{TEST_SWITCH}` can only be `yes`"))),
            _ => kept.push(option),
        }
    }
    let rest = if kept.is_empty() { place.to_owned() } else { format!("{place}?{}", kept.join("&")) };
    Ok((rest, switched))
}

fn refuse_tls(url: &str) -> Result<(), StoreError> {
    let options = url.split_once('?').map_or("", |(_, options)| options);
    let asks = options.split('&').any(|option| match option.split_once('=') {
        Some(("sslmode", mode)) => !matches!(mode, "disable" | "allow" | "prefer"),
        Some((name, _)) => name.starts_with("ssl"),
        None => false,
    });
    if asks { Err(tls()) } else { Ok(()) }
}

fn tls() -> StoreError {
    StoreError::UnfitAddress {
        why: "it asks for TLS, which Linchpin cannot speak with PostgreSQL yet".to_owned(),
        next: "Reach the server over a local network, a socket or a tunnel, and leave the `ssl` options out.",
    }
}

fn unfit(why: &str) -> StoreError {
    let next = "Write it as `postgres://user:password@host:port/database?option=value`, with special characters of the user and the password as %XX.";
    StoreError::UnfitAddress { why: why.to_owned(), next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(url: &str, because: &str) {
        let Err(error) = Address::parse(url).map(|address| address.hub) else { panic!("{url} is taken") };
        let words = error.to_string();
        assert!(words.contains(because), "{words}");
        assert!(!words.contains("s3cret"), "{words}");
    }

    #[test]
    fn a_hub_is_named_without_user_and_password() {
        let address = Address::parse("postgres://ann:s3cret@db.example:5433/hub?sslmode=prefer");
        assert_eq!(address.map(|address| address.hub), Ok("postgres://db.example:5433/hub".to_owned()));
    }

    #[test]
    fn an_unusable_address_is_refused_without_its_password() {
        check_refused("mysql://ann:s3cret@db/hub", "begin with `postgres://`");
        check_refused("postgres://ann:s3cret@db:port/hub", "does not read as");
        check_refused("postgres://ann:s3cret@db/hub?s3cret=1", "does not read as");
        check_refused("postgres://", "names no host");
    }

    #[test]
    fn asking_for_tls_is_refused_in_words() {
        for option in ["sslmode=require", "sslmode=verify-full", "sslrootcert=ca.pem"] {
            check_refused(&format!("postgres://ann:s3cret@db/hub?{option}"), "asks for TLS");
        }
    }

    #[test]
    fn only_its_own_word_lets_a_server_without_fsync_in() {
        let without_fsync = |url: &str| Address::parse(url).map(|address| address.without_fsync);
        assert_eq!(without_fsync("postgres://db/hub"), Ok(false));
        assert_eq!(without_fsync("postgres://db/hub?connect_timeout=3"), Ok(false));
        let switched = format!("postgres://db/hub?connect_timeout=3&{TEST_SWITCH}=yes");
        assert_eq!(without_fsync(&switched), Ok(true));
        check_refused(&format!("postgres://db/hub?{TEST_SWITCH}=1"), "can only be `yes`");
    }
}
