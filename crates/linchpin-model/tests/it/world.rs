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
