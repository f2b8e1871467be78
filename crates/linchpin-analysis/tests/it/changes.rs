//! What changed, told from two moments of one journal.

use linchpin_analysis::changes::{ChangesParams, Group, changes};
use linchpin_analysis::scope::Scope;
use linchpin_model::event::Event;
use linchpin_model::{
    Actor, Category, CheckIn, CheckInField, Colour, Decision, DecisionField, DecisionState, Estimate, Item,
    ItemField, Milestone, MilestoneField, NeededFor, Node, Priority, Promise, PromiseField, Resolution, Risk,
    RiskField, RiskState, Size, Source, SourceField, Target, Thing,
};
use proptest::prelude::*;

use crate::building::{Building, day, moment, status};

const SINCE: &str = "2027-03-30";
const TODAY: &str = "2027-04-06";

fn check_changes(building: &Building, expected: &str) {
    let params = ChangesParams { since: moment(SINCE), as_of: moment(TODAY), scope: Scope::All };
    let changes = changes(&building.world_at(SINCE), &building.world_at(TODAY), &params);
    let told: Vec<String> = changes
        .rows
        .iter()
        .map(|row| {
            assert!(!row.evidence.is_empty(), "{row:?} has no evidence");
            format!("{:?} {}: {}", row.group, row.key, row.sentence)
        })
        .chain([changes.sentence.clone()])
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(told, expected);
}

#[test]
fn work_that_was_done_begun_added_and_reopened_is_told_with_its_people() {
    let mut building = Building::new();
    let nadia = building.person("Nadia");
    building.spoken_by(Actor::Person(nadia));
    let title = |title: &str| ItemField::Title(Some(title.into()));
    let keys = ["A-1", "A-2", "A-3", "A-4"].map(|key| {
        let name = format!("Part {key}");
        building.add::<Item>("2027-03-01", key, [title(&name), status(Category::Todo)])
    });
    building.change::<Item>("2027-03-05", keys[2], [status(Category::Done)]);
    building.change::<Item>("2027-04-01", keys[0], [status(Category::Done)]);
    building.change::<Item>("2027-04-02", keys[1], [status(Category::InProgress)]);
    building.change::<Item>("2027-04-03", keys[2], [status(Category::Todo)]);
    building.add::<Item>("2027-04-04", "A-5", [title("Part A-5"), status(Category::Todo)]);
    building.change::<Item>("2027-04-05", keys[3], [status(Category::Dropped)]);
    check_changes(
        &building,
        "Finished A-1: Part A-1 was finished by Nadia.
         Dropped A-4: Part A-4 was closed without the work by Nadia.
         Reopened A-3: Part A-3 was reopened by Nadia.
         Started A-2: Nadia began Part A-2.
         Added A-5: Part A-5 was added by Nadia.
         One item done, one dropped, one reopened, one started and one added.",
    );
}

#[test]
fn a_field_that_moved_is_told_with_what_it_was() {
    let mut building = Building::new();
    let omar = building.person("Omar");
    let ines = building.person("Ines");
    let beta = building.add::<Milestone>("2027-03-01", "beta", [MilestoneField::Title(Some("Beta".into()))]);
    let item = building.add::<Item>(
        "2027-03-01",
        "WX-1",
        [
            ItemField::Title(Some("Radar".into())),
            ItemField::Owner(Some(omar)),
            ItemField::Due(Some(day("2027-04-09"))),
            ItemField::Priority(Some(Priority::P1)),
        ],
    );
    building.change::<Item>(
        "2027-04-01",
        item,
        [
            ItemField::Owner(Some(ines)),
            ItemField::Due(Some(day("2027-04-16"))),
            ItemField::Priority(Some(Priority::P0)),
            ItemField::Estimate(Some(Estimate::Size(Size::M))),
            ItemField::Blocked(Some("security review".into())),
            ItemField::Milestones(Some(vec![NeededFor { milestone: beta, priority: None }])),
        ],
    );
    check_changes(
        &building,
        "Blocked WX-1: Radar is blocked: security review.
         DatesMoved WX-1: Radar is now due 16 Apr. It was 9 Apr.
         Scope WX-1: Radar is now needed for Beta.
         Owners WX-1: Radar went from Omar to Ines.
         Priorities WX-1: Radar is now P0. It was P1.
         Estimates WX-1: Radar is now estimated at M.
         One change of what is blocked, one due date moved, one change of scope, one change of owner, one change of priority and one estimate changed.",
    );
}

