//! A later export of the same source brings just what changed since, at the moment at which it changed.

use linchpin_connectors::formats::Format;
use linchpin_model::*;

use crate::hub::{Hub, lines};

const ISSUE: &str = r#"{"type": "issue", "issue": {"id": 701, "number": 1, "title": "Radar", "user": {"login": "ana"},
    "html_url": "https://github.com/acme/hub/issues/1", "created_at": "2026-01-05T09:00:00Z", "updated_at": "UPDATED",
    "labels": [LABELS], STATE}, "events": [EVENTS]}"#;

fn github(updated: &str, labels: &str, state: &str, events: &[&str]) -> String {
    let text = ISSUE.replace('\n', " ").replace("UPDATED", updated).replace("LABELS", labels);
    text.replace("STATE", state).replace("EVENTS", &events.join(","))
}

const LABELED: &str = r#"{"event": "labeled", "actor": {"login": "ben"}, "created_at": "2026-01-06T09:00:00Z", "label": {"name": "bug"}}"#;
const CLOSED: &str =
    r#"{"event": "closed", "actor": {"login": "ben"}, "created_at": "2026-01-08T09:00:00Z"}"#;
const REOPENED: &str =
    r#"{"event": "reopened", "actor": {"login": "ana"}, "created_at": "2026-01-09T09:00:00Z"}"#;
const BUG: &str = r#"{"name": "bug"}"#;
const AT_END: &str = r#""state": "closed", "state_reason": "completed", "closed_at": "2026-01-08T09:00:00Z""#;

#[test]
fn an_issue_of_github_is_followed_from_export_to_export() {
    let mut hub = Hub::default();
    let open = github("2026-01-06T09:00:00Z", BUG, r#""state": "open""#, &[LABELED]);
    hub.read_text(Format::Github, &open);
    assert!(lines(&hub.read_text(Format::Github, &open)).is_empty());

    let closed = github("2026-01-08T09:00:00Z", BUG, AT_END, &[LABELED, CLOSED]);
    assert_eq!(
        lines(&hub.read_text(Format::Github, &closed)),
        [
            r#"2026-01-08T09:00:00Z item 1 [{"status":{"name":"closed","category":"done"}},{"finished_at":"2026-01-08T09:00:00Z"}]"#
        ]
    );
    assert!(lines(&hub.read_text(Format::Github, &closed)).is_empty());

    let reopened = github(
        "2026-01-09T09:00:00Z",
        BUG,
        r#""state": "open", "closed_at": null"#,
        &[LABELED, CLOSED, REOPENED],
    );
    assert_eq!(
        lines(&hub.read_text(Format::Github, &reopened)),
        [
            r#"2026-01-09T09:00:00Z item 1 [{"status":{"name":"open","category":"todo"}},{"finished_at":null}]"#
        ]
    );
    assert!(
        lines(&hub.read_text(Format::Github, &closed)).is_empty(),
        "an older export that comes late changes nothing"
    );
    assert_eq!(hub.item("hub#1").status().map(|status| status.category), Some(Category::Todo));
}

#[test]
fn a_page_without_events_tells_the_closing_just_the_same() {
    let page = |state: &str, updated: &str| {
        format!(
            r#"[{{"number": 1, "title": "Radar", "html_url": "https://github.com/acme/hub/issues/1",
            "created_at": "2026-01-05T09:00:00Z", "updated_at": "{updated}", {state}}}]"#
        )
    };
    let mut hub = Hub::default();
    hub.read_text(Format::Github, &page(r#""state": "open""#, "2026-01-06T09:00:00Z"));
    let closed = page(AT_END, "2026-02-01T09:00:00Z");
    let told = lines(&hub.read_text(Format::Github, &closed));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2026-01-08T09:00:00Z item 1 "), "{told:?}");
    assert!(lines(&hub.read_text(Format::Github, &closed)).is_empty());
}

const JIRA: &str = r#"{"id": "7", "key": "KEY", "self": "https://jira.example.org/rest/api/2/issue/7", "fields": {
    "summary": "Radar", "issuetype": {"name": "Task"}, "created": "2026-01-05T09:00:00.000+0000", "updated": "UPDATED",
    "status": {"name": "STATUS", "statusCategory": {"key": "CATEGORY"}}, "duedate": DUE, "resolutiondate": null},
    "changelog": {"histories": [HISTORIES]}}"#;

