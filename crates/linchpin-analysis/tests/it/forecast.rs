//! What a forecast by network must be.

use linchpin_analysis::forecast::{Forecast, ForecastParams, Method, MilestoneForecast, forecast};
use linchpin_model::{Category, Date, Item, ItemField, World};
use proptest::prelude::*;

use crate::building::{day, moment, status};
use crate::sketch::Sketch;

/// A Monday, before work.
const AS_OF: &str = "2026-03-02T00:00:00Z";

fn of_world(world: &World) -> Forecast {
    forecast(world, &ForecastParams { trials: Some(2_000), ..ForecastParams::new(moment(AS_OF)) })
}

fn of(text: &str) -> Forecast {
    of_world(&Sketch::new(text).world())
}

fn milestone<'f>(forecast: &'f Forecast, key: &str) -> &'f MilestoneForecast {
    forecast.milestones.iter().find(|milestone| milestone.key == key).expect("a milestone of that key")
}

fn p50(forecast: &Forecast, key: &str) -> Date {
    milestone(forecast, key).p50.expect("a date")
}

fn check_p50_and_p85(text: &str, p50: &str, p85: &str) {
    let forecast = of(text);
    let beta = milestone(&forecast, "beta");
    assert_eq!((beta.p50, beta.p85), (Some(day(p50)), Some(day(p85))), "{beta:?}");
}

