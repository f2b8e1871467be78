//! The colour, its reason, and what was said, on the design's own programs.

use linchpin_analysis::health::{Health, HealthParams, health};
use linchpin_analysis::outlook::MilestoneOutlook;
use linchpin_analysis::scope::Scope;
use linchpin_model::{
    Category, CheckIn, CheckInField, Colour, Impact, Item, ItemField, Milestone, MilestoneField, Node,
    Resolution, Risk, RiskField, RiskState, Target, Thing, Workstream, WorkstreamField,
};

use crate::building::{Building, day, moment, status};
use crate::plan::{Plan, TODAY};

fn told(health: &Health) -> Vec<String> {
    health
        .rows
        .iter()
        .map(|row| {
            let said = row.reported.as_ref().map_or(String::new(), |said| {
                let sign = if row.mismatch { "differs" } else { "agrees" };
                format!(", said {} {sign}", said.health.word())
            });
            format!("{} {}{said}: {}", row.key, row.health.word(), row.sentence)
        })
        .collect()
}

fn check_health(plan: &Plan, expected: &str) -> Health {
    let params = HealthParams::new(moment(TODAY), Scope::All);
    let health = health(&plan.building.world(), &plan.outlook, &params);
    let mut lines = told(&health);
    lines.push(health.sentence.clone());
    lines.extend(health.checks.iter().map(|check| format!("{}: {}", check.check, check.sentence)));
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(lines, expected);
    health
}

/// A plan whose milestone, with a target of 16 Apr, is expected on these days.
fn expecting(text: &str, p50: &str, p85: &str) -> Plan {
    let mut plan = Plan::read(text);
    let driving = plan.outlook.milestones.remove(&plan.beta).map_or_else(Vec::new, |beta| beta.driving);
    let expected = MilestoneOutlook {
        milestone: plan.beta,
        p50: Some(day(p50)),
        p85: Some(day(p85)),
        chance_of_target: Some(0.2),
        driving,
    };
    plan.outlook.milestones.insert(plan.beta, expected);
    plan
}

#[test]
fn a_critical_item_without_a_date_is_red_although_the_forecast_is_yellow() {
    let plan = expecting(
        "r12    Ines title=Radar_production_keys p50=04-12 critical
         WX-214 Yuki title=Radar_map_layer promised=04-16 p50=04-23 critical
         WX-1   Yuki promised=04-12",
        "2027-04-23",
        "2027-04-30",
    );
    check_health(
        &plan,
        "weather Red: Weather App (code) is heading for 23 Apr, five working days past its target of 16 Apr, and Radar production keys on its critical path has no date.
         code Red: Code complete is heading for 23 Apr, five working days past its target of 16 Apr, and Radar production keys on its critical path has no date.
         Red: Weather App (code) is heading for 23 Apr, five working days past its target of 16 Apr, and Radar production keys on its critical path has no date.",
    );
}

#[test]
fn where_nobody_promises_dates_a_missing_one_makes_nothing_red() {
    let plan = expecting("A-1 Ines p50=04-12 critical", "2027-04-14", "2027-04-16");
    let health = check_health(
        &plan,
        "weather Green: Weather App (code) is heading for 14 Apr, two working days before its target of 16 Apr, and keeps it in 85 of a hundred futures.
         code Green: Code complete is heading for 14 Apr, two working days before its target of 16 Apr, and keeps it in 85 of a hundred futures.
         Green: Weather App (code) is heading for 14 Apr, two working days before its target of 16 Apr, and keeps it in 85 of a hundred futures.",
    );
    let json = serde_json::to_value(&health).unwrap();
    assert_eq!(json["rows"][0]["health"], "green");
    assert_eq!(json["rows"][1]["kind"], "milestone");
    assert_eq!(json["rows"][1]["late_working_days"], -2);
}

#[test]
fn what_was_said_stands_beside_what_is_computed_and_differing_is_a_check() {
    let mut plan = expecting("A-1 Ines due=04-12 critical", "2027-04-27", "2027-05-04");
    let maya = plan.building.person("Maya");
    let report = |thing: Thing, colour: Colour| {
        [CheckInField::About(Some(thing)), CheckInField::By(Some(maya)), CheckInField::Colour(Some(colour))]
    };
    let (program, beta) = (Thing::Program(plan.program), Thing::Milestone(plan.beta));
    plan.building.add::<CheckIn>("2027-04-02", "C-1", report(program, Colour::Green));
    plan.building.add::<CheckIn>("2027-04-03", "C-2", report(program, Colour::Yellow));
    plan.building.add::<CheckIn>("2027-04-03", "C-3", report(beta, Colour::Red));
    check_health(
        &plan,
        "weather Red, said Yellow differs: Weather App (code) is heading for 27 Apr, seven working days past its target of 16 Apr.
         code Red, said Red agrees: Code complete is heading for 27 Apr, seven working days past its target of 16 Apr.
         Red: Weather App (code) is heading for 27 Apr, seven working days past its target of 16 Apr.
         mismatch: Maya said Yellow for Weather App; the evidence says Red.",
    );
}

