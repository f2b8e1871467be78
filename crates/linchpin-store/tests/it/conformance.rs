//! What must hold of every journal, whichever database keeps it?
//!
//! A backend adds itself with one module that calls [`check_conformance`] with a maker of empty hubs.

use crate::hub::{WORKSPACE, all, check_sound, command, entries, entry, text};
use linchpin_store::{AppendError, CheckDepth, Head, Journal, StoreError, copy_journal};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Something to call with an empty journal, and with the workspace it is to use.
type Check = fn(&dyn Journal, &str);

/// Every check with its name. Each gets a workspace of its own, so that one hub may serve for all.
pub(crate) const CHECKS: &[(&str, Check)] = &[
    ("positions are 1 to the head without a gap", positions_have_no_gap),
    ("an append is all or nothing", an_append_is_all_or_nothing),
    ("a command seen before is answered with its position", a_command_is_recorded_once),
    ("an append after a moved head is refused", a_moved_head_is_told),
    ("many appends under way become durable in order", appends_can_be_pipelined),
    ("what was to follow a refused append is refused", followers_of_a_refused_append_are_refused),
    ("of many writers with one expected head one wins", one_of_many_wins),
    ("many writers retrying leave no gap and no double", many_writers_leave_no_gap),
    ("the time of recording never decreases", time_never_decreases),
    ("reading can begin and end anywhere", reading_has_bounds),
    ("texts come with their entry and can be erased", texts_can_be_erased),
    ("what cannot be recorded is refused with its reason", the_unfit_is_refused),
    ("workspaces do not touch each other", workspaces_are_apart),
    ("an unknown workspace is an error that lists the known", an_unknown_workspace_is_told),
    ("a follower is woken by an append", a_follower_is_woken),
    ("a follower that waits in vain gets the same head", a_follower_gives_up),
    ("a journal that lost its end is shown by a witness", a_witness_shows_a_lost_end),
    ("a copy has the same hashes", a_copy_has_the_same_hashes),
    ("bodies of any text come back as they were", bodies_come_back),
    ("the last entries can be checked alone", the_last_entries_can_be_checked),
];

/// Runs every check in a workspace of its own, and the whole check after each.
pub(crate) fn check_conformance(journal: &dyn Journal) {
    for (number, (name, check)) in CHECKS.iter().enumerate() {
        let workspace = format!("{WORKSPACE}-{number}");
        assert!(journal.create_workspace(&workspace).expect("a workspace"), "{name}");
        eprintln!("{name}");
        check(journal, &workspace);
        check_sound(journal, &workspace);
    }
}

fn positions_have_no_gap(journal: &dyn Journal, workspace: &str) {
    assert_eq!(journal.head(workspace), Ok(Head::EMPTY));
    let first = journal.append(workspace, 0, entries(1, 3)).expect("recorded");
    assert_eq!((first.first, first.head.position), (1, 3));
    let second = journal.append(workspace, 3, entries(4, 1)).expect("recorded");
    assert_eq!((second.first, second.head.position), (4, 4));
    assert_eq!(journal.head(workspace), Ok(second.head));
    let positions: Vec<u64> = all(journal, workspace).iter().map(|entry| entry.position).collect();
    assert_eq!(positions, [1, 2, 3, 4]);
    assert_eq!(journal.hash_at(workspace, 3), Ok(Some(first.head.hash)));
    assert_eq!((journal.hash_at(workspace, 0), journal.hash_at(workspace, 5)), (Ok(Some([0; 32])), Ok(None)));
}

fn an_append_is_all_or_nothing(journal: &dyn Journal, workspace: &str) {
    let mut append = entries(1, 3);
    append[2].body = "a NUL \0 inside".to_owned();
    let refused = journal.append(workspace, 0, append);
    assert!(matches!(refused, Err(AppendError::Unfit { position: 3, .. })), "{refused:?}");
    assert_eq!(journal.head(workspace), Ok(Head::EMPTY));
    journal.append(workspace, 0, entries(1, 3)).expect("the same commands are new still");
}

fn a_command_is_recorded_once(journal: &dyn Journal, workspace: &str) {
    journal.append(workspace, 0, entries(1, 2)).expect("recorded");
    for expected_head in [0, 1, 2, 7] {
        let again = journal.append(workspace, expected_head, entries(2, 3));
        assert_eq!(again, Err(AppendError::AlreadyRecorded { position: 2 }), "expecting {expected_head}");
    }
    assert_eq!(all(journal, workspace).len(), 2);
    let ids: Vec<_> = all(journal, workspace).iter().map(|entry| entry.command_id).collect();
    let positions = ids.iter().map(|id| journal.position_of(workspace, *id).expect("looked for"));
    assert_eq!(positions.collect::<Vec<_>>(), [Some(1), Some(2)]);
    let unknown = entries(77, 1)[0].command_id;
    assert_eq!(journal.position_of(workspace, unknown), Ok(None));
}

