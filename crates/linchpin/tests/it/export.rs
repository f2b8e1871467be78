//! A plan that is written out: the formats, what is refused, and that it is read again as it was.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::Value;

use crate::user::{User, told};

const ZONE: [&str; 2] = ["--zone", "Europe/Lisbon"];

/// Writes the plan of one user, and lets another read it.
fn handed_on(user: &User, name: &str, more: &[&str]) -> User {
    let file = user.path(name).to_str().unwrap().to_owned();
    user.does(&["export", "-o", &file]);
    let other = User::new();
    other.does(&[&["import", &file], more].concat());
    other
}

#[test]
fn a_plan_in_every_format_is_read_again_as_it_was() {
    let user = User::with(&["weather.plan"]);
    let shown = |user: &User, key: &str, field: &str| {
        let fields = user.json(&["show", key])["fields"].clone();
        let said = fields.as_array().unwrap().iter().find(|said| said["field"] == field).cloned();
        said.map(|said| said["value"].clone())
    };
    for name in ["plan.xml", "plan.csv", "plan.tsv", "plan.xlsx"] {
        let other = handed_on(&user, name, &ZONE);
        for field in ["title", "status", "owner", "estimate", "started_at", "finished_at"] {
            for key in ["feed", "clean", "draw"] {
                assert_eq!(shown(&other, key, field), shown(&user, key, field), "{name}: {field} of {key}");
            }
        }
        let head = other.head();
        other.does(&[&["import", user.path(name).to_str().unwrap()], &ZONE[..]].concat());
        assert_eq!(other.head(), head, "{name} read twice");
    }
}

#[test]
fn a_plan_as_ms_project_has_it_keeps_what_it_waits_for_and_when_it_is_done() {
    let user = User::with(&["weather.plan"]);
    let other = handed_on(&user, "plan.xml", &ZONE);
    let rows = |user: &User| {
        let schedule = user.json(&["report", "schedule", "--as-of", "2026-04-06"]);
        let rows = schedule["items"].as_array().unwrap().iter().map(|item| {
            let drivers = item["driven_by"].as_array().unwrap();
            let mut drivers: Vec<String> = drivers.iter().map(Value::to_string).collect();
            drivers.sort();
            (item["key"].to_string(), item["kind"].to_string(), item["done"].to_string(), drivers.len())
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        rows
    };
    let keys = |user: &User| {
        rows(user).into_iter().map(|(key, kind, done, _)| (key, kind, done)).collect::<Vec<_>>()
    };
    assert_eq!(keys(&other), keys(&user));
}

/// The dates of a schedule by the ids of the file, in the order of the report.
fn dates(user: &User) -> Vec<Value> {
    let schedule = user.json(&["report", "schedule", "--as-of", "2030-01-02"]);
    let fields = [
        "source_id",
        "title",
        "kind",
        "start",
        "finish",
        "late_start",
        "late_finish",
        "total_float_minutes",
        "critical",
    ];
    let items = schedule["items"].as_array().unwrap().iter();
    items.map(|item| fields.iter().map(|field| item[*field].clone()).collect()).collect()
}

#[test]
fn real_project_files_come_back_with_the_same_schedule() {
    let Some(folder) = linchpin_testing::data("mspdi") else { return };
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == "xml")).collect();
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let user = User::new();
        user.does(&["import", file.to_str().unwrap()]);
        let written = user.path("again.xml").to_str().unwrap().to_owned();
        user.does(&["export", "-o", &written]);
        let other = User::new();
        other.does(&["import", &written]);
        assert_eq!(dates(&other), dates(&user), "{}", file.display());
    }
}

