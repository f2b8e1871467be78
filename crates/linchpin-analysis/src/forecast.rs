//! When will it ship? Distributions of the finish of milestones, from drawn futures.

mod answer;
mod asked;
mod backlog;
mod checks;
mod drivers;
mod expect;
mod history;
mod kept;
mod method;
mod network;
mod pace;
mod params;
mod parts;
mod plan;
mod result;
mod simulate;
mod summary;
pub mod throughput;
mod unit;
mod work;

use linchpin_model::{Moment, World};

use crate::grounds::Grounds;
use crate::links::Links;
use crate::outlook::Outlook;
use answer::Answer;

pub(crate) use asked::Asked;
pub(crate) use backlog::Backlog;
pub(crate) use history::History;
pub(crate) use network::median;
pub(crate) use pace::weeks_p50;
pub(crate) use parts::{NodePart, Parts, ProgressPart};
pub(crate) use plan::{End, Plan, assemble};
pub(crate) use simulate::Simulation;
pub(crate) use summary::finish_day as day_of;
pub(crate) use unit::Unit;

pub use drivers::NOTABLE;
pub use kept::Kept;
pub use params::{DEFAULT_TRIALS, ForecastParams, MOST_TRIALS};
pub use result::{DayShare, Driver, FinishWeeks, Forecast, Method, MilestoneForecast, P0Alone};
pub use simulate::{PILOT_TRIALS, TEAM_CORRELATION};
pub use summary::last_day;

/// What a forecast looks up in the whole World.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Basis<'g> {
    pub(crate) links: &'g Links,
    pub(crate) history: &'g History,
}

/// The same, looked up for one forecast.
pub(crate) struct OwnBasis {
    links: Links,
    history: History,
}

impl OwnBasis {
    /// Of a World as of a moment.
    pub(crate) fn new(world: &World, as_of: Moment) -> Self {
        Self { links: Links::new(world), history: History::new(world, as_of) }
    }

    pub(crate) fn lend(&self) -> Basis<'_> {
        Basis { links: &self.links, history: &self.history }
    }
}

/// The unit of a scope whose drivers are told.
pub(crate) fn followed_unit<'w>(world: &'w World, basis: Basis<'w>, params: &'w ForecastParams) -> Unit<'w> {
    let mut units = Unit::all(world, basis.links, params.scope);
    if units.len() == 1 {
        return units.remove(0);
    }
    let answers: Vec<Answer> =
        units.iter().map(|unit| Asked::new(world, basis, params, unit.clone()).answer()).collect();
    let followed = answer::followed(&answers.iter().collect::<Vec<_>>());
    units.swap_remove(followed.unwrap_or(0))
}

/// Forecasts the milestones of a scope; of a program without milestones, its end.
///
/// Every program is forecast by itself, in its own time and the way that fits it, and what belongs to none as one more: so
/// what is said of it is the same whatever else is asked. Where estimates or dependencies tell, every trial draws what is
/// left of each item and passes it through the schedule's network; else past weeks are resampled over the number of items
/// that are left. A milestone waits for what it requires (P0) and what is important to it (P1). Dates are in the program's
/// zone. The same World, moment and seed give the same forecast, and what did not change draws the same as before.
pub fn forecast(world: &World, params: &ForecastParams) -> Forecast {
    let basis = OwnBasis::new(world, params.as_of);
    if let Some(count) = params.count {
        return pace::of_next(world, basis.lend(), params, count);
    }
    let units = Unit::all(world, &basis.links, params.scope);
    let answers: Vec<Answer> =
        units.into_iter().map(|unit| Asked::new(world, basis.lend(), params, unit).answer()).collect();
    answer::together(world, params, &answers.iter().collect::<Vec<_>>())
}

/// What a forecast says to the reports that rest on it: days of milestones and of every open item.
///
/// Days of items are percentiles of the first [`PILOT_TRIALS`] trials, fewer for more than 8,000 nodes. A forecast by
/// throughput says nothing of single items.
pub fn outlook(world: &World, params: &ForecastParams) -> Outlook {
    forecast_and_outlook(world, params).1
}

/// Both at the price of one: a page that shows the one beside the other draws its futures once.
pub fn forecast_and_outlook(world: &World, params: &ForecastParams) -> (Forecast, Outlook) {
    let basis = OwnBasis::new(world, params.as_of);
    both(world, basis.lend(), params, &mut Kept::default())
}

/// The same of what was looked up already, as of that moment; `kept` holds the answers of the last time, which are used again
/// for every program of which nothing that they rest on changed.
pub fn forecast_and_outlook_on(
    world: &World,
    grounds: &Grounds,
    params: &ForecastParams,
    kept: &mut Kept,
) -> (Forecast, Outlook) {
    both(world, grounds.basis(), params, kept)
}

fn both(world: &World, basis: Basis<'_>, params: &ForecastParams, kept: &mut Kept) -> (Forecast, Outlook) {
    let answers = kept.answers(world, basis, params);
    let answers: Vec<&Answer> = answers.iter().map(AsRef::as_ref).collect();
    (answer::together(world, params, &answers), answer::outlook_together(&answers))
}
