//! A hub that was lived in for some weeks: plans and tables read, much done and some of it taken back, things that became
//! one, somebody who asked to be forgotten, and, where it is wanted, news of earlier days that came late.

use linchpin_hub::{FileParams, HubError};
use linchpin_model::command::Command;
use linchpin_model::id::Key;
use linchpin_model::{Actor, Entry, PersonId, Thing};

use crate::server::{Browser, Server};

/// A second program, with what plan text has words for.
const SHOP: &str = "\
program shop \"The shop\" @Mei goal open
start 2 Mar 2026
today 7 Apr
zone America/New_York

workstream till \"Till & counter\" @Joon
  paint \"Paint the wall\" P0 6-9-15d @Joon promised 10 Apr
  shelf \"Shelves\" P0 4-6-9d <- paint
  sign  \"A sign\" P1 2d @Mei <- paint
trial ms \"Trial\" by 30 Mar
open  ms \"The shop is open\" <- shelf, sign by 17 Apr
risk R-1 \"The wall is wet\" 40% 2-4-8d on paint @Joon
decision D-1 \"Which colour?\" @Mei added 1 Apr by 9 Apr on paint

on 16 Mar @Mei: open by 24 Apr
on 23 Mar @Joon: paint said yellow \"The wall is wet\" expects 14 Apr
on 2 Apr @Mei: open by 17 Apr
";

/// What the tracker says, without days of the past: what changed is known to have changed when it is read.
const TABLE_HEAD: &str = "Key,Title,Type,Status,Owner,Priority,Estimate,Milestone,Due\n";

/// What it said in its first week.
const FIRST: &str = "\
TD-1,Read the gauges,Task,Done,Noor,P0,3d,beta,
TD-2,Gauges that stand still,Bug,In progress,Olu,P1,2d,beta,2026-04-17
TD-3,Storm surges,Task,To do,Noor,P0,5d,beta,2026-04-24
TD-4,Storm surges again,Task,To do,,P2,,,
";

/// What it said two weeks later: one is finished, one begun, one new, and one is not there any more.
const LATER: &str = "\
TD-1,Read the gauges,Task,Done,Noor,P0,3d,beta,
TD-2,Gauges that stand still,Bug,Done,Olu,P1,2d,beta,2026-04-17
TD-3,Storm surges,Task,In progress,Noor,P0,8d,beta,2026-04-24
TD-5,Tiles for the chart,Task,To do,Olu,P0,5d,open,
";

/// A file that was read by mistake.
const MISTAKE: &str = "\
TD-3,A wrong title,Task,Done,Olu,P2,1d,,
TD-9,Never meant,Task,To do,Zoe,P0,40d,beta,2026-04-21
";

/// The same tracker with its days, which are all over when they are told.
const LATE: &str = "\
Key,Title,Type,Status,Owner,Priority,Estimate,Milestone,Created,Started,Finished,Due
TD-1,Read the gauges,Task,Done,Olu,P0,3d,beta,2026-03-10,2026-03-12,2026-03-18,
TD-2,Gauges that stand still,Bug,Done,Olu,P1,2d,beta,2026-03-24,2026-04-01,2026-04-14,2026-04-17
TD-3,Storm surges,Task,Done,Olu,P0,8d,beta,2026-03-26,2026-04-09,2026-04-28,2026-04-24
TD-5,Tiles for the chart,Task,To do,Olu,P0,5d,open,2026-03-30,,,
";

/// Its days again, by mistake.
const LATE_MISTAKE: &str = "\
Key,Title,Type,Status,Owner,Priority,Estimate,Milestone,Created,Started,Finished,Due
TD-5,Tiles for the chart,Task,Done,Zoe,P2,1d,,2026-01-05,2026-01-06,2026-01-07,
TD-8,Never meant,Task,Done,Zoe,P0,4d,beta,2026-01-05,2026-04-09,2026-04-14,
";

/// An hour, in minutes.
const HOUR: i64 = 60;
/// A day, in minutes.
const DAY: i64 = 24 * HOUR;

/// The hub with all that happened to it.
pub(crate) struct Lived {
    pub(crate) server: Server,
    pub(crate) entries: Vec<Entry>,
}

impl Lived {
    /// Everything that happened after the plans was told when it happened.
    pub(crate) fn told_in_time() -> Self {
        Self::through(&[Life::begin, Life::go_on, Life::mend, Life::end])
    }

    /// Some of it was told weeks later, and some of that was wrong and taken back.
    pub(crate) fn told_late() -> Self {
        Self::through(&[Life::begin, Life::go_on, Life::mend, Life::hear_late, Life::end])
    }

    fn through(chapters: &[fn(&Life)]) -> Self {
        let server = Server::start();
        let life = Life { browser: server.browser(), server };
        chapters.iter().for_each(|chapter| chapter(&life));
        let entries = life.server.hub.history().expect("history").entries;
        Self { server: life.server, entries }
    }
}

struct Life {
    server: Server,
    browser: Browser,
}

