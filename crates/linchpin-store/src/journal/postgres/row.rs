//! How does a row become a head, a workspace, an entry or a text?

use crate::entry::{EntryRef, Head, KeptText, StoredText};
use crate::journal::postgres::decide::Workspace;
use std::error::Error as StdError;
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Error, Row};

/// Bytes of a length that the layout gives.
struct Bytes<const N: usize>([u8; N]);

/// Bytes that do not have it.
#[derive(Debug, thiserror::Error)]
#[error("there are {found} bytes where {wanted} belong")]
pub(super) struct WrongLength {
    found: usize,
    wanted: usize,
}

impl<'a, const N: usize> FromSql<'a> for Bytes<N> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        let bytes = raw.try_into().map_err(|_| WrongLength { found: raw.len(), wanted: N })?;
        Ok(Bytes(bytes))
    }

    fn accepts(of: &Type) -> bool {
        *of == Type::BYTEA
    }
}

fn bytes_in<const N: usize>(row: &Row, at: usize) -> Result<[u8; N], Error> {
    Ok(row.try_get::<_, Bytes<N>>(at)?.0)
}

/// A hash, from one column.
pub(super) fn hash_in(row: &Row, at: usize) -> Result<[u8; 32], Error> {
    bytes_in(row, at)
}

/// A position and its hash, from two columns.
pub(super) fn head_in(row: &Row, at: usize) -> Result<Head, Error> {
    Ok(Head { position: row.try_get::<_, i64>(at)? as u64, hash: bytes_in(row, at + 1)? })
}

/// A workspace, from the columns id, head, its hash and its time.
pub(super) fn workspace_in(row: &Row, at: usize) -> Result<Workspace, Error> {
    Ok(Workspace { id: row.try_get(at)?, head: head_in(row, at + 1)?, recorded_at_ms: row.try_get(at + 3)? })
}

/// An entry without its texts, from the columns position, command id, time, hash and body.
pub(super) fn entry_in(row: &Row) -> Result<EntryRef<'_>, Error> {
    Ok(EntryRef {
        position: row.try_get::<_, i64>(0)? as u64,
        command_id: row.try_get(1)?,
        recorded_at_ms: row.try_get(2)?,
        hash: bytes_in(row, 3)?,
        body: row.try_get(4)?,
        texts: &[],
    })
}

/// A text with its number, from the columns position, ordinal, hash, salt and text.
pub(super) fn text_in(row: &Row) -> Result<(i64, StoredText), Error> {
    let kept = match row.try_get::<_, Option<Bytes<16>>>(3)? {
        Some(salt) => Some(KeptText { salt: salt.0, text: row.try_get(4)? }),
        None => None,
    };
    Ok((row.try_get(1)?, StoredText { hash: bytes_in(row, 2)?, kept }))
}
