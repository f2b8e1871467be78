//! Plan text: what each construct says, how faults are told, and that no text does harm.

use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::{read_text, render};
use linchpin_model::{Batch, Observation};

mod faults;
mod properties;
mod says;

pub(crate) const OPTIONS: ReadOptions<'static> = ReadOptions {
    name: "launch.plan",
    source: None,
    mapping: None,
    encoding: None,
    zone: None,
    day_first: None,
};

pub(crate) fn faultless(text: &str) -> Batch {
    let (batch, diagnostics) = read_text(text, &OPTIONS);
    assert!(diagnostics.is_empty(), "\n{}", render(&diagnostics, text, "launch.plan", false));
    batch
}

/// An observation on one line: kind, id, moments, then each value; a change with its moment before it.
pub(crate) fn told(observation: &Observation) -> String {
    let json = serde_json::to_value(observation).expect("observations are JSON");
    let (kind, seen) = json.as_object().expect("an object").iter().next().expect("one kind");
    let mut told = format!("{kind} {}", seen["id"].as_str().expect("an id"));
    let has_past = seen.get("at_first").is_some();
    for (name, fields) in [("at_first", "first"), ("set", if has_past { "now" } else { "" })] {
        let fields_json = seen.get(name).and_then(|fields| fields.as_array());
        for field in fields_json.into_iter().flatten() {
            told += &format!("\n  {fields} {}", short(field)).replace("\n   ", "\n  ");
        }
        for change in seen["history"].as_array().into_iter().flatten().filter(|_| name == "at_first") {
            let by =
                change.get("by").map_or(String::new(), |by| format!(" by {}", by.as_str().expect("an id")));
            let set: Vec<String> = change["set"].as_array().expect("fields").iter().map(short).collect();
            told += &format!("\n  {}{by}: {}", change["at"].as_str().expect("a moment"), set.join(", "));
        }
    }
    told
}

pub(crate) fn short(field: &serde_json::Value) -> String {
    let (name, value) = field.as_object().expect("a field").iter().next().expect("one field");
    format!("{name} {value}").replace('"', "")
}

/// What a plan says of everything of one kind.
pub(crate) fn told_of(kind: &str, text: &str) -> String {
    let batch = faultless(text);
    let all: Vec<String> = batch.observations.iter().map(told).collect();
    let of_kind = all.into_iter().filter(|told| told.split(' ').next() == Some(kind));
    of_kind.collect::<Vec<_>>().join("\n")
}

/// The faults of a text, one a line with its place; each is also among the problems of the batch.
pub(crate) fn faults(text: &str) -> String {
    let (batch, diagnostics) = read_text(text, &OPTIONS);
    assert_eq!(batch.problems.len(), diagnostics.len());
    let lines = diagnostics.iter().map(|found| format!("{}:{} {}", found.line, found.column, found.message));
    lines.collect::<Vec<_>>().join("\n")
}

/// The fenced blocks of a page that are marked with a word.
pub(crate) fn blocks<'a>(page: &'a str, word: &str) -> Vec<&'a str> {
    let mark = format!("```{word}\n");
    page.split(mark.as_str()).skip(1).map(|rest| rest.split("```").next().expect("a block ends")).collect()
}

pub(crate) const GUIDE: &str = include_str!("../../../../../docs/guides/plan-text.md");
