//! What an explanation of a movement must be.

use linchpin_analysis::why::{Cause, Why, WhyParams, why};
use linchpin_model::{
    Absence, Category, Dependency, Item, ItemField, Person, PersonField, Priority, Risk, RiskField, RiskState,
};
use proptest::prelude::*;

use crate::building::{day, moment, status};
use crate::sketch::{Sketch, field_of};

/// A Monday before work, and the Monday after.
const FROM: &str = "2026-03-02T00:00:00Z";
const TO: &str = "2026-03-09T00:00:00Z";
/// Between the two.
const MEANWHILE: &str = "2026-03-04T12:00:00Z";

fn of(sketch: &Sketch) -> Why {
    let (before, after) = (sketch.building.world_at(FROM), sketch.building.world_at(TO));
    why(&before, &after, &WhyParams { trials: Some(500), ..WhyParams::new(moment(FROM), moment(TO)) })
}

fn parts(why: &Why) -> Vec<(Cause, f64)> {
    why.causes.iter().map(|cause| (cause.cause, cause.working_days)).collect()
}

fn check_causes(sketch: &Sketch, want: &[(Cause, f64)]) {
    let why = of(sketch);
    assert_eq!(parts(&why), want, "{why:?}");
    assert_eq!(why.residual_working_days, 0.0);
    let sum: f64 = want.iter().map(|(_, days)| days).sum();
    assert!((why.moved_working_days.unwrap() - sum).abs() < 1e-9, "{:?}", why.moved_working_days);
}

#[test]
fn a_week_without_progress_moves_the_date_by_a_week() {
    check_causes(&Sketch::new("a =5d\n beta ms <- a"), &[(Cause::NoProgress, 5.0)]);
}

#[test]
fn a_week_of_work_as_planned_moves_nothing() {
    let mut sketch = Sketch::new("a =10d\n beta ms <- a");
    sketch.say(FROM, "a", [status(Category::InProgress), ItemField::StartedAt(Some(moment(FROM)))]);
    check_causes(&sketch, &[]);
}

#[test]
fn what_is_blocked_is_waited_for() {
    let mut sketch = Sketch::new("a =5d\n beta ms <- a");
    sketch.say(MEANWHILE, "a", [ItemField::Blocked(Some("no access yet".into()))]);
    check_causes(&sketch, &[(Cause::WaitingOnOthers, 5.0)]);
    assert_eq!(of(&sketch).causes[0].entries, [4]);
}

#[test]
fn a_longer_estimate_and_a_lost_week_are_told_apart() {
    let mut sketch = Sketch::new("a =5d\n beta ms <- a");
    sketch.say(MEANWHILE, "a", [field_of("=8d")]);
    check_causes(&sketch, &[(Cause::NoProgress, 5.0), (Cause::EstimatesChanged, 3.0)]);
}

#[test]
fn more_scope_less_scope_and_dropped_work_each_have_their_name() {
    let mut added = Sketch::new("a =20d\n beta ms <- a");
    added.add(MEANWHILE, "b =5d");
    added.tie(MEANWHILE, "b", "a");
    check_causes(&added, &[(Cause::ScopeAdded, 5.0), (Cause::NoProgress, 5.0)]);
    let mut cut = Sketch::new("a =8d for beta\n b =3d <- a for beta\n beta ms");
    cut.remove(MEANWHILE, "b");
    check_causes(&cut, &[(Cause::NoProgress, 5.0), (Cause::ScopeCut, -3.0)]);
    let mut avoided = Sketch::new("a =8d for beta\n b =3d <- a for beta\n beta ms");
    avoided.say(MEANWHILE, "b", [status(Category::Dropped)]);
    check_causes(&avoided, &[(Cause::NoProgress, 5.0), (Cause::WorkAvoided, -3.0)]);
}

#[test]
fn work_finished_early_gives_days_back() {
    let mut sketch = Sketch::new("a =10d\n b =5d <- a\n beta ms <- b");
    let done = [status(Category::Done), ItemField::FinishedAt(Some(moment(MEANWHILE)))];
    sketch.say(MEANWHILE, "a", done);
    let why = of(&sketch);
    assert_eq!(why.moved_working_days, Some(-5.0), "{why:?}");
    assert!(parts(&why).iter().any(|(cause, days)| *cause == Cause::FinishedEarlyOrLate && *days < 0.0));
}

