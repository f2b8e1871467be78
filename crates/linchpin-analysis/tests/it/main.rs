//! What the answers must be, asked from outside the crate.

mod building;
mod changes;
mod flow;
mod forecast;
mod schedule;
mod sketch;
