//! What the answers must be, asked from outside the crate.

mod schedule;
