//! The binary as a whole, on files.

mod data;
mod figures;
mod reports;
mod schedules;
