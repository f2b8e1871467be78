//! Answers to questions about a World: schedule, forecast, health, chase list, flow, pulse. Pure functions, each a value
//! with the checks it met and the evidence it rests on.
//!
//! To add a report: one file with one public function, its params and its result; tests from plan text; a line here and
//! in the hub's list of reports; `docs/concepts/<report>.md`. A result is also the JSON that programs read, so its fields
//! are only ever added.

pub mod asks;
pub mod changes;
pub mod chase;
pub mod checks;
pub mod days;
pub mod distribution;
pub mod evidence;
pub mod flow;
pub mod forecast;
pub mod grounds;
pub mod health;
pub mod level;
pub mod links;
mod lists;
pub mod movement;

pub mod nearest;
pub mod outlook;
pub mod program;
pub mod programs;
pub mod promises;
pub mod pulse;
pub mod sample;
pub mod schedule;
pub mod scope;
pub mod search;
pub mod state;
pub mod told;
pub mod who;
pub mod why;
pub mod words;
pub mod workload;

pub use changes::{Changes, ChangesParams, changes};
pub use chase::{ChaseList, ChaseParams, chase};
pub use evidence::{Check, Evidence, Header, key_of, thing_of};
pub use flow::{Flow, FlowParams, flow};
pub use forecast::{Forecast, ForecastParams, forecast};
pub use grounds::Grounds;
pub use health::{Health, HealthParams, health};
pub use outlook::{EndOutlook, MilestoneOutlook, NodeOutlook, Outlook};
pub use pulse::{Pulse, PulseParams, pulse};
pub use schedule::{Schedule, ScheduleParams, schedule};
pub use scope::Scope;
pub use why::{Why, WhyParams, why};
pub use workload::{Workload, WorkloadParams, workload};
