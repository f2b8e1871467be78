//! The pages of a program and of a milestone say what the reports say, of that program alone.

use linchpin_hub::FileParams;
use linchpin_model::{DayEnd, Moment, moment_told};
use serde_json::Value;

use crate::server::{Browser, Server};

/// A second program, so that what belongs to one is not what belongs to all.
const OTHER: &str = "\
program shop \"Shop <script>alert(1)</script>\" @Mei goal open
start 2 Mar 2026
today 7 Apr

workstream till \"Till & \\\"counter\\\"\" @Joon
  paint \"Paint <b>the wall</b>\" P0 6-9-15d @Joon promised 10 Apr
  shelf \"Shelves\" P0 4-6-9d <- paint
  sign  \"A sign\" P1 2d @Mei <- paint
trial ms \"Trial\" by 30 Mar
open  ms \"The shop is open\" <- shelf, sign by 17 Apr
risk R-1 \"The wall is wet\" 40% 2-4-8d on paint @Joon mitigation \"A heater\"
decision D-1 \"Which colour?\" @Mei added 1 Apr by 9 Apr on paint
decision D-2 \"Rent, do not buy\" @Mei added 2 Mar decided 4 Mar because \"It is cheaper\" on open
";

fn server() -> Server {
    let server = Server::start();
    let file = FileParams { name: "shop.plan", bytes: OTHER.as_bytes(), ..FileParams::default() };
    let looked = server.hub.read_file(&file).expect("the plan is read");
    assert_eq!(looked.faults, None, "the plan has no faults");
    server.settle();
    server
}

/// The page once it is of the newest position and everything on it is there; what is worked out beside it takes its time.
fn whole(browser: &Browser, path: &str) -> String {
    let newest = browser.get("/api/v1/items?limit=1").json()["position"].to_string();
    let is_newest = |page: &str| path.contains("as_of=") || page.contains(&format!("data-live=\"{newest}\""));
    for _ in 0..2_000 {
        let answer = browser.get(path);
        assert_eq!(answer.status, 200, "{path}");
        if !answer.body.contains("data-soon") && is_newest(&answer.body) {
            return answer.body;
        }
    }
    panic!("{path} is never whole")
}

fn report(browser: &Browser, name: &str, asked: &str) -> Value {
    browser.get(&format!("/api/v1/reports/{name}?{asked}")).json()
}

/// The text of a page without its marks, so that sentences can be found in it.
fn text(page: &str) -> String {
    let main =
        page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a main part").0;
    let mut text = String::new();
    for part in main.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, words)| words));
    }
    let entities =
        [("&#38;", "&"), ("&amp;", "&"), ("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")];
    entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

/// `2026-04-07` as pages write it.
fn day(on: &Value) -> String {
    let on: linchpin_model::Date = on.as_str().expect("a day").parse().expect("a day");
    linchpin_analysis::words::day(on, "2026-04-07".parse().expect("a day"))
}

#[test]
fn the_figures_of_the_page_are_those_of_the_reports_on_the_program() {
    let server = server();
    let browser = server.browser();
    for (program, goal) in [("weather", "beta"), ("shop", "open")] {
        let page = text(&whole(&browser, &format!("/programs/{program}")));
        let asked = format!("program={program}");
        let health = report(&browser, "health", &asked);
        let rows = health["rows"].as_array().expect("rows");
        let of = |key: &str| rows.iter().find(|row| row["key"] == key).expect("its row");
        assert!(page.contains(of(goal)["sentence"].as_str().expect("a sentence")), "{page}");
        for row in rows.iter().filter(|row| row["kind"] == "milestone" && !row["p50"].is_null()) {
            let range = format!("{} – {}", day(&row["p50"]), day(&row["p85"]));
            let range = if row["p50"] == row["p85"] { day(&row["p50"]) } else { range };
            assert!(page.contains(&range), "{range} of {} in {page}", row["key"]);
        }
        let forecast = report(&browser, "forecast", &asked);
        let milestones = forecast["milestones"].as_array().expect("milestones");
        let of_goal = milestones.iter().find(|milestone| milestone["key"] == goal).expect("the goal");
        let trials =
            linchpin_analysis::words::number_in_words(forecast["trials"].as_u64().expect("trials") as usize);
        let title = of_goal["title"].as_str().expect("a title");
        assert!(page.contains(&format!("{title}: {trials} simulated finishes")), "{page}");
        let chance = of_goal["chance_of_target"].as_f64().expect("a chance");
        let odds = linchpin_analysis::words::futures(chance, "makes", "make");
        assert!(page.to_lowercase().contains(&odds), "{odds} in {page}");
        let left = report(&browser, "chase", &asked)["rows"].as_array().expect("rows").len();
        assert!(page.contains(&format!("Chase list{left}")), "{left} are left: {page}");
    }
}

