//! Which format is this file in, judging by what it holds?
//!
//! The content decides; the name is asked only where the content fits more than one format.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Format, Unreadable, foreign};

/// How much of a file is looked at, in bytes.
const HEAD_BYTES: usize = 64 * 1024;
/// How many levels of objects in a JSON file are looked at.
const KEY_LEVELS: usize = 3;

/// The format that this content is in. `name` is the file's name without its folders.
///
/// A file of a kind that is never read is named, with what to do: a web page, a compressed file, a binary project file.
pub fn guess(bytes: &[u8], name: &str) -> Result<Format, Unreadable> {
    if let Some(result) = by_first_bytes(bytes, name) {
        return result;
    }
    let head = head(bytes);
    let text = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if text.is_empty() {
        return Err(Unreadable::new(format!("`{name}` is an empty file.")).hint("Export it again."));
    }
    if text.starts_with("version https://git-lfs.github.com/spec/") {
        return Err(Unreadable::new(format!("`{name}` is a Git LFS pointer, not the file itself."))
            .hint("Fetch the file with `git lfs pull` and read it again."));
    }
    match text.as_bytes()[0] {
        b'<' => by_markup(text, name),
        b'{' | b'[' => by_keys(text, name),
        _ => by_lines(text, name),
    }
}

/// What the first bytes alone tell: containers and compressed files.
fn by_first_bytes(bytes: &[u8], name: &str) -> Option<Result<Format, Unreadable>> {
    let kind = match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Some(Ok(Format::Xlsx)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Some(by_old_container(name)),
        [0x1F, 0x8B, ..] => "a gzip file",
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => "a bzip2 file",
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => "an xz file",
        [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => "a 7-Zip file",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a Zstandard file",
        [b'%', b'P', b'D', b'F', b'-', ..] => {
            return Some(Err(Unreadable::new(format!("`{name}` is a PDF document."))
                .hint("Export the plan or the list as CSV, XLSX or XML.")));
        }
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => {
            return Some(Err(Unreadable::new(format!("`{name}` is a picture."))
                .hint("Export the plan or the list as CSV, XLSX or XML.")));
        }
        _ => return None,
    };
    Some(Err(Unreadable::new(format!("`{name}` is {kind}.")).hint("Unpack it and read what is inside.")))
}

/// The old container of Microsoft Office holds binary projects, binary workbooks, and encrypted new ones.
fn by_old_container(name: &str) -> Result<Format, Unreadable> {
    let (message, hint) = match extension(name).as_str() {
        "xlsx" | "xlsm" => ("is an encrypted workbook", "Save it without a password."),
        "xls" => ("is a workbook in the old binary format", "Save it as XLSX or CSV."),
        "doc" | "msg" | "ppt" => ("is a binary Office document", "Export the list as CSV or XLSX."),
        _ => ("is a binary .mpp file", "Open it in Microsoft Project and save it as XML."),
    };
    Err(Unreadable::new(format!("`{name}` {message}.")).hint(hint))
}

fn by_markup(text: &str, name: &str) -> Result<Format, Unreadable> {
    let start = text.get(..text.len().min(1024)).unwrap_or(text).to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.contains("<html") {
        return Err(
            Unreadable::new(format!("`{name}` is an HTML page, not a project file or an export."))
                .hint("It may be a page that asks to sign in: open the address in a browser, sign in, and export again."),
        );
    }
    Ok(Format::Mspdi)
}

fn by_keys(text: &str, name: &str) -> Result<Format, Unreadable> {
    let keys = Keys::of(text);
    if keys.has(1, "iid") {
        return Err(Unreadable::new(format!("`{name}` holds GitLab's issues as JSON, which is not read."))
            .hint("Export the issues from GitLab as CSV and read that."));
    }
    if keys.has(1, "cards") && keys.has(1, "lists") {
        return Err(Unreadable::new(format!("`{name}` holds a Trello board as JSON, which is not read."))
            .hint("Export the board from Trello as CSV and read that."));
    }
    let format = format_of_keys(&keys);
    if matches!(extension(name).as_str(), "csv" | "tsv" | "tab") {
        return Err(Unreadable::new(format!("`{name}` holds JSON, not a table."))
            .hint(format!("Call it `.json`, or read it with `--as {format}`.")));
    }
    Ok(format)
}

fn format_of_keys(keys: &Keys<'_>) -> Format {
    let has = |level, names: &[&str]| names.iter().all(|name| keys.has(level, name));
    let list = keys.has(1, "issues") || keys.has(1, "pulls");
    if keys.has(1, "linchpin") || has(2, &["id", "set"]) {
        Format::JsonLines
    } else if has(1, &["repo", "timestamp"]) && (list || keys.has(1, "magic")) {
        Format::IetfArchive
    } else if has(1, &["key", "fields"])
        || keys.has(1, "errorMessages")
        || list && (keys.has(2, "fields") || keys.has(2, "key"))
        || list && ["startAt", "maxResults", "isLast", "nextPageToken"].iter().any(|name| keys.has(1, name))
    {
        Format::Jira
    } else if keys.has(1, "data") {
        Format::Linear
    } else {
        Format::Github
    }
}

/// The names of keys by the level of the object they stand in, from 1; lists count for no level.
struct Keys<'a>(BTreeSet<(usize, &'a str)>);

