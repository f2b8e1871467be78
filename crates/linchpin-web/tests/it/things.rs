//! Pages of items, people and teams, and that no link on any page leads nowhere.

use std::collections::{BTreeSet, VecDeque};

use crate::server::{NOW, Server};

#[test]
fn a_key_leads_to_the_page_of_its_kind() {
    let server = Server::start();
    let browser = server.browser();
    for (path, to) in [
        ("/things/map", "/items/map"),
        ("/things/map?as_of=2026-04-01", "/items/map?as_of=2026-04-01"),
        ("/things/weather", "/programs/weather"),
        ("/things/beta", "/milestones/beta"),
        ("/things/sky", "/teams/sky"),
        ("/things/%40Ben", "/people/%40Ben"),
    ] {
        let answer = browser.get(path);
        assert_eq!((answer.status, answer.header("location")), (303, Some(to)), "{path}");
    }
    for (path, status) in [
        ("/things/map/history", 200),
        ("/things/nobody", 404),
        ("/items/nobody", 404),
        ("/items/sky", 404),
        ("/people/map", 404),
        ("/teams/map", 404),
        ("/items/map?as_of=2020-01-01", 404),
    ] {
        assert_eq!(browser.get(path).status, status, "{path}");
    }
}

#[test]
fn an_item_tells_its_state_its_ties_and_who_said_what() {
    let server = Server::start();
    let browser = server.browser();
    server.clock.turn_on(1);
    for (path, fields) in [
        ("/things/map/promises", [("by", "Gita"), ("on", "2026-04-20"), ("words", "<i>By</i> Monday.")]),
        ("/things/map/asks", [("to", "Gita"), ("question", "Still right?"), ("due", "2026-04-09")]),
        ("/things/map/due", [("due", "2026-04-30"), ("back", "/"), ("seen", "")]),
    ] {
        assert_eq!(browser.post(path, &fields).status, 303, "{path}");
    }
    server.settle();
    let page = browser.get("/items/map").body;
    let world = server.hub.world();
    let as_of = NOW.parse().expect("a moment");
    let outlook =
        linchpin_analysis::forecast::outlook(&world, &linchpin_analysis::ForecastParams::new(as_of));
    let Some(linchpin_model::Thing::Item(map)) = linchpin_analysis::thing_of(&world, "map") else {
        panic!("the plan has a map")
    };
    let expected = outlook.of(linchpin_model::Node::Item(map)).expect("it is in the network");
    let (p50, p85) = (expected.finish.expect("a P50"), expected.p85.expect("a P85"));
    for told in [
        "<b>Gita</b> promised 20 Apr",
        "&#60;i&#62;By&#60;/i&#62; Monday.",
        "asked Gita",
        "Still right?",
        "<dt>Due</dt>",
        "Read the radar feed",
        "Two hundred friends",
        &format!("<time datetime=\"{p50}\">"),
        &format!("<time datetime=\"{p85}\">"),
        "/things/map/promises?back=",
    ] {
        assert!(page.contains(told), "{told} in {page}");
    }
    let past = browser.get("/items/map?as_of=2026-04-07T09:14:00Z").body;
    assert!(!past.contains("promised 20 Apr") && !past.contains("/things/map/promises"), "that came later");
}

#[test]
fn people_and_teams_hold_what_the_workload_counts() {
    let server = Server::start();
    let browser = server.browser();
    let (world, as_of) = (server.hub.world(), NOW.parse().expect("a moment"));
    let params = linchpin_analysis::WorkloadParams { as_of, scope: linchpin_analysis::Scope::All };
    let workload = linchpin_analysis::workload(&world, &params);
    assert!(workload.rows.len() >= 3, "two people and their team");
    for row in &workload.rows {
        let lead = browser.get(&format!("/things/{}", row.key.replace('@', "%40")));
        let page = browser.get(lead.header("location").expect("a page")).body;
        assert!(page.contains(&row.sentence), "{}", row.sentence);
        assert_eq!(page.matches("<tr class=\"ch\"").count(), row.open_items, "{}", row.title);
        for key in &row.keys {
            assert!(page.contains(&format!("href=\"/items/{key}\"")), "{key}");
        }
    }
}

#[test]
fn changes_of_a_program_are_those_of_the_report() {
    let server = Server::start();
    let browser = server.browser();
    let told = browser.get("/api/v1/reports/changes?program=weather&since=2026-03-10").json();
    let page = browser.get("/changes?program=weather&since=2026-03-10").body;
    let rows = told["rows"].as_array().expect("rows");
    assert!(!rows.is_empty());
    assert_eq!(page.matches("<li data-row>").count(), rows.len());
    assert!(page.contains(told["sentence"].as_str().expect("a sentence")));
    assert_eq!(browser.get("/changes?program=nobody").status, 404);
}

#[test]
fn an_entry_leads_to_what_it_is_about() {
    let server = Server::start();
    let browser = server.browser();
    let page = browser.get("/entries/1.0").body;
    assert!(page.contains("href=\"/things/map\""), "{page}");
}

/// Addresses of this server in a page, without their fragments.
fn links(page: &str) -> impl Iterator<Item = String> + '_ {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own = found.filter(|link| link.starts_with('/') && !link.starts_with("/assets"));
    own.map(|link| link.replace("&#38;", "&").split('#').next().unwrap_or_default().to_string())
}

#[test]
fn no_link_on_any_page_leads_nowhere() {
    let server = Server::start();
    let browser = server.browser();
    server.clock.turn_on(1);
    assert_eq!(browser.post("/things/alerts/asks", &[("to", "Ben"), ("question", "By when?")]).status, 303);
    server.settle();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut left: VecDeque<String> = ["/", "/chase", "/changes"].map(String::from).into();
    while let Some(path) = left.pop_front() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = browser.get(&path);
        assert!(matches!(answer.status, 200 | 303), "{path} answers {}", answer.status);
        left.extend(answer.header("location").map(str::to_string));
        left.extend(links(&answer.body));
    }
    for page in [
        "/items/map",
        "/people/%40Ben",
        "/teams/sky",
        "/things/%40Ben/history",
        "/things/weather/history",
        "/chase.txt",
    ] {
        assert!(seen.contains(page), "{page} is led to from somewhere: {seen:?}");
    }
}

#[test]
fn what_cannot_be_taken_apart_is_refused_in_words() {
    let server = Server::start();
    let browser = server.browser();
    for (path, status) in [
        ("/chase?only=rain", 422),
        ("/chase?page=many", 422),
        ("/events?after=soon", 422),
        ("/?as_of=soon", 422),
        ("/items/weather", 404),
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.body.contains("<h1>") && !answer.body.contains("deserialize"),
            "{path}: {}",
            answer.body
        );
    }
    assert!(browser.get("/items/weather").body.contains("is a program, not an item"));
}
