//! Forms of every act, with anything at all in them: never a failure of ours, and what is refused is not recorded.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::server::{Browser, Server};

/// Each act with a thing that it may be done about, and fields that it takes.
const ACTS: [(&str, &[&str]); 13] = [
    ("weather/health", &["colour", "words", "expects"]),
    ("map/promises", &["by", "on", "words"]),
    ("alerts/asks", &["to", "question", "due"]),
    ("ask:1/answer", &["answer"]),
    ("map/snoozes", &["until"]),
    ("alerts/owner", &["owner"]),
    ("alerts/priority", &["priority"]),
    ("alerts/due", &["due"]),
    ("alerts/estimate", &["estimate"]),
    ("beta/target", &["target", "resolution"]),
    ("weather/risks", &["title", "probability", "impact", "mitigation", "owner"]),
    ("weather/decisions", &["title", "state", "by", "on", "rationale"]),
    ("weather/action-items", &["title", "owner", "due"]),
];

/// What stands in a field: something that fits some field, something near it, or anything.
fn value() -> impl Strategy<Value = String> {
    let fitting = prop::sample::select(vec![
        "",
        " ",
        "green",
        "Ben",
        "gita",
        "2026-04-20",
        "9999-12-31",
        "0001-01-01",
        "-009999-01-01",
        "2026-02-30",
        "P0",
        "p1",
        "XXL",
        "3/5/8d",
        "8/5/3d",
        "0d",
        "10000d",
        "1e4h",
        "NaNd",
        "day",
        "quarter",
        "decided",
        "100%",
        "-1",
        "4294967296",
        "2/5/10",
        "person:1",
        "=1+1",
        "<b>x</b>",
        "ask:1",
        "\u{0}",
        "\u{202e}abc",
        "日本語",
        "🦀",
    ]);
    prop_oneof![
        4 => fitting.prop_map(str::to_string),
        1 => ".{0,40}",
        1 => "[0-9/dh.%-]{1,8}",
        1 => "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        1 => any::<String>(),
    ]
}

fn fields() -> impl Strategy<Value = (usize, Vec<(usize, String)>)> {
    (0..ACTS.len(), vec((0..8_usize, value()), 0..6))
}

/// The names of the fields: those of the act, what goes with every form, and one of nobody.
fn named(act: usize, fields: &[(usize, String)]) -> Vec<(&'static str, &str)> {
    let names = ACTS[act].1;
    let name = |place: usize| *names.get(place).unwrap_or(&["seen", "id", "no-such-field"][place % 3]);
    fields.iter().map(|(place, value)| (name(*place), value.as_str())).collect()
}

fn server() -> (Server, Browser) {
    let server = Server::start();
    let browser = server.browser();
    let asked = browser.post("/things/alerts/asks", &[("to", "Ben"), ("question", "By when?")]);
    assert_eq!(asked.status, 303, "the first act makes the person at the machine, and an ask to answer");
    (server, browser)
}

fn cases(count: u32) -> TestRunner {
    TestRunner::new(Config { cases: count, failure_persistence: None, ..Config::default() })
}

#[test]
fn a_form_of_anything_is_recorded_or_refused() {
    let (server, browser) = server();
    let tried = cases(400).run(&fields(), |(act, fields)| {
        let before = server.position();
        let sent = browser.post(&format!("/things/{}", ACTS[act].0), &named(act, &fields));
        prop_assert!([303, 422].contains(&sent.status), "{}: {:?}", ACTS[act].0, sent);
        let after = server.position();
        prop_assert!(after == before || (sent.status == 303 && after == before + 1), "{before} to {after}");
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(browser.get("/").status, 200, "pages stand whatever was recorded");
}

#[test]
fn json_of_anything_is_recorded_or_refused() {
    let (server, browser) = server();
    let tried = cases(400).run(&fields(), |(act, fields)| {
        let before = server.position();
        let fields: BTreeMap<&str, &str> = named(act, &fields).into_iter().collect();
        let body = serde_json::to_value(&fields).expect("JSON");
        let sent = browser.post_json(&format!("/api/v1/things/{}", ACTS[act].0), &body);
        prop_assert!([200, 409, 422].contains(&sent.status), "{}: {:?}", ACTS[act].0, sent);
        let after = server.position();
        prop_assert!(after == before || (sent.status == 200 && after == before + 1), "{before} to {after}");
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn bytes_of_chance_are_recorded_or_refused() {
    let (server, browser) = server();
    let kinds = [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
    ];
    let bytes = (0..ACTS.len(), 0..kinds.len(), any::<bool>(), vec(any::<u8>(), 0..200));
    let tried = cases(300).run(&bytes, |(act, kind, is_api, bytes)| {
        let before = server.position();
        let path = format!("{}/things/{}", if is_api { "/api/v1" } else { "" }, ACTS[act].0);
        let sent = browser.send_bytes("POST", &path, kinds[kind], &bytes);
        prop_assert!(sent.status < 500, "{path}: {sent:?}");
        let is_recorded = [200, 303].contains(&sent.status);
        prop_assert!(server.position() == before || is_recorded, "{path}: {sent:?}");
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}