#[test]
fn an_open_high_risk_is_red_without_and_yellow_with_a_mitigation() {
    let mut plan = expecting("A-1 Ines due=04-12", "2027-04-14", "2027-04-16");
    let node = Node::Item(plan.items["A-1"]);
    let risk = plan.building.add::<Risk>(
        "2027-04-01",
        "R-1",
        [
            RiskField::Title(Some("Store review takes longer".into())),
            RiskField::Probability(Some(60)),
            RiskField::Impact(Some(Impact { low: 2, likely: 6, high: 10 })),
            RiskField::Affects(Some(vec![node])),
        ],
    );
    let of_beta = |plan: &Plan| {
        let params = HealthParams::new(moment(TODAY), Scope::Milestone(plan.beta));
        told(&health(&plan.building.world(), &plan.outlook, &params)).remove(0)
    };
    assert_eq!(
        of_beta(&plan),
        "code Red: Code complete is heading for 14 Apr, two working days before its target of 16 Apr, \
         and nothing is done yet about a high risk: Store review takes longer."
    );
    plan.building.change("2027-04-02", risk, [RiskField::State(Some(RiskState::Mitigated))]);
    assert_eq!(
        of_beta(&plan),
        "code Yellow: Code complete is heading for 14 Apr, two working days before its target of 16 Apr, \
         and a high risk has a mitigation in place: Store review takes longer."
    );
    plan.building.change("2027-04-03", risk, [RiskField::State(Some(RiskState::Closed))]);
    assert!(of_beta(&plan).starts_with("code Green"));
}

#[test]
fn what_nobody_spoke_of_for_ten_working_days_cannot_be_read() {
    let mut plan = Plan::read("");
    plan.building = {
        let mut building = Building::new();
        let target = Target { on: day("2027-04-16"), resolution: Resolution::Day };
        building.add::<Milestone>("2027-03-22", "code", [MilestoneField::Target(Some(target))]);
        building
    };
    check_health(
        &plan,
        "code No read: Nothing has been heard of code for eleven working days.
         No read: Nothing has been heard of code for eleven working days.
         no_read: Nothing has been heard of code for eleven working days.",
    );
}

#[test]
fn a_target_that_passed_is_late_even_without_a_forecast() {
    let mut building = Building::new();
    let target = Target { on: day("2027-03-22"), resolution: Resolution::Day };
    building.add::<Milestone>("2027-04-05", "beta", [MilestoneField::Target(Some(target))]);
    let params = HealthParams::new(moment(TODAY), Scope::All);
    let found = health(&building.world(), &Default::default(), &params);
    assert_eq!(told(&found), ["beta Red: beta passed its target of 22 Mar eleven working days ago."]);
    assert_eq!(found.checks[0].check, "target_passed");
}

#[test]
fn done_work_is_green_and_an_archive_says_what_cannot_be_told() {
    let mut plan = Plan::read("A-1 Ines done");
    plan.building.add::<Milestone>(
        "2027-04-01",
        "demo",
        [MilestoneField::DoneAt(Some(moment("2027-04-01")))],
    );
    check_health(
        &plan,
        "weather Green: The one item of Weather App is done.
         code Green: The one item of Code complete is done.
         demo Green: demo was reached on 1 Apr.
         Green: The one item of Weather App is done.",
    );
    let mut building = Building::new();
    building.add::<Item>("2027-04-05", "i-1", [status(Category::Todo)]);
    building.add::<Item>("2027-04-05", "i-2", [status(Category::Done)]);
    let params = HealthParams::new(moment(TODAY), Scope::All);
    let found = health(&building.world(), &Default::default(), &params);
    assert_eq!(
        told(&found),
        ["all No read: There is no milestone to hold dates against. One of two items is open."]
    );
}

#[test]
fn a_workstream_is_judged_by_the_milestone_for_which_its_work_is_latest() {
    let mut plan = expecting(
        "A-1 Ines due=04-12 p50=04-20 p85=04-22
         A-2 Ines due=04-12 p50=04-14 p85=04-15",
        "2027-04-20",
        "2027-04-23",
    );
    let program = plan.program;
    let of_program = WorkstreamField::Program(Some(program));
    let client = plan.building.add::<Workstream>("2027-03-01", "client", [of_program.clone()]);
    let server = plan.building.add::<Workstream>("2027-03-01", "server", [of_program]);
    for (key, workstream) in [("A-1", client), ("A-2", server)] {
        let id = plan.items[key];
        plan.building.change("2027-04-05", id, [ItemField::Workstream(Some(workstream))]);
    }
    let params = HealthParams::new(moment(TODAY), Scope::All);
    let lines = told(&health(&plan.building.world(), &plan.outlook, &params));
    assert_eq!(
        lines[2..],
        [
            "client Yellow: client (code) is heading for 20 Apr, two working days past its target of 16 Apr.",
            "server Green: server (code) is heading for 14 Apr, two working days before its target of 16 Apr, and keeps it in 85 of a hundred futures.",
        ]
    );
}

#[test]
fn a_workstream_without_a_forecast_says_that_and_not_that_nobody_needs_it() {
    let mut plan = Plan::read("A-1 Ines due=04-12");
    let of_program = WorkstreamField::Program(Some(plan.program));
    let client = plan.building.add::<Workstream>("2027-03-01", "client", [of_program]);
    let id = plan.items["A-1"];
    plan.building.change("2027-04-05", id, [ItemField::Workstream(Some(client))]);
    let params = HealthParams::new(moment(TODAY), Scope::All);
    let lines = told(&health(&plan.building.world(), &Default::default(), &params));
    assert_eq!(lines[2], "client No read: client has a target, and there is no forecast to hold against it.");
}
