//! The commands as a careful person and a careless one use them.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use crate::user::{User, sample, told};

const REPORTS: [&str; 9] =
    ["pulse", "schedule", "forecast", "why", "health", "chase", "changes", "flow", "workload"];

#[test]
fn the_journal_and_one_thing_are_told_in_every_format() {
    let user = User::with(&["weather.plan"]);
    assert!(user.does(&["log", "--limit", "3"]).contains("--limit"));
    assert_eq!(user.json(&["log", "--limit", "3"])["rows"].as_array().unwrap().len(), 3);
    let log = user.json(&["log", "feed"]);
    assert!(log["rows"].as_array().unwrap().len() >= 3 && log["left_out"] == 0, "{log}");
    assert_eq!(user.json(&["show", "feed"])["title"], "feed Read the radar feed");
    for format in ["text", "csv", "md", "html"] {
        for args in [&["log"][..], &["show", "feed"], &["check"]] {
            assert!(!user.does(&[args, &["--format", format]].concat()).is_empty());
        }
    }
    user.is_refused(1, &["show", "fed"], "no", "Did you mean `feed`?");
    user.is_refused(1, &["log", "fed"], "`fed`", "Did you mean `feed`?");
    user.is_refused(1, &["show", "feed", "--as-of", "2019-01-01"], "was not there yet", "later");
}

#[test]
fn every_report_answers_in_every_format_from_files_and_from_the_hub() {
    let user = User::with(&["weather.plan"]);
    for file in ["weather.plan", "tracker.csv"] {
        for name in REPORTS {
            for format in ["text", "json", "csv", "md", "html"] {
                let from = user.does(&[
                    "report",
                    name,
                    "--trials",
                    "100",
                    "--format",
                    format,
                    "--from",
                    &sample(file),
                ]);
                assert!(format == "csv" || !from.trim().is_empty(), "{name} {format} of {file}");
                check_page(name, format, &from);
            }
        }
    }
    for name in REPORTS {
        check_page(name, "text", &user.does(&["report", name, "--trials", "100", "--as-of", "2026-04-06"]));
        user.json(&["report", name, "--trials", "100", "--as-of", "2026-04-06"]);
    }
}

/// No text is wider than a page, has two blank lines or colours, or counts one of many.
fn check_page(name: &str, format: &str, text: &str) {
    assert!(!text.contains('\u{1b}'), "{name} {format}: colours");
    if format == "text" {
        let wide = text.lines().find(|line| line.chars().count() > 110);
        assert_eq!(wide, None, "{name}");
        let odd = ["\n\n\n", "  \n", " 1 items", " 1 days ", "..", "( ", " ,"];
        assert!(odd.iter().all(|odd| !format!(" {text}").contains(odd)), "{name}: {text}");
    }
    if format == "json" {
        serde_json::from_str::<Value>(text).unwrap();
    }
}

#[test]
fn before_anything_was_known_a_report_has_nothing_and_says_so() {
    let user = User::with(&["weather.plan"]);
    for name in REPORTS {
        let out = user.does(&["report", name, "--trials", "100", "--as-of", "1999-12-31"]);
        assert!(out.lines().count() >= 2, "{name}: {out}");
        let args =
            ["report", name, "--trials", "100", "--as-of", "1999-12-31", "--from", &sample("tracker.csv")];
        assert!(user.does(&args).contains("31 Dec 1999"), "{name}");
    }
}

