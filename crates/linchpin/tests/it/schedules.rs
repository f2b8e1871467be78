//! Whole files to schedules: Microsoft Project's own dates, and the critical paths of PSPLIB.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linchpin_analysis::schedule::{Schedule, ScheduleParams, ScheduledItem, ScheduledKind, schedule};
use linchpin_analysis::scope::Scope;
use linchpin_connectors::formats::{Format, ReadOptions, psplib, read};
use linchpin_hub::world_of_batches;
use linchpin_model::Moment;
use linchpin_model::reconcile::ReconcileParams;
use linchpin_testing::data;
use serde_json::Value;

fn schedule_of(format: Format, bytes: &[u8], name: &str) -> Schedule {
    let batch = read(format, bytes, &ReadOptions { name, ..ReadOptions::default() }).unwrap();
    let observed_at = "2026-03-02T10:30:00Z".parse::<Moment>().unwrap();
    let as_of = batch.exported_at.unwrap_or(observed_at);
    let params = ReconcileParams { observed_at, program: None, salt: [7; 16], accept_missing: false };
    let (world, _, _) = world_of_batches(&[batch], &params);
    schedule(&world, &ScheduleParams { as_of, scope: Scope::All })
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == ending)).collect();
    files.sort();
    files
}

/// Values of Microsoft Project that we compute otherwise, as `file:UID:field`, each with the reason.
const DIFFERENT: &[(&str, &str)] = &[];

#[test]
fn microsoft_projects_own_dates_and_slack_are_computed_from_the_inputs_alone() {
    let Some(folder) = data("mspdi") else { return };
    let mut different = Vec::new();
    let mut compared = 0;
    for path in files(&folder, "xml") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let got = schedule_of(Format::Mspdi, &std::fs::read(&path).unwrap(), "plan.xml");
        let by_id: BTreeMap<&str, &ScheduledItem> =
            got.items.iter().filter_map(|item| Some((item.source_id.as_deref()?, item))).collect();
        let truth = std::fs::read_to_string(folder.join(format!("{name}.truth.jsonl"))).unwrap();
        for line in truth.lines() {
            let truth: Value = serde_json::from_str(line).unwrap();
            let uid = truth["uid"].to_string();
            let item = by_id
                .get(uid.as_str())
                .unwrap_or_else(|| panic!("{name}: task {uid} is not in the schedule"));
            for (field, got) in told(item) {
                if truth[field].is_null() {
                    continue;
                }
                compared += 1;
                if !is_equal(&truth[field], &got) {
                    different.push((
                        format!("{name}:{uid}:{field}"),
                        format!("{} instead of {}", got, truth[field]),
                    ));
                }
            }
        }
    }
    assert!(compared >= 784, "{compared} values compared");
    let unexpected: Vec<_> =
        different.iter().filter(|(place, _)| DIFFERENT.iter().all(|(known, _)| known != place)).collect();
    assert!(unexpected.is_empty(), "{} of {compared} differ: {unexpected:#?}", unexpected.len());
    for (known, reason) in DIFFERENT {
        assert!(
            different.iter().any(|(place, _)| place == known),
            "{known} is no longer different ({reason})"
        );
    }
}

