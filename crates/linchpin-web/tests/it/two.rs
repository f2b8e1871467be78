//! Two people fill in the same form at once: the second is shown what the first did, loses nothing, and decides.

use crate::server::{Answer, Browser, Server};

/// What one writes in a form.
type Fields = &'static [(&'static str, &'static str)];

/// A form, what the first and the second write in it, and what the second is told of the first; nothing where both stand.
struct Case {
    path: &'static str,
    first: Fields,
    second: Fields,
    told: Option<&'static str>,
}

const fn case(path: &'static str, first: Fields, second: Fields, told: &'static str) -> Case {
    Case { path, first, second, told: Some(told) }
}

/// Forms that change a field.
const CHANGES: [Case; 11] = [
    case(
        "beta/target",
        &[("target", "2026-05-15"), ("resolution", "day")],
        &[("target", "2026-05-22"), ("resolution", "month")],
        "maya changed target of `beta` since you looked: it is now 15 May 2026.",
    ),
    case(
        "map/owner",
        &[("owner", "Ben")],
        &[("owner", "Maya")],
        "maya changed owner of `map` since you looked: it is now Ben.",
    ),
    case(
        "beta/owner",
        &[("owner", "Gita")],
        &[("owner", "Ben")],
        "owner of `beta` since you looked: it is now Gita.",
    ),
    case(
        "weather/owner",
        &[("owner", "")],
        &[("owner", "Ben")],
        "owner of `weather` since you looked: it is now empty.",
    ),
    case(
        "map/priority",
        &[("priority", "P2")],
        &[("priority", "P1")],
        "priority of `map` since you looked: it is now P2.",
    ),
    case(
        "map/priority",
        &[("priority", "")],
        &[("priority", "P1")],
        "priority of `map` since you looked: it is now empty.",
    ),
    case(
        "map/due",
        &[("due", "2026-04-27")],
        &[("due", "2026-05-04")],
        "due of `map` since you looked: it is now 27 Apr 2026.",
    ),
    case(
        "map/estimate",
        &[("estimate", "3/5/8d")],
        &[("estimate", "2/3/40d")],
        "estimate of `map` since you looked: it is now 3 d to 8 d, likely 5 d.",
    ),
    case(
        "alerts/estimate",
        &[("estimate", "XL")],
        &[("estimate", "12h")],
        "estimate of `alerts` since you looked: it is now XL.",
    ),
    case(
        "alerts/estimate",
        &[("estimate", "12h")],
        &[("estimate", "5d")],
        "estimate of `alerts` since you looked: it is now 1.5 d.",
    ),
    case(
        "ask:1/answer",
        &[("answer", "On Monday.")],
        &[("answer", "On Friday.")],
        "answer of ask 1 since you looked: it is now On Monday.",
    ),
];

/// Forms that say something more; what would stand over it, or be the same again, is shown first.
const SAYINGS: [Case; 10] = [
    case(
        "weather/health",
        &[("colour", "red"), ("words", "It pours.")],
        &[("colour", "green"), ("words", "The sun is out.")],
        "Since you looked, maya reported Red for Weather on every phone: It pours. Look again",
    ),
    case(
        "beta/health",
        &[("colour", "yellow")],
        &[("colour", "red")],
        "maya reported Yellow for Two hundred friends.",
    ),
    case(
        "map/promises",
        &[("by", "Gita"), ("on", "2026-04-20")],
        &[("by", "Gita"), ("on", "2026-04-22"), ("words", "Not before.")],
        "Since you looked, Gita promised map Rain on the map for 20 Apr 2026.",
    ),
    case(
        "beta/promises",
        &[("by", "Ben"), ("on", "2026-05-05")],
        &[("by", "Gita"), ("on", "2026-05-06")],
        "Ben promised Two hundred friends for 5 May 2026.",
    ),
    case(
        "alerts/asks",
        &[("to", "Ben"), ("question", "By when?")],
        &[("to", "Ben"), ("question", "Is it done?")],
        "maya asked Ben about alerts Tell me before it rains: By when? Look again",
    ),
    case(
        "weather/risks",
        &[("title", "Frost")],
        &[("title", "frost"), ("probability", "30")],
        "R-1 Frost was added",
    ),
    case(
        "weather/decisions",
        &[("title", "Cut it?")],
        &[("title", "Cut it?"), ("by", "Ben")],
        "D-1 Cut it? was added",
    ),
    case(
        "weather/action-items",
        &[("title", "Call"), ("owner", "Ben"), ("due", "2026-04-10")],
        &[("title", "Call"), ("owner", "Gita"), ("due", "2026-04-11")],
        "A-1 Call was added",
    ),
    Case { path: "weather/risks", first: &[("title", "Hail")], second: &[("title", "Snow")], told: None },
    Case {
        path: "map/snoozes",
        first: &[("until", "2026-04-09")],
        second: &[("until", "2026-04-10")],
        told: None,
    },
];

