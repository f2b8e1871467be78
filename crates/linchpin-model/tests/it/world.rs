use linchpin_model::*;
use proptest::prelude::*;

use crate::support::*;

proptest! {
    /// Readings of three sources at moments in any order: the World by position is the World by moment at the end of time.
    #[test]
    fn the_order_of_arrival_does_not_matter(readings in proptest::collection::vec((0..3u8, 1..28u8, 0..4u8, 0..5u8), 1..20)) {
        let mut hub = Hub::default();
        for (source, day, id, text) in readings {
            let shown = item(&format!("A-{id}"), vec![title(&format!("t{text}")), status("s", Category::Todo)]);
            let mut reading = batch(&format!("2026-03-{day:02}"), vec![shown]);
            reading.source = format!("test:{source}").into();
            hub.read(&reading);
        }
        let by_moment = World::as_of(&hub.entries, Moment::MAX);
        let titles = |world: &World| {
            let title = |record: &world::Record<Item>| (record.id, record.title().cloned(), record.moved_at);
            world.live::<Item>().map(title).collect::<Vec<_>>()
        };
        prop_assert_eq!(titles(&hub.world), titles(&by_moment));
    }
}

#[test]
fn a_world_survives_a_checkpoint() {
    let mut hub = Hub::default();
    hub.read(&batch("2026-03-02", vec![item("A-1", vec![title("First"), status("Open", Category::Todo)])]));
    let bytes = postcard::to_stdvec(&hub.world).expect("a World can be written");
    let read: World = postcard::from_bytes(&bytes).expect("and read");
    assert_eq!(read, hub.world);
}

proptest! {
    /// Readings in the order of their days, some told again, some gone: a past World folded as entries come is the one
    /// folded from all at once, and stays it when it holds together with the present what both have in common.
    #[test]
    fn a_past_world_is_the_same_folded_as_entries_come(
        readings in proptest::collection::vec((0..2u8, 0..3u8, 0..4u8, 0..5u8), 1..20), day in 1..28u8,
    ) {
        let (mut hub, mut today) = (Hub::default(), 1);
        for (source, later, id, text) in readings {
            today += later;
            let shown = item(&format!("A-{id}"), vec![title(&format!("t{text}")), status("s", Category::Todo)]);
            let mut reading = batch(&format!("2026-03-{today:02}"), vec![shown]);
            reading.source = format!("test:{source}").into();
            hub.read(&reading);
            if today > 25 {
                break;
            }
        }
        let at = moment(&format!("2026-03-{day:02}"));
        let mut fold = world::PastFold::new(at);
        prop_assert!(hub.entries.iter().all(|entry| fold.take(entry)));
        let (mut past, at_once) = (fold.world(), World::as_of(&hub.entries, at));
        prop_assert_eq!(&past, &at_once);
        past.share(&hub.world);
        prop_assert_eq!(&past, &at_once);
    }
}

#[test]
fn what_is_told_out_of_order_cannot_be_folded_as_it_comes() {
    let mut hub = Hub::default();
    for day in ["2026-03-09", "2026-03-02"] {
        let mut reading = batch(day, vec![item(day, vec![title("One of them")])]);
        reading.source = day.into();
        hub.read(&reading);
    }
    let folds = |at| {
        let mut fold = world::PastFold::new(moment(at));
        hub.entries.iter().all(|entry| fold.take(entry))
    };
    assert!(folds("2026-03-05"), "what came first is left out");
    assert!(!folds("2026-03-10"));
}