fn told(item: &ScheduledItem) -> [(&'static str, Value); 7] {
    let date = |text: &Option<String>| Value::from(text.as_deref().map(|text| text[..16].to_owned()));
    [
        ("early_start", date(&item.early_start)),
        ("early_finish", date(&item.early_finish)),
        ("late_start", date(&item.late_start)),
        ("late_finish", date(&item.late_finish)),
        ("total_slack", Value::from(item.total_float_minutes)),
        ("free_slack", Value::from(item.free_float_minutes)),
        ("critical", Value::from(item.critical)),
    ]
}

fn is_equal(truth: &Value, got: &Value) -> bool {
    match (truth.as_f64(), got.as_f64()) {
        (Some(truth), Some(got)) => truth == got,
        _ => truth == got,
    }
}

#[test]
fn the_makespan_of_every_scheduling_problem_is_the_critical_path_that_its_file_states() {
    let Some(folder) = data("psplib") else { return };
    let mut count = 0;
    for set in ["j30", "j60", "j120"] {
        for path in files(&folder.join(set), "sm") {
            let bytes = std::fs::read(&path).unwrap();
            let stated = psplib::read_instance(&bytes).unwrap().critical_path.unwrap();
            let got = schedule_of(Format::Psplib, &bytes, "problem.sm");
            assert_eq!(got.makespan_periods, Some(stated as i32), "{}", path.display());
            assert!(got.lower_bound_periods >= got.makespan_periods);
            check_periods(&got, stated as i32);
            count += 1;
        }
    }
    assert!(count >= 560, "{count} files");
}

fn check_periods(schedule: &Schedule, makespan: i32) {
    assert_eq!(schedule.checks, []);
    for item in &schedule.items {
        let (start, finish) = (item.start_period.unwrap(), item.finish_period.unwrap());
        assert!(0 <= start && start <= finish && finish <= makespan, "{item:?}");
        assert_eq!(
            item.kind == ScheduledKind::Milestone,
            start == finish && ["Start", "End"].contains(&&*item.title)
        );
    }
}

/// Schedules a malformed project that is read all the same.
fn malformed(file: &str) -> Option<Schedule> {
    let path = data("malformed/mspdi")?.join(file);
    Some(schedule_of(Format::Mspdi, &std::fs::read(path).unwrap(), file))
}

/// Asserts what a malformed project's schedule says, and of which tasks it has dates.
fn check_malformed(file: &str, check: &str, words: &str, dated: &[&str]) {
    let Some(schedule) = malformed(file) else { return };
    let said: Vec<_> = schedule.checks.iter().map(|check| (check.check, check.sentence.as_str())).collect();
    let is_said = said.iter().any(|(kind, sentence)| *kind == check && sentence.contains(words));
    assert!(is_said, "{file}: no {check} with `{words}` in {said:#?}");
    let mut got: Vec<&str> = Vec::new();
    for item in schedule.items.iter().filter(|item| item.start.is_some()) {
        got.push(item.source_id.as_deref().unwrap());
        let years =
            [&item.start, &item.finish, &item.late_start].map(|date| date.as_ref().unwrap()[..4].to_owned());
        assert!(years.iter().all(|year| ("2026".."2028").contains(&year.as_str())), "{file}: {item:?}");
    }
    got.sort_unstable();
    assert_eq!(got, dated, "{file}");
}

#[test]
fn a_circle_in_a_project_is_named_and_the_rest_is_scheduled() {
    check_malformed("cycle-2.xml", "loop", "1 > 2 > 1", &["3"]);
    check_malformed("cycle-self.xml", "loop", "1 > 1", &["2"]);
    check_malformed("cycle-3-mixed-types.xml", "loop", "1 > 2 > 3 > 1", &[]);
    check_malformed("cycle-through-summary.xml", "loop", "1 > 2 > 3 > 1", &[]);
    check_malformed("link-child-to-own-summary.xml", "dependency_within_parent", "is left out", &["1", "2"]);
}

#[test]
fn a_calendar_without_enough_working_time_ends_in_a_check_and_not_in_a_search() {
    check_malformed("calendar-no-working-time.xml", "no_working_time", "no working time", &[]);
    check_malformed("calendar-exception-endless.xml", "no_working_time", "no working time", &[]);
    check_malformed("calendar-one-minute-week.xml", "beyond_horizon", "after 2299", &[]);
}

#[test]
fn a_lead_of_a_thousand_days_does_not_bring_a_task_before_the_project() {
    let Some(schedule) = malformed("lag-negative-large.xml") else { return };
    let starts: Vec<_> = schedule.items.iter().map(|item| item.start.as_deref().unwrap()).collect();
    assert_eq!(starts, ["2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z"]);
}

#[test]
fn a_project_that_is_read_again_changes_nothing() {
    let folders = ["mspdi", "malformed/mspdi"].map(data).into_iter().flatten();
    let paths: Vec<PathBuf> = folders.flat_map(|folder| files(&folder, "xml")).collect();
    for path in &paths {
        let options = ReadOptions { name: "plan.xml", ..ReadOptions::default() };
        let Ok(batch) = read(Format::Mspdi, &std::fs::read(path).unwrap(), &options) else { continue };
        let observed_at = "2026-03-02T10:30:00Z".parse::<Moment>().unwrap();
        let params = ReconcileParams { observed_at, program: None, salt: [7; 16], accept_missing: false };
        let (_, _, readings) = world_of_batches(&[batch.clone(), batch], &params);
        assert_eq!(readings[1].events, [], "{}", path.display());
        assert_eq!(readings[0].problems, [], "{}", path.display());
    }
}
