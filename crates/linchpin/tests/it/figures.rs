//! The figures of real files, computed a second time straight from their text, in another way and with no code of ours.
//!
//! Everything here works on JSON values and numbers of milliseconds, the slow and plain way: a percentile by walking, a
//! week by counting days, work in progress by asking every item about every Sunday.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::data;
use crate::reports::report;

const DAY: i64 = 86_400_000;

/// One item as its file has it. Moments are milliseconds since 1970, UTC.
struct Raw {
    key: String,
    kind: String,
    created: i64,
    started: Option<i64>,
    finished: Option<i64>,
    is_done: bool,
    labels: Vec<String>,
}

#[test]
fn the_flow_of_an_archive_of_a_working_group_is_what_its_text_says() {
    let Some(text) = data::read("ietf/cfrg-vdaf.json") else { return };
    let archive: Value = serde_json::from_str(&text).unwrap();
    let repository = archive["repo"].as_str().unwrap().rsplit('/').next().unwrap();
    let mut items = Vec::new();
    for (list, kind) in [("issues", "issue"), ("pulls", "pull_request")] {
        for raw in archive[list].as_array().unwrap() {
            let labels = raw["labels"].as_array().unwrap().iter();
            items.push(Raw {
                key: format!("{repository}#{}", raw["number"]),
                kind: kind.into(),
                created: millis(&raw["createdAt"]).unwrap(),
                started: None,
                finished: millis(&raw["mergedAt"]).or(millis(&raw["closedAt"])),
                is_done: raw["state"] != "OPEN",
                labels: labels.map(|label| label.as_str().unwrap_or_default().to_string()).collect(),
            });
        }
    }
    let now = millis(&archive["timestamp"]).unwrap();
    check_flow("ietf/cfrg-vdaf.json", "2026-04-16T02:00:27.027Z", &items, 0);
    assert_eq!(now, moment("2026-04-16T02:00:27.027Z"));
    check_as_of("ietf/cfrg-vdaf.json", "2023-06-01T00:00:00Z", &items);
    check_as_of("ietf/cfrg-vdaf.json", "2024-11-11T11:11:11Z", &items);
}

#[test]
fn the_flow_of_issues_as_github_gives_them_is_what_their_text_says() {
    let Some(text) = data::read("github-rest/issues-sample.ndjson") else { return };
    let items: Vec<Raw> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["issue"].clone())
        .map(|raw| {
            let repository = raw["repository_url"].as_str().unwrap().rsplit('/').next().unwrap();
            let labels = raw["labels"].as_array().unwrap().iter();
            Raw {
                key: format!("{repository}#{}", raw["number"]),
                kind: "issue".into(),
                created: millis(&raw["created_at"]).unwrap(),
                started: None,
                finished: millis(&raw["closed_at"]),
                is_done: raw["state"] == "closed",
                labels: labels.map(|label| label["name"].as_str().unwrap().to_string()).collect(),
            }
        })
        .collect();
    check_flow("github-rest/issues-sample.ndjson", "2026-11-24T00:00:00Z", &items, 0);
}

#[test]
fn the_flow_of_issues_as_jira_gives_them_is_what_their_text_says() {
    let Some(text) = data::read("jira/apache-small.ndjson") else { return };
    let issues: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items: Vec<Raw> = issues.iter().map(raw_of_jira).collect();
    let mut blocking = BTreeSet::new();
    for issue in &issues {
        let key = issue["key"].as_str().unwrap();
        for link in issue["fields"]["issuelinks"].as_array().unwrap() {
            let other = |side: &str| link[side]["key"].as_str().map(String::from);
            if link["type"]["outward"] == "blocks" {
                blocking.extend(other("outwardIssue").map(|other| (key.to_string(), other)));
                blocking.extend(other("inwardIssue").map(|other| (other, key.to_string())));
            }
        }
    }
    check_flow("jira/apache-small.ndjson", "2026-11-24T00:00:00Z", &items, blocking.len());
}