#[test]
fn a_dependency_a_priority_an_absence_and_a_risk_each_have_their_name() {
    let mut tied = Sketch::new("a =5d\n b =5d\n beta ms <- a, b");
    tied.tie(MEANWHILE, "a", "b");
    check_causes(&tied, &[(Cause::NoProgress, 5.0), (Cause::Dependencies, 5.0)]);

    let mut ranked = Sketch::new("a =5d for beta\n b =9d for beta\n beta ms");
    ranked.say(MEANWHILE, "b", [ItemField::Priority(Some(Priority::P2))]);
    let why = of(&ranked);
    assert_eq!(why.moved_working_days, Some(1.0));
    assert!(parts(&why).iter().any(|(cause, days)| *cause == Cause::Resequenced && *days < 0.0), "{why:?}");

    let mut away = Sketch::new("a =5d\n beta ms <- a");
    let owner = away.building.person("Asha");
    away.say("2026-01-02T00:00:00Z", "a", [ItemField::Owner(Some(owner))]);
    let absence = Absence { from: day("2026-03-10"), until: day("2026-03-12"), why: None };
    away.building.change::<Person>(MEANWHILE, owner, [PersonField::Absences(Some(vec![absence]))]);
    let why = of(&away);
    assert_eq!(why.moved_working_days, Some(7.0), "{why:?}");
    assert!(parts(&why).iter().any(|(cause, days)| *cause == Cause::TimeAway && *days > 0.0), "{why:?}");

    let mut risky = Sketch::new("a =5d\n beta ms <- a\n storm risk 100% 4-4-4d on a");
    let world = risky.world();
    let risk = world.live::<Risk>().next().unwrap().id;
    risky.building.change::<Risk>(MEANWHILE, risk, [RiskField::State(Some(RiskState::Closed))]);
    check_causes(&risky, &[(Cause::NoProgress, 5.0), (Cause::Risks, -4.0)]);
}

#[test]
fn what_was_so_before_and_only_became_known_is_a_correction() {
    let mut sketch = Sketch::new("a =5d\n beta ms <- a");
    let before = sketch.building.world();
    sketch.say("2026-02-20T00:00:00Z", "a", [field_of("=7d")]);
    let params = WhyParams { trials: Some(100), ..WhyParams::new(moment(FROM), moment(FROM)) };
    let why = why(&before, &sketch.world(), &params);
    assert_eq!(parts(&why), [(Cause::DataCorrected, 2.0)]);
    assert_eq!(why.causes[0].entries, [4]);
}

#[test]
fn more_causes_than_can_be_tried_in_all_orders_still_add_up() {
    let mut sketch = Sketch::new(
        "a 3-5-8d\n b 4-6-9d <- a\n c 2-3-7d <- a\n d 5-7-10d <- b\n e 1-2-3d\n g 3-4-9d <- e
         beta ms <- c, d, g\n storm risk 50% 4-6-9d on c",
    );
    let owner = sketch.building.person("Asha");
    sketch.say("2026-01-02T00:00:00Z", "d", [ItemField::Owner(Some(owner))]);
    sketch.say(MEANWHILE, "a", [status(Category::Done), ItemField::FinishedAt(Some(moment(MEANWHILE)))]);
    sketch.say(MEANWHILE, "e", [status(Category::InProgress), ItemField::StartedAt(Some(moment(MEANWHILE)))]);
    sketch.say(MEANWHILE, "b", [ItemField::Blocked(Some("no access".into()))]);
    sketch.say(MEANWHILE, "d", [field_of("6-9-12d")]);
    sketch.tie(MEANWHILE, "c", "d");
    let absence = Absence { from: day("2026-03-17"), until: day("2026-03-20"), why: None };
    sketch.building.change::<Person>(MEANWHILE, owner, [PersonField::Absences(Some(vec![absence]))]);
    let risk = sketch.world().live::<Risk>().next().unwrap().id;
    sketch.building.change::<Risk>(MEANWHILE, risk, [RiskField::Probability(Some(90))]);
    let why = of(&sketch);
    assert!(why.checks.iter().any(|check| check.check == "sampled_orders"), "{why:?}");
    let sum: f64 = why.causes.iter().map(|cause| cause.working_days).sum();
    assert!((why.moved_working_days.unwrap() - sum).abs() < 1e-9, "{why:?}");
    assert_eq!(why.residual_working_days, 0.0);
}

#[test]
fn a_backlog_moves_by_what_was_finished_what_joined_and_the_pace() {
    let mut sketch = Sketch::new("z");
    for week in 0..10 {
        let at = moment("2025-12-22T12:00:00Z").as_ms() + week * 7 * 86_400_000;
        for item in 0..4 {
            let key = format!("w{week}-{item}");
            sketch.add("2025-12-01T00:00:00Z", &key);
            let closed = linchpin_model::Moment::from_ms(at);
            let at = closed.to_string();
            sketch.say(&at, &key, [status(Category::Done), ItemField::FinishedAt(Some(closed))]);
        }
    }
    let created = [ItemField::CreatedAt(Some(moment("2025-12-01T00:00:00Z")))];
    (0..20).for_each(|item| {
        let key = format!("open{item}");
        sketch.add("2025-12-01T00:00:00Z", &key);
        sketch.say("2025-12-01T00:00:00Z", &key, created.clone());
    });
    for item in 0..4 {
        let done = [status(Category::Done), ItemField::FinishedAt(Some(moment(MEANWHILE)))];
        sketch.say(MEANWHILE, &format!("open{item}"), done);
    }
    (0..12).for_each(|item| sketch.add(MEANWHILE, &format!("new{item}")));
    let why = of(&sketch);
    let sum: f64 = why.causes.iter().map(|cause| cause.working_days).sum();
    assert!((why.moved_working_days.unwrap() - sum).abs() < 1e-9, "{why:?}");
    let days = |cause: Cause| parts(&why).iter().find(|(known, _)| *known == cause).map(|(_, days)| *days);
    assert!(days(Cause::ScopeAdded) > Some(0.0) && days(Cause::FinishedEarlyOrLate) < Some(0.0), "{why:?}");
}

