//! The binary as a whole, on files.

mod agreement;
mod calendars;
mod commands;
mod data;
mod described;
mod export;
mod figures;
mod keeping;
mod malformed;
mod readme;
mod reports;
mod schedules;
mod server;
mod serving;
mod shapes;
mod trying;
mod user;
mod words;
