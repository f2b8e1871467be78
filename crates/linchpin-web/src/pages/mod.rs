//! Pages, one file each.

pub(crate) mod asks;
mod bearer;
pub(crate) mod changes;
pub(crate) mod chase;
mod course;
pub(crate) mod entry;
pub(crate) mod find;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod item;
pub(crate) mod milestone;
pub(crate) mod person;
pub(crate) mod program;
pub(crate) mod pulse;
pub(crate) mod search;
pub(crate) mod start;
pub(crate) mod team;
pub(crate) mod thing;
mod told;
