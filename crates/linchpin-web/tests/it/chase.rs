//! The chase list on its pages is the report, row by row.

use linchpin_analysis::{ChaseList, ChaseParams, ForecastParams, Scope, chase, thing_of, words};
use linchpin_hub::FileParams;
use linchpin_model::Thing;

use crate::server::{NOW, Server};

/// A list in which something of everything is so.
const LIST: &str = "\
program works \"Water works\" @Maya goal open
start 2 Mar 2026
today 7 Apr

team pipes \"Pipes\" @Noor @Ivo
@Ivo away 6 - 10 Apr

survey \"Survey <b>the</b> street & \\\"square\\\"\" P0 5d @Noor started 9 Mar promised 3 Apr
dig    \"Dig\"    P0 10d @Ivo  <- survey promised 9 Apr
valve  \"Valves\" P1 3-5-9d @Noor
lamp   \"Lamps\"  P2 2d @Ivo
sign   \"Signs\"  P1 1d
open   ms \"Open\" <- dig, valve by 24 Apr
done   ms \"Later\" <- sign by 29 May
";

fn with_list() -> Server {
    let server = Server::start();
    let file = FileParams { name: "works.plan", bytes: LIST.as_bytes(), ..FileParams::default() };
    let read = server.hub.read_file(&file).expect("the plan is read");
    assert_eq!(read.faults, None, "the plan has no faults");
    server.settle();
    server
}

fn report(server: &Server, scope: Scope) -> ChaseList {
    let (world, as_of) = (server.hub.world(), NOW.parse().expect("a moment"));
    let outlook = linchpin_analysis::forecast::outlook(&world, &ForecastParams::new(as_of));
    chase(&world, &outlook, &ChaseParams::new(as_of, scope))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// The part of a page that is one row.
fn row<'p>(page: &'p str, key: &str) -> &'p str {
    let mark = format!("href=\"/items/{key}\"");
    let place = page.find(&mark).unwrap_or_else(|| panic!("no row of {key}"));
    let from = page[..place].rfind("<tr").expect("a row");
    let to = place + page[place..].find("</tr>").expect("its end");
    &page[from..to]
}

fn check_rows(page: &str, list: &ChaseList) {
    let today = list.header.as_of.date();
    assert_eq!(page.matches("<tr class=\"ch\"").count(), list.rows.len());
    let about = list.title.as_ref().map(|title| format!(" for {}", words::name(title))).unwrap_or_default();
    let sentence = list.sentence.replacen(&about, "", 1);
    assert!(page.contains(&escaped(&sentence)), "{sentence}");
    for told in &list.rows {
        let row = row(page, &told.key);
        assert!(row.contains(&escaped(&told.title)), "{row}");
        match told.promised_on {
            Some(on) => assert!(row.contains(&format!("<time datetime=\"{on}\">{}", words::day(on, today)))),
            None => assert!(row.contains("no date"), "{row}"),
        }
        if let Some(p50) = told.p50 {
            assert!(row.contains(&format!("<span class=\"fc\"><time datetime=\"{p50}\">")), "{row}");
        }
        if let Some(late) = told.late_working_days.filter(|late| *late > 0) {
            assert!(row.contains(&format!("+{late} d")), "{row}");
        }
        assert_eq!(row.contains("tag--crit"), told.critical, "{row}");
        assert_eq!(row.contains(", silent"), told.silent, "{row}");
        for blocker in &told.blocked_by {
            assert!(row.contains(&blocker.key), "{row}");
        }
    }
}

#[test]
fn every_row_is_that_of_the_report() {
    let server = with_list();
    let browser = server.browser();
    let world = server.hub.world();
    for (path, key) in [
        ("/chase", None),
        ("/programs/works/chase", Some("works")),
        ("/programs/weather/chase", Some("weather")),
        ("/milestones/open/chase", Some("open")),
        ("/milestones/done/chase", Some("done")),
    ] {
        let scope = match key.and_then(|key| thing_of(&world, key)) {
            Some(Thing::Program(id)) => Scope::Program(id),
            Some(Thing::Milestone(id)) => Scope::Milestone(id),
            _ => Scope::All,
        };
        let list = report(&server, scope);
        assert!(!list.rows.is_empty(), "{path}");
        for query in ["", "?by=team", "?by=date"] {
            let answer = browser.get(&format!("{path}{query}"));
            assert_eq!(answer.status, 200, "{path}{query}");
            check_rows(&answer.body, &list);
        }
    }
}

