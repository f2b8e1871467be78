//! As of a hundred past moments, each page and each report is that of a hub whose journal ends there.
//!
//! *As it was at T* folds all that happened up to T, whenever it was told. Where nothing was told late, the hub to compare
//! with has the journal up to T. Where some of it was, it has of each entry what had happened by then, and what is evidence
//! is compared by its entry, as the events of an entry are counted anew. Both are asked for T, and the shorter one, whose
//! clock stands at T, is also just asked: it has the same to say, and offers besides what can be done now.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use linchpin_model::{Entry, Moment};
use serde_json::Value;

use crate::lived::Lived;
use crate::server::{Browser, NOW, Server};

/// Moments of the hub where nothing was told late, and of the other.
const MOMENTS: (usize, usize) = (100, 40);
/// Kinds of pages that are looked at as of each moment.
const KINDS_EACH: usize = 6;

/// Every kind of page that tells of a moment, and every report.
const KINDS: [&[&str]; 26] = [
    &["/", "/?all=1"],
    &["/asks"],
    &["/changes", "/changes?since=2w", "/changes?program=weather"],
    &["/chase", "/chase?by=team"],
    &["/chase.txt"],
    &["/programs/weather", "/programs/shop"],
    &["/programs/weather/chase", "/programs/shop/chase"],
    &["/programs/weather/chase.txt", "/milestones/beta/chase.txt"],
    &["/milestones/beta", "/milestones/open", "/milestones/trial"],
    &["/milestones/beta/chase", "/milestones/open/chase"],
    &["/items/map", "/items/TD-3", "/items/TD-4", "/items/warnings", "/items/sign", "/items/TD-9"],
    &["/people/%40Ben", "/people/%40Gita", "/people/%40Mei"],
    &["/people/person:6", "/people/person:7"],
    &["/teams/sky"],
    &["/things/R-1", "/things/D-1", "/things/ask:1", "/things/promise:1"],
    &["/things/map/history", "/things/beta/history", "/things/TD-3/history"],
    &["/search?q=storm", "/search?q=ask"],
    &["/api/v1/reports/pulse?trials=200", "/api/v1/reports/pulse?program=weather&trials=200"],
    &["/api/v1/reports/schedule", "/api/v1/reports/schedule?program=shop"],
    &["/api/v1/reports/forecast?trials=200"],
    &["/api/v1/reports/health?trials=200"],
    &["/api/v1/reports/chase?trials=200", "/api/v1/reports/chase?milestone=beta&trials=200"],
    &["/api/v1/reports/changes", "/api/v1/reports/changes?program=shop"],
    &["/api/v1/reports/why?milestone=beta&trials=200&since=2026-04-01"],
    &["/api/v1/reports/flow"],
    &["/api/v1/reports/workload"],
];

/// Numbers that look like chance and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is less than the end")
    }
}

/// A moment, and the pages to look at.
type Look = (Moment, Vec<&'static str>);

/// Moments at, right before and between those at which something happened, each with pages, and every kind in turn.
fn looks(entries: &[Entry], first: Moment, count: usize) -> Vec<Look> {
    let happened = entries.iter().flat_map(|entry| &entry.body.events).map(|stamped| stamped.at.as_ms());
    let happened: Vec<i64> = happened.collect::<BTreeSet<i64>>().into_iter().collect();
    let moments = happened.windows(2).flat_map(|pair| [pair[0], pair[0] - 1, pair[0].midpoint(pair[1])]);
    let moments: Vec<Moment> = moments.map(Moment::from_ms).filter(|at| *at >= first).collect();
    let mut dice = Dice(20_260_407);
    let mut kinds = KINDS.iter().cycle();
    let mut look = || {
        let at = moments[dice.up_to(moments.len())];
        let pages = kinds.by_ref().take(KINDS_EACH).map(|pages| pages[dice.up_to(pages.len())]);
        (at, pages.collect())
    };
    (0..count).map(|_| look()).collect()
}

/// Looks from several sides at once, as each look waits for disks and threads.
fn each(looks: &[Look], look: impl Fn(&Look) -> Result<(), String> + Sync) {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(one) = looks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(difference) = look(one) {
                        wrong.lock().expect("nobody panics with it").push(difference);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panicked");
    assert!(wrong.is_empty(), "{} pages differ; the first: {}", wrong.len(), wrong[0]);
}

/// What a hub tells of a moment: everything on a page, or a report.
fn told(browser: &Browser, path: &str, at: Option<Moment>) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = at.map_or_else(|| path.to_string(), |at| format!("{path}{joint}as_of={at}"));
    let answer = (0..400).map(|_| browser.get(&path)).find(|answer| !answer.body.contains("data-soon"));
    let answer = answer.unwrap_or_else(|| panic!("{path} is never whole"));
    let body = match serde_json::from_str::<Value>(&answer.body) {
        Ok(mut report) => {
            settle(&mut report);
            format!("{report:#}")
        }
        Err(_) => answer.body,
    };
    format!("{}\n{body}", answer.status)
}

/// Takes out of a report how far the journal goes that it was made from.
fn settle(report: &mut Value) {
    if let Some(report) = report.as_object_mut() {
        report.retain(|name, _| !matches!(name.as_str(), "position" | "known_at"));
    }
}

/// The words of a page without those of buttons and of what leads to a form.
fn words(page: &str) -> String {
    let Some((_, main)) = page.split_once("<main") else { return page.into() };
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let (mut words, mut until) = (String::new(), None::<String>);
    for part in main.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let offers = ["btn", "hints", "data-date", "back="].iter().any(|mark| tag.contains(mark));
        if until.is_none() && offers && matches!(name.as_str(), "a" | "button" | "p") {
            until = Some(format!("/{name}"));
        }
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == ',');
        if until.is_none() && !text.is_empty() {
            words.push_str(text);
            words.push('\n');
        }
        until = until.filter(|end| end != tag);
    }
    words
}

