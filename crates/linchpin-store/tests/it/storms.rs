//! Is anything lost, doubled or wrongly refused while the server of a hub crashes, throws connections out, and loses
//! replies?

use crate::chance::{Chance, number_from_env};
use crate::conformance::append_until_it_is_there;
use crate::hub::{check_sound, entry};
use crate::proxy::{Cut, Proxy};
use linchpin_store::{AppendError, Journal, PostgresJournal, PostgresParams, StoreError};
use linchpin_testing::server::{Disk, Server, server_for};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

const WRITERS: u64 = 32;
const WORKSPACES: u64 = 8;
/// How soon appends have to be acknowledged again once the server is ready.
const AGAIN_WITHIN: Duration = Duration::from_secs(5);

/// What writers were told, by the number of the command.
#[derive(Default)]
struct Told {
    recorded: BTreeMap<u64, (u64, u64)>,
    refused: BTreeSet<u64>,
    /// How often an append was answered with a failure of the server.
    failures: u64,
}

/// What all threads share.
#[derive(Default)]
struct Storm {
    told: Mutex<Told>,
    more: Condvar,
    is_over: AtomicBool,
}

fn key(workspace: u64) -> String {
    format!("storm-{workspace}")
}

impl Storm {
    /// Appends one command after the other until the storm is over. A command whose race was lost is sometimes given
    /// up; one that the server failed on is repeated until it is clear what became of it.
    fn write(&self, journal: &dyn Journal, writer: u64, mut chance: Chance) {
        let workspace = writer % WORKSPACES;
        let mut number = writer << 32;
        while !self.is_over.load(Ordering::SeqCst) {
            number += 1;
            match append(journal, workspace, number, &mut chance, self) {
                Some(position) => self.tell(|told| {
                    told.recorded.insert(number, (workspace, position));
                }),
                None => self.tell(|told| {
                    told.refused.insert(number);
                }),
            }
        }
    }

    fn tell(&self, tell: impl FnOnce(&mut Told)) {
        tell(&mut self.told.lock().expect("a lock"));
        self.more.notify_all();
    }

    /// Waits until so many appends more are acknowledged, and answers how long that took.
    fn wait_for(&self, more: usize) -> Duration {
        let began = Instant::now();
        let told = self.told.lock().expect("a lock");
        let wanted = told.recorded.len() + more;
        let waited = self
            .more
            .wait_timeout_while(told, Duration::from_secs(60), |told| told.recorded.len() < wanted)
            .expect("a lock");
        assert!(!waited.1.timed_out(), "no append was acknowledged for a minute");
        began.elapsed()
    }
}

/// Appends a command until it is there, and answers where; or gives it up after a lost race.
fn append(
    journal: &dyn Journal,
    workspace: u64,
    number: u64,
    chance: &mut Chance,
    storm: &Storm,
) -> Option<u64> {
    let key = key(workspace);
    let mut head = None;
    loop {
        let expected = match head.take().map_or_else(|| journal.head(&key).map(|head| head.position), Ok) {
            Ok(expected) => expected,
            Err(error) => {
                check_is_about_the_server(&error);
                continue;
            }
        };
        let next = vec![entry(u128::from(number), &format!("{{\"number\":{number}}}"))];
        match journal.append(&key, expected, next) {
            Ok(appended) => return Some(appended.first),
            Err(AppendError::AlreadyRecorded { position }) => return Some(position),
            Err(AppendError::HeadMoved { .. } | AppendError::FollowedRefused { .. })
                if chance.below(3) == 0 =>
            {
                return None;
            }
            Err(AppendError::HeadMoved { found, .. }) => head = Some(found),
            Err(AppendError::FollowedRefused { .. }) => {}
            Err(AppendError::Store(error)) => {
                check_is_about_the_server(&error);
                storm.tell(|told| told.failures += 1);
            }
            Err(error @ AppendError::Unfit { .. }) => panic!("{error}"),
        }
    }
}

fn check_is_about_the_server(error: &StoreError) {
    let is = matches!(
        error,
        StoreError::Unreachable { .. } | StoreError::OutcomeUnknown { .. } | StoreError::Busy { .. }
    );
    assert!(is, "{error:?}");
}

/// What was done to the server.
#[derive(Debug, Default)]
struct Damage {
    crashes: u64,
    thrown_out: u64,
    slowest_return: Duration,
}

fn rage(server: &mut Server, proxy: &Proxy, storm: &Storm, seconds: u64, chance: &mut Chance) -> Damage {
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut damage = Damage::default();
    while Instant::now() < until {
        storm.wait_for(20);
        match chance.below(16) {
            0 => {
                server.crash();
                server.start();
                damage.crashes += 1;
                damage.slowest_return = damage.slowest_return.max(storm.wait_for(1));
            }
            1..8 => {
                let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'linchpin' AND random() < 0.5";
                damage.thrown_out += server.run(sql).parse::<u64>().expect("a count");
            }
            8..12 => proxy.cut_next(Cut::Before),
            _ => proxy.cut_next(Cut::After),
        }
    }
    damage
}

#[test]
fn nothing_is_lost_or_doubled_while_the_server_crashes_and_replies_are_lost() {
    let Some(mut server) = server_for("crashes of the server", Disk::Waited) else {
        return;
    };
    let seconds = number_from_env("LINCHPIN_RESTART_SECONDS", 60);
    let mut chance = Chance::seeded("storm");
    let proxy = Proxy::before(server.port());
    let journal =
        PostgresJournal::create(&server.url_at(proxy.port()), PostgresParams::default()).expect("a new hub");
    for workspace in 0..WORKSPACES {
        journal.create_workspace(&key(workspace)).expect("a workspace");
    }
    let storm = Storm::default();
    let damage = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (storm, journal, chance) = (&storm, &journal, Chance::from(chance.next()));
            scope.spawn(move || storm.write(journal, writer, chance));
        }
        let raged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            rage(&mut server, &proxy, &storm, seconds, &mut chance)
        }));
        storm.is_over.store(true, Ordering::SeqCst);
        raged.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let told = storm.told.lock().expect("a lock");
    let (before, after) = proxy.cuts();
    eprintln!(
        "storm: {} appends acknowledged, {} given up after a lost race, {} failures told; {} crashes, {} connections \
         thrown out, {before} cut before and {after} after a COMMIT; slowest return {:?}",
        told.recorded.len(),
        told.refused.len(),
        told.failures,
        damage.crashes,
        damage.thrown_out,
        damage.slowest_return
    );
    check_told(&journal, &told);
    assert!(damage.slowest_return <= AGAIN_WITHIN, "{:?}", damage.slowest_return);
    append_until_it_is_there(&journal, &key(0), 1 << 60);
}

/// The journal holds exactly what writers were told that it holds, each once.
fn check_told(journal: &dyn Journal, told: &Told) {
    let mut found = BTreeMap::new();
    for workspace in 0..WORKSPACES {
        check_sound(journal, &key(workspace));
        let read = journal.read(&key(workspace), 0, u64::MAX, &mut |entry| {
            let number =
                entry.body.split(|c: char| !c.is_ascii_digit()).find_map(|word| word.parse::<u64>().ok());
            let number = number.expect("a number");
            let other = found.insert(number, (workspace, entry.position));
            assert_eq!(other, None, "command {number} is there twice");
            ControlFlow::Continue(())
        });
        read.expect("the journal is read");
    }
    assert_eq!(found, told.recorded, "what is there is what was acknowledged");
    let refused = told.refused.iter().find(|number| found.contains_key(number));
    assert_eq!(refused, None, "a command that was refused is there");
}
