//! The story that the figures tell, on whatever day it is told.

use jiff::civil::{Date, date};
use linchpin_analysis::health::{Reading, Rule, Subject};
use linchpin_analysis::{ChaseParams, HealthParams, PulseParams, Scope, chase, health, pulse};
use linchpin_model::{Key, Node, Thing};

use crate::{STORY_TODAY, Telling, outlook, program_row, zone};

/// Weekdays and weekends, the turn of the year, Easter, both changes of the clocks, a leap day.
const DAYS: [&[Date]; 4] = [
    &[
        STORY_TODAY,
        date(2026, 10, 23),
        date(2026, 10, 24),
        date(2026, 10, 25),
        date(2026, 10, 26),
        date(2026, 11, 24),
        date(2028, 2, 29),
        date(2029, 9, 12),
    ],
    &[
        date(2026, 12, 23),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 4),
    ],
    &[
        date(2027, 3, 25),
        date(2027, 3, 26),
        date(2027, 3, 27),
        date(2027, 3, 28),
        date(2027, 3, 29),
        date(2027, 3, 30),
        date(2027, 3, 31),
        date(2027, 4, 1),
    ],
    &[
        date(2026, 6, 1),
        date(2026, 6, 2),
        date(2026, 6, 3),
        date(2026, 6, 4),
        date(2026, 6, 5),
        date(2026, 6, 6),
        date(2026, 6, 7),
        date(2030, 1, 9),
    ],
];

#[test]
fn the_story_holds_in_autumn_and_years_from_now() {
    DAYS[0].iter().for_each(|today| check_story(*today));
}

#[test]
fn the_story_holds_over_the_turn_of_the_year() {
    DAYS[1].iter().for_each(|today| check_story(*today));
}

#[test]
fn the_story_holds_over_easter_and_the_change_of_the_clocks() {
    DAYS[2].iter().for_each(|today| check_story(*today));
}

#[test]
fn the_story_holds_on_every_day_of_a_week() {
    DAYS[3].iter().for_each(|today| check_story(*today));
}

fn check_story(today: Date) {
    let telling = Telling::of(today);
    check_health(today, &telling);
    check_last_report(today, &telling);
    check_chase_list(today, &telling);
    check_pulse(today, &telling);
}

/// The colours computed and said, and how late the Weather App is.
fn check_health(today: Date, telling: &Telling) {
    let (world, as_of) = (&telling.world, telling.ends_at);
    let rows = health(world, &outlook(world, as_of, Scope::All), &HealthParams::new(as_of, Scope::All)).rows;
    let of =
        |key: &str| rows.iter().find(|row| row.key == key).unwrap_or_else(|| panic!("{today}: no {key}"));
    let programs = [
        ("weather", Reading::Red, Reading::Yellow),
        ("payments", Reading::Yellow, Reading::Green),
        ("residency", Reading::Green, Reading::Green),
        ("tablets", Reading::Yellow, Reading::Yellow),
    ];
    for (key, computed, said) in programs {
        let row = of(key);
        assert_eq!(row.health, computed, "{today}: {}", row.sentence);
        assert_eq!(row.reported.as_ref().map(|reported| reported.health), Some(said), "{today}: {key}");
    }
    let mismatches: Vec<&str> = rows.iter().filter(|row| row.mismatch).map(|row| &*row.key).collect();
    assert_eq!(mismatches, ["payments", "weather"], "{today}");
    let weather = of("weather");
    assert_eq!((weather.done, weather.items), (112, 166), "{today}");
    assert!(matches!(weather.late_working_days, Some(6..=8)), "{today}: {:?}", weather.late_working_days);
    assert_eq!(weather.rule, Rule::Late, "{today}");
    assert!(weather.chance_of_target.is_some_and(|chance| chance < 0.25), "{today}");
    assert!(of("tablets").silent_working_days.is_some_and(|days| (6..10).contains(&days)), "{today}");
    let lanes = rows.iter().filter(|row| row.kind == Subject::Workstream && row.health == Reading::NoRead);
    assert_eq!(lanes.count(), 0, "{today}: every workstream can be read");
}