#[test]
fn the_flow_of_a_firms_dates_is_what_its_rows_say() {
    let Some(text) = data::read("cycle-times/jira.csv") else { return };
    let items: Vec<Raw> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
            let finished = Some(cells[4]).filter(|cell| !cell.is_empty()).map(day);
            Raw {
                key: cells[0].into(),
                kind: "item".into(),
                created: day(cells[3]),
                started: None,
                finished,
                is_done: finished.is_some(),
                labels: Vec::new(),
            }
        })
        .collect();
    let report = check_flow("cycle-times/jira.csv", "2026-11-24T00:00:00Z", &items, 0);
    let backwards = items.iter().filter(|item| item.finished.is_some_and(|at| at < item.created)).count();
    assert_eq!(report["excluded"], backwards, "what is finished before it came to be has no cycle time");
    let check = report["checks"].as_array().unwrap().iter().find(|c| c["check"] == "finished_before_started");
    assert!(check.is_some() == (backwards > 0));
}

#[test]
fn a_plan_of_ms_project_has_the_tasks_and_links_of_its_text() {
    for name in ["sample-cde2", "slack9", "caltest", "mspdirelations", "mpp12baseline-from14"] {
        let file = format!("mspdi/{name}.xml");
        let Some(text) = data::read(&file) else { return };
        let tasks: Vec<&str> =
            text.split("<Task>").skip(1).map(|task| task.split("</Task>").next().unwrap()).collect();
        let is = |task: &str, element: &str, value: &str| {
            task.contains(&format!("<{element}>{value}</{element}>"))
        };
        // The project's own line is a summary among the others, and milestones are no items.
        let items = || tasks.iter().filter(|task| !is(task, "Milestone", "1"));
        let report = report("flow", &file, "2026-11-24T00:00:00Z");
        assert_eq!(report["items"], items().count(), "{file}: items");
        assert_eq!(
            report["done"],
            items().filter(|task| is(task, "PercentComplete", "100")).count(),
            "{file}: done"
        );
        let summaries = items().filter(|task| is(task, "Summary", "1")).count();
        assert_eq!(report["by_kind"]["summary"]["items"], summaries, "{file}: summaries");
        assert_eq!(
            report["blocking_links"]["all"],
            text.matches("<PredecessorLink>").count(),
            "{file}: links"
        );
    }
}

#[test]
fn a_scheduling_problem_has_its_jobs_and_arcs_and_its_two_ends_are_no_items() {
    for file in ["psplib/j30/j3010_1.sm", "psplib/j30/j301_1.sm"] {
        let Some(text) = data::read(file) else { return };
        let block = text.split("PRECEDENCE RELATIONS").nth(1).unwrap().split("****").next().unwrap();
        let jobs: Vec<Vec<usize>> = block
            .lines()
            .filter_map(|line| line.split_whitespace().map(|word| word.parse().ok()).collect())
            .filter(|numbers: &Vec<usize>| numbers.len() >= 3)
            .collect();
        let arcs: usize = jobs.iter().map(|job| job[2]).sum();
        let report = report("flow", file, "2026-11-24T00:00:00Z");
        assert_eq!(report["items"], jobs.len() - 2, "{file}: items");
        assert_eq!(report["blocking_links"]["all"], arcs, "{file}: arcs");
    }
}

/// An issue of Jira: begun when it first was in progress, finished when it was resolved.
fn raw_of_jira(issue: &Value) -> Raw {
    let fields = &issue["fields"];
    let created = millis(&fields["created"]).unwrap();
    let begun = issue["changelog"]["histories"].as_array().unwrap().iter().filter_map(|history| {
        let is_begin = |item: &&Value| {
            item["field"] == "status"
                && ["In Progress", "Patch Available"].iter().any(|to| item["toString"] == *to)
        };
        history["items"].as_array().unwrap().iter().find(is_begin).and_then(|_| millis(&history["created"]))
    });
    // A history may begin after an issue did: what it was before its first change is told by that change.
    let first = issue["changelog"]["histories"].as_array().unwrap().iter().flat_map(|history| {
        history["items"].as_array().unwrap().iter().filter(|item| item["field"] == "status").cloned()
    });
    let was_begun = first
        .take(1)
        .any(|item| ["In Progress", "Patch Available"].iter().any(|from| item["fromString"] == *from));
    let is_done = ["Resolved", "Closed"].iter().any(|done| fields["status"]["name"] == *done);
    let kind = fields["issuetype"]["name"].as_str().unwrap().to_lowercase().replace([' ', '-'], "_");
    Raw {
        key: issue["key"].as_str().unwrap().into(),
        kind,
        created,
        started: if was_begun { Some(created) } else { begun.min() },
        finished: millis(&fields["resolutiondate"]).filter(|_| is_done),
        is_done,
        labels: fields["labels"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|l| l.as_str().unwrap().into())
            .collect(),
    }
}

