//! Do several processes that append to one database keep one order, whatever happens to one of them?

use crate::chance::{Chance, number_from_env};
use crate::child::{Acknowledged, Heard, acknowledge, append_of, appends_in, child_command, listen};
use crate::hub::{WORKSPACE, check_sound};
use crate::postgres::new_hub;
use linchpin_store::{AppendError, Journal, PostgresJournal, PostgresParams};
use linchpin_testing::server::{Disk, server_for};
use rustix::process::{Pid, Signal, kill_process};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// How many threads of each process append.
const THREADS: u64 = 4;

/// The child's part: appends until all its commands are there, and says how many races it lost.
pub(crate) fn work(url: &Path, run: u64) {
    let journal = PostgresJournal::open(url.to_str().expect("an address"), PostgresParams::default())
        .expect("the hub opens");
    let each = number_from_env("LINCHPIN_PROCESS_APPENDS", 200);
    let lost_races = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (journal, lost_races) = (&journal, &lost_races);
            scope.spawn(move || {
                let mut chance = Chance::from(run << 8 | thread);
                for append in (run << 32 | thread << 24..).take(each as usize) {
                    append_until_there(journal, append, 1 + chance.below(3), lost_races);
                }
            });
        }
    });
    println!("failures {}", lost_races.load(Ordering::SeqCst));
}

fn append_until_there(journal: &dyn Journal, append: u64, entries: u64, lost_races: &AtomicU64) {
    loop {
        let expected = journal.head(WORKSPACE).expect("a head").position;
        match journal.append(WORKSPACE, expected, append_of(append, entries)) {
            Ok(appended) => {
                return acknowledge(&Acknowledged { head: appended.head, append, entries });
            }
            Err(AppendError::HeadMoved { .. } | AppendError::FollowedRefused { .. }) => {
                lost_races.fetch_add(1, Ordering::SeqCst);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// How far one child has come, for another one to wait for.
#[derive(Default)]
struct Progress {
    acknowledged: Mutex<u64>,
    more: Condvar,
}

impl Progress {
    fn tell(&self, more: u64) {
        let mut acknowledged = self.acknowledged.lock().expect("a lock");
        *acknowledged = acknowledged.saturating_add(more);
        self.more.notify_all();
    }

    fn wait_for(&self, more: u64) {
        let acknowledged = self.acknowledged.lock().expect("a lock");
        let wanted = acknowledged.saturating_add(more);
        let waited = self
            .more
            .wait_timeout_while(acknowledged, Duration::from_secs(60), |acknowledged| *acknowledged < wanted)
            .expect("a lock");
        assert!(!waited.1.timed_out(), "one process holds the other up for a minute");
    }
}

fn run_child(url: &str, run: u64, at_ack: impl FnMut(&mut std::process::Child, usize)) -> Heard {
    let mut command = child_command(&[], Path::new(url), run);
    command.env("LINCHPIN_CHILD_WORK", "processes");
    listen(command.spawn().expect("a child"), at_ack)
}

#[test]
fn two_processes_keep_one_order_when_one_is_killed_and_one_is_stopped_for_a_while() {
    let Some(server) = server_for("two processes on one database", Disk::NotWaited) else {
        return;
    };
    let journal = new_hub(&server);
    let url = server.url();
    let progress = Progress::default();
    let heard = std::thread::scope(|scope| {
        // One process is killed and another takes its place.
        let first = scope.spawn(|| {
            let killed = run_child(&url, 1, |child, acknowledged| {
                progress.tell(1);
                if acknowledged == 60 {
                    child.kill().expect("killed");
                }
            });
            let second = run_child(&url, 2, |_, _| progress.tell(1));
            // Nobody needs to wait for one that has done all it had to.
            progress.tell(u64::MAX);
            [killed, second]
        });
        // The other one is stopped, perhaps with the lock in its hand, until the first has gone on.
        let stopped = run_child(&url, 3, |child, acknowledged| {
            if acknowledged % 200 == 50 {
                let pid = Pid::from_child(child);
                kill_process(pid, Signal::STOP).expect("stopped");
                progress.wait_for(20);
                kill_process(pid, Signal::CONT).expect("continued");
            }
        });
        let [killed, second] = first.join().expect("they end");
        [killed, second, stopped]
    });
    assert!(!heard[0].status.success(), "the first one was killed");
    for child in &heard[1..] {
        assert!(child.status.success(), "{}", child.words);
    }
    let lost_races: u64 = heard.iter().filter_map(|child| child.failures).sum();
    assert!(lost_races > 0, "with eight writers somebody loses a race, and is told");
    check_all_there(&journal, &heard);
    let acknowledged: usize = heard.iter().map(|child| child.acknowledged.len()).sum();
    eprintln!("processes: {acknowledged} appends acknowledged, {lost_races} lost races told");
}

/// Each acknowledged append is there once, whole, where it was said to be; others are there whole or not at all.
fn check_all_there(journal: &dyn Journal, heard: &[Heard]) {
    check_sound(journal, WORKSPACE);
    let appends = appends_in(journal);
    assert!(appends.values().all(|(there, of)| there == of), "an append is there by half or twice");
    for told in heard.iter().flat_map(|child| &child.acknowledged) {
        assert_eq!(appends.get(&told.append), Some(&(told.entries, told.entries)), "{told:?}");
        assert_eq!(journal.hash_at(WORKSPACE, told.head.position), Ok(Some(told.head.hash)), "{told:?}");
    }
}
