//! Whatever people and readings say of parents, no item is part of itself.

use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::observation::Listing;
use linchpin_model::*;
use proptest::prelude::*;

use crate::support::*;

fn within(id: &str, parent: &str) -> Observation {
    item(id, vec![title(id), ItemField::Parent(Some(parent.into()))])
}

/// A page of a listing: what it does not show stays as it was.
fn page(exported: &str, observations: Vec<Observation>) -> Batch {
    Batch { listing: Listing::Partial, ..batch(exported, observations) }
}

fn parent_of(hub: &Hub, key: &str) -> Option<u32> {
    hub.item(key).parent().map(|parent| parent.number())
}

#[test]
fn a_circle_over_two_readings_is_cut_in_the_later_and_told_each_time() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![within("A", "B"), item("B", vec![title("B")])]));
    let closes = page("2026-03-09", vec![within("B", "A"), item("C", vec![title("C")])]);
    let read = hub.read(&closes);
    assert_eq!(read.problems.len(), 1);
    assert_eq!(read.problems[0].place, "item B");
    assert_eq!((parent_of(&hub, "A"), parent_of(&hub, "B")), (Some(hub.item("B").id.number()), None));
    let again = hub.read(&closes);
    assert_eq!((again.events.len(), again.problems.len()), (0, 1));
}

#[test]
fn a_parent_that_would_close_a_circle_does_not_leave_the_one_before_in_place() {
    let mut hub = Hub::default();
    let plain = |id: &str| item(id, vec![title(id)]);
    hub.read(&batch("2026-03-02", vec![within("A", "B"), within("B", "C"), plain("C")]));
    hub.read(&page("2026-03-09", vec![within("B", "A")]));
    assert_eq!(parent_of(&hub, "B"), None);
}

#[test]
fn what_a_person_said_of_a_parent_stands_and_the_file_is_cut() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A", vec![title("A")]), item("B", vec![title("B")])]));
    let (a, b) = (hub.item("A").id, hub.item("B").id);
    let command = Command::Change {
        thing: Thing::Item(a),
        fields: AnyFields::Item(vec![ItemField::Parent(Some(b))]),
        seen_at: None,
    };
    crate::decide::ask(&mut hub, &command).expect("a parent");
    let read = hub.read(&batch("2026-03-09", vec![item("A", vec![title("A")]), within("B", "A")]));
    assert_eq!(read.problems.len(), 1);
    assert_eq!((parent_of(&hub, "A"), parent_of(&hub, "B")), (Some(b.number()), None));
}

/// Climbs from each item as far as there are parents.
fn check_forest(hub: &Hub) {
    for item in hub.world.live::<Item>() {
        let (mut at, mut seen) = (item.id, vec![item.id]);
        while let Some(parent) = hub.world.get(at).and_then(|item| item.parent().copied()) {
            assert!(!seen.contains(&parent), "{seen:?} go in a circle to {parent:?}");
            seen.push(parent);
            at = parent;
        }
    }
}

proptest! {
    #[test]
    fn items_stay_a_forest_and_a_reading_again_brings_nothing(
        readings in prop::collection::vec(
            (1..28u32, any::<bool>(), prop::collection::vec((0..6u32, prop::option::of(0..7u32)), 1..6)),
            1..6,
        ),
        by_hand in prop::collection::vec((1..6u32, 1..6u32), 0..4),
    ) {
        let mut hub = Hub::default();
        let mut by_hand = by_hand.into_iter();
        for (day, is_page, items) in readings {
            let shown = items.into_iter().map(|(id, parent)| match parent {
                Some(parent) => within(&id.to_string(), &parent.to_string()),
                None => item(&id.to_string(), vec![title("Alone"), ItemField::Parent(None)]),
            });
            let exported = format!("2026-03-{day:02}");
            let shown = shown.collect();
            let reading = if is_page { page(&exported, shown) } else { batch(&exported, shown) };
            hub.read(&reading);
            check_forest(&hub);
            prop_assert_eq!(hub.read(&reading).events, vec![]);
            if let Some((child, parent)) = by_hand.next() {
                let fields = AnyFields::Item(vec![ItemField::Parent(Some(Id::new(parent)))]);
                let thing = Thing::Item(Id::new(child));
                // A loop is refused, and so is what is not there.
                let _ = crate::decide::ask(&mut hub, &Command::Change { thing, fields, seen_at: None });
                check_forest(&hub);
            }
        }
    }
}
