//! The binary as a whole, on files.

mod binary;
mod commands;
mod data;
mod figures;
mod malformed;
mod reports;
mod schedules;
