//! What is read into a hub, written out of it, kept and put back.

use std::fs;

use serde_json::Value;

use crate::user::{User, sample};

#[test]
fn a_file_that_is_read_twice_changes_nothing_the_second_time() {
    let user = User::with(&["weather.plan"]);
    let head = user.head();
    assert!(user.does(&["import", &sample("weather.plan")]).contains("Nothing in it is new."));
    assert_eq!(user.head(), head);
}

#[test]
fn a_dry_run_says_what_would_change_and_records_nothing() {
    let user = User::with(&["weather.plan"]);
    let head = user.head();
    let would = user.json(&["import", "--dry-run", &sample("tracker.csv")]);
    assert!(would["files"][0]["events"].as_u64().unwrap() > 25, "{would}");
    assert_eq!((&would["files"][0]["recorded"], user.head()), (&Value::Bool(false), head));
    let does = user.json(&["import", &sample("tracker.csv")]);
    assert_eq!(does["files"][0]["events"], would["files"][0]["events"]);
}

#[test]
fn several_files_are_read_in_one_go_and_told_one_by_one() {
    let user = User::new();
    let told = user.json(&["import", &sample("weather.plan"), &sample("tracker.csv")]);
    let formats: Vec<_> = told["files"].as_array().unwrap().iter().map(|file| &file["format"]).collect();
    assert_eq!(formats, ["plan", "csv"]);
    let out = user.does(&["import", &sample("weather.plan"), &sample("tracker.csv")]);
    assert_eq!(out.matches("Nothing in it is new.").count(), 2, "{out}");
}

#[test]
fn a_file_that_is_refused_keeps_those_beside_it_out_as_well() {
    let user = User::with(&["weather.plan"]);
    let head = user.head();
    let empty = user.file("empty.csv", "");
    user.is_refused(1, &["import", &sample("tracker.csv"), &empty], "empty", "");
    assert_eq!(user.head(), head);
}

#[test]
fn a_mapping_is_saved_corrected_and_used_and_kept_for_the_next_time() {
    let user = User::new();
    let file = user.file("work.csv", "Key,Title,Deadline of sorts\nA-1,Map,2026-05-01\n");
    let map = user.path("map.toml").to_str().unwrap().to_owned();
    user.does(&["import", &file, "--dry-run", "--save-map", &map]);
    let saved = fs::read_to_string(&map).unwrap();
    let line = saved.lines().find(|line| line.contains("Deadline of sorts")).unwrap();
    let corrected = saved.replace(line, "\"Deadline of sorts\" = \"due\"");
    fs::write(&map, corrected).unwrap();
    user.does(&["import", &file, "--map", &map]);
    let due = |user: &User| {
        let shown = user.json(&["show", "A-1"]);
        shown["fields"].as_array().unwrap().iter().find(|field| field["field"] == "due").cloned()
    };
    assert!(due(&user).is_some());
    let head = user.head();
    user.does(&["import", &file]);
    assert_eq!(user.head(), head, "the mapping that was used is remembered");
    user.is_refused(1, &["import", &file, "--map", "none.toml"], "there is no such file", "");
}

#[test]
fn much_that_is_missing_is_gone_only_when_that_is_said() {
    let user = User::new();
    let rows = |count: usize| (1..=count).map(|row| format!("A-{row},Task {row}\n")).collect::<String>();
    let file = user.file("work.csv", &format!("Key,Title\n{}", rows(40)));
    user.does(&["import", &file]);
    user.file("work.csv", &format!("Key,Title\n{}", rows(2)));
    let gone = |told: Value| told["files"][0]["counts"]["item"]["vanished"].as_u64().unwrap();
    assert_eq!(gone(user.json(&["import", &file])), 0);
    assert_eq!(gone(user.json(&["import", "--accept-missing", &file])), 38);
    assert_eq!(user.json(&["report", "flow"])["items"], 2);
}

#[test]
fn what_names_no_program_goes_to_the_one_that_is_given() {
    let user = User::new();
    let file = user.file("work.csv", "Key,Title\nA-1,Map\n");
    user.does(&["import", &file, "--program", "atlas"]);
    assert_eq!(user.json(&["report", "flow", "--program", "atlas"])["items"], 1);
    user.is_refused(1, &["report", "flow", "--program", "atlsa"], "atlsa", "Did you mean `atlas`?");
}

#[test]
fn a_backup_is_put_back_and_neither_overwrites_anything_unasked() {
    let user = User::with(&["weather.plan"]);
    let copy = user.path("copy").to_str().unwrap().to_owned();
    assert!(user.does(&["backup", &copy]).contains("verifies"));
    user.is_refused(1, &["backup", &copy], "copy", "");
    user.does(&["import", &sample("tracker.csv")]);
    let head = user.head();
    user.is_refused(1, &["restore", &copy], "", "");
    assert_eq!(user.head(), head);
    assert!(user.does(&["restore", &copy, "--replace"]).contains("The hub that was there is now"));
    assert_eq!(user.head(), head - 1);
    let noise = user.file("noise", "not a hub at all");
    user.is_refused(1, &["restore", &noise, "--replace"], "", "");
    assert_eq!(user.head(), head - 1);
}

#[test]
fn a_journal_as_lines_is_put_into_another_hub_as_it_was() {
    let user = User::with(&["weather.plan", "tracker.csv"]);
    let lines = user.file("journal.jsonl", &user.does(&["export"]));
    let other = ["--hub", user.path("other.linchpin").to_str().unwrap()].map(str::to_owned);
    let there = |args: &[&str]| user.does(&[&other.each_ref().map(String::as_str)[..], args].concat());
    there(&["restore", &lines]);
    assert_eq!(there(&["export"]), fs::read_to_string(&lines).unwrap());
    assert_eq!(
        there(&["report", "flow", "--as-of", "2026-04-06"]),
        user.does(&["report", "flow", "--as-of", "2026-04-06"])
    );
}

#[test]
fn items_that_are_written_as_a_table_and_read_again_are_the_same() {
    let user = User::with(&["tracker.csv"]);
    let hostile = "Key,Title,Status,Owner\nX-1,\"=cmd|' /C calc'!A0\",To do,Ana\nX-2,\"a, \"\"b\"\"\",Done,Ben\nX-3,'quoted,To do,Ana\n";
    user.does(&["import", &user.file("odd.csv", hostile)]);
    let table = user.does(&["export", "--format", "csv"]);
    assert!(!table.contains(",=cmd"), "a formula must not stand at the start of a cell: {table}");
    let other = User::new();
    other.does(&["import", &other.file("items.csv", &table)]);
    let again = other.does(&["export", "--format", "csv"]);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(lines(&again), lines(&table));
}

#[test]
fn a_spoilt_hub_is_named_and_neither_check_nor_backup_calls_it_sound() {
    let user = User::with(&["weather.plan"]);
    let path = user.path("hub.linchpin");
    let mut bytes = fs::read(&path).unwrap();
    let word = b"Drop broken frames";
    let place = bytes.windows(word.len()).position(|window| window == word).unwrap();
    bytes[place] = b'S';
    fs::write(&path, bytes).unwrap();
    for entry in fs::read_dir(user.path("")).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("hub.linchpin-") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let told = user.says(&["check"]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(told.err.starts_with("error: ") && told.err.contains("hint: "), "{told:?}");
    let copy = user.says(&["backup", user.path("copy").to_str().unwrap()]);
    assert_eq!(copy.status, 1, "{copy:?}");
}
