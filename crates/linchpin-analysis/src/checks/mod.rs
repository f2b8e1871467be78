//! Findings that do not need a report of their own: what is not in order about an open item, and about the plan.
//!
//! To add one: its line in `KINDS` of `item.rs`, or a function that looks at the World and gives a [`Check`] and its line in `of_plan`;
//! what it costs to act on goes into `pulse/cost.rs`.

mod item;
mod loops;
mod plan;

pub(crate) use item::kinds_of;
pub use item::of_row;
pub use loops::loops;
pub use plan::of_plan;

use crate::evidence::Check;
