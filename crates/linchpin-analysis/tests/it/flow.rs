//! How work flows, on a handful of items and on any number of them.

use std::collections::BTreeMap;

use linchpin_analysis::flow::{CycleFrom, Flow, FlowFigures, FlowParams, flow};
use linchpin_model::{Actor, Category, Id, Item, ItemField, Moment};
use proptest::prelude::*;

use crate::building::{Building, moment, status};

/// One item: key, kind, created, started, finished; a dash where there is none. What is finished is done.
fn check_flow(items: &str, as_of: &str, expected: &str) -> Flow {
    let mut building = Building::new();
    building.spoken_by(Actor::Source(Id::new(1)));
    for line in items.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = |place: usize| Some(words[place]).filter(|word| *word != "-").map(moment);
        let state = match (words.get(5), at(4), at(3)) {
            (Some(&"dropped"), _, _) => Category::Dropped,
            (_, Some(_), _) => Category::Done,
            (_, None, Some(_)) => Category::InProgress,
            (_, None, None) => Category::Todo,
        };
        building.add::<Item>(
            "2026-01-01",
            words[0],
            [
                ItemField::Kind(Some(words[1].into())),
                ItemField::CreatedAt(at(2)),
                ItemField::StartedAt(at(3)),
                ItemField::FinishedAt(at(4)),
                status(state),
            ],
        );
    }
    let flow = flow(&building.world(), &FlowParams::new(moment(as_of)));
    let mut told = vec![tell("all", &flow.whole)];
    told.extend(flow.by_kind.iter().map(|(kind, figures)| tell(kind, figures)));
    told.extend(flow.checks.iter().map(|check| check.sentence.clone()));
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(told.iter().map(|line| line.trim_end()).collect::<Vec<_>>(), expected);
    flow
}

fn tell(name: &str, figures: &FlowFigures) -> String {
    let days = |days: Option<f64>| days.map_or("-".into(), |days| format!("{days}"));
    let cycle = figures.cycle_days;
    format!(
        "{name}: {} items, {} open, {} done, {} dropped; cycle from {:?} n {} p50 {} p85 {}; excluded {}; weeks {}; wip {}",
        figures.items,
        figures.open,
        figures.done,
        figures.dropped,
        figures.cycle_from,
        cycle.n,
        days(cycle.p50),
        days(cycle.p85),
        figures.excluded,
        figures.throughput_per_week.iter().map(|week| week.done.to_string()).collect::<Vec<_>>().join(" "),
        figures.wip.iter().map(|wip| wip.count.to_string()).collect::<Vec<_>>().join(" "),
    )
}

#[test]
fn cycle_time_runs_from_the_start_where_half_of_the_done_have_one() {
    check_flow(
        "A-1 task 2026-03-02 2026-03-03 2026-03-05
         A-2 task 2026-03-02 -          2026-03-12
         A-3 task 2026-03-02 2026-03-10 -",
        "2026-03-18",
        "all: 3 items, 1 open, 2 done, 0 dropped; cycle from Started n 1 p50 2 p85 2; excluded 1; weeks 1 1 0; wip 0 1
         task: 3 items, 1 open, 2 done, 0 dropped; cycle from Started n 1 p50 2 p85 2; excluded 1; weeks 1 1 0; wip 0 1",
    );
}

#[test]
fn without_starts_cycle_time_runs_from_when_an_item_came_to_be_and_open_is_in_progress() {
    check_flow(
        "A-1 issue 2026-03-02 -          2026-03-12
         A-2 issue 2026-03-02 -          2026-03-22 dropped
         A-3 issue 2026-03-08 2026-03-10 -
         A-4 pull  2026-03-09 2026-03-09 2026-03-10",
        "2026-03-23",
        "all: 4 items, 1 open, 3 done, 1 dropped; cycle from Mixed n 3 p50 10 p85 17; excluded 0; weeks 0 2 1 0; wip 3 2 1
         issue: 3 items, 1 open, 2 done, 1 dropped; cycle from Created n 2 p50 15 p85 18.5; excluded 0; weeks 0 1 1 0; wip 3 2 1
         pull: 1 items, 0 open, 1 done, 0 dropped; cycle from Started n 1 p50 1 p85 1; excluded 0; weeks 1 0 0; wip 0 0",
    );
}