fn send(browser: &Browser, path: &str, form: &Answer, fields: Fields) -> Answer {
    let (id, seen) = (form.hidden("id"), form.hidden("seen"));
    let all: Vec<(&str, &str)> = fields
        .iter()
        .copied()
        .chain([("id", id.as_str()), ("seen", seen.as_str()), ("back", "/asks")])
        .collect();
    browser.post(&format!("/things/{path}"), &all)
}

/// The words of a page as they are read.
fn read(page: &str) -> String {
    let entities = [("&#38;", "&"), ("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")];
    let text = page.replace("<code>", "`").replace("</code>", "`");
    entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

/// Both fill in the form; answers where each is recorded.
fn check(server: &Server, case: &Case) -> (u64, u64) {
    let (path, one, two) = (case.path, server.browser(), server.browser());
    let (form_one, form_two) = (one.get(&format!("/things/{path}")), two.get(&format!("/things/{path}")));
    assert_eq!((form_one.status, form_two.status), (200, 200), "{path}");
    server.clock.turn_on(2);
    assert_eq!(send(&one, path, &form_one, case.first).status, 303, "{path}");
    let first = server.position();
    let mut sent = send(&two, path, &form_two, case.second);
    if let Some(told) = case.told {
        assert_eq!((sent.status, server.position()), (422, first), "{path}: nothing is recorded yet");
        let page = read(&sent.body);
        assert!(page.contains(told), "{path}: {told} in {page}");
        assert!(page.contains("What you wrote is still below."), "{path}");
        for (name, written) in case.second {
            let is_kept = [
                format!("value=\"{written}\""),
                format!("value=\"{written}\" selected"),
                format!(">{written}</textarea>"),
            ];
            let is_kept = is_kept.iter().any(|kept| page.contains(kept));
            assert!(is_kept, "{path} keeps {name} {written}: {page}");
        }
        // Having seen it, the second decides.
        sent = send(&two, path, &sent, case.second);
    }
    assert_eq!(sent.status, 303, "{path}: {}", sent.body);
    assert_eq!(server.position(), first + 1, "{path}: both are in the journal");
    (first, first + 1)
}

fn server() -> Server {
    let server = Server::start();
    let ask = [("to", "Gita"), ("question", "Will it hold?")];
    assert_eq!(server.browser().post("/things/beta/asks", &ask).status, 303);
    server.settle();
    server
}

#[test]
fn two_people_who_change_one_field_see_each_other() {
    for case in &CHANGES {
        let server = server();
        let (first, second) = check(&server, case);
        let browser = server.browser();
        let refused = browser.post(&format!("/entries/{first}/undo"), &[]);
        assert_eq!(refused.status, 409, "{}: {}", case.path, refused.body);
        let field = case.told.and_then(|told| told.split(" since you").next()).expect("it is told");
        assert!(read(&refused.body).contains(field), "{field} is named: {}", refused.body);
        // What the second did is taken back by what it replaced, and then what the first did.
        for position in [second, first] {
            let undone = browser.post(&format!("/entries/{position}/undo"), &[]);
            assert_eq!(undone.status, 303, "{} {position}: {}", case.path, undone.body);
        }
    }
}

#[test]
fn two_people_who_say_the_same_see_each_other() {
    for case in &SAYINGS {
        let server = server();
        let (first, second) = check(&server, case);
        let browser = server.browser();
        // Each is a thing of its own: taking one back leaves the other.
        for position in [first, second] {
            let undone = browser.post(&format!("/entries/{position}/undo"), &[]);
            assert_eq!(undone.status, 303, "{} {position}: {}", case.path, undone.body);
        }
    }
}

#[test]
fn a_form_that_one_went_back_to_says_what_is_in_it_now() {
    let server = server();
    let browser = server.browser();
    let form = browser.get("/things/map/due");
    let first = send(&browser, "map/due", &form, &[("due", "2026-04-27")]);
    assert_eq!(first.status, 303);
    let position = server.position();
    // A second click, and a reload of what came after it.
    let again = send(&browser, "map/due", &form, &[("due", "2026-04-27")]);
    assert_eq!((again.status, server.position()), (303, position));
    assert_eq!(again.header("location"), first.header("location"));
    // Back, another day, and sent: it is not taken for the first.
    let other = send(&browser, "map/due", &form, &[("due", "2026-05-04")]);
    assert_eq!((other.status, server.position()), (422, position), "{}", other.body);
    assert!(read(&other.body).contains("it is now 27 Apr 2026"), "{}", other.body);
    assert_eq!(send(&browser, "map/due", &other, &[("due", "2026-05-04")]).status, 303);
    assert_eq!(server.position(), position + 1);
}

#[test]
fn what_was_taken_back_can_be_sent_again() {
    let server = server();
    let browser = server.browser();
    let form = browser.get("/things/weather/risks");
    let fields: Fields = &[("title", "Frost")];
    assert_eq!(send(&browser, "weather/risks", &form, fields).status, 303);
    let position = server.position();
    let undo = |position: u64| browser.post(&format!("/entries/{position}/undo"), &[]);
    assert_eq!(undo(position).status, 303);
    let again = send(&browser, "weather/risks", &form, fields);
    assert_eq!(again.status, 303, "{}", again.body);
    assert_eq!(server.position(), position + 2, "it is recorded anew");
    let risks = server.hub.world().live::<linchpin_model::Risk>().count();
    assert_eq!(risks, 1);
}

#[test]
fn an_undo_is_done_once_and_can_be_undone() {
    let server = server();
    let browser = server.browser();
    let due = |due: &str| {
        assert_eq!(browser.post("/things/map/due", &[("due", due)]).status, 303);
        server.position()
    };
    let undo = |position: u64| browser.post(&format!("/entries/{position}/undo"), &[]);
    let stands = || {
        let thing = browser.get("/api/v1/things/map").json();
        let fields = thing["fields"].as_array().cloned().unwrap_or_default();
        fields.into_iter().find(|field| field["field"] == "due").map(|due| due["value"].to_string())
    };
    due("2026-04-27");
    let second = due("2026-05-04");
    assert_eq!(undo(second).status, 303);
    let undone = server.position();
    assert_eq!(stands().as_deref(), Some("\"27 Apr 2026\""));
    let twice = undo(second);
    assert_eq!((twice.status, server.position()), (409, undone), "{}", twice.body);
    assert!(twice.body.contains("Nothing of it is left to undo"), "{}", twice.body);
    assert_eq!(undo(undone).status, 303, "an undo is undone");
    assert_eq!(stands().as_deref(), Some("\"4 May 2026\""));
    assert_eq!(undo(second).status, 303, "and then what it undid can be undone again");
    assert_eq!(stands().as_deref(), Some("\"27 Apr 2026\""));
}
