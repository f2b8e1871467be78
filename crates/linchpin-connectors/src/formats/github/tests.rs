//! What an issue of GitHub's becomes.

use linchpin_model::fact::FieldValue;
use linchpin_model::*;

use super::read;
use crate::formats::ReadOptions;

fn batch(text: &str) -> Batch {
    read(text.as_bytes(), &ReadOptions { name: "issues.json", ..ReadOptions::default() })
        .expect("it can be read")
}

fn item<'b>(batch: &'b Batch, key: &str) -> &'b Seen<Item> {
    let items = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Item(seen) => Some(seen),
        _ => None,
    });
    items.into_iter().find(|seen| seen.key == Some(Key::new(key))).expect("the item is there")
}

/// Some fields as text: `status closed Done`.
fn words(fields: &[ItemField<External>], names: &[&str]) -> Vec<String> {
    let named = names.iter().filter_map(|name| fields.iter().find(|field| field.name() == *name));
    named.map(word).collect()
}

fn word(field: &ItemField<External>) -> String {
    match field {
        ItemField::Status(Some(status)) => format!("{} {:?}", status.name, status.category),
        ItemField::Title(Some(title)) => title.to_string(),
        ItemField::Owner(owner) => {
            format!("owner {}", owner.as_ref().map_or("nobody", |owner| owner.as_str()))
        }
        ItemField::Contributors(Some(people)) => format!("with {people:?}"),
        ItemField::Labels(Some(labels)) => format!("labels {labels:?}"),
        ItemField::Milestones(Some(needed)) => {
            format!("for {:?}", needed.iter().map(|needed| &needed.milestone).collect::<Vec<_>>())
        }
        ItemField::FinishedAt(at) => at.map_or("unfinished".into(), |at| format!("finished {at}")),
        other => format!("{other:?}"),
    }
}

fn history(seen: &Seen<Item>) -> Vec<String> {
    let line = |change: &observation::Change<Item>| {
        let by = change.by.as_ref().map_or("?", |by| by.as_str());
        let set: Vec<_> = change.set.iter().map(word).collect();
        format!("{} {by}: {}", change.at.date(), set.join(", "))
    };
    seen.history.iter().map(line).collect()
}

/// An issue of `acme/hub` with these members and events.
fn backup(number: u32, members: &str, events: &str) -> String {
    format!(
        r#"{{"type": "issue", "issue": {{"id": 70{number}, "number": {number}, "title": "Radar", "user": {{"login": "ana"}},
        "html_url": "https://github.com/acme/hub/issues/{number}", "created_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-02-01T09:00:00Z", {members}}}, "events": [{events}]}}"#
    )
    .replace('\n', " ")
}

fn event(word: &str, day: u32, rest: &str) -> String {
    let rest = if rest.is_empty() { String::new() } else { format!(", {rest}") };
    format!(
        r#"{{"event": "{word}", "actor": {{"login": "ben"}}, "created_at": "2026-01-{day:02}T09:00:00Z"{rest}}}"#
    )
}

