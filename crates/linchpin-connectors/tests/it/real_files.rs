//! Real exports, compared with counts taken straight from their JSON by other means.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_connectors::formats::{Format, ReadOptions, guess, read};
use linchpin_model::fact::FieldValue;
use linchpin_model::observation::Listing;
use linchpin_model::*;
use serde_json::Value;

use crate::data::bytes;
use crate::hub::Hub;

fn batch(file: &str, format: Format) -> Option<(Vec<u8>, Batch)> {
    let bytes = bytes(file)?;
    let name = file.rsplit('/').next().unwrap_or(file);
    assert_eq!(guess(&bytes, name), Ok(format));
    let batch =
        read(format, &bytes, &ReadOptions { name, ..ReadOptions::default() }).expect("it can be read");
    Some((bytes, batch))
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn items(batch: &Batch) -> Vec<&Seen<Item>> {
    let items = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Item(seen) => Some(seen),
        _ => None,
    });
    items.collect()
}

fn count(batch: &Batch, kind: Kind) -> usize {
    batch.observations.iter().filter(|observation| observation.thing().kind() == kind).count()
}

/// A field by its name, as the JSON of the observation.
fn told(fields: &[ItemField<External>], name: &str) -> Option<Value> {
    let field = fields.iter().find(|field| field.name() == name)?;
    let value = serde_json::to_value(field).expect("a field can be written");
    value.as_object().and_then(|object| object.values().next().cloned()).filter(|value| !value.is_null())
}

/// How many items there are of each kind and category.
fn kinds(batch: &Batch) -> BTreeMap<(String, String), usize> {
    let mut kinds = BTreeMap::new();
    for item in items(batch) {
        let kind = told(&item.set, "kind").expect("a kind");
        let status = told(&item.set, "status").expect("a status");
        let text = |value: &Value| value.as_str().expect("a text").to_string();
        *kinds.entry((text(&kind), text(&status["category"]))).or_default() += 1;
    }
    kinds
}

/// The days from creation to finish, of the items that are finished.
fn lead_days(batch: &Batch) -> Vec<f64> {
    let mut days: Vec<f64> = Vec::new();
    for item in items(batch) {
        let moment = |name| -> Option<Moment> { told(&item.set, name)?.as_str()?.parse().ok() };
        if let (Some(created_at), Some(finished_at)) = (moment("created_at"), moment("finished_at")) {
            days.push(finished_at.days_since(created_at));
        }
    }
    days.sort_by(f64::total_cmp);
    days
}

fn days_between(from: &Value, to: &Value) -> Option<f64> {
    let parse = |value: &Value| {
        let text = value.as_str()?.replace("+0000", "Z");
        text.parse::<jiff::Timestamp>().ok()
    };
    Some((parse(to)?.as_millisecond() - parse(from)?.as_millisecond()) as f64 / 86_400_000.0)
}

fn sorted(mut days: Vec<f64>) -> Vec<f64> {
    days.sort_by(f64::total_cmp);
    days
}

/// Read twice, a file gives no event the second time.
fn check_idempotent(batch: &Batch) -> Hub {
    let mut hub = Hub::default();
    let first = hub.read(batch);
    assert!(first.events.len() >= items(batch).len());
    let second = hub.read(batch);
    assert_eq!(second.events, [], "a second reading is no news");
    hub
}

