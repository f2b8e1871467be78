//! Is every damage to a hub's file that changes what is recorded named, and does none bring the process down?
//!
//! The oracle reads all rows of a damaged copy with plain SQL, and compares them with the rows of the good file.

use crate::chance::{Chance, number_from_env};
use crate::hub::{Folder, WORKSPACE, entry, text};
use linchpin_store::{Head, Journal, SqliteJournal, SqliteParams, StoreError, verify_hub};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

const PAGE: usize = 4096;
/// A frame of the write-ahead log: its header and a page.
const FRAME: usize = 24 + PAGE;
const TABLES: &[&str] = &[
    "SELECT * FROM workspace ORDER BY id",
    "SELECT * FROM entry ORDER BY workspace, position",
    "SELECT * FROM text ORDER BY workspace, position, ordinal",
];

type Rows = Vec<Vec<Vec<Value>>>;

/// A good hub to be damaged: its bytes, what is in them, and an older state of the same file.
struct Good {
    file: Vec<u8>,
    log: Vec<u8>,
    older: Vec<u8>,
    rows: Rows,
    head: Head,
}

/// Makes a small hub with texts, some of them erased. With `in_log`, the newest entries are in the log only.
fn good(in_log: bool) -> Good {
    let folder = Folder::in_memory();
    let journal = folder.new_hub();
    append(&journal, 0..30);
    journal.erase_texts(WORKSPACE, &[text("Person 4").hash, text("Person 20").hash]).expect("erased");
    drop(journal);
    let older = fs::read(folder.hub()).expect("the file");
    let journal = crate::hub::open(&folder.hub());
    append(&journal, 30..50);
    let log = if in_log { fs::read(folder.file("test.hub-wal")).expect("the log") } else { Vec::new() };
    let head = journal.head(WORKSPACE).expect("a head");
    if !in_log {
        drop(journal);
    }
    let file = fs::read(folder.hub()).expect("the file");
    let copy = Folder::in_memory();
    write(&copy, &file, &log);
    Good { rows: rows(&copy.hub()).expect("rows"), file, log, older, head }
}

fn append(journal: &dyn Journal, numbers: std::ops::Range<u64>) {
    for number in numbers {
        let body =
            format!("{{\"number\":{number},\"title\":\"{}\"}}", "word ".repeat((number * 7 % 60) as usize));
        let mut entry = entry(u128::from(number), &body);
        if number.is_multiple_of(2) {
            entry.texts = vec![text(&format!("Person {number}")), text("Somebody else")];
        }
        journal.append(WORKSPACE, number, vec![entry]).expect("recorded");
    }
}

fn write(folder: &Folder, file: &[u8], log: &[u8]) {
    for (name, content) in [("test.hub", file), ("test.hub-wal", log)] {
        let _ = fs::remove_file(folder.file(name));
        if !content.is_empty() {
            fs::write(folder.file(name), content).expect("written");
        }
    }
    let _ = fs::remove_file(folder.file("test.hub-shm"));
}

/// All rows of the three tables, as plain SQL gives them.
fn rows(path: &Path) -> rusqlite::Result<Rows> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    TABLES.iter().map(|sql| table(&connection, sql)).collect()
}

fn table(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    statement.query_map((), |row| (0..columns).map(|column| row.get(column)).collect())?.collect()
}

/// What became of a damaged copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    NothingChanged,
    RefusedAtOpening,
    FoundAtOpening,
    FoundByCheck,
    /// The journal is a shorter one, whole in itself. Only the head that somebody remembers shows it.
    ShownByWitness,
}

