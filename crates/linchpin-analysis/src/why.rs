//! Why did the date move? The movement of a milestone's P50, split over causes so that the parts add up to it.

mod cause;
mod changes;
mod hybrid;
mod pace;
mod shapley;
mod told;

use linchpin_model::{Date, Moment, World};
use serde::Serialize;

use crate::evidence::{Check, Header};
use crate::forecast::{Asked, ForecastParams, Method, OwnBasis, Unit, followed_unit};
use crate::scope::Scope;

pub use cause::Cause;
pub use shapley::{EXACT_CAUSES, ORDERS};
pub use told::{reasons, tenths};

/// What is asked about a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhyParams {
    /// The earlier moment.
    pub from: Moment,
    /// The later moment.
    pub to: Moment,
    /// Which milestone, or whose last one.
    pub scope: Scope,
    /// The seed of all draws, the same on both sides.
    pub seed: u64,
    /// How many futures; by default as many as the forecast, fewer where there are many causes and a large plan.
    pub trials: Option<u32>,
}

impl WhyParams {
    /// Between two moments, with seed 1.
    pub fn new(from: Moment, to: Moment) -> Self {
        Self { from, to, scope: Scope::All, seed: 1, trials: None }
    }

    fn at(&self, as_of: Moment) -> ForecastParams {
        ForecastParams {
            scope: self.scope,
            seed: self.seed,
            trials: self.trials,
            ..ForecastParams::new(as_of)
        }
    }
}

/// The movement of a milestone's P50 and its causes. Fields are only ever added.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Why {
    /// What it was computed from: the later World.
    #[serde(flatten)]
    pub header: Header,
    /// The milestone's key; none where there is none.
    pub milestone: Option<String>,
    /// Its name.
    pub title: Option<String>,
    /// The earlier moment.
    pub from: Moment,
    /// The later moment.
    pub to: Moment,
    /// How the dates were forecast.
    pub method: Method,
    /// How many futures were drawn.
    pub trials: u32,
    /// The P50 then.
    pub p50_before: Option<Date>,
    /// The P50 now.
    pub p50_after: Option<Date>,
    /// Working days by which it moved; later is positive.
    pub moved_working_days: Option<f64>,
    /// What moved it, the most first; the days add up to the movement.
    pub causes: Vec<CauseDays>,
    /// What no cause explains.
    pub residual_working_days: f64,
    /// What was met on the way.
    pub checks: Vec<Check>,
}

/// The days of one cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CauseDays {
    /// Which.
    pub cause: Cause,
    /// Its name.
    pub title: &'static str,
    /// Working days by which it moved the P50; later is positive.
    pub working_days: f64,
    /// The positions of the journal's entries that it rests on, ascending. Time that passes has none.
    pub entries: Vec<u64>,
}

/// Explains how the P50 of a milestone moved between two Worlds.
///
/// `before` is what was known or so at `params.from`, `after` at `params.to`; things have the same numbers in both. Each
/// difference between what the two forecasts rest on has one cause. The forecast is computed with the differences of every
/// set of causes, on common draws, and each cause is given its Shapley value: what it adds, on average over all orders in
/// which causes could come in. So no order is favoured, and the parts add up to the movement exactly.
pub fn why(before: &World, after: &World, params: &WhyParams) -> Why {
    let (params_before, params_after) = (params.at(params.from), params.at(params.to));
    let (basis_before, basis_after) = (OwnBasis::new(before, params.from), OwnBasis::new(after, params.to));
    let unit = followed_unit(after, basis_after.lend(), &params_after);
    let earlier = Unit::of_program(before, basis_before.lend().links, unit.program_id());
    let then = Asked::with_everything(before, basis_before.lend(), &params_before, earlier);
    let now = Asked::with_everything(after, basis_after.lend(), &params_after, unit);
    let mut why = Why {
        header: Header::new(after, params.to),
        milestone: None,
        title: None,
        from: params.from,
        to: params.to,
        method: now.method(),
        trials: 0,
        p50_before: None,
        p50_after: None,
        moved_working_days: None,
        causes: Vec::new(),
        residual_working_days: 0.0,
        checks: Vec::new(),
    };
    match (then.method(), now.method()) {
        (Method::Network, _) | (_, Method::Network) => hybrid::explain(&then, &now, params, &mut why),
        (Method::Throughput, _) | (_, Method::Throughput) => pace::explain(&then, &now, params, &mut why),
        (Method::None, Method::None) => why.checks.push(no_forecast("then or now")),
    }
    why
}

fn no_forecast(when: &str) -> Check {
    let sentence = format!("There is no forecast {when}, so there is no movement to explain.");
    Check { check: "no_forecast", key: None, sentence, evidence: Vec::new() }
}
