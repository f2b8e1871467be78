use linchpin_model::observation::Change;
use linchpin_model::*;

use crate::support::*;

#[test]
fn the_same_reading_a_second_time_changes_nothing() {
    let mut hub = Hub::default();
    let person = Seen::<Person> {
        set: vec![
            PersonField::Name(Some("Ana".into())),
            PersonField::Address(Some("ana@example.org".into())),
        ],
        ..Seen::new("ana".to_string())
    };
    let reading = batch(
        "2026-03-02",
        vec![
            item("A-1", vec![title("First"), ItemField::Owner(Some("ana".into())), ItemField::Due(None)]),
            item("A-2", vec![title("Second"), ItemField::Parent(Some("A-1".into()))]),
            person.into(),
        ],
    );
    assert!(!hub.read(&reading).events.is_empty());
    assert_eq!(hub.read(&reading).events, vec![]);
    let owner = *hub.item("A-1").owner().expect("an owner");
    assert_eq!(&*hub.world.name_of(owner), "Ana");
}

#[test]
fn a_later_reading_gives_exactly_what_changed() {
    let mut hub = Hub::default();
    hub.read(&batch(
        "2026-03-02",
        vec![item("A-1", vec![title("First")]), item("A-2", vec![title("Second")])],
    ));
    let later = hub
        .read(&batch("2026-03-09", vec![item("A-1", vec![title("First")]), item("A-2", vec![title("2nd")])]));
    let id = hub.item("A-2").id;
    let set = vec![ItemField::Title(Some("2nd".into()))];
    let changed =
        Stamped { at: moment("2026-03-09"), by: None, event: Event::ItemChanged(event::Changed { id, set }) };
    assert_eq!(later.events, vec![changed]);
}

#[test]
fn an_older_reading_that_arrives_late_replaces_nothing() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-09", vec![item("A-1", vec![title("New")])]));
    let late = hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("Old")])]));
    assert_eq!(late.events, vec![]);
    assert_eq!(&**hub.item("A-1").title().expect("a title"), "New");
}

fn with_history(changes: &[(&str, &str)]) -> Batch {
    let mut seen = Seen::<Item>::new("A-1".to_string());
    seen.key = Some("A-1".into());
    seen.created_at = Some(moment("2026-01-01"));
    seen.at_first = vec![title("v0")];
    let changes =
        changes.iter().map(|(at, text)| Change { at: moment(at), by: None, set: vec![title(text)] });
    seen.history = changes.collect();
    seen.version_at = seen.history.last().map(|change| change.at);
    seen.set = seen.history.last().map_or(vec![title("v0")], |change| change.set.clone());
    batch("2026-06-01", vec![seen.into()])
}

#[test]
fn a_changelog_is_heard_once_even_if_changes_share_a_moment() {
    let mut hub = Hub::default();
    hub.read(&with_history(&[("2026-01-02", "v1"), ("2026-01-02", "v2")]));
    let later = hub.read(&with_history(&[
        ("2026-01-02", "v1"),
        ("2026-01-02", "v2"),
        ("2026-01-02", "v3"),
        ("2026-01-03", "v4"),
    ]));
    assert_eq!(later.events.len(), 2);
    let as_of = World::as_of(&hub.entries, moment("2026-01-02T12:00:00Z"));
    let Some(Thing::Item(id)) = as_of.thing(&"A-1".into()) else { panic!("the item was there") };
    assert_eq!(
        as_of.get(id).and_then(|record| record.title().map(|title| title.to_string())).as_deref(),
        Some("v3")
    );
}

#[test]
fn what_a_complete_reading_lacks_is_marked_and_can_return() {
    let mut hub = Hub::default();
    let both = vec![item("A-1", vec![title("First")]), item("A-2", vec![title("Second")])];
    hub.read(&batch("2026-03-02", both.clone()));
    hub.read(&batch("2026-03-03", both[..1].to_vec()));
    assert!(hub.item("A-2").has_vanished());
    assert!(hub.item("A-2").is_live());
    assert_eq!(hub.read(&batch("2026-03-03", both[..1].to_vec())).events, vec![]);
    hub.read(&batch("2026-03-04", both));
    assert!(!hub.item("A-2").has_vanished());
}

#[test]
fn an_empty_reading_marks_nothing_and_too_large_a_loss_is_held() {
    let mut hub = Hub::default();
    let many: Vec<_> = (0..60).map(|n| item(&format!("A-{n}"), vec![title("x")])).collect();
    hub.read(&batch("2026-03-02", many.clone()));
    assert_eq!(hub.read(&batch("2026-03-03", vec![])).events, vec![]);
    let held = hub.read(&batch("2026-03-04", many[..20].to_vec()));
    assert_eq!(held.events, vec![]);
    assert_eq!(held.problems.len(), 1);
    assert_eq!(held.problems[0].message, "40 of 60 items are not in it; they are kept as they were.");
}