impl<'a> Keys<'a> {
    /// Finds them without asking whether the text is valid JSON.
    fn of(text: &'a str) -> Self {
        let mut keys = BTreeSet::new();
        let mut level = 0_usize;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}', '"']) {
            let mark = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            match mark {
                b'{' => level += 1,
                b'}' => level = level.saturating_sub(1),
                _ => {
                    let end = end_of_string(rest);
                    let name = &rest[..end];
                    rest = rest.get(end + 1..).unwrap_or("");
                    if level <= KEY_LEVELS && rest.trim_start().starts_with(':') {
                        keys.insert((level, name));
                    }
                }
            }
        }
        Self(keys)
    }

    fn has(&self, level: usize, name: &str) -> bool {
        self.0.contains(&(level, name))
    }
}

/// Where the string ends whose opening quote stands before `text`.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    text.bytes()
        .position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })
        .unwrap_or(text.len())
}

fn by_lines(text: &str, name: &str) -> Result<Format, Unreadable> {
    let first = text.lines().next().unwrap_or("");
    let delimiter = delimiter_of(text);
    if text.starts_with("*****") && text.contains("jobs (incl. supersource") {
        return Ok(Format::Psplib);
    }
    if is_calendar(text) {
        return Ok(Format::Ics);
    }
    let extension = extension(name);
    if let Some(refused) = foreign::by_name(name, &extension) {
        return Err(refused);
    }
    match (extension.as_str(), delimiter) {
        ("ics" | "ical" | "icalendar", _) => Ok(Format::Ics),
        ("json" | "ndjson" | "jsonl", Some(_)) => {
            Err(Unreadable::new(format!("`{name}` looks like CSV, not JSON."))
                .hint("Call it `.csv`, or read it with `--as csv`."))
        }
        ("json" | "ndjson" | "jsonl", None) => Ok(Format::Github),
        ("sm", _) => Ok(Format::Psplib),
        ("xml", _) => Ok(Format::Mspdi),
        ("xlsx" | "xlsm", _) => Ok(Format::Xlsx),
        ("plan", _) => Ok(Format::PlanText),
        ("csv", _) | (_, Some(',' | ';' | '|')) if is_header_of_jira(first) => Ok(Format::JiraCsv),
        ("tsv" | "tab", _) | (_, Some('\t')) => Ok(Format::Tsv),
        ("csv", _) | (_, Some(_)) => Ok(Format::Csv),
        _ => foreign::by_content(name, text).map_or(Ok(Format::PlanText), Err),
    }
}

fn is_calendar(text: &str) -> bool {
    const START: &str = "BEGIN:VCALENDAR";
    text.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START))
}

/// The delimiter that stands equally often in the first two lines, and more often than any other in the first.
fn delimiter_of(text: &str) -> Option<char> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next()?, lines.next());
    let count = |line: &str, mark: char| line.matches(mark).count();
    let marks = ['\t', ',', ';', '|'].into_iter().filter(|&mark| count(first, mark) > 0);
    let mark = marks.max_by_key(|&mark| count(first, mark))?;
    let same = second.is_none_or(|second| second.contains('"') || count(second, mark) == count(first, mark));
    same.then_some(mark)
}

fn is_header_of_jira(line: &str) -> bool {
    line.contains("Issue key") && line.contains("Issue id") && line.contains("Summary")
}

/// The start of the file as text, decoded where a mark says that it is UTF-16.
fn head(bytes: &[u8]) -> Cow<'_, str> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    match head {
        [0xFF, 0xFE, rest @ ..] => from_utf16(rest, u16::from_le_bytes).into(),
        [0xFE, 0xFF, rest @ ..] => from_utf16(rest, u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(head),
    }
}

