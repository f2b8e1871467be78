use linchpin_model::command::Command;
use linchpin_model::decide::{DecideParams, Rejection, decide};
use linchpin_model::event::AnyFields;
use linchpin_model::text::PersonalText;
use linchpin_model::undo::texts_of;
use linchpin_model::*;

use crate::support::*;

pub(crate) fn ask(hub: &mut Hub, command: &Command) -> Result<usize, Rejection> {
    let params = DecideParams { at: moment("2026-05-01"), texts: &[] };
    let events = decide(&hub.world, command, &params)?;
    let count = events.len();
    hub.record(Actor::Person(Id::new(1)), events, vec![]);
    Ok(count)
}

fn item_titled(text: &str) -> Command {
    Command::Add { key: None, fields: AnyFields::Item(vec![ItemField::Title(Some(text.into()))]) }
}

fn depends(predecessor: u32, successor: u32) -> Command {
    let fields = vec![
        DependencyField::Predecessor(Some(Node::Item(Id::new(predecessor)))),
        DependencyField::Successor(Some(Node::Item(Id::new(successor)))),
    ];
    Command::Add { key: None, fields: AnyFields::Dependency(fields) }
}

fn change(item: u32, field: ItemField, seen_at: Option<u64>) -> Command {
    Command::Change { thing: Thing::Item(Id::new(item)), fields: AnyFields::Item(vec![field]), seen_at }
}

/// Items 1 to 4, where 2 waits for 1 and 3 waits for 2.
fn chain() -> Hub {
    let mut hub = Hub::default();
    for title in ["Design", "Build", "Test", "Ship"] {
        ask(&mut hub, &item_titled(title)).expect("an item");
    }
    ask(&mut hub, &depends(1, 2)).expect("a dependency");
    ask(&mut hub, &depends(2, 3)).expect("a dependency");
    hub
}

#[test]
fn a_dependency_that_closes_a_loop_is_refused_and_the_loop_named() {
    let refused = ask(&mut chain(), &depends(3, 1)).expect_err("a loop");
    let path = "This would be a loop: `ITEM-1` before `ITEM-2` before `ITEM-3` before `ITEM-1`. Take out one of these links first.";
    assert_eq!(refused.to_string(), path);
    assert!(matches!(ask(&mut chain(), &depends(4, 4)), Err(Rejection::WouldLoop { .. })));
}

#[test]
fn a_parent_spans_its_children_so_a_loop_through_it_is_a_loop() {
    let mut hub = chain();
    ask(&mut hub, &change(4, ItemField::Parent(Some(Id::new(1))), None)).expect("4 is part of 1");
    assert!(matches!(ask(&mut hub, &depends(3, 4)), Err(Rejection::WouldLoop { .. })));
    assert!(matches!(ask(&mut hub, &depends(4, 1)), Err(Rejection::WouldLoop { .. })));
    let own = ask(&mut hub, &change(1, ItemField::Parent(Some(Id::new(4))), None));
    assert!(matches!(own, Err(Rejection::OwnAncestor { .. })));
}

#[test]
fn what_is_already_so_gives_no_event() {
    let mut hub = chain();
    assert_eq!(ask(&mut hub, &change(1, ItemField::Title(Some("Design".into())), None)), Ok(0));
}

#[test]
fn the_second_of_two_people_is_shown_what_the_first_did() {
    let mut hub = chain();
    let seen_at = Some(hub.world.position);
    assert_eq!(ask(&mut hub, &change(1, ItemField::Title(Some("Sketch".into())), seen_at)), Ok(1));
    let refused =
        ask(&mut hub, &change(1, ItemField::Title(Some("Draft".into())), seen_at)).expect_err("a conflict");
    let message =
        "Somebody changed title of `ITEM-1` since you looked: it is now Sketch. Look again, then decide.";
    assert_eq!(refused.to_string(), message);
}

#[test]
fn what_is_not_there_or_out_of_range_is_refused() {
    let mut hub = chain();
    assert!(matches!(
        ask(&mut hub, &change(9, ItemField::Rank(Some(1)), None)),
        Err(Rejection::Unknown { .. })
    ));
    let nobody = ItemField::Owner(Some(Id::new(5)));
    assert!(matches!(ask(&mut hub, &change(1, nobody, None)), Err(Rejection::Unknown { .. })));
    let much = ask(&mut hub, &change(1, ItemField::PercentDone(Some(900)), None)).expect_err("over 100 %");
    assert_eq!(much.to_string(), "`percent_done` cannot be 900 %: it is a share from 0 to 100.");
    let untitled = Command::Add { key: None, fields: AnyFields::Item(vec![]) };
    assert_eq!(ask(&mut hub, &untitled).expect_err("no title").to_string(), "A new item needs a title.");
}

