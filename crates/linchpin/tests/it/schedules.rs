//! Whole files to schedules: Microsoft Project's own dates, and the critical paths of PSPLIB.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linchpin_analysis::schedule::{Schedule, ScheduleParams, ScheduledItem, ScheduledKind, schedule};
use linchpin_analysis::scope::Scope;
use linchpin_connectors::formats::{Format, ReadOptions, psplib, read};
use linchpin_hub::world_of_batches;
use linchpin_model::Moment;
use linchpin_model::reconcile::ReconcileParams;
use serde_json::Value;

/// A file or folder of the test data; none if there is no data here, which is told.
fn data(relative: &str) -> Option<PathBuf> {
    let setting = std::env::var("LINCHPIN_DATA").unwrap_or_default();
    let root = match setting.as_str() {
        "" | "required" => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        folder => PathBuf::from(folder),
    };
    let path = root.join(relative);
    if path.exists() {
        return Some(path);
    }
    assert!(setting != "required", "the test data `{relative}` is missing, and LINCHPIN_DATA=required");
    eprintln!("LEFT OUT: {relative}");
    None
}

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