fn from_utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|result| result.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_guess(content: impl AsRef<[u8]>, name: &str, format: Format) {
        assert_eq!(guess(content.as_ref(), name), Ok(format), "{name}");
    }

    fn check_refused(content: impl AsRef<[u8]>, name: &str, words: &str) {
        let refusal = guess(content.as_ref(), name).unwrap_err();
        assert!(refusal.message.contains(words), "{refusal}");
        assert!(refusal.hint.is_some(), "{refusal} says what to do");
    }

    #[test]
    fn trackers_json_is_known_by_its_keys() {
        check_guess(r#"[{"number":1,"title":"x"}]"#, "a.json", Format::Github);
        check_guess("[]", "a.json", Format::Github);
        check_guess(r#"{"type":"issue","issue":{"key":1,"fields":2}}"#, "a.ndjson", Format::Github);
        check_guess(r#"{"id":"1","key":"A-1","fields":{}}"#, "a.ndjson", Format::Jira);
        check_guess(r#"{"startAt":0,"issues":[]}"#, "a.json", Format::Jira);
        check_guess(r#"{"issues":[{"key":"A-1"}]}"#, "a", Format::Jira);
        check_guess(
            r#"{"magic":"x","timestamp":"t","repo":"o/r","labels":[]}"#,
            "a.json",
            Format::IetfArchive,
        );
        check_guess(r#"{"data":{"issues":{"nodes":[]}}}"#, "a.json", Format::Linear);
        check_guess(r#"{"linchpin":"observations","version":1}"#, "a.jsonl", Format::JsonLines);
        check_guess(r#"{"item":{"id":"1","set":[]}}"#, "a.jsonl", Format::JsonLines);
    }

    #[test]
    fn a_key_inside_a_text_is_no_key() {
        check_guess(r#"[{"title":"\"key\": {\"fields\":1}","number":1}]"#, "a.json", Format::Github);
    }

    #[test]
    fn plans_and_tables_are_known_by_their_start() {
        check_guess("<?xml version=\"1.0\"?><Project/>", "a.txt", Format::Mspdi);
        check_guess("PK\u{3}\u{4}", "a.csv", Format::Xlsx);
        check_guess("id,title\n1,x\n", "a.txt", Format::Csv);
        check_guess("id\ttitle\n1\tx\n", "a", Format::Tsv);
        check_guess("Summary,Issue key,Issue id\nx,A-1,1\n", "a.csv", Format::JiraCsv);
        check_guess(
            "******\nfile with basedata\njobs (incl. supersource/sink ):  3\n",
            "a.sm",
            Format::Psplib,
        );
        check_guess("start 2 Mar 2026\ndesign 5d\n", "a.txt", Format::PlanText);
        check_guess("begin:vcalendar\r\nVERSION:2.0\r\n", "a.txt", Format::Ics);
        check_guess("VERSION:2.0\n", "basic.ics", Format::Ics);
        check_guess(b"\xFF\xFEi\0d\0,\0t\0\n\0", "a.csv", Format::Csv);
    }

    #[test]
    fn what_is_no_plan_is_not_taken_for_one() {
        let workflow = "name: Build\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: x\n";
        for name in ["ci.yaml", "ci.yml", "ci.txt", "ci"] {
            check_refused(workflow, name, "YAML");
        }
        check_refused("# Values\n\nreplicas: 3\nimage:\n  tag: v1\n", "values", "YAML");
        check_refused("- a\n- b\n- c\n", "list", "YAML");
        check_refused("---\ntitle: x\n---\n# Heading\n", "page", "YAML");
        check_refused("# Heading\n\nSome words, and more.\nAnd a line.\n", "README", "Markdown");
        check_refused("words", "notes.md", "Markdown");
        check_refused("name = \"x\"\nversion = \"1\"\n\n[lints]\nworkspace = true\n", "Cargo", "settings");
        check_refused("#!/bin/sh\nset -e\n", "run", "script");
        check_refused("\u{1}\u{2}\0\0binary", "core", "no text");
        // What is called a plan is read as one, and says itself what is wrong where.
        check_guess(workflow, "ci.plan", Format::PlanText);
    }

    #[test]
    fn a_plan_is_known_whatever_it_is_called() {
        let plan = "program a \"A\"\non 9 Mar: build started\non 24 Mar:\n  build done\nbuild 5d @Ana\n";
        for name in ["a.txt", "a", "a.plan", "plan"] {
            check_guess(plan, name, Format::PlanText);
        }
        check_guess("design 5d\n", "a", Format::PlanText);
    }

    #[test]
    fn what_is_never_read_is_named() {
        check_refused("", "a.json", "empty");
        check_refused(" \r\n", "a.xml", "empty");
        check_refused("<!DOCTYPE html><html>", "a.csv", "HTML page");
        check_refused(b"\x1F\x8B\x08\0", "a.csv", "gzip");
        check_refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "plan.mpp", ".mpp");
        check_refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "plan.xlsx", "encrypted");
        check_refused("version https://git-lfs.github.com/spec/v1\noid", "a.csv", "Git LFS pointer");
        check_refused("id,title\n1,x\n", "a.json", "looks like CSV");
        check_refused(r#"[{"id":1}]"#, "a.csv", "JSON");
        check_refused(r#"[{"id":1,"iid":2,"title":"x"}]"#, "a.json", "GitLab");
        check_refused(r#"{"id":"1","name":"x","cards":[],"lists":[]}"#, "a.json", "Trello");
    }
}