#[test]
fn what_is_finished_before_it_began_is_done_but_has_no_cycle_time() {
    check_flow(
        "A-1 task 2026-03-03 - 2026-03-02
         A-2 task 2026-03-03 - 2026-03-03",
        "2026-03-08",
        "all: 2 items, 0 open, 2 done, 0 dropped; cycle from Created n 1 p50 0 p85 0; excluded 1; weeks 2; wip
         task: 2 items, 0 open, 2 done, 0 dropped; cycle from Created n 1 p50 0 p85 0; excluded 1; weeks 2; wip
         One item was finished before it began. It counts as done, and is left out of cycle time.",
    );
}

#[test]
fn a_finish_after_the_moment_asked_about_has_not_happened_yet() {
    check_flow(
        "A-1 task 2026-03-02 - 2026-03-20
         A-2 task 2026-03-19 - -",
        "2026-03-16",
        "all: 1 items, 1 open, 0 done, 0 dropped; cycle from Created n 0 p50 - p85 -; excluded 0; weeks 0 0 0; wip 1 1
         task: 1 items, 1 open, 0 done, 0 dropped; cycle from Created n 0 p50 - p85 -; excluded 0; weeks 0 0 0; wip 1 1",
    );
}

#[test]
fn the_oldest_open_come_first_with_their_age_in_days() {
    let flow = check_flow(
        "A-10 task 2026-03-02T12:00:00Z - -
         A-9  task 2026-03-02T12:00:00Z - -
         A-1  task 2026-03-01 - -",
        "2026-03-03",
        "all: 3 items, 3 open, 0 done, 0 dropped; cycle from Created n 0 p50 - p85 -; excluded 0; weeks 0 0; wip 1
         task: 3 items, 3 open, 0 done, 0 dropped; cycle from Created n 0 p50 - p85 -; excluded 0; weeks 0 0; wip 1",
    );
    let oldest: Vec<_> =
        flow.whole.oldest_open.iter().map(|open| (open.key.as_str(), open.age_days)).collect();
    assert_eq!(oldest, [("A-1", 2.0), ("A-9", 0.5), ("A-10", 0.5)]);
}

#[test]
fn the_report_is_one_object_with_the_fields_that_programs_read() {
    let flow = check_flow(
        "A-1 task 2026-03-02 - 2026-03-04",
        "2026-03-08",
        "all: 1 items, 0 open, 1 done, 0 dropped; cycle from Created n 1 p50 2 p85 2; excluded 0; weeks 1; wip
         task: 1 items, 0 open, 1 done, 0 dropped; cycle from Created n 1 p50 2 p85 2; excluded 0; weeks 1; wip",
    );
    let json = serde_json::to_value(&flow).unwrap();
    assert_eq!(json["as_of"], "2026-03-08T00:00:00Z");
    assert_eq!(json["cycle_days"], serde_json::json!({"n": 1, "p50": 2.0, "p85": 2.0, "p95": 2.0}));
    assert_eq!(json["cycle_from"], "created");
    assert_eq!(json["throughput_per_week"], serde_json::json!([{"week_starting": "2026-03-02", "done": 1}]));
    assert_eq!(json["by_kind"]["task"]["items"], 1);
    for field in [
        "known_at",
        "position",
        "items",
        "open",
        "done",
        "wip",
        "oldest_open",
        "labels",
        "blocking_links",
        "checks",
    ] {
        assert!(!json[field].is_null(), "{field} is missing");
    }
}

/// Days on which an item came to be, was started and finished, as offsets from a first day.
type Days = (u8, Option<u8>, Option<u8>, usize);

fn world_of(items: &[Days]) -> Building {
    let mut building = Building::new();
    let at = |offset: u8| Moment::from_ms(1_767_225_600_000 + i64::from(offset) * 40_000_000);
    for (number, (created, started, finished, kind)) in items.iter().enumerate() {
        let category = [Category::Todo, Category::Done][usize::from(finished.is_some())];
        building.add::<Item>(
            "2026-01-01",
            &format!("P-{number}"),
            [
                ItemField::Kind(Some(["bug", "story", "task"][*kind].into())),
                ItemField::CreatedAt(Some(at(*created))),
                ItemField::StartedAt(started.map(at)),
                ItemField::FinishedAt(finished.map(at)),
                status(category),
            ],
        );
    }
    building
}

