//! Pages, one file each.

pub(crate) mod asks;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod pulse;
pub(crate) mod search;
pub(crate) mod start;
