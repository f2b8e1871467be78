//! What happens when the disk is full, and when there is room again?

use crate::hub::{Folder, WORKSPACE, all, check_sound, entry, new_hub_at, open};
use linchpin_store::{AppendError, Head, Journal, SqliteJournal, SqliteParams, StoreError};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small disk in memory, taken away at the end.
struct SmallDisk {
    _folder: Folder,
    mounted_at: PathBuf,
}

impl SmallDisk {
    /// A disk of 8 MiB, if this process may mount one.
    fn mounted() -> Option<Self> {
        let folder = Folder::new();
        let mounted_at = folder.file("disk");
        fs::create_dir(&mounted_at).expect("a folder");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(&mounted_at).output();
        let mounted = mount.is_ok_and(|mount| mount.status.success());
        mounted.then_some(SmallDisk { _folder: folder, mounted_at })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.mounted_at.join(name)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.mounted_at).status();
    }
}

/// Appends until the disk is full, and answers the last head that was acknowledged.
fn fill(journal: &dyn Journal) -> Head {
    let body = "x".repeat(20_000);
    let mut acknowledged = journal.head(WORKSPACE).expect("a head");
    loop {
        let next = vec![entry(u128::from(acknowledged.position), &body)];
        match journal.append(WORKSPACE, acknowledged.position, next) {
            Ok(appended) => acknowledged = appended.head,
            Err(AppendError::Store(StoreError::DiskFull { .. })) => return acknowledged,
            Err(error) => panic!("{error}"),
        }
        assert!(acknowledged.position < 2_000, "the disk is never full");
    }
}

/// Reads go on, and each further append is refused at once.
fn check_full(journal: &dyn Journal, acknowledged: Head) {
    for number in 0..10 {
        let asked = Instant::now();
        let next = vec![entry(10_000 + number, &"y".repeat(200_000))];
        let refused = journal.append(WORKSPACE, acknowledged.position, next);
        assert!(matches!(refused, Err(AppendError::Store(StoreError::DiskFull { .. }))), "{refused:?}");
        assert!(asked.elapsed() < Duration::from_secs(1), "refused after {:?}", asked.elapsed());
    }
    assert_eq!(all(journal, WORKSPACE).len() as u64, acknowledged.position);
    assert_eq!(journal.head(WORKSPACE), Ok(acknowledged));
    check_sound(journal, WORKSPACE);
}

/// There is room again: appends go on where they were, and nothing acknowledged is lost.
fn check_goes_on(journal: &dyn Journal, acknowledged: Head) {
    let number = 20_000 + u128::from(acknowledged.position);
    let next = vec![entry(number, &"z".repeat(200_000))];
    let appended = journal.append(WORKSPACE, acknowledged.position, next).expect("there is room");
    assert_eq!(appended.first, acknowledged.position + 1);
    check_sound(journal, WORKSPACE);
    assert_eq!(journal.check_holds(WORKSPACE, &acknowledged), Ok(None));
}

#[test]
fn a_full_disk_refuses_appends_and_works_again_when_there_is_room() {
    let Some(disk) = SmallDisk::mounted() else {
        linchpin_testing::left_out("a disk that is really full, because this process may not mount one");
        return;
    };
    let filler = disk.file("filler");
    fs::write(&filler, vec![1; 3 << 20]).expect("a file that can be removed");
    let hub = disk.file("small.hub");
    let journal = new_hub_at(&hub, SqliteParams::default());
    let acknowledged = fill(&journal);
    check_full(&journal, acknowledged);
    fs::remove_file(&filler).expect("room");
    check_goes_on(&journal, acknowledged);

    let acknowledged = fill(&journal);
    drop(journal);
    check_opens_when_there_is_room(&hub, acknowledged);
}

/// A hub that was closed on a full disk may be refused with that word, but opens as soon as there is room.
fn check_opens_when_there_is_room(hub: &Path, acknowledged: Head) {
    match SqliteJournal::open(hub, SqliteParams::default()) {
        Ok(journal) => assert_eq!(journal.check_holds(WORKSPACE, &acknowledged), Ok(None)),
        Err(refused) => assert!(matches!(refused, StoreError::DiskFull { .. }), "{refused}"),
    }
    let folder = Folder::new();
    for name in ["small.hub", "small.hub-wal"] {
        let from = hub.with_file_name(name);
        if from.exists() {
            fs::copy(from, folder.file(name)).expect("moved to a larger disk");
        }
    }
    let journal = open(&folder.file("small.hub"));
    assert_eq!(journal.finding(), None);
    check_goes_on(&journal, acknowledged);
}

#[test]
fn a_hub_that_reached_its_most_pages_says_that_the_disk_is_full() {
    let folder = Folder::new();
    let params = SqliteParams { most_pages: Some(300), ..SqliteParams::default() };
    let journal = new_hub_at(&folder.hub(), params);
    let acknowledged = fill(&journal);
    check_full(&journal, acknowledged);
    drop(journal);
    check_goes_on(&open(&folder.hub()), acknowledged);
}
