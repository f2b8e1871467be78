//! Is anything acknowledged that is not on disk, when writing or syncing fails?
//!
//! A child works under `strace`, which makes system calls fail. After a failure the child does what an operator would:
//! it opens the hub again, and holds it against what was acknowledged.

use crate::chance::{Chance, number_from_env};
use crate::child::{
    Acknowledged, acknowledge, append_of, appends_in, child_command, listen, open_or_create, strace_works,
};
use crate::hub::{Folder, WORKSPACE, check_sound};
use linchpin_store::{AppendError, Journal, SqliteJournal, SqliteParams, StoreError};
use std::io::Write;
use std::path::Path;

/// Which calls fail, how, and every how many of them.
const FAULTS: &[(&str, &str, u64)] = &[
    ("fsync,fdatasync", "EIO", 9),
    ("pwrite64", "EIO", 31),
    ("pwrite64", "ENOSPC", 31),
    ("ftruncate,fallocate", "EIO", 2),
    ("fsync,fdatasync", "ENOSPC", 9),
    ("pread64", "EIO", 97),
];
/// How many failures one child lives through.
const FAILURES_OF_A_CHILD: u64 = 20;
/// How many appends it makes at most.
const MOST_APPENDS: u64 = 1_500;

/// The child's part.
pub(crate) fn work(hub: &Path, run: u64) {
    let mut chance = Chance::from(run);
    let mut failures = 0;
    let mut last = None;
    let mut append = run << 16;
    while failures < FAILURES_OF_A_CHILD && append < (run << 16) + MOST_APPENDS {
        let Some(journal) = opened(hub, &mut failures) else {
            return;
        };
        check_last_is_there(&journal, last.as_ref());
        while let Ok(head) = journal.head(WORKSPACE) {
            append += 1;
            let entries = 1 + chance.below(3);
            match journal.append(WORKSPACE, head.position, append_of(append, entries)) {
                Ok(appended) => {
                    let told = Acknowledged { head: appended.head, append, entries };
                    acknowledge(&told);
                    last = Some(told);
                }
                Err(AppendError::Store(StoreError::DiskFull { .. })) => failures += 1,
                Err(AppendError::Store(StoreError::Poisoned { .. })) => {
                    check_stays_poisoned(&journal, append);
                    failures += 1;
                    break;
                }
                Err(error) => panic!("append {append}: {error}"),
            }
            if failures >= FAILURES_OF_A_CHILD || append >= (run << 16) + MOST_APPENDS {
                break;
            }
        }
    }
    writeln!(std::io::stdout(), "failures {failures}").expect("the parent listens");
}

/// Opens the hub, as often as the failing disk asks for it.
fn opened(hub: &Path, failures: &mut u64) -> Option<SqliteJournal> {
    while *failures < FAILURES_OF_A_CHILD {
        match open_or_create(hub, SqliteParams::default()) {
            Ok(journal) => return Some(journal),
            Err(_) => *failures += 1,
        }
    }
    writeln!(std::io::stdout(), "failures {failures}").expect("the parent listens");
    None
}

fn check_stays_poisoned(journal: &dyn Journal, append: u64) {
    for _ in 0..5 {
        let refused = journal.append(WORKSPACE, 0, append_of(append, 1));
        let poisoned = matches!(refused, Err(AppendError::Store(StoreError::Poisoned { .. })));
        assert!(poisoned, "after a failed write nothing is acknowledged: {refused:?}");
    }
}

fn check_last_is_there(journal: &dyn Journal, last: Option<&Acknowledged>) {
    // The disk may fail while we look; the parent looks again when it does not.
    if let Some(told) = last
        && let Ok(found) = journal.check_holds(WORKSPACE, &told.head)
    {
        assert_eq!(found, None, "{told:?}");
    }
}

#[test]
fn nothing_is_acknowledged_that_a_failing_disk_did_not_take() {
    if !strace_works() {
        linchpin_testing::left_out("failing writes and syncs, because strace is not here or may not trace");
        return;
    }
    let wanted = number_from_env("LINCHPIN_FAULTS", 500);
    let mut chance = Chance::seeded("failing disk");
    let (mut failures, mut runs, mut acknowledged) = (0, 0, 0);
    while failures < wanted {
        let fault = FAULTS[runs % FAULTS.len()];
        runs += 1;
        assert!(runs as u64 <= wanted, "too few failures: {failures} in {runs} runs");
        let (failed, told) = check_a_failing_run(fault, &mut chance);
        failures += failed;
        acknowledged += told;
    }
    eprintln!(
        "failing disk: {failures} failures in {runs} runs, {acknowledged} appends acknowledged, none lost"
    );
}

/// One child on one hub. Answers how often something failed, and how many appends were acknowledged.
fn check_a_failing_run((calls, error, every): (&str, &str, u64), chance: &mut Chance) -> (u64, usize) {
    let folder = Folder::in_memory();
    // The first reads are the loader's, which starts no program whose libraries cannot be read.
    let spared = if calls == "pread64" { 32 } else { 0 };
    let (first, run) = (1 + spared + chance.below(3 * every), chance.next() >> 24);
    let inject = format!("inject={calls}:error={error}:when={first}+{every}");
    let trace = format!("trace={calls}");
    let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned);
    let mut command = child_command(&words, &folder.hub(), run);
    command.env("LINCHPIN_CHILD_WORK", "failing disk");
    let heard = listen(command.spawn().expect("a child"), |_, _| {});
    assert!(heard.status.success(), "{calls} {error} from {first}: {}", heard.words);
    let journal =
        open_or_create(&folder.hub(), SqliteParams::default()).expect("it opens when the disk is well");
    assert_eq!(journal.finding(), None);
    check_sound(&journal, WORKSPACE);
    let appends = appends_in(&journal);
    assert!(appends.values().all(|(there, of)| there == of), "no append is there by half");
    for told in &heard.acknowledged {
        assert_eq!(
            appends.get(&told.append),
            Some(&(told.entries, told.entries)),
            "{calls} {error}: {told:?}"
        );
        assert_eq!(journal.hash_at(WORKSPACE, told.head.position), Ok(Some(told.head.hash)));
    }
    (
        heard.failures.unwrap_or_else(|| panic!("it said no failures: {}", heard.words)),
        heard.acknowledged.len(),
    )
}
