//! What a program's page says besides its figures.

use linchpin_analysis::chase::{Ask, ChaseParams, chase};
use linchpin_analysis::forecast::{ForecastParams, forecast, forecast_and_outlook, outlook};
use linchpin_analysis::health::{HealthParams, health};
use linchpin_analysis::program::{
    agreed, baseline_finish, decisions, headline, last_words, next_step, planned, risks,
};
use linchpin_analysis::{Scope, thing_of};
use linchpin_model::{
    Baseline, BaselineDates, BaselineField, CheckIn, CheckInField, Item, ItemField, Node, ProgramId, Thing,
    Workstream, WorkstreamField, World,
};

use crate::building::{Building, day, moment};
use crate::plan::{Plan, TODAY};

/// Tuesday 7 April 2026.
const PLAN: &str = "\
program weather \"Weather on every phone\" @Maya goal beta
start 2 Mar 2026
today 7 Apr
feed   \"Radar feed\"      10d @Ben            started 16 Mar done 27 Mar
map    \"Rain on the map\" 30d @Gita <- feed
alerts \"Alerts\"           8d @Ben  <- feed promised 24 Apr
beta   ms \"Friends\"      <- map, alerts by 24 Apr
risk R-1 \"The feed stops.\" 20% 2-4-8d on feed @Ben
risk R-2 \"Tiles are slow\" 60% 2-3-8d on map @Gita mitigation \"A cache\"
risk R-3 \"Nobody knows\" on map
decision D-1 \"Cut the map?\" @Ruth added 1 Apr by 9 Apr on map
decision D-2 \"Buy the feed\" @Maya added 2 Mar decided 4 Mar on feed
decision D-3 \"Ship in May\" @Maya @Ruth added 2 Mar decided 6 Mar on beta
";

fn program(world: &World) -> ProgramId {
    match thing_of(world, "weather") {
        Some(Thing::Program(program)) => program,
        other => panic!("weather is {other:?}"),
    }
}

#[test]
fn a_forecast_and_its_outlook_are_those_that_are_asked_for_alone() {
    let world = linchpin_testing::world(PLAN);
    for params in [moment("2026-04-07"), moment("2026-03-20")].map(ForecastParams::new) {
        let (with, its) = forecast_and_outlook(&world, &params);
        assert_eq!(with, forecast(&world, &params));
        assert_eq!(its, outlook(&world, &params));
        assert!(!with.milestones[0].histogram.is_empty());
    }
}

#[test]
fn the_headline_says_what_lands_where_the_reason_is_the_milestones() {
    let world = linchpin_testing::world(PLAN);
    let as_of = moment("2026-04-07T09:00:00Z");
    let outlook = outlook(&world, &ForecastParams::new(as_of));
    let found = health(&world, &outlook, &HealthParams::new(as_of, Scope::All));
    let (row, judge) = (&found.rows[0], &found.rows[1]);
    assert_eq!(row.rule, judge.rule);
    assert_eq!(headline(&found, row), judge.sentence);
    assert!(judge.sentence.starts_with("Friends is heading for"), "{}", judge.sentence);
    let mut other = row.clone();
    other.rule = linchpin_analysis::health::Rule::HighRisk;
    assert_eq!(headline(&found, &other), other.sentence);
    let mut silent = found.clone();
    silent.rows.iter_mut().for_each(|row| row.rule = linchpin_analysis::health::Rule::Silent);
    assert_eq!(headline(&silent, &silent.rows[0]), silent.rows[0].sentence);
}

#[test]
fn risks_come_by_expected_delay_and_unknown_ones_last() {
    let world = linchpin_testing::world(PLAN);
    let rows = risks(&world, program(&world));
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.key.as_str(), row.title.as_str(), row.days, row.likelihood, row.mitigation.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("R-2", "Tiles are slow", Some(3), "likely", Some("A cache")),
            ("R-1", "The feed stops", Some(4), "unlikely", None),
            ("R-3", "Nobody knows", None, "nobody said how likely", None),
        ]
    );
}

#[test]
fn open_decisions_come_first_and_then_the_last_taken() {
    let world = linchpin_testing::world(PLAN);
    let today = day("2026-04-07");
    let rows = decisions(&world, program(&world));
    let told: Vec<_> =
        rows.iter().map(|row| format!("{} {}: {}", row.key, row.title, row.told(today))).collect();
    assert_eq!(
        told,
        [
            "D-1 Cut the map?: Waiting for Ruth, due 9 Apr",
            "D-3 Ship in May: Maya and Ruth, 6 Mar",
            "D-2 Buy the feed: Maya, 4 Mar",
        ]
    );
}

#[test]
fn what_comes_next_is_the_decision_and_the_critical_item_to_ask_about() {
    let world = linchpin_testing::world(PLAN);
    let as_of = moment("2026-04-07T09:00:00Z");
    let outlook = outlook(&world, &ForecastParams::new(as_of));
    let program = program(&world);
    let mut list = chase(&world, &outlook, &ChaseParams::new(as_of, Scope::Program(program)));
    let mut rows = decisions(&world, program);
    let today = day("2026-04-07");
    let next = |rows: &[_], list: &_| next_step(rows, list, today);
    assert_eq!(
        next(&rows, &list).as_deref(),
        Some(
            "Ruth decides by 9 Apr: Cut the map? Ask Gita for a date for Rain on the map, which is on the critical path."
        )
    );
    rows[0].due = Some(day("2026-04-03"));
    list.rows.iter_mut().for_each(|row| row.ask = Ask::AgreeANewDate);
    assert_eq!(
        next(&rows, &list).as_deref(),
        Some(
            "Ruth was to decide by 3 Apr: Cut the map? Agree a new date for Rain on the map with Gita; it is on the critical path."
        )
    );
    rows[0].by.clear();
    list.rows.clear();
    assert_eq!(next(&rows, &list).as_deref(), Some("To decide since 3 Apr: Cut the map?"));
    assert_eq!(next(&rows[1..], &list), None);
}

