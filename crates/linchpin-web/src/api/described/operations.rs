//! What can be read and done at each path. A line of the route table may stand for several paths: one a report, one an act.

use linchpin_model::Kind;
use serde_json::{Map, Value, json};

use super::parameters::IN_PATH;
use crate::acts::{Act, Takes};
use crate::api::asking::MOST_WHOLE;
use crate::api::reports::REPORTS;
use crate::guard::Right;
use crate::routes::{BodyKind, Route};

/// One operation.
pub(super) struct Operation {
    /// Its name.
    id: String,
    tag: &'static str,
    /// What it does, in a few words.
    summary: String,
    /// Parameters after the question mark.
    asks: Vec<&'static str>,
    /// The schema of the body, where there is one.
    body: Option<Value>,
    /// The name of the schema that it answers; none for this description.
    gives: Option<&'static str>,
    /// Statuses that it may refuse with, beside those that any of its kind may.
    refuses: &'static [u16],
    /// What can be done next with what it gives.
    links: Value,
}

/// The operations of a route, each with its path; none for pages.
pub(super) fn of(route: &Route) -> Vec<(String, Operation)> {
    let one = |operation| vec![(route.path.to_string(), operation)];
    match (route.method, route.path) {
        ("GET", "/api/v1/entries") => {
            one(read("listEntries", "The journal", "What was recorded, a page at a time", "Log")
                .asking(&["after_position", "limit"]))
        }
        ("GET", "/api/v1/entries/{position}") => {
            one(read("getEntry", "The journal", "One entry in sentences", "Log").refusing(&[404]))
        }
        ("POST", "/api/v1/entries/{position}/undo") => one(undo()),
        ("GET", "/api/v1/items") => one(read("listItems", "Things", "Items, a page at a time", "ItemPage")
            .asking(&["program", "owner", "state", "item_kind", "as_of", "after_key", "limit"])
            .refusing(&[404])
            .leading(what_next("items", Kind::Item))),
        ("POST", "/api/v1/import") => one(Operation {
            links: json!({ "undo": undo_link("$response.body#/files/0/first_position") }),
            ..read("import", "Acts", "Read a file into the hub; what cannot be read is listed", "Imported")
                .asking(&["name", "into", "dry_run"])
                .refusing(&[409])
        }),
        ("GET", "/api/v1/openapi.json") => one(description()),
        ("GET", "/api/v1/reports/{report}") => {
            REPORTS.iter().map(|(name, asks)| report(name, asks)).collect()
        }
        ("GET", "/api/v1/search") => {
            one(read("search", "Things", "Things that fit some words, the best first", "Hits")
                .asking(&["q", "limit"]))
        }
        ("GET", "/api/v1/things") => {
            one(read("listThings", "Things", "Things of one kind, a page at a time", "ThingPage")
                .asking(&["kind", "after_key", "limit"])
                .refusing(&[404])
                .leading(what_next("things", Kind::Program)))
        }
        ("GET", "/api/v1/things/{key}") => {
            let summary = "One thing: every field with who said it, and its history";
            one(read("getThing", "Things", summary, "Shown").asking(&["as_of"]).refusing(&[404]))
        }
        ("POST", "/api/v1/things/{key}/{act}") => {
            Act::ALL.into_iter().map(|act| (route.path.replace("{act}", act.word()), of_act(act))).collect()
        }
        _ => Vec::new(),
    }
}

fn read(id: &str, tag: &'static str, summary: &str, gives: &'static str) -> Operation {
    Operation {
        id: id.into(),
        tag,
        summary: summary.into(),
        asks: Vec::new(),
        body: None,
        gives: Some(gives),
        refuses: &[],
        links: json!({}),
    }
}

