//! For tests and benches only: hubs of any size, worlds from a few lines of text, a clock to turn, dates as people write
//! them, a PostgreSQL server.
//!
//! It uses `linchpin-connectors` beside `linchpin-model`, so that a test's plan is read by the reader of plan text itself.
//! Tests of those two that use this crate stand in their `tests/` folders.

pub mod generate;
pub mod server;

mod clock;
mod data;
mod day;
mod hub;
mod malformed;
mod problems;

pub use clock::Clock;
pub use data::{data, left_out};
pub use day::{date, day, days, evening, morning};
pub use hub::{Hub, batch, entry, world};
pub use malformed::{Malformed, malformed};
pub use problems::{KnownProblem, problems};