#[test]
fn github_issues_are_as_their_json_says() {
    let Some((bytes, batch)) = batch("github-rest/issues-sample.ndjson", Format::Github) else { return };
    let lines = lines(&bytes);
    assert_eq!(&*batch.source, "github:bitcoin-core/secp256k1");
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    assert_eq!(items(&batch).len(), lines.len());
    let all = || lines.iter().flat_map(|line| line["events"].as_array().expect("events"));
    assert_eq!(count(&batch, Kind::Comment), all().filter(|event| event["event"] == "commented").count());
    for (item, line) in items(&batch).into_iter().zip(&lines) {
        let issue = &line["issue"];
        assert_eq!(item.key, Some(Key::new(&format!("secp256k1#{}", issue["number"]))));
        assert_eq!(told(&item.set, "title").as_ref(), Some(&issue["title"]));
        assert_eq!(told(&item.set, "created_at").as_ref(), Some(&issue["created_at"]));
        assert_eq!(told(&item.set, "finished_at"), issue.get("closed_at").cloned());
        let category = match (issue["state"].as_str(), issue["state_reason"].as_str()) {
            (Some("open"), _) => "todo",
            (_, Some("not_planned" | "duplicate")) => "dropped",
            _ => "done",
        };
        assert_eq!(told(&item.set, "status").expect("a status")["category"], category);
        let events = line["events"].as_array().expect("events");
        let renamed = events.iter().find(|event| event["event"] == "renamed");
        let first_title = renamed.map_or(&issue["title"], |event| &event["rename"]["from"]);
        let first = if item.at_first.is_empty() { &item.set } else { &item.at_first };
        assert_eq!(told(first, "title").as_ref(), Some(first_title));
    }
    let closed = lines
        .iter()
        .filter_map(|line| days_between(&line["issue"]["created_at"], &line["issue"]["closed_at"]));
    assert_eq!(lead_days(&batch), sorted(closed.collect()));
    let hub = check_idempotent(&batch);
    let renamed = hub.item("secp256k1#646");
    let when = |at: &str| World::as_of(&hub.entries, at.parse().expect("a moment"));
    let title = |world: &World| world.get(renamed.id).and_then(|item| item.title().map(ToString::to_string));
    assert_eq!(title(&when("2019-07-03T14:50:44Z")).as_deref(), Some("No SECURITY.md"));
    assert_eq!(title(&when("2019-07-03T14:50:45Z")).as_deref(), Some("We should add a SECURITY.md"));
}

#[test]
fn the_ietf_archive_is_as_its_json_says() {
    let Some((bytes, batch)) = batch("ietf/cfrg-vdaf.json", Format::IetfArchive) else { return };
    let archive: Value = serde_json::from_slice(&bytes).expect("JSON");
    let list = |name: &str| archive[name].as_array().expect("a list").clone();
    assert_eq!(&*batch.source, "github:cfrg/draft-irtf-cfrg-vdaf");
    assert_eq!(batch.listing, Listing::Complete);
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    let merged = list("pulls").iter().filter(|pull| pull["state"] == "MERGED").count();
    let expected = [
        (("issue".to_string(), "done".to_string()), list("issues").len()),
        (("pull_request".to_string(), "done".to_string()), merged),
        (("pull_request".to_string(), "dropped".to_string()), list("pulls").len() - merged),
    ];
    assert_eq!(kinds(&batch), BTreeMap::from(expected));
    let all = [list("issues"), list("pulls")].concat();
    let inner = |name: &str| all.iter().filter_map(|item| item[name].as_array()).map(Vec::len).sum::<usize>();
    assert_eq!(count(&batch, Kind::Comment), inner("comments") + inner("reviews"));
    let lead = all.iter().filter_map(|item| days_between(&item["createdAt"], &item["closedAt"]));
    assert_eq!(lead_days(&batch), sorted(lead.collect()));
    let labels: BTreeSet<_> = archive["labels"]
        .as_array()
        .expect("labels")
        .iter()
        .map(|label| &label["name"])
        .map(Value::to_string)
        .collect();
    assert_eq!(count(&batch, Kind::Label), labels.len());
    check_idempotent(&batch);
}

