//! When will it ship? Distributions of the finish of milestones, from drawn futures.

mod result;
pub mod throughput;

pub use result::{DayShare, Driver, FinishWeeks, Forecast, Method, MilestoneForecast, P0Alone};