#[test]
fn the_format_goes_by_the_name_of_the_file_unless_it_is_said() {
    let user = User::with(&["weather.plan"]);
    let start = |name: &str, more: &[&str]| {
        let file = user.path(name).to_str().unwrap().to_owned();
        assert_eq!(user.does(&[&["export", "-o", &file], more].concat()), format!("Written to {file}.\n"));
        fs::read(file).unwrap()[..6].to_vec()
    };
    assert_eq!(start("a.xml", &[]), b"<?xml ");
    assert_eq!(start("a.csv", &[]), b"id,tit");
    assert_eq!(start("a.TSV", &[]), b"id\ttit");
    assert!(start("a.xlsx", &[]).starts_with(b"PK"));
    assert_eq!(start("a.jsonl", &[]), b"{\"linc");
    assert_eq!(start("a", &[]), b"{\"linc");
    assert_eq!(start("a.txt", &["--format", "csv"]), b"id,tit");
    user.is_refused(2, &["export", "-o", "a.docx"], "`.docx`", "`--format`");
    assert!(user.does(&["export", "--format", "mspdi"]).starts_with("<?xml "));
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_half_written_is_left() {
    let user = User::with(&["weather.plan"]);
    let folder = user.path("folder");
    fs::create_dir(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    user.is_refused(1, &["export", "--format", "csv", "-o", folder], "it is a folder", "Name a file in it");
    user.is_refused(1, &["export", "-o", "none/a.csv"], "there is no such folder", "Name a file");
    user.is_refused(1, &["export", "-o", "a.csv", "--program", "nope"], "`nope`", "");
    user.is_refused(1, &["export", "-o", "a.csv", "--program", "feed"], "not a program", "");
    user.is_refused(2, &["export", "--program", "weather"], "written whole", "--format csv");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o500)).unwrap();
    let file = format!("{folder}/a.csv");
    // Whoever may write everywhere is not refused.
    if fs::write(&file, "").is_err() {
        user.is_refused(1, &["export", "-o", &file], "you may not write there", "yours");
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    let names: Vec<_> = fs::read_dir(user.path("")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{names:?}");
    assert!(!user.path("a.csv").exists());
}

#[test]
fn a_file_that_is_there_is_replaced_and_a_name_that_leads_to_it_stays() {
    let user = User::with(&["weather.plan"]);
    let file = user.file("kept.csv", "old");
    std::os::unix::fs::symlink(&file, user.path("link.csv")).unwrap();
    user.does(&["export", "-o", user.path("link.csv").to_str().unwrap()]);
    assert!(fs::symlink_metadata(user.path("link.csv")).unwrap().is_symlink());
    assert!(fs::read_to_string(&file).unwrap().starts_with("id,title"));
    user.does(&["export", "-o", "/dev/null", "--format", "xlsx"]);
}

#[test]
fn a_workbook_is_not_written_onto_a_terminal() {
    let user = User::with(&["weather.plan"]);
    let line = format!("{} export --format xlsx", env!("CARGO_BIN_EXE_linchpin"));
    let output = user.command("script").args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output();
    let Ok(output) = output else {
        return linchpin_testing::left_out("terminals: script is not installed (Debian: bsdutils)");
    };
    let told = told(output);
    assert!(
        told.status == 1 && told.out.contains("not for a terminal") && told.out.contains("-o FILE"),
        "{told:?}"
    );
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let user = User::with(&["weather.plan", "tracker.csv"]);
    for format in ["jsonl", "csv", "mspdi"] {
        let mut command = user.command(env!("CARGO_BIN_EXE_linchpin"));
        command.args(["export", "--format", format]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let program = if format == "mspdi" { &["--program", "weather"][..] } else { &[] };
        let mut child = command.args(program).spawn().unwrap();
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        let status = child.wait().unwrap();
        assert!(status.success() && !told.contains("error"), "{format}: {status} {told}");
    }
}

#[test]
fn a_project_file_is_one_program_and_a_table_may_be_all() {
    let user = User::with(&["weather.plan", "tracker.csv"]);
    user.is_refused(1, &["export", "-o", "a.xml"], "holds one program, and the hub has 2", "weather");
    let all = user.does(&["export", "--format", "csv"]).lines().count();
    let one = user.does(&["export", "--format", "csv", "--program", "weather"]).lines().count();
    assert!(1 < one && one < all, "{one} of {all}");
}

#[test]
fn a_plan_can_be_written_as_it_was() {
    let user = User::with(&["weather.plan"]);
    let then = user.does(&["export", "--format", "csv", "--as-of", "2026-03-05"]);
    let row = |text: &str| text.lines().find(|line| line.starts_with("contract,")).unwrap().to_owned();
    assert!(row(&user.does(&["export", "--format", "csv"])).contains(",Done,"));
    assert!(!row(&then).contains(",Done,"), "{}", row(&then));
}

#[test]
fn texts_that_look_like_formulas_are_guarded_and_come_back() {
    let user = User::new();
    let lines = "{\"item\":{\"id\":\"1\",\"key\":\"X-1\",\"set\":[{\"title\":\"=cmd|' /C calc'!A0\"},{\"description\":\"+1\\n@x\"}]}}\n";
    user.does(&["import", &user.file("odd.jsonl", lines)]);
    let table = user.does(&["export", "--format", "csv"]);
    assert!(table.contains(",'=cmd|' /C calc'!A0,") && table.contains("\"'+1\n@x\""), "{table}");
    for name in ["odd.csv", "odd.xlsx", "odd.xml"] {
        let other = handed_on(&user, name, &[]);
        let shown = other.json(&["show", "X-1"]).to_string();
        assert!(shown.contains("\"=cmd|' /C calc'!A0\"") && shown.contains("\"+1…\""), "{name}: {shown}");
    }
}
