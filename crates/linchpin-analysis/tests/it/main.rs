//! What the reports say of small Worlds.
//! What the answers must be, asked from outside the crate.

mod building;
mod changes;
mod chase;
mod flow;
mod health;
mod plan;
mod schedule;
mod forecast;
mod schedule;
mod sketch;
mod pulse;
mod workload;