#[test]
fn jira_issues_are_as_their_json_says() {
    let Some((bytes, batch)) = batch("jira/apache-small.ndjson", Format::Jira) else { return };
    let lines = lines(&bytes);
    assert_eq!(&*batch.source, "jira:issues.apache.org");
    assert!(batch.problems.is_empty(), "{:?}", batch.problems);
    assert_eq!(items(&batch).len(), lines.len());
    let dropped = ["Won't Fix", "Invalid", "Not a Problem", "Incomplete", "Duplicate"];
    for (item, line) in items(&batch).into_iter().zip(&lines) {
        let fields = &line["fields"];
        assert_eq!(item.id.as_str(), line["id"]);
        assert_eq!(item.key, line["key"].as_str().map(Key::new));
        let category =
            match (fields["status"]["statusCategory"]["key"].as_str(), fields["resolution"]["name"].as_str())
            {
                (Some("done"), Some(resolution)) if dropped.contains(&resolution) => "dropped",
                (Some("done"), _) => "done",
                _ => "todo",
            };
        assert_eq!(told(&item.set, "status").expect("a status")["category"], category, "{}", line["key"]);
        assert_eq!(told(&item.set, "due").as_ref(), Some(&fields["duedate"]).filter(|due| !due.is_null()));
        assert_eq!(told(&item.set, "parent").as_ref(), fields.get("parent").map(|parent| &parent["id"]));
        let seconds = fields["timeoriginalestimate"].as_u64();
        let minutes = told(&item.set, "estimate").and_then(|estimate| estimate["single"]["minutes"].as_u64());
        assert_eq!(minutes, seconds.map(|seconds| seconds / 60));
        check_course(item, line);
    }
    let resolved = lines
        .iter()
        .filter_map(|line| days_between(&line["fields"]["created"], &line["fields"]["resolutiondate"]));
    assert_eq!(lead_days(&batch), sorted(resolved.collect()));
    let comments =
        lines.iter().filter_map(|line| line["fields"]["comment"]["comments"].as_array()).map(Vec::len);
    assert_eq!(count(&batch, Kind::Comment), comments.sum::<usize>());
    assert_eq!(count(&batch, Kind::Dependency), blocking(&lines).len());
    check_idempotent(&batch);
}

/// The first status, and when the issue was first in progress, by the changelog alone.
fn check_course(item: &Seen<Item>, line: &Value) {
    let histories = line["changelog"]["histories"].as_array().expect("a changelog");
    let entries = histories.iter().flat_map(|history| {
        let items = history["items"].as_array().expect("items");
        items.iter().map(|entry| (history["created"].clone(), entry.clone()))
    });
    let moves: Vec<_> = entries.filter(|(_, entry)| entry["field"] == "status").collect();
    let begun = moves
        .iter()
        .find(|(_, entry)| entry["toString"] == "In Progress" || entry["toString"] == "Patch Available");
    let begun = begun.and_then(|(at, _)| days_between(&line["fields"]["created"], at));
    let started_at: Option<Moment> =
        told(&item.set, "started_at").map(|at| at.as_str().expect("text").parse().expect("a moment"));
    let created_at = item.created_at.expect("a creation");
    assert_eq!(started_at.map(|at| at.days_since(created_at)), begun, "{}", line["key"]);
    let first = moves.first().map_or(&line["fields"]["status"]["name"], |(_, entry)| &entry["fromString"]);
    let at_first = if item.at_first.is_empty() { &item.set } else { &item.at_first };
    assert_eq!(&told(at_first, "status").expect("a status")["name"], first, "{}", line["key"]);
}

/// Pairs of issues of which one blocks the other.
fn blocking(lines: &[Value]) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    for line in lines {
        for link in line["fields"]["issuelinks"].as_array().expect("links") {
            if link["type"]["name"] != "Blocker" {
                continue;
            }
            let this = line["id"].to_string();
            match (link.get("inwardIssue"), link.get("outwardIssue")) {
                (Some(other), _) => pairs.insert((other["id"].to_string(), this)),
                (_, Some(other)) => pairs.insert((this, other["id"].to_string())),
                _ => false,
            };
        }
    }
    pairs
}
