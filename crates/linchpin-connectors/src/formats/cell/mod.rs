//! What one cell says: dates, numbers, efforts, people, states, predecessors.

pub(super) mod constraint;
pub(super) mod date;
pub(super) mod effort;
pub(super) mod number;
pub(super) mod person;
pub(super) mod predecessor;
pub(super) mod text;
