//! Every answer to a program is what the description says, and the description says no more than what is answered.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::schema::misfits;
use crate::sent::Sent;
use crate::server::{Answer, Browser, Server};

/// The description, as a program that was not let in reads it.
struct Described(Value);

impl Described {
    fn of(server: &Server) -> Self {
        let answer = Sent::new("GET", "/api/v1/openapi.json", server.address).to(server.address);
        assert_eq!(answer.status, 200, "the description is no secret");
        Self(answer.json())
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not described");
        operation
    }

    /// Holds an answer to what is described for its status.
    fn holds(&self, method: &str, path: &str, answer: &Answer) {
        let mut told = &self.operation(method, path)["responses"][answer.status.to_string()];
        assert!(
            told.is_object(),
            "{method} {path} answers {}, which is not described: {answer:?}",
            answer.status
        );
        if let Some(to) = told["$ref"].as_str() {
            told = self.0.pointer(&to[1..]).expect("the answer is there");
        }
        let kind = answer.header("content-type").unwrap_or_default();
        let schema = &told["content"][kind]["schema"];
        assert!(schema.is_object(), "{method} {path} answers {kind}, which is not described");
        let found = misfits(&self.0, schema, &answer.json());
        assert_eq!(found, [""; 0], "{method} {path}: {}", answer.body);
    }

    fn get(&self, browser: &Browser, path: &str, asked: &str) -> Answer {
        let answer = browser.get(asked);
        self.holds("GET", path, &answer);
        answer
    }
}

#[test]
fn it_is_openapi_and_its_parts_are_named() {
    let server = Server::empty();
    let described = Described::of(&server);
    assert_eq!(described.0["openapi"], "3.1.0");
    let paths = described.0["paths"].as_object().expect("paths");
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 2), "{method} {path}");
            assert!(operation["responses"]["200"].is_object(), "{method} {path}");
        }
    }
    let schemas = described.0["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas {
        assert!(
            schema["description"].as_str().is_some_and(|text| text.len() > 4),
            "{name} has no description"
        );
        let is_closed = schema["additionalProperties"] == false || schema["type"] != "object";
        assert!(is_closed, "{name} leaves open what may be in it");
    }
}

#[test]
fn every_read_of_the_sample_is_as_described() {
    let server = Server::sample();
    let (browser, described) = (server.browser(), Described::of(&server));
    let programs = described.get(&browser, "/api/v1/things", "/api/v1/things?kind=program").json();
    let milestones =
        described.get(&browser, "/api/v1/things", "/api/v1/things?kind=milestone&limit=200").json();
    let keys = |page: &Value| -> Vec<String> {
        let things = page["things"].as_array().expect("things");
        things.iter().map(|thing| thing["key"].as_str().expect("a key").to_string()).collect()
    };
    let mut scopes = vec![String::new(), "as_of=3w".into(), "as_of=2000-01-01".into()];
    scopes.push("as_of=3w&known_at=2w".into());
    scopes.extend(keys(&programs).iter().map(|key| format!("program={key}")));
    scopes.extend(keys(&milestones).iter().take(3).map(|key| format!("milestone={key}&as_of=2w")));
    assert!(scopes.len() > 8, "the sample has four programs: {scopes:?}");
    let reports = described.0["paths"].as_object().expect("paths").keys();
    let reports: Vec<&String> = reports.filter(|path| path.starts_with("/api/v1/reports/")).collect();
    assert_eq!(reports.len(), 9);
    for path in reports {
        for scope in &scopes {
            described.get(&browser, path, &format!("{path}?{scope}"));
        }
    }
    let counted =
        described.get(&browser, "/api/v1/reports/forecast", "/api/v1/reports/forecast?count=20&trials=500");
    assert!(counted.json()["finish_weeks"].is_object(), "{}", counted.body);
}