#[test]
fn a_filter_shows_as_many_rows_as_it_says() {
    let server = with_list();
    let browser = server.browser();
    let list = report(&server, Scope::All);
    let page = browser.get("/chase").body;
    let critical = list.rows.iter().filter(|row| row.critical).count();
    let undated = list.rows.iter().filter(|row| row.promised_on.is_none()).count();
    let silent = list.rows.iter().filter(|row| row.silent).count();
    for (only, title, count) in
        [("critical", "Critical", critical), ("undated", "No date", undated), ("silent", "Silent", silent)]
    {
        let shown = browser.get(&format!("/chase?only={only}")).body;
        assert_eq!(shown.matches("<tr class=\"ch\"").count(), count, "{only}");
        assert_eq!(page.contains(&format!("{title}, {count}")), count > 0, "{only}");
    }
    assert_eq!(browser.get("/chase?only=everything").status, 422);
}

#[test]
fn the_text_has_every_sentence() {
    let server = with_list();
    let browser = server.browser();
    for (path, scope) in [("/chase.txt", Scope::All), ("/chase.txt?by=date", Scope::All)] {
        let answer = browser.get(path);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        let list = report(&server, scope);
        assert!(answer.body.contains(&list.sentence), "{}", answer.body);
        for row in &list.rows {
            assert!(answer.body.contains(&row.sentence), "{}", row.sentence);
        }
    }
    let undated = browser.get("/programs/works/chase.txt?only=undated").body;
    assert!(undated.contains("Valves") && !undated.contains("- dig"), "{undated}");
}

#[test]
fn what_is_known_of_owners_stands_over_their_rows() {
    let server = with_list();
    let browser = server.browser();
    let page = browser.get("/chase").body;
    assert!(page.contains("Away until Fri 10 Apr") || page.contains("Away until Sat 11 Apr"), "Ivo is away");
    assert!(page.contains("Promise falls while Ivo is away"));
    server.clock.turn_on(1);
    assert_eq!(browser.post("/things/valve/asks", &[("to", "Noor"), ("question", "By when?")]).status, 303);
    server.settle();
    let page = browser.get("/chase").body;
    assert!(page.contains("Has not answered since Tue 7 Apr"));
    assert!(row(&page, "valve").contains("Asked 7 Apr, no reply"), "{}", row(&page, "valve"));
}

#[test]
fn a_past_list_keeps_its_moment_and_offers_no_act() {
    let server = with_list();
    let browser = server.browser();
    let page = browser.get("/milestones/open/chase?as_of=2026-04-01&by=team").body;
    let own = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let own: Vec<&str> = own.filter(|link| link.contains("/chase") || link.starts_with("/items")).collect();
    assert!(own.len() > 5, "{own:?}");
    assert!(own.iter().all(|link| link.contains("as_of=2026-04-01")), "{own:?}");
    assert!(!page.contains("/asks?back="), "nothing is asked in the past");
}

#[test]
fn a_list_of_nothing_or_of_nobody_says_so() {
    let browser_of_empty = Server::empty();
    let page = browser_of_empty.browser().get("/chase");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("There is no work."), "{}", page.body);
    let server = with_list();
    let browser = server.browser();
    for path in [
        "/programs/nobody/chase",
        "/programs/open/chase",
        "/milestones/works/chase",
        "/milestones/x/chase.txt",
    ] {
        assert_eq!(browser.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_long_list_is_read_in_pages_that_miss_nothing() {
    let server = Server::empty();
    let items: String = (0..450).map(|item| format!("i{item} \"Item {item}\" P0 1d @Noor\n")).collect();
    let plan = format!("program long \"Long\" @Maya\nstart 2 Mar 2026\ntoday 7 Apr\n\n{items}");
    let file = FileParams { name: "long.plan", bytes: plan.as_bytes(), ..FileParams::default() };
    assert_eq!(server.hub.read_file(&file).expect("the plan is read").faults, None);
    server.settle();
    let browser = server.browser();
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=5 {
        let body = browser.get(&format!("/programs/long/chase?page={page}")).body;
        seen.extend((0..450).filter(|item| body.contains(&format!("href=\"/items/i{item}\""))));
    }
    assert_eq!(seen.len(), 450);
    assert_eq!(browser.get("/programs/long/chase?page=99").status, 200);
}
