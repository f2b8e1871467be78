//! What an issue of Jira's becomes.

use linchpin_model::fact::FieldValue;
use linchpin_model::*;

use super::read;
use crate::formats::ReadOptions;

fn batch(text: &str) -> Batch {
    read(text.as_bytes(), &ReadOptions { name: "search.json", ..ReadOptions::default() })
        .expect("it can be read")
}

fn item<'b>(batch: &'b Batch, key: &str) -> &'b Seen<Item> {
    let items = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Item(seen) => Some(seen),
        _ => None,
    });
    items.into_iter().find(|seen| seen.key == Some(Key::new(key))).expect("the item is there")
}

fn word(field: &ItemField<External>) -> String {
    match field {
        ItemField::Status(Some(status)) => format!("{} {:?}", status.name, status.category),
        ItemField::StartedAt(at) => at.map_or("unbegun".into(), |at| format!("begun {}", at.date())),
        ItemField::FinishedAt(at) => at.map_or("unfinished".into(), |at| format!("finished {}", at.date())),
        ItemField::Owner(owner) => {
            format!("owner {}", owner.as_ref().map_or("nobody", |owner| owner.as_str()))
        }
        ItemField::Due(due) => due.map_or("no due date".into(), |due| format!("due {due}")),
        other => format!("{other:?}"),
    }
}

fn words(fields: &[ItemField<External>], names: &[&str]) -> Vec<String> {
    let named = names.iter().filter_map(|name| fields.iter().find(|field| field.name() == *name));
    named.map(word).collect()
}

fn history(seen: &Seen<Item>) -> Vec<String> {
    let line = |change: &observation::Change<Item>| {
        let set: Vec<_> = change.set.iter().map(word).collect();
        format!("{}: {}", change.at.date(), set.join(", "))
    };
    seen.history.iter().map(line).collect()
}

/// An issue with these fields and histories, on one line.
fn issue(id: u32, key: &str, fields: &str, histories: &[String]) -> String {
    let histories = histories.join(",");
    format!(
        r#"{{"id": "{id}", "key": "{key}", "self": "https://jira.example.org/rest/api/2/issue/{id}", "fields": {{"summary": "Radar",
        "issuetype": {{"name": "New Feature"}}, "created": "2026-01-05T09:00:00.000+0000", "updated": "2026-02-01T09:00:00.000+0000",
        {fields}}}, "changelog": {{"histories": [{histories}]}}}}"#
    )
    .replace('\n', " ")
}

fn status(name: &str, category: &str) -> String {
    format!(r#""status": {{"id": "{name}", "name": "{name}", "statusCategory": {{"key": "{category}"}}}}"#)
}

/// A history on a day of January: `field: from > to`, where `-` is nothing.
fn change(id: u32, day: u32, entries: &[&str]) -> String {
    let side = |text: &str| if text == "-" { "null".to_string() } else { format!("\"{text}\"") };
    let entry = |text: &&str| {
        let (field, sides) = text.split_once(": ").expect("a field");
        let (from, to) = sides.split_once(" > ").expect("two sides");
        let (from, to) = (side(from), side(to));
        format!(
            r#"{{"field": "{field}", "from": {from}, "fromString": {from}, "to": {to}, "toString": {to}}}"#
        )
    };
    let items: Vec<_> = entries.iter().map(entry).collect();
    format!(
        r#"{{"id": "{id}", "author": {{"name": "ben", "displayName": "Ben"}}, "created": "2026-01-{day:02}T09:00:00.000+0000",
        "items": [{}]}}"#,
        items.join(",")
    )
}

#[test]
fn a_changelog_is_the_course_of_an_issue() {
    let fields = format!(
        r#"{}, "resolution": {{"name": "Fixed"}}, "resolutiondate": "2026-01-12T08:59:59.900+0000""#,
        status("Closed", "done")
    );
    let histories = [
        change(5, 13, &["status: Resolved > Closed"]),
        change(4, 12, &["status: Reopened > Resolved", "resolution: - > Fixed"]),
        change(3, 9, &["status: Resolved > Reopened", "resolution: Won't Fix > -"]),
        change(2, 8, &["status: In Progress > Resolved", "resolution: - > Won't Fix"]),
        change(1, 6, &["status: Open > In Progress"]),
    ];
    let batch = batch(&issue(7, "ATL-1", &fields, &histories));
    let seen = item(&batch, "ATL-1");
    let statuses = seen
        .history
        .iter()
        .map(|change| words(&change.set, &["status", "started_at", "finished_at"]).join(", "));
    let told: Vec<_> = statuses.filter(|line| !line.is_empty()).collect();
    assert_eq!(
        told,
        [
            "In Progress InProgress, begun 2026-01-06, unfinished",
            "Resolved Dropped, begun 2026-01-06, finished 2026-01-08",
            "Reopened Todo, begun 2026-01-06, unfinished",
            "Resolved Done, begun 2026-01-06, finished 2026-01-12",
            "Closed Done, begun 2026-01-06, finished 2026-01-12",
        ]
    );
    assert_eq!(
        words(&seen.at_first, &["status", "started_at", "finished_at"]),
        ["Open Todo", "unbegun", "unfinished"]
    );
    let finished_at = "2026-01-12T08:59:59.900Z".parse().expect("a moment");
    assert!(seen.set.contains(&ItemField::FinishedAt(Some(finished_at))));
    assert_eq!(seen.history.len(), 5, "a status and a resolution set at once are one change");
    assert!(seen.history[4].set.contains(&ItemField::FinishedAt(Some(finished_at))));
}

