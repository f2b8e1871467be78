//! What needs somebody today, and in which order.

use linchpin_analysis::Grounds;
use linchpin_analysis::checks::loops;
use linchpin_analysis::outlook::{NodeOutlook, Outlook};
use linchpin_analysis::pulse::{PulseParams, pulse};
use linchpin_analysis::scope::Scope;
use linchpin_model::{Key, Moment, Node, Snooze, SnoozeField, Thing, World};
use linchpin_testing::{date, morning, world};
use proptest::prelude::*;

use crate::building::{Building, moment, status};

const TODAY: &str = "30 Mar 2026";

const PLAN: &str = "start 2 Mar 2026
     today 30 Mar
     keys   5d @Ines  added 2 Mar
     tiles  5d @Omar  added 2 Mar promised 20 Mar <- keys
     copy   1d @Ben   added 27 Mar by 10 Apr
     legend 1d        added 27 Mar by 10 Apr
     beta   ms by 17 Apr <- tiles, copy, legend
     on 18 Mar: keys blocked \"Security review\"";

/// The outlook in which doing these now brings the milestone forward by so many working days.
fn at_stake(world: &World, days: &[(&str, f64)]) -> Outlook {
    let nodes = days.iter().filter_map(|(key, days)| match world.thing(&Key::new(key))? {
        Thing::Item(id) => Some(NodeOutlook {
            node: Node::Item(id),
            finish: None,
            p85: None,
            critical: false,
            float_minutes: None,
            days_at_stake: Some(*days),
        }),
        _ => None,
    });
    Outlook::new([], nodes)
}

fn check_pulse(world: &World, outlook: &Outlook, as_of: Moment, expected: &str) {
    let found = pulse(world, outlook, &PulseParams::new(as_of, Scope::All));
    let told: Vec<String> = [found.sentence.clone()]
        .into_iter()
        .chain(found.rows.iter().map(|row| {
            let stake = row.days_at_stake.map_or_else(|| "?".into(), |days| days.to_string());
            format!(
                "{}. {} ({stake} d, {} min) [{}] {}",
                row.rank,
                row.key,
                row.cost_minutes,
                row.action,
                row.found.join(" ")
            )
        }))
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(told, expected);
}

#[test]
fn what_moves_the_date_most_for_the_least_effort_comes_first() {
    let world = world(PLAN);
    let outlook = at_stake(&world, &[("keys", 6.0), ("tiles", 5.0), ("legend", 0.0)]);
    check_pulse(
        &world,
        &outlook,
        morning(TODAY),
        "Three things need you today. First: tiles is past its promise by six working days, 5 working days at stake.
         1. tiles (5 d, 10 min) [Agree a new date with Omar] overdue
         2. keys (6 d, 15 min) [Ask Ines for a date] no_date blocked silent
         3. legend (0 d, 10 min) [Name an owner] no_owner",
    );
}

#[test]
fn without_days_at_stake_what_holds_up_others_and_is_overdue_comes_first() {
    check_pulse(
        &world(PLAN),
        &Outlook::default(),
        morning(TODAY),
        "Three things need you today. First: tiles is past its promise by six working days.
         1. tiles (? d, 10 min) [Agree a new date with Omar] overdue
         2. keys (? d, 15 min) [Ask Ines for a date] no_date blocked silent
         3. legend (? d, 10 min) [Name an owner] no_owner",
    );
}

#[test]
fn where_nothing_is_found_nothing_needs_anybody() {
    let world = world("start 2 Mar 2026\ntoday 2 Mar\ncopy 1d @Ben by 10 Mar");
    check_pulse(&world, &Outlook::default(), morning("2 Mar 2026"), "Nothing needs you today.");
}

#[test]
fn a_difference_between_said_and_computed_is_restated_by_somebody() {
    let world = world(
        "start 2 Mar 2026
         today 30 Mar
         copy 1d @Ben added 27 Mar by 10 Apr
         beta ms by 20 Mar said green 27 Mar <- copy",
    );
    check_pulse(
        &world,
        &Outlook::default(),
        morning(TODAY),
        "One thing needs you today. First: Somebody said Green for beta; the evidence says Red, 6 working days at stake.
         1. beta (6 d, 15 min) [Restate health] mismatch target_passed",
    );
}