fn report(name: &str, asks: &[&'static str]) -> (String, Operation) {
    let (summary, gives) = match name {
        "pulse" => ("What needs somebody today, ranked", "Pulse"),
        "schedule" => ("What drives the dates", "Schedule"),
        "forecast" => ("When it ships, and how sure that is", "Forecast"),
        "why" => ("Why a date moved", "Why"),
        "health" => ("Whether things are on track", "Health"),
        "chase" => ("What is left, who has it, when it is promised", "ChaseList"),
        "changes" => ("What changed", "Changes"),
        "flow" => ("How work flows", "Flow"),
        "workload" => ("Who has how much", "Workload"),
        other => panic!("the report {other} is not described"),
    };
    let mut capital = name.to_string();
    capital[..1].make_ascii_uppercase();
    let all: Vec<&str> =
        ["program", "milestone", "as_of", "known_at"].into_iter().chain(asks.iter().copied()).collect();
    let operation =
        read(&format!("report{capital}"), "Reports", summary, gives).asking(&all).refusing(&[404]);
    (format!("/api/v1/reports/{name}"), operation)
}

fn of_act(act: Act) -> Operation {
    let title = act.title();
    Operation {
        id: name_of(act),
        tag: "Acts",
        summary: title.into(),
        asks: Vec::new(),
        body: Some(body_of(act)),
        gives: Some("Done"),
        refuses: &[404, 409],
        links: json!({ "undo": undo_link("$response.body#/position") }),
    }
}

fn undo() -> Operation {
    Operation {
        id: "undo".into(),
        tag: "Acts",
        summary: "Take back what an entry did, where nobody changed it since".into(),
        asks: Vec::new(),
        body: Some(json!({ "$ref": "#/components/schemas/UndoBody" })),
        gives: Some("Done"),
        refuses: &[404, 409],
        links: json!({ "undo": undo_link("$response.body#/position") }),
    }
}

fn undo_link(position: &str) -> Value {
    json!({
        "operationId": "undo",
        "parameters": { "position": position },
        "requestBody": {},
        "description": "Takes it back.",
    })
}

fn description() -> Operation {
    Operation { gives: None, ..read("describe", "The journal", "This description", "") }
}

/// What can be read of and done about the first thing of a list, whose things are of this kind.
fn what_next(list: &str, kind: Kind) -> Value {
    let key = format!("$response.body#/{list}/0/key");
    let link = |operation: String| json!({ "operationId": operation, "parameters": { "key": key } });
    let acts = Act::ALL.into_iter().filter(|act| act.is_for(kind)).map(name_of);
    let names = ["getThing".to_string()].into_iter().chain(acts);
    Value::Object(names.map(|name| (name.clone(), link(name))).collect())
}

/// The name of the operation that does an act.
fn name_of(act: Act) -> String {
    let words = act.word().split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    format!("act{}", words.collect::<String>())
}

/// The body of an act: its fields as texts, and what makes it safe to repeat.
fn body_of(act: Act) -> Value {
    let mut properties = Map::new();
    for field in act.fields() {
        let schema = match field.takes {
            Takes::Line | Takes::Lines | Takes::Person if field.is_required => {
                json!({ "type": "string", "minLength": 1 })
            }
            Takes::Line | Takes::Lines | Takes::Person => json!({ "type": "string" }),
            Takes::OneOf(choices) => {
                let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                json!({ "type": "string", "enum": words })
            }
            Takes::Day if field.is_required => json!({ "type": "string", "format": "date" }),
            Takes::Day => json!({ "anyOf": [{ "type": "string", "format": "date" }, { "const": "" }] }),
        };
        let mut schema = schema;
        schema["description"] = field.about.into();
        properties.insert(field.name.into(), schema);
    }
    let required: Vec<&str> =
        act.fields().iter().filter(|field| field.is_required).map(|field| field.name).collect();
    let id = json!({ "type": ["string", "null"], "format": "uuid", "description": "Sent twice, it is recorded once." });
    properties.insert("command_id".into(), id);
    let seen = json!({
        "type": ["integer", "null"],
        "minimum": 0,
        "maximum": MOST_WHOLE,
        "description": "The position that was seen: a field that somebody changed since is refused.",
    });
    properties.insert("seen".into(), seen);
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

impl Operation {
    fn asking(self, asks: &[&'static str]) -> Self {
        Self { asks: asks.to_vec(), ..self }
    }

    fn refusing(self, refuses: &'static [u16]) -> Self {
        Self { refuses, ..self }
    }

    fn leading(self, links: Value) -> Self {
        Self { links, ..self }
    }

    /// It, as OpenAPI has it.
    pub(super) fn describe(&self, route: &Route) -> Value {
        let in_path = IN_PATH.iter().filter(|name| route.path.contains(&format!("{{{name}}}")));
        let parameters = in_path
            .chain(&self.asks)
            .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }));
        let schema = match self.gives {
            Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
            None => json!({ "type": "object" }),
        };
        let mut answers = Map::new();
        let given = json!({
            "description": self.summary,
            "content": { "application/json": { "schema": schema } },
            "links": self.links,
        });
        answers.insert("200".into(), given);
        for status in self.statuses(route) {
            answers.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
        }
        let mut told = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "parameters": parameters.collect::<Vec<_>>(),
            "responses": answers,
        });
        if route.right == Right::Open {
            told["security"] = json!([]);
        }
        let content = match (&self.body, route.body) {
            (Some(schema), _) => Some(json!({ "application/json": { "schema": schema } })),
            (None, BodyKind::File) => Some(json!({ "application/octet-stream": {} })),
            (None, _) => None,
        };
        if let Some(content) = content {
            told["requestBody"] = json!({ "required": true, "content": content });
        }
        told
    }

    fn statuses(&self, route: &Route) -> Vec<u16> {
        let mut statuses = vec![421, 500];
        statuses.extend(self.refuses);
        if route.right != Right::Open {
            statuses.push(401);
        }
        if route.path.contains('{') {
            statuses.push(400);
        }
        if !self.asks.is_empty() {
            statuses.push(422);
        }
        if route.body != BodyKind::Nothing {
            statuses.extend([400, 403, 408, 413, 415, 422]);
        }
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}

/// The parts of the interface.
pub(super) fn tags() -> Value {
    let told = [
        (
            "Reports",
            "Answers to questions about the work, with their evidence: what `linchpin report` answers.",
        ),
        ("Things", "What the hub knows of: programs, milestones, items, people …"),
        ("Acts", "What people do on the pages. Each can be undone."),
        ("The journal", "What was recorded, by whom and when."),
    ];
    told.map(|(name, description)| json!({ "name": name, "description": description })).into_iter().collect()
}

/// Every refusal by its status; they are all of one shape.
pub(super) fn refusals() -> Value {
    let told = [
        (400, "The address or the body cannot be taken apart."),
        (401, "This browser or program was not let in: open the address that `linchpin serve` printed."),
        (403, "It does not come from this server: send its address as `Origin`."),
        (404, "There is no such thing."),
        (408, "The body took too long to arrive."),
        (409, "The hub refuses it: it would close a loop, or somebody changed the same since."),
        (413, "The body is larger than what is taken."),
        (415, "The body is not of the kind that is wanted, or does not say so."),
        (421, "The server is called by a name that is not its own."),
        (422, "What is asked or sent does not say what it must; the fields are named."),
        (500, "Something went wrong on our side."),
    ];
    let answers: Map<String, Value> = told
        .into_iter()
        .map(|(status, about): (u16, &str)| {
            let schema = json!({ "$ref": "#/components/schemas/Problem" });
            let answer =
                json!({ "description": about, "content": { "application/problem+json": { "schema": schema } } });
            (status.to_string(), answer)
        })
        .collect();
    Value::Object(answers)
}
