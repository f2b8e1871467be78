//! How the P50 of a program went in nine weeks, as a chart beside its row and as a table below.

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::{HealthRow, Reading};
use linchpin_hub::{Standing, Trend};
use linchpin_model::{Date, ProgramId, Thing};

use crate::charts::spark::Spark;
use crate::layout::Shell;
use crate::words;

/// The trend of one program.
pub(super) struct Course {
    pub(super) spark: Spark,
    /// `+2 d since Sun`, `steady`, or that there is nothing to go by.
    pub(super) lately: String,
}

/// The numbers behind the charts.
pub(super) struct Weeks {
    /// The ends of the weeks: the day, its words, and the hub as it was then.
    pub(super) ends: Vec<(Date, String, String)>,
    pub(super) rows: Vec<Row>,
}

/// A program and its P50 at the end of each week, then now.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) p50s: Vec<Option<(Date, String)>>,
}

impl Course {
    /// None where fewer than two weeks are known.
    pub(super) fn of(standing: &Standing, trend: &Trend, row: &HealthRow, today: Date) -> Option<Self> {
        let Some(Thing::Program(program)) = row.about else { return None };
        let days = WorkingDays::of_program(&standing.world, Some(program));
        let p50s = p50s(trend, program, row);
        let from = row.target.or(row.p50).or_else(|| p50s.iter().rev().flatten().next().copied())?;
        let late: Vec<Option<i32>> = p50s.iter().map(|p50| p50.map(|p50| days.after(from, p50))).collect();
        let spark = Spark::new(&late, row.target.is_some(), label(trend, &p50s, today))?;
        let last_week = p50s.len().checked_sub(2).and_then(|week| late[week]);
        let moved = last_week.zip(late.last().copied().flatten()).map(|(then, now)| now - then);
        Some(Self { spark, lately: lately(row.health, moved) })
    }
}

/// The P50 at the end of each week, and now.
fn p50s(trend: &Trend, program: ProgramId, row: &HealthRow) -> Vec<Option<Date>> {
    let weeks = trend.weeks.iter().map(|week| week.p50.get(&program).copied());
    weeks.chain([row.p50]).collect()
}

fn lately(health: Reading, moved: Option<i32>) -> String {
    match (health, moved) {
        (Reading::NoRead, _) => "no evidence".into(),
        (_, None) => "new".into(),
        (_, Some(0)) => "steady".into(),
        (_, Some(days)) => format!("{} since Sun", words::difference(days)),
    }
}

/// `P50 was 12 May on 7 February and is 25 May now; the earliest was 11 May, the latest 25 May.`
fn label(trend: &Trend, p50s: &[Option<Date>], today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let ends = trend.weeks.iter().map(|week| week.on);
    let first = ends.zip(p50s).find_map(|(on, p50)| Some((on, (*p50)?)));
    let now = p50s.last().copied().flatten();
    let known = || p50s.iter().flatten().copied();
    let ends = match (first, now) {
        (Some((on, then)), Some(now)) => {
            format!("P50 was {} on {} and is {} now", day(then), day(on), day(now))
        }
        (Some((on, then)), None) => format!("P50 was {} on {} and is not known now", day(then), day(on)),
        (None, _) => return "P50 is not known".into(),
    };
    match (known().min(), known().max()) {
        (Some(least), Some(most)) if least != most => {
            format!("{ends}; the earliest was {}, the latest {}", day(least), day(most))
        }
        _ => format!("{ends}; it did not move"),
    }
}

impl Weeks {
    /// None where there is no trend of any program.
    pub(super) fn of(trend: &Trend, programs: &[&HealthRow], today: Date, shell: &Shell) -> Option<Self> {
        let told = |on: Option<Date>| on.map(|on| (on, words::day(on, today)));
        let rows = programs.iter().filter_map(|row| {
            let Some(Thing::Program(program)) = row.about else { return None };
            let p50s = p50s(trend, program, row);
            let is_trend = p50s.iter().flatten().count() > 1;
            is_trend.then(|| Row { title: row.title.clone(), p50s: p50s.into_iter().map(told).collect() })
        });
        let rows: Vec<_> = rows.collect();
        let end = |on: Date| (on, words::day(on, today), shell.on("/", on));
        (!rows.is_empty()).then(|| Self { ends: trend.weeks.iter().map(|week| end(week.on)).collect(), rows })
    }
}