#[test]
fn the_movement_on_the_page_adds_up_to_the_movement_of_the_report() {
    let server = server();
    let browser = server.browser();
    let since = moment_told("63d", server.hub.now(), DayEnd::First).expect("a moment").date();
    for program in ["weather", "shop"] {
        let why = report(&browser, "why", &format!("program={program}&since={since}"));
        let page = text(&whole(&browser, &format!("/programs/{program}")));
        match why["moved_working_days"].as_f64() {
            Some(moved) => {
                let tenths = (moved * 10.0).round() / 10.0;
                let told = format!("{}{} d", if tenths > 0.0 { "+" } else { "" }, tenths).replace('-', "−");
                assert!(page.contains(&told), "{told} in {page}");
                for cause in why["causes"].as_array().expect("causes") {
                    assert!(page.contains(cause["title"].as_str().expect("a title")), "{cause} in {page}");
                }
            }
            None => assert!(!page.contains("Why the date moved"), "{page}"),
        }
    }
}

#[test]
fn a_program_shows_what_it_has_and_leaves_out_what_it_has_not() {
    let server = server();
    let browser = server.browser();
    let shop = text(&whole(&browser, "/programs/shop"));
    for told in [
        "Mei runs it",
        "Mei decides by 9 Apr: Which colour?",
        "The wall is wet",
        "4 d possible",
        "A heater.",
        "Rent, do not buy. Mei, 4 Mar.",
        "Chase for The shop is open",
        "Ask Joon",
    ] {
        assert!(shop.contains(told), "{told} in {shop}");
    }
    let weather = text(&whole(&browser, "/programs/weather"));
    for other in ["Workstreams", "Top risks", "Latest decisions", "Which colour?"] {
        assert!(!weather.contains(other), "{other} in {weather}");
    }
}

#[test]
fn a_milestone_says_when_it_is_reached_and_what_it_waits_for() {
    let server = server();
    let browser = server.browser();
    let page = text(&whole(&browser, "/milestones/open"));
    let health = report(&browser, "health", "milestone=open");
    assert!(page.contains(health["rows"][0]["sentence"].as_str().expect("a sentence")), "{page}");
    let chase = report(&browser, "chase", "milestone=open");
    assert!(page.contains(chase["sentence"].as_str().expect("a sentence")), "{page}");
    for row in chase["rows"].as_array().expect("rows") {
        assert!(page.contains(row["title"].as_str().expect("a title")), "{row} in {page}");
    }
    for told in ["Target17 Apr", "What drives the date", "Important", "Required", "Set target"] {
        assert!(page.contains(told), "{told} in {page}");
    }
    assert_eq!(browser.post("/things/open/promises", &[("by", "Mei"), ("on", "2026-05-04")]).status, 303);
    assert_eq!(browser.post("/things/open/target", &[("target", "2026-05-08")]).status, 303);
    server.clock.turn_on(1);
    let page = text(&whole(&browser, "/milestones/open"));
    for told in ["Mei promised 4 May", "Target8 May", "History"] {
        assert!(page.contains(told), "{told} in {page}");
    }
}

#[test]
fn titles_are_text_wherever_they_stand() {
    let server = server();
    let browser = server.browser();
    for path in ["/programs/shop", "/milestones/open"] {
        let page = whole(&browser, path);
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(!page.contains("Paint <b>"), "{path}");
    }
}

#[test]
fn an_unknown_key_leads_to_the_nearest_one() {
    let server = server();
    let browser = server.browser();
    let answer = browser.get("/programs/wether");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("href=\"/programs/weather\""), "{}", answer.body);
    let answer = browser.get("/milestones/opne");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("href=\"/milestones/open\""), "{}", answer.body);
    assert_eq!(browser.get("/programs/beta").status, 404, "a milestone is no program");
    assert_eq!(browser.get("/programs/something%20else").status, 404);
}

