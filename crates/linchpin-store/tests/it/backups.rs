//! Does every backup hold what was acknowledged before it began, and does it come back as the hub it was?

use crate::chance::number_from_env;
use crate::hub::{Folder, WORKSPACE, all, check_sound, entries, entry, open, text};
use linchpin_store::{
    Head, Journal, Restore, SqliteJournal, SqliteParams, StoreError, copy_journal, restore, verify_hub,
};
use rusqlite::Connection;
use std::fs;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

/// Appends about 100 times a second until it is stopped, and always knows what was acknowledged last.
#[derive(Default)]
struct Load {
    acknowledged: Mutex<Option<Head>>,
    stopped: Mutex<bool>,
    stop: Condvar,
}

impl Load {
    fn run(&self, journal: &dyn Journal) {
        let mut head = journal.head(WORKSPACE).expect("a head");
        loop {
            let number = u128::from(head.position);
            let mut next = entry(number, &format!("{{\"n\":{number},\"filler\":\"{}\"}}", "x".repeat(300)));
            next.texts = vec![text(&format!("Person {number}"))];
            head = journal.append(WORKSPACE, head.position, vec![next]).expect("recorded").head;
            *self.acknowledged.lock().expect("a lock") = Some(head);
            let stopped = self.stopped.lock().expect("a lock");
            let pause = self.stop.wait_timeout_while(stopped, Duration::from_millis(10), |stopped| !*stopped);
            if *pause.expect("a lock").0 {
                return;
            }
        }
    }

    fn stop(&self) {
        *self.stopped.lock().expect("a lock") = true;
        self.stop.notify_all();
    }

    fn acknowledged(&self) -> Head {
        self.acknowledged.lock().expect("a lock").unwrap_or(Head::EMPTY)
    }
}

#[test]
fn every_backup_under_load_verifies_and_holds_what_was_acknowledged_before_it() {
    let backups = number_from_env("LINCHPIN_BACKUPS", 50);
    let folder = Folder::new();
    let (journal, load) = (folder.new_hub(), Load::default());
    journal.append(WORKSPACE, 0, entries(1 << 40, 500)).expect("recorded");
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| load.run(&journal));
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            (0..backups).for_each(|number| check_backup(&folder, &journal, load.acknowledged(), number));
        }));
        load.stop();
        if let Err(panic) = checked {
            std::panic::resume_unwind(panic);
        }
    });
    let rate = load.acknowledged().position as f64 / began.elapsed().as_secs_f64();
    eprintln!(
        "{backups} backups under {rate:.0} appends/s, {} entries at the end",
        load.acknowledged().position
    );
    check_sound(&journal, WORKSPACE);
}

fn check_backup(folder: &Folder, journal: &SqliteJournal, acknowledged: Head, number: u64) {
    let (copy, restored) = (folder.file("backup.copy"), folder.file(&format!("restored-{number}.hub")));
    let report = journal.backup(&copy).expect("backed up");
    assert_eq!(report.entries(), report.workspaces[0].head.position);
    restore(&copy, &restored, Restore::OnlyWhereNothingIs).expect("restored");
    let again = open(&restored);
    assert_eq!(again.check_holds(WORKSPACE, &acknowledged), Ok(None), "backup {number}");
    assert_eq!(again.head(WORKSPACE), Ok(report.workspaces[0].head));
    assert_eq!(
        journal.check_holds(WORKSPACE, &report.workspaces[0].head),
        Ok(None),
        "the same hashes as the original"
    );
    drop(again);
    [copy, restored].iter().for_each(|file| fs::remove_file(file).expect("removed"));
}

#[test]
fn a_backup_never_overwrites() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    fs::write(folder.file("notes.txt"), "keep me").expect("written");
    let refused = journal.backup(&folder.file("notes.txt"));
    assert!(matches!(refused, Err(StoreError::WouldOverwrite { .. })), "{refused:?}");
    assert_eq!(fs::read(folder.file("notes.txt")).expect("its content"), b"keep me");
    let nowhere = journal.backup(&folder.file("no/such/folder/copy.hub"));
    assert!(matches!(nowhere, Err(StoreError::Io { .. })), "{nowhere:?}");
}

#[test]
fn a_backup_of_a_damaged_hub_fails_and_leaves_no_file() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    journal.append(WORKSPACE, 0, entries(1, 5)).expect("recorded");
    let raw = Connection::open(folder.hub()).expect("opens");
    raw.execute("UPDATE entry SET body = 'forged' WHERE position = 2", ()).expect("forged");
    drop(raw);
    let refused = journal.backup(&folder.file("a copy #1 50%?.hub"));
    assert!(
        matches!(&refused, Err(StoreError::Unverified { finding, .. }) if finding.contains("position 2")),
        "{refused:?}"
    );
    let left: Vec<_> = fs::read_dir(folder.hub().parent().expect("a folder")).expect("read").collect();
    assert!(left.iter().all(|file| {
        file.as_ref().is_ok_and(|f| f.file_name().to_string_lossy().starts_with("test.hub"))
    }));
}

