//! Is anything that was acknowledged lost, or anything written by half, when the process is killed at any point?

use crate::chance::{Chance, number_from_env};
use crate::child::{
    Acknowledged, Heard, SCHEMA, appends_in, child_command, listen, open_or_create, strace_works,
};
use crate::hub::{Folder, WORKSPACE, check_sound};
use linchpin_store::{Checkpoint, Journal, SqliteParams, verify_hub};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Instant;

/// The system calls that change a file or its name, and at which of each a thread is killed at most. They are counted
/// by thread: SQLite writes with `pwrite64`, a checkpoint is made with `write`, and gets its name last.
const CHANGING_CALLS: &[(&str, u64)] =
    &[("pwrite64", 200), ("fsync,fdatasync", 60), ("write", 150), ("rename,link,unlink,ftruncate", 8)];
/// After so many kills a new hub begins, so that making one is under test too.
const KILLS_OF_A_HUB: u64 = 20;

/// What one hub is known to hold.
#[derive(Default)]
struct Known {
    acknowledged: Vec<Acknowledged>,
}

/// Runs children on hubs until `kills` of them were killed. `run` starts one and hears it to its end.
fn check_kills(name: &str, kills: u64, mut run: impl FnMut(&Path, u64, &mut Chance) -> Heard) {
    let mut chance = Chance::seeded(name);
    let (began, mut killed, mut runs, mut acknowledged) = (Instant::now(), 0, 0, 0);
    while killed < kills {
        let folder = Folder::in_memory();
        let mut known = Known::default();
        for _ in 0..KILLS_OF_A_HUB {
            runs += 1;
            assert!(runs < 4 * kills + 100, "too many children end unkilled: {killed} killed of {runs}");
            let heard = run(&folder.hub(), chance.next() >> 24, &mut chance);
            let was_killed = heard.status.signal() == Some(9);
            assert!(was_killed || heard.status.success(), "a child failed: {}", heard.words);
            killed += u64::from(was_killed);
            known.acknowledged.extend(&heard.acknowledged);
            check_nothing_lost(&folder.hub(), &known);
            check_copies(&folder.hub());
        }
        acknowledged += known.acknowledged.len();
    }
    let rate = killed as f64 / began.elapsed().as_secs_f64();
    eprintln!(
        "{name}: {killed} kills in {runs} runs, {acknowledged} appends acknowledged, {rate:.0} kills/s"
    );
}

/// Opens the hub as after any restart, with no help, and holds it against what was acknowledged.
fn check_nothing_lost(hub: &Path, known: &Known) {
    let journal = open_or_create(hub, SqliteParams::default()).expect("the hub opens again");
    assert_eq!(journal.finding(), None);
    check_sound(&journal, WORKSPACE);
    for (append, (there, of)) in appends_in(&journal) {
        assert_eq!(there, of, "append {append} is there by half");
    }
    let appends = appends_in(&journal);
    for told in &known.acknowledged {
        assert_eq!(appends.get(&told.append), Some(&(told.entries, told.entries)), "{told:?}");
        assert_eq!(journal.hash_at(WORKSPACE, told.head.position), Ok(Some(told.head.hash)), "{told:?}");
    }
    let checkpoint = Checkpoint::read(&Checkpoint::path_beside(hub, WORKSPACE), &journal, WORKSPACE, &SCHEMA);
    assert_eq!(checkpoint.expect("asked").notice, None, "a checkpoint is whole or not there");
}

/// A backup that has its name is a good one.
fn check_copies(hub: &Path) {
    for file in std::fs::read_dir(hub.parent().expect("a folder")).expect("a folder") {
        let path = file.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "copy") {
            assert!(verify_hub(&path).expect("verified").iter().all(|report| report.is_sound()));
            std::fs::remove_file(path).expect("removed");
        }
    }
}

/// A share of the kills that the whole set is to make: 1,000, or `LINCHPIN_KILLS`.
fn share_of_kills(percent: u64) -> u64 {
    number_from_env("LINCHPIN_KILLS", 1_000) * percent / 100
}

#[test]
fn nothing_is_lost_when_the_process_is_killed_between_any_two_steps() {
    check_kills("kills between steps", share_of_kills(60), |hub, run, chance| {
        let mut command = child_command(&[], hub, run);
        command.env("LINCHPIN_CHILD_STEPS", (1 + chance.below(150)).to_string());
        listen(command.spawn().expect("a child"), |_, _| {})
    });
}

#[test]
fn nothing_is_lost_when_the_process_is_killed_at_any_moment() {
    check_kills("kills at any moment", share_of_kills(20), |hub, run, chance| {
        let last = 1 + chance.below(60) as usize;
        let child = child_command(&[], hub, run).spawn().expect("a child");
        listen(child, |child, acknowledged| {
            if acknowledged == last {
                child.kill().expect("killed");
            }
        })
    });
}

#[test]
fn nothing_is_lost_when_the_process_is_killed_at_any_system_call() {
    if !strace_works() {
        linchpin_testing::left_out("kills at system calls, because strace is not here or may not trace");
        return;
    }
    check_kills("kills at system calls", share_of_kills(20), |hub, run, chance| {
        let (calls, last) = CHANGING_CALLS[chance.below(CHANGING_CALLS.len() as u64) as usize];
        let inject = format!("inject={calls}:signal=SIGKILL:when={}", 1 + chance.below(last));
        let trace = format!("trace={calls}");
        let words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
        let child = child_command(&words.map(str::to_owned), hub, run).spawn().expect("a child");
        listen(child, |_, _| {})
    });
}
