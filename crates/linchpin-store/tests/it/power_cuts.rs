//! Is anything that was acknowledged lost when the power goes?
//!
//! Each test has a control run without syncs. It must lose something, or the test could not have noticed.

use crate::chance::{Chance, number_from_env};
use crate::child::{Acknowledged, acknowledge, append_of, append_some, child_command, heard, open_or_create};
use crate::hub::WORKSPACE;
use crate::loop_disk::{LoopDisk, go_on, stop};
use linchpin_store::{Head, Journal, PostgresJournal, PostgresParams, SqliteJournal, SqliteParams};
use linchpin_testing::left_out;
use linchpin_testing::server::{Disk, Server, give_to_server, server_is_here};
use rusqlite::Connection;
use rustix::process::Pid;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

/// After so many cuts a new disk begins, so that making a hub is under test too.
const CUTS_OF_A_DISK: u64 = 8;
/// How many cuts the control run of SQLite has, and that of PostgreSQL.
const CONTROL_CUTS: (u64, u64) = (6, 2);

/// The part of a child that works on a hub as it should be.
pub(crate) fn work(hub: &Path, run: u64) {
    let journal = open_or_create(hub, SqliteParams::default()).expect("the hub opens");
    let (mut chance, mut next_append) = (Chance::from(run), run << 16);
    loop {
        append_some(&journal, &mut chance, &mut next_append);
    }
}

/// The part of a child that does not wait for its disk.
pub(crate) fn work_without_syncs(file: &Path) {
    let connection = Connection::open(file).expect("it opens");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, body TEXT)";
    connection.execute_batch(settings).expect("made");
    loop {
        let sql = "INSERT INTO entry (body) VALUES (?1) RETURNING number";
        let number = connection.query_row(sql, ["x".repeat(200)], |row| row.get::<_, i64>(0));
        let append = number.expect("recorded") as u64;
        acknowledge(&Acknowledged { head: Head { position: append, hash: [0; 32] }, append, entries: 1 });
    }
}

/// A child that is stopped at each cut, and what it was told until then. It is killed at the end.
struct Writing {
    child: Child,
    lines: BufReader<ChildStdout>,
    acknowledged: Vec<Acknowledged>,
}

