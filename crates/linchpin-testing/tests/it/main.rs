//! Worlds from a few lines of text.

use linchpin_model::{Category, Item, Key, Thing, World};
use linchpin_testing::{Hub, morning, world};

fn item<'w>(world: &'w World, key: &str) -> &'w linchpin_model::world::Record<Item> {
    match world.thing(&Key::new(key)) {
        Some(Thing::Item(id)) => world.get(id).expect("the item is there"),
        other => panic!("`{key}` is {other:?}"),
    }
}

#[test]
fn four_lines_are_a_world() {
    let world = world(
        "start 2 Mar 2026
         design   5d
         build   10d  <- design
         manual   3d  <- design
         launch   ms  <- build, manual",
    );
    let keys: Vec<_> =
        world.live::<Item>().map(|item| item.key().expect("a key").as_str().to_owned()).collect();
    assert_eq!(keys, ["design", "build", "manual"]);
    assert_eq!(world.live::<linchpin_model::Milestone>().count(), 1);
    assert_eq!(world.live::<linchpin_model::Dependency>().count(), 4);
    assert!(world.live::<Item>().all(|item| item.parent().is_none()), "no line stands under another");
}

#[test]
fn a_plans_past_can_be_seen_as_of_any_day() {
    let mut hub = Hub::default();
    hub.read(
        "start 2 Mar 2026
         today 16 Mar
         design   5d  done 6 Mar
         build   10d  <- design
         on 9 Mar: build started
         on 12 Mar: build 15d left 12d",
    );
    let then = hub.as_of(morning("10 Mar 2026"));
    assert_eq!(item(&then, "design").status().expect("a status").category, Category::Done);
    assert_eq!(item(&then, "build").remaining(), None);
    let now = item(&hub.world, "build");
    assert_eq!(now.remaining(), Some(&(12 * 480)));
    assert_eq!(now.started_at(), Some(&morning("9 Mar 2026")));
}

#[test]
fn reading_a_plan_again_changes_nothing_and_a_later_one_changes_what_differs() {
    let first = "start 2 Mar 2026
         today 16 Mar
         @Ana \"Ana Reis\"
         design   5d  @Ana #map done 6 Mar
         build   10d  <- design promised 30 Mar
         on 9 Mar: build started said yellow \"The vendor is late\"";
    let mut hub = Hub::default();
    hub.read(first);
    assert_eq!(hub.read(first).events, []);
    let later = first.replace("today 16 Mar", "today 17 Mar").replace("10d", "12d");
    let changed = hub.read(&later).events;
    assert_eq!(changed.len(), 1, "{changed:#?}");
    assert_eq!(changed[0].at, morning("17 Mar 2026"));
}

#[test]
#[should_panic(expected = "Did you mean `design`?")]
fn a_plan_with_faults_stops_the_test_and_shows_them() {
    world("start 2 Mar 2026\ndesign 5d\nbuild 10d <- desing");
}
