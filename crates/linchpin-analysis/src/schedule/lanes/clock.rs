//! Working positions and wall minutes of one calendar, for the trials of a batch.

use linchpin_model::calendar::{Wall, WorkTime};

use crate::schedule::clock;
use crate::schedule::critical_path::Span;

/// A calendar with tables of its days.
pub(super) struct Clock<'c> {
    calendar: &'c WorkTime,
    tables: clock::Clock,
}

impl<'c> Clock<'c> {
    /// Tables for a half-open range of days, those in which most trials end.
    pub(super) fn new(calendar: &'c WorkTime, days: std::ops::Range<i32>) -> Self {
        Self { calendar, tables: clock::Clock::new(calendar, days) }
    }

    /// The working position of a wall minute.
    #[inline]
    pub(super) fn position(&self, wall: Wall) -> i32 {
        self.tables.position(self.calendar, wall)
    }

    /// Where the working minute before a position ends.
    #[inline]
    pub(super) fn end_of(&self, position: i32) -> Option<Wall> {
        self.tables.end_of(self.calendar, position)
    }

    /// Where the working minute at a position begins.
    #[inline]
    pub(super) fn start_of(&self, position: i32) -> Option<Wall> {
        self.tables.start_of(self.calendar, position)
    }

    /// Where something without duration lies, if it is neither before `start` nor before `finish`: in the evening as well as
    /// in the morning.
    pub(super) fn rest(&self, start: Wall, finish: Wall) -> Option<Span> {
        let start = self.at_work(start)?;
        let wall = if finish > start { self.at_work(finish)? } else { start };
        Some(Span { start: wall, finish: wall })
    }

    fn at_work(&self, wall: Wall) -> Option<Wall> {
        let position = self.position(wall);
        if self.end_of(position) == Some(wall) { Some(wall) } else { self.start_of(position) }
    }
}
