//! The binary as a whole, on files.

mod calendars;
mod commands;
mod data;
mod figures;
mod keeping;
mod malformed;
mod reports;
mod schedules;
mod shapes;
mod user;
