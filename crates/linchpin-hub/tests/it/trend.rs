//! The trend of a program, and what changed since somebody looked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linchpin_hub::{Clock, FileParams, Hub, Reports, Standing, Trend, Trending};
use linchpin_model::command::Command;
use linchpin_model::event::AnyFields;
use linchpin_model::*;

use crate::params;

/// Midday on Wednesday 4 March 2026.
const BEGAN: i64 = 1_772_625_600_000;
const DAY: i64 = 86_400_000;
const LONG: Duration = Duration::from_secs(60);

const PLAN: &str = "\
program weather \"Weather\" @Maya goal beta
start 2 Mar 2026
today 4 Mar

feed   \"Feed\"  P0 10d @Ben
map    \"Map\"   P0 15d @Gita <- feed
beta   ms \"Beta\" <- map by 8 May
";

/// A clock that stands where it is put.
struct Still(AtomicI64);

impl Clock for Still {
    fn now(&self) -> Moment {
        Moment::from_ms(self.0.load(Ordering::SeqCst))
    }
}

fn hub_with_plan(folder: &tempfile::TempDir) -> (Arc<Hub>, Arc<Still>) {
    let clock = Arc::new(Still(AtomicI64::new(BEGAN)));
    let hub = Hub::open(params(&folder.path().join("hub"), clock.clone())).expect("the hub opens").hub;
    let file = FileParams { name: "weather.plan", bytes: PLAN.as_bytes(), ..FileParams::default() };
    assert_eq!(hub.read_file(&file).expect("the plan is read").faults, None);
    (Arc::new(hub), clock)
}

fn told(reports: &Arc<Reports>, standing: &Standing) -> Arc<Trend> {
    match reports.trend_in_time(standing, LONG) {
        Trending::Told(trend) => trend,
        other => panic!("the trend is not told: {other:?}"),
    }
}

fn start(hub: &Arc<Hub>) -> Arc<Reports> {
    Reports::start(hub.clone(), Box::new(|_| {})).expect("reports")
}

fn estimate(hub: &Hub, key: &str, days: u32) {
    let thing = hub.world().thing(&Key::new(key)).expect("an item");
    let fields = AnyFields::Item(vec![ItemField::Estimate(Some(Estimate::Single { minutes: days * 480 }))]);
    let change = Command::Change { thing, fields, seen_at: None };
    hub.command(hub.new_id(), Actor::System, "test", &change, &[]).expect("an estimate");
}

#[test]
fn every_week_is_told_as_a_page_of_its_last_day_tells_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (hub, clock) = hub_with_plan(&folder);
    for (weeks, days) in [(2_i64, 20), (4, 30)] {
        clock.0.store(BEGAN + weeks * 7 * DAY, Ordering::SeqCst);
        estimate(&hub, "map", days);
    }
    clock.0.store(BEGAN + 5 * 7 * DAY, Ordering::SeqCst);
    let reports = start(&hub);
    let standing = reports.last();
    let trend = told(&reports, &standing);
    assert_eq!(trend.weeks.len(), 9);
    let program = standing.world.live::<Program>().next().expect("a program").id;
    let mut seen = Vec::new();
    for week in &trend.weeks {
        assert_eq!(week.on.weekday().to_monday_zero_offset(), 6, "a week ends on a Sunday");
        let end = moment_told(&week.on.to_string(), hub.now(), DayEnd::Last).expect("a day");
        let then = reports.as_of(end).expect("the past");
        let row = then.health.rows.iter().find(|row| row.about == Some(Thing::Program(program)));
        assert_eq!(week.p50.get(&program).copied(), row.and_then(|row| row.p50), "{}", week.on);
        seen.push(week.p50.get(&program).copied());
    }
    assert_eq!(trend.weeks.last().map(|week| week.on), Some("2026-04-05".parse().expect("a day")));
    assert_eq!(seen[..3], [None, None, None], "before the plan there is nothing");
    assert!(seen[8] > seen[6] && seen[6] > seen[4], "each estimate moved it: {seen:?}");
}

#[test]
fn what_was_seen_before_is_not_told_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (hub, clock) = hub_with_plan(&folder);
    clock.0.store(BEGAN + DAY, Ordering::SeqCst);
    estimate(&hub, "feed", 12);
    let visit = Moment::from_ms(BEGAN + 2 * DAY);
    clock.0.store(BEGAN + 3 * DAY, Ordering::SeqCst);
    estimate(&hub, "map", 20);
    let reports = start(&hub);
    let standing = reports.last();
    let since = |at: Moment| {
        let until = std::time::Instant::now() + LONG;
        while std::time::Instant::now() < until {
            if let Some(changes) = reports.changes_since(&standing, at) {
                return changes;
            }
        }
        panic!("what changed since {at} is not told");
    };
    let keys = |at| since(at).rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(visit), ["map"]);
    assert_eq!(keys(Moment::from_ms(BEGAN)), ["feed", "map"]);
    assert!(reports.changes_since(&standing, standing.as_of).is_none(), "nothing lies in between");
}