impl Life {
    fn begin(&self) {
        self.read("shop.plan", SHOP);
        self.later(3 * HOUR);
        self.act("weather/health", &[("colour", "yellow"), ("words", "Rain is late.")]);
        self.act("map/promises", &[("by", "Gita"), ("on", "2026-04-20"), ("words", "By Monday.")]);
        self.act("alerts/asks", &[("to", "Ben"), ("question", "By when?"), ("due", "2026-04-09")]);
        self.later(DAY);
        self.read("tides.csv", &format!("{TABLE_HEAD}{FIRST}"));
        self.act("shop/risks", &[("title", "Frost"), ("probability", "30"), ("impact", "2/5/10")]);
        self.act("map/snoozes", &[("until", "2026-04-10")]);
        self.act("weather/decisions", &[("title", "Cut the radar?"), ("by", "Maya"), ("on", "2026-04-10")]);
        self.later(2 * DAY + 5 * HOUR);
        self.act("ask:1/answer", &[("answer", "On Monday.")]);
        self.act("alerts/due", &[("due", "2026-04-30")]);
        self.act("weather/action-items", &[("title", "Call"), ("owner", "Ben"), ("due", "2026-04-14")]);
    }

    fn go_on(&self) {
        self.later(4 * DAY);
        let moved = self.act("beta/target", &[("target", "2026-05-15"), ("resolution", "month")]);
        self.act("map/owner", &[("owner", "Ben")]);
        self.act("TD-3/estimate", &[("estimate", "3/5/20d")]);
        self.later(DAY);
        let undone = self.undo(moved);
        self.later(HOUR);
        self.undo(undone);
        self.act("beta/health", &[("colour", "red"), ("expects", "2026-06-01")]);
        self.act("map/asks", &[("to", "Noor"), ("question", "Can you help?")]);
        self.later(3 * DAY);
        self.read("tides.csv", &format!("{TABLE_HEAD}{LATER}"));
    }

    fn mend(&self) {
        self.later(2 * DAY);
        self.read("tides.csv", &format!("{TABLE_HEAD}{MISTAKE}"));
        let mistake = self.server.position();
        self.later(7 * HOUR);
        self.undo(mistake);
        self.later(DAY);
        self.command(&Command::Merge { from: self.thing("TD-4"), into: self.thing("TD-3") });
        self.command(&Command::GiveKey { thing: self.thing("alerts"), key: Key::new("warnings") });
        self.command(&Command::Remove { thing: self.thing("sign") });
        self.later(DAY);
        self.forget("Noor");
    }

    fn hear_late(&self) {
        self.later(8 * DAY);
        self.read("tides.csv", LATE);
        self.later(DAY);
        self.read("tides.csv", LATE_MISTAKE);
        let mistake = self.server.position();
        self.later(HOUR);
        self.undo(mistake);
        let finished = crate::server::PLAN.replace("promised 24 Apr", "started 20 Apr done 28 Apr");
        self.read("weather.plan", &finished.replace("today 7 Apr", "today 29 Apr"));
    }

    fn end(&self) {
        self.later(9 * DAY);
        self.act("TD-3/priority", &[("priority", "P2")]);
        self.act("shop/health", &[("colour", "green")]);
        self.act("shelf/promises", &[("by", "Joon"), ("on", "2026-05-20")]);
        self.later(5 * DAY);
    }

    fn later(&self, minutes: i64) {
        self.server.clock.turn_on(minutes);
    }

    fn read(&self, name: &str, text: &str) {
        let file =
            FileParams { name, bytes: text.as_bytes(), program: Some("weather"), ..FileParams::default() };
        let looked = self.server.hub.read_file(&file).expect("it is read");
        assert_eq!(looked.faults, None, "{name} has no faults");
        assert!(looked.reading.positions.is_some(), "{name} says something new");
        self.server.settle();
        self.later(7);
    }

    /// Sends a form; answers where it is recorded.
    fn act(&self, path: &str, fields: &[(&str, &str)]) -> u64 {
        let sent = self.browser.post(&format!("/things/{path}"), fields);
        assert_eq!(sent.status, 303, "{path}: {}", sent.body);
        self.server.settle();
        self.later(11);
        self.server.position()
    }

    fn undo(&self, position: u64) -> u64 {
        let sent = self.browser.post(&format!("/entries/{position}/undo"), &[]);
        assert_eq!(sent.status, 303, "{position}: {}", sent.body);
        self.server.position()
    }

    fn me(&self) -> PersonId {
        self.server.hub.resident("maya").expect("a person")
    }

    fn command(&self, command: &Command) {
        let hub = &self.server.hub;
        let recorded = hub.command(hub.new_id(), Actor::Person(self.me()), "test", command, &[]);
        assert!(recorded.expect("it is accepted").position.is_some(), "{command:?}");
        self.server.settle();
        self.later(13);
    }

    fn forget(&self, name: &str) {
        let hub = &self.server.hub;
        let world = hub.world();
        let person = world.live::<linchpin_model::Person>().find(|person| *world.name_of(person.id) == *name);
        let person = person.unwrap_or_else(|| panic!("nobody is called {name}")).id;
        let forgotten: Result<_, HubError> =
            hub.forget(hub.new_id(), Actor::Person(self.me()), "test", person);
        forgotten.expect("they are forgotten");
    }

    fn thing(&self, key: &str) -> Thing {
        self.server.hub.world().thing(&Key::new(key)).unwrap_or_else(|| panic!("there is no {key}"))
    }
}