#[test]
fn an_issue_is_closed_reopened_and_closed_again() {
    let events = [
        event("closed", 6, ""),
        event("reopened", 7, ""),
        event("closed", 9, r#""state_reason": "not_planned""#),
        event("closed", 10, ""),
    ];
    let members = r#""state": "closed", "state_reason": "not_planned", "closed_at": "2026-01-09T08:59:59Z""#;
    let batch = batch(&backup(5, members, &events.join(",")));
    let seen = item(&batch, "hub#5");
    assert_eq!(words(&seen.at_first, &["status", "finished_at"]), ["open Todo", "unfinished"]);
    assert_eq!(
        history(seen),
        [
            "2026-01-06 ben: closed Done, finished 2026-01-06T09:00:00Z",
            "2026-01-07 ben: open Todo, unfinished",
            "2026-01-09 ben: closed as not planned Dropped, finished 2026-01-09T08:59:59Z",
        ]
    );
    assert_eq!(
        words(&seen.set, &["status", "finished_at"]),
        ["closed as not planned Dropped", "finished 2026-01-09T08:59:59Z"]
    );
}

#[test]
fn labels_and_people_are_walked_back_from_those_of_today() {
    let events = [
        event("assigned", 6, r#""assignee": {"login": "ana"}"#),
        event("labeled", 6, r#""label": {"name": "bug"}"#),
        event("unlabeled", 7, r#""label": {"name": "bug"}"#),
        event("assigned", 8, r#""assignee": {"login": "ben"}"#),
        event("unassigned", 9, r#""assignee": {"login": "ana"}"#),
        event("labeled", 9, r#""label": {"name": "gone-and-renamed"}"#),
    ];
    let members =
        r#""state": "open", "labels": [{"name": "old"}], "assignees": [{"login": "ben"}, {"login": "cleo"}]"#;
    let batch = batch(&backup(5, members, &events.join(",")));
    let seen = item(&batch, "hub#5");
    let names = ["owner", "contributors", "labels"];
    assert_eq!(words(&seen.at_first, &names), ["owner cleo", "with []", r#"labels ["old"]"#]);
    assert_eq!(words(&seen.set, &names), ["owner ben", r#"with ["cleo"]"#, r#"labels ["old"]"#]);
    let told: Vec<_> =
        history(seen).iter().map(|line| line.split(':').next().unwrap_or_default().to_string()).collect();
    // Both of the sixth are one change; a label that is not there today was renamed, so it tells nothing.
    assert_eq!(told, ["2026-01-06 ben", "2026-01-07 ben", "2026-01-08 ben", "2026-01-09 ben"]);
}

#[test]
fn a_milestone_has_a_target_and_is_known_by_its_title_in_events() {
    let milestone = r#"{"number": 3, "title": "Beta", "state": "open", "due_on": "2026-05-14T07:00:00Z", "closed_at": null}"#;
    let events = event("milestoned", 8, r#""milestone": {"title": "Beta"}"#);
    let batch = batch(&backup(5, &format!(r#""state": "open", "milestone": {milestone}"#), &events));
    assert_eq!(words(&item(&batch, "hub#5").at_first, &["milestones"]), ["for []"]);
    assert_eq!(history(item(&batch, "hub#5")), [r#"2026-01-08 ben: for ["acme/hub/milestone/3"]"#]);
    let target = batch.observations.iter().find_map(|observation| match observation {
        Observation::Milestone(seen) => Some(seen.set.clone()),
        _ => None,
    });
    let on = "2026-05-14".parse().expect("a day");
    let target_field = MilestoneField::Target(Some(Target { on, resolution: Resolution::Day }));
    assert!(target.expect("a milestone").contains(&target_field));
}

#[test]
fn a_pull_request_is_merged_or_dropped() {
    let page = r#"[
        {"number": 1, "title": "a", "state": "closed", "closed_at": "2026-01-09T09:00:00Z", "created_at": "2026-01-05T09:00:00Z",
         "html_url": "https://github.com/acme/hub/pull/1", "pull_request": {"merged_at": "2026-01-09T09:00:00Z"}},
        {"number": 2, "title": "b", "state": "closed", "closed_at": "2026-01-09T09:00:00Z", "created_at": "2026-01-05T09:00:00Z",
         "html_url": "https://github.com/acme/hub/pull/2", "pull_request": {"merged_at": null}},
        {"number": 3, "title": "c", "state": "open", "draft": true, "created_at": "2026-01-05T09:00:00Z",
         "html_url": "https://github.com/acme/hub/pull/3", "pull_request": {}}]"#;
    let batch = batch(page);
    assert_eq!(&*batch.source, "github:acme/hub");
    let status = |key| words(&item(&batch, key).set, &["kind", "status"]).join(" ");
    assert_eq!(status("hub#1"), r#"Kind(Some("pull_request")) merged Done"#);
    assert_eq!(status("hub#2"), r#"Kind(Some("pull_request")) closed Dropped"#);
    assert_eq!(status("hub#3"), r#"Kind(Some("pull_request")) draft InProgress"#);
    assert_eq!(history(item(&batch, "hub#1")), ["2026-01-09 ?: merged Done, finished 2026-01-09T09:00:00Z"]);
}

#[test]
fn what_the_command_line_tool_prints_is_read_alike() {
    let printed = r#"[{"author": {"login": "ana"}, "assignees": [{"login": "ben"}], "createdAt": "2026-01-05T09:00:00Z",
        "closedAt": "2026-01-09T09:00:00Z", "updatedAt": "2026-01-09T09:00:00Z", "id": "I_x", "number": 5, "state": "CLOSED",
        "stateReason": "NOT_PLANNED", "title": "Radar", "url": "https://github.com/acme/hub/issues/5", "labels": [],
        "milestone": {"number": 3, "title": "Beta", "dueOn": "2026-05-14T07:00:00Z"},
        "comments": [{"id": "IC_1", "author": {"login": "cleo"}, "createdAt": "2026-01-06T09:00:00Z"}]},
        {"number": 6, "state": "MERGED", "title": "Dish", "url": "https://github.com/acme/hub/pull/6",
        "createdAt": "2026-01-05T09:00:00Z", "mergedAt": "2026-01-07T09:00:00Z", "isDraft": false}]"#;
    let batch = batch(printed);
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    let seen = item(&batch, "hub#5");
    assert_eq!(words(&seen.set, &["owner", "status"]), ["owner ben", "closed as not planned Dropped"]);
    assert_eq!(history(seen), ["2026-01-09 ?: closed as not planned Dropped, finished 2026-01-09T09:00:00Z"]);
    assert_eq!(
        words(&item(&batch, "hub#6").set, &["kind", "status"]),
        [r#"Kind(Some("pull_request"))"#, "merged Done"]
    );
    let things: Vec<_> = batch.observations.iter().map(|seen| seen.thing().id().to_string()).collect();
    assert!(things.contains(&"acme/hub/milestone/3".to_string()), "{things:?}");
    assert!(things.contains(&"acme/hub#5/2026-01-06T09:00:00Z cleo".to_string()), "{things:?}");
}

#[test]
fn what_the_command_line_tool_was_not_asked_for_is_not_spoken_of() {
    let batch = batch(r#"[{"number": 5, "title": "Radar", "url": "https://github.com/acme/hub/issues/5"}]"#);
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    let names: Vec<_> = item(&batch, "hub#5").set.iter().map(|field| field.name().into_owned()).collect();
    assert_eq!(names, ["title", "kind", "url"]);
}

#[test]
fn pages_one_after_another_are_one_reading() {
    let page = |number| {
        format!(
            r#"[{{"number": {number}, "title": "x", "state": "open", "html_url": "https://github.com/acme/hub/issues/{number}"}}]"#
        )
    };
    let batch = batch(&format!("{}\n{}\n", page(1), page(2)));
    assert_eq!(item(&batch, "hub#2").id.as_str(), "acme/hub#2");
}

#[test]
fn parts_blockers_and_mentions_are_told_once() {
    let other = r#"{"number": 6, "html_url": "https://github.com/acme/hub/issues/6"}"#;
    let far = r#"{"source": 1, "number": 9, "html_url": "https://github.com/else/where/issues/9"}"#;
    let members = format!(
        r#""state": "open", "parent_issue_url": "https://api.github.com/repos/acme/hub/issues/6", "blocked_by": [{other}, {other}]"#
    );
    let mention = |issue: &str| event("cross-referenced", 8, &format!(r#""source": {{"issue": {issue}}}"#));
    let events = [mention(other), mention(other), mention(far)].join(",");
    let second = backup(6, r#""state": "open", "blocking": [{"number": 5}]"#, "");
    let batch = batch(&format!("{}\n{second}\n", backup(5, &members, &events)));
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    assert!(item(&batch, "hub#5").set.contains(&ItemField::Parent(Some("acme/hub#6".into()))));
    let ids = |kind| {
        let things = batch.observations.iter().map(Observation::thing);
        things.filter(|thing| thing.kind() == kind).map(|thing| thing.id().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids(Kind::Dependency), ["acme/hub#6 blocks acme/hub#5"]);
    assert_eq!(ids(Kind::Link), ["acme/hub#6 mentions acme/hub#5", "else/where#9 mentions acme/hub#5"]);
}

#[test]
fn comments_give_author_moment_and_address_and_no_text() {
    let comment = r#""id": 77, "user": {"login": "cleo"}, "html_url": "https://github.com/acme/hub/issues/5#c77", "body": "SECRET""#;
    let batch = batch(&backup(5, r#""state": "open", "body": "SECRET""#, &event("commented", 8, comment)));
    assert!(!format!("{batch:?}").contains("SECRET"));
    let comment = batch.observations.iter().find_map(|observation| match observation {
        Observation::Comment(seen) => Some(seen),
        _ => None,
    });
    let comment = comment.expect("a comment");
    assert_eq!(comment.id.as_str(), "acme/hub#5/77");
    assert!(comment.set.contains(&CommentField::By(Some("cleo".into()))));
}

#[test]
fn what_the_tracker_says_went_wrong_is_repeated_as_text() {
    for answer in [
        r#"{"message": "Bad \u001b[31mcredentials", "status": "401"}"#,
        r#"{"errors": [{"message": "Bad \u001b[31mcredentials"}]}"#,
    ] {
        let refusal = read(answer.as_bytes(), &ReadOptions::default()).unwrap_err();
        assert!(refusal.message.contains("“Bad \\u{1b}[31mcredentials”"), "{refusal}");
    }
}
