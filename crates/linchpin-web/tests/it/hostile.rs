//! Whatever somebody writes into a form or calls a thing, the answer is in words and every page still opens.

use linchpin_hub::FileParams;

use crate::server::{Answer, Browser, Server};

/// A form and what is in it when everything is right.
type Right = (&'static str, &'static [(&'static str, &'static str)]);

const FORMS: [Right; 13] = [
    ("weather/health", &[("colour", "green"), ("words", "Dry."), ("expects", "2026-05-04")]),
    ("beta/target", &[("target", "2026-05-14"), ("resolution", "day")]),
    ("map/promises", &[("by", "Ben"), ("on", "2026-05-14"), ("words", "Sure.")]),
    ("map/asks", &[("to", "Ben"), ("question", "When?"), ("due", "2026-05-10")]),
    ("ask:1/answer", &[("answer", "Soon.")]),
    ("map/snoozes", &[("until", "2026-05-01")]),
    ("map/owner", &[("owner", "Ben")]),
    ("map/priority", &[("priority", "P0")]),
    ("map/due", &[("due", "2026-05-10")]),
    ("map/estimate", &[("estimate", "5d")]),
    (
        "weather/risks",
        &[
            ("title", "Rain"),
            ("probability", "30"),
            ("impact", "2/5/10"),
            ("mitigation", "Hats."),
            ("owner", "Ben"),
        ],
    ),
    (
        "weather/decisions",
        &[("title", "Hats?"), ("state", "open"), ("by", "Ben"), ("on", "2026-05-10"), ("rationale", "Rain.")],
    ),
    ("weather/action-items", &[("title", "Buy hats"), ("owner", "Ben"), ("due", "2026-05-10")]),
];

/// What does not belong into most fields, and into some not at all.
const ODD: [&str; 22] = [
    "",
    "  \n ",
    "\u{200b}\u{feff}",
    "a\0b",
    "\u{202e}tsal\u{202c}",
    "שלום עולם",
    "🏳️‍🌈",
    "<script>alert(1)</script>",
    "\"'`</textarea>",
    "one\r\ntwo",
    "2026-02-31",
    "0000-01-01",
    "9999-12-31",
    "2026-05-01T23:00-08:00",
    "-1",
    "1e9",
    "NaN",
    "0d",
    "10000d",
    "0.001d",
    "9/5/1d",
    "a former person",
];

/// Every page that tells of what the forms are about.
const PAGES: [&str; 14] = [
    "/",
    "/asks",
    "/changes",
    "/chase",
    "/chase.txt",
    "/programs/weather",
    "/programs/weather/chase",
    "/milestones/beta",
    "/items/map",
    "/things/map/history",
    "/things/weather/history",
    "/people/%40Ben",
    "/teams/sky",
    "/api/v1/reports/pulse",
];

fn pages_open(browser: &Browser, after: &str) {
    for page in PAGES {
        let answer = browser.get(page);
        assert_eq!(answer.status, 200, "{page} after {after}");
        let has_script = answer.body.contains("<script>alert");
        assert!(!has_script, "{page} after {after}: {}", answer.body);
    }
}

/// What a form says is wrong.
fn wrong(answer: &Answer) -> String {
    let told = answer.body.split("help--bad").nth(1).or_else(|| answer.body.split("role=\"alert\"").nth(1));
    let told = told.and_then(|rest| rest.split("</svg>").nth(1)).unwrap_or_default();
    told.split("</p>").next().unwrap_or_default().trim_start_matches("<p>").to_string()
}

fn server() -> Server {
    let server = Server::start();
    let ask = [("to", "Gita"), ("question", "Will it hold?")];
    assert_eq!(server.browser().post("/things/beta/asks", &ask).status, 303);
    server.settle();
    server
}

#[test]
fn every_form_answers_whatever_is_written() {
    std::thread::scope(|scope| {
        for forms in FORMS.chunks(FORMS.len().div_ceil(4)) {
            scope.spawn(move || {
                let server = server();
                let browser = server.browser();
                for (path, right) in forms {
                    right.iter().for_each(|(name, _)| answers(&browser, path, right, name));
                    pages_open(&browser, path);
                }
            });
        }
    });
}

/// Writes everything odd into one field.
fn answers(browser: &Browser, path: &str, right: &[(&str, &str)], name: &str) {
    for odd in ODD {
        let value = |field: &str, right| if field == name { odd } else { right };
        let fields: Vec<(&str, &str)> =
            right.iter().map(|(field, right)| (*field, value(field, right))).collect();
        let answer = browser.post(&format!("/things/{path}"), &fields);
        if answer.status == 303 {
            continue;
        }
        let told = wrong(&answer);
        assert_eq!(answer.status, 422, "{path} {name} {odd:?}: {}", answer.body);
        assert!(told.ends_with('.') && told.len() < 220, "{path} {name} {odd:?}: “{told}”");
        assert!(!told.contains("“”"), "{path} {name} {odd:?}: {told}");
    }
}