#[test]
fn undo_gives_each_field_back_what_it_had() {
    let mut hub = chain();
    let before = hub.world.clone();
    ask(&mut hub, &change(1, ItemField::Title(Some("Sketch".into())), None)).expect("a change");
    let entry = hub.entries.last().cloned().expect("an entry");
    let undo = Command::Undo { before: Box::new(before), entries: vec![entry] };
    assert_eq!(ask(&mut hub, &undo), Ok(1));
    assert_eq!(&**hub.item("ITEM-1").title().expect("a title"), "Design");
}

#[test]
fn undo_of_what_somebody_changed_since_names_the_conflict() {
    let mut hub = chain();
    let before = hub.world.clone();
    ask(&mut hub, &change(1, ItemField::Title(Some("Sketch".into())), None)).expect("a change");
    let entry = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &change(1, ItemField::Title(Some("Draft".into())), None)).expect("another");
    let undo = Command::Undo { before: Box::new(before), entries: vec![entry] };
    assert!(matches!(ask(&mut hub, &undo), Err(Rejection::ChangedMeanwhile { .. })));
}

#[test]
fn an_import_that_is_undone_is_forgotten_and_can_be_read_again() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("First")])]));
    let before = hub.world.clone();
    let later =
        batch("2026-03-09", vec![item("A-1", vec![title("1st")]), item("A-2", vec![title("Second")])]);
    hub.read(&later);
    let entry = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &Command::Undo { before: Box::new(before), entries: vec![entry] }).expect("undone");
    assert_eq!(&**hub.item("A-1").title().expect("a title"), "First");
    assert!(hub.item("A-2").is_removed());
    hub.read(&later);
    assert_eq!(&**hub.item("A-1").title().expect("a title"), "1st");
    assert_eq!(hub.world.live::<Item>().count(), 2);
}

#[test]
fn a_merge_takes_over_what_is_lacking_and_can_be_undone() {
    let mut hub = chain();
    ask(&mut hub, &change(1, ItemField::Rank(Some(7)), None)).expect("a rank");
    let before = hub.world.clone();
    let merge = Command::Merge { from: Thing::Item(Id::new(1)), into: Thing::Item(Id::new(4)) };
    ask(&mut hub, &merge).expect("merged");
    assert_eq!(hub.item("ITEM-1").id, Id::new(4));
    assert_eq!(hub.item("ITEM-4").rank(), Some(&7));
    let entry = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &Command::Undo { before: Box::new(before), entries: vec![entry] }).expect("undone");
    assert_eq!(hub.item("ITEM-1").id, Id::new(1));
    assert_eq!(hub.item("ITEM-4").rank(), None);
}

#[test]
fn forgetting_a_person_finds_their_names_and_words_and_nobody_elses() {
    let mut hub = chain();
    let texts: Vec<_> =
        ["Ana", "Ben", "It is late"].iter().map(|text| PersonalText::new([1; 16], text)).collect();
    let name = |text: &PersonalText| PersonField::Name(Some(text.hash.clone()));
    let add = |id, field| {
        Event::PersonAdded(event::Added { id: Id::new(id), key: None, source: None, set: vec![field] })
    };
    let note = vec![
        NoteField::About(Some(Thing::Item(Id::new(1)))),
        NoteField::By(Some(Id::new(1))),
        NoteField::Text(Some(texts[2].hash.clone())),
    ];
    let note = Event::NoteAdded(event::Added { id: Id::new(1), key: None, source: None, set: note });
    let events = [add(1, name(&texts[0])), add(2, name(&texts[1])), note];
    let stamped = events.into_iter().map(|event| Stamped { at: moment("2026-05-01"), by: None, event });
    hub.record(Actor::System, stamped.collect(), texts.clone());
    let texts_of_ana = texts[0].hash.clone();
    let theirs = texts_of(Id::new(1), &hub.entries);
    assert_eq!(theirs, [texts[0].hash.clone(), texts[2].hash.clone()].into_iter().collect());
    let texts = theirs.into_iter().collect();
    ask(&mut hub, &Command::Forget { person: Id::new(1), texts }).expect("forgotten");
    assert_eq!(hub.world.text(&texts_of_ana), None);
    assert_eq!(&*hub.world.name_of(Id::new(1)), "a former person");
    assert_eq!(&*hub.world.name_of(Id::new(2)), "Ben");
}

#[test]
fn what_a_reading_says_after_an_undo_stands_whenever_it_happened() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("First")])]));
    let before = hub.world.clone();
    hub.read(&batch("2026-03-09", vec![item("A-1", vec![title("1st")])]));
    let entry = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &Command::Undo { before: Box::new(before), entries: vec![entry] }).expect("undone");
    hub.read(&batch("2026-03-10", vec![item("A-1", vec![title("One")])]));
    let by_moment = World::as_of(&hub.entries, Moment::MAX);
    for world in [&hub.world, &by_moment] {
        let titles: Vec<_> = world.live::<Item>().filter_map(|item| item.title().cloned()).collect();
        assert_eq!(titles, ["One".into()]);
    }
}

