//! What must hold of a hub in PostgreSQL, beside what holds of every journal?

use crate::conformance::{append_until_it_is_there, check_conformance};
use crate::hub::{Folder, WORKSPACE, all, check_sound, entries, entry, text};
use crate::server::{Disk, Server, server_for};
use linchpin_store::{AppendError, Journal, PostgresJournal, StoreError, copy_journal};
use std::time::{Duration, Instant};

/// A new hub with the workspace of most tests.
fn new_hub(server: &Server) -> PostgresJournal {
    let journal = PostgresJournal::create(&server.url()).expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    journal
}

fn open(server: &Server) -> PostgresJournal {
    PostgresJournal::open(&server.url()).expect("the hub opens")
}

fn refusal(server: &Server) -> StoreError {
    PostgresJournal::open(&server.url()).err().expect("it is refused")
}

#[test]
fn a_postgres_hub_keeps_every_promise_of_a_journal() {
    if let Some(server) = server_for("the conformance suite", Disk::NotWaited) {
        check_conformance(&new_hub(&server));
    }
}
