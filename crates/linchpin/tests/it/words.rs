//! What the terminal says, read aloud.

use crate::user::{User, sample};

const TABLE: &str = "ID,Title,Status,Created,Started,Finished
A-1,Sketch,Done,2026-01-05,2026-01-06,2026-02-03
A-2,Model,Done,2026-01-05,2026-01-06,2026-02-17
A-3,Launch,To do,2026-01-05,,
";

#[test]
fn weeks_before_the_first_and_after_the_last_thing_done_are_not_listed() {
    let user = User::new();
    let file = user.file("tasks.csv", TABLE);
    let out = user.does(&["report", "flow", "--as-of", "2026-04-06", "--from", &file]);
    let weeks = out.split("Done per week\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let weeks: Vec<&str> = weeks.lines().skip(1).map(|line| line.trim_end_matches('▪').trim()).collect();
    assert_eq!(weeks, [" 2 Feb     1".trim(), "9 Feb     0", "16 Feb     1"]);
    assert!(out.contains("Nothing was done after the week of 16 Feb."), "{out}");
}

#[test]
fn the_chase_list_says_each_thing_once() {
    let out = User::new().does(&["report", "chase", "--from", &sample("weather.plan")]);
    assert_eq!(
        out.matches("no date").count(),
        out.matches("no date  ").count() + 1,
        "rows and the sum: {out}"
    );
    assert!(!out.lines().any(|line| line.starts_with("- ")), "no row is told again below: {out}");
}

#[test]
fn nothing_is_counted_of_nothing() {
    let user = User::new();
    let file = user.file("empty.plan", "today 6 Apr 2026\nprogram maps \"Maps\"\n");
    let out = user.does(&["report", "health", "--from", &file]);
    assert!(!out.to_lowercase().contains("of no"), "{out}");
}

#[test]
fn a_plan_that_names_no_day_is_told_to_be_read_as_of_today() {
    let user = User::new();
    let file = user.file("undated.plan", "sketch 3d\n");
    for name in ["schedule", "chase"] {
        let out = user.does(&["report", name, "--from", &file]);
        let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("names no `today`, so it is read as of"), "{name}: {out}");
        let told = user.does(&["report", name, "--as-of", "2026-04-06", "--from", &file]);
        assert!(!told.contains("names no `today`"), "{name}: {told}");
    }
}

#[test]
fn every_refusal_of_the_command_line_has_its_advice_apart() {
    let user = User::with(&["weather.plan"]);
    let text = user.file("notes.txt", "Only words.");
    let not_a_hub = user.file("other.linchpin", "Only words.");
    user.is_refused(1, &["--hub", &not_a_hub, "log"], "is not a Linchpin hub", "Give the path");
    user.is_refused(1, &["--workspace", "elsewhere", "log"], "no workspace `elsewhere`", "There are: `main`");
    user.is_refused(
        1,
        &["--hub", "postgres:///", "log"],
        "cannot be used: it names no host",
        "postgres://user",
    );
    user.is_refused(2, &["import", "--as", "scroll", &text], "no format `scroll`", "guessed");
    user.is_refused(1, &["report", "chase", "--milestone", "feed"], "not a milestone", "--milestone");
    user.is_refused(1, &["restore", "nothing.linchpin"], "there is no such file", "Check its name");
}