/// Any number of items. Work starts when an item is there, and may be finished before that, as in real files.
fn items() -> impl Strategy<Value = Vec<Days>> {
    let item = (any::<u8>(), any::<Option<u8>>(), any::<Option<u8>>(), 0_usize..3);
    let item = item.prop_map(|(created, waited, finished, kind)| {
        (created, waited.map(|days| created.saturating_add(days)), finished, kind)
    });
    prop::collection::vec(item, 0..40)
}

proptest! {
    #[test]
    fn the_kinds_sum_to_the_whole_and_the_counts_add_up(items in items(), as_of in 0_i64..40_000_000 * 300) {
        let as_of = Moment::from_ms(1_767_225_600_000 + as_of);
        let flow = flow(&world_of(&items).world(), &FlowParams::new(as_of));
        let sum = |of: fn(&FlowFigures) -> usize| flow.by_kind.values().map(of).sum::<usize>();
        let whole = &flow.whole;
        prop_assert_eq!(whole.items, whole.open + whole.done);
        prop_assert_eq!(whole.done, whole.excluded + whole.cycle_days.n);
        prop_assert_eq!(whole.items, sum(|figures| figures.items));
        prop_assert_eq!(whole.open, sum(|figures| figures.open));
        prop_assert_eq!(whole.cycle_days.n, sum(|figures| figures.cycle_days.n));
        prop_assert_eq!(weeks(whole), flow.by_kind.values().fold(BTreeMap::new(), add_weeks));
        prop_assert_eq!(sundays(whole), flow.by_kind.values().fold(BTreeMap::new(), add_sundays));
        prop_assert_eq!(whole.done, weeks(whole).values().sum::<usize>());
    }

    #[test]
    fn the_order_in_which_items_arrive_does_not_matter(items in items(), seed in any::<prop::sample::Index>()) {
        let as_of = moment("2026-03-15");
        let mut turned: Vec<_> = items.clone();
        if !turned.is_empty() {
            let by = seed.index(turned.len());
            turned.rotate_left(by);
        }
        let told = |items: &[Days]| {
            let flow = flow(&world_of(items).world(), &FlowParams::new(as_of));
            let ages: Vec<f64> = flow.whole.oldest_open.iter().map(|open| open.age_days).collect();
            (flow.whole.cycle_days, flow.whole.throughput_per_week, flow.whole.wip, ages)
        };
        prop_assert_eq!(told(&items), told(&turned));
    }

    #[test]
    fn work_in_progress_is_what_had_begun_and_was_not_finished_on_that_sunday(items in items()) {
        let as_of = moment("2026-06-01");
        let flow = flow(&world_of(&items).world(), &FlowParams::new(as_of));
        for (kind, figures) in &flow.by_kind {
            for wip in &figures.wip {
                let end = Moment::start_of(wip.on.tomorrow().unwrap());
                let at = |offset: u8| Moment::from_ms(1_767_225_600_000 + i64::from(offset) * 40_000_000);
                let count = items
                    .iter()
                    .filter(|(_, _, _, number)| ["bug", "story", "task"][*number] == &**kind)
                    .filter(|(created, started, finished, _)| {
                        let began = match figures.cycle_from {
                            CycleFrom::Started => started.map(at),
                            _ => Some(at(*created)),
                        };
                        let finished = finished.map(at);
                        began.is_some_and(|began| began < end) && finished.is_none_or(|finished| finished >= end)
                    })
                    .count();
                prop_assert_eq!(wip.count, count, "{} on {}", kind, wip.on);
            }
        }
    }
}

fn weeks(figures: &FlowFigures) -> BTreeMap<linchpin_model::Date, usize> {
    add_weeks(BTreeMap::new(), figures)
}

fn add_weeks(
    mut sum: BTreeMap<linchpin_model::Date, usize>,
    figures: &FlowFigures,
) -> BTreeMap<linchpin_model::Date, usize> {
    for week in &figures.throughput_per_week {
        *sum.entry(week.week_starting).or_default() += week.done;
    }
    sum
}

fn sundays(figures: &FlowFigures) -> BTreeMap<linchpin_model::Date, usize> {
    add_sundays(BTreeMap::new(), figures)
}

fn add_sundays(
    mut sum: BTreeMap<linchpin_model::Date, usize>,
    figures: &FlowFigures,
) -> BTreeMap<linchpin_model::Date, usize> {
    for wip in &figures.wip {
        *sum.entry(wip.on).or_default() += wip.count;
    }
    sum
}
