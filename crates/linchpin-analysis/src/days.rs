//! The working days of a program: its calendar and its zone.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linchpin_model::calendar::{Calendar, WorkTime};
use linchpin_model::{CalendarId, Date, Moment, ProgramId, World};

/// Working days by one calendar.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    time: WorkTime,
    zone: TimeZone,
    day_minutes: i32,
}

impl WorkingDays {
    /// By a calendar; without a zone of its own, in UTC.
    pub fn new(calendar: &Calendar) -> Self {
        Self {
            time: WorkTime::new(calendar),
            zone: calendar.time_zone().unwrap_or(TimeZone::UTC),
            day_minutes: calendar.day_minutes(),
        }
    }

    /// By the calendar of a program; Monday to Friday without one.
    pub fn of_program(world: &World, program: Option<ProgramId>) -> Self {
        let calendar = program.and_then(|id| world.get(id)).and_then(|program| program.calendar().copied());
        Self::new(&hours_of(world, calendar).unwrap_or_default())
    }

    /// The day on which a moment falls, in the zone.
    pub fn date(&self, moment: Moment) -> Date {
        moment.date_in(&self.zone)
    }

    /// The day and hour at which a moment falls, in the zone.
    pub fn local(&self, moment: Moment) -> DateTime {
        moment.timestamp().to_zoned(self.zone.clone()).datetime()
    }

    /// Working days after `from`, up to and with `to`; negative if `to` is earlier. A Friday to the next is 5.
    pub fn after(&self, from: Date, to: Date) -> i32 {
        let next = |day: Date| day.tomorrow().unwrap_or(day);
        self.time.working_days_between(next(from), next(to))
    }

    /// Working minutes of an ordinary day.
    pub fn day_minutes(&self) -> i32 {
        self.day_minutes
    }

    /// Working days from `from` until `until`, which is not counted; 0 if there are none.
    pub fn until(&self, from: Date, until: Date) -> i32 {
        self.time.working_days_between(from, until).max(0)
    }
}

/// The working days of every program, each calendar made ready once.
#[derive(Clone, Debug)]
pub struct ProgramDays {
    by_program: BTreeMap<ProgramId, WorkingDays>,
    without: WorkingDays,
}

impl ProgramDays {
    /// Of all programs of a World. What has no program follows the only one there is, else Monday to Friday.
    pub fn new(world: &World) -> Self {
        let by_program: BTreeMap<_, _> = world
            .live::<linchpin_model::Program>()
            .map(|program| (program.id, WorkingDays::of_program(world, Some(program.id))))
            .collect();
        let only = by_program.values().next().filter(|_| by_program.len() == 1).cloned();
        Self { without: only.unwrap_or_else(|| WorkingDays::of_program(world, None)), by_program }
    }

    /// Of one program.
    pub fn of(&self, program: Option<ProgramId>) -> &WorkingDays {
        program.and_then(|program| self.by_program.get(&program)).unwrap_or(&self.without)
    }
}

/// The hours that a calendar of the World says, else those of the one it was made from.
pub(crate) fn hours_of(world: &World, calendar: Option<CalendarId>) -> Option<Calendar> {
    let mut next = calendar;
    // Calendars are made from one another in short chains; the bound holds should a file say otherwise.
    for _ in 0..16 {
        let record = world.get(next?)?;
        match record.hours() {
            Some(hours) => return Some(hours.clone()),
            None => next = record.base().copied(),
        }
    }
    None
}
