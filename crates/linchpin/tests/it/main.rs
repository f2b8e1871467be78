//! The binary as a whole, on files.

mod agreement;
mod calendars;
mod commands;
mod data;
mod export;
mod figures;
mod keeping;
mod malformed;
mod readme;
mod reports;
mod schedules;
mod serving;
mod shapes;
mod user;
mod words;
