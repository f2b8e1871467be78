//! What the reports say of small Worlds.

mod building;
mod changes;
mod chase;
mod flow;
mod health;
mod plan;