/// Compares every figure of a report with what these items give.
fn check_flow(file: &str, as_of: &str, items: &[Raw], blocking: usize) -> Value {
    let report = report("flow", file, as_of);
    let kinds: BTreeSet<&str> = items.iter().map(|item| item.kind.as_str()).collect();
    let named: BTreeSet<&str> = report["by_kind"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(named, kinds, "{file}: kinds");
    for kind in kinds {
        let of_kind: Vec<&Raw> = items.iter().filter(|item| item.kind == kind).collect();
        check_figures(&format!("{file} {kind}"), &report["by_kind"][kind], &[of_kind], as_of);
    }
    let by_kind = group(items);
    check_figures(file, &report, &by_kind, as_of);
    check_labels(file, &report, items);
    assert_eq!(report["blocking_links"]["all"], blocking, "{file}: blocking links");
    report
}

/// Compares what can be known of an earlier day: counts, weeks and work in progress up to then.
fn check_as_of(file: &str, as_of: &str, items: &[Raw]) {
    let now = moment(as_of);
    let then: Vec<Raw> = items
        .iter()
        .filter(|item| item.created <= now)
        .map(|item| {
            let finished = item.finished.filter(|at| *at <= now);
            Raw {
                key: item.key.clone(),
                kind: item.kind.clone(),
                created: item.created,
                started: item.started,
                is_done: item.is_done && finished.is_some(),
                finished,
                labels: Vec::new(),
            }
        })
        .collect();
    let report = report("flow", file, as_of);
    check_figures(&format!("{file} as of {as_of}"), &report, &group(&then), as_of);
}

fn group(items: &[Raw]) -> Vec<Vec<&Raw>> {
    let mut by_kind: BTreeMap<&str, Vec<&Raw>> = BTreeMap::new();
    for item in items {
        by_kind.entry(&item.kind).or_default().push(item);
    }
    by_kind.into_values().collect()
}

fn check_figures(what: &str, report: &Value, kinds: &[Vec<&Raw>], as_of: &str) {
    let now = moment(as_of);
    let items: Vec<&Raw> = kinds.iter().flatten().copied().collect();
    let done = items.iter().filter(|item| item.is_done).count();
    assert_eq!(report["items"], items.len(), "{what}: items");
    assert_eq!(report["done"], done, "{what}: done");
    assert_eq!(report["open"], items.len() - done, "{what}: open");

    let mut cycles: Vec<f64> = Vec::new();
    let mut spans: Vec<(i64, Option<i64>)> = Vec::new();
    for kind in kinds {
        let starts = kind.iter().filter(|item| item.is_done && item.started.is_some()).count();
        let finished = kind.iter().filter(|item| item.is_done).count();
        let by_start = starts > 0 && starts * 2 >= finished;
        for item in kind {
            let begin = if by_start { item.started } else { Some(item.created) };
            if let (Some(begin), Some(end)) = (begin, item.finished)
                && end >= begin
            {
                cycles.push((end - begin) as f64 / DAY as f64);
            }
            spans.extend(begin.map(|begin| (begin, item.finished)));
        }
    }
    assert_eq!(report["cycle_days"]["n"], cycles.len(), "{what}: cycle times");
    for (name, share) in [("p50", 0.5), ("p85", 0.85), ("p95", 0.95)] {
        check_close(&format!("{what}: {name}"), &report["cycle_days"][name], percentile(&cycles, share));
    }
    check_weeks(what, report, &items, now);
    check_wip(what, report, &spans);
    check_oldest(what, report, &items, now);
}

fn check_weeks(what: &str, report: &Value, items: &[&Raw], now: i64) {
    let first = items.iter().flat_map(|item| [Some(item.created), item.finished]).flatten().min().unwrap();
    let mut expected: BTreeMap<i64, u64> = BTreeMap::new();
    let mut week = monday(first);
    while week <= now {
        expected.insert(week, 0);
        week += 7 * DAY;
    }
    for at in items.iter().filter_map(|item| item.finished) {
        *expected.get_mut(&monday(at)).unwrap() += 1;
    }
    let told: BTreeMap<i64, u64> = report["throughput_per_week"]
        .as_array()
        .unwrap()
        .iter()
        .map(|week| (day(week["week_starting"].as_str().unwrap()), week["done"].as_u64().unwrap()))
        .collect();
    assert_eq!(told, expected, "{what}: throughput");
}

fn check_wip(what: &str, report: &Value, spans: &[(i64, Option<i64>)]) {
    for sunday in report["wip"].as_array().unwrap() {
        let end = day(sunday["on"].as_str().unwrap()) + DAY;
        assert_eq!(end, monday(end), "{what}: {sunday} is a Sunday");
        let count =
            spans.iter().filter(|(begin, until)| *begin < end && until.is_none_or(|until| until >= end));
        let backwards = |(begin, until): &&(i64, Option<i64>)| until.is_none_or(|until| until >= *begin);
        assert_eq!(
            sunday["count"],
            count.filter(backwards).count(),
            "{what}: in progress at the end of {sunday}"
        );
    }
}

fn check_oldest(what: &str, report: &Value, items: &[&Raw], now: i64) {
    let mut open: Vec<&&Raw> = items.iter().filter(|item| !item.is_done).collect();
    open.sort_by_key(|item| item.created);
    let told = report["oldest_open"].as_array().unwrap();
    assert_eq!(told.len(), open.len().min(20), "{what}: oldest open");
    for (told, item) in told.iter().zip(open) {
        check_close(
            &format!("{what}: age"),
            &told["age_days"],
            Some((now - item.created) as f64 / DAY as f64),
        );
        let same: Vec<&str> = items
            .iter()
            .filter(|other| other.created == item.created)
            .map(|other| other.key.as_str())
            .collect();
        assert!(
            same.contains(&told["key"].as_str().unwrap()),
            "{what}: {} is not among {same:?}",
            told["key"]
        );
    }
}

fn check_labels(file: &str, report: &Value, items: &[Raw]) {
    let mut expected: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for item in items {
        for label in &item.labels {
            let count = expected.entry(label).or_default();
            *count = (count.0 + 1, count.1 + u64::from(!item.is_done));
        }
    }
    let told: BTreeMap<&str, (u64, u64)> = report["labels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|count| {
            let number = |name: &str| count[name].as_u64().unwrap();
            (count["label"].as_str().unwrap(), (number("items"), number("open")))
        })
        .collect();
    assert_eq!(told, expected, "{file}: labels");
}

