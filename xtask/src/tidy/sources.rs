//! Source files: the first line says what the file answers, nothing is unfinished, no machine's path stands in it.

use std::path::{Path, PathBuf};

use super::read;

/// Words of unfinished code. Written in two parts, so that this file does not find itself.
const UNFINISHED: [(&str, &str); 6] = [
    ("todo", "!("),
    ("unimplemented", "!("),
    ("TO", "DO"),
    ("FIX", "ME"),
    ("allow(dead", "_code)"),
    ("#[ign", "ore"),
];
/// Paths of one machine.
const MACHINE_PATHS: [(&str, &str); 3] = [("/ro", "ot/"), ("/home", "/"), ("/wo", "rk/")];
/// Files that git shows as text and people never read as such.
const NOT_READ: [&str; 3] = ["lock", "json", "snap"];

pub(super) fn check(files: &[PathBuf], findings: &mut Vec<String>) {
    for path in files {
        let Some(text) = read(path) else { continue };
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if is_rust {
            head(path, &text, findings);
            unfinished(path, &text, findings);
        }
        if !NOT_READ.iter().any(|extension| path.extension().is_some_and(|own| own == *extension)) {
            machine_paths(path, &text, findings);
        }
        if path.extension().is_some_and(|extension| extension == "new") {
            findings.push(format!("{}: a snapshot that nobody has looked at", path.display()));
        }
    }
}

fn head(path: &Path, text: &str, findings: &mut Vec<String>) {
    let is_module_of_tests = path.components().any(|part| part.as_os_str() == "tests");
    if !text.starts_with("//!") && !is_module_of_tests {
        findings.push(format!("{}: its first line does not say what it is for", path.display()));
    }
}

fn unfinished(path: &Path, text: &str, findings: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        // iCalendar's own word for a task ends in one of these.
        let begins_there = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric());
        let has = |(one, two): &(&str, &str)| {
            line.match_indices(&format!("{one}{two}")).any(|(at, _)| begins_there(at))
        };
        if UNFINISHED.iter().any(has) {
            findings.push(format!("{}:{}: unfinished or switched off", path.display(), number + 1));
        }
    }
}

fn machine_paths(path: &Path, text: &str, findings: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        let names_one = |(one, two): &(&str, &str)| {
            let machine = format!("{one}{two}");
            line.match_indices(&machine)
                .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.'))
        };
        if MACHINE_PATHS.iter().any(names_one) {
            findings.push(format!("{}:{}: a path of one machine", path.display(), number + 1));
        }
    }
}
