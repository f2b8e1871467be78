//! What must hold of a hub in PostgreSQL, beside what holds of every journal?

use crate::conformance::{append_until_it_is_there, check_conformance};
use crate::hub::{Folder, WORKSPACE, all, check_sound, entries, entry, text};
use linchpin_store::{
    AppendError, CheckDepth, Journal, PostgresJournal, PostgresParams, StoreError, copy_journal,
};
use linchpin_testing::server::{Disk, Server, server_for};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A new hub with the workspace of most tests.
pub(crate) fn new_hub(server: &Server) -> PostgresJournal {
    let journal = PostgresJournal::create(&server.url(), PostgresParams::default()).expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    journal
}

fn open(server: &Server) -> PostgresJournal {
    PostgresJournal::open(&server.url(), PostgresParams::default()).expect("the hub opens")
}

fn refusal_of(url: &str) -> StoreError {
    PostgresJournal::open(url, PostgresParams::default()).err().expect("it is refused")
}

#[test]
fn a_postgres_hub_keeps_every_promise_of_a_journal() {
    if let Some(server) = server_for("the conformance suite", Disk::NotWaited) {
        check_conformance(&new_hub(&server));
    }
}

#[test]
fn what_is_no_hub_or_a_newer_one_is_refused_and_not_touched() {
    let Some(server) = server_for("databases that are no hub", Disk::NotWaited) else {
        return;
    };
    // Whoever writes takes a number, and the next one is no longer the same.
    let contents = || server.run("SELECT pg_snapshot_xmax(pg_current_snapshot())");
    let before = contents();
    assert!(matches!(refusal_of(&server.url()), StoreError::NoHub { .. }));
    assert_eq!(contents(), before);

    server.run("CREATE SCHEMA linchpin");
    for refused in [
        refusal_of(&server.url()),
        PostgresJournal::create(&server.url(), PostgresParams::default()).err().expect("refused"),
    ] {
        assert!(matches!(refused, StoreError::NotAHub { .. }), "{refused}");
    }
    server.run("DROP SCHEMA linchpin");

    drop(new_hub(&server));
    let again =
        PostgresJournal::create(&server.url(), PostgresParams::default()).err().expect("it is there already");
    assert!(matches!(again, StoreError::WouldOverwrite { .. }), "{again}");

    server.run("UPDATE linchpin.layout SET version = 99");
    let before = contents();
    let refused = refusal_of(&server.url());
    assert!(matches!(refused, StoreError::NewerLayout { found: 99, known: 1, .. }), "{refused}");
    assert_eq!(contents(), before);
}

#[test]
fn a_server_on_which_an_append_could_be_lost_is_refused() {
    let Some(server) = server_for("servers that cannot be trusted", Disk::NotWaited) else {
        return;
    };
    drop(new_hub(&server));
    let without_switch = server.url().split('?').next().expect("an address").to_owned();
    let setting_refused = |wanted: &str| match refusal_of(&without_switch) {
        StoreError::ServerSetting { name, found, .. } => {
            assert_eq!((name.as_str(), found.as_str()), (wanted, "off"))
        }
        refused => panic!("{refused}"),
    };
    setting_refused("fsync");

    let elsewhere = server.url().replace("/postgres?", "/nowhere?");
    for url in [elsewhere, server.url_at(1)] {
        let refused = refusal_of(&url);
        assert!(matches!(refused, StoreError::Unreachable { .. }), "{refused}");
    }
    server.run("ALTER DATABASE postgres SET default_transaction_read_only = on");
    let refused = refusal_of(&server.url());
    assert!(matches!(refused, StoreError::NotPrimary { .. } | StoreError::Unreachable { .. }), "{refused}");
}

#[test]
fn commits_that_are_not_waited_for_are_refused_by_name() {
    let Some(server) = server_for("synchronous_commit", Disk::Waited) else {
        return;
    };
    drop(new_hub(&server));
    server.run("ALTER ROLE linchpin SET synchronous_commit = off");
    match refusal_of(&server.url()) {
        StoreError::ServerSetting { name, found, .. } => {
            assert_eq!((name.as_str(), found.as_str()), ("synchronous_commit", "off"));
        }
        refused => panic!("{refused}"),
    }
}