fn check_close(what: &str, told: &Value, expected: Option<f64>) {
    match (told.as_f64(), expected) {
        (Some(told), Some(expected)) => {
            assert!(
                (told - expected).abs() <= 1e-6 * expected.abs().max(1.0),
                "{what}: {told}, not {expected}"
            );
        }
        (told, expected) => assert_eq!(told, expected, "{what}"),
    }
}

/// Walks from value to value until the share of the way is gone; linear in between.
fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort_by(|one, two| one.partial_cmp(two).unwrap());
    let mut left = share * (values.len().checked_sub(1)? as f64);
    let mut place = 0;
    while left >= 1.0 {
        left -= 1.0;
        place += 1;
    }
    let next = values.get(place + 1).copied().unwrap_or(values[place]);
    Some(values[place] * (1.0 - left) + next * left)
}

/// The Monday on or before, at midnight. 1970-01-01 was a Thursday.
fn monday(at: i64) -> i64 {
    let days = at.div_euclid(DAY);
    (days - (days + 3).rem_euclid(7)) * DAY
}

fn millis(value: &Value) -> Option<i64> {
    value.as_str().map(moment)
}

/// RFC 3339, or the same with an offset without a colon, as Jira writes it.
fn moment(text: &str) -> i64 {
    let (date, rest) = text.split_once('T').expect("a moment");
    let cut = rest.find(['Z', '+', '-']).expect("an offset");
    let (clock, offset) = rest.split_at(cut);
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let parts: Vec<f64> = clock.split(':').map(number).collect();
    let offset = match offset {
        "Z" => 0.0,
        offset => {
            let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
            let minutes = number(&digits[..2]) * 60.0 + number(&digits[2..]);
            if offset.starts_with('-') { -minutes } else { minutes }
        }
    };
    let seconds = parts[0] * 3600.0 + parts[1] * 60.0 + parts[2] - offset * 60.0;
    day(date) + (seconds * 1000.0 + 1e-4).floor() as i64
}

/// Midnight of a day, by counting the days of every year and month since 1970.
fn day(text: &str) -> i64 {
    let parts: Vec<i64> = text.split('-').map(|part| part.parse().expect("a day")).collect();
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let years: i64 = (1970..parts[0]).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if is_leap(parts[0]) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = lengths[..parts[1] as usize - 1].iter().sum();
    (years + months + parts[2] - 1) * DAY
}
