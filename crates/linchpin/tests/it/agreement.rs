//! One figure, wherever it stands: on Pulse, on the pages of programs, milestones, people and chase lists, in the JSON of the
//! server, and in what the command line answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use linchpin_analysis::words::{day, number_in_words};
use linchpin_hub::{Hub, Location, OpenParams, SystemChance, SystemClock};
use linchpin_model::Date;
use linchpin_sample::Sample;
use serde_json::Value;

use crate::server::Server;
use crate::user::User;

/// Programs, milestones and people of a hub that are looked at, each: a large hub has hundreds.
const MOST: usize = 4;

/// A hub that is asked in both ways about one moment.
struct Both {
    user: User,
    server: Server,
    cookie: String,
    as_of: String,
    today: Date,
}

impl Both {
    fn new(user: User, as_of: &str) -> Self {
        let server = Server::start(&user);
        let cookie = server.cookie();
        let today = as_of[..10].parse().unwrap();
        Self { user, server, cookie, as_of: as_of.into(), today }
    }

    /// The body of a page that says all it has to.
    fn body(&self, path: &str) -> String {
        let joint = if path.contains('?') { '&' } else { '?' };
        let line = format!("GET {path}{joint}as_of={} HTTP/1.1", self.as_of);
        let whole = (0..600)
            .map(|_| self.server.ask(&line, &self.cookie, ""))
            .find(|page| !page.contains("data-soon"));
        let whole = whole.unwrap_or_else(|| panic!("{path} is never whole"));
        assert!(whole.starts_with("HTTP/1.1 200"), "{path}: {whole}");
        whole.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// The words of a page.
    fn words(&self, path: &str) -> String {
        let page = self.body(path);
        let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).unwrap().0;
        let parts = main.split('<').map(|part| part.split_once('>').map_or("", |(_, words)| words));
        let words: String = parts.collect();
        [("&#38;", "&"), ("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">")]
            .iter()
            .fold(words, |words, (entity, letter)| words.replace(entity, letter))
    }

    /// What the command line answers, which the server answers as well.
    fn report(&self, name: &str, asked: &[(&str, &str)]) -> Value {
        let mut args = vec!["report".to_owned(), name.to_owned(), "--as-of".into(), self.as_of.clone()];
        args.extend(asked.iter().flat_map(|(flag, value)| [format!("--{flag}"), (*value).to_owned()]));
        let told = self.user.json(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let asked: Vec<String> =
            asked.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = self.body(&format!("/api/v1/reports/{name}?{}", asked.join("&")));
        let served: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(settled(served), settled(told.clone()), "{name} {asked:?}");
        told
    }

    fn day(&self, value: &Value) -> Option<String> {
        value.as_str().map(|text| day(text.parse().unwrap(), self.today))
    }
}

/// The server reads to the end of the journal, the command line to the last entry it was told of: the same here.
fn settled(mut report: Value) -> Value {
    if let Some(report) = report.as_object_mut() {
        report.remove("known_at");
    }
    report
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn rows(report: &Value) -> &[Value] {
    report["rows"].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// Every figure that stands in two places.
fn check(user: User, as_of: &str) {
    let both = Both::new(user, as_of);
    for name in ["pulse", "schedule", "forecast", "changes", "flow"] {
        both.report(name, &[]);
    }
    let health = both.report("health", &[]);
    let of = |kind: &'static str| rows(&health).iter().filter(move |row| row["kind"] == kind).take(MOST);
    of("program").for_each(|row| program(&both, row));
    of("milestone").for_each(|row| milestone(&both, row));
    pulse(&both, &health);
    chase(&both);
    people(&both);
}

/// Pulse has each program's colour and day; its heading counts what needs somebody.
fn pulse(both: &Both, health: &Value) {
    let page = both.words("/");
    let told = both.report("pulse", &[]);
    let needs = told["needs"].as_u64().unwrap() as usize;
    let counted = number_in_words(needs);
    let heading = page.to_lowercase();
    assert!(needs == 0 || heading.contains(&counted) || needs == 1, "{counted} in {page}");
    for row in rows(health).iter().filter(|row| row["kind"] == "program") {
        assert!(page.contains(text(row, "title")), "{} is on Pulse", row["title"]);
        if let Some(p50) = both.day(&row["p50"]) {
            assert!(page.contains(&p50), "P50 {p50} of {} is on Pulse: {page}", row["title"]);
        }
    }
    for row in rows(&told).iter().take(7) {
        let title = text(row, "title").trim_end_matches('.');
        assert!(page.contains(title), "{title} in {page}");
    }
}

/// A program's page says what its own reports and the reports on everything say.
fn program(both: &Both, row: &Value) {
    let key = text(row, "key");
    let asked = [("program", key)];
    let page = both.words(&format!("/programs/{}", encoded(key)));
    let own = both.report("health", &asked);
    let of_own = rows(&own).iter().find(|own| own["kind"] == "program" && own["key"] == row["key"]).unwrap();
    for field in ["health", "sentence", "target", "p50", "p85", "judged_by", "late_working_days"] {
        assert_eq!(of_own[field], row[field], "{field} of {key} in its own report and in that of everything");
    }
    for field in ["target", "p50", "p85"] {
        if let Some(on) = both.day(&row[field]) {
            assert!(page.contains(&on), "{field} {on} of {key} in {page}");
        }
    }
    let list = both.report("chase", &asked);
    let left = rows(&list).len();
    assert!(left == 0 || page.contains(&format!("Chase list{left}")), "{left} are left of {key}: {page}");
    let chase = both.words(&format!("/programs/{}/chase", encoded(key)));
    let sentence = under_title(&list, row);
    assert!(chase.contains(&sentence), "{sentence}: {chase}");
    assert!(left == 0 || chase.contains(&format!("Chase list{left}")), "{left} are left of {key}: {chase}");
    for name in ["forecast", "changes", "flow", "workload", "schedule", "pulse"] {
        both.report(name, &asked);
    }
}

/// The sentence of a chase list as it stands under the title of what it is of, which it need not name again.
fn under_title(list: &Value, row: &Value) -> String {
    let title = linchpin_analysis::words::name(text(row, "title"));
    text(list, "sentence").replacen(&format!(" for {title}."), ".", 1)
}

/// A milestone's page says what its reports say.
fn milestone(both: &Both, row: &Value) {
    let key = text(row, "key");
    let asked = [("milestone", key)];
    let page = both.words(&format!("/milestones/{}", encoded(key)));
    let own = both.report("health", &asked);
    let of_own = rows(&own).iter().find(|own| own["key"] == row["key"]).unwrap();
    for field in ["health", "sentence", "target", "p50", "p85", "done", "items"] {
        assert_eq!(of_own[field], row[field], "{field} of {key} in its own report and in that of everything");
    }
    assert!(page.contains(text(row, "sentence")), "{}: {page}", row["sentence"]);
    let list = both.report("chase", &asked);
    let chase = both.words(&format!("/milestones/{}/chase", encoded(key)));
    let sentence = under_title(&list, row);
    assert!(chase.contains(&sentence), "{sentence}: {chase}");
    for field in ["target", "p50", "p85"] {
        if let Some(on) = both.day(&row[field]) {
            assert!(page.contains(&on), "{field} {on} of {key} in {page}");
        }
    }
    if let (Some(done), Some(items)) =
        (row["done"].as_u64(), row["items"].as_u64().filter(|items| *items > 0))
    {
        assert!(page.contains(&format!("{done} of {items}")), "{done} of {items} of {key}: {page}");
        assert!(rows(&list).len() as u64 + done >= items, "what is not done of {key} is chased");
    }
}

/// The chase list of everything: its sentence, its rows, and each row's days.
fn chase(both: &Both) {
    let told = both.report("chase", &[]);
    let page = both.words("/chase");
    assert!(page.contains(text(&told, "sentence")), "{}: {page}", told["sentence"]);
    for row in rows(&told).iter().take(1) {
        assert!(page.contains(text(row, "title")), "{row} in {page}");
    }
}

/// Who holds how much, on a person's page, in the workload, and counted from the chase list.
fn people(both: &Both) {
    let workload = both.report("workload", &[]);
    let chase = both.report("chase", &[]);
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows(&chase) {
        *held.entry(text(&row["owner"], "key")).or_default() += 1;
    }
    for row in rows(&workload).iter().filter(|row| row["kind"] == "person").take(MOST) {
        let key = text(row, "key");
        let open = row["open_items"].as_u64().unwrap() as usize;
        let page = both.words(&format!("/people/{}", encoded(key)));
        assert!(page.contains(text(row, "sentence")), "{}: {page}", row["sentence"]);
        // What is only nice to have is work, and is not chased.
        assert!(held.get(key).copied().unwrap_or(0) <= open, "what {key} is chased for is theirs");
        let told = linchpin_analysis::words::count(open, "open item", "open items");
        assert!(open == 0 || page.contains(&format!("has {told}")), "{key} has {told}: {page}");
    }
}

#[test]
fn the_sample_says_the_same_everywhere() {
    let user = User::new();
    let location = Location::File(user.path("hub.linchpin"));
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    let params = OpenParams { location, workspace: None, create: true, clock, chance };
    let sample = Sample { today: "2026-11-24".parse().unwrap(), seed: 1 };
    sample.write(&Hub::open(params).unwrap().hub).unwrap();
    check(user, &sample.ends_at().to_string());
}

/// Programs that are over, without targets, without milestones, and without anything.
const PLANS: [(&str, &str); 5] = [
    (
        "over.plan",
        "program over \"All over\" @Ben goal end\nstart 5 Oct 2026\ntoday 24 Nov 2026\n\
         first \"First\" P0 3d @Ben started 5 Oct done 7 Oct\n\
         end ms \"The end\" by 16 Oct done 12 Oct <- first\n",
    ),
    (
        "vague.plan",
        "program vague \"No targets\" @Cleo\nstart 2 Nov 2026\ntoday 24 Nov 2026\n\
         some \"Something\" 2d @Cleo\nelse \"Something else\" 1-2-4d <- some\none ms \"One day\" <- else\n",
    ),
    (
        "plain.plan",
        "program plain \"No milestones\" @Dai\nstart 2 Nov 2026\ntoday 24 Nov 2026\n\
         dig \"Dig\" 3d @Dai\nfill \"Fill\" 2-3-5d @Dai <- dig\n",
    ),
    ("bare.plan", "program bare \"Bare\" @Ana\nstart 2 Nov 2026\ntoday 24 Nov 2026\n"),
    ("loop.csv", "Key,Title,Status,Owner,Blocked by\nL-1,One,To do,Ana,L-2\nL-2,Two,To do,Ana,L-1\n"),
];

#[test]
fn odd_programs_say_the_same_everywhere() {
    let user = User::new();
    for (name, text) in PLANS {
        let file = user.file(name, text);
        user.does(&["import", &file, "--program", "loop"]);
    }
    let told = user.json(&["report", "health", "--as-of", "2026-11-24T12:00:00Z"]);
    let of = |key: &str| rows(&told).iter().find(|row| row["key"] == key).unwrap().clone();
    assert_eq!(of("over")["late_working_days"], -4, "what was reached is not late because time passed");
    assert!(of("plain")["p50"].is_string(), "a program has an end although others have milestones");
    assert!(of("loop")["p50"].is_null(), "nothing is known of how long a thing takes");
    check(user, "2026-11-24T12:00:00Z");
}

/// A hub of real files; none, with a word about it, where they are not there.
fn real(files: &[&str]) -> Option<User> {
    let user = User::new();
    for file in files {
        let path = linchpin_testing::data(file)?;
        user.does(&["import", path.to_str().unwrap()]);
    }
    Some(user)
}

#[test]
fn a_real_tracker_says_the_same_everywhere() {
    if let Some(user) = real(&["jira/apache-small.ndjson"]) {
        check(user, "2014-06-02T12:00:00Z");
    }
}

#[test]
fn real_plans_say_the_same_everywhere() {
    if let Some(user) = real(&["mspdi/slack9.xml", "mspdi/sample-cde2.xml", "mspdi/mspdirelations.xml"]) {
        check(user, "2026-11-24T12:00:00Z");
    }
}
