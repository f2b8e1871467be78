//! The hub as its users meet it: readings, commands, crashes between them, and the past.

mod newest;
mod simulation;
mod trend;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use linchpin_hub::{Clock, Hub, Location, OpenParams, ReadingParams, SystemChance};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::observation::Listing;
use linchpin_model::*;

/// A clock that goes on by a second whenever it is read.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.fetch_add(1_000, Ordering::Relaxed))
    }
}

fn params(path: &Path, clock: Arc<dyn Clock>) -> OpenParams {
    let location = Location::File(path.into());
    OpenParams { location, workspace: None, create: true, clock, chance: Arc::new(SystemChance) }
}

fn open(path: &Path) -> Hub {
    let clock = Arc::new(Ticking(AtomicI64::new(1_790_000_000_000)));
    Hub::open(params(path, clock)).expect("the hub opens").hub
}

fn reading(titles: &[&str]) -> Batch {
    let observations = titles.iter().enumerate().map(|(number, title)| {
        let mut seen = Seen::<Item>::new(format!("id-{number}"));
        seen.key = Some(Key::new(&format!("A-{number}")));
        seen.set = vec![ItemField::Title(Some((*title).into()))];
        Observation::Item(seen)
    });
    Batch {
        format: "test".into(),
        source: "test:plan".into(),
        url: None,
        exported_at: None,
        listing: Listing::Complete,
        mapping: None,
        observations: observations.collect(),
        problems: Vec::new(),
    }
}

fn add_item(hub: &Hub, title: &str) -> u64 {
    let fields = AnyFields::Item(vec![ItemField::Title(Some(title.into()))]);
    let command = Command::Add { key: None, fields };
    let recorded = hub.command(hub.new_id(), Actor::System, "test", &command, &[]).expect("an item");
    recorded.position.expect("an entry")
}

fn replayed(hub: &Hub) -> World {
    let mut world = World::default();
    hub.history().expect("history").entries.iter().for_each(|entry| world.apply(entry));
    world
}

#[test]
fn the_same_reading_again_records_nothing_and_the_world_is_the_replay() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let many: Vec<String> = (0..2_500).map(|n| format!("Item {n}")).collect();
    let batch = reading(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let first = hub.read(&batch, &ReadingParams::default()).expect("read");
    assert_eq!(first.positions, Some((1, 3)));
    let second = hub.read(&batch, &ReadingParams::default()).expect("read");
    assert_eq!((second.events, second.positions), (0, None));
    assert_eq!(*hub.world(), replayed(&hub));
    drop(hub);
    assert_eq!(open(&folder.path().join("hub")).world().live::<Item>().count(), 2_500);
}

#[test]
fn a_reading_that_broke_off_is_completed_by_the_next_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let many: Vec<String> = (0..2_500).map(|n| format!("Item {n}")).collect();
    let titles: Vec<&str> = many.iter().map(String::as_str).collect();
    hub.read(&reading(&titles[..1_200]), &ReadingParams::default()).expect("read");
    let rest = hub.read(&reading(&titles), &ReadingParams::default()).expect("read");
    assert_eq!(rest.counts[&Kind::Item].added, 1_300);
    assert_eq!(hub.world().live::<Item>().count(), 2_500);
}

#[test]
fn a_dry_run_says_what_would_change_and_records_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let params = ReadingParams { dry_run: true, ..ReadingParams::default() };
    let would = hub.read(&reading(&["First"]), &params).expect("read");
    assert_eq!(would.counts[&Kind::Item].added, 1);
    assert_eq!(hub.world().position, 0);
}

#[test]
fn sixteen_writers_lose_and_double_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    std::thread::scope(|scope| {
        for writer in 0..16 {
            let hub = &hub;
            scope.spawn(move || (0..20).for_each(|n| _ = add_item(hub, &format!("{writer}-{n}"))));
        }
    });
    let world = hub.world();
    assert_eq!((world.position, world.live::<Item>().count()), (320, 320));
    assert_eq!(*world, replayed(&hub));
}

#[test]
fn two_hubs_on_one_file_see_and_follow_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hub");
    let (one, two) = (open(&path), open(&path));
    std::thread::scope(|scope| {
        for hub in [&one, &two] {
            scope.spawn(move || (0..30).for_each(|n| _ = add_item(hub, &format!("Item {n}"))));
        }
    });
    assert_eq!(one.catch_up().expect("the newest"), two.catch_up().expect("the newest"));
    assert_eq!(one.world().live::<Item>().count(), 60);
}

#[test]
fn a_command_id_is_recorded_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let id = hub.new_id();
    let command =
        Command::Add { key: None, fields: AnyFields::Item(vec![ItemField::Title(Some("Once".into()))]) };
    let first = hub.command(id, Actor::System, "test", &command, &[]).expect("recorded");
    let again = hub.command(id, Actor::System, "test", &command, &[]).expect("known");
    assert_eq!(first, again);
    assert_eq!(hub.world().live::<Item>().count(), 1);
}