#[test]
fn every_thing_of_the_sample_is_as_described() {
    let server = Server::sample();
    let (browser, described) = (server.browser(), Described::of(&server));
    let kinds = &described.0["components"]["schemas"]["Kind"]["enum"];
    let mut seen = 0;
    for kind in kinds.as_array().expect("kinds") {
        let kind = kind.as_str().expect("a word");
        let page =
            described.get(&browser, "/api/v1/things", &format!("/api/v1/things?kind={kind}&limit=20")).json();
        for thing in page["things"].as_array().expect("things").iter().take(4) {
            let key = thing["key"].as_str().expect("a key");
            let at = format!("/api/v1/things/{}", key.replace('#', "%23"));
            let told = described.get(&browser, "/api/v1/things/{key}", &at).json();
            assert_eq!((&told["kind"], &told["title"]), (&thing["kind"], &thing["title"]));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} things were seen");
    for asked in
        ["", "?state=open&limit=200", "?state=done", "?as_of=3w", "?kind=feature", "?program=weather-app"]
    {
        let path = format!("/api/v1/items{asked}");
        let answer = browser.get(&path);
        described.holds("GET", "/api/v1/items", &answer);
    }
    for asked in ["", "?after=0&limit=200", "?after=99999999", "?limit=1"] {
        described.get(&browser, "/api/v1/entries", &format!("/api/v1/entries{asked}"));
    }
    described.get(&browser, "/api/v1/entries/{position}", "/api/v1/entries/1");
    let hits = described.get(&browser, "/api/v1/search", "/api/v1/search?q=a&limit=20").json();
    assert!(hits["hits"].as_array().is_some_and(|hits| !hits.is_empty()));
}

#[test]
fn every_act_and_every_refusal_is_as_described() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    let acts = [
        ("weather", "health", json!({ "colour": "yellow", "words": "Rain is late." })),
        ("map", "promises", json!({ "by": "Gita", "on": "2026-04-20" })),
        ("alerts", "asks", json!({ "to": "Ben", "question": "By when?" })),
        ("ask:1", "answer", json!({ "answer": "On Monday." })),
        ("map", "snoozes", json!({ "until": "2026-04-08" })),
        ("alerts", "owner", json!({ "owner": "Gita" })),
        ("alerts", "priority", json!({ "priority": "P0" })),
        ("alerts", "due", json!({ "due": "" })),
        ("alerts", "estimate", json!({ "estimate": "3/5/8d" })),
        ("beta", "target", json!({ "target": "2026-05-15", "resolution": "day" })),
        ("weather", "risks", json!({ "title": "Rain", "impact": "2/5/10" })),
        ("weather", "decisions", json!({ "title": "Cut the radar?", "state": "open" })),
        ("weather", "action-items", json!({ "title": "Call", "owner": "Ben", "due": "2026-04-10" })),
    ];
    for (key, act, body) in acts {
        let (path, at) = (format!("/api/v1/things/{{key}}/{act}"), format!("/api/v1/things/{key}/{act}"));
        let schema =
            &described.operation("POST", &path)["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(misfits(&described.0, schema, &body), [""; 0], "{act}");
        let done = browser.post_json(&at, &body);
        assert_eq!(done.status, 200, "{act}: {}", done.body);
        described.holds("POST", &path, &done);
        for (body, status) in [
            (json!({ "no_such_field": "x" }), 422),
            (json!([]), 422),
            (json!({ "command_id": "x" }), 422),
            (json!("x"), 422),
        ] {
            let refused = browser.post_json(&at, &body);
            assert_eq!(refused.status, status, "{act} {body}: {}", refused.body);
            described.holds("POST", &path, &refused);
        }
        let refused = browser.post(&at, &[("colour", "red")]);
        assert_eq!(refused.status, 415, "{act}: {}", refused.body);
        described.holds("POST", &path, &refused);
        let refused = browser.send("POST", &at, "application/json", "{");
        assert_eq!(refused.status, 400, "{act}: {}", refused.body);
        described.holds("POST", &path, &refused);
        let refused = browser.post_json(&format!("/api/v1/things/nobody/{act}"), &body);
        assert_eq!(refused.status, 404, "{act}: {}", refused.body);
        described.holds("POST", &path, &refused);
    }
}

#[test]
fn a_file_is_looked_at_and_recorded_and_taken_back() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    let send = |asked: &str, kind: &str, bytes: &[u8]| {
        let answer = browser.send_bytes("POST", &format!("/api/v1/import?{asked}"), kind, bytes);
        described.holds("POST", "/api/v1/import", &answer);
        answer
    };
    let (before, bytes) = (server.position(), b"id,title,due\n1,Mast,2026-05-04\n2,Sail,soon\n");
    let kind = "application/octet-stream";
    let looked = send("name=boat.csv&program=boat&dry_run=true", kind, bytes).json();
    assert_eq!(server.position(), before, "looking records nothing");
    assert_eq!(looked["files"][0]["recorded"], false, "{looked}");
    let recorded = send("name=boat.csv&program=boat", kind, bytes).json();
    let file = &recorded["files"][0];
    assert_eq!(
        (&file["recorded"], &file["events"]),
        (&true.into(), &looked["files"][0]["events"]),
        "{recorded}"
    );
    assert_eq!(
        file["problems"].as_array().map(Vec::len),
        Some(1),
        "what cannot be read is listed: {recorded}"
    );
    let again = send("name=boat.csv&program=boat", kind, bytes).json();
    assert_eq!(again["files"][0]["events"], 0, "read again it changes nothing: {again}");
    let position = file["first_position"].as_u64().expect("a position");
    let undone = browser.post_json(&format!("/api/v1/entries/{position}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.body);
    let head = server.position();
    for (asked, kind, bytes, status) in [
        ("name=boat.csv", "text/csv", &bytes[..], 415),
        ("name=boat.csv", "", bytes, 415),
        ("", kind, bytes, 422),
        ("name=", kind, bytes, 422),
        ("name=a%00b", kind, bytes, 422),
        ("name=boat.csv&dry_run=perhaps", kind, bytes, 422),
        ("name=boat.csv&colour=red", kind, bytes, 422),
        ("name=boat.json", kind, b"[{]", 422),
        ("name=boat.csv", kind, b"", 422),
    ] {
        let refused = send(asked, kind, bytes);
        assert_eq!(refused.status, status, "{asked} {kind}: {}", refused.body);
    }
    assert_eq!(server.position(), head, "what is refused records nothing");
}

/// Whether a list of choices comes with one made.
fn chosen(tag: &str, after: &str) -> bool {
    let options = after.split("</select>").next().filter(|_| tag.starts_with("<select"));
    options.is_some_and(|options| options.contains(" selected"))
}

#[test]
fn the_fields_of_an_act_are_those_of_its_form() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    let asked = browser.post("/things/alerts/asks", &[("to", "Ben"), ("question", "By when?")]);
    assert_eq!(asked.status, 303);
    for (key, act) in [
        ("weather", "health"),
        ("map", "promises"),
        ("map", "asks"),
        ("ask:1", "answer"),
        ("map", "snoozes"),
        ("map", "owner"),
        ("map", "priority"),
        ("map", "due"),
        ("map", "estimate"),
        ("beta", "target"),
        ("weather", "risks"),
        ("weather", "decisions"),
        ("weather", "action-items"),
    ] {
        let operation = described.operation("POST", &format!("/api/v1/things/{{key}}/{act}"));
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let page = browser.get(&format!("/things/{key}/{act}")).body;
        let form = page
            .split_once("<form class=\"act\"")
            .expect("a form")
            .1
            .split("</form>")
            .next()
            .expect("its end");
        let mut names: BTreeSet<&str> =
            form.split("<label for=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for name in &names {
            let (before, after) = form.split_once(&format!(" id=\"{name}\"")).expect("an input");
            let tag = &before[before.rfind('<').expect("a tag")..];
            let rest = after.split('>').next().expect("the tag's end");
            let required = schema["required"].as_array().expect("names");
            // A choice that the form comes with cannot be missing, so it is not asked for once more.
            let is_made = chosen(tag, after);
            let is_required = rest.contains(" required") || is_made;
            assert!(is_required || !required.contains(&json!(name)), "{act}: {name} is required");
            assert!(!rest.contains(" required") || required.contains(&json!(name)), "{act}: {name} is not");
            let property = &schema["properties"][name];
            let is_day = property["format"] == "date" || property["anyOf"][0]["format"] == "date";
            assert_eq!(tag.contains("type=\"date\""), is_day, "{act}: {name}");
            let options = after.split("</select>").next().filter(|_| tag.starts_with("<select"));
            let options: Option<Vec<&str>> = options.map(|options| {
                options.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
            });
            assert_eq!(json!(options), property["enum"], "{act}: {name}");
        }
        names.extend(["command_id", "seen"]);
        let described: BTreeSet<&str> =
            schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        assert_eq!(described, names, "{act}");
    }
}

#[test]
fn who_is_not_let_in_is_told_so_in_the_one_shape() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    let (path, at) = ("/api/v1/things/{key}", "/api/v1/things/map");
    let stranger = Sent::new("GET", at, server.address).to(server.address);
    assert_eq!(stranger.status, 401);
    described.holds("GET", path, &stranger);
    let elsewhere = Sent::new("GET", at, "127.0.0.1:1".parse().expect("an address")).to(server.address);
    assert_eq!(elsewhere.status, 421);
    described.holds("GET", path, &elsewhere);
    let undo = "/api/v1/entries/1/undo";
    let from_elsewhere =
        Sent::new("POST", undo, server.address).with("Cookie", &browser.cookie).to(server.address);
    assert_eq!(from_elsewhere.status, 403);
    described.holds("POST", "/api/v1/entries/{position}/undo", &from_elsewhere);
    for (path, at) in [("/api/v1/entries/{position}", "/api/v1/entries/x"), (path, "/api/v1/things/%FF")] {
        let refused = browser.get(at);
        assert_eq!(refused.status, 400, "{at}: {}", refused.body);
        described.holds("GET", path, &refused);
    }
    let other = Sent::by(&browser, "PUT", at).to(server.address);
    assert_eq!((other.status, other.header("content-type")), (405, Some("application/problem+json")));
    let nowhere = browser.get("/api/v1/nowhere");
    assert_eq!((nowhere.status, nowhere.header("content-type")), (404, Some("application/problem+json")));
}