/// What an entry is evidence of stays; which of its events it is does not.
fn without_events(page: &str) -> String {
    let marks = ["/entries/", "\"url_or_entry\": \""];
    marks.iter().fold(page.to_string(), |page, mark| {
        let mut parts = page.split(mark);
        let mut out = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (entry, rest) = part.split_at(part.find('"').unwrap_or(part.len()));
            let entry = entry.split('.').next().filter(|entry| entry.parse::<u64>().is_ok()).unwrap_or(entry);
            out.extend([mark, entry, rest]);
        }
        out
    })
}

/// The first lines that differ.
fn difference(of: &str, one: &str, two: &str) -> Result<(), String> {
    if one == two {
        return Ok(());
    }
    let mut told = format!("{of}\n");
    let pairs = one.lines().zip(two.lines()).filter(|(one, two)| one != two).take(5);
    pairs.for_each(|(one, two)| writeln!(told, "- {one}\n+ {two}").expect("a text takes it"));
    Err(format!("{told}({} lines and {})", one.lines().count(), two.lines().count()))
}

/// The hub of then has the same to say as the later one, for a moment and just so.
fn same(
    lived: &Browser,
    then: &[Entry],
    (at, pages): &Look,
    settled: fn(&str) -> String,
) -> Result<(), String> {
    let of_then = Server::of(then, *at);
    let of_then = of_then.browser();
    pages.iter().try_for_each(|page| {
        let past = settled(&told(lived, page, Some(*at)));
        assert!(!past.contains("Noor"), "{page} as of {at} names who was forgotten later");
        difference(&format!("{page} as of {at}"), &past, &settled(&told(&of_then, page, Some(*at))))?;
        let present = settled(&words(&told(&of_then, page, None)));
        difference(&format!("{page} of {at}, just asked"), &settled(&words(&past)), &present)
    })
}

#[test]
fn a_page_of_the_past_is_the_page_of_a_hub_that_ended_there() {
    let lived = Lived::told_in_time();
    let browser = lived.server.browser();
    let begun: Moment = NOW.parse().expect("a moment");
    let looks = looks(&lived.entries, begun, MOMENTS.0);
    each(&looks, |look| {
        let known = |entry: &&Entry| entry.recorded_at <= look.0;
        let then: Vec<Entry> = lived.entries.iter().take_while(known).cloned().collect();
        let later = lived.entries[then.len()..].iter().flat_map(|entry| &entry.body.events);
        assert!(later.map(|stamped| stamped.at).all(|at| at > look.0), "nothing was told late");
        same(&browser, &then, look, str::to_string)
    });
    for (number, kind) in KINDS.iter().enumerate() {
        let seen = looks.iter().filter(|(_, pages)| pages.iter().any(|page| kind.contains(page))).count();
        assert!(seen >= 20, "kind {number}, {kind:?}, is looked at {seen} times");
    }
}

#[test]
fn what_was_told_late_is_on_the_page_of_then() {
    let lived = Lived::told_late();
    let browser = lived.server.browser();
    let looks = looks(&lived.entries, Moment::MIN, MOMENTS.1);
    let late =
        |(at, _): &&Look| lived.entries.iter().any(|entry| entry.recorded_at > *at && tells_of(entry, *at));
    assert!(looks.iter().filter(late).count() >= 20, "most moments were told of later");
    each(&looks, |look| {
        let mut then = lived.entries.clone();
        then.iter_mut().for_each(|entry| entry.body.events.retain(|stamped| stamped.at <= look.0));
        let last = then.iter().rposition(|entry| !entry.body.events.is_empty());
        then.truncate(last.map_or(0, |last| last + 1));
        same(&browser, &then, look, without_events)
    });
}

fn tells_of(entry: &Entry, at: Moment) -> bool {
    entry.body.events.iter().any(|stamped| stamped.at <= at)
}