#[test]
fn an_import_is_undone_whole_and_can_be_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let many: Vec<String> = (0..1_500).map(|n| format!("Item {n}")).collect();
    let batch = reading(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let read = hub.read(&batch, &ReadingParams::default()).expect("read");
    let last = read.positions.expect("recorded").1;
    hub.undo(hub.new_id(), Actor::System, "test", last).expect("undone");
    assert_eq!(hub.world().live::<Item>().count(), 0);
    hub.read(&batch, &ReadingParams::default()).expect("read again");
    assert_eq!(hub.world().live::<Item>().count(), 1_500);
    assert_eq!(*hub.world(), replayed(&hub));
}

#[test]
fn a_checkpoint_gives_the_same_world_and_is_only_a_cache() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hub");
    let hub = open(&path);
    hub.read(&reading(&["First", "Second"]), &ReadingParams::default()).expect("read");
    assert!(hub.write_checkpoint().expect("written"));
    add_item(&hub, "After it");
    let world = hub.world();
    drop(hub);
    assert_eq!(open(&path).world(), world);
    let file = std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").path());
    let checkpoint =
        file.into_iter().find(|path| path.to_string_lossy().contains("checkpoint")).expect("a checkpoint");
    let mut bytes = std::fs::read(&checkpoint).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&checkpoint, bytes).expect("spoilt");
    let clock = Arc::new(Ticking(AtomicI64::new(0)));
    let opened = Hub::open(params(&path, clock)).expect("the hub opens");
    assert_eq!(opened.notices.len(), 1);
    assert_eq!(opened.hub.world(), world);
}

#[test]
fn a_forgotten_person_is_gone_from_every_copy_and_the_journal_still_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hub");
    let hub = open(&path);
    let name = hub.personal("Zebedee");
    let fields = AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]);
    let add = Command::Add { key: None, fields };
    hub.command(hub.new_id(), Actor::System, "test", &add, &[name]).expect("a person");
    hub.write_checkpoint().expect("written");
    assert_eq!(&*hub.world().name_of(Id::new(1)), "Zebedee");
    hub.forget(hub.new_id(), Actor::System, "test", Id::new(1)).expect("forgotten");
    assert_eq!(&*hub.world().name_of(Id::new(1)), "a former person");
    let report = hub.journal().check(hub.workspace(), linchpin_store::CheckDepth::Whole).expect("checked");
    assert!(report.is_sound(), "{:?}", report.findings);
    drop(hub);
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        assert!(!bytes.windows(7).any(|window| window == b"Zebedee"));
    }
    assert_eq!(&*open(&path).world().name_of(Id::new(1)), "a former person");
}

#[test]
fn as_it_was_and_as_it_was_known_differ_when_news_comes_late() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let mut batch = reading(&["First"]);
    batch.exported_at = Some(Moment::from_ms(1_000_000));
    hub.read(&batch, &ReadingParams::default()).expect("read");
    let history = hub.history().expect("history");
    let then = Moment::from_ms(2_000_000);
    assert_eq!(history.as_of(then).live::<Item>().count(), 1);
    assert_eq!(history.known_at(then).live::<Item>().count(), 0);
}

#[test]
fn a_journal_written_as_lines_comes_back_with_every_hash() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let name = hub.personal("Zebedee");
    let fields = AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]);
    let add = Command::Add { key: None, fields };
    hub.command(hub.new_id(), Actor::System, "test", &add, &[name]).expect("a person");
    hub.read(&reading(&["First", "Second"]), &ReadingParams::default()).expect("read");
    hub.forget(hub.new_id(), Actor::System, "test", Id::new(1)).expect("forgotten");
    let mut lines = Vec::new();
    hub.write_lines(&mut lines).expect("written");
    assert!(linchpin_hub::is_lines(&lines));
    let to = folder.path().join("again");
    let entries =
        linchpin_hub::restore_lines(&mut lines.as_slice(), &Location::File(to.clone())).expect("restored");
    assert_eq!(entries, hub.world().position);
    let again = open(&to);
    assert_eq!(again.world(), hub.world());
    assert_eq!(again.journal().head("main").expect("a head"), hub.journal().head("main").expect("a head"));
    let spoilt = String::from_utf8(lines).expect("text").replace("Second", "Sec0nd");
    let to = Location::File(folder.path().join("spoilt"));
    assert!(linchpin_hub::restore_lines(&mut spoilt.as_bytes(), &to).is_err());
    assert!(!folder.path().join("spoilt").exists());
}

fn add_person(hub: &Hub, name: &str) {
    let name = hub.personal(name);
    let add = Command::Add {
        key: None,
        fields: AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]),
    };
    hub.command(hub.new_id(), Actor::System, "test", &add, &[name]).expect("a person");
}

fn holds(folder: &Path, word: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|file| {
        let bytes = std::fs::read(file.expect("a file").path()).expect("bytes");
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    })
}

