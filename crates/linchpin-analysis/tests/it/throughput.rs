//! What a forecast of a backlog must be, and what forecasts say to other reports.

use linchpin_analysis::forecast::{Forecast, ForecastParams, Method, forecast, outlook};
use linchpin_analysis::schedule::{ScheduleParams, schedule};
use linchpin_analysis::{Outlook, Scope};
use linchpin_model::{Category, ItemField, Moment, Node};
use proptest::prelude::*;

use crate::building::{day, moment, status};
use crate::sketch::Sketch;

/// A Monday before work.
const AS_OF: &str = "2026-03-30T00:00:00Z";
const WEEK_MS: i64 = 7 * 86_400_000;

/// Twelve weeks before the moment, `finished` items closed and `joined` opened in each, then `open` ones left.
fn backlog(finished: u32, joined: u32, open: u32) -> Sketch {
    let mut sketch = Sketch::new("");
    let created = |at: Moment| ItemField::CreatedAt(Some(at));
    let long_ago = moment("2025-06-01T00:00:00Z");
    for week in 0..12 {
        let at = Moment::from_ms(moment("2026-01-07T12:00:00Z").as_ms() + week * WEEK_MS);
        for item in 0..finished {
            let key = format!("done{week}-{item}");
            sketch.add("2026-01-01T00:00:00Z", &key);
            let fields = [created(long_ago), status(Category::Done), ItemField::FinishedAt(Some(at))];
            sketch.say("2026-01-02T00:00:00Z", &key, fields);
        }
        for item in 0..joined {
            let key = format!("new{week}-{item}");
            sketch.add("2026-01-01T00:00:00Z", &key);
            sketch.say("2026-01-02T00:00:00Z", &key, [created(at)]);
        }
    }
    for item in 0..open {
        let key = format!("open{item}");
        sketch.add("2026-01-01T00:00:00Z", &key);
        sketch.say("2026-01-02T00:00:00Z", &key, [created(long_ago)]);
    }
    sketch
}

fn of(sketch: &Sketch, count: Option<u32>) -> Forecast {
    let params = ForecastParams { trials: Some(2_000), count, ..ForecastParams::new(moment(AS_OF)) };
    forecast(&sketch.world(), &params)
}

#[test]
fn a_backlog_without_estimates_is_forecast_by_throughput() {
    let forecast = of(&backlog(5, 0, 50), None);
    assert_eq!(forecast.method, Method::Throughput);
    // At five a week ten weeks from Monday 30 March; weeks are whole and the pace is uncertain, so half of all futures need
    // an eleventh.
    assert_eq!(forecast.milestones[0].p50, Some(day("2026-06-15")));
    assert!(forecast.milestones[0].p85 > forecast.milestones[0].p50);
}

#[test]
fn the_next_items_are_told_in_weeks() {
    let weeks = of(&backlog(5, 3, 50), Some(20)).finish_weeks.expect("weeks");
    // At five a week four weeks; half of all futures are slower and need a fifth.
    assert_eq!(weeks.p50, Some(5.0));
    assert!(weeks.p10 < weeks.p50 && weeks.p50 < weeks.p85 && weeks.p85 <= weeks.p95);
}

#[test]
fn without_a_finished_item_nothing_is_said_and_the_reason_is_given() {
    for count in [None, Some(3)] {
        let forecast = of(&backlog(0, 2, 5), count);
        assert_eq!((forecast.method, forecast.finish_weeks), (Method::None, None));
        assert_eq!(forecast.checks[0].check, "no_pace");
    }
}

#[test]
fn a_scope_that_outgrows_the_pace_is_named_and_has_no_middle() {
    let forecast = of(&backlog(2, 6, 10), None);
    assert_eq!(forecast.milestones[0].p50, None);
    assert_eq!(forecast.checks[0].check, "scope_grows");
}

#[test]
fn the_running_week_is_left_out() {
    let mut sketch = backlog(5, 0, 50);
    for item in 0..30 {
        let key = format!("today{item}");
        sketch.add("2026-01-01T00:00:00Z", &key);
        let fields = [status(Category::Done), ItemField::FinishedAt(Some(moment(AS_OF)))];
        sketch.say("2026-01-02T00:00:00Z", &key, fields);
    }
    assert_eq!(of(&sketch, None).milestones, of(&backlog(5, 0, 50), None).milestones);
}

fn outlook_of(sketch: &Sketch) -> Outlook {
    let params = ForecastParams { trials: Some(1_000), ..ForecastParams::new(moment(AS_OF)) };
    outlook(&sketch.world(), &params)
}

#[test]
fn other_reports_hear_of_milestones_items_and_what_is_at_stake() {
    let sketch = Sketch::new("a =5d\n b =3d <- a\n aside =2d\n beta ms by 2026-04-20 <- b");
    let outlook = outlook_of(&sketch);
    let Node::Milestone(beta) = sketch.nodes["beta"] else { panic!("beta is a milestone") };
    let expected = &outlook.milestones[&beta];
    assert_eq!((expected.p50, expected.chance_of_target), (Some(day("2026-04-08")), Some(1.0)));
    assert_eq!(expected.driving, [sketch.nodes["a"], sketch.nodes["b"]]);
    let of = |key: &str| outlook.of(sketch.nodes[key]).expect("an item");
    assert_eq!((of("a").finish, of("a").p85), (Some(day("2026-04-03")), Some(day("2026-04-03"))));
    assert_eq!((of("a").critical, of("a").days_at_stake), (true, Some(5.0)));
    assert_eq!((of("aside").finish, of("aside").critical), (Some(day("2026-03-31")), false));
}

#[test]
fn a_backlog_tells_the_end_of_its_program_alone() {
    let outlook = outlook_of(&backlog(5, 0, 50));
    assert!(outlook.nodes.is_empty() && outlook.milestones.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_plan_without_spread_is_forecast_to_its_schedule(
        items in prop::collection::vec((1..9u32, prop::option::of(0..9usize)), 1..9),
    ) {
        let mut lines: Vec<String> = Vec::new();
        for (index, (days, before)) in items.iter().enumerate() {
            let before = before.filter(|before| *before < index).map_or(String::new(), |b| format!("<- i{b}"));
            lines.push(format!("i{index} ={days}d {before}"));
        }
        let all: Vec<String> = (0..items.len()).map(|index| format!("i{index}")).collect();
        lines.push(format!("beta ms <- {}", all.join(", ")));
        let world = Sketch::new(&lines.join("\n")).world();
        let params = ForecastParams { trials: Some(64), ..ForecastParams::new(moment(AS_OF)) };
        let expected = forecast(&world, &params).milestones[0].p50.expect("a date").to_string();
        let schedule = schedule(&world, &ScheduleParams { as_of: moment(AS_OF), scope: Scope::All });
        let beta = schedule.items.iter().find(|item| item.key == "beta").expect("the milestone");
        prop_assert_eq!(&beta.finish.as_ref().expect("a date")[..10], expected);
    }
}
