//! Hostile and broken files through the binary: each is taken or refused as its index says, and does no harm either way.

use crate::binary::{Place, Ran};

/// Memory above an idle process that a file may take.
const MOST_KB: u64 = 256 * 1024;

struct Case {
    file: String,
    expected: String,
    check: String,
    bytes: Vec<u8>,
}

fn cases(family: &str) -> Vec<Case> {
    let Some(folder) = linchpin_testing::data("malformed") else { return Vec::new() };
    let index = std::fs::read_to_string(folder.join("index.csv")).expect("the index");
    let lines = index.lines().filter_map(|line| {
        let mut cells = line.splitn(7, ',');
        let (of, file, stored) = (cells.next()?, cells.next()?, cells.next()?);
        let (_, _, expected, check) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let is_wanted = of == family && stored == "yes";
        is_wanted.then(|| Case {
            file: file.into(),
            expected: expected.into(),
            check: check.into(),
            bytes: std::fs::read(folder.join(family).join(file)).expect("the case is stored"),
        })
    });
    lines.collect()
}

fn check_family(family: &str) {
    let place = Place::new();
    let cases = cases(family);
    for case in &cases {
        check_case(&place, case);
    }
    if !cases.is_empty() {
        let sound = place.run(&["check", "--format", "json"]);
        assert_eq!(sound.json()["sound"], true, "the journal verifies after all of them");
    }
}

fn check_case(place: &Place, case: &Case) {
    let name = &case.file;
    place.write(name, &case.bytes);
    let before = place.head();
    let ran = place.run(&["import", "--format", "json", name]);
    check_manners(name, &ran);
    let is_taken = ran.code == Some(0);
    // "a or b is also good": the index names another outcome that will do.
    let either = ["also good", "(or ", "or rejected", "is tolerable", "also tolerable"]
        .iter()
        .any(|or| case.check.contains(or));
    let as_expected = is_taken == (case.expected != "rejected");
    assert!(
        as_expected || either,
        "{name}: {} expected, {}: {}{}",
        case.expected,
        case.check,
        ran.out,
        ran.err
    );
    if is_taken {
        let again = place.run(&["import", "--format", "json", name]);
        assert_eq!(again.json()["files"][0]["events"], 0, "{name}: the second reading brings nothing");
        let report = place.run(&["report", "schedule", "--from", name]);
        check_manners(name, &report);
        assert_eq!(report.code, Some(0), "{name}: {}", report.err);
    } else {
        assert_eq!(ran.code, Some(1), "{name}");
        assert!(ran.err.starts_with("error: "), "{name}: {}", ran.err);
        assert_eq!(place.head(), before, "{name}: nothing is recorded of what is refused");
    }
    std::fs::remove_file(place.path(name)).expect("the file is done with");
}

/// No panic, no hidden characters, nothing of our own insides, and memory within bounds.
fn check_manners(name: &str, ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let raw = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(raw, None, "{name}: {text}");
        for inside in ["panicked", "RUST_BACKTRACE", "SELECT ", "INSERT ", "/src/"] {
            assert!(!text.contains(inside), "{name}: {text}");
        }
    }
    assert!(ran.code.is_some(), "{name}: it was not ended by a signal");
    assert!(ran.peak_kb < MOST_KB, "{name}: {} kB", ran.peak_kb);
}

#[test]
fn every_malformed_csv_is_taken_or_refused_and_does_no_harm() {
    check_family("csv");
}

#[test]
fn every_malformed_json_is_taken_or_refused_and_does_no_harm() {
    check_family("json");
}

#[test]
fn every_malformed_project_is_taken_or_refused_and_does_no_harm() {
    check_family("mspdi");
}

#[test]
fn every_malformed_workbook_is_taken_or_refused_and_does_no_harm() {
    check_family("xlsx");
}
