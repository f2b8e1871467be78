//! What does an error of PostgreSQL mean for the person who runs the hub, and is the connection still good after it?

use crate::error::StoreError;
use crate::journal::postgres::address::{LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS};
use crate::journal::postgres::row::WrongLength;
use deadpool_postgres::PoolError;
use std::error::Error as _;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};
use tokio_postgres::types::{WasNull, WrongType};

/// What went wrong with a connection or on it.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server refused, and the transaction is undone for certain.
    Refused(StoreError),
    /// The connection is gone; what was sent last may have been carried out.
    Lost(StoreError),
}

impl Fault {
    /// Judges an error. `what` is what was tried, as in "reading the head".
    pub(super) fn of(hub: &str, what: &str, error: &Error) -> Fault {
        let words = in_words(hub, what, error);
        if is_lost(error) { Fault::Lost(words) } else { Fault::Refused(words) }
    }

    /// The connection did not answer in time.
    pub(super) fn silent(hub: &str, what: &str) -> Fault {
        let why = format!("it did not answer {what} in time");
        Fault::Lost(StoreError::Unreachable { hub: hub.to_owned(), why })
    }

    pub(super) fn into_words(self) -> StoreError {
        match self {
            Fault::Refused(error) | Fault::Lost(error) => error,
        }
    }
}

/// Whether the connection is no more. Only an error that the server sent, and that left the session alive, says that
/// the transaction is undone.
fn is_lost(error: &Error) -> bool {
    match error.as_db_error() {
        None if is_unfit_value(error) => false,
        Some(refusal) => refusal.parsed_severity() != Some(Severity::Error) || is_going_down(refusal.code()),
        None => true,
    }
}

/// Whether a stored value has not the form that the layout gives it.
fn is_unfit_value(error: &Error) -> bool {
    error
        .source()
        .is_some_and(|cause| cause.is::<WrongLength>() || cause.is::<WrongType>() || cause.is::<WasNull>())
}

fn is_going_down(code: &SqlState) -> bool {
    code.code().starts_with("57P") || code.code().starts_with("08")
}

/// Puts an error into words.
pub(super) fn in_words(hub: &str, what: &str, error: &Error) -> StoreError {
    match error.as_db_error() {
        Some(refusal) => refusal_in_words(hub, what, refusal),
        None if is_unfit_value(error) => StoreError::Damaged {
            hub: hub.to_owned(),
            what: format!("{what} found that {}", with_causes(error)),
        },
        None if error.is_closed() => unreachable(hub, "the connection was closed"),
        None => unreachable(hub, &with_causes(error)),
    }
}

fn refusal_in_words(hub: &str, what: &str, refusal: &DbError) -> StoreError {
    let hub = hub.to_owned();
    let code = refusal.code();
    match code.code() {
        _ if *code == SqlState::DISK_FULL => StoreError::DiskFull { hub },
        _ if *code == SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy { hub, waited_ms: LOCK_TIMEOUT_MS },
        _ if *code == SqlState::QUERY_CANCELED => StoreError::Busy { hub, waited_ms: STATEMENT_TIMEOUT_MS },
        _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::NotPrimary { hub },
        "XX001" | "XX002" => {
            StoreError::Damaged { hub, what: format!("{what} found `{}`", refusal.message()) }
        }
        class
            if is_going_down(code)
                || class.starts_with("28")
                || class.starts_with("3D")
                || class == "53300" =>
        {
            unreachable(&hub, refusal.message())
        }
        state => StoreError::Database {
            hub,
            what: what.to_owned(),
            error: format!("{} ({state})", refusal.message()),
        },
    }
}

fn unreachable(hub: &str, why: &str) -> StoreError {
    StoreError::Unreachable { hub: hub.to_owned(), why: why.to_owned() }
}

fn with_causes(error: &Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        cause = error.source();
    }
    words
}

/// Puts into words why no connection was to be had.
pub(super) fn pool_in_words(hub: &str, what: &str, error: &PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) => in_words(hub, what, error),
        PoolError::Timeout(_) => unreachable(hub, "no connection came free or was made in time"),
        other => unreachable(hub, &other.to_string()),
    }
}