#[test]
fn a_persons_value_stands_against_the_source_until_released() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("Theirs")])]));
    let id = hub.item("A-1").id;
    let say = |set| Stamped {
        at: moment("2026-03-03"),
        by: None,
        event: Event::ItemChanged(event::Changed { id, set }),
    };
    hub.record(Actor::Person(Id::new(1)), vec![say(vec![ItemField::Title(Some("Ours".into()))])], vec![]);
    hub.read(&batch("2026-03-04", vec![item("A-1", vec![title("Theirs, newer")])]));
    assert_eq!(&**hub.item("A-1").title().expect("a title"), "Ours");
    assert_eq!(hub.item("A-1").overridden().count(), 1);
    let release = Event::Released { thing: Thing::Item(id), fields: vec!["title".into()] };
    hub.record(
        Actor::Person(Id::new(1)),
        vec![Stamped { at: moment("2026-03-05"), by: None, event: release }],
        vec![],
    );
    assert_eq!(&**hub.item("A-1").title().expect("a title"), "Theirs, newer");
}

#[test]
fn dates_in_a_table_make_a_history() {
    let mut hub = Hub::default();
    let mut seen = Seen::<Item>::new("A-1".to_string());
    seen.key = Some("A-1".into());
    seen.created_at = Some(moment("2026-01-01"));
    seen.set = vec![
        title("Done"),
        status("Closed", Category::Done),
        ItemField::FinishedAt(Some(moment("2026-02-01"))),
    ];
    let reading = batch("2026-03-01", vec![seen.into()]);
    hub.read(&reading);
    assert_eq!(hub.read(&reading).events, vec![]);
    let open = World::as_of(&hub.entries, moment("2026-01-15"));
    assert_eq!(open.live::<Item>().filter(|item| item.finished_at().is_some()).count(), 0);
    assert_eq!(open.live::<Item>().count(), 1);
    assert_eq!(hub.item("A-1").finished_at(), Some(&moment("2026-02-01")));
}

#[test]
fn parents_in_a_circle_are_cut_and_told() {
    let mut hub = Hub::default();
    let within = |id: &str, parent: &str| item(id, vec![ItemField::Parent(Some(parent.into()))]);
    let read = hub.read(&batch(
        "2026-03-02",
        vec![within("A", "B"), within("B", "C"), within("C", "A"), within("D", "A")],
    ));
    assert_eq!(read.problems.len(), 1);
    let parents = ["A", "B", "C", "D"].map(|key| hub.item(key).parent().is_some());
    assert_eq!(parents, [true, true, false, true]);
}

#[test]
fn a_key_that_others_have_is_qualified_by_the_source() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("1", vec![title("One")])]));
    let mut other = batch("2026-03-02", vec![item("1", vec![title("Another")])]);
    other.source = "csv:plan".into();
    hub.read(&other);
    assert_eq!(hub.read(&other).events, vec![]);
    assert_eq!(&**hub.item("plan/1").title().expect("a title"), "Another");
}

#[test]
fn an_older_complete_reading_marks_nothing_as_gone() {
    let mut hub = Hub::default();
    let both = vec![item("A-1", vec![title("First")]), item("A-2", vec![title("Second")])];
    hub.read(&batch("2026-03-09", both.clone()));
    assert_eq!(hub.read(&batch("2026-03-02", both[..1].to_vec())).events, vec![]);
    assert!(!hub.item("A-2").has_vanished());
}

#[test]
fn two_things_of_one_source_that_were_merged_do_not_fight() {
    let mut hub = Hub::default();
    let both = vec![item("A-1", vec![title("First")]), item("A-2", vec![title("Second")])];
    hub.read(&batch("2026-03-02", both.clone()));
    let merged =
        Event::Merged { from: Thing::Item(hub.item("A-1").id), into: Thing::Item(hub.item("A-2").id) };
    let stamped = Stamped { at: moment("2026-03-03"), by: None, event: merged };
    hub.record(Actor::Person(Id::new(1)), vec![stamped], vec![]);
    assert_eq!(hub.read(&batch("2026-03-04", both)).events, vec![]);
    assert_eq!(hub.item("A-1").id, hub.item("A-2").id);
}

#[test]
fn a_person_who_says_that_a_thing_is_still_there_is_believed_over_an_older_reading() {
    let mut hub = Hub::default();
    let both = vec![item("A-1", vec![title("First")]), item("A-2", vec![title("Second")])];
    let source = hub.read(&batch("2026-03-02", both.clone())).source;
    hub.read(&batch("2026-03-03", both[..1].to_vec()));
    let returned = Event::Returned { thing: Thing::Item(hub.item("A-2").id), source };
    let stamped = Stamped { at: moment("2026-03-09"), by: None, event: returned };
    hub.record(Actor::Person(Id::new(1)), vec![stamped], vec![]);
    assert_eq!(hub.read(&batch("2026-03-04", both[..1].to_vec())).events, vec![]);
    assert!(!hub.item("A-2").has_vanished());
}
