//! Answers to questions about a World: schedule, forecast, health, chase list, flow, pulse. Pure functions, each a value
//! with the checks it met and the evidence it rests on.
//!
//! To add a report: one file with one public function, its params and its result; tests from plan text; a line here and
//! in the hub's list of reports; `docs/concepts/<report>.md`. A result is also the JSON that programs read, so its fields
//! are only ever added.

pub mod distribution;
pub mod evidence;
pub mod forecast;
pub mod outlook;
pub mod sample;
pub mod schedule;

pub use evidence::{Check, Evidence, Header, key_of};
pub use outlook::{EndOutlook, MilestoneOutlook, NodeOutlook, Outlook};