#[test]
fn without_spread_every_percentile_is_the_schedules_date() {
    let forecast = of("design =5d
                       build =10d <- design
                       manual =3d <- design
                       beta ms by 2026-03-20 <- build, manual");
    let beta = milestone(&forecast, "beta");
    let all = [beta.p10, beta.p50, beta.p80, beta.p85, beta.p95];
    assert_eq!(all, [Some(day("2026-03-20")); 5]);
    assert_eq!(beta.chance_of_target, Some(1.0));
    assert_eq!(beta.histogram.len(), 1);
}

#[test]
fn two_sizes_in_a_row_finish_around_the_sum_of_their_likely_days() {
    // M is 5, 7, 10 days and L is 10, 15, 20: 22 days in a row from Monday 2 March end on Tuesday 31 March, and the middle
    // of their sum lies a little later, as durations have more room upwards.
    check_p50_and_p85("design M\n build L <- design\n beta ms <- build", "2026-04-01", "2026-04-06");
}

#[test]
fn a_milestone_that_waits_for_many_is_later_than_each_of_them() {
    let one = p50(&of("a L\n beta ms <- a"), "beta");
    let many = p50(&of("a L @one\n b L @two\n c L @three\n d L @four\n beta ms <- a, b, c, d"), "beta");
    assert!(many > one, "{many} is not after {one}");
}

#[test]
fn what_is_nice_to_have_holds_nothing_and_what_is_important_does() {
    let text = |priority: &str| format!("a =5d P0 for beta\n b =20d {priority} for beta\n beta ms");
    assert_eq!(p50(&of(&text("P2")), "beta"), day("2026-03-06"));
    let important = of(&text("P1"));
    assert_eq!(p50(&important, "beta"), day("2026-03-27"));
    let alone = milestone(&important, "beta").p0_alone.expect("P0 alone");
    assert_eq!((alone.p50, alone.p85), (Some(day("2026-03-06")), Some(day("2026-03-06"))));
}

#[test]
fn a_program_without_milestones_is_forecast_to_its_end() {
    let forecast = of("a =5d\n b =8d");
    assert_eq!(forecast.milestones.len(), 1);
    assert_eq!(forecast.milestones[0].p50, Some(day("2026-03-11")));
}

#[test]
fn what_drives_the_date_is_listed_with_the_days_it_holds() {
    let forecast = of("long =10d\n short =4d\n beta ms <- long, short");
    assert_eq!(forecast.drivers_of.as_deref(), Some("beta"));
    let drivers: Vec<_> =
        forecast.drivers.iter().map(|d| (d.key.as_str(), d.criticality, d.p50_days_if_done)).collect();
    assert_eq!(drivers, [("long", 1.0, Some(6.0))]);
}

#[test]
fn the_longer_of_two_uncertain_branches_is_critical_more_often_and_correlates_more() {
    let forecast = of("long 8-10-14d @one\n short 6-8-12d @two\n beta ms <- long, short");
    let [first, second] = &forecast.drivers[..] else { panic!("{:?}", forecast.drivers) };
    assert_eq!((first.key.as_str(), second.key.as_str()), ("long", "short"));
    assert!(first.criticality > second.criticality && first.criticality + second.criticality >= 1.0);
    assert!(first.cruciality > second.cruciality && second.cruciality > Some(0.0));
}

#[test]
fn started_work_is_forecast_from_what_is_left() {
    let mut sketch = Sketch::new("a 8-10-14d\n beta ms <- a");
    let started = [status(Category::InProgress), ItemField::StartedAt(Some(moment("2026-02-23T00:00:00Z")))];
    sketch.say("2026-02-23T00:00:00Z", "a", started);
    // Five of some ten days have passed.
    assert_eq!(p50(&of_world(&sketch.world()), "beta"), day("2026-03-06"));
    sketch.say("2026-03-01T00:00:00Z", "a", [ItemField::Remaining(Some(2 * 480))]);
    assert_eq!(p50(&of_world(&sketch.world()), "beta"), day("2026-03-03"));
}

#[test]
fn overdue_work_is_not_done_at_once() {
    let mut sketch = Sketch::new("a 3-5-8d\n beta ms <- a");
    let started = [status(Category::InProgress), ItemField::StartedAt(Some(moment("2026-01-05T00:00:00Z")))];
    sketch.say("2026-01-05T00:00:00Z", "a", started);
    assert!(p50(&of_world(&sketch.world()), "beta") > day("2026-03-02"));
}

#[test]
fn a_loop_is_named_and_the_rest_is_forecast() {
    let forecast = of("a =2d <- b\n b =2d <- a\n c =4d\n beta ms <- a, c");
    assert_eq!(p50(&forecast, "beta"), day("2026-03-05"));
    assert!(forecast.checks.iter().any(|check| check.check == "loop"), "{:?}", forecast.checks);
}

#[test]
fn one_number_and_no_number_are_each_a_check() {
    let forecast = of("a 5d\n b\n c 2-3-4d\n beta ms <- a, b, c");
    let checks: Vec<_> = forecast.checks.iter().map(|check| check.check).collect();
    assert_eq!(checks, ["no_estimate", "single_number"]);
}

#[test]
fn a_risk_that_may_happen_moves_the_tail_and_one_that_must_moves_it_all() {
    let text = |percent: u32| format!("a =5d\n beta ms <- a\n storm risk {percent}% 5-5-5d on a");
    let sometimes = of(&text(20));
    let beta = milestone(&sometimes, "beta");
    assert_eq!((beta.p50, beta.p85), (Some(day("2026-03-06")), Some(day("2026-03-13"))));
    assert_eq!(p50(&of(&text(100)), "beta"), day("2026-03-13"));
    assert_eq!(p50(&of(&text(0)), "beta"), day("2026-03-06"));
}

#[test]
fn a_risk_on_a_parent_delays_the_end_of_its_parts() {
    let mut sketch = Sketch::new("whole\n part =5d\n beta ms <- whole\n storm risk 100% 5-5-5d on whole");
    let whole = sketch.item_id("whole");
    sketch.say("2026-01-02T00:00:00Z", "part", [ItemField::Parent(Some(whole))]);
    let forecast = of_world(&sketch.world());
    assert_eq!(p50(&forecast, "beta"), day("2026-03-13"));
    assert_eq!(forecast.drivers[0].key, "part");
}

#[test]
fn a_risk_without_numbers_is_left_out_and_named() {
    let mut sketch = Sketch::new("a =5d\n beta ms <- a");
    sketch.building.add::<linchpin_model::Risk>("2026-01-01T00:00:00Z", "R-1", []);
    let forecast = of_world(&sketch.world());
    assert_eq!(forecast.checks[0].key.as_deref(), Some("R-1"));
}

#[test]
fn nothing_open_is_nothing_to_forecast() {
    let mut sketch = Sketch::new("a =5d");
    sketch.say("2026-02-01T00:00:00Z", "a", [status(Category::Done)]);
    assert_eq!(of_world(&sketch.world()).method, Method::None);
}

#[test]
fn the_json_is_that_of_the_reference() {
    let forecast = of("a =5d\n beta ms by 2026-03-10 <- a");
    insta::assert_snapshot!(serde_json::to_string_pretty(&forecast).unwrap());
}

/// Lines of a plan: items in a row of up to three branches, then one milestone.
fn any_plan() -> impl Strategy<Value = Vec<String>> {
    let item = (1..6u32, 0..6u32, 0..9u32, prop::option::of(0..9usize), 0..3u32);
    prop::collection::vec(item, 1..9).prop_map(|items| {
        let mut lines = Vec::new();
        for (index, (low, more, most, before, team)) in items.iter().enumerate() {
            let before =
                before.filter(|before| *before < index).map_or(String::new(), |b| format!("<- i{b}"));
            let (likely, high) = (low + more, low + more + most);
            lines.push(format!("i{index} {low}-{likely}-{high}d @t{team} {before}"));
        }
        let all: Vec<String> = (0..items.len()).map(|index| format!("i{index}")).collect();
        lines.push(format!("beta ms by 2026-03-20 <- {}", all.join(", ")));
        lines
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn percentiles_are_in_order_and_shares_add_up(lines in any_plan()) {
        let forecast = of(&lines.join("\n"));
        let beta = milestone(&forecast, "beta");
        prop_assert!(beta.p10 <= beta.p50 && beta.p50 <= beta.p80 && beta.p80 <= beta.p85 && beta.p85 <= beta.p95);
        let shares: f64 = beta.histogram.iter().map(|day| day.share).sum();
        prop_assert!((shares - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_later_target_is_never_less_likely(lines in any_plan(), a in 1..28i8, b in 1..28i8) {
        let chance = |on: i8| {
            let text = lines.join("\n").replace("2026-03-20", &format!("2026-03-{on:02}"));
            milestone(&of(&text), "beta").chance_of_target
        };
        prop_assert!(chance(a.min(b)) <= chance(a.max(b)));
    }

    #[test]
    fn the_order_of_the_items_in_a_file_changes_nothing(lines in any_plan(), seed: u64) {
        let mut shuffled = lines.clone();
        let len = shuffled.len();
        (1..len).for_each(|at| shuffled.swap(at, (seed as usize).wrapping_mul(at + 7) % (at + 1)));
        let (one, two) = (of(&lines.join("\n")), of(&shuffled.join("\n")));
        prop_assert_eq!(&one.milestones, &two.milestones);
        prop_assert_eq!(&one.drivers, &two.drivers);
    }

    #[test]
    fn a_risk_never_brings_a_date_forward(lines in any_plan(), percent in 0..100u32, days in 0..9u32, on: prop::sample::Index) {
        let without = of(&lines.join("\n"));
        let on = on.index(lines.len() - 1);
        let text = format!("{}\nstorm risk {percent}% {days}-{days}-{}d on i{on}", lines.join("\n"), days + 3);
        let with = of(&text);
        let (without, with) = (milestone(&without, "beta"), milestone(&with, "beta"));
        prop_assert!(without.p10 <= with.p10 && without.p50 <= with.p50 && without.p95 <= with.p95);
    }

    #[test]
    fn an_item_nothing_waits_for_changes_no_date(lines in any_plan(), days in 1..30u32) {
        let without = of(&lines.join("\n"));
        let with = of(&format!("{}\naside {days}-{days}-{}d @t0", lines.join("\n"), days + 5));
        prop_assert_eq!(&milestone(&without, "beta").histogram, &milestone(&with, "beta").histogram);
    }
}

#[test]
fn an_item_is_read_by_key_once_it_is_renamed() {
    let mut sketch = Sketch::new("a 3-5-8d\n beta ms <- a");
    let before = of_world(&sketch.world());
    let id = sketch.item_id("a");
    let thing = linchpin_model::Thing::Item(id);
    sketch
        .building
        .say("2026-02-01T00:00:00Z", linchpin_model::Event::KeyChanged { thing, key: "renamed".into() });
    let after = of_world(&sketch.world());
    assert_eq!(milestone(&before, "beta").histogram, milestone(&after, "beta").histogram);
    assert_eq!(after.drivers[0].key, "renamed");
    let _: Option<&linchpin_model::world::Record<Item>> = sketch.world().get(id);
}
