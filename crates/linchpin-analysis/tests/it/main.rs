//! What the answers must be, asked from outside the crate.

mod building;
mod changes;
mod chase;
mod concepts;
mod examples;
mod flow;
mod forecast;
mod health;
mod level;
mod plan;
mod program;
mod pulse;
mod schedule;
mod sketch;
mod throughput;
mod units;
mod why;
mod workload;
