//! Forms of things that changed meanwhile: merged, renamed, removed, forgotten; and undoing what is no longer there.

use linchpin_hub::FileParams;
use linchpin_model::command::Command;
use linchpin_model::id::Key;
use linchpin_model::{Actor, Thing};

use crate::server::{Answer, Browser, Server};

const TABLE: &str = "\
Key,Title,Status,Owner
TD-1,Read the gauges,To do,Noor
TD-2,Read the gauges twice,To do,Olu
";

struct Stale {
    server: Server,
    browser: Browser,
}

impl Stale {
    fn new() -> Self {
        let server = Server::start();
        let file = FileParams {
            name: "tides.csv",
            bytes: TABLE.as_bytes(),
            program: Some("weather"),
            ..FileParams::default()
        };
        server.hub.read_file(&file).expect("it is read");
        server.settle();
        Self { browser: server.browser(), server }
    }

    fn thing(&self, key: &str) -> Thing {
        self.server.hub.world().thing(&Key::new(key)).unwrap_or_else(|| panic!("there is no {key}"))
    }

    fn command(&self, command: &Command) {
        let hub = &self.server.hub;
        let me = hub.resident("maya").expect("a person");
        let recorded =
            hub.command(hub.new_id(), Actor::Person(me), "test", command, &[]).expect("it is accepted");
        assert!(recorded.position.is_some(), "{command:?}");
        self.server.settle();
    }

    /// Sends what stood in a form that was opened before.
    fn send(&self, path: &str, form: &Answer, fields: &[(&str, &str)]) -> Answer {
        let (id, seen) = (form.hidden("id"), form.hidden("seen"));
        let hidden = [("id", id.as_str()), ("seen", seen.as_str())];
        let all: Vec<(&str, &str)> = fields.iter().copied().chain(hidden).collect();
        self.browser.post(&format!("/things/{path}"), &all)
    }

    fn open(&self, path: &str) -> Answer {
        let form = self.browser.get(&format!("/things/{path}"));
        assert_eq!(form.status, 200, "{path}: {}", form.body);
        form
    }
}

#[test]
fn what_was_merged_is_acted_on_where_it_went() {
    let stale = Stale::new();
    let due = stale.open("TD-2/due");
    let promise = stale.open("TD-2/promises");
    stale.command(&Command::Merge { from: stale.thing("TD-2"), into: stale.thing("TD-1") });
    assert_eq!(stale.send("TD-2/due", &due, &[("due", "2026-05-04")]).status, 303);
    let promised = stale.send("TD-2/promises", &promise, &[("by", "Olu"), ("on", "2026-05-05")]);
    assert_eq!(promised.status, 303, "{}", promised.body);
    stale.server.settle();
    let page = stale.browser.get("/items/TD-1").body;
    assert!(page.contains("Olu</b> promised 5 May") && page.contains("4 May"), "{page}");
    let old = stale.browser.get("/items/TD-2");
    assert!(
        old.status == 303 || old.body.contains("promised 5 May"),
        "the old key leads there: {}",
        old.body
    );
}

#[test]
fn an_old_key_leads_to_what_goes_by_another() {
    let stale = Stale::new();
    let form = stale.open("TD-1/due");
    stale.command(&Command::GiveKey { thing: stale.thing("TD-1"), key: Key::new("GAUGE") });
    assert_eq!(stale.send("TD-1/due", &form, &[("due", "2026-05-04")]).status, 303);
    for path in ["/items/TD-1", "/items/GAUGE", "/things/TD-1/history", "/things/TD-1/owner"] {
        assert_eq!(stale.browser.get(path).status, 200, "{path}");
    }
}

#[test]
fn what_was_removed_is_not_acted_on_and_says_so() {
    let stale = Stale::new();
    let (removed, forms) = (stale.thing("TD-1"), ["due", "owner", "promises", "asks", "snoozes", "estimate"]);
    let opened = forms.map(|act| stale.open(&format!("TD-1/{act}")));
    stale.command(&Command::Remove { thing: removed });
    let head = stale.server.position();
    let fields = [("due", "2026-05-04"), ("owner", "Olu"), ("by", "Olu"), ("on", "2026-05-05")];
    let more = [("to", "Olu"), ("question", "When?"), ("until", "2026-05-01"), ("estimate", "5d")];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain(more).collect();
    for (act, form) in forms.iter().zip(opened) {
        let sent = stale.send(&format!("TD-1/{act}"), &form, &fields);
        assert_eq!((sent.status, stale.server.position()), (422, head), "{act}: {}", sent.body);
        let told = "Since you looked, TD-1 Read the gauges was removed. Look again";
        assert!(sent.body.contains(told), "{act}: {}", sent.body);
        let form = stale.browser.get(&format!("/things/TD-1/{act}"));
        assert_eq!(form.status, 404, "{act}");
        assert!(form.body.contains("href=\"/things/TD-1/history\""), "{act}: {}", form.body);
    }
    let page = stale.browser.get("/items/TD-1");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("It was removed."), "{}", page.body);
}

#[test]
fn who_was_forgotten_is_nobody_to_choose() {
    let stale = Stale::new();
    let form = stale.open("map/owner");
    let world = stale.server.hub.world();
    let noor = world.live::<linchpin_model::Person>().find(|person| *world.name_of(person.id) == *"Noor");
    let (noor, hub) = (noor.expect("Noor").id, &stale.server.hub);
    let me = hub.resident("maya").expect("a person");
    hub.forget(hub.new_id(), Actor::Person(me), "test", noor).expect("she is forgotten");
    stale.server.settle();
    let sent = stale.send("map/owner", &form, &[("owner", "Noor")]);
    assert_eq!(sent.status, 422);
    assert!(sent.body.contains("Nobody here is called “Noor”"), "{}", sent.body);
    for path in ["/", "/chase", "/items/TD-1", "/search?q=noor", "/things/TD-1/owner", "/things/TD-1/asks"] {
        let page = stale.browser.get(path).body;
        let told = page.replace("value=\"noor\"", "").replace("“noor”", "");
        assert!(!told.to_lowercase().contains("noor"), "{path}: {page}");
    }
    let mut forgotten = 0;
    while stale.browser.post(&format!("/entries/{}/undo", stale.server.position() - forgotten), &[]).status
        == 303
    {
        forgotten += 2;
    }
    let refused = stale.browser.post(&format!("/entries/{}/undo", stale.server.position()), &[]);
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("cannot be brought back"), "{}", refused.body);
}

#[test]
fn only_entries_that_are_there_are_undone() {
    let stale = Stale::new();
    for (position, status) in [("0", 404), ("999999", 404), ("18446744073709551615", 404)] {
        let answer = stale.browser.post(&format!("/entries/{position}/undo"), &[]);
        assert_eq!(answer.status, status, "{position}: {}", answer.body);
    }
    for position in ["abc", "-1", "18446744073709551616"] {
        let answer = stale.browser.post(&format!("/entries/{position}/undo"), &[]);
        assert!(matches!(answer.status, 400 | 404), "{position}: {} {}", answer.status, answer.body);
    }
}
