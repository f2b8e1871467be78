//! Every refusal is ours: on each route of the table, whatever is broken in a request, the answer says what is wrong and what to
//! do next in the one shape that people or programs are answered in, and no library's words get through.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use linchpin_web::{BodyKind, Limits, Route, TABLE};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};

use crate::sent::{Samples, Sent, is_unsafe};
use crate::server::{Answer, Browser, PATIENCE, Server};

/// Words of the libraries that take requests apart.
const THEIRS: [&str; 17] = [
    "Failed to",
    "deserialize",
    "Expected request",
    "invalid type",
    "invalid digit",
    "invalid value",
    "invalid length",
    "unknown field",
    "unknown variant",
    "missing field",
    "duplicate field",
    "Cannot parse",
    "Invalid URL",
    "Invalid UTF-8",
    "expected value",
    "at line 1 column",
    "multipart/form-data request",
];

/// Is a refusal one of ours? What is wrong with it, if not.
fn complaint(path: &str, answer: &Answer) -> Option<String> {
    if answer.status < 400 {
        return None;
    }
    if let Some(theirs) = THEIRS.iter().find(|words| answer.body.contains(**words)) {
        return Some(format!("it says “{theirs}”: {}", answer.body));
    }
    if answer.status >= 500 {
        return Some(format!("it fails: {}", answer.body));
    }
    let kind = answer.header("content-type").unwrap_or_default();
    if !path.starts_with("/api/") {
        let is_page = kind.starts_with("text/html") && answer.body.contains("<h1");
        return (!is_page).then(|| format!("it is no page but {kind}: {}", answer.body));
    }
    if kind != "application/problem+json" {
        return Some(format!("it is no problem but {kind}: {}", answer.body));
    }
    let told = answer.json();
    let names: BTreeSet<&str> = told.as_object().expect("an object").keys().map(String::as_str).collect();
    let says = |field: &str| told[field].as_str().is_some_and(|text| text.chars().count() > 10);
    let is_whole = names == BTreeSet::from(["fields", "hint", "status", "title"])
        && told["status"] == answer.status
        && says("title")
        && says("hint")
        && !told["title"].as_str().unwrap_or_default().contains("no page");
    (!is_whole).then(|| format!("it does not say what and what next: {told}"))
}

fn check(what: &str, path: &str, answer: &Answer) {
    if let Some(complaint) = complaint(path, answer) {
        panic!("{what}: {complaint}");
    }
}

/// The kind of a body that a route takes.
fn content(body: BodyKind) -> &'static str {
    match body {
        BodyKind::Nothing => "",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Json => "application/json",
        BodyKind::Upload => "multipart/form-data; boundary=x",
        BodyKind::File => "application/octet-stream",
    }
}

fn send(browser: &Browser, route: &Route, target: &str, kind: &str, body: &[u8]) -> Answer {
    browser.send_bytes(route.method, target, kind, body)
}

/// What may stand where a parameter of a path does.
const PARTS: [&str; 8] = ["%FF", "%00", "x", "-1", "18446744073709551616", "%F0%9F%8C%A7", "1.5", "%2e%2e"];
/// What may stand after the question mark.
const ASKED: [&str; 16] = [
    "",
    "limit=many",
    "limit=-1",
    "limit=99999999999999999999",
    "limit=5&limit=6",
    "after=%FF",
    "after=",
    "as_of=soon",
    "as_of=%00",
    "known_at=soon",
    "since=never&trials=x",
    "kind=colour",
    "state=ready&colour=red",
    "dry_run=perhaps&name=a",
    "name=a&done=x&only=y&by=z&page=w",
    "program=weather&seed=1e9",
];
/// Bodies that say nothing that a route understands.
const BODIES: [&[u8]; 14] = [
    b"",
    b"{",
    b"[]",
    b"\"x\"",
    b"{\"on\": 5}",
    b"{\"seen\": -1}",
    b"{\"seen\": \"x\", \"command_id\": 7}",
    b"{\"command_id\": \"x\"}",
    b"{\"on\": null, \"on\": null}",
    b"{\"on\": \"\xff\"}",
    b"\xff\xfe",
    b"a=%FF&b",
    b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
    b"--x\r\nContent-Disposition: nothing\r\n\r\n\xff\r\n--x--\r\n",
];
const KINDS: [&str; 7] = [
    "",
    "text/plain",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "\u{e9}",
];

