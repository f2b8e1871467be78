//! What is answered when the connection breaks around a COMMIT, and when the server is away?

use crate::hub::{WORKSPACE, all, check_sound, entries};
use crate::proxy::{Cut, Proxy};
use linchpin_store::{AppendError, Journal, PostgresJournal, PostgresParams, StoreError};
use linchpin_testing::server::{Disk, server_for};
use std::time::Duration;

#[test]
fn a_lost_reply_is_looked_up_before_anything_is_answered() {
    let Some(server) = server_for("lost replies", Disk::NotWaited) else {
        return;
    };
    let proxy = Proxy::before(server.port());
    let journal = PostgresJournal::create(&server.url_at(proxy.port()), PostgresParams::default());
    let journal = journal.expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    for (round, cut) in [Cut::After, Cut::Before, Cut::After, Cut::After, Cut::Before].into_iter().enumerate()
    {
        let head = journal.head(WORKSPACE).expect("a head").position;
        proxy.cut_next(cut);
        // Three appends that rest on one another, one that is refused, and one that rests on that.
        let submit = |offset: u64, number: u128| journal.submit(WORKSPACE, head + offset, entries(number, 2));
        let number = round as u128 * 100;
        let receipts = [submit(0, number), submit(2, number + 10), submit(4, number + 20)];
        let (refused, follows) = (submit(4, number + 30), submit(6, number + 40));
        for (receipt, wanted) in receipts.into_iter().zip([2, 4, 6]) {
            assert_eq!(receipt.wait().map(|appended| appended.head.position), Ok(head + wanted), "{cut:?}");
        }
        // The head is where this one expects it; but what it was to follow is refused, and nobody has looked yet.
        let follows_late = submit(6, number + 50);
        let moved = AppendError::HeadMoved { expected: head + 4, found: head + 6 };
        assert_eq!(refused.wait(), Err(moved));
        for follower in [follows, follows_late] {
            assert_eq!(follower.wait(), Err(AppendError::FollowedRefused { expected: head + 6 }), "{cut:?}");
        }
    }
    assert_eq!(proxy.cuts(), (2, 3));
    assert_eq!(check_sound(&journal, WORKSPACE).entries, 30);
}

#[test]
fn what_is_not_known_is_said_and_repeating_finds_it_out() {
    let Some(server) = server_for("outcomes that are not known", Disk::NotWaited) else {
        return;
    };
    let proxy = Proxy::before(server.port());
    let params = PostgresParams {
        patience: Duration::from_millis(300),
        patience_when_sent: Duration::from_millis(300),
    };
    let journal = PostgresJournal::create(&server.url_at(proxy.port()), params).expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    for (cut, number, head) in [(Cut::After, 1, 0), (Cut::Before, 2, 1)] {
        proxy.cut_next_and_shut(cut);
        let unknown = journal.append(WORKSPACE, head, entries(number, 1));
        assert!(matches!(unknown, Err(AppendError::Store(StoreError::OutcomeUnknown { .. }))), "{unknown:?}");
        let unreachable = journal.append(WORKSPACE, head, entries(number, 1));
        assert!(
            matches!(unreachable, Err(AppendError::Store(StoreError::Unreachable { .. }))),
            "{unreachable:?}"
        );
        proxy.open();
        let again = journal.append(WORKSPACE, head, entries(number, 1));
        match cut {
            Cut::After => assert_eq!(again, Err(AppendError::AlreadyRecorded { position: 1 })),
            Cut::Before => assert_eq!(again.map(|appended| appended.first), Ok(2)),
        }
    }
    assert_eq!(all(&journal, WORKSPACE).len(), 2);
}

#[test]
fn a_server_that_is_away_is_told_and_works_again_when_it_is_back() {
    let Some(mut server) = server_for("a server that is away", Disk::Waited) else {
        return;
    };
    let params = PostgresParams { patience: Duration::from_millis(300), ..PostgresParams::default() };
    let journal = PostgresJournal::create(&server.url(), params).expect("a new hub");
    journal.create_workspace(WORKSPACE).expect("a workspace");
    let acknowledged = journal.append(WORKSPACE, 0, entries(1, 3)).expect("recorded").head;
    server.crash();
    let refused = journal.append(WORKSPACE, 3, entries(4, 1));
    assert!(matches!(refused, Err(AppendError::Store(StoreError::Unreachable { .. }))), "{refused:?}");
    let refused = journal.head(WORKSPACE);
    assert!(matches!(refused, Err(StoreError::Unreachable { .. })), "{refused:?}");
    server.start();
    assert_eq!(journal.head(WORKSPACE), Ok(acknowledged));
    let appended = journal.append(WORKSPACE, 3, entries(4, 1)).expect("recorded");
    assert_eq!(appended.first, 4);
    check_sound(&journal, WORKSPACE);
}
