//! Which methods may change something, and that nothing else does.

use linchpin_web::TABLE;

use crate::sent::{Samples, Sent, is_unsafe, paths};
use crate::server::Server;

/// Everything but a read.
const UNSAFE: [&str; 6] = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"];
/// What some servers take for another method.
const OVERRIDES: [&str; 3] = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

#[test]
fn an_unsafe_method_is_refused_on_every_path_unless_a_page_of_ours_sends_it() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    let before = server.position();
    let elsewhere: [&[(&'static str, &str)]; 6] = [
        &[],
        &[("Origin", "http://evil.example")],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
    ];
    for path in paths(&samples) {
        for method in UNSAFE {
            for lines in elsewhere {
                let sent = Sent::new(method, &path, server.address).with("Cookie", &owner.cookie);
                let sent = lines.iter().fold(sent, |sent, (name, value)| sent.with(name, value));
                let answer = sent.to(server.address);
                assert_eq!(answer.status, 403, "{method} {path} with {lines:?}: {answer:?}");
            }
        }
    }
    assert_eq!(server.position(), before, "nothing was recorded");
}

#[test]
fn a_method_that_a_path_does_not_take_is_refused_and_the_others_are_named() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    let before = server.position();
    for path in paths(&samples) {
        let of_path = || TABLE.iter().filter(|route| samples.path(route) == path);
        for method in UNSAFE.iter().chain(&["OPTIONS"]) {
            if of_path().any(|route| route.method == *method) {
                continue;
            }
            let answer = Sent::by(&owner, method, &path).to(server.address);
            assert_eq!(answer.status, 405, "{method} {path}: {answer:?}");
            let allowed = answer.header("allow").unwrap_or_default();
            assert!(of_path().all(|route| allowed.contains(route.method)), "{method} {path}: {allowed}");
        }
    }
    assert_eq!(server.position(), before, "nothing was recorded");
}

#[test]
fn a_read_never_writes_whatever_method_it_pretends() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    let before = server.hub.journal().head(server.hub.workspace()).expect("a head");
    for route in TABLE.iter().filter(|route| !is_unsafe(route)) {
        let path = samples.path(route);
        for method in ["GET", "HEAD"] {
            let plain = Sent::by(&owner, method, &path);
            let status = plain.to(server.address).status;
            assert!([200, 303].contains(&status), "{method} {path}: {status}");
            for name in OVERRIDES {
                let answer = plain.clone().with(name, "POST").to(server.address);
                assert_eq!(answer.status, status, "{method} {path} with {name}");
            }
            let with_field = Sent::by(&owner, method, &format!("{path}?_method=POST&until=2026-04-08"));
            let answer = with_field.to(server.address);
            assert!([status, 422].contains(&answer.status), "{method} {path} with a field: {answer:?}");
        }
    }
    let after = server.hub.journal().head(server.hub.workspace()).expect("a head");
    assert_eq!(after, before, "the journal ends where it did");
}
