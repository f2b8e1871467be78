//! When does everything happen, what decides that, and what has room?

#[cfg(test)]
mod any;
mod bounds;
mod calendars;
mod checks;
mod clock;
mod critical_path;
mod engine;
mod finding;
mod incremental;
mod lanes;
mod loops;
mod network;
mod order;
mod periods;
mod plan;
mod report;
mod solution;

pub(crate) use calendars::{CalendarPart, Calendars};
pub(crate) use checks::{Circle, circles};
pub use finding::Finding;
pub use incremental::{Incremental, WouldLoop};
pub(crate) use lanes::{Futures, Masks, Spans};
pub use network::{
    Constraint, Convention, Lag, Link, LinkKind, Network, Node, OutOfSequence, Progress, Rules,
};
pub(crate) use plan::{UNKNOWN_DAYS, constraint_of, data_date, rules};
pub use report::{DelayedBy, Schedule, ScheduleParams, ScheduledItem, ScheduledKind, schedule};
pub use solution::{Dates, Solution, solve};
