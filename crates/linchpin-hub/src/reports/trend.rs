//! Where the forecast put the finish of each program at the end of each of the last nine weeks.
//!
//! Each week is told as a page of that day tells it, by all that is known now. It is worked out beside the pages and kept:
//! most entries tell of the present and change no past week.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linchpin_analysis::forecast::forecast_and_outlook;
use linchpin_analysis::health::Subject;
use linchpin_analysis::{ForecastParams, HealthParams, Scope, health};
use linchpin_model::{Date, Item, Moment, ProgramId, Thing, World};

use super::kept::Kept;
use super::part::{ByAddress, MOST_ITEMS};
use super::{Reports, Standing};
use crate::past::Past;

/// Weeks that are told.
const WEEKS: i64 = 9;
/// Trends that are kept: of now, and of past moments that were asked for.
const KEPT: usize = 16;

/// The P50 of every program at the end of each week, the earliest week first.
#[derive(Debug, Default, PartialEq)]
pub struct Trend {
    /// One for each week.
    pub weeks: Vec<Arc<WeekEnd>>,
}

/// One week.
#[derive(Debug, PartialEq)]
pub struct WeekEnd {
    /// The Sunday on whose last moment, in UTC, the week ends.
    pub on: Date,
    /// The P50 of each program that had one.
    pub p50: BTreeMap<ProgramId, Date>,
}

impl WeekEnd {
    fn of(world: &World, at: Moment) -> Self {
        let (_, outlook) = forecast_and_outlook(world, &ForecastParams::new(at));
        let rows = health(world, &outlook, &HealthParams::new(at, Scope::All)).rows;
        let programs = rows.iter().filter(|row| row.kind == Subject::Program);
        let p50 = programs.filter_map(|row| match (row.about, row.p50) {
            (Some(Thing::Program(program)), Some(p50)) => Some((program, p50)),
            _ => None,
        });
        Self { on: at.date(), p50: p50.collect() }
    }
}

/// What is known of a trend.
#[derive(Clone, Debug)]
pub enum Trending {
    /// It is there.
    Told(Arc<Trend>),
    /// It is being computed.
    Soon,
    /// There is too much to do it beside a page.
    TooLarge,
}

/// Trends by the last week's end.
pub(super) struct Trends {
    trends: Arc<Kept<Moment, ByAddress<World>, Trend>>,
    weeks: Past<WeekEnd>,
}

impl Default for Trends {
    fn default() -> Self {
        Self { trends: Arc::new(Kept::new(KEPT, KEPT, 1)), weeks: Past::default() }
    }
}

impl Reports {
    /// The trend over the nine weeks that ended before a standing: what there is of it, without waiting.
    pub fn trend(self: &Arc<Self>, standing: &Standing) -> Trending {
        self.trend_in_time(standing, Duration::ZERO)
    }

    /// The same, after waiting for it at most so long.
    pub fn trend_in_time(self: &Arc<Self>, standing: &Standing, patience: Duration) -> Trending {
        if standing.world.all::<Item>().len() > MOST_ITEMS {
            return Trending::TooLarge;
        }
        let (reports, last) = (self.clone(), last_week_end(standing.as_of));
        let compute = move || {
            let ends: Vec<Moment> = (0..WEEKS).rev().map(|week| weeks_before(last, week)).collect();
            let weeks = &reports.trends.weeks;
            let made = weeks.each(&reports.hub, &ends, |world, at| WeekEnd::of(&world, at)).ok()?;
            Some(Trend { weeks: made })
        };
        let version = ByAddress(standing.world.clone());
        let kept = self.trends.trends.get(&last, &version, patience, compute);
        kept.map_or(Trending::Soon, Trending::Told)
    }
}

/// The last moment of the Sunday before a moment's week.
fn last_week_end(at: Moment) -> Moment {
    let into_week = i64::from(at.date().weekday().to_monday_zero_offset());
    let monday = Moment::start_of(at.date()).as_ms() - into_week * 86_400_000;
    Moment::from_ms(monday - 1)
}

fn weeks_before(at: Moment, weeks: i64) -> Moment {
    Moment::from_ms(at.as_ms() - weeks * 7 * 86_400_000)
}
