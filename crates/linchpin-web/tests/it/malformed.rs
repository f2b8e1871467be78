//! Every malformed file that can be brought to the import page, in each way it can be brought: taken or refused in words
//! as its index says, while others are answered.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use linchpin_testing::data;

use crate::server::{Answer, Browser, PARTS, Server, in_parts};

/// One line of the index.
struct Case {
    path: PathBuf,
    name: String,
    is_rejected: bool,
    may_differ: bool,
}

#[test]
fn malformed_tables_are_taken_or_refused_on_the_import_page() {
    check_family("csv");
}

#[test]
fn malformed_json_is_taken_or_refused_on_the_import_page() {
    check_family("json");
}

#[test]
fn malformed_projects_are_taken_or_refused_on_the_import_page() {
    check_family("mspdi");
}

#[test]
fn malformed_workbooks_are_taken_or_refused_on_the_import_page() {
    check_family("xlsx");
}

#[test]
fn malformed_calendars_are_taken_or_refused_on_the_import_page() {
    check_family("ics");
}

/// Files that no importer reads are refused or taken as what they look like, and that is all.
#[test]
fn files_of_other_kinds_do_no_harm_on_the_import_page() {
    ["frontmatter", "markdown", "webhook", "export"].into_iter().for_each(check_family);
}

fn cases(family: &str) -> Vec<Case> {
    let Some(folder) = data("malformed") else { return Vec::new() };
    let mut index = csv::Reader::from_path(folder.join("index.csv")).expect("the index");
    let lines = index.records().map(|line| line.expect("a line"));
    let stored = lines.filter(|line| &line[0] == family && &line[2] == "yes");
    let is_read = ["csv", "json", "mspdi", "xlsx", "ics"].contains(&family);
    let case = |line: csv::StringRecord| {
        let tolerates = |words: &&str| line[6].contains(words);
        Case {
            path: folder.join(family).join(&line[1]),
            name: line[1].to_string(),
            is_rejected: &line[5] == "rejected",
            may_differ: !is_read
                || ["also good", "tolerable", "(or ", "or a clear error", "or rejected"]
                    .iter()
                    .any(tolerates),
        }
    };
    stored.map(case).filter(|case| case.path.is_file()).collect()
}

fn check_family(family: &str) {
    let cases = cases(family);
    if cases.is_empty() {
        return;
    }
    let server = Server::start();
    let (browser, other) = (server.browser(), server.browser());
    let (is_over, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut wrong = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(other.get("/api/v1/items?limit=1").status, 200, "others are answered meanwhile");
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
        for case in cases {
            if let Err(complaint) = check_case(&server, &browser, &case) {
                wrong.push(format!("{}: {complaint}", case.name));
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(answered.into_inner() > 0, "others were answered");
}

fn check_case(server: &Server, browser: &Browser, case: &Case) -> Result<(), String> {
    let bytes = fs::read(&case.path).expect("the file");
    // A file that is dropped stands in the same field as one that is chosen.
    let chosen: &[(&str, Option<&str>, &[u8])] = &[("file", Some(&case.name), &bytes), ("text", None, b"")];
    let is_taken = bring(server, browser, chosen)?;
    if !case.may_differ && is_taken == case.is_rejected {
        return Err(format!("it is {} when it is chosen", if is_taken { "taken" } else { "refused" }));
    }
    // A table that is pasted has no name to be known by; it may be refused where a file is taken, but never harms.
    let pasted: &[(&str, Option<&str>, &[u8])] =
        &[("file", Some(""), b""), ("text", None, &bytes), ("name", None, b"Pasted")];
    let is_taken_as_text = bring(server, browser, pasted)?;
    if !case.may_differ && case.is_rejected && is_taken_as_text && std::str::from_utf8(&bytes).is_ok() {
        return Err("it is taken when it is pasted".into());
    }
    Ok(())
}

/// Brings something, looks at it and records it; whether it was taken. What is refused records nothing, and what is brought
/// again changes nothing.
fn bring(server: &Server, browser: &Browser, parts: &[(&str, Option<&str>, &[u8])]) -> Result<bool, String> {
    let send = || browser.send_bytes("POST", "/import", PARTS, &in_parts(parts));
    let before = server.position();
    let brought = send();
    is_in_words(&brought)?;
    if server.position() != before {
        return Err("looking at it changed the journal".into());
    }
    let Some(address) = brought.header("location").map(str::to_string) else { return Ok(false) };
    is_in_words(&browser.get(&address))?;
    let recorded = browser.post(&address, &[("act", "record")]);
    is_in_words(&recorded)?;
    if recorded.status != 303 {
        let is_same = server.position() == before;
        return if is_same { Ok(false) } else { Err("it was refused and changed the journal".into()) };
    }
    is_in_words(&browser.get(&address))?;
    let after = server.position();
    let again = send();
    is_in_words(&again)?;
    if let Some(address) = again.header("location") {
        is_in_words(&browser.post(address, &[("act", "record")]))?;
    }
    if server.position() != after {
        return Err(format!("brought again it changed the journal from {after} to {}", server.position()));
    }
    Ok(true)
}

/// An answer is a page or a way on, or a refusal with words.
fn is_in_words(answer: &Answer) -> Result<(), String> {
    match answer.status {
        200 | 303 => Ok(()),
        400..=499 if answer.body.contains("<h1") => Ok(()),
        status => Err(format!("it is answered {status}: {}", answer.body)),
    }
}