#[test]
fn what_another_program_changed_is_named_and_keeps_the_hub_from_being_written() {
    let Some(server) = server_for("changed rows", Disk::NotWaited) else {
        return;
    };
    let journal = new_hub(&server);
    let mut append = entries(1, 9);
    append[4].texts = vec![text("Asha"), text("Ben")];
    journal.append(WORKSPACE, 0, append).expect("recorded");
    let named = |change: &str, back: &str, position: u64| {
        server.run(change);
        let report = journal.check(WORKSPACE, CheckDepth::Whole).expect("checked");
        let positions: Vec<_> = report.findings.iter().map(|finding| finding.position).collect();
        assert!(positions.contains(&Some(position)), "{change}: {:?}", report.findings);
        server.run(back);
        check_sound(&journal, WORKSPACE);
    };
    named(
        "UPDATE linchpin.entry SET body = '{\"n\":40}' WHERE position = 4",
        "UPDATE linchpin.entry SET body = '{\"n\":4}' WHERE position = 4",
        4,
    );
    named(
        "UPDATE linchpin.text SET text = 'Asha Roa' WHERE ordinal = 0",
        "UPDATE linchpin.text SET text = 'Asha' WHERE ordinal = 0",
        5,
    );
    named(
        "UPDATE linchpin.text SET ordinal = 7 WHERE ordinal = 1",
        "UPDATE linchpin.text SET ordinal = 1 WHERE ordinal = 7",
        5,
    );
    named(
        "UPDATE linchpin.entry SET position = 99 WHERE position = 9",
        "UPDATE linchpin.entry SET position = 9 WHERE position = 99",
        99,
    );
    named("UPDATE linchpin.workspace SET head = 8", "UPDATE linchpin.workspace SET head = 9", 9);
    server.run("DELETE FROM linchpin.entry WHERE position = 8");
    drop(journal);
    let journal = open(&server);
    assert_eq!(journal.finding().and_then(|finding| finding.position), Some(9));
    let refused = journal.append(WORKSPACE, 9, entries(20, 1));
    assert!(matches!(refused, Err(AppendError::Store(StoreError::ReadOnly { .. }))), "{refused:?}");
    assert_eq!(all(&journal, WORKSPACE).len(), 8, "what is there can be read");
}

#[test]
fn hubs_of_one_database_leave_no_gap_and_no_double_and_hear_each_other() {
    let Some(server) = server_for("two hubs on one database", Disk::NotWaited) else {
        return;
    };
    let (one, other) = (new_hub(&server), open(&server));
    let lost_races = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for (journal, from) in [(&one, 0), (&other, 1_000), (&one, 2_000), (&other, 3_000)] {
            let lost_races = &lost_races;
            scope.spawn(move || {
                (from..from + 40).for_each(|n| {
                    let head = journal.head(WORKSPACE).expect("a head").position;
                    match journal.append(WORKSPACE, head, entries(n, 1)) {
                        Ok(_) => {}
                        Err(AppendError::HeadMoved { .. } | AppendError::FollowedRefused { .. }) => {
                            lost_races.fetch_add(1, Ordering::SeqCst);
                            append_until_it_is_there(journal, WORKSPACE, n);
                        }
                        Err(error) => panic!("{error}"),
                    }
                });
            });
        }
    });
    assert_eq!(check_sound(&one, WORKSPACE).entries, 160);
    assert!(lost_races.load(Ordering::SeqCst) > 0, "with four writers somebody loses a race, and is told");
    check_heard(&one, &other, 160);
    // A notification that is lost with its connection costs time and nothing else.
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN linchpin'");
    check_heard(&one, &other, 161);
}

/// A follower of one hub notices what the other appends, long before it would give up.
fn check_heard(one: &dyn Journal, other: &dyn Journal, head: u64) {
    std::thread::scope(|scope| {
        let follower = scope.spawn(|| one.wait_for_change(WORKSPACE, head, Duration::from_secs(60)));
        other.append(WORKSPACE, head, entries(u128::from(head) + 10_000, 1)).expect("recorded");
        let noticed = follower.join().expect("the follower ends").expect("a head");
        assert_eq!(noticed.position, head + 1);
    });
}