#[test]
fn the_last_word_is_the_latest_that_was_said_by_the_moment_asked_about() {
    let mut building = Building::new();
    let ines = building.person("Ines");
    let stream =
        building.add::<Workstream>("2027-03-01", "partner", [WorkstreamField::Title(Some("Partner".into()))]);
    let about = Thing::Workstream(stream);
    for (at, key, words) in [
        ("2027-03-20", "c1", Some("Keys are late.")),
        ("2027-03-10", "c2", Some("All is well.")),
        ("2027-04-01", "c3", None),
    ] {
        let words = words.map(|words| building.text(words));
        building.add::<CheckIn>(
            at,
            key,
            [CheckInField::About(Some(about)), CheckInField::By(Some(ines)), CheckInField::Words(words)],
        );
    }
    let world = building.world();
    let said = |at: &str| last_words(&world, moment(at)).get(&about).map(|last| last.words.to_string());
    assert_eq!(said("2027-04-06").as_deref(), Some("Keys are late."));
    assert_eq!(said("2027-03-15").as_deref(), Some("All is well."));
    assert_eq!(said("2027-03-01"), None);
    assert_eq!(last_words(&world, moment(TODAY))[&about].by.as_deref(), Some("Ines"));
}

#[test]
fn a_baseline_expects_the_items_whose_day_has_come() {
    let mut plan = Plan::read("A-1 Ines done\n B-2 Ines\n C-3 Ines\n D-4 Ines");
    let stream = plan.building.add::<Workstream>(
        "2027-03-01",
        "radar",
        [WorkstreamField::Program(Some(plan.program))],
    );
    let mut dates = vec![BaselineDates {
        node: Node::Milestone(plan.beta),
        start: None,
        finish: Some(day("2027-04-16").at(17, 0, 0, 0)),
    }];
    for (key, finish) in [("A-1", "2027-04-01"), ("B-2", "2027-04-06"), ("C-3", "2027-04-12")] {
        let item = plan.items[key];
        plan.building.change::<Item>("2027-03-02", item, [ItemField::Workstream(Some(stream))]);
        dates.push(BaselineDates {
            node: Node::Item(item),
            start: None,
            finish: Some(day(finish).at(17, 0, 0, 0)),
        });
    }
    // What has no day of its own is expected with the milestone that needs it.
    let other = plan.building.add::<Workstream>(
        "2027-03-01",
        "tiles",
        [WorkstreamField::Program(Some(plan.program))],
    );
    plan.building.change::<Item>("2027-03-02", plan.items["D-4"], [ItemField::Workstream(Some(other))]);
    let bare =
        plan.building.add::<Workstream>("2027-03-01", "bare", [WorkstreamField::Program(Some(plan.program))]);
    let set = [ItemField::Workstream(Some(bare))];
    plan.building.add::<Item>("2027-03-02", "E-5", set);
    let begun = plan.building.add::<Workstream>(
        "2027-03-01",
        "begun",
        [WorkstreamField::Program(Some(plan.program))],
    );
    for (key, finished) in [("F-6", "2027-02-10"), ("G-7", "2027-02-20")] {
        let set = [ItemField::Workstream(Some(begun)), ItemField::FinishedAt(Some(moment(finished)))];
        plan.building.add::<Item>("2027-03-02", key, set);
    }
    for (key, on, dates) in [
        ("plan-1", "2027-02-01", Vec::new()),
        ("plan-2", "2027-02-12", dates),
        ("plan-3", "2027-05-01", Vec::new()),
    ] {
        plan.building.add::<Baseline>(
            "2027-03-03",
            key,
            [
                BaselineField::Program(Some(plan.program)),
                BaselineField::AgreedOn(Some(day(on))),
                BaselineField::Dates(Some(dates)),
            ],
        );
    }
    let world = plan.building.world();
    let today = day("2027-04-06");
    let baseline = agreed(&world, plan.program, today).expect("a baseline");
    assert_eq!(baseline.agreed_on(), Some(&day("2027-02-12")));
    assert_eq!(baseline_finish(&world, baseline, plan.beta), Some(day("2027-04-16")));
    assert_eq!(planned(&world, baseline, today)[&stream], 2.0 / 3.0);
    assert_eq!(planned(&world, baseline, day("2027-04-16"))[&stream], 1.0);
    assert_eq!(planned(&world, baseline, today).get(&other), Some(&0.0));
    assert_eq!(planned(&world, baseline, day("2027-04-16"))[&other], 1.0);
    assert_eq!(
        planned(&world, baseline, today).get(&begun),
        Some(&1.0),
        "one was done, the other not foreseen"
    );
    assert_eq!(planned(&world, baseline, today).get(&bare), None, "the baseline says nothing of it");
    assert!(agreed(&world, plan.program, day("2027-01-31")).is_none());
}