/// Opens a damaged copy, checks it, and holds what it says against the oracle.
fn check_named(folder: &Folder, good: &Good, what: &str) -> Outcome {
    let changed = rows(&folder.hub()).map_or(true, |rows| rows != good.rows);
    let opened = SqliteJournal::open(&folder.hub(), SqliteParams::default());
    let outcome = match &opened {
        Err(refused) => {
            assert!(!refused.to_string().is_empty());
            Outcome::RefusedAtOpening
        }
        Ok(journal) if journal.finding().is_some() => Outcome::FoundAtOpening,
        Ok(journal) => named_by_check(journal, good),
    };
    if outcome == Outcome::NothingChanged {
        assert!(!changed, "{what}: it changed what is recorded, and nothing names it");
    }
    if let (Ok(journal), Outcome::NothingChanged | Outcome::ShownByWitness) = (&opened, outcome) {
        check_serves_only_what_was_recorded(journal, good, what);
    }
    outcome
}

fn named_by_check(journal: &SqliteJournal, good: &Good) -> Outcome {
    let report = journal.check(WORKSPACE, linchpin_store::CheckDepth::Whole);
    match (report, journal.check_holds(WORKSPACE, &good.head)) {
        (Ok(report), Ok(None)) if report.is_sound() => Outcome::NothingChanged,
        (Ok(report), Ok(Some(_))) if report.is_sound() => Outcome::ShownByWitness,
        _ => Outcome::FoundByCheck,
    }
}