#[test]
fn a_lock_that_another_program_keeps_is_told_and_holds_nothing_up_afterwards() {
    let Some(server) = server_for("a lock that is kept", Disk::NotWaited) else {
        return;
    };
    let journal = new_hub(&server);
    let mut other = server
        .start_running("BEGIN; SELECT 'locked' FROM linchpin.workspace FOR UPDATE; SELECT pg_sleep(600)");
    let mut lines = BufReader::new(other.stdout.take().expect("a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "locked");
    let refused = journal.append(WORKSPACE, 0, entries(1, 1));
    assert!(matches!(refused, Err(AppendError::Store(StoreError::Busy { .. }))), "{refused:?}");
    assert_eq!(journal.head(WORKSPACE).expect("reading goes on").position, 0);
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()");
    other.wait().expect("it ends");
    journal.append(WORKSPACE, 0, entries(1, 1)).expect("recorded");
}

#[test]
fn a_reader_may_stop_anywhere_and_use_the_hub_meanwhile() {
    let Some(server) = server_for("readers", Disk::NotWaited) else {
        return;
    };
    let journal = new_hub(&server);
    let mut receipts = Vec::new();
    for n in 0..30 {
        let mut append = entries(n * 1_000, 1_000);
        append[500].texts = vec![text("Asha"), text("Ben")];
        receipts.push(journal.submit(WORKSPACE, n as u64 * 1_000, append));
    }
    receipts.into_iter().for_each(|receipt| drop(receipt.wait().expect("recorded")));
    for stop_at in [1, 255, 256, 257, 20_000, 20_001, 29_999] {
        let mut last = 0;
        let read = journal.read(WORKSPACE, 0, u64::MAX, &mut |entry| {
            assert_eq!(entry.position, last + 1);
            last = entry.position;
            if last == stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((read, last), (Ok(()), stop_at));
    }
    let mut asked = 0;
    let read = journal.read(WORKSPACE, 19_000, u64::MAX, &mut |entry| {
        if entry.position % 2_500 == 0 {
            asked += 1;
            assert_eq!(journal.hash_at(WORKSPACE, entry.position), Ok(Some(entry.hash)));
        }
        ControlFlow::Continue(())
    });
    assert_eq!((read, asked), (Ok(()), 5));
    check_sound(&journal, WORKSPACE);
}

#[test]
fn a_journal_goes_to_postgres_and_back_with_every_hash() {
    let Some(server) = server_for("copies between the databases", Disk::NotWaited) else {
        return;
    };
    let (folder, back) = (Folder::new(), Folder::new());
    let sqlite = folder.new_hub();
    sqlite.create_workspace("other").expect("a workspace");
    for n in 0..40_u64 {
        let mut append: Vec<_> = (0..50)
            .map(|m| {
                entry(
                    u128::from(n * 50 + m),
                    &format!("{{\"n\":{n},\"é\":\"{}\"}}", "漢".repeat(n as usize * 20)),
                )
            })
            .collect();
        append[7].texts = vec![text(&format!("Person {n}")), text("Asha"), text("")];
        sqlite.append(WORKSPACE, n * 50, append).expect("recorded");
        sqlite.append("other", n, entries(u128::from(n), 1)).expect("recorded");
    }
    sqlite.erase_texts(WORKSPACE, &[text("Asha").hash, text("Person 7").hash]).expect("erased");

    let postgres = PostgresJournal::create(&server.url(), PostgresParams::default()).expect("a new hub");
    let sent = copy_journal(&sqlite, &postgres).expect("copied");
    let back = linchpin_store::SqliteJournal::create(&back.hub(), Default::default()).expect("a new hub");
    let returned = copy_journal(&postgres, &back).expect("copied back");
    assert_eq!(sent, returned);
    for workspace in [WORKSPACE, "other"] {
        let original = all(&sqlite, workspace);
        assert_eq!(all(&postgres, workspace), original);
        assert_eq!(all(&back, workspace), original);
        let reports =
            [&sqlite as &dyn Journal, &postgres, &back].map(|journal| check_sound(journal, workspace));
        assert!(reports.iter().all(|report| *report == reports[0]), "{reports:?}");
    }
}