#[test]
fn what_is_asked_after_the_question_mark_is_what_is_described() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    for (path, methods) in described.0["paths"].as_object().expect("paths") {
        let Some(operation) = methods.get("get") else { continue };
        let names: BTreeSet<String> = operation["parameters"]
            .as_array()
            .expect("parameters")
            .iter()
            .map(|parameter| {
                let to = parameter["$ref"].as_str().expect("a reference");
                described.0.pointer(&to[1..]).expect("the parameter is there")
            })
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().expect("a name").to_string())
            .collect();
        let at = path.replace("{key}", "map").replace("{position}", "1");
        let samples = |name: &str| match name {
            "as_of" | "known_at" | "since" => "2w",
            "kind" => "program",
            "after" if path.ends_with("entries") => "1",
            "after" if path.ends_with("things") => "weather",
            "after" => "map",
            "program" => "weather",
            "milestone" => "beta",
            "owner" => "person:1",
            "state" => "open",
            "q" => "map",
            "count" | "limit" | "seed" | "top" | "trials" => "5",
            other => panic!("say here what {other} may be"),
        };
        for name in &names {
            let answer = browser.get(&format!("{at}?{name}={}", samples(name)));
            assert_eq!(answer.status, 200, "{at} with {name}: {}", answer.body);
        }
        if names.is_empty() {
            continue;
        }
        for name in [
            "as_of", "known_at", "since", "seed", "trials", "count", "top", "limit", "after", "state",
            "owner", "q", "colour",
        ] {
            if names.contains(name) {
                continue;
            }
            let answer = browser.get(&format!("{at}?{name}=5"));
            assert_eq!(answer.status, 422, "{at} with {name}: {}", answer.body);
            described.holds("GET", path, &answer);
        }
    }
}

#[test]
fn a_number_beyond_its_range_is_refused_not_bent() {
    let server = Server::start();
    let (browser, described) = (server.browser(), Described::of(&server));
    for (path, asked) in [
        ("/api/v1/items", "limit=0"),
        ("/api/v1/items", "limit=201"),
        ("/api/v1/items", "limit=-1"),
        ("/api/v1/items", "limit=1&limit=2"),
        ("/api/v1/reports/pulse", "top=0"),
        ("/api/v1/reports/pulse", "trials=20001"),
        ("/api/v1/reports/forecast", "count=0"),
        ("/api/v1/reports/forecast", "seed=-1"),
        ("/api/v1/reports/forecast", "seed=9007199254740992"),
        ("/api/v1/reports/forecast", "as_of="),
        ("/api/v1/entries", "after=9007199254740992"),
        ("/api/v1/things", "kind=unicorn"),
    ] {
        let answer = browser.get(&format!("{path}?{asked}"));
        assert_eq!(answer.status, 422, "{path}?{asked}: {}", answer.body);
        described.holds("GET", path, &answer);
    }
}