#[test]
fn an_empty_program_has_a_page() {
    let server = Server::empty();
    let bytes = "program bare \"Bare\"\nstart 2 Mar 2026\ntoday 7 Apr\nalone ms \"Alone\"\n".as_bytes();
    let file = FileParams { name: "bare.plan", bytes, ..FileParams::default() };
    server.hub.read_file(&file).expect("the plan is read");
    let browser = server.browser();
    let page = text(&whole(&browser, "/programs/bare"));
    assert!(page.contains("No read") && page.contains("no target"), "{page}");
    let page = text(&whole(&browser, "/milestones/alone"));
    assert!(page.contains("There is no work for Alone."), "{page}");
}

#[test]
fn a_page_of_the_past_is_the_page_of_then_and_does_nothing() {
    let server = Server::start();
    let browser = server.browser();
    let then = Moment::from_ms(server.hub.now().as_ms());
    let paths = ["/programs/weather", "/milestones/beta"].map(|path| format!("{path}?as_of={then}"));
    let told = paths.clone().map(|path| text(&whole(&browser, &path)));
    server.clock.turn_on(60);
    for (path, fields) in [
        ("/things/weather/health", [("colour", "yellow"), ("words", "Rain is late.")]),
        ("/things/map/promises", [("by", "Gita"), ("on", "2026-04-20")]),
        ("/things/beta/target", [("target", "2026-05-15"), ("", "")]),
    ] {
        assert_eq!(browser.post(path, &fields).status, 303, "{path}");
    }
    server.clock.turn_on(1);
    for (path, told) in paths.iter().zip(told) {
        assert_eq!(text(&whole(&browser, path)), told, "{path}");
        assert!(!told.contains("Restate") && !told.contains("Ask Gita"), "{told}");
        let page = browser.get(path).body;
        let main =
            page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a main part").0;
        let links = main.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
        // An entry of the journal is the same for ever.
        for link in links.filter(|link| !link.starts_with("entries/")) {
            assert!(link.contains("as_of="), "{link} leaves the past");
        }
    }
}

#[test]
fn health_is_restated_from_the_page_and_taken_back_there() {
    let server = Server::start();
    let browser = server.browser();
    let page = whole(&browser, "/programs/weather");
    assert!(page.contains("href=\"/things/weather/health?back=%2Fprograms%2Fweather\""), "{page}");
    let fields = [("colour", "red"), ("words", "The rain is late."), ("back", "/programs/weather")];
    let answer = browser.post("/things/weather/health", &fields);
    assert_eq!(
        answer.header("location"),
        Some(format!("/programs/weather?done={}", server.position()).as_str())
    );
    server.clock.turn_on(1);
    let answer = browser.get(&format!("/programs/weather?done={}", server.position()));
    let told = text(&answer.body);
    assert!(told.contains("said Red, 7 Apr"), "{told}");
    assert!(told.contains("said Red on 7 Apr; the evidence says Green."), "{told}");
    assert_eq!(answer.hidden("back"), "/programs/weather");
}

#[test]
fn a_program_that_was_taken_away_says_so_and_leads_to_its_history() {
    let server = Server::start();
    let browser = server.browser();
    assert_eq!(browser.post("/entries/1/undo", &[("back", "/")]).status, 303);
    let gone = browser.get("/programs/weather");
    assert_eq!(gone.status, 404, "{}", gone.body);
    assert!(gone.body.contains("This program was taken away"), "{}", gone.body);
    assert!(gone.body.contains("href=\"/things/weather/history\""), "{}", gone.body);
    assert_eq!(browser.get("/things/weather/history").status, 200);
}

#[test]
fn a_circle_is_named_on_the_pages_of_its_program_and_its_milestone_and_on_pulse() {
    let server = Server::start();
    let browser = server.browser();
    let circle = "These wait for each other in a circle: mast &#62; sail &#62; mast.";
    assert!(!browser.get("/programs/weather").body.contains("in a circle"));
    let plan = "program boat \"The boat\"\nmast 2d @Ben <- sail\nsail 2d @Ben <- mast\nafloat ms <- sail\n";
    let file = FileParams { name: "boat.plan", bytes: plan.as_bytes(), ..FileParams::default() };
    server.hub.read_file(&file).expect("the plan is read");
    server.settle();
    for path in ["/programs/boat", "/milestones/afloat"] {
        let page = browser.get(path).body;
        assert!(page.contains(circle) && page.contains("href=\"/things/mast\""), "{path}: {page}");
    }
    let pulse = browser.get("/?all=1").body;
    assert!(pulse.contains(circle.trim_end_matches('.')), "{pulse}");
    assert!(!browser.get("/programs/weather").body.contains("in a circle"), "it is of another program");
}