fn a_moved_head_is_told(journal: &dyn Journal, workspace: &str) {
    journal.append(workspace, 0, entries(1, 2)).expect("recorded");
    for expected in [0, 1, 3] {
        let refused = journal.append(workspace, expected, entries(10, 1));
        assert_eq!(refused, Err(AppendError::HeadMoved { expected, found: 2 }));
    }
    assert_eq!(all(journal, workspace).len(), 2);
}

fn appends_can_be_pipelined(journal: &dyn Journal, workspace: &str) {
    let submit = |number: u64| journal.submit(workspace, number, entries(u128::from(number), 1));
    let receipts: Vec<_> = (0..300).map(submit).collect();
    for (number, receipt) in receipts.into_iter().enumerate() {
        let appended = receipt.wait().expect("recorded");
        assert_eq!(appended.head.position, number as u64 + 1);
    }
}

fn followers_of_a_refused_append_are_refused(journal: &dyn Journal, workspace: &str) {
    journal.append(workspace, 0, entries(1, 5)).expect("recorded");
    let stands = journal.submit(workspace, 5, entries(10, 1));
    let known = journal.submit(workspace, 6, entries(2, 1));
    let other = journal.submit(workspace, 6, entries(40, 1));
    assert_eq!(stands.wait().map(|appended| appended.head.position), Ok(6));
    assert_eq!(other.wait().map(|appended| appended.head.position), Ok(7));
    // The head is 7 now, as `follows` expects; but what it was to follow is not there, and nobody has looked yet.
    let follows = journal.submit(workspace, 7, entries(20, 2));
    let follows_that = journal.submit(workspace, 9, entries(30, 1));
    assert_eq!(follows.wait(), Err(AppendError::FollowedRefused { expected: 7 }));
    assert_eq!(follows_that.wait(), Err(AppendError::FollowedRefused { expected: 9 }));
    assert_eq!(known.wait(), Err(AppendError::AlreadyRecorded { position: 2 }));
    // Whoever has been told may expect that position again.
    journal.append(workspace, 7, entries(50, 1)).expect("recorded");
}

fn one_of_many_wins(journal: &dyn Journal, workspace: &str) {
    let won: usize = std::thread::scope(|scope| {
        let try_one = |number: u128| journal.append(workspace, 0, entries(number * 10, 2)).is_ok();
        let threads: Vec<_> = (0..8).map(|number| scope.spawn(move || try_one(number))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|won| *won).count()
    });
    assert_eq!((won, all(journal, workspace).len()), (1, 2));
}

fn many_writers_leave_no_gap(journal: &dyn Journal, workspace: &str) {
    std::thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                (0..25).for_each(|n| append_until_it_is_there(journal, workspace, writer * 100 + n))
            });
        }
    });
    let mut commands: Vec<_> = all(journal, workspace).iter().map(|entry| entry.command_id).collect();
    commands.sort();
    let wanted: Vec<_> = (0..4).flat_map(|writer| (0..25).map(move |n| command(writer * 100 + n))).collect();
    assert_eq!(commands, wanted);
}

