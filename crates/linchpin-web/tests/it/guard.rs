//! Who gets to which route: every route of the table, for everybody that can stand before it.

use linchpin_web::{Right, Route, TABLE};

use crate::sent::{Samples, Sent, is_unsafe, wrong_content};
use crate::server::{Browser, Server};

/// What a principal lacks, in the order in which the guard looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lacks {
    Nothing,
    /// The server's name.
    Name,
    /// A page of ours that a change comes from; reads need none.
    Origin,
    /// A browser that was let in.
    Cookie,
}

/// Somebody who sends a request.
struct Principal {
    who: &'static str,
    lacks: Lacks,
    /// Makes the request theirs, given the browser of the owner.
    sends: fn(Sent, &Browser) -> Sent,
}

const PRINCIPALS: [Principal; 22] = [
    Principal { who: "the owner, from a page", lacks: Lacks::Nothing, sends: |sent, _| sent },
    Principal {
        who: "the owner, by the name localhost",
        lacks: Lacks::Nothing,
        sends: |sent, owner| named(sent, format!("localhost:{}", owner.address.port())),
    },
    Principal {
        who: "the owner, with an origin as well",
        lacks: Lacks::Nothing,
        sends: |sent, owner| sent.with("Origin", &format!("http://{}", owner.address)),
    },
    Principal {
        who: "the owner, in a browser that tells its origin alone",
        lacks: Lacks::Nothing,
        sends: |sent, owner| without(sent, SITE).with("Origin", &format!("http://{}", owner.address)),
    },
    Principal {
        who: "the owner, by the whole address",
        lacks: Lacks::Nothing,
        sends: |sent, owner| at(sent, format!("http://{}", owner.address)),
    },
    Principal { who: "nobody", lacks: Lacks::Cookie, sends: |sent, _| without(sent, "Cookie") },
    Principal {
        who: "a browser with a cookie of chance",
        lacks: Lacks::Cookie,
        sends: |sent, owner| {
            let name = format!("linchpin-{}", owner.address.port());
            without(sent, "Cookie").with("Cookie", &format!("{name}={}", "0".repeat(64)))
        },
    },
    Principal {
        who: "a browser whose cookie has one letter more",
        lacks: Lacks::Cookie,
        sends: |sent, owner| without(sent, "Cookie").with("Cookie", &format!("{}0", owner.cookie)),
    },
    Principal {
        who: "a browser with the token under another name",
        lacks: Lacks::Cookie,
        sends: |sent, owner| without(sent, "Cookie").with("Cookie", &format!("other-{}", owner.cookie)),
    },
    Principal {
        who: "a browser with the token in the cookie of another port",
        lacks: Lacks::Cookie,
        sends: |sent, owner| {
            let token = owner.cookie.split_once('=').map_or("", |(_, token)| token);
            without(sent, "Cookie").with("Cookie", &format!("linchpin-1={token}"))
        },
    },
    Principal {
        who: "a name that was pointed at this address",
        lacks: Lacks::Name,
        sends: |sent, owner| named(sent, format!("evil.example:{}", owner.address.port())),
    },
    Principal {
        who: "the right name with another port",
        lacks: Lacks::Name,
        sends: |sent, _| named(sent, "127.0.0.1:1".into()),
    },
    Principal {
        who: "the right name without a port",
        lacks: Lacks::Name,
        sends: |sent, _| named(sent, "127.0.0.1".into()),
    },
    Principal { who: "no name at all", lacks: Lacks::Name, sends: |sent, _| without(sent, "Host") },
    Principal { who: "two names", lacks: Lacks::Name, sends: |sent, _| sent.with("Host", "evil.example") },
    Principal {
        who: "the whole address of another server",
        lacks: Lacks::Name,
        sends: |sent, _| at(sent, "http://evil.example".into()),
    },
    Principal {
        who: "a page elsewhere",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE).with(SITE, "cross-site").with("Origin", "https://evil.example"),
    },
    Principal {
        who: "a page elsewhere in an old browser",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE).with("Origin", "http://evil.example"),
    },
    Principal {
        who: "a page of another port of this machine",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE).with(SITE, "same-site").with("Origin", "http://127.0.0.1:1"),
    },
    Principal {
        who: "a sandboxed frame",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE).with(SITE, "cross-site").with("Origin", "null"),
    },
    Principal {
        who: "an address that was typed",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE).with(SITE, "none"),
    },
    Principal {
        who: "a program that tells no origin",
        lacks: Lacks::Origin,
        sends: |sent, _| without(sent, SITE),
    },
];

const SITE: &str = "Sec-Fetch-Site";

fn without(mut sent: Sent, name: &str) -> Sent {
    sent.lines.retain(|(known, _)| *known != name);
    sent
}

fn named(sent: Sent, host: String) -> Sent {
    without(sent, "Host").with("Host", &host)
}

fn at(sent: Sent, origin: String) -> Sent {
    Sent { target: format!("{origin}{}", sent.target), ..sent }
}

/// What the guard answers; none where it lets through.
fn refusal(lacks: Lacks, route: &Route) -> Option<&'static [u16]> {
    match lacks {
        // A request without a name, or with two, may be refused before it is read any further.
        Lacks::Name => Some(&[421, 400]),
        Lacks::Origin if is_unsafe(route) => Some(&[403]),
        Lacks::Cookie if route.right != Right::Open => Some(&[401]),
        Lacks::Origin | Lacks::Cookie | Lacks::Nothing => None,
    }
}

#[test]
fn every_route_lets_in_whom_the_table_says_and_nobody_else() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    let before = server.position();
    for route in TABLE {
        for principal in &PRINCIPALS {
            let sent = Sent::by(&owner, route.method, &samples.path(route));
            // What is let through changes nothing all the same: its content is of another kind than the route takes.
            let sent = sent.with("Content-Type", wrong_content(route.body));
            let answer = (principal.sends)(sent, &owner).to(server.address);
            let told = format!("{} {} for {}", route.method, route.path, principal.who);
            match refusal(principal.lacks, route) {
                Some(refused) => assert!(refused.contains(&answer.status), "{told}: {answer:?}"),
                None if is_unsafe(route) => {
                    assert!([400, 415, 422].contains(&answer.status), "{told}: {answer:?}");
                }
                // A thing's own page may stand at another address.
                None => assert!([200, 303].contains(&answer.status), "{told}: {answer:?}"),
            }
        }
    }
    assert_eq!(server.position(), before, "nothing was recorded");
}

#[test]
fn what_the_guard_refuses_tells_nothing_of_the_workspace() {
    let server = Server::start();
    let owner = server.browser();
    let samples = Samples::of(&owner);
    for route in TABLE.iter().filter(|route| route.right != Right::Open) {
        for principal in PRINCIPALS.iter().filter(|principal| principal.lacks != Lacks::Nothing) {
            let Some(_) = refusal(principal.lacks, route) else { continue };
            let sent = Sent::by(&owner, route.method, &samples.path(route));
            let body = (principal.sends)(sent, &owner).to(server.address).body;
            let told = ["Weather", "Maya", "Two hundred", "Rain"].iter().find(|word| body.contains(**word));
            assert_eq!(told, None, "{} {} for {}", route.method, route.path, principal.who);
        }
    }
}
