//! How are the rows of a long query fetched, some megabytes at a time?

use deadpool_postgres::Transaction;
use std::vec::IntoIter;
use tokio::runtime::Handle;
use tokio_postgres::{Error, Portal, Row};

/// How many rows are fetched first, before it is known how large they are.
const FIRST_ROWS: usize = 64;
/// How many rows are fetched at a time at most.
const MOST_ROWS: usize = 8_192;
/// About how many bytes are fetched at a time.
const BYTES_AT_A_TIME: usize = 4 << 20;

/// The rows of a query in a transaction, in its order.
pub(super) struct Ahead<'t> {
    transaction: &'t Transaction<'t>,
    runtime: &'t Handle,
    portal: Portal,
    fetched: IntoIter<Row>,
    /// How many rows to ask for next; 0 when there are no more.
    ask_for: usize,
    /// A row that was looked at and not taken.
    peeked: Option<Row>,
}

impl<'t> Ahead<'t> {
    /// The rows of a portal, of which none was fetched.
    pub(super) fn of(transaction: &'t Transaction<'t>, runtime: &'t Handle, portal: Portal) -> Self {
        let fetched = Vec::new().into_iter();
        Ahead { transaction, runtime, portal, fetched, ask_for: FIRST_ROWS, peeked: None }
    }

    /// The next row, fetched if need be.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Error> {
        if let Some(row) = self.peeked.take() {
            return Ok(Some(row));
        }
        if self.fetched.len() == 0 && self.ask_for > 0 {
            self.fetch()?;
        }
        Ok(self.fetched.next())
    }

    /// The next row if it is one that is wanted now.
    pub(super) fn next_if(&mut self, wanted: impl FnOnce(&Row) -> bool) -> Result<Option<Row>, Error> {
        let next = self.next()?;
        Ok(match next {
            Some(row) if wanted(&row) => Some(row),
            other => {
                self.peeked = other;
                None
            }
        })
    }

    fn fetch(&mut self) -> Result<(), Error> {
        let asked_for = self.ask_for;
        let rows = self.runtime.block_on(self.transaction.query_portal(&self.portal, asked_for as i32))?;
        let bytes: usize = rows.iter().map(Row::raw_size_bytes).sum();
        let of_row = bytes / rows.len().max(1) + 1;
        self.ask_for = match rows.len() {
            fewer if fewer < asked_for => 0,
            _ => (BYTES_AT_A_TIME / of_row).clamp(1, MOST_ROWS),
        };
        self.fetched = rows.into_iter();
        Ok(())
    }
}