#[test]
fn a_second_hub_that_catches_up_forgets_as_well_and_brings_no_name_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hub");
    let (one, two) = (open(&path), open(&path));
    add_person(&one, "Zebedee");
    two.catch_up().expect("the newest");
    one.forget(one.new_id(), Actor::System, "test", Id::new(1)).expect("forgotten");
    two.catch_up().expect("the newest");
    assert_eq!(*two.world(), replayed(&two), "the second hub is the replay");
    two.write_checkpoint().expect("written");
    drop((one, two));
    assert!(!holds(folder.path(), "Zebedee"));
}

#[test]
fn a_repeated_command_gets_the_answer_it_had_whatever_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    add_item(&hub, "First");
    let field = ItemField::Title(Some("Second".into()));
    let change = Command::Change {
        thing: Thing::Item(Id::new(1)),
        fields: AnyFields::Item(vec![field]),
        seen_at: None,
    };
    for command in [change, Command::Remove { thing: Thing::Item(Id::new(1)) }] {
        let id = hub.new_id();
        let first = hub.command(id, Actor::System, "test", &command, &[]).expect("recorded");
        assert!(first.position.is_some());
        assert_eq!(hub.command(id, Actor::System, "test", &command, &[]).expect("known"), first);
    }
}

#[test]
fn a_source_that_still_has_a_forgotten_person_brings_nothing_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let shown = |fields: Vec<PersonField<External>>| {
        let person = Seen::<Person> { set: fields, ..Seen::new("zeb".to_string()) };
        let mut note = Seen::<Note>::new("n".to_string());
        note.set = vec![
            NoteField::About(Some(Thing::Item("id-0".into()))),
            NoteField::By(Some("zeb".into())),
            NoteField::Text(Some("Zebedee was here".into())),
        ];
        let mut batch = reading(&["First"]);
        batch.observations.extend([Observation::Person(person), Observation::Note(note)]);
        batch
    };
    let name = PersonField::Name(Some("Zebedee".into()));
    hub.read(&shown(vec![name.clone()]), &ReadingParams::default()).expect("read");
    hub.forget(hub.new_id(), Actor::System, "test", Id::new(1)).expect("forgotten");
    let address = PersonField::Address(Some("Zebedee@example.org".into()));
    let again = hub.read(&shown(vec![name, address]), &ReadingParams::default()).expect("read again");
    assert_eq!(again.events, 0);
    assert_eq!(*hub.world(), replayed(&hub));
    drop(hub);
    assert!(!holds(folder.path(), "Zebedee"));
}

#[test]
fn forgetting_again_finds_what_came_since_and_answers_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    add_person(&hub, "Zebedee");
    let id = hub.new_id();
    let first = hub.forget(id, Actor::System, "test", Id::new(1)).expect("forgotten");
    let late = hub.personal("Zebedee, late");
    let fields = AnyFields::Person(vec![PersonField::Name(Some(late.hash.clone()))]);
    let change = Command::Change { thing: Thing::Person(Id::new(1)), fields, seen_at: None };
    hub.command(hub.new_id(), Actor::System, "test", &change, &[late])
        .expect("written by somebody who did not know");
    hub.forget(hub.new_id(), Actor::System, "test", Id::new(1)).expect("forgotten again");
    assert_eq!(hub.forget(id, Actor::System, "test", Id::new(1)).expect("known"), first);
    drop(hub);
    assert!(!holds(folder.path(), "Zebedee"));
}

#[test]
fn the_entries_about_a_thing_are_those_that_name_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = Arc::new(open(&folder.path().join("hub")));
    hub.read(&reading(&["Rain", "Wind"]), &ReadingParams::default()).expect("a reading");
    let reports = linchpin_hub::Reports::start(hub.clone(), Box::new(|_| {})).expect("reports");
    for round in 0..3 {
        add_item(&hub, &format!("Item {round}"));
        let items: Vec<Thing> = hub.world().live::<Item>().map(|item| Thing::Item(item.id)).collect();
        let fields = AnyFields::Item(vec![ItemField::PercentDone(Some(round * 10 + 1))]);
        let command = Command::Change { thing: items[0], fields, seen_at: None };
        hub.command(hub.new_id(), Actor::System, "test", &command, &[]).expect("a change");
        let history = hub.history().expect("history");
        for thing in items {
            let names = |entry: &&linchpin_model::entry::Entry| {
                entry.body.events.iter().any(|stamped| stamped.event.is_about(thing))
            };
            let mut expected: Vec<u64> =
                history.entries.iter().filter(names).map(|entry| entry.position).collect();
            expected.reverse();
            let (found, older) = reports.entries_about(thing, 100).expect("entries");
            assert_eq!(found.iter().map(|entry| entry.position).collect::<Vec<_>>(), expected, "{thing:?}");
            assert_eq!(older, 0);
            let (newest, older) = reports.entries_about(thing, 1).expect("entries");
            assert_eq!((newest.len(), older), (1, expected.len() - 1));
        }
    }
}
