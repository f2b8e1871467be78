//! For tests and benches only: hubs of any size.

pub mod generate;
