//! Moments on the command line.

use linchpin_model::{Moment, moment_told};

pub(crate) use linchpin_model::DayEnd;

use crate::failure::Failure;

/// Reads `2026-03-02`, `2026-03-02T09:00:00Z`, `3d`, `2w` or `now`; a day is in UTC.
pub(crate) fn parse(text: &str, now: Moment, end: DayEnd) -> Result<Moment, Failure> {
    moment_told(text, now, end).ok_or_else(|| {
        Failure::wrong_use(format!("`{text}` is not a moment."))
            .hint("Give a day (2026-03-02), a moment (2026-03-02T09:00:00Z), or how long ago (3d, 2w).")
    })
}