/// Appends one entry after whatever is there, as often as another writer is first.
pub(crate) fn append_until_it_is_there(journal: &dyn Journal, workspace: &str, number: u128) {
    loop {
        let head = journal.head(workspace).expect("a head").position;
        match journal.append(workspace, head, entries(number, 1)) {
            Ok(_) | Err(AppendError::AlreadyRecorded { .. }) => return,
            Err(AppendError::HeadMoved { .. } | AppendError::FollowedRefused { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn time_never_decreases(journal: &dyn Journal, workspace: &str) {
    let at = |number: u128, recorded_at_ms: i64| {
        let mut entry = entry(number, "{}");
        entry.recorded_at_ms = recorded_at_ms;
        entry
    };
    let first = journal.append(workspace, 0, vec![at(1, 500), at(2, 400), at(3, 600)]).expect("recorded");
    assert_eq!(first.recorded_at_ms, [500, 500, 600]);
    let second = journal.append(workspace, 3, vec![at(4, -7)]).expect("recorded");
    assert_eq!(second.recorded_at_ms, [600]);
    let times: Vec<i64> = all(journal, workspace).iter().map(|entry| entry.recorded_at_ms).collect();
    assert_eq!(times, [500, 500, 600, 600]);
}

fn reading_has_bounds(journal: &dyn Journal, workspace: &str) {
    journal.append(workspace, 0, entries(1, 9)).expect("recorded");
    let read = |after: u64, up_to: u64, most: usize| {
        let mut positions = Vec::new();
        let end = journal.read(workspace, after, up_to, &mut |entry| {
            positions.push(entry.position);
            if positions.len() == most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        end.map(|()| positions)
    };
    assert_eq!(read(3, 5, 99), Ok(vec![4, 5]));
    assert_eq!(read(7, u64::MAX, 99), Ok(vec![8, 9]));
    assert_eq!(read(0, u64::MAX, 2), Ok(vec![1, 2]));
    assert_eq!(
        (read(9, 20, 99), read(5, 4, 99), read(u64::MAX, u64::MAX, 99)),
        (Ok(vec![]), Ok(vec![]), Ok(vec![]))
    );
}

fn texts_can_be_erased(journal: &dyn Journal, workspace: &str) {
    let (asha, ben, address) = (text("Asha"), text("Ben"), text("asha@example.org"));
    let mut append = entries(1, 4);
    append[0].texts = vec![asha.clone(), address.clone()];
    append[2].texts = vec![ben.clone(), asha.clone()];
    let appended = journal.append(workspace, 0, append).expect("recorded");
    assert_eq!(check_sound(journal, workspace).texts, 4);
    assert_eq!(journal.erase_texts(workspace, &[asha.hash, [7; 32]]), Ok(2));
    assert_eq!(journal.erase_texts(workspace, &[asha.hash]), Ok(0), "it is erased already");
    let kept = |entry: usize| -> Vec<Option<String>> {
        let texts = all(journal, workspace)[entry].texts.clone();
        texts.into_iter().map(|text| text.kept.map(|kept| kept.text)).collect()
    };
    assert_eq!((kept(0), kept(1)), (vec![None, Some(address.text)], vec![]));
    assert_eq!(kept(2), [Some(ben.text), None]);
    assert_eq!(all(journal, workspace)[2].texts[1].hash, asha.hash, "its hash stays");
    assert_eq!(journal.head(workspace), Ok(appended.head));
    assert_eq!(check_sound(journal, workspace).erased_texts, 2);
}

fn the_unfit_is_refused(journal: &dyn Journal, workspace: &str) {
    let mut wrong_hash = entries(1, 1);
    wrong_hash[0].texts = vec![text("Asha")];
    wrong_hash[0].texts[0].hash[0] ^= 1;
    let twice = vec![entry(1, "{}"), entry(1, "{}")];
    for append in [Vec::new(), wrong_hash, twice] {
        let refused = journal.append(workspace, 0, append);
        assert!(matches!(refused, Err(AppendError::Unfit { .. })), "{refused:?}");
    }
    for key in ["", "two words", "line\nfeed", &"x".repeat(65)] {
        let refused = journal.create_workspace(key);
        assert!(matches!(refused, Err(StoreError::UnfitWorkspaceKey { .. })), "{refused:?}");
    }
    assert_eq!(journal.create_workspace(workspace), Ok(false), "it is there already");
    assert_eq!(journal.head(workspace), Ok(Head::EMPTY));
}

fn workspaces_are_apart(journal: &dyn Journal, workspace: &str) {
    let other = format!("{workspace}-other");
    journal.create_workspace(&other).expect("a workspace");
    let here = journal.append(workspace, 0, entries(1, 2)).expect("recorded");
    let there = journal.append(&other, 0, entries(1, 2)).expect("the same commands are new there");
    assert_ne!(here.head.hash, there.head.hash, "the key is part of the hash");
    journal.append(&other, 2, entries(3, 1)).expect("recorded");
    assert_eq!(journal.head(workspace), Ok(here.head));
    let listed = journal.workspaces().expect("workspaces");
    assert!(listed.is_sorted() && listed.contains(&other) && listed.iter().any(|key| key == workspace));
    check_sound(journal, &other);
}

fn an_unknown_workspace_is_told(journal: &dyn Journal, workspace: &str) {
    let told = |result: Result<(), StoreError>| match result {
        Err(StoreError::UnknownWorkspace { workspace: asked, known }) => {
            assert_eq!(asked, "nowhere");
            assert!(known.iter().any(|key| key == workspace), "{known:?}");
        }
        other => panic!("{other:?}"),
    };
    told(journal.head("nowhere").map(|_| ()));
    told(journal.check("nowhere", CheckDepth::Whole).map(|_| ()));
    told(journal.read("nowhere", 0, 9, &mut |_| ControlFlow::Continue(())));
    told(journal.erase_texts("nowhere", &[[1; 32]]).map(|_| ()));
    let refused = journal.append("nowhere", 0, entries(1, 1));
    assert!(matches!(refused, Err(AppendError::Store(StoreError::UnknownWorkspace { .. }))), "{refused:?}");
}

fn a_follower_is_woken(journal: &dyn Journal, workspace: &str) {
    std::thread::scope(|scope| {
        let follower = scope.spawn(|| journal.wait_for_change(workspace, 0, Duration::from_secs(30)));
        journal.append(workspace, 0, entries(1, 1)).expect("recorded");
        let head = follower.join().expect("the follower ends").expect("a head");
        assert_eq!(head.position, 1);
    });
    let at_once = Instant::now();
    journal.wait_for_change(workspace, 0, Duration::from_secs(30)).expect("a head");
    assert!(at_once.elapsed() < Duration::from_secs(10), "what is there already is not waited for");
}

fn a_follower_gives_up(journal: &dyn Journal, workspace: &str) {
    assert_eq!(journal.wait_for_change(workspace, 0, Duration::from_millis(30)), Ok(Head::EMPTY));
}

fn a_witness_shows_a_lost_end(journal: &dyn Journal, workspace: &str) {
    let seen = journal.append(workspace, 0, entries(1, 2)).expect("recorded").head;
    journal.append(workspace, 2, entries(3, 1)).expect("recorded");
    assert_eq!(journal.check_holds(workspace, &seen), Ok(None));
    let lost = Head { position: 9, hash: seen.hash };
    let other = Head { position: 2, hash: [1; 32] };
    for witness in [lost, other] {
        let finding = journal.check_holds(workspace, &witness).expect("checked").expect("a finding");
        assert_eq!(finding.position, Some(witness.position));
    }
}

fn a_copy_has_the_same_hashes(journal: &dyn Journal, workspace: &str) {
    let folder = crate::hub::Folder::new();
    let source = folder.new_hub();
    source.create_workspace(workspace).expect("a workspace");
    let mut append = entries(1, 5);
    append[1].texts = vec![text("Asha"), text("Ben")];
    source.append(workspace, 0, append).expect("recorded");
    source.append(WORKSPACE, 0, entries(1, 1)).expect("recorded");
    source.erase_texts(workspace, &[text("Asha").hash]).expect("erased");
    copy_journal(&source, journal).expect("copied");
    assert_eq!(all(journal, workspace), all(&source, workspace));
    assert_eq!(journal.head(workspace), source.head(workspace));

    source.append(workspace, 5, entries(6, 2)).expect("recorded");
    let reports = copy_journal(&source, journal).expect("continued");
    assert_eq!(reports.iter().map(|report| report.entries).sum::<u64>(), 2);
    assert_eq!(journal.head(workspace), source.head(workspace));

    journal.append(workspace, 7, entries(100, 1)).expect("recorded");
    let refused = copy_journal(&source, journal);
    assert!(
        matches!(refused, Err(AppendError::Unfit { .. })),
        "another's entry is not overwritten: {refused:?}"
    );
}

fn bodies_come_back(journal: &dyn Journal, workspace: &str) {
    let long = "{\"title\":\"é ж 漢 🎈\"}".repeat(20_000);
    let bodies =
        ["", "plain", "'quoted' \"twice\" \\ %s ;--", "\u{1}\u{7f}\r\n\t", "e\u{301} \u{feff}", &long];
    let append = bodies.iter().enumerate().map(|(number, body)| entry(number as u128, body)).collect();
    journal.append(workspace, 0, append).expect("recorded");
    let read: Vec<String> = all(journal, workspace).into_iter().map(|entry| entry.body).collect();
    assert_eq!(read, bodies);
}

fn the_last_entries_can_be_checked(journal: &dyn Journal, workspace: &str) {
    journal.append(workspace, 0, entries(1, 20)).expect("recorded");
    for (depth, read) in [(0, 0), (1, 1), (19, 19), (20, 20), (99, 20)] {
        let report = journal.check(workspace, CheckDepth::Recent(depth)).expect("checked");
        assert_eq!((report.entries, report.findings), (read, Vec::new()));
    }
}
