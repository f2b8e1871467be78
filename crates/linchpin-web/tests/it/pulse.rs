//! Pulse: how programs went, and what came since somebody's last look.

use crate::server::{Answer, Browser, Server};

const DAY: i64 = 24 * 60;

/// The page as soon as it says something: reports are computed beside pages.
fn page_with(browser: &Browser, path: &str, said: &str) -> Answer {
    loop {
        let page = browser.get(path);
        assert_eq!(page.status, 200);
        if page.body.contains(said) {
            return page;
        }
    }
}

/// The same browser with the cookies of an answer.
fn after(browser: &Browser, answer: &Answer) -> Browser {
    let told = answer.header("set-cookie").expect("a visit is told");
    let pair = told.split(';').next().expect("a pair");
    let door = browser.cookie.split("; ").next().expect("the door's cookie");
    Browser { address: browser.address, cookie: format!("{door}; {pair}") }
}

#[test]
fn a_trend_is_a_chart_with_its_words_and_a_table_of_its_numbers() {
    let server = Server::start();
    let browser = server.browser();
    assert!(!browser.get("/").body.contains("week by week"), "a plan of today has no trend");
    server.clock.turn_on(15 * DAY);
    let page = page_with(&browser, "/", "class=\"chart spark\"").body;
    assert!(page.contains("P50 against target, 9 weeks"));
    let label =
        page.split("class=\"chart spark\"").nth(1).and_then(|rest| rest.split("aria-label=\"").nth(1));
    let label = label.and_then(|rest| rest.split('"').next()).expect("a text for who does not see it");
    assert!(label.starts_with("P50 was ") && label.contains(" now"), "{label}");
    let table = page.split("<details class=\"weeks\">").nth(1).expect("a table");
    let table = table.split("</details>").next().unwrap_or_default();
    assert_eq!(table.matches("?as_of=2026-").count(), 9, "each week leads to the hub of then");
    let past = page_with(&browser, "/?as_of=2026-04-19", "class=\"chart spark\"").body;
    let told = table.split("2026-04-19\">").last().unwrap_or_default();
    assert!(!told.is_empty() && !past.contains("data-soon"), "a past page waits for its trend");
}

#[test]
fn the_second_visit_is_told_what_came_since_the_first() {
    let server = Server::start();
    let browser = server.browser();
    let first = browser.get("/");
    assert!(!first.body.contains("Since your last visit"));
    let cookie = first.header("set-cookie").expect("a visit is told");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let browser = after(&browser, &first);
    server.clock.turn_on(3 * 60);
    let quiet = page_with(&browser, "/", "Since your last visit").body;
    assert!(quiet.contains("Nothing has changed.") && quiet.contains("Today, 09:14"), "{quiet}");
    assert_eq!(browser.post("/things/map/promises", &[("by", "Gita"), ("on", "2026-04-20")]).status, 303);
    let page = page_with(&browser, "/", "The one change").body;
    let rail = page.split("class=\"rail\"").nth(1).and_then(|rest| rest.split("</section>").next());
    let rail = rail.expect("a rail");
    assert!(rail.contains("Gita promised <a href=\"/things/map\">Rain on the map</a>"), "{rail}");
    let all =
        rail.split("href=\"/changes?").nth(1).and_then(|rest| rest.split('"').next()).expect("all of them");
    let changes = browser.get(&format!("/changes?{all}"));
    assert_eq!(changes.status, 200);
    assert!(changes.body.contains("One promise given."), "both count the same");
}

#[test]
fn a_past_page_is_nobodys_visit() {
    let server = Server::start();
    let browser = server.browser();
    let past = browser.get("/?as_of=2026-04-01");
    assert_eq!(past.header("set-cookie"), None);
    assert!(!past.body.contains("Since your last visit"));
}

#[test]
fn of_many_programs_the_worst_are_shown_and_all_are_one_click_away() {
    let server = Server::empty();
    for program in 0..15 {
        let due = if program == 14 { "8 Apr" } else { "8 May" };
        let plan = format!(
            "program p{program} \"Program {program}\" @Maya goal g{program}\nstart 2 Mar 2026\ntoday 7 Apr\n\n\
             a{program} \"Work\" P0 {}d @Ben{program}\ng{program} ms \"Goal {program}\" <- a{program} by {due}\n",
            program + 3
        );
        let name = format!("p{program}.plan");
        let file = linchpin_hub::FileParams { name: &name, bytes: plan.as_bytes(), ..Default::default() };
        assert_eq!(server.hub.read_file(&file).expect("the plan is read").faults, None);
    }
    server.settle();
    let browser = server.browser();
    let rows = |page: &str| page.matches("class=\"pg-name\"").count();
    let page = browser.get("/").body;
    assert_eq!(rows(&page), 12);
    let first = page.split("class=\"pg-name\"").nth(1).unwrap_or_default();
    assert!(first.contains("href=\"/programs/p14\""), "the latest comes first");
    assert!(page.contains("href=\"/?programs=all\">All 15 programs"));
    assert_eq!(rows(&browser.get("/?programs=all").body), 15);
}
