//! What is known of the past stays known, and pages of it stay there.

use std::sync::Arc;

use linchpin_hub::{FileParams, Hub, Location, OpenParams, Reports, SystemChance};
use linchpin_model::Moment;

use crate::server::{PLAN, Server, Still};

#[test]
fn a_search_of_the_past_stays_there_and_offers_nothing_to_do() {
    let server = Server::start();
    let browser = server.browser();
    let now = browser.get("/search?q=ask%20map").body;
    assert!(now.contains("/things/map/asks"), "{now}");
    let past = browser.get("/search?q=ask%20map&as_of=2026-04-01").body;
    assert!(!past.contains("/things/map/asks"), "{past}");
    let past = browser.get("/search?q=map&as_of=2026-04-01").body;
    assert!(past.contains("href=\"/things/map?as_of=2026-04-01\""), "{past}");
    assert!(
        past.contains("name=\"as_of\" value=\"2026-04-01\""),
        "the next search is of the same day: {past}"
    );
    assert!(past.contains("href=\"/search?as_of=2026-04-01\""), "{past}");
}

#[test]
fn a_page_of_the_past_offers_nothing_to_do() {
    let server = Server::start();
    let browser = server.browser();
    assert_eq!(browser.post("/things/map/asks", &[("to", "Gita"), ("question", "Soon?")]).status, 303);
    server.clock.turn_on(60);
    let now = server.hub.now();
    let pages = ["/", "/asks", "/chase", "/changes", "/programs/weather", "/programs/weather/chase"];
    let things = ["/milestones/beta", "/items/map", "/people/%40Gita", "/teams/sky", "/things/ask:1"];
    for page in pages.into_iter().chain(things) {
        let past = browser.get(&format!("{page}?as_of={now}")).body;
        let acts = ["asks", "health", "owner", "target", "due", "promises", "snoozes", "answer", "estimate"];
        let links = past.split("href=\"/things/").skip(1).filter_map(|link| link.split(['"', '?']).next());
        let offered: Vec<&str> =
            links.filter(|link| acts.iter().any(|act| link.ends_with(&format!("/{act}")))).collect();
        assert_eq!(offered, [""; 0], "{page}");
        assert!(!past.contains("method=\"post\""), "{page}");
    }
}

#[test]
fn a_moment_that_was_left_empty_or_is_now_is_the_present_and_a_far_one_is_refused() {
    let server = Server::start();
    let browser = server.browser();
    for page in ["/?as_of=", "/?as_of=%20", "/?as_of=now", "/items/map?as_of="] {
        let answer = browser.get(page);
        assert_eq!(answer.status, 200, "{page}");
        assert!(
            answer.body.contains("data-live=") && !answer.body.contains("as_of="),
            "{page}: {}",
            answer.body
        );
    }
    for text in ["9999-12-31", "0001-01-01", "2026-02-31", "99999d", "soon"] {
        let answer = browser.get(&format!("/programs/weather?as_of={text}"));
        assert_eq!(answer.status, 422, "{text}");
        assert!(answer.body.contains(&format!("“{text}” is no moment")), "{}", answer.body);
    }
    assert_eq!(browser.get("/programs/weather?as_of=2199-12-31").status, 200);
}

#[test]
fn what_was_past_stays_known_while_only_the_present_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Still::new();
    let location = Location::File(folder.path().join("hub"));
    let params = OpenParams {
        location,
        workspace: None,
        create: true,
        clock: clock.clone(),
        chance: Arc::new(SystemChance),
    };
    let hub = Arc::new(Hub::open(params).expect("the hub opens").hub);
    let file = FileParams { name: "weather.plan", bytes: PLAN.as_bytes(), ..FileParams::default() };
    hub.read_file(&file).expect("the plan is read");
    let reports = Reports::start(hub.clone(), Box::new(|_| {})).expect("reports");
    let then: Moment = "2026-03-20T09:00:00Z".parse().expect("a moment");
    let first = reports.as_of(then).expect("the past");
    let history = hub.history().expect("history");
    assert_eq!(*first.world, history.as_of(then));
    assert!(Arc::ptr_eq(&first, &reports.as_of(then).expect("the past")), "it is kept");
}
