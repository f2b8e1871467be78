//! Every malformed file that can be brought to the import page, in each way it can be brought: taken or refused in words
//! as its index says, while others are answered.

use std::fs;

use linchpin_testing::{Malformed, malformed};

use crate::server::{Answer, Browser, PARTS, Server, in_parts};

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

/// Whether there is an importer of such files.
fn is_read(family: &str) -> bool {
    ["csv", "json", "mspdi", "xlsx", "ics"].contains(&family)
}

/// A field of the form: its name, perhaps a file's name, and what is in it.
type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// Cases that meet one hub: what they bring is added to what is there, which should stay small.
const TOGETHER: usize = 8;

fn check_family(family: &str) {
    let mut wrong = Vec::new();
    for cases in malformed(family).chunks(TOGETHER) {
        let server = Server::start();
        let browser = server.browser();
        for case in cases {
            if let Err(complaint) = check_case(&server, &browser, case, is_read(family)) {
                wrong.push(format!("{}: {complaint}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

fn check_case(server: &Server, browser: &Browser, case: &Malformed, is_read: bool) -> Result<(), String> {
    let bytes = fs::read(&case.path).expect("the file");
    // A file that is dropped stands in the same field as one that is chosen.
    let chosen: &[Part<'_>] = &[("file", Some(&case.name), &bytes), ("text", None, b"")];
    let is_taken = bring(server, browser, chosen, is_read)?;
    if is_read && !case.may_differ && is_taken == case.is_rejected {
        return Err(format!("it is {} when it is chosen", if is_taken { "taken" } else { "refused" }));
    }
    let pasted: &[Part<'_>] =
        &[("file", Some(""), b""), ("text", None, &bytes), ("name", None, case.name.as_bytes())];
    let is_taken_as_text = bring(server, browser, pasted, is_read)?;
    // What is no text cannot be pasted.
    if is_read && !case.may_differ && std::str::from_utf8(&bytes).is_ok() && is_taken != is_taken_as_text {
        return Err(format!(
            "it is {} when it is pasted",
            if is_taken_as_text { "taken" } else { "refused" }
        ));
    }
    Ok(())
}

/// Brings something while another is answered, looks at it and perhaps records it; whether it was taken. What is refused
/// records nothing, and what is brought again changes nothing.
fn bring(server: &Server, browser: &Browser, parts: &[Part<'_>], records: bool) -> Result<bool, String> {
    let send = || browser.send_bytes("POST", "/import", PARTS, &in_parts(parts));
    let before = server.position();
    let brought = std::thread::scope(|scope| {
        let other = scope.spawn(|| browser.get("/api/v1/items?limit=1").status);
        let brought = send();
        assert_eq!(other.join().expect("an answer"), 200, "others are answered meanwhile");
        brought
    });
    is_in_words(&brought)?;
    if server.position() != before {
        return Err("looking at it changed the journal".into());
    }
    let Some(address) = brought.header("location").map(str::to_string) else { return Ok(false) };
    is_in_words(&browser.get(&address))?;
    if !records {
        return Ok(true);
    }
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