#[test]
fn an_issue_without_its_changelog_tells_when_it_was_resolved() {
    let resolved =
        format!(r#"{}, "resolutiondate": "2026-01-12T09:00:00.000+0000""#, status("Closed", "done"));
    let begun = status("In Progress", "indeterminate");
    let lines = [issue(7, "ATL-1", &resolved, &[]), issue(8, "ATL-2", &begun, &[])].join("\n");
    let batch = batch(&lines.replace(r#""changelog": {"histories": []}"#, r#""changelog": null"#));
    assert_eq!(history(item(&batch, "ATL-1")), ["2026-01-12: Closed Done, finished 2026-01-12"]);
    assert_eq!(words(&item(&batch, "ATL-2").set, &["status", "started_at"]), ["In Progress InProgress"]);
}

#[test]
fn histories_of_one_moment_go_by_their_numbers() {
    let histories =
        [change(12, 6, &["status: In Progress > Closed"]), change(9, 6, &["status: Open > In Progress"])];
    let batch = batch(&issue(7, "ATL-1", &status("Closed", "done"), &histories));
    assert_eq!(
        history(item(&batch, "ATL-1")),
        [
            "2026-01-06: In Progress InProgress, begun 2026-01-06, unfinished",
            "2026-01-06: Closed Done, begun 2026-01-06, finished 2026-01-06",
        ]
    );
}

#[test]
fn plain_fields_are_walked_back() {
    let fields = format!(
        r#"{}, "assignee": {{"name": "cleo"}}, "duedate": "2026-03-02", "priority": {{"name": "Blocker"}},
        "timeoriginalestimate": 28800, "timeestimate": 3601, "fixVersions": [{{"id": "90", "name": "1.0", "released": true,
        "releaseDate": "2026-03-31"}}]"#,
        status("Open", "new")
    );
    let histories = [
        change(1, 6, &["assignee: - > ben", "duedate: - > 2026-02-27"]),
        change(
            2,
            7,
            &[
                "assignee: ben > cleo",
                "duedate: 2026-02-27 > 2026-03-02",
                "Sprint: 1 > 2",
                "Fix Version: - > 90",
            ],
        ),
    ];
    let batch = batch(&issue(7, "ATL-1", &fields, &histories));
    let seen = item(&batch, "ATL-1");
    assert_eq!(words(&seen.at_first, &["owner", "due"]), ["owner nobody", "no due date"]);
    assert!(seen.at_first.contains(&ItemField::Milestones(Some(Vec::new()))));
    assert!(seen.set.contains(&ItemField::Estimate(Some(Estimate::Single { minutes: 480 }))));
    assert!(seen.set.contains(&ItemField::Remaining(Some(61))));
    assert!(seen.set.contains(&ItemField::Priority(Some(Priority::P0))));
    assert!(seen.set.contains(&ItemField::Kind(Some("new_feature".into()))));
    assert!(seen.set.contains(&ItemField::Url(Some("https://jira.example.org/browse/ATL-1".into()))));
    assert!(batch.observations.iter().any(|observation| match observation {
        Observation::Milestone(seen) =>
            seen.set.iter().any(|field| matches!(field, MilestoneField::DoneAt(Some(_)))),
        _ => false,
    }));
}

#[test]
fn an_issue_that_moved_keeps_its_former_keys() {
    let histories = [change(1, 6, &["Key: OLD-3 > MID-4"]), change(2, 7, &["Key: MID-4 > ATL-1"])];
    let batch = batch(&issue(7, "ATL-1", &status("Open", "new"), &histories));
    assert_eq!(item(&batch, "ATL-1").former_keys, [Key::new("OLD-3"), Key::new("MID-4")]);
    assert_eq!(item(&batch, "ATL-1").id.as_str(), "7");
}

#[test]
fn a_link_is_a_dependency_by_its_wording_and_counts_once() {
    let link = |id: u32, wording: (&str, &str), end: &str, other: (u32, &str)| {
        format!(
            r#"{{"id": "{id}", "type": {{"name": "T", "inward": "{}", "outward": "{}"}}, "{end}": {{"id": "{}", "key": "{}"}}}}"#,
            wording.0, wording.1, other.0, other.1
        )
    };
    let upon = ("is depended upon by", "depends upon");
    let first = [
        link(1, upon, "outwardIssue", (8, "ATL-2")),
        link(2, ("is related to", "relates to"), "inwardIssue", (8, "ATL-2")),
        link(3, ("is cloned by", "clones"), "outwardIssue", (99, "FAR-1")),
    ];
    let second = [
        link(1, upon, "inwardIssue", (7, "ATL-1")),
        link(2, ("is related to", "relates to"), "outwardIssue", (7, "ATL-1")),
    ];
    let fields =
        |links: &[String]| format!(r#"{}, "issuelinks": [{}]"#, status("Open", "new"), links.join(","));
    let page = format!(
        r#"{{"startAt": 0, "total": 2, "issues": [{}, {}]}}"#,
        issue(7, "ATL-1", &fields(&first), &[]),
        issue(8, "ATL-2", &fields(&second), &[])
    );
    let batch = batch(&page);
    let told = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Dependency(seen) => Some(seen.id.to_string()),
        Observation::Link(seen) => Some(format!("{} {:?}", seen.id, seen.set)),
        _ => None,
    });
    let told = told.collect::<Vec<_>>();
    assert_eq!(told[0], "8 blocks 7");
    assert!(told[1].starts_with("2 [From(Some(Item(\"8\"))), To(Some(Item(\"7\")))"), "{}", told[1]);
    assert!(told[2].contains("https://jira.example.org/browse/FAR-1"), "{}", told[2]);
    assert_eq!(told.len(), 3);
}

#[test]
fn story_points_and_epics_are_found_by_the_names_of_fields() {
    let fields = format!(r#"{}, "customfield_1": 3.5, "customfield_2": "ATL-1""#, status("Open", "new"));
    let page = format!(
        r#"{{"names": {{"customfield_1": "Story Points"}}, "schema": {{"customfield_2": {{"type": "any",
        "custom": "com.pyxis.greenhopper.jira:gh-epic-link"}}}}, "issues": [{}, {}]}}"#,
        issue(7, "ATL-1", &status("Open", "new"), &[]),
        issue(8, "ATL-2", &fields, &[])
    );
    let batch = batch(&page);
    let seen = item(&batch, "ATL-2");
    assert!(seen.set.contains(&ItemField::Estimate(Some(Estimate::Points { thousandths: 3500 }))));
    assert!(seen.set.contains(&ItemField::Parent(Some("7".into()))));
}