#[test]
fn the_titles_are_the_designs() {
    let titles: Vec<&str> = Cause::ALL.iter().map(|cause| cause.title()).collect();
    assert_eq!(titles.len(), 13);
    assert_eq!((titles[0], titles[12]), ("Waiting on others", "Data corrected"));
}

/// One change of one of five items.
#[derive(Clone, Debug)]
enum Change {
    Estimate(u32),
    Start,
    Finish,
    Drop,
    Block,
    Add(u32),
    Tie(usize),
    Priority,
}

fn any_change() -> impl Strategy<Value = (usize, Change)> {
    let change = prop_oneof![
        (1..15u32).prop_map(Change::Estimate),
        Just(Change::Start),
        Just(Change::Finish),
        Just(Change::Drop),
        Just(Change::Block),
        (1..15u32).prop_map(Change::Add),
        (0..5usize).prop_map(Change::Tie),
        Just(Change::Priority),
    ];
    (0..5usize, change)
}

fn make(sketch: &mut Sketch, number: usize, (item, change): &(usize, Change)) {
    let key = format!("i{item}");
    match change {
        Change::Estimate(days) => {
            sketch.say(MEANWHILE, &key, [field_of(&format!("{days}-{}-{}d", days + 2, days + 6))])
        }
        Change::Start => {
            sketch.say(
                MEANWHILE,
                &key,
                [status(Category::InProgress), ItemField::StartedAt(Some(moment(MEANWHILE)))],
            );
        }
        Change::Finish => {
            sketch.say(
                MEANWHILE,
                &key,
                [status(Category::Done), ItemField::FinishedAt(Some(moment(MEANWHILE)))],
            );
        }
        Change::Drop => sketch.say(MEANWHILE, &key, [status(Category::Dropped)]),
        Change::Block => sketch.say(MEANWHILE, &key, [ItemField::Blocked(Some("waits".into()))]),
        Change::Add(days) => {
            sketch.add(MEANWHILE, &format!("n{number} {days}-{days}-{}d", days + 4));
            sketch.tie(MEANWHILE, &format!("n{number}"), &key);
        }
        Change::Tie(before) if before < item => {
            sketch.tie(MEANWHILE, &format!("i{before}"), &key);
        }
        Change::Tie(_) => {}
        Change::Priority => sketch.say(MEANWHILE, &key, [ItemField::Priority(Some(Priority::P2))]),
    }
}

fn check_sum(changes: &[(usize, Change)]) {
    let mut sketch = Sketch::new(
        "i0 3-5-8d\n i1 4-6-9d <- i0\n i2 2-3-7d @x <- i0\n i3 5-7-10d <- i1\n i4 4-8-9d @x\n beta ms <- i2, i3, i4",
    );
    changes.iter().enumerate().for_each(|(number, change)| make(&mut sketch, number, change));
    let why = of(&sketch);
    let sum: f64 = why.causes.iter().map(|cause| cause.working_days).sum();
    assert!((why.moved_working_days.unwrap() - sum).abs() < 1e-9, "{why:?}");
    assert_eq!(why.residual_working_days, 0.0);
    assert!(why.causes.iter().all(|cause| cause.entries.is_sorted()));
}

#[test]
fn half_a_hundredth_of_a_day_goes_the_same_way_in_the_whole_and_in_its_parts() {
    check_sum(&[(4, Change::Add(10)), (0, Change::Finish)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn causes_add_up_to_the_movement_whatever_changed(changes in prop::collection::vec(any_change(), 0..7)) {
        check_sum(&changes);
    }
}

#[test]
fn the_numbers_of_things_are_those_of_both_worlds() {
    let sketch = Sketch::new("a =5d\n beta ms <- a");
    let (before, after) = (sketch.building.world_at(FROM), sketch.building.world_at(TO));
    assert_eq!(before.live::<Item>().count() + before.live::<Dependency>().count(), 2);
    assert_eq!(
        why(&before, &after, &WhyParams::new(moment(FROM), moment(FROM))).moved_working_days,
        Some(0.0)
    );
}
