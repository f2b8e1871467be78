//! What was done in each week, and what was in progress at its end.

use jiff::ToSpan;
use jiff::civil::Date;
use linchpin_model::Moment;
use serde::Serialize;

use crate::flow::passage::Passage;
use crate::flow::{FlowParams, Week};

/// What was done in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WeekDone {
    /// The Monday on which it begins.
    pub week_starting: Date,
    /// Items finished in it.
    pub done: usize,
}

/// What was in progress at the end of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WipCount {
    /// The Sunday.
    pub on: Date,
    /// Items begun and unfinished at its end.
    pub count: usize,
}

/// The furthest back that weeks are counted. A date of the year 1 is a mistake and not two thousand years of work.
const MOST_WEEKS: i64 = 5_200;

/// The weeks from the first sign of life, or a hundred years back, to the one in which the moment asked about falls.
pub(super) fn weeks(passages: &[Passage<'_>], params: &FlowParams) -> Vec<Week> {
    let first = passages.iter().flat_map(|passage| [passage.created_at, passage.finished_at]).flatten().min();
    let Some(first) = first else { return Vec::new() };
    let monday = |day: Date| {
        let past = i64::from(day.weekday().to_monday_zero_offset());
        day.checked_sub(past.days()).unwrap_or(day)
    };
    let last = monday(params.as_of.date_in(&params.zone));
    let furthest = last.checked_sub(MOST_WEEKS.weeks()).unwrap_or(Date::MIN);
    let first = monday(first.date_in(&params.zone)).max(furthest);
    std::iter::successors(Some(first), |day| day.checked_add(1.week()).ok())
        .take_while(|day| *day <= last)
        .map(|day| (day, begins(day, params)))
        .collect()
}

/// What was done in each of the weeks.
pub(super) fn throughput(passages: &[Passage<'_>], weeks: &[Week]) -> Vec<WeekDone> {
    let finished = passages.iter().filter_map(|passage| passage.finished_at);
    let mut done = vec![0; weeks.len()];
    for at in finished {
        if let Some(week) = week_of(weeks, at) {
            done[week] += 1;
        }
    }
    weeks
        .iter()
        .zip(done)
        .map(|((week_starting, _), done)| WeekDone { week_starting: *week_starting, done })
        .collect()
}

/// What was begun and unfinished at the end of each whole week.
///
/// The end of a Sunday is the beginning of the next week, so the week that runs has none.
pub(super) fn wip(passages: &[Passage<'_>], weeks: &[Week]) -> Vec<WipCount> {
    let ends = weeks.get(1..).unwrap_or_default();
    // By how many the count grows at each end: what is begun before it and finished at or after it is in progress.
    let mut growth = vec![0_i64; ends.len() + 1];
    for passage in passages {
        let Some(begun_at) = passage.begun_at else {
            continue;
        };
        let first = ends.partition_point(|(_, end)| *end <= begun_at);
        let until = match (passage.is_done(), passage.finished_at) {
            (false, _) => ends.len(),
            (true, Some(finished_at)) => ends.partition_point(|(_, end)| *end <= finished_at),
            (true, None) => first,
        };
        if first < until {
            growth[first] += 1;
            growth[until] -= 1;
        }
    }
    let mut count = 0;
    ends.iter()
        .zip(growth)
        .map(|((monday, _), growth)| {
            count += growth;
            WipCount { on: monday.yesterday().unwrap_or(*monday), count: usize::try_from(count).unwrap_or(0) }
        })
        .collect()
}

fn begins(day: Date, params: &FlowParams) -> Moment {
    day.to_zoned(params.zone.clone()).map_or(Moment::start_of(day), |zoned| zoned.timestamp().into())
}

fn week_of(weeks: &[Week], at: Moment) -> Option<usize> {
    weeks.partition_point(|(_, begins)| *begins <= at).checked_sub(1)
}
