//! Every malformed file of the index, through the binary: the outcome, what is said, what is recorded, time and memory.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use linchpin_testing::{Malformed, data, left_out, malformed};

use crate::user::{Told, User, sample, told};

/// Seconds of processor that one stored case may take: what the clock says depends on what else the machine does.
const MOST_SECONDS: f64 = 2.0;
/// What the clock may say all the same: nothing is waited for.
const MOST_WAIT: Duration = Duration::from_secs(60);
/// The most memory that it may be resident with.
const MOST_KIB: f64 = 256.0 * 1024.0;
/// Measures the memory and the time of a process.
const TIME: &str = "/usr/bin/time";

#[test]
fn malformed_tables_are_taken_or_refused_as_their_index_says() {
    check_family("csv");
}

#[test]
fn malformed_json_is_taken_or_refused_as_its_index_says() {
    check_family("json");
}

#[test]
fn malformed_projects_are_taken_or_refused_as_their_index_says() {
    check_family("mspdi");
}

#[test]
fn malformed_workbooks_are_taken_or_refused_as_their_index_says() {
    check_family("xlsx");
}

#[test]
fn malformed_calendars_are_taken_or_refused_as_their_index_says() {
    check_family("ics");
}

/// Each case meets a hub that has entries, a copy of one that was made once.
fn check_family(family: &str) {
    let user = User::with(&["tracker.csv"]);
    let head = user.head();
    let hub = fs::read(user.path("hub.linchpin")).unwrap();
    let mut wrong = Vec::new();
    for case in malformed(family) {
        for entry in fs::read_dir(user.path("")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
        fs::write(user.path("hub.linchpin"), &hub).unwrap();
        if let Err(complaint) = check_case(&user, head, &case) {
            wrong.push(format!("{family}/{}: {complaint}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

fn check_case(user: &User, head: u64, case: &Malformed) -> Result<(), String> {
    let file = case.path.to_str().unwrap();
    let import = measured(user, &["import", file])?;
    let report = measured(user, &["report", "flow", "--from", file])?;
    check_words(&import, file)?;
    check_words(&report, file)?;
    holds(import.status == report.status, &format!("import and report differ: {import:?} {report:?}"))?;
    holds(
        case.may_differ || case.is_rejected == (import.status == 1),
        &format!("other outcome: {import:?}"),
    )?;
    if import.status == 1 {
        holds(import.out.is_empty(), "a refused file has an answer")?;
        holds(user.head() == head, "a refused file changed the journal")?;
        return holds(import.err.starts_with("error: ") && import.err.contains("\nhint: "), &import.err);
    }
    let then = user.head();
    let again = user.json(&["import", file]);
    holds(again["files"][0]["events"] == 0, &format!("read again it is not the same: {again}"))?;
    holds(user.head() == then, "read again it changed the journal")
}

/// Runs the binary within its time and memory.
fn measured(user: &User, args: &[&str]) -> Result<Told, String> {
    let peak = user.path("peak");
    let has_time = Path::new(TIME).exists();
    let mut command = user.command(if has_time { TIME } else { env!("CARGO_BIN_EXE_linchpin") });
    if has_time {
        command.args(["-q", "-f", "%M %U %S", "-o"]).arg(&peak).arg(env!("CARGO_BIN_EXE_linchpin"));
    } else {
        left_out("the memory and time of malformed files: /usr/bin/time is not installed (Debian: time)");
    }
    let begun = Instant::now();
    let told = told(command.args(args).output().unwrap());
    let took = begun.elapsed();
    holds(took <= MOST_WAIT, &format!("{args:?} took {took:?}"))?;
    if has_time {
        let text = fs::read_to_string(&peak).unwrap();
        let figures: Vec<f64> = text.split_whitespace().map(|figure| figure.parse().unwrap()).collect();
        holds(figures[0] <= MOST_KIB, &format!("{args:?} had {} KiB", figures[0]))?;
        let seconds = figures[1] + figures[2];
        holds(seconds <= MOST_SECONDS, &format!("{args:?} took {seconds} seconds of processor"))?;
    }
    holds(matches!(told.status, 0 | 1), &format!("{args:?}: {told:?}"))?;
    Ok(told)
}

/// What is said is for people: no place of ours, no trace, no query, nothing that acts on a terminal. The file's own place is
/// what the person gave.
fn check_words(told: &Told, file: &str) -> Result<(), String> {
    let text = format!("{}{}", told.out, told.err).replace(file, "FILE");
    let ours = ["panicked", "RUST_BACKTRACE", "src/", ".rs:", "INSERT INTO", "SELECT ", "sqlite", "crates/"];
    // What a hostile file itself says is quoted; a fault of ours would stand in the error.
    let said = told.err.replace(file, "FILE");
    for words in ours {
        holds(!said.contains(words), &format!("`{words}` in {said}"))?;
    }
    let acts = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    holds(!text.contains(acts), &format!("something unseen in {text:?}"))
}

fn holds(is_so: bool, complaint: &str) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(complaint.into()) }
}

/// Files that ask to be fetched, opened or unpacked.
const NASTY: [&str; 13] = [
    "mspdi/dtd-external-file.xml",
    "mspdi/dtd-external-http.xml",
    "mspdi/dtd-parameter-entity.xml",
    "mspdi/dtd-external-subset.xml",
    "mspdi/xinclude.xml",
    "mspdi/pi-stylesheet.xml",
    "csv/path-like-id.csv",
    "xlsx/zip-traversal-names.xlsx",
    "xlsx/sheet-target-traversal.xlsx",
    "xlsx/external-link.xlsx",
    "ics/attach-file.ics",
    "ics/tzid-path.ics",
    "ics/uid-hostile.ics",
];

#[test]
fn no_file_makes_the_binary_open_another_or_connect() {
    let Some(folder) = data("malformed") else { return };
    let user = User::with(&["tracker.csv"]);
    let home = user.path("hub.linchpin").parent().unwrap().to_str().unwrap().to_owned();
    let has_strace = user.command("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !has_strace {
        return left_out(
            "what malformed files make the binary open: strace is not installed (Debian: strace)",
        );
    }
    let sound = sample("tracker.csv");
    let usual = opened(&user, Path::new(&sound));
    for name in NASTY {
        let file = folder.join(name);
        for call in opened(&user, &file) {
            let is_own = call.contains(&home) || call.contains(file.to_str().unwrap());
            assert!(is_own || usual.contains(&call), "{name}: {call}");
        }
    }
}

/// The files that an import opens and the connections that it makes, as `openat PATH`; what is not there counts as well.
fn opened(user: &User, file: &Path) -> Vec<String> {
    let trace = user.path("trace");
    let mut strace = user.command("strace");
    strace.args(["-f", "-qq", "-e", "trace=openat,open,connect", "-o"]).arg(&trace);
    let output = strace.arg(env!("CARGO_BIN_EXE_linchpin")).arg("import").arg(file).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {output:?}", file.display());
    let trace = fs::read_to_string(trace).unwrap();
    let calls = trace.lines().filter_map(|line| {
        let (call, rest) = line.split_once('(')?;
        let call = call.split_whitespace().next_back()?;
        // Another thread may end the line of this one; what it asked for is quoted before that.
        let asked = if call == "connect" { rest } else { rest.split('"').nth(1)? };
        Some(format!("{call} {asked}"))
    });
    calls.collect()
}
