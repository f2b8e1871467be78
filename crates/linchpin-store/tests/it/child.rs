//! A process of its own that works on a hub until something ends it, and what it had been told until then.
//!
//! The test binary runs itself again with `LINCHPIN_CHILD` set. What was acknowledged goes down the pipe of its
//! standard output, one line each, before anything else is done.

use crate::chance::Chance;
use crate::hub::{WORKSPACE, entry, text};
use linchpin_store::{Checkpoint, Head, Journal, SqliteJournal, SqliteParams, Step, StoreError};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The one test that a child runs; see [`crate::child::child_command`].
const CHILD_TEST: &str = "child::a_child_works_only_when_it_is_asked_to";
/// The schema of the checkpoints that children write.
pub(crate) const SCHEMA: [u8; 32] = [3; 32];

#[test]
fn a_child_works_only_when_it_is_asked_to() {
    let Ok(hub) = std::env::var("LINCHPIN_CHILD") else {
        return;
    };
    let number = |name: &str| crate::chance::number_from_env(name, 0);
    match std::env::var("LINCHPIN_CHILD_WORK").as_deref() {
        Ok("power cuts") => crate::power_cuts::work(Path::new(&hub), number("LINCHPIN_CHILD_RUN")),
        Ok("power cuts without syncs") => crate::power_cuts::work_without_syncs(Path::new(&hub)),
        Ok("processes") => crate::processes::work(Path::new(&hub), number("LINCHPIN_CHILD_RUN")),
        Ok("failing disk") => crate::failing_disk::work(Path::new(&hub), number("LINCHPIN_CHILD_RUN")),
        Ok("others too") => crate::many_processes::work(Path::new(&hub), number("LINCHPIN_CHILD_RUN")),
        _ => work(Path::new(&hub), number("LINCHPIN_CHILD_RUN"), number("LINCHPIN_CHILD_STEPS")),
    }
}

/// How to start a child, after `tracer` if there is one.
pub(crate) fn child_command(tracer: &[String], hub: &Path, run: u64) -> Command {
    let exe = std::env::current_exe().expect("the test binary").display().to_string();
    let mut words = tracer.to_vec();
    words.extend([&exe, "--exact", CHILD_TEST, "--nocapture", "--test-threads=1"].map(str::to_owned));
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env("LINCHPIN_CHILD", hub).env("LINCHPIN_CHILD_RUN", run.to_string());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a child is to have written: an append of `entries` entries, the last of which is the head.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acknowledged {
    pub(crate) head: Head,
    pub(crate) append: u64,
    pub(crate) entries: u64,
}

/// Tells the parent, in one write.
pub(crate) fn acknowledge(told: &Acknowledged) {
    let hash: String = told.head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let line = format!("ack {} {} {} {hash}\n", told.append, told.entries, told.head.position);
    std::io::stdout().write_all(line.as_bytes()).expect("the parent listens");
}

/// Reads one line of a child. What the test harness says is not for us, and may stand before ours.
pub(crate) fn heard(line: &str) -> Option<Acknowledged> {
    let (_, told) = line.split_once("ack ")?;
    let mut words = told.split_whitespace();
    let mut number = || words.next()?.parse::<u64>().ok();
    let (append, entries, position) = (number()?, number()?, number()?);
    let hex = words.next().filter(|hex| hex.len() == 64)?;
    let mut hash = [0; 32];
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(Acknowledged { head: Head { position, hash }, append, entries })
}

/// Reads all that a child says until it ends. `at_line` is called after each acknowledgement.
pub(crate) fn listen(mut child: Child, mut at_ack: impl FnMut(&mut Child, usize)) -> Heard {
    let stdout = child.stdout.take().expect("a pipe");
    let mut acknowledged = Vec::new();
    let mut failures = None;
    for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        if let Some(told) = heard(&line) {
            acknowledged.push(told);
            at_ack(&mut child, acknowledged.len());
        } else if let Some((_, number)) = line.split_once("failures ") {
            failures = number.trim().parse().ok();
        }
    }
    let mut words = String::new();
    let _ = child.stderr.take().expect("a pipe").read_to_string(&mut words);
    let status = child.wait().expect("it ends");
    Heard { acknowledged, status, words, failures }
}

/// What a child said and how it ended.
pub(crate) struct Heard {
    pub(crate) acknowledged: Vec<Acknowledged>,
    pub(crate) status: ExitStatus,
    /// What it said on standard error.
    pub(crate) words: String,
    /// How many failures it said that it met, if it said so.
    pub(crate) failures: Option<u64>,
}

