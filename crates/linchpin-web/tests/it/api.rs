//! What programs read and do is what people read and do.

use linchpin_hub::FileParams;
use serde_json::json;

use crate::server::Server;

#[test]
fn a_report_is_the_one_of_the_command_line() {
    let server = Server::start();
    let browser = server.browser();
    let world = server.hub.world();
    let as_of = crate::server::NOW.parse().expect("a moment");
    let outlook =
        linchpin_analysis::forecast::outlook(&world, &linchpin_analysis::ForecastParams::new(as_of));
    let params = linchpin_analysis::ChaseParams::new(as_of, linchpin_analysis::Scope::All);
    let chase = linchpin_analysis::chase(&world, &outlook, &params);
    let told = browser.get("/api/v1/reports/chase");
    assert_eq!(told.json(), serde_json::to_value(&chase).expect("JSON"));
    for report in ["pulse", "schedule", "forecast", "why", "health", "changes", "flow", "workload"] {
        let told = browser.get(&format!("/api/v1/reports/{report}?program=weather"));
        assert_eq!(told.status, 200, "{report}: {}", told.body);
        assert_eq!(told.json()["position"], server.position(), "{report}");
    }
}

/// What is told late of the time before changes what was, and not what was known.
#[test]
fn a_report_as_known_at_a_moment_is_the_one_of_then() {
    let server = Server::start();
    let browser = server.browser();
    let (then, reports) = (crate::server::NOW, ["chase", "health", "changes", "why"]);
    let told = |report: &str, asked: &str| {
        let told = browser.get(&format!("/api/v1/reports/{report}?as_of={then}{asked}"));
        assert_eq!(told.status, 200, "{report}{asked}: {}", told.body);
        told.json()
    };
    let before = reports.map(|report| told(report, ""));
    server.clock.turn_on(60);
    let late = crate::server::PLAN.replace("started 16 Mar done 27 Mar", "started 9 Mar");
    let file = FileParams { name: "weather.plan", bytes: late.as_bytes(), ..FileParams::default() };
    server.hub.read_file(&file).expect("the plan is read");
    for (report, before) in reports.iter().zip(before) {
        assert_eq!(told(report, &format!("&known_at={then}")), before, "{report}");
        assert_ne!(told(report, "&known_at=now"), before, "{report}: it tells what is known now");
        assert_eq!(told(report, "&known_at=now")["rows"], told(report, "")["rows"], "{report}");
    }
    let wrong = browser.get("/api/v1/reports/chase?known_at=soon");
    assert_eq!(wrong.status, 422, "{}", wrong.body);
}

#[test]
fn what_a_program_asks_wrongly_is_a_problem_in_words() {
    let server = Server::start();
    let browser = server.browser();
    for (path, status) in [
        ("/api/v1/reports/fortune", 404),
        ("/api/v1/reports/chase?program=nobody", 404),
        ("/api/v1/reports/chase?program=map", 422),
        ("/api/v1/reports/chase?milestone=weather", 422),
        ("/api/v1/reports/chase?as_of=soon", 422),
        ("/api/v1/reports/changes?since=2027-01-01", 422),
        ("/api/v1/reports/chase?colour=red", 422),
        ("/api/v1/items?limit=many", 422),
        ("/api/v1/items?after=nobody", 404),
        ("/api/v1/things/nobody", 404),
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        assert!(answer.json()["title"].as_str().is_some_and(|title| !title.is_empty()), "{path}");
    }
}

#[test]
fn items_come_a_page_at_a_time_each_once() {
    let server = Server::start();
    let browser = server.browser();
    let mut keys = Vec::new();
    let mut path = "/api/v1/items?limit=1".to_string();
    loop {
        let page = browser.get(&path).json();
        keys.extend(page["items"].as_array().into_iter().flatten().map(|item| item["key"].to_string()));
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/items?limit=1&after={next}"),
            None => break,
        }
    }
    assert_eq!(keys, ["\"feed\"", "\"map\"", "\"alerts\""]);
}

#[test]
fn a_program_does_what_a_form_does_once_for_each_command_id() {
    let server = Server::start();
    let browser = server.browser();
    let id = "0198c0de-0000-7000-8000-000000000001";
    let body = json!({ "by": "Gita", "on": "2026-04-20", "command_id": id });
    let first = browser.post_json("/api/v1/things/map/promises", &body);
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(browser.post_json("/api/v1/things/map/promises", &body).json(), first.json());
    let wrong = browser.post_json("/api/v1/things/map/promises", &json!({ "by": "Gita", "on": "soon" }));
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let position = first.json()["position"].as_u64().expect("a position");
    let undone = browser.post_json(&format!("/api/v1/entries/{position}/undo"), &json!({}));
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert_eq!(browser.post_json("/api/v1/entries/99/undo", &json!({})).status, 404);
}

#[test]
fn a_field_that_was_changed_since_it_was_seen_is_not_run_over() {
    let server = Server::start();
    let browser = server.browser();
    let seen = server.position();
    let set = |due: &str| browser.post_json("/api/v1/things/map/due", &json!({ "due": due }));
    assert_eq!(set("2026-04-27").status, 200);
    let late = browser.post_json("/api/v1/things/map/due", &json!({ "due": "2026-05-04", "seen": seen }));
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.json()["title"].as_str().is_some_and(|title| title.contains("27 Apr")), "{}", late.body);
}