/// On the day it was said, Yellow was right.
fn check_last_report(today: Date, telling: &Telling) {
    let said_at = telling.said_at("weather", 0);
    let row = program_row(&telling.history.as_of(said_at), said_at, telling.program("weather"));
    assert_eq!(row.health, Reading::Yellow, "{today}: {}", row.sentence);
    assert!(!row.mismatch, "{today}: {}", row.sentence);
}

/// Twelve of 47 remain, and the keys hold them up.
fn check_chase_list(today: Date, telling: &Telling) {
    let (world, as_of) = (&telling.world, telling.ends_at);
    let milestone = telling.milestone("code-complete");
    let outlook = outlook(world, as_of, Scope::Milestone(milestone));
    let driving = &outlook.milestones[&milestone].driving;
    for key in ["r12", "api#412", "WX-214"] {
        let Some(Thing::Item(item)) = world.thing(&Key::new(key)) else { panic!("{today}: no {key}") };
        assert!(driving.contains(&Node::Item(item)), "{today}: {key} is critical");
    }
    let list = chase(world, &outlook, &ChaseParams::new(as_of, Scope::Milestone(milestone)));
    assert_eq!((list.rows.len(), list.items), (12, 47), "{today}");
    let keys = |is_such: &dyn Fn(&linchpin_analysis::chase::ChaseRow) -> bool| {
        let mut keys: Vec<_> =
            list.rows.iter().filter(|row| is_such(row)).map(|row| row.key.clone()).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&|row| row.promised_on.is_none()), ["WX-233", "api#421", "r12"], "{today}");
    assert_eq!(keys(&|row| row.silent), ["WX-233", "r12"], "{today}");
    assert_eq!(keys(&|row| row.critical), ["WX-214", "api#412", "r12"], "{today}");
    assert_eq!(keys(&|row| row.promised_while_away), ["WX-207"], "{today}");
    assert_eq!(keys(&|row| row.away_until.is_some()), ["WX-207"]);
    let radar = list.rows.iter().find(|row| row.key == "r12").expect("the keys are on the list");
    assert_eq!(radar.silent_working_days, Some(12), "{today}");
    assert!(radar.asked_on.is_some() && radar.blocked.is_some(), "{today}");
}

/// A handful of things, each of another kind, and what was put off is not among them.
fn check_pulse(today: Date, telling: &Telling) {
    let (world, as_of) = (&telling.world, telling.ends_at);
    let outlook = outlook(world, as_of, Scope::All);
    let pulse = pulse(world, &outlook, &PulseParams::new(as_of, Scope::All));
    let keys: Vec<&str> = pulse.rows.iter().map(|row| &*row.key).collect();
    assert!((5..=7).contains(&pulse.needs), "{today}: {keys:?}");
    for key in ["weather", "r12", "payments", "RES-21", "t9", "D-18"] {
        assert!(keys.contains(&key), "{today}: {key} is not among {keys:?}");
    }
    assert_eq!(pulse.snoozed, 4, "{today}");
}

#[test]
fn what_has_happened_lies_before_the_end_and_what_is_promised_on_working_days() {
    for today in DAYS.concat() {
        let telling = Telling::of(today);
        for entry in &telling.history.entries {
            assert!(entry.recorded_at <= telling.ends_at, "{today}: entry {}", entry.position);
            let late = entry.body.events.iter().find(|stamped| stamped.at > entry.recorded_at);
            assert_eq!(late, None, "{today}: entry {}", entry.position);
        }
        let first = telling.history.entries[0].recorded_at.date_in(&zone());
        let weeks = (today - first).get_days() as f64 / 7.0;
        assert!((9.5..=12.5).contains(&weeks), "{today}: the story began {weeks} weeks ago");
    }
}

#[test]
fn people_have_first_names_and_addresses_lead_nowhere() {
    let telling = Telling::of(STORY_TODAY);
    for person in telling.world.live::<linchpin_model::Person>() {
        let name = telling.world.name_of(person.id);
        assert!(name.chars().all(char::is_alphabetic), "{name}");
        let address = person.address().and_then(|address| telling.world.text(address)).cloned();
        assert_eq!(address.as_deref(), Some(&*format!("{}@example.com", name.to_lowercase())));
    }
    for item in telling.world.live::<linchpin_model::Item>() {
        let url = item.url().map_or("https://native.example.com/", |url| &**url);
        let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        assert!(host.is_some_and(|host| host.ends_with(".example.com")), "{url}");
    }
}
