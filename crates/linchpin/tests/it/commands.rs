//! The commands, one after the other, as a person uses them, rightly and wrongly.

use serde_json::Value;

use crate::binary::{Place, sample};

const REPORTS: [&str; 9] =
    ["pulse", "schedule", "forecast", "why", "health", "chase", "changes", "flow", "workload"];

#[test]
fn a_file_is_imported_once_and_its_changes_later() {
    let place = Place::new();
    place.write("plan-2026-03-02.csv", "ID,Title,Status\nA-1,First,Open\nA-2,Second,Open\n");
    let first = place.run(&["import", "plan-2026-03-02.csv", "--format", "json"]);
    assert_eq!(first.json()["files"][0]["counts"]["item"]["added"], 2, "{}", first.out);
    place.write("plan-2026-03-09.csv", "ID,Title,Status\nA-1,First,Done\nA-2,Second,Open\n");
    let later = place.run(&["import", "plan-2026-03-09.csv", "--format", "json"]);
    let counts = &later.json()["files"][0]["counts"]["item"];
    assert_eq!(
        (&counts["added"], &counts["changed"], &counts["unchanged"]),
        (&0.into(), &1.into(), &1.into())
    );
    let shown = place.run(&["show", "A-1"]);
    assert!(shown.out.contains("Done") && shown.out.contains("csv:plan"), "{}", shown.out);
    let log = place.run(&["log", "A-1", "--format", "json"]);
    assert_eq!(log.json()["rows"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_dry_run_records_nothing_and_a_saved_map_is_used() {
    let place = Place::new();
    place.write("odd.csv", "Ref,What is it\n7,First\n");
    let dry = place.run(&["import", "odd.csv", "--dry-run", "--save-map", "map.toml"]);
    assert_eq!(dry.code, Some(0), "{}", dry.err);
    assert!(dry.out.contains("Nothing was recorded"), "{}", dry.out);
    assert_eq!(place.head(), 0);
    let map = std::fs::read_to_string(place.path("map.toml")).expect("the map");
    let line = map.lines().find(|line| line.starts_with("\"What is it\"")).unwrap_or_else(|| panic!("{map}"));
    place.write("map.toml", map.replace(line, "\"What is it\" = \"title\""));
    let ran = place.run(&["import", "odd.csv", "--map", "map.toml", "--format", "json"]);
    assert_eq!(ran.json()["files"][0]["counts"]["item"]["added"], 1, "{}{}", ran.out, ran.err);
}

#[test]
fn every_report_answers_in_every_format_on_a_plan_and_a_table() {
    let place = Place::new();
    for file in ["weather.plan", "tracker.csv"] {
        for report in REPORTS {
            for format in ["text", "json", "csv", "md", "html"] {
                let ran = place.run(&["report", report, "--from", &sample(file), "--format", format]);
                assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{report} of {file} as {format}");
                assert!(!ran.out.trim().is_empty(), "{report} of {file} as {format}");
                if format == "json" {
                    check_shape(report, &ran.json());
                }
            }
        }
    }
}

/// The fields that other programs rely on.
fn check_shape(report: &str, answer: &Value) {
    for field in ["as_of", "known_at", "position", "checks"] {
        assert!(answer.get(field).is_some(), "{report}: {field}");
    }
    for check in answer["checks"].as_array().expect("a list") {
        for field in ["check", "key", "sentence", "evidence"] {
            assert!(check.get(field).is_some(), "{report}: a check without {field}");
        }
    }
    let fields: &[&str] = match report {
        "schedule" => &["data_date", "start", "finish", "critical_threshold_minutes", "items"],
        "forecast" => &["seed", "trials", "method", "why_this_method", "milestones", "drivers"],
        "why" => &[
            "milestone",
            "from",
            "to",
            "p50_before",
            "p50_after",
            "moved_working_days",
            "causes",
            "residual_working_days",
        ],
        "flow" => {
            &["items", "open", "done", "cycle_days", "throughput_per_week", "wip", "oldest_open", "by_kind"]
        }
        _ => &["rows"],
    };
    for field in fields {
        assert!(answer.get(field).is_some(), "{report}: {field}");
    }
    for row in answer["rows"].as_array().into_iter().flatten() {
        for field in ["key", "title", "sentence", "evidence"] {
            assert!(row.get(field).is_some(), "{report}: a row without {field}");
        }
    }
}

#[test]
fn every_report_answers_on_a_hub_and_as_of_any_moment() {
    let place = Place::new();
    assert_eq!(place.run(&["import", &sample("weather.plan")]).code, Some(0));
    for report in REPORTS {
        for as_of in ["2020-01-01", "2026-03-20", "2026-04-06T12:00:00Z", "2099-12-31"] {
            let ran = place.run(&["report", report, "--as-of", as_of, "--format", "json"]);
            assert_eq!(ran.code, Some(0), "{report} as of {as_of}: {}", ran.err);
        }
    }
    let known = place.run(&["report", "flow", "--known-at", "2020-01-01", "--format", "json"]);
    assert_eq!(known.json()["items"], 0);
}

#[test]
fn a_backup_is_restored_and_stands_in_nobodys_way() {
    let place = Place::new();
    place.run(&["import", &sample("tracker.csv")]);
    let head = place.head();
    let kept = place.run(&["backup", "copy.linchpin"]);
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    assert_eq!(place.run(&["backup", "copy.linchpin"]).code, Some(1), "a backup overwrites nothing");
    let refused = place.run(&["restore", "copy.linchpin"]);
    assert_eq!(refused.code, Some(1), "a hub with entries is not replaced unasked");
    let replaced = place.run(&["restore", "copy.linchpin", "--replace"]);
    assert_eq!(replaced.code, Some(0), "{}", replaced.err);
    assert_eq!(place.head(), head);
    let lines = place.run(&["export", "-o", "journal.jsonl"]);
    assert_eq!(lines.code, Some(0), "{}", lines.err);
    let again = place.run(&["restore", "journal.jsonl", "--hub", "other.linchpin"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(place.run(&["check", "--hub", "other.linchpin"]).out.contains("verify"));
}

#[test]
fn a_spoilt_journal_is_named_and_the_status_says_so() {
    let place = Place::new();
    place.run(&["import", &sample("tracker.csv")]);
    let path = place.path("hub.linchpin");
    let mut bytes = std::fs::read(&path).expect("the hub");
    let word = b"csv:tracker";
    let at = bytes
        .windows(word.len())
        .position(|window| window == word)
        .expect("the source's name is in an entry");
    bytes[at] = b'x';
    std::fs::write(&path, bytes).expect("spoilt");
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.out.contains("do not verify") && checked.err.contains("hint: "),
        "{}{}",
        checked.out,
        checked.err
    );
}

#[test]
fn an_exported_table_reads_back_as_the_same_items() {
    let place = Place::new();
    place.write(
        "items.csv",
        "ID,Title,Status,Owner,Due\nA-1,\"'=1+1\",Open,Ana,2026-03-06\nA-2,\"Say \"\"no\"\"\",Done,Ben,\n",
    );
    place.run(&["import", "items.csv"]);
    let table = place.run(&["export", "--format", "csv"]).out;
    place.write("back.csv", &table);
    let again = place.run(&["import", "back.csv", "--hub", "second.linchpin"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    let twice = place.run(&["export", "--format", "csv", "--hub", "second.linchpin"]).out;
    let cells = |table: &str| {
        let rows = table.lines().map(|line| line.split(',').take(5).map(str::to_string).collect::<Vec<_>>());
        rows.collect::<Vec<_>>()
    };
    assert_eq!(cells(&twice), cells(&table));
}

#[test]
fn hostile_titles_are_text_everywhere() {
    let place = Place::new();
    place.write("evil.csv", "ID,Title,Status\nA-1,<script>alert(1)</script>\u{202e}\u{1b}[31m,Open\n");
    for format in ["text", "md", "html", "csv"] {
        let ran = place.run(&["report", "chase", "--from", "evil.csv", "--format", format]);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'), "{format}: {}", ran.out);
        assert!(format == "text" || format == "csv" || !ran.out.contains("<script"), "{format}: {}", ran.out);
    }
}

#[test]
fn wrong_use_and_what_is_not_there_say_what_to_do() {
    let place = Place::new();
    let check = |arguments: &[&str], code: i32, words: &[&str]| {
        let ran = place.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{arguments:?}: {}", ran.err);
        words.iter().for_each(|word| assert!(ran.err.contains(word), "{arguments:?}: {}", ran.err));
    };
    check(&["report", "chasse"], 2, &["chasse", "hint: "]);
    check(&["reprot"], 2, &["hint: "]);
    check(&["log"], 1, &["There is no hub", "linchpin import"]);
    check(&["report", "flow", "--from", "nowhere.csv"], 1, &["nowhere.csv", "no such file"]);
    check(&["report", "flow", "--from", "."], 1, &["it is a folder"]);
    place.run(&["import", &sample("weather.plan")]);
    check(&["show", "cels"], 1, &["Did you mean `cells`?"]);
    check(&["report", "chase", "--milestone", "lunch"], 1, &["Did you mean `launch`?"]);
    check(&["report", "chase", "--milestone", "cells"], 1, &["not a milestone"]);
    check(&["report", "flow", "--as-of", "soon"], 2, &["is not a moment", "2026-03-02"]);
    check(&["report", "changes", "--since", "2099-01-01"], 2, &["`--since` is after `--as-of`"]);
    check(&["import", "hub.linchpin"], 1, &[]);
}

#[test]
fn the_faults_of_a_plan_are_shown_like_a_compilers() {
    let place = Place::new();
    place.write(
        "broken.plan",
        "start 2 Mar 2026\ndesign 5d\nbuild 10d <- desing\nship ms by 31 Feb <- build\n",
    );
    let ran = place.run(&["report", "schedule", "--from", "broken.plan"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for word in ["broken.plan:3", "desing", "Did you mean `design`?", "broken.plan:4"] {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(ran.out.contains("design"), "the rest stands: {}", ran.out);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    place.run(&["import", &sample("weather.plan")]);
    let mut child =
        place.command(&["export"]).stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("its end").code(), Some(0));
}

#[test]
fn the_shell_gets_completions_and_a_manual() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&["completions", shell]).out.contains("linchpin"));
    }
    assert!(place.run(&["man"]).out.starts_with(".ie"));
    assert!(place.run(&["--help"]).out.contains("program hub"));
    let doctor = place.run(&["doctor"]);
    assert_eq!(doctor.code, Some(0), "{}", doctor.out);
}