#[test]
fn wrong_use_ends_with_two_and_says_what_is_right() {
    let user = User::with(&["weather.plan"]);
    user.is_refused(2, &["report", "flow", "--since", "2030-01-01"], "`--since` is after", "earlier");
    user.is_refused(2, &["report", "flow", "--as-of", "soon"], "`soon` is not a moment", "2026-03-02");
    user.is_refused(2, &["report", "flows"], "flows", "");
    user.is_refused(2, &["imports"], "imports", "import");
    user.is_refused(2, &["import"], "<FILE>", "");
    user.is_refused(2, &["report", "flow", "--format", "pdf"], "pdf", "");
    user.is_refused(2, &["import", "--as", "word", &sample("tracker.csv")], "word", "");
    user.is_refused(2, &["import", "--day-first", "maybe", &sample("tracker.csv")], "say yes or no", "");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_reason() {
    let user = User::with(&["weather.plan"]);
    let head = user.head();
    fs::create_dir(user.path("folder")).unwrap();
    user.is_refused(1, &["import", "folder"], "folder cannot be read: it is a folder", "files in it");
    user.is_refused(
        1,
        &["import", "none.csv"],
        "none.csv cannot be read: there is no such file",
        "Check its name",
    );
    user.is_refused(1, &["report", "flow", "--from", "none.csv"], "there is no such file", "");
    let closed = user.file("closed.csv", "Key,Title\nA-1,Map\n");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    // A user who may do everything reads it all the same.
    if fs::read(&closed).is_err() {
        user.is_refused(1, &["import", &closed], "you may not read it", "");
    }
    assert_eq!(user.head(), head);
}

#[test]
fn without_a_hub_a_question_says_how_to_make_one_and_makes_none() {
    let user = User::new();
    for args in
        [&["report", "flow"][..], &["log"], &["show", "A-1"], &["export"], &["check"], &["backup", "copy"]]
    {
        user.is_refused(1, args, "There is no hub at", "linchpin import FILE");
    }
    assert!(user.does(&["doctor"]).contains("is not there yet"));
    assert!(!user.path("hub.linchpin").exists());
}

#[test]
fn a_title_that_is_a_script_is_text_on_a_page_and_in_a_table() {
    let user = User::new();
    let title = "</td><script>alert(1)</script><img src=x onerror=alert(2)> & \u{1b}[31m \u{202e}";
    let file = user.file("odd.csv", &format!("Key,Title,Status\nX-1,{title},To do\n"));
    for name in REPORTS {
        let page = user.does(&["report", name, "--trials", "100", "--format", "html", "--from", &file]);
        assert!(!page.contains("<script>alert") && !page.contains("<img"), "{name}: {page}");
        for format in ["text", "md", "csv", "html"] {
            let text = user.does(&["report", name, "--trials", "100", "--format", format, "--from", &file]);
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{name} {format}: {text:?}");
        }
    }
    let page = user.does(&["report", "chase", "--format", "html", "--from", &file]);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let user = User::with(&["weather.plan"]);
    let mut child = user
        .command(env!("CARGO_BIN_EXE_linchpin"))
        .args(["log", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let told = told(child.wait_with_output().unwrap());
    assert_eq!((told.status, told.err.as_str()), (0, ""));
}

#[test]
fn no_colour_is_written_where_none_is_wanted() {
    let user = User::with(&["weather.plan"]);
    for no_color in [false, true] {
        let mut command = user.command("script");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let line = format!("{} report schedule --as-of 2026-04-06", env!("CARGO_BIN_EXE_linchpin"));
        let Ok(output) = command.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output() else {
            return linchpin_testing::left_out("colours: script is not installed (Debian: bsdutils)");
        };
        let told = told(output);
        assert_eq!((told.status, told.out.contains("\u{1b}[1m")), (0, !no_color), "{told:?}");
    }
}

#[test]
fn completions_and_the_manual_page_name_every_command() {
    let user = User::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(user.does(&["completions", shell]).contains("restore"), "{shell}");
    }
    assert!(user.does(&["man"]).contains("linchpin"));
    assert!(user.does(&["--help"]).contains("doctor"));
    assert!(user.does(&["--version"]).starts_with("linchpin "));
}

#[test]
fn the_faults_of_a_plan_are_shown_like_a_compilers_and_the_rest_is_answered() {
    let user = User::new();
    let plan = user.file(
        "broken.plan",
        "start 2 Mar 2026\ndesign 5d\nbuild 10d <- desing\nship ms by 31 Feb <- build\n",
    );
    let told = user.says(&["report", "schedule", "--from", &plan]);
    assert_eq!(told.status, 0, "{told:?}");
    for words in ["broken.plan:3", "`desing`", "`design`?", "broken.plan:4"] {
        assert!(told.err.contains(words), "{words}: {told:?}");
    }
    assert!(told.out.contains("design") && told.out.contains("ship"), "{told:?}");
}

#[test]
fn as_it_was_known_before_the_first_entry_there_is_nothing() {
    let user = User::with(&["weather.plan"]);
    assert_eq!(user.json(&["report", "flow", "--known-at", "2020-01-01"])["items"], 0);
    assert_ne!(user.json(&["report", "flow", "--as-of", "2026-03-20"])["items"], 0);
}

#[test]
fn what_is_no_milestone_or_nearly_one_is_said() {
    let user = User::with(&["weather.plan"]);
    user.is_refused(1, &["report", "chase", "--milestone", "lunch"], "`lunch`", "`launch`?");
    let told = user.says(&["report", "chase", "--milestone", "cells"]);
    assert!(told.status == 1 && told.err.contains("not a milestone"), "{told:?}");
}