#[test]
fn targets_promises_reports_risks_and_decisions_are_told() {
    let mut building = Building::new();
    let omar = building.person("Omar");
    building.spoken_by(Actor::Person(omar));
    let target = |on: &str| MilestoneField::Target(Some(Target { on: day(on), resolution: Resolution::Day }));
    let title = MilestoneField::Title(Some("Beta".into()));
    let beta = building.add::<Milestone>("2027-03-01", "beta", [title, target("2027-04-30")]);
    let item =
        building.add::<Item>("2027-03-01", "api#412", [ItemField::Title(Some("radar tile ingest".into()))]);
    let promise = |on: &str| {
        [
            PromiseField::About(Some(Node::Item(item))),
            PromiseField::By(Some(omar)),
            PromiseField::On(Some(day(on))),
        ]
    };
    building.add::<Promise>("2027-03-02", "Q-1", promise("2027-04-09"));
    building.change::<Milestone>("2027-04-01", beta, [target("2027-05-07")]);
    building.add::<Promise>("2027-04-02", "Q-2", promise("2027-04-14"));
    building.add::<CheckIn>(
        "2027-04-02",
        "C-1",
        [
            CheckInField::About(Some(Thing::Milestone(beta))),
            CheckInField::By(Some(omar)),
            CheckInField::Colour(Some(Colour::Yellow)),
        ],
    );
    building.add::<Risk>(
        "2027-04-02",
        "R-1",
        [RiskField::Title(Some("Store review takes longer".into())), RiskField::State(Some(RiskState::Open))],
    );
    building.add::<Decision>(
        "2027-04-02",
        "D-17",
        [
            DecisionField::Title(Some("Reuse the tile cache".into())),
            DecisionField::State(Some(DecisionState::Decided)),
        ],
    );
    building.change::<Milestone>("2027-04-05", beta, [MilestoneField::DoneAt(Some(moment("2027-04-05")))]);
    check_changes(
        &building,
        "MilestonesReached beta: Beta was reached on 5 Apr.
         TargetsMoved beta: The target of Beta moved from 30 Apr to 7 May.
         Reported beta: Omar reported Yellow for Beta.
         Decisions D-17: Decided: Reuse the tile cache.
         Risks R-1: A risk is open: Store review takes longer.
         Promises api#412: Omar promised radar tile ingest for 14 Apr. It was 9 Apr.
         One milestone reached, one target moved, one report, one decision, one risk changed and one promise given.",
    );
}

#[test]
fn what_a_source_no_longer_has_is_gone_and_can_come_back() {
    let mut building = Building::new();
    let source = building.add::<Source>("2027-03-01", "plan", [SourceField::Title(Some("plan.csv".into()))]);
    building.spoken_by(Actor::Source(source));
    let [one, two] =
        ["r1", "r2"].map(|key| building.add::<Item>("2027-03-01", key, [status(Category::Todo)]));
    let (one, two) = (Thing::Item(one), Thing::Item(two));
    building.say("2027-03-02", Event::Vanished { thing: two, source });
    building.say("2027-04-01", Event::Vanished { thing: one, source });
    building.say("2027-04-01", Event::Returned { thing: two, source });
    check_changes(
        &building,
        "Vanished r1: r1 is no longer in plan.csv.
         Returned r2: r2 is in plan.csv again.
         One gone and one back.",
    );
}

#[test]
fn where_nothing_happened_nothing_is_told() {
    let mut building = Building::new();
    building.add::<Item>("2027-03-01", "A-1", [status(Category::Todo)]);
    check_changes(&building, "Nothing changed.");
}

#[test]
fn a_file_without_history_still_tells_what_was_finished_in_the_window() {
    let mut building = Building::new();
    let finished = |at: &str| [status(Category::Done), ItemField::FinishedAt(Some(moment(at)))];
    let created = ItemField::CreatedAt(Some(moment("2027-03-01")));
    building.add::<Item>("2027-03-01", "A-1", finished("2027-04-02").into_iter().chain([created.clone()]));
    building.add::<Item>("2027-03-01", "A-2", finished("2027-03-02").into_iter().chain([created]));
    check_changes(&building, "Finished A-1: A-1 was finished.\nOne item done.");
}

proptest! {
    #[test]
    fn every_item_is_told_at_most_once_a_group_and_the_counts_are_those_of_the_rows(
        steps in prop::collection::vec((0_usize..6, 0_usize..4, 1_u8..60), 0..40)
    ) {
        let mut building = Building::new();
        let ids: Vec<_> = (0..6)
            .map(|number| building.add::<Item>("2027-03-01", &format!("A-{number}"), [status(Category::Todo)]))
            .collect();
        let states = [Category::Todo, Category::InProgress, Category::Done, Category::Dropped];
        for (item, state, on) in steps {
            let at = format!("2027-0{}-{:02}T00:00:00Z", 3 + u8::from(on > 31), 1 + (on - 1) % 30);
            building.change::<Item>(&at, ids[item], [status(states[state])]);
        }
        let params = ChangesParams { since: moment(SINCE), as_of: moment(TODAY), scope: Scope::All };
        let found = changes(&building.world_at(SINCE), &building.world_at(TODAY), &params);
        let mut seen = std::collections::BTreeSet::new();
        for row in &found.rows {
            prop_assert!(seen.insert((row.group, row.key.clone())), "{} twice in {:?}", row.key, row.group);
            prop_assert!(row.at > params.since && row.at <= params.as_of);
        }
        prop_assert_eq!(found.counts.values().sum::<usize>(), found.rows.len());
        let open = |world: &linchpin_model::World, at| {
            world.live::<Item>().filter(|item| linchpin_analysis::state::is_open(item, at)).count() as i64
        };
        let of = |group| found.counts.get(&group).copied().unwrap_or(0) as i64;
        let then = open(&building.world_at(SINCE), params.since);
        let now = open(&building.world_at(TODAY), params.as_of);
        prop_assert_eq!(now - then, of(Group::Reopened) - of(Group::Finished) - of(Group::Dropped));
        let same = changes(&building.world_at(SINCE), &building.world_at(SINCE), &params);
        prop_assert!(same.rows.is_empty());
    }
}
