//! What the elements of a task need to know of it: its state, its dates, its duration, its calendar.

use jiff::civil::DateTime;
use linchpin_model::world::Record;
use linchpin_model::{Category, Estimate, Item, Moment};

use super::super::super::outline::{Outline, Row, RowThing};
use super::calendars::{Calendars, Follows};

/// What is worked out of a task, once.
pub(super) struct Facts {
    pub(super) category: Category,
    pub(super) percent: u32,
    pub(super) started_at: Option<DateTime>,
    pub(super) finished_at: Option<DateTime>,
    /// Minutes, and whether they are a guess; none for the whole of its parts.
    pub(super) duration: Option<(u32, bool)>,
    pub(super) follows: Follows,
    pub(super) scheduled: Option<(DateTime, DateTime)>,
    pub(super) dates: Option<(DateTime, DateTime)>,
    pub(super) number: String,
}

impl Facts {
    /// What its progress alone says of its state.
    pub(super) fn shown(&self) -> Category {
        match (self.category, self.started_at, self.finished_at, self.percent) {
            (Category::Dropped, ..) => Category::Dropped,
            (_, _, Some(_), _) | (.., 100) => Category::Done,
            (_, Some(_), ..) | (.., 1..) => Category::InProgress,
            _ => Category::Todo,
        }
    }

    /// Works it out. `number` is the place in the outline.
    pub(super) fn of(
        outline: &Outline<'_>,
        calendars: &Calendars<'_>,
        row: &Row<'_>,
        number: String,
    ) -> Self {
        let follows = match row.is_whole {
            true => Follows::Usual,
            false => calendars.followed_by(outline, &row.thing),
        };
        let category = match row.thing {
            RowThing::Item(item) => item.status().map_or_else(|| by_share(item), |status| status.category),
            RowThing::Milestone(milestone) if milestone.done_at().is_some() => Category::Done,
            RowThing::Milestone(_) => Category::Todo,
        };
        let dates = outline.dates(row);
        let (percent, started_at, finished_at) = progress_of(outline, row, category, dates);
        Self {
            category,
            percent,
            started_at,
            finished_at,
            duration: duration(outline, calendars, row),
            follows,
            scheduled: row.scheduled_by_hand(),
            dates,
            number,
        }
    }
}

/// As given, else the likely estimate, else one working day.
fn duration(outline: &Outline<'_>, calendars: &Calendars<'_>, row: &Row<'_>) -> Option<(u32, bool)> {
    let item = match row.thing {
        RowThing::Milestone(_) => return Some((0, false)),
        RowThing::Item(_) if row.is_whole => return None,
        RowThing::Item(item) => item,
    };
    if let Some(minutes) = item.duration() {
        return Some((*minutes, false));
    }
    let day = calendars.day_minutes_of(outline, &row.thing).unsigned_abs();
    let minutes = match item.estimate() {
        Some(Estimate::Single { minutes } | Estimate::Range { likely: minutes, .. }) => *minutes,
        Some(Estimate::Size(size)) => size.days()[1] * day,
        Some(Estimate::Points { .. }) | None => day,
    };
    Some((minutes, true))
}

/// The share that is done, and when it was begun and finished: only as far as that fits its state. What is begun or
/// done without a day has that of the schedule, as Microsoft Project knows no other.
fn progress_of(
    outline: &Outline<'_>,
    row: &Row<'_>,
    category: Category,
    dates: Option<(DateTime, DateTime)>,
) -> (u32, Option<DateTime>, Option<DateTime>) {
    let (percent, started_at, finished_at) = match row.thing {
        RowThing::Item(item) => {
            let usual = if category == Category::Done { 100 } else { 0 };
            (item.percent_done().copied().unwrap_or(usual), item.started_at(), item.finished_at())
        }
        RowThing::Milestone(milestone) => {
            let at = milestone.done_at();
            (if at.is_some() { 100 } else { 0 }, at, at)
        }
    };
    let is_begun = matches!(category, Category::InProgress | Category::Done) && !row.is_whole;
    let is_done = category == Category::Done && !row.is_whole;
    let local = |at: &Moment| outline.local(*at);
    let started_at = started_at.map(local).or(dates.map(|(start, _)| start)).filter(|_| is_begun);
    let finished_at = finished_at.map(local).or(dates.map(|(_, finish)| finish)).filter(|_| is_done);
    (percent.min(100), started_at, finished_at)
}

/// The state of an item of which none is said.
fn by_share(item: &Record<Item>) -> Category {
    match item.percent_done() {
        Some(100..) => Category::Done,
        Some(1..) => Category::InProgress,
        _ => Category::Todo,
    }
}
