//! Every program is forecast by itself, and what did not change may be told again.

use std::collections::BTreeMap;

use linchpin_analysis::forecast::{
    Kept, Method, MilestoneForecast, forecast, forecast_and_outlook, forecast_and_outlook_on,
};
use linchpin_analysis::{ForecastParams, Grounds, Scope};
use linchpin_model::{
    Item, ItemField, ItemId, Milestone, MilestoneField, Moment, Node, Program, ProgramField, World,
};
use linchpin_testing::generate::{HubSize, entries};
use proptest::prelude::*;

use crate::building::{day, moment};
use crate::sketch::Sketch;

fn params(as_of: Moment, scope: Scope) -> ForecastParams {
    ForecastParams { scope, trials: Some(128), ..ForecastParams::new(as_of) }
}

fn world(seed: u64, entries_in_all: u64) -> World {
    let mut world = World::default();
    entries(HubSize { items: 60, entries: entries_in_all, programs: 4, seed })
        .for_each(|entry| world.apply(&entry));
    world
}

fn by_key(milestones: Vec<MilestoneForecast>) -> BTreeMap<String, MilestoneForecast> {
    milestones.into_iter().map(|milestone| (milestone.key.clone(), milestone)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_milestone_is_told_the_same_whatever_else_is_asked(seed in 1..1_000u64, entries in 110..400u64) {
        let world = world(seed, entries);
        let as_of = world.recorded_at;
        let (everything, expected) = forecast_and_outlook(&world, &params(as_of, Scope::All));
        prop_assert_eq!(&everything, &forecast(&world, &params(as_of, Scope::All)));
        let everything = by_key(everything.milestones);
        for program in world.live::<Program>() {
            let (alone, its) = forecast_and_outlook(&world, &params(as_of, Scope::Program(program.id)));
            for (key, milestone) in by_key(alone.milestones) {
                prop_assert_eq!(Some(&milestone), everything.get(&key));
            }
            for (node, said) in its.nodes {
                prop_assert_eq!(Some(&said), expected.nodes.get(&node));
            }
        }
        for milestone in world.live::<Milestone>() {
            let alone = forecast(&world, &params(as_of, Scope::Milestone(milestone.id))).milestones;
            prop_assert_eq!(alone.len(), 1);
            prop_assert_eq!(Some(&alone[0]), everything.get(&alone[0].key));
        }
    }

    #[test]
    fn what_is_told_again_is_what_would_be_told_anew(
        seed in 1..1_000u64,
        step in 1..40usize,
        threads in 1..4usize,
    ) {
        let mut world = World::default();
        let mut kept = Kept::default().on_threads(threads);
        let size = HubSize { items: 60, entries: 300, programs: 4, seed };
        for (number, entry) in entries(size).enumerate() {
            world.apply(&entry);
            if number >= 100 && number % step == 0 {
                let params = params(world.recorded_at, Scope::All);
                let grounds = Grounds::new(&world, params.as_of);
                let told = forecast_and_outlook_on(&world, &grounds, &params, &mut kept);
                prop_assert_eq!(told, forecast_and_outlook(&world, &params));
            }
        }
    }

    #[test]
    fn every_open_item_of_a_network_has_a_day_once(seed in 1..1_000u64) {
        let world = world(seed, 260);
        let as_of = world.recorded_at;
        let (_, outlook) = forecast_and_outlook(&world, &params(as_of, Scope::All));
        let is_open = |id: &ItemId| world.get(*id).is_some_and(|item| item.finished_at().is_none());
        let open = world.live::<Item>().map(|item| item.id).filter(is_open);
        let told = open.filter(|item| outlook.nodes.contains_key(&Node::Item(*item))).count();
        prop_assert!(told > 0 && told == outlook.nodes.keys().filter(|node| matches!(node, Node::Item(_))).count());
    }
}

#[test]
fn programs_are_forecast_in_the_way_that_fits_each() {
    let mut sketch =
        Sketch::new("first ms by 2026-05-01\n second ms by 2026-05-01\n a =5d for first\n b for second");
    for (key, milestone, item) in [("one", "first", "a"), ("two", "second", "b")] {
        let title = ProgramField::Title(Some(key.into()));
        let program = sketch.building.add::<Program>("2026-01-01T00:00:00Z", key, [title]);
        let Node::Milestone(milestone) = sketch.nodes[milestone] else {
            panic!("{milestone} is a milestone")
        };
        let of_milestone = [MilestoneField::Program(Some(program))];
        sketch.building.change::<Milestone>("2026-01-01T00:00:00Z", milestone, of_milestone);
        sketch.say("2026-01-01T00:00:00Z", item, [ItemField::Program(Some(program))]);
    }
    let all = forecast(&sketch.world(), &params(moment("2026-03-30T00:00:00Z"), Scope::All));
    assert_eq!(all.method, Method::Network);
    assert_eq!(
        all.why_this_method,
        "Each program is forecast by itself: one program by durations that are drawn and passed through the network, where how \
         many people there are is not considered; one program not at all, as nothing is left or nothing is known."
    );
    let of = by_key(all.milestones);
    assert_eq!((of["first"].p50, of["second"].p50), (Some(day("2026-04-03")), None));
}
