//! A page of a past moment is the page of a hub that ended there.

use std::sync::Arc;

use linchpin_hub::{FileParams, Hub, Location, OpenParams, Reports, SystemChance};
use linchpin_model::Moment;

use crate::server::{PLAN, Server, Still};

/// What can change from one answer to the next without meaning anything: ids of commands, and where the page leads.
fn settled(page: &str) -> String {
    let mut settled = String::new();
    for part in page.split('"') {
        let is_id = part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
        settled.push_str(if is_id { "id" } else { part });
        settled.push('"');
    }
    settled
        .split("as_of=")
        .map(|part| part.trim_start_matches(|c: char| c.is_alphanumeric() || "%-._".contains(c)))
        .collect()
}

#[test]
fn a_past_page_is_the_page_of_then() {
    let server = Server::start();
    let browser = server.browser();
    let acts: [(&str, &[(&str, &str)]); 6] = [
        ("/things/weather/health", &[("colour", "yellow"), ("words", "Rain is late.")]),
        ("/things/map/promises", &[("by", "Gita"), ("on", "2026-04-20")]),
        ("/things/alerts/asks", &[("to", "Ben"), ("question", "By when?")]),
        ("/things/alerts/due", &[("due", "2026-04-30")]),
        ("/things/beta/target", &[("target", "2026-05-15")]),
        ("/things/map/owner", &[("owner", "Ben")]),
    ];
    let mut pages: Vec<(String, Vec<String>)> = Vec::new();
    for (path, fields) in acts {
        server.clock.turn_on(60);
        assert_eq!(browser.post(path, fields).status, 303, "{path}");
        server.clock.turn_on(1);
        let now = Moment::from_ms(server.hub.now().as_ms()).to_string();
        pages.push((
            now.clone(),
            ["/", "/asks"].map(|page| settled(&browser.get(&format!("{page}?as_of={now}")).body)).into(),
        ));
    }
    for (then, told) in pages {
        for (page, told) in ["/", "/asks"].iter().zip(told) {
            let past = settled(&browser.get(&format!("{page}?as_of={then}")).body);
            assert_eq!(past, told, "{page} as of {then}");
        }
    }
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