#[test]
fn a_restore_refuses_a_hub_with_entries_and_moves_it_away_when_told() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    journal.append(WORKSPACE, 0, entries(1, 5)).expect("recorded");
    journal.backup(&folder.file("a copy #1 50%?.hub")).expect("backed up");
    journal.append(WORKSPACE, 5, entries(6, 2)).expect("recorded");
    let to = folder.hub();
    let copy = folder.file("a copy #1 50%?.hub");
    let refused = restore(&copy, &to, Restore::OnlyWhereNothingIs);
    assert!(matches!(refused, Err(StoreError::WouldOverwrite { .. })), "{refused:?}");
    let in_use = restore(&copy, &to, Restore::Replace);
    assert!(matches!(in_use, Err(StoreError::Busy { .. })), "{in_use:?}");
    assert_eq!(journal.append(WORKSPACE, 7, entries(8, 1)).expect("it is still in use").head.position, 8);
    drop(journal);
    let report = restore(&copy, &to, Restore::Replace).expect("restored");
    assert_eq!(all(&open(&to), WORKSPACE).len(), 5);
    let moved = report.moved_away_to.expect("moved away");
    assert_eq!(all(&open(&moved), WORKSPACE).len(), 8, "what was there is kept");
}

#[test]
fn a_restore_goes_over_an_empty_hub_and_over_a_wreck_when_told() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    journal.append(WORKSPACE, 0, entries(1, 5)).expect("recorded");
    let copy = folder.file("a copy #1 50%?.hub");
    journal.backup(&copy).expect("backed up");
    let other = Folder::new();
    drop(other.new_hub());
    restore(&copy, &other.hub(), Restore::OnlyWhereNothingIs).expect("an empty hub is nothing");
    assert_eq!(all(&open(&other.hub()), WORKSPACE).len(), 5);

    let wreck = other.file("wreck.hub");
    fs::write(&wreck, vec![7; 9_000]).expect("a wreck");
    let refused = restore(&copy, &wreck, Restore::OnlyWhereNothingIs);
    assert!(matches!(refused, Err(StoreError::WouldOverwrite { .. })), "{refused:?}");
    let report = restore(&copy, &wreck, Restore::Replace).expect("restored");
    assert_eq!(all(&open(&wreck), WORKSPACE).len(), 5);
    assert_eq!(fs::read(report.moved_away_to.expect("moved away")).expect("its bytes"), vec![7; 9_000]);
}

#[test]
fn a_damaged_backup_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    journal.append(WORKSPACE, 0, entries(1, 5)).expect("recorded");
    let copy = folder.file("a copy #1 50%?.hub");
    journal.backup(&copy).expect("backed up");
    drop(journal);
    let raw = Connection::open(&copy).expect("opens");
    raw.execute("UPDATE entry SET body = 'forged' WHERE position = 2", ()).expect("forged");
    drop(raw);
    let refused = restore(&copy, &folder.hub(), Restore::Replace);
    assert!(matches!(refused, Err(StoreError::Unverified { .. })), "{refused:?}");
    assert_eq!(check_sound(&open(&folder.hub()), WORKSPACE).entries, 5);
    let missing = restore(&folder.file("no.hub"), &folder.hub(), Restore::Replace);
    assert!(matches!(missing, Err(StoreError::NoHub { .. })), "{missing:?}");
}

#[test]
fn erasures_and_a_second_workspace_are_in_the_backup() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    journal.create_workspace("other").expect("a workspace");
    let mut append = entries(1, 2);
    append[0].texts = vec![text("Asha"), text("Ben")];
    journal.append(WORKSPACE, 0, append).expect("recorded");
    journal.append("other", 0, entries(1, 3)).expect("recorded");
    journal.erase_texts(WORKSPACE, &[text("Asha").hash]).expect("erased");
    let report = journal.backup(&folder.file("a copy #1 50%?.hub")).expect("backed up");
    let counts: Vec<_> = report.workspaces.iter().map(|w| (w.entries, w.texts, w.erased_texts)).collect();
    assert_eq!((counts, report.entries()), (vec![(2, 2, 1), (3, 0, 0)], 5));
    assert_eq!(verify_hub(&folder.file("a copy #1 50%?.hub")), Ok(report.workspaces));

    let other = Folder::new();
    let moved = SqliteJournal::create(&other.hub(), SqliteParams::default()).expect("a new hub");
    copy_journal(&journal, &moved).expect("copied");
    for workspace in [WORKSPACE, "other"] {
        assert_eq!(all(&moved, workspace), all(&journal, workspace));
    }
}

#[test]
fn a_closed_hub_can_be_restored_like_a_backup_and_nothing_is_left_beside_it() {
    let (folder, other) = (Folder::new(), Folder::new());
    let journal = folder.new_hub();
    journal.append(WORKSPACE, 0, entries(1, 5)).expect("recorded");
    drop(journal);
    verify_hub(&folder.hub()).expect("verified");
    restore(&folder.hub(), &other.hub(), Restore::OnlyWhereNothingIs).expect("restored");
    assert_eq!(all(&open(&other.hub()), WORKSPACE).len(), 5);
    for folder in [folder, other] {
        let names = fs::read_dir(folder.hub().parent().expect("a folder")).expect("read");
        let names: Vec<_> = names.map(|file| file.expect("a file").file_name()).collect();
        assert_eq!(names, ["test.hub"]);
    }
}