/// A program is read by its goal: what is wrong with the one is wrong with the other.
#[test]
fn a_program_and_its_goal_are_one_need() {
    let world = world(
        "program weather \"Weather\" @Maya goal beta said green 27 Mar
         start 2 Mar 2026
         today 30 Mar
         copy 1d @Ben added 27 Mar by 10 Apr
         beta  ms by 20 Mar said green 27 Mar <- copy
         alpha ms by 13 Mar <- copy",
    );
    let found = pulse(&world, &Outlook::default(), &PulseParams::new(morning(TODAY), Scope::All));
    let told: Vec<String> =
        found.rows.iter().map(|row| format!("{}: {}", row.key, row.found.join(" "))).collect();
    assert_eq!(told, ["alpha: target_passed", "weather: mismatch target_passed"]);
    assert_eq!(found.needs, 2);
    let rests_on: Vec<_> = found.checks.iter().map(|check| (check.check, check.key.as_deref())).collect();
    assert_eq!(
        rests_on[1..],
        [("mismatch", Some("weather")), ("mismatch", Some("beta")), ("target_passed", Some("beta"))],
        "nothing that was found is lost"
    );
}

#[test]
fn a_circle_is_a_need_wherever_it_is_asked_about() {
    let world = world(
        "program weather \"Weather\" @Maya
         start 2 Mar 2026
         today 2 Mar
         a 1d @Ben <- c
         b 1d @Ben by 10 Mar <- a
         c 1d @Ben by 10 Mar <- b
         d 1d @Ben by 10 Mar
         beta ms <- b
         gamma ms <- d",
    );
    let found = |key: &str| {
        let scope = match world.thing(&Key::new(key)) {
            Some(Thing::Program(id)) => Scope::Program(id),
            Some(Thing::Milestone(id)) => Scope::Milestone(id),
            _ => Scope::All,
        };
        let grounds = Grounds::new(&world, morning("2 Mar 2026"));
        loops(&world, &grounds, scope).into_iter().map(|check| check.sentence).collect::<Vec<_>>()
    };
    let circle = "These wait for each other in a circle: a > b > c > a. They get no dates until one of the dependencies is removed.";
    for scope in ["everything", "weather", "beta"] {
        assert_eq!(found(scope), [circle], "{scope}");
    }
    assert_eq!(found("gamma"), [""; 0]);
    let told = pulse(&world, &Outlook::default(), &PulseParams::new(morning("2 Mar 2026"), Scope::All));
    let row = told.rows.iter().find(|row| row.found.contains(&"loop")).expect("it is a need");
    assert_eq!((row.key.as_str(), row.action.as_str()), ("a", "Remove a dependency"));
    assert_eq!(row.found, ["loop", "no_date"], "it comes before what else is found");
}

#[test]
fn what_was_put_off_does_not_show_until_its_day() {
    let mut building = Building::new();
    let item =
        building.add::<linchpin_model::Item>("2026-03-30", "A-1", [status(linchpin_model::Category::Todo)]);
    building.add::<Snooze>(
        "2026-03-30",
        "S-1",
        [
            SnoozeField::About(Some(Thing::Item(item))),
            SnoozeField::Check(Some("no_owner".into())),
            SnoozeField::Until(Some(date("2 Apr 2026"))),
        ],
    );
    let on = |day: &str| {
        let found = pulse(&building.world(), &Outlook::default(), &PulseParams::new(moment(day), Scope::All));
        found.rows.iter().map(|row| row.found.join(" ")).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(on("2026-04-01"), "no_date");
    assert_eq!(on("2026-04-02"), "no_owner no_date");
}

proptest! {
    #[test]
    fn rows_are_ranked_without_gaps_and_never_more_than_asked_for(
        stakes in prop::collection::vec(prop::option::of(0_u8..20), 1..30), top in 0_usize..10
    ) {
        let lines: String = (0..stakes.len()).map(|number| format!("i{number} 1d added 2 Mar\n")).collect();
        let world = world(&format!("start 2 Mar 2026\ntoday 9 Mar\n{lines}"));
        let days: Vec<(String, f64)> = stakes
            .iter()
            .enumerate()
            .filter_map(|(number, days)| Some((format!("i{number}"), f64::from((*days)?))))
            .collect();
        let days: Vec<(&str, f64)> = days.iter().map(|(key, days)| (key.as_str(), *days)).collect();
        let params = PulseParams { top, ..PulseParams::new(morning("9 Mar 2026"), Scope::All) };
        let found = pulse(&world, &at_stake(&world, &days), &params);
        prop_assert_eq!(found.needs, stakes.len());
        prop_assert_eq!(found.rows.len(), top.min(stakes.len()));
        prop_assert!(found.rows.iter().enumerate().all(|(place, row)| row.rank == place + 1));
        let known: Vec<f64> = found.rows.iter().filter_map(|row| row.days_at_stake).filter(|days| *days > 0.0).collect();
        prop_assert!(known.is_sorted_by(|one, two| one >= two), "{:?}", known);
    }
}