impl Writing {
    fn start(work: &str, file: &Path, run: u64) -> Writing {
        let mut command = child_command(&[], file, run);
        let mut child = command.env("LINCHPIN_CHILD_WORK", work).spawn().expect("a child");
        let lines = BufReader::new(child.stdout.take().expect("a pipe"));
        Writing { child, lines, acknowledged: Vec::new() }
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Waits for so many acknowledgements more.
    fn wait_for(&mut self, more: u64) {
        let wanted = self.acknowledged.len() + more as usize;
        while self.acknowledged.len() < wanted {
            self.read_line();
        }
    }

    /// Takes all that a stopped child has said.
    fn take_rest(&mut self) {
        let waiting =
            |lines: &BufReader<ChildStdout>| rustix::io::ioctl_fionread(lines.get_ref()).expect("a count");
        while !self.lines.buffer().is_empty() || waiting(&self.lines) > 0 {
            self.read_line();
        }
    }

    fn read_line(&mut self) {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).expect("a line");
        assert!(read > 0, "the child has ended");
        self.acknowledged.extend(heard(&line));
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Cuts the power of a child's disk again and again, and holds each copy against what was acknowledged.
fn cut_power(work: &str, cuts: u64, chance: &mut Chance, mut check: impl FnMut(&Path, &[Acknowledged])) {
    let mut made = 0;
    while made < cuts {
        let disk = LoopDisk::new(64).expect("a disk, as before");
        let file = disk.root().join("test.hub");
        let mut writing = Writing::start(work, &file, chance.next() >> 24);
        for _ in 0..CUTS_OF_A_DISK.min(cuts - made) {
            writing.wait_for(1 + chance.below(150));
            let stopped = [writing.pid()];
            stop(&stopped);
            writing.take_rest();
            let copy = disk.after_power_cut();
            go_on(&stopped);
            check(&copy.root().join("test.hub"), &writing.acknowledged);
            made += 1;
        }
    }
}

fn may_mount() -> bool {
    let may = LoopDisk::new(8).is_some();
    if !may {
        left_out("power cuts, because this process may not mount a disk that is in a file");
    }
    may
}

/// How many of the acknowledged appends a journal does not hold as they were told.
fn lost_in(journal: &dyn Journal, acknowledged: &[Acknowledged]) -> u64 {
    let lost =
        |told: &&Acknowledged| journal.hash_at(WORKSPACE, told.head.position) != Ok(Some(told.head.hash));
    acknowledged.iter().filter(lost).count() as u64
}

#[test]
fn a_sqlite_hub_loses_nothing_when_the_power_goes_and_one_without_syncs_does() {
    if !may_mount() {
        return;
    }
    let mut chance = Chance::seeded("power cuts");
    let cuts = number_from_env("LINCHPIN_POWER_CUTS", 40);
    let mut acknowledged = 0;
    cut_power("power cuts", cuts, &mut chance, |hub, told| {
        let journal = SqliteJournal::open(hub, SqliteParams::default()).expect("the hub opens again");
        assert_eq!(journal.finding(), None);
        crate::hub::check_sound(&journal, WORKSPACE);
        assert_eq!(lost_in(&journal, told), 0, "of {} appends", told.len());
        acknowledged += told.len();
    });
    let mut lost = Vec::new();
    cut_power("power cuts without syncs", CONTROL_CUTS.0, &mut chance, |file, told| {
        let count = Connection::open(file)
            .and_then(|copy| copy.query_row("SELECT count(*) FROM entry", (), |row| row.get::<_, i64>(0)));
        lost.push(told.len() as i64 - count.unwrap_or(0));
    });
    eprintln!(
        "power cuts: {cuts}, {acknowledged} times an acknowledged append was looked for, none lost; control: {lost:?} lost"
    );
    assert!(lost.iter().any(|lost| *lost > 0), "the control run lost nothing, so this test shows nothing");
}

/// Appends to a hub on a server until it is over, and remembers what was acknowledged.
#[derive(Default)]
struct Appending {
    acknowledged: Mutex<Vec<Acknowledged>>,
    more: Condvar,
    is_over: AtomicBool,
}

impl Appending {
    fn run(&self, journal: &dyn Journal) {
        let mut head = journal.head(WORKSPACE).expect("a head");
        let mut append = 0;
        while !self.is_over.load(Ordering::SeqCst) {
            append += 1;
            head = journal.append(WORKSPACE, head.position, append_of(append, 1)).expect("recorded").head;
            let told = Acknowledged { head, append, entries: 1 };
            self.acknowledged.lock().expect("a lock").push(told);
            self.more.notify_all();
        }
    }

    fn wait_for(&self, more: u64) {
        let acknowledged = self.acknowledged.lock().expect("a lock");
        let wanted = acknowledged.len() + more as usize;
        drop(self.more.wait_while(acknowledged, |acknowledged| acknowledged.len() < wanted).expect("a lock"));
    }
}

/// Cuts the power of a server's disk, and answers how many appends each cut lost.
fn cut_power_of_server(how: Disk, cuts: u64, chance: &mut Chance) -> Vec<u64> {
    let disk = LoopDisk::new(160).expect("a disk, as before");
    let folder = disk.root().join("server");
    std::fs::create_dir(&folder).expect("a folder");
    [disk.outer_folder(), &folder].iter().for_each(|folder| give_to_server(folder));
    let server = Server::in_folder(&folder.join("data"), how);
    let journal = crate::postgres::new_hub(&server);
    disk.sync();
    let appending = Appending::default();
    std::thread::scope(|scope| {
        scope.spawn(|| appending.run(&journal));
        let cut = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            (0..cuts).map(|_| cut_once(&disk, &server, &appending, 1 + chance.below(200))).collect()
        }));
        appending.is_over.store(true, Ordering::SeqCst);
        cut.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn cut_once(disk: &LoopDisk, server: &Server, appending: &Appending, after: u64) -> u64 {
    appending.wait_for(after);
    let stopped = server.processes();
    stop(&stopped);
    let copy = disk.after_power_cut();
    // What is acknowledged now was so before the copy: the server has said nothing since.
    let told = appending.acknowledged.lock().expect("a lock").clone();
    go_on(&stopped);
    give_to_server(copy.outer_folder());
    let data = copy.root().join("server/data");
    // A server that runs on the same machine has this number; after a restart nobody would.
    let _ = std::fs::remove_file(data.join("postmaster.pid"));
    match Server::of_folder(&data, server.disk()) {
        Ok(server) => lost_on(&server, &told),
        Err(log) if server.disk() == Disk::Waited => panic!("it does not start again: {log}"),
        Err(_) => told.len() as u64,
    }
}

fn lost_on(server: &Server, told: &[Acknowledged]) -> u64 {
    let opened = PostgresJournal::open(&server.url(), PostgresParams::default());
    match opened {
        Ok(journal) if server.disk() == Disk::Waited => {
            assert_eq!(journal.finding(), None);
            crate::hub::check_sound(&journal, WORKSPACE);
            lost_in(&journal, told)
        }
        Ok(journal) => lost_in(&journal, told),
        Err(error) if server.disk() == Disk::Waited => panic!("{error}"),
        Err(_) => told.len() as u64,
    }
}

#[test]
fn a_postgres_hub_loses_nothing_when_the_power_goes_and_one_without_syncs_does() {
    if !server_is_here("power cuts of a server") || !may_mount() {
        return;
    }
    let mut chance = Chance::seeded("power cuts of a server");
    let cuts = number_from_env("LINCHPIN_POWER_CUTS", 40).div_ceil(10);
    let lost = cut_power_of_server(Disk::Waited, cuts, &mut chance);
    assert!(lost.iter().all(|lost| *lost == 0), "{lost:?} lost");
    let control = cut_power_of_server(Disk::NotWaited, CONTROL_CUTS.1, &mut chance);
    eprintln!("power cuts of a server: {cuts}, none lost; control: {control:?} lost");
    assert!(control.iter().any(|lost| *lost > 0), "the control run lost nothing, so this test shows nothing");
}