#[test]
fn whatever_is_broken_in_an_address_is_refused_in_our_words() {
    let server = Server::start();
    let browser = server.browser();
    let samples = Samples::of(&browser);
    // What changes something comes last: an undo takes everything back.
    let (reads, acts): (Vec<&Route>, _) = TABLE.iter().partition(|route| !is_unsafe(route));
    for route in reads.into_iter().chain(acts).filter(|route| route.path != "/events") {
        let whole = samples.path(route);
        let kind = content(route.body);
        let body: &[u8] = if route.body == BodyKind::Json { b"{}" } else { b"" };
        for part in PARTS.iter().filter(|_| route.path.contains('{')) {
            let parts = route.path.split('/').map(|known| if known.starts_with('{') { part } else { known });
            let target = parts.collect::<Vec<_>>().join("/");
            let answer = send(&browser, route, &target, kind, body);
            check(&format!("{} {target}", route.method), route.path, &answer);
        }
        for asked in ASKED {
            let target = format!("{whole}?{asked}");
            let answer = send(&browser, route, &target, kind, body);
            check(&format!("{} {target}", route.method), route.path, &answer);
        }
        for method in ["PUT", "DELETE", "OPTIONS"] {
            let answer = Sent::by(&browser, method, &whole).to(server.address);
            check(&format!("{method} {whole}"), route.path, &answer);
        }
    }
    for path in ["/api/v1/nowhere", "/api/", "/api/v2/things", "/nowhere"] {
        let answer = browser.get(path);
        assert_eq!(answer.status, 404);
        check(path, path, &answer);
    }
}

#[test]
fn whatever_is_broken_in_a_body_is_refused_in_our_words() {
    let server = Server::start_with(Limits { body_bytes: 4_000, import_bytes: 8_000, ..Limits::default() });
    let browser = server.browser();
    let samples = Samples::of(&browser);
    for route in TABLE.iter().filter(|route| is_unsafe(route)) {
        let target = samples.path(route) + if route.body == BodyKind::File { "?name=a.csv" } else { "" };
        for body in BODIES {
            for kind in KINDS.iter().copied().chain([content(route.body)]) {
                let answer = send(&browser, route, &target, kind, body);
                check(&format!("{} {target} as {kind} {:?}", route.method, body), route.path, &answer);
            }
        }
        let long = vec![b'x'; 9_000];
        let answer = send(&browser, route, &target, content(route.body), &long);
        check(&format!("{} {target}, too long", route.method), route.path, &answer);
        assert!([400, 413].contains(&answer.status), "{} {target}: {answer:?}", route.method);
    }
}

#[test]
fn a_body_that_takes_too_long_is_refused_in_our_words() {
    let server = Server::start_with(Limits { body: Duration::from_millis(200), ..Limits::default() });
    let browser = server.browser();
    let samples = Samples::of(&browser);
    for route in TABLE.iter().filter(|route| is_unsafe(route)) {
        let target = samples.path(route) + if route.body == BodyKind::File { "?name=a.csv" } else { "" };
        let lines = format!("Content-Type: {}\r\nContent-Length: 100\r\n", content(route.body));
        let mut stream = TcpStream::connect(server.address).expect("the port is open");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(browser.head(route.method, &target, &lines).as_bytes()).expect("it is sent");
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let answer = Answer::of(&bytes);
        assert_eq!(answer.status, 408, "{} {target}: {answer:?}", route.method);
        check(&format!("{} {target}, half", route.method), route.path, &answer);
    }
}

#[test]
fn requests_of_chance_are_answered_or_refused_in_our_words() {
    let server = Server::start();
    let browser = server.browser();
    let samples = Samples::of(&browser);
    let routes: Vec<&Route> = TABLE.iter().filter(|route| route.path != "/events").collect();
    let name = select(vec![
        "limit", "after", "as_of", "known_at", "since", "program", "kind", "seed", "done", "page", "zz",
    ]);
    let asked = proptest::collection::vec((name, "[a-z0-9:.%+äß-]{0,8}"), 0..3);
    let requests = (any::<Index>(), asked, select(KINDS.to_vec()), "[\\[\\]{}\",:a-z0-9=&%\\-\r\n]{0,60}");
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let tried = runner.run(&requests, |(place, asked, kind, body)| {
        let route = routes[place.index(routes.len())];
        let pairs: Vec<String> =
            asked.iter().map(|(name, value)| format!("{name}={}", value.replace('ä', "%FF"))).collect();
        let target = format!("{}?{}", samples.path(route), pairs.join("&").replace('ß', "%C3%9F"));
        let answer = send(&browser, route, &target, kind, body.as_bytes());
        let complaint = complaint(route.path, &answer);
        prop_assert!(complaint.is_none(), "{} {target} as {kind}: {complaint:?}", route.method);
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
}
