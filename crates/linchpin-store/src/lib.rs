//! What must survive a restart: the journal of each workspace, and the checkpoints that make opening it quick.
//!
//! The [`Journal`] is the only truth. It keeps entries, each one accepted command, at gapless positions per workspace;
//! every entry carries a hash over itself and the one before ([`chain`]), so that [`Journal::check`] finds what a
//! damaged disk or a careless hand has changed. An entry's body is text to this crate; `linchpin-model` makes and
//! reads it. [`SqliteJournal`] keeps a hub in one file,
//! [`PostgresJournal`] in a database of a server. A [`Checkpoint`] is a cache and may be deleted at any time.

pub mod chain;
mod check;
mod checkpoint;
mod copy;
mod disk;
mod entry;
mod error;
mod journal;
mod migrations;

pub use check::{CheckDepth, CheckReport, Finding};
pub use checkpoint::{Checkpoint, CheckpointRead};
pub use copy::{CopyReport, copy_journal};
pub use entry::{EntryRef, Head, KeptText, NewEntry, NewText, StoredEntry, StoredText};
pub use error::{AppendError, StoreError};
pub use journal::postgres::{PostgresJournal, PostgresParams};
pub use journal::sqlite::{BackupReport, Restore, SqliteJournal, SqliteParams, restore, verify_hub};
pub use journal::steps::{Step, StepHook};
pub use journal::{Appended, Journal, Receipt};