#[test]
fn a_status_is_what_the_file_says_and_an_unknown_one_is_told_once() {
    let fields = |name: &str| format!(r#""status": {{"name": "{name}"}}"#);
    let lines = [
        issue(1, "ATL-1", &status("Cooking", "indeterminate"), &[]),
        issue(2, "ATL-2", &fields("cooking"), &[]),
        issue(3, "ATL-3", &fields("Frobnicated"), &[]),
        issue(4, "ATL-4", &format!(r#"{}, "resolution": {{"name": "Fixed"}}"#, fields("Frobnicated")), &[]),
    ];
    let batch = batch(&lines.join("\n"));
    assert_eq!(words(&item(&batch, "ATL-2").set, &["status"]), ["cooking InProgress"]);
    assert_eq!(words(&item(&batch, "ATL-3").set, &["status"]), ["Frobnicated Todo"]);
    assert_eq!(words(&item(&batch, "ATL-4").set, &["status"]), ["Frobnicated Done"]);
    assert_eq!(batch.problems.len(), 1, "{:?}", batch.problems);
    assert_eq!(batch.problems[0].place, "line 3, $.fields.status");
}

#[test]
fn an_export_with_few_fields_clears_nothing() {
    let batch =
        batch(r#"{"issues": [{"id": "7", "key": "ATL-1", "fields": {"summary": "x", "duedate": null}}]}"#);
    let seen = item(&batch, "ATL-1");
    let names: Vec<_> = seen.set.iter().map(|field| field.name().into_owned()).collect();
    assert_eq!(names, ["title", "kind", "due"]);
    assert_eq!(&*batch.source, "jira:ATL");
}

#[test]
fn what_the_tracker_says_went_wrong_is_repeated() {
    let answer =
        br#"{"errorMessages": ["The value 'X' does not exist for the field 'project'."], "errors": {}}"#;
    let refusal = read(answer, &ReadOptions::default()).unwrap_err();
    assert!(refusal.message.contains("The value 'X' does not exist"), "{refusal}");
}
