//! Which layouts has a hub had, and how does one become the next?
//!
//! To change the layout, add a file with the next number and a line here; never change one that was released. Each
//! file runs once, in one transaction together with the new version number.

/// The layouts of a hub in SQLite. Their count is the version that is kept in `user_version`.
pub(crate) const SQLITE: &[&str] = &[include_str!("migrations/sqlite/0001_journal.sql")];

/// The layouts of a hub in PostgreSQL. Their count is the version that is kept in `linchpin.layout`.
pub(crate) const POSTGRES: &[&str] = &[include_str!("migrations/postgres/0001_journal.sql")];
