//! What a forecast says: the JSON that programs read.

use linchpin_model::Date;
use serde::Serialize;

use crate::evidence::{Check, Header};

/// When milestones are reached, as distributions. Fields are only ever added.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Forecast {
    /// What it was computed from.
    #[serde(flatten)]
    pub header: Header,
    /// The seed of all draws.
    pub seed: u64,
    /// How many futures were drawn; of several programs the fewest.
    pub trials: u32,
    /// How they were drawn; of several programs by network if any was.
    pub method: Method,
    /// Why so: one sentence.
    pub why_this_method: String,
    /// The milestones that were asked for, in the order of their numbers; the end of the program where it has none.
    pub milestones: Vec<MilestoneForecast>,
    /// The milestone that the drivers drive.
    pub drivers_of: Option<String>,
    /// What that milestone waits for most: by days, then by criticality, then by key.
    pub drivers: Vec<Driver>,
    /// Weeks until the next items are finished, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_weeks: Option<FinishWeeks>,
    /// What was met on the way.
    pub checks: Vec<Check>,
}

/// How futures are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Durations through the schedule's network.
    Network,
    /// Past weeks over the items that are left.
    Throughput,
    /// Nothing can be said.
    #[default]
    None,
}

/// When one milestone is reached. Days are in the program's zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MilestoneForecast {
    /// Its key.
    pub key: String,
    /// Its name.
    pub title: String,
    /// The last day that still meets its target.
    pub target: Option<Date>,
    /// One future in ten is by then.
    pub p10: Option<Date>,
    /// Half of them are.
    pub p50: Option<Date>,
    /// Eight in ten are.
    pub p80: Option<Date>,
    /// 85 in a hundred are.
    pub p85: Option<Date>,
    /// 95 in a hundred are.
    pub p95: Option<Date>,
    /// The share of futures that meet the target.
    pub chance_of_target: Option<f64>,
    /// The share of futures that end on each day, in order; shares add up to 1, or to less where some never end.
    pub histogram: Vec<DayShare>,
    /// The same waiting for required items alone, where others are waited for too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p0_alone: Option<P0Alone>,
}

/// When a milestone is reached if it waits for P0 alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct P0Alone {
    /// Half of the futures are by then.
    pub p50: Option<Date>,
    /// 85 in a hundred are.
    pub p85: Option<Date>,
}

/// The share of futures that end on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DayShare {
    /// The day.
    pub on: Date,
    /// From 0 to 1.
    pub share: f64,
}

/// One thing that a milestone waits for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Driver {
    /// The item's key.
    pub key: String,
    /// The share of futures in which it is on the driving path of the milestone.
    pub criticality: f64,
    /// The rank correlation of its duration with the milestone's finish, from -1 to 1; none where its duration is certain.
    pub cruciality: Option<f64>,
    /// Working days by which the milestone's P50 would come forward if it were done now; none where it was not computed.
    pub p50_days_if_done: Option<f64>,
}

/// Weeks until a number of items is finished; none where more futures than that never get there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FinishWeeks {
    /// One future in ten has finished by then.
    pub p10: Option<f64>,
    /// Half of them have.
    pub p50: Option<f64>,
    /// 85 in a hundred have.
    pub p85: Option<f64>,
    /// 95 in a hundred have.
    pub p95: Option<f64>,
}