#[test]
fn neither_a_merge_nor_a_restore_nor_an_undo_closes_a_loop() {
    let mut hub = chain();
    ask(&mut hub, &change(4, ItemField::Parent(Some(Id::new(1))), None)).expect("4 is part of 1");
    let child_is_parent = Command::Merge { from: Thing::Item(Id::new(1)), into: Thing::Item(Id::new(4)) };
    assert!(matches!(ask(&mut hub, &child_is_parent), Err(Rejection::OwnAncestor { .. })));
    let first_is_last = Command::Merge { from: Thing::Item(Id::new(1)), into: Thing::Item(Id::new(3)) };
    assert!(matches!(ask(&mut hub, &first_is_last), Err(Rejection::WouldLoop { .. })));

    let link = Thing::Dependency(Id::new(1));
    let before = hub.world.clone();
    ask(&mut hub, &Command::Remove { thing: link }).expect("1 no longer before 2");
    let removed = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &depends(2, 1)).expect("2 before 1 instead");
    assert!(matches!(ask(&mut hub, &Command::Restore { thing: link }), Err(Rejection::WouldLoop { .. })));
    let undo = Command::Undo { before: Box::new(before), entries: vec![removed] };
    assert!(matches!(ask(&mut hub, &undo), Err(Rejection::WouldLoop { .. })));
}

#[test]
fn a_release_closes_no_loop_and_one_that_moves_nothing_is_never_refused() {
    let mut hub = chain();
    let add = |id, ends| {
        Event::DependencyAdded(event::Added { id: Id::new(id), key: None, source: None, set: ends })
    };
    let ends = |before, after| {
        vec![
            DependencyField::Predecessor(Some(Node::Item(Id::new(before)))),
            DependencyField::Successor(Some(Node::Item(Id::new(after)))),
        ]
    };
    let stamped = |event| Stamped { at: moment("2026-05-01"), by: None, event };
    hub.record(Actor::Source(Id::new(1)), vec![stamped(add(3, ends(3, 1)))], vec![]);
    let elsewhere = AnyFields::Dependency(vec![DependencyField::Predecessor(Some(Node::Item(Id::new(4))))]);
    let link = Thing::Dependency(Id::new(3));
    ask(&mut hub, &Command::Change { thing: link, fields: elsewhere, seen_at: None })
        .expect("no loop any more");
    let release = Command::Release { thing: link, fields: vec!["predecessor".into()] };
    assert!(matches!(ask(&mut hub, &release), Err(Rejection::WouldLoop { .. })));

    hub.record(Actor::Source(Id::new(1)), vec![stamped(add(4, ends(2, 1)))], vec![]);
    let release = Command::Release { thing: Thing::Item(Id::new(1)), fields: vec!["title".into()] };
    assert_eq!(ask(&mut hub, &release), Ok(1), "a loop that its source has is not in the way of a title");
}

#[test]
fn an_undone_reading_is_not_brought_back_beside_the_one_that_was_read_anew() {
    let mut hub = Hub::default();
    let reading = batch("2026-03-02", vec![item("A-1", vec![title("First")])]);
    let take_back = |hub: &mut Hub| {
        let entry = hub.entries.last().expect("an entry").clone();
        let mut before = World::default();
        hub.entries[..hub.entries.len() - 1].iter().for_each(|entry| before.apply(entry));
        Command::Undo { before: Box::new(before), entries: vec![entry] }
    };
    hub.read(&reading);
    let undo = take_back(&mut hub);
    ask(&mut hub, &undo).expect("undone");
    let undo_of_undo = take_back(&mut hub);
    hub.read(&reading);
    assert!(matches!(ask(&mut hub, &undo_of_undo), Err(Rejection::ReadAnew { .. })));
    assert_eq!(hub.world.live::<Item>().count(), 1);
}

#[test]
fn an_older_reading_after_one_that_was_undone_stands_also_in_the_order_of_moments() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("First")])]));
    let before = hub.world.clone();
    hub.read(&batch("2026-03-09", vec![item("A-1", vec![title("Wrong")])]));
    let entry = hub.entries.last().cloned().expect("an entry");
    ask(&mut hub, &Command::Undo { before: Box::new(before), entries: vec![entry] }).expect("undone");
    hub.read(&batch("2026-03-05", vec![item("A-1", vec![title("Between")])]));
    for world in [&hub.world, &World::as_of(&hub.entries, Moment::MAX)] {
        let titles: Vec<_> = world.live::<Item>().filter_map(|item| item.title().cloned()).collect();
        assert_eq!(titles, ["Between".into()]);
    }
}