/// The body of an entry tells its append, and how many entries belong to that.
fn body(append: u64, part: u64, of: u64) -> String {
    format!(
        "{{\"append\":{append},\"part\":{part},\"of\":{of},\"filler\":\"{}\"}}",
        "x".repeat((append % 200) as usize)
    )
}

/// The appends in a journal by their number, each with how many of its entries are there and should be.
pub(crate) fn appends_in(journal: &dyn Journal) -> BTreeMap<u64, (u64, u64)> {
    let mut appends = BTreeMap::new();
    let read = journal.read(WORKSPACE, 0, u64::MAX, &mut |entry| {
        let mut numbers =
            entry.body.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u64>().ok());
        let (append, _, of) = (numbers.next(), numbers.next(), numbers.next());
        appends.entry(append.expect("a number")).or_insert((0, of.expect("a number"))).0 += 1;
        std::ops::ControlFlow::Continue(())
    });
    read.expect("the journal is read");
    appends
}

/// The entries of one append.
pub(crate) fn append_of(append: u64, of: u64) -> Vec<linchpin_store::NewEntry> {
    let mut entries: Vec<_> = (0..of)
        .map(|part| entry(u128::from(append) << 8 | u128::from(part), &body(append, part, of)))
        .collect();
    if append.is_multiple_of(3) {
        entries[0].texts = vec![text(&format!("Person {append}")), text("Somebody")];
    }
    entries
}

/// Opens the hub, or makes it if it is not there.
pub(crate) fn open_or_create(hub: &Path, params: SqliteParams) -> Result<SqliteJournal, StoreError> {
    let journal = match SqliteJournal::open(hub, params.clone()) {
        Err(StoreError::NoHub { .. }) => SqliteJournal::create(hub, params)?,
        opened => opened?,
    };
    journal.create_workspace(WORKSPACE)?;
    Ok(journal)
}

/// Works on the hub: appends under way together, now and then an erasure, a checkpoint, a backup. At step `last_step`
/// it kills itself, unless that is 0.
fn work(hub: &Path, run: u64, last_step: u64) {
    let taken = AtomicU64::new(0);
    let on_step = move |_: Step| {
        if taken.fetch_add(1, Ordering::SeqCst) + 1 == last_step {
            kill_oneself();
        }
    };
    let params = SqliteParams { on_step: Some(Arc::new(on_step)), ..SqliteParams::default() };
    let journal = open_or_create(hub, params).expect("the hub opens");
    let mut chance = Chance::from(run);
    let mut next_append = run << 16;
    for round in 0..60 {
        append_some(&journal, &mut chance, &mut next_append);
        match chance.below(24) {
            0..2 => {
                drop(journal.erase_texts(WORKSPACE, &[text(&format!("Person {}", next_append / 3 * 3)).hash]))
            }
            2..4 => write_checkpoint(&journal, hub, round),
            4 => drop(journal.backup(&backup_path(hub, run, round)).expect("backed up")),
            _ => {}
        }
    }
}

pub(crate) fn append_some(journal: &dyn Journal, chance: &mut Chance, next_append: &mut u64) {
    let mut head = journal.head(WORKSPACE).expect("a head").position;
    let mut under_way = Vec::new();
    for _ in 0..1 + chance.below(6) {
        let (append, entries) = (*next_append, 1 + chance.below(4));
        under_way.push((append, entries, journal.submit(WORKSPACE, head, append_of(append, entries))));
        *next_append += 1;
        head += entries;
    }
    for (append, entries, receipt) in under_way {
        let appended = receipt.wait().expect("recorded");
        acknowledge(&Acknowledged { head: appended.head, append, entries });
    }
}

fn write_checkpoint(journal: &dyn Journal, hub: &Path, round: u64) {
    let head = journal.head(WORKSPACE).expect("a head");
    let bytes = vec![round as u8; 5_000];
    let workspace = WORKSPACE.to_owned();
    let checkpoint =
        Checkpoint { workspace, position: head.position, chain_hash: head.hash, schema: SCHEMA, bytes };
    checkpoint.write(&Checkpoint::path_beside(hub, WORKSPACE)).expect("written");
}

fn backup_path(hub: &Path, run: u64, round: u64) -> PathBuf {
    hub.with_file_name(format!("backup-{run}-{round}.copy"))
}

fn kill_oneself() -> ! {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).expect("killed");
    loop {
        std::thread::park();
    }
}

/// Whether `strace` is here and may trace.
pub(crate) fn strace_works() -> bool {
    let tried = Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]).output();
    tried.is_ok_and(|tried| tried.status.success())
}