#[test]
fn what_is_too_long_is_counted_and_kept() {
    let server = server();
    let browser = server.browser();
    let before = server.position();
    let long = "x".repeat(30_000);
    for (path, right) in FORMS {
        for (name, _) in
            right.iter().filter(|(name, _)| !matches!(*name, "colour" | "resolution" | "state" | "priority"))
        {
            let fields: Vec<(&str, &str)> = right
                .iter()
                .map(|(field, value)| (*field, if field == name { long.as_str() } else { *value }))
                .collect();
            let answer = browser.post(&format!("/things/{path}"), &fields);
            assert_eq!(answer.status, 422, "{path} {name}");
            assert!(
                wrong(&answer).starts_with("This has 30,000 characters"),
                "{path} {name}: {}",
                wrong(&answer)
            );
            assert!(answer.body.contains(&long), "{path} {name} is kept");
        }
    }
    assert_eq!(server.position(), before);
}

#[test]
fn what_nobody_can_see_is_not_recorded() {
    let server = server();
    let browser = server.browser();
    let said = [("colour", "red"), ("words", "It\0 po\u{7}urs.\r\nMuch.")];
    assert_eq!(browser.post("/things/weather/health", &said).status, 303);
    assert_eq!(browser.post("/things/weather/risks", &[("title", " Rain\nand\u{0} hail ")]).status, 303);
    let world = server.hub.world();
    let titles: Vec<_> =
        world.live::<linchpin_model::Risk>().filter_map(|risk| risk.title().cloned()).collect();
    assert_eq!(titles.iter().map(|title| &**title).collect::<Vec<_>>(), ["Rain and hail"]);
    let words = world.live::<linchpin_model::CheckIn>().filter_map(|said| world.text(said.words()?).cloned());
    assert_eq!(words.map(|words| words.to_string()).collect::<Vec<_>>(), ["It pours.\nMuch."]);
}

#[test]
fn no_colour_is_chosen_for_anybody() {
    let server = Server::empty();
    let file = FileParams { name: "bare.plan", bytes: b"program bare \"Bare\"\n", ..FileParams::default() };
    server.hub.read_file(&file).expect("it is read");
    server.settle();
    let form = server.browser().get("/things/bare/health").body;
    assert!(form.contains("<option value=\"\" selected>Choose one</option>"), "{form}");
}

/// Keys that mean something in addresses, in pages, or nothing at all.
const KEYS: [&str; 14] = [
    "a/b",
    "api#1",
    "100%",
    "%2F",
    "?x=1&y=2",
    "two words",
    "=1+1",
    "🏳️‍🌈",
    "שלום",
    "<b>bold</b>",
    "history",
    "a;b",
    "back\\slash",
    "item:1",
];

#[test]
fn a_thing_of_any_key_is_led_to_and_acted_on() {
    let server = Server::start();
    let browser = server.browser();
    let rows: Vec<String> =
        KEYS.iter().map(|key| format!("\"{key}\",Title of {},To do", key.len())).collect();
    let table = format!("Key,Title,Status\n{}\n", rows.join("\n"));
    let file = FileParams {
        name: "odd.csv",
        bytes: table.as_bytes(),
        program: Some("weather"),
        ..FileParams::default()
    };
    server.hub.read_file(&file).expect("it is read");
    server.settle();
    let list = browser.get("/chase").body;
    let links: Vec<&str> =
        list.split("href=\"/items/").skip(1).filter_map(|link| link.split('"').next()).collect();
    assert!(links.len() >= KEYS.len(), "{links:?}");
    for link in links {
        let page = browser.get(&format!("/items/{link}"));
        assert_eq!(page.status, 200, "/items/{link}");
        assert_eq!(browser.get(&format!("/things/{link}/history")).status, 200, "{link}");
        assert_eq!(browser.get(&format!("/things/{link}")).status, 303, "{link}");
        let form = page.body.split(&format!("href=\"/things/{link}/due?back=")).nth(1);
        let back =
            form.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{link}: {}", page.body));
        let form = browser.get(&format!("/things/{link}/due?back={back}"));
        assert_eq!(form.status, 200, "{link}");
        let back = form.hidden("back");
        let sent = browser.post(&format!("/things/{link}/due"), &[("due", "2026-05-04"), ("back", &back)]);
        let to = sent.header("location").unwrap_or_default();
        assert_eq!((sent.status, browser.get(to).status), (303, 303), "{link} goes back to {to}");
        assert_eq!(browser.get(&back.replace("/things/", "/items/")).status, 200, "{link}");
    }
}
