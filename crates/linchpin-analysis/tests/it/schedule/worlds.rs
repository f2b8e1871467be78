//! The schedule report on small plans.

use linchpin_analysis::Scope;
use linchpin_analysis::schedule::{Schedule, ScheduleParams, ScheduledItem, ScheduledKind, schedule};
use linchpin_model::{Key, Moment, Thing, World};
use linchpin_testing::world;

fn ask(world: &World, as_of: &str, scope: Scope) -> Schedule {
    schedule(world, &ScheduleParams { as_of: as_of.parse::<Moment>().unwrap(), scope })
}

/// Schedules a plan as of a moment and compares items line by line, then checks as `! check key`.
fn check_report(plan: &str, as_of: &str, want: &str) {
    check_shown(&ask(&world(plan), as_of, Scope::All), want);
}

fn check_shown(schedule: &Schedule, want: &str) {
    let lines = schedule.items.iter().map(shown);
    let checks = schedule
        .checks
        .iter()
        .map(|check| format!("! {} {}", check.check, check.key.as_deref().unwrap_or("")));
    let got: Vec<String> = lines.chain(checks).collect();
    let want: Vec<String> =
        want.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(got, want, "\n{}", got.join("\n"));
}

fn shown(item: &ScheduledItem) -> String {
    let on =
        |text: &Option<String>| text.as_ref().map_or("?".to_owned(), |text| text[5..16].replace('T', " "));
    let kind = match item.kind {
        ScheduledKind::Item => "",
        ScheduledKind::Milestone => " milestone",
        ScheduledKind::Summary => " summary",
    };
    let days = item.total_float_minutes.map_or("?".to_owned(), |minutes| (minutes / 480).to_string());
    let critical = if item.critical { " critical" } else { "" };
    let driven =
        if item.driven_by.is_empty() { String::new() } else { format!(" < {}", item.driven_by.join(" ")) };
    format!("{}{kind} {} - {} float {days}{critical}{driven}", item.key, on(&item.start), on(&item.finish))
}

#[test]
fn a_plan_gives_dates_a_critical_path_and_what_drives_each_item() {
    check_report(
        "start 2 Mar 2026
         design   5d
         build   10d  <- design
         manual   3d  <- design
         launch   ms  <- build, manual",
        "2026-03-01T00:00:00Z",
        "design            03-02 09:00 - 03-06 17:00 float 0 critical
         build             03-09 09:00 - 03-20 17:00 float 0 critical < design
         manual            03-09 09:00 - 03-11 17:00 float 7 < design
         launch milestone  03-20 17:00 - 03-20 17:00 float 0 critical < build",
    );
}

#[test]
fn an_estimate_is_its_likely_days_and_an_item_without_one_takes_a_day_and_is_a_check() {
    check_report(
        "start 2 Mar 2026
         sized    M
         ranged   3-5-8d
         unknown",
        "2026-03-01T00:00:00Z",
        "sized    03-02 09:00 - 03-10 17:00 float 0 critical
         ranged   03-02 09:00 - 03-06 17:00 float 2
         unknown  03-02 09:00 - 03-02 17:00 float 6
         ! no_estimate unknown",
    );
}

#[test]
fn done_work_keeps_its_dates_and_nothing_unfinished_lies_before_the_data_date() {
    check_report(
        "start 2 Mar 2026
         today 16 Mar 2026
         spec    3d  started 2 Mar  done 4 Mar
         build   5d  <- spec  started 5 Mar  left 2d
         test    2d  <- build
         notes   1d",
        "2026-03-16T09:00:00Z",
        "spec   03-02 09:00 - 03-04 17:00 float 0
         build  03-05 09:00 - 03-17 17:00 float 0 critical
         notes  03-16 09:00 - 03-16 17:00 float 3
         test   03-18 09:00 - 03-19 17:00 float 0 critical < build",
    );
}

#[test]
fn what_is_only_nice_to_have_does_not_hold_a_milestone() {
    check_report(
        "start 2 Mar 2026
         core    P0  2d
         extra   P2  9d
         beta    ms  <- core, extra",
        "2026-03-01T00:00:00Z",
        "core             03-02 09:00 - 03-03 17:00 float 7
         extra            03-02 09:00 - 03-12 17:00 float 0 critical
         beta milestone   03-03 17:00 - 03-03 17:00 float 7 < core",
    );
}

#[test]
fn an_item_follows_its_owners_days_away_and_the_programs_hours() {
    check_report(
        "start 2 Mar 2026
         zone Europe/Lisbon
         hours 10:00-16:00
         @Asha \"Asha\" away 3 - 4 Mar
         dig   12h  @Asha
         fill  12h",
        "2026-03-01T00:00:00Z",
        "dig   03-02 10:00 - 03-05 16:00 float 0 critical
         fill  03-02 10:00 - 03-03 16:00 float 1",
    );
}

#[test]
fn a_milestone_alone_lists_what_it_waits_for() {
    let world = world(
        "start 2 Mar 2026
         pier    2d
         deck    3d  <- pier
         lamps   9d
         open    ms  <- deck",
    );
    let Some(Thing::Milestone(open)) = world.thing(&Key::new("open")) else { panic!("no milestone") };
    check_shown(
        &ask(&world, "2026-03-01T00:00:00Z", Scope::Milestone(open)),
        "pier            03-02 09:00 - 03-03 17:00 float 0 critical
         deck            03-04 09:00 - 03-06 17:00 float 0 critical < pier
         open milestone  03-06 17:00 - 03-06 17:00 float 0 critical < deck",
    );
}

#[test]
fn the_json_has_the_fields_that_other_programs_read() {
    let world = world(
        "start 2 Mar 2026
         design   5d",
    );
    let json = serde_json::to_value(ask(&world, "2026-03-01T12:00:00Z", Scope::All)).unwrap();
    let keys =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        keys(&json),
        "as_of checks critical_threshold_minutes data_date finish items known_at position start"
    );
    assert_eq!(
        keys(&json["items"][0]),
        "critical delayed_by done driven_by early_finish early_start finish free_float_minutes key kind late_finish \
         late_start source_id start title total_float_minutes"
    );
    assert_eq!(json["data_date"], "2026-03-01T12:00:00Z");
    assert_eq!(json["items"][0]["start"], "2026-03-02T09:00:00Z");
    assert_eq!(json["items"][0]["kind"], "item");
}