fn jira(key: &str, updated: &str, status: (&str, &str), due: &str, histories: &[&str]) -> String {
    let text = JIRA.replace('\n', " ").replace("KEY", key).replace("UPDATED", updated).replace("DUE", due);
    let text = text.replace("STATUS", status.0).replace("CATEGORY", status.1);
    text.replace("HISTORIES", &histories.join(","))
}

const BEGUN: &str = r#"{"id": "1", "author": {"name": "ben"}, "created": "2026-01-06T09:00:00.000+0000", "items": [
    {"field": "status", "from": "1", "fromString": "Open", "to": "3", "toString": "In Progress"}]}"#;
const DUE_SET: &str = r#"{"id": "2", "author": {"name": "ben"}, "created": "2026-01-07T09:00:00.000+0000", "items": [
    {"field": "duedate", "from": null, "fromString": null, "to": "2026-03-02", "toString": "2026-03-02 00:00:00.0"}]}"#;
const MOVED: &str = r#"{"id": "3", "author": {"name": "ben"}, "created": "2026-01-08T09:00:00.000+0000", "items": [
    {"field": "Key", "from": null, "fromString": "OLD-1", "to": null, "toString": "NEW-5"}]}"#;

#[test]
fn an_issue_of_jira_is_followed_through_its_changelog_and_its_move() {
    let one_line = |text: &str| text.replace('\n', " ");
    let [begun, due_set, moved] = [BEGUN, DUE_SET, MOVED].map(one_line);
    let mut hub = Hub::default();
    hub.read_text(Format::Jira, &jira("OLD-1", "2026-01-05T09:00:00.000+0000", ("Open", "new"), "null", &[]));
    let busy = ("In Progress", "indeterminate");
    let second = jira("OLD-1", "2026-01-07T09:00:00.000+0000", busy, "\"2026-03-02\"", &[&begun, &due_set]);
    assert_eq!(
        lines(&hub.read_text(Format::Jira, &second)).iter().filter(|line| line.contains(" item ")).count(),
        2
    );
    assert!(lines(&hub.read_text(Format::Jira, &second)).is_empty());
    let item = hub.item("OLD-1");
    assert_eq!(item.started_at().map(|at| at.date().to_string()).as_deref(), Some("2026-01-06"));

    let third =
        jira("NEW-5", "2026-01-08T09:00:00.000+0000", busy, "\"2026-03-02\"", &[&begun, &due_set, &moved]);
    let told = lines(&hub.read_text(Format::Jira, &third));
    assert_eq!(told.len(), 2, "its key and its page: {told:?}");
    assert!(told[0].contains("NEW-5"), "{told:?}");
    assert!(told[1].contains("browse/NEW-5"), "{told:?}");
    assert_eq!(hub.item("OLD-1").id, hub.item("NEW-5").id);
    assert!(lines(&hub.read_text(Format::Jira, &third)).is_empty());
}

#[test]
fn an_export_without_its_changelog_forgets_nothing_of_the_past() {
    let begun = BEGUN.replace('\n', " ");
    let busy = ("In Progress", "indeterminate");
    let mut hub = Hub::default();
    hub.read_text(Format::Jira, &jira("OLD-1", "2026-01-07T09:00:00.000+0000", busy, "null", &[&begun]));
    let bare = jira("OLD-1", "2026-01-08T09:00:00.000+0000", busy, "\"2026-03-02\"", &[]);
    let bare = bare.replace(r#""changelog": {"histories": []}"#, r#""renderedFields": null"#);
    let told = lines(&hub.read_text(Format::Jira, &bare));
    assert_eq!(told, [r#"2026-01-08T09:00:00Z item 1 [{"due":"2026-03-02"}]"#]);
    assert_eq!(hub.item("OLD-1").started_at().map(|at| at.date().to_string()).as_deref(), Some("2026-01-06"));
}
