//! What may stand in an address: in its path, and after its question mark.

use serde_json::{Map, Value, json};

use crate::api::asking::{MOST_WHOLE, PAGE};
use crate::api::reports::{MOST_COUNT, MOST_ROWS, MOST_TRIALS};

/// Parameters of paths; all others stand after the question mark.
pub(super) const IN_PATH: [&str; 2] = ["key", "position"];

/// Every parameter by its name.
pub(super) fn all() -> Value {
    let text = || json!({ "type": "string" });
    let key = || json!({ "type": "string", "minLength": 1 });
    let number = |least: u64, most: u64| json!({ "type": "integer", "minimum": least, "maximum": most });
    let told = [
        ("after_key", key(), "Go on after the thing with this key: `next` of the page before."),
        ("after_position", number(0, MOST_WHOLE), "Go on after this position; without it, the newest come."),
        (
            "as_of",
            text(),
            "As it was at this moment: `2027-04-06`, `2027-04-06T09:14:00Z`, or `2w` ago. Now unless said.",
        ),
        (
            "count",
            number(1, MOST_COUNT.into()),
            "Also when the next so many items are done, by the pace of the past.",
        ),
        ("dry_run", json!({ "type": "boolean" }), "Only says what would change; nothing is recorded."),
        ("into", key(), "The program of whatever names none, by its key; made if it is not there."),
        ("item_kind", text(), "Only items of this kind of work: `issue`, `pull_request` …"),
        ("key", key(), "The key of a thing: `WEA-12`, `beta`; or its kind and number, `ask:3`."),
        ("kind", json!({ "$ref": "#/components/schemas/Kind" }), "The kind of things; programs unless said."),
        (
            "known_at",
            text(),
            "As it was known at this moment: the journal up to then. It costs a reading of the whole journal.",
        ),
        ("limit", number(1, PAGE.1 as u64), "How many at most; 50 unless said."),
        ("milestone", key(), "Only what this milestone needs, by its key. It counts before a program."),
        ("name", key(), "What the file is called, without folders."),
        ("owner", key(), "Only what this person has, by their key."),
        ("position", number(0, MOST_WHOLE), "The position of an entry."),
        ("program", key(), "Only this program, by its key."),
        ("q", text(), "Words, each of which stands in the key, the title or the owner's name."),
        ("seed", number(0, MOST_WHOLE), "The seed of the forecast; 1 unless said."),
        ("since", key(), "The moment to compare with; a week before unless said."),
        (
            "state",
            json!({ "type": "string", "enum": ["open", "done"] }),
            "Only open ones, or only done ones.",
        ),
        ("top", number(1, MOST_ROWS as u64), "How many rows; 7 unless said."),
        (
            "trials",
            number(1, MOST_TRIALS.into()),
            "How many futures the forecast draws; by the size of the plan unless said.",
        ),
    ];
    let all: Map<String, Value> = told
        .into_iter()
        .map(|(name, schema, about)| {
            let is_in_path = IN_PATH.contains(&name);
            let mut parameter = json!({
                "name": sent_as(name),
                "in": if is_in_path { "path" } else { "query" },
                "required": is_in_path || name == "name",
                "schema": schema,
                "description": about,
            });
            if let Some(example) = example(name) {
                parameter["example"] = example.into();
            }
            (name.to_string(), parameter)
        })
        .collect();
    Value::Object(all)
}

/// What one may write, where the form cannot be seen from the schema.
fn example(name: &str) -> Option<&'static str> {
    match name {
        "as_of" | "known_at" => Some("2w"),
        "since" => Some("3w"),
        "name" => Some("plan.csv"),
        "q" => Some("launch"),
        _ => None,
    }
}

/// The name by which a parameter is sent, which may mean different things at different addresses.
pub(super) fn sent_as(name: &str) -> &str {
    match name {
        "after_key" | "after_position" => "after",
        "item_kind" => "kind",
        "into" => "program",
        other => other,
    }
}
