//! The headers that every answer has, whatever it says.

use crate::sent::{Samples, Sent};
use crate::server::{Answer, Browser, Server};

const POLICY: [&str; 11] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
];

fn check(what: &str, answer: &Answer) {
    let header = |name: &str| {
        let values: Vec<&str> =
            answer.headers().into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        assert!(values.len() < 2, "{what}: {name} twice in {answer:?}");
        values.first().copied().unwrap_or_default()
    };
    let policy: Vec<&str> = header("content-security-policy").split("; ").map(str::trim).collect();
    assert_eq!(policy, POLICY, "{what}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(header(name), value, "{what}: {name}");
    }
    assert!(header("permissions-policy").contains("camera=()"), "{what}");
    let is_asset = header("cache-control").contains("immutable");
    assert_eq!(is_asset, what.starts_with("an asset"), "{what}: only assets are kept");
    assert!(is_asset || header("cache-control").contains("no-store"), "{what}: {}", header("cache-control"));
    let kind = header("content-type");
    assert!(!kind.starts_with("text/") || is_utf8(kind), "{what}: {kind} has no charset");
    for (name, value) in answer.headers() {
        let is_told = name == "server" || name == "x-powered-by" || name.starts_with("access-control-");
        assert!(!is_told, "{what}: {name}: {value}");
    }
}

fn is_utf8(kind: &str) -> bool {
    // The standard of event streams knows no other encoding and no parameter.
    kind.to_lowercase().contains("charset=utf-8") || kind == "text/event-stream"
}

#[test]
fn every_kind_of_answer_has_them() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    let ours = |method: &str, path: &str| Sent::by(&owner, method, path);
    let stranger = |path: &str| Sent::new("GET", path, server.address);
    let asset = linchpin_web::TABLE.iter().find(|route| route.path.starts_with("/assets")).expect("a route");
    let asset = samples.path(asset);
    let form = ours("POST", "/things/map/snoozes").with("Content-Type", "application/x-www-form-urlencoded");
    let start = server.start.split_once(&server.address.to_string()).expect("its own address").1;
    let cases: [(&str, u16, Sent); 21] = [
        ("a page", 200, ours("GET", "/")),
        ("the head of a page", 200, ours("HEAD", "/")),
        ("a page, compressed", 200, ours("GET", "/").with("Accept-Encoding", "gzip, br")),
        ("a text", 200, ours("GET", "/chase.txt")),
        ("JSON", 200, ours("GET", "/api/v1/items")),
        ("a stream", 200, ours("GET", "/events")),
        ("an asset", 200, stranger(&asset)),
        ("an asset, compressed", 200, stranger(&asset).with("Accept-Encoding", "br")),
        ("health", 200, stranger("/livez")),
        ("the way in", 303, stranger(start)),
        ("what one cannot read", 422, ours("GET", "/?as_of=never")),
        ("not let in", 401, stranger("/")),
        ("a wrong token", 401, stranger("/?start=0")),
        ("from elsewhere", 403, Sent::new("POST", "/import", server.address)),
        ("no such page", 404, ours("GET", "/nothing")),
        ("no such thing", 404, ours("GET", "/things/nothing")),
        ("no such asset", 404, stranger("/assets/nothing.css")),
        ("a wrong method", 405, ours("DELETE", "/")),
        ("wrong content", 415, ours("POST", "/things/map/snoozes").with("Content-Type", "text/plain")),
        ("another name", 421, Sent::new("GET", "/", ([192, 0, 2, 1], 80).into())),
        ("a form without its fields", 422, form),
    ];
    for (what, status, sent) in cases {
        let answer = sent.to(server.address);
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        check(what, &answer);
    }
    let done = owner.post("/things/map/snoozes", &[("until", "2026-04-08")]);
    assert_eq!(done.status, 303);
    check("what was done", &done);
}

#[test]
fn the_cookie_is_for_this_server_alone_and_no_script_reads_it() {
    let server = Server::start();
    let start = server.start.split_once(&server.address.to_string()).expect("its own address").1;
    let answer = Sent::new("GET", start, server.address).to(server.address);
    let cookie = answer.header("set-cookie").expect("a cookie");
    let (_, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");
    let token = start.rsplit_once('=').expect("a token").1;
    assert!(!cookie.contains(token), "the cookie is another secret than the token");
    assert_eq!(answer.header("location"), Some("/"), "the token leaves the address");
    assert!(!answer.body.contains(token));
}

/// A browser keeps cookies by the name of the host, whatever the port: with the second hub's it sends the first one's too, and
/// of two with one name it would keep only the later.
#[test]
fn a_browser_stays_let_in_at_two_hubs_of_one_machine() {
    let hubs = [Server::start(), Server::start()];
    let mut jar = std::collections::BTreeMap::new();
    for hub in &hubs {
        let browser = hub.browser();
        let (name, token) = browser.cookie.split_once('=').expect("a pair");
        jar.insert(name.to_string(), token.to_string());
        let described = browser.get("/api/v1/openapi.json").json();
        assert_eq!(described["components"]["securitySchemes"]["browser"]["name"], name);
    }
    let cookie = jar.iter().map(|(name, token)| format!("{name}={token}")).collect::<Vec<_>>().join("; ");
    for hub in &hubs {
        let browser = Browser { address: hub.address, cookie: cookie.clone() };
        assert_eq!(browser.get("/").status, 200);
    }
}