fn check_serves_only_what_was_recorded(journal: &dyn Journal, good: &Good, what: &str) {
    let mut read = 0;
    let end = journal.read(WORKSPACE, 0, u64::MAX, &mut |entry| {
        assert_eq!(Value::Text(entry.body.to_owned()), good.rows[1][read][5], "{what}");
        assert_eq!(Value::Blob(entry.hash.to_vec()), good.rows[1][read][4], "{what}");
        read += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(end, Ok(()), "{what}");
}

/// Damages the good file in one random way, and says how.
fn damage(good: &Good, chance: &mut Chance) -> (Vec<u8>, Vec<u8>, String) {
    let (mut file, mut log) = (good.file.clone(), good.log.clone());
    let in_log = !log.is_empty() && chance.below(2) == 0;
    let bytes = if in_log { &mut log } else { &mut file };
    let at = chance.below(bytes.len() as u64) as usize;
    let what = match chance.below(if in_log { 4 } else { 7 }) {
        0 | 1 => {
            let bit = chance.below(8);
            bytes[at] ^= 1 << bit;
            format!("bit {bit} of byte {at} flipped")
        }
        2 => {
            let end = bytes.len().min(at + 1 + chance.below(600) as usize);
            bytes[at..end].iter_mut().for_each(|byte| *byte = chance.next() as u8);
            format!("bytes {at} to {end} overwritten")
        }
        3 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        4 => {
            let sector = at / 512 * 512;
            bytes[sector..sector + 512].fill(0);
            format!("the sector at {sector} zeroed")
        }
        5 => {
            let (one, other) = (at / PAGE, chance.below((bytes.len() / PAGE) as u64) as usize);
            let page = bytes[one * PAGE..][..PAGE].to_vec();
            bytes.copy_within(other * PAGE..(other + 1) * PAGE, one * PAGE);
            bytes[other * PAGE..][..PAGE].copy_from_slice(&page);
            format!("pages {one} and {other} swapped")
        }
        _ => {
            let page = chance.below((good.older.len() / PAGE) as u64) as usize;
            let half = PAGE / (1 + chance.below(2) as usize);
            let stale = good.older[page * PAGE..][..half].to_vec();
            bytes[page * PAGE..][..half].copy_from_slice(&stale);
            format!("{half} bytes of page {page} as they were earlier")
        }
    };
    (file, log, format!("{} {what}", if in_log { "log:" } else { "file:" }))
}

/// Damages one good hub `count` times, and prints how each was met.
fn check_random_damage(name: &str, good: &Good, count: u64) {
    let mut chance = Chance::seeded(name);
    let folder = Folder::in_memory();
    let mut outcomes = BTreeMap::new();
    for number in 0..count {
        let (file, log, what) = damage(good, &mut chance);
        write(&folder, &file, &log);
        let outcome = check_named(&folder, good, &format!("{name} {number}: {what}"));
        *outcomes.entry(outcome).or_insert(0) += 1;
        let in_log = what.starts_with("log:");
        assert!(outcome != Outcome::ShownByWitness || in_log, "{what}: the file alone shows it");
    }
    eprintln!("{name}: {count} damages: {outcomes:?}");
}

/// A share of all damages: 10,000, or `LINCHPIN_DAMAGES`.
fn share_of_damages(percent: u64) -> u64 {
    number_from_env("LINCHPIN_DAMAGES", 10_000) * percent / 100
}

#[test]
fn every_damage_to_a_closed_hub_that_changes_a_row_is_named() {
    check_random_damage("damage to a closed hub", &good(false), share_of_damages(50));
}

#[test]
fn every_damage_to_a_hub_with_a_log_that_changes_a_row_is_named() {
    check_random_damage("damage to a hub with a log", &good(true), share_of_damages(30));
}

#[test]
fn a_log_cut_at_any_byte_gives_a_shorter_journal_that_a_witness_shows() {
    let good = good(true);
    let folder = Folder::in_memory();
    let last_frames = (good.log.len() - 3 * FRAME)..good.log.len();
    let every = (last_frames.len() as u64).div_ceil(share_of_damages(20)).max(1) as usize;
    let mut outcomes = BTreeMap::new();
    for cut in last_frames.rev().step_by(every) {
        write(&folder, &good.file, &good.log[..cut]);
        *outcomes.entry(check_named(&folder, &good, &format!("the log cut at {cut}"))).or_insert(0) += 1;
    }
    eprintln!("a cut log: {outcomes:?}");
    let expected = |outcome: &Outcome| matches!(outcome, Outcome::ShownByWitness | Outcome::NothingChanged);
    assert!(outcomes.keys().all(expected), "a cut log is what a crash leaves: {outcomes:?}");
}

#[test]
fn a_wrecked_copy_is_an_error_or_a_finding_but_never_sound() {
    let good = good(false);
    let folder = Folder::in_memory();
    let forged = |sql: &str| {
        write(&folder, &good.file, &[]);
        let raw = Connection::open(folder.hub()).expect("opens");
        raw.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect(sql);
        drop(raw);
        match verify_hub(&folder.hub()) {
            Ok(reports) => {
                reports.iter().flat_map(|report| report.findings.clone()).map(|f| f.to_string()).collect()
            }
            Err(StoreError::Unverified { finding, .. }) => vec![finding],
            Err(error) => vec![error.to_string()],
        }
    };
    let cases = [
        ("DELETE FROM entry WHERE position = 7", "at position 8, the entry does not follow position 6"),
        (
            "DELETE FROM text WHERE position = 9 AND ordinal = 1",
            "at position 9, the entry, or the one before",
        ),
        ("DELETE FROM entry WHERE position = 50", "at position 49, the journal ends here"),
        ("DELETE FROM workspace", "the file's structure is damaged: a row of entry has no owner"),
        ("UPDATE entry SET recorded_at_ms = 1 WHERE position = 9", "recorded earlier than the one before it"),
        (
            "UPDATE text SET text = 'Mallory' WHERE position = 11",
            "a text of the entry does not give its hash",
        ),
        ("UPDATE text SET salt = NULL WHERE position = 11", "a text's salt has not its length"),
        ("UPDATE workspace SET key = 'other'", "at position 1, the entry, or the one before it"),
        ("UPDATE workspace SET head = 49", "the hub states 49"),
        ("DROP INDEX entry_by_command", "the index entry_by_command is not as Linchpin makes it"),
        ("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM text; END", "too many or too few"),
    ];
    for (sql, wanted) in cases {
        let findings = forged(sql);
        assert!(findings.iter().any(|finding| finding.contains(wanted)), "{sql}: {findings:?}");
    }
}
