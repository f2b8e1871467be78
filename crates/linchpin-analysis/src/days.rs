//! The working days of a program: its calendar and its zone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linchpin_model::calendar::{Calendar, WorkTime};
use linchpin_model::world::Record;
use linchpin_model::{
    Absence, CalendarId, Date, Ids, Moment, Noun, Person, PersonField, Program, ProgramField, ProgramId,
    World,
};

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
        let hours = program.and_then(|id| world.get(id)).and_then(|program| hours_of_program(world, program));
        Self::new(&hours.unwrap_or_default())
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
        let mut known: BTreeMap<Option<CalendarId>, WorkingDays> = BTreeMap::new();
        let by_program: BTreeMap<_, _> = world
            .live::<linchpin_model::Program>()
            .map(|program| {
                let of_program = || WorkingDays::of_program(world, Some(program.id));
                let days = known.entry(program.calendar().copied()).or_insert_with(of_program);
                (program.id, days.clone())
            })
            .collect();
        let only = by_program.values().next().filter(|_| by_program.len() == 1).cloned();
        Self { without: only.unwrap_or_else(|| WorkingDays::of_program(world, None)), by_program }
    }

    /// Of one program.
    pub fn of(&self, program: Option<ProgramId>) -> &WorkingDays {
        program.and_then(|program| self.by_program.get(&program)).unwrap_or(&self.without)
    }
}

/// The hours of a program: its calendar's, less the days off of the calendars of holidays that any source gives it. None if it
/// has neither.
pub fn hours_of_program(world: &World, program: &Record<Program>) -> Option<Calendar> {
    let own = hours_of(world, program.calendar().copied());
    let others: BTreeSet<CalendarId> = said_of(program, |field| match field {
        ProgramField::Holidays(holidays) => Some(holidays.as_deref().unwrap_or_default()),
        _ => None,
    })
    .copied()
    .collect();
    if others.is_empty() {
        return own;
    }
    let mut hours = own.unwrap_or_default();
    for holidays in others.into_iter().filter_map(|calendar| hours_of(world, Some(calendar))) {
        hours.zone = hours.zone.or(holidays.zone);
        hours
            .exceptions
            .extend(holidays.exceptions.into_iter().filter(|exception| exception.hours.is_empty()));
    }
    Some(hours)
}

/// The days on which somebody is away, by whatever source tells of them; what a person of the hub says stands alone.
pub fn absences_of(person: &Record<Person>) -> Vec<Absence> {
    let said = said_of(person, |field| match field {
        PersonField::Absences(absences) => Some(absences.as_deref().unwrap_or_default()),
        _ => None,
    });
    let mut all: Vec<Absence> = Vec::new();
    for absence in said {
        if !all.contains(absence) {
            all.push(absence.clone());
        }
    }
    all
}

/// What is said of a list: by people if any of them said it, else by all sources, one after the other.
fn said_of<'w, N: Noun, T: 'w>(
    record: &'w Record<N>,
    list: impl Fn(&'w N::Field<Ids>) -> Option<&'w [T]>,
) -> impl Iterator<Item = &'w T> {
    let lists: Vec<(bool, &[T])> =
        record.all().filter_map(|said| Some((said.is_by_person(), list(&said.value)?))).collect();
    let by_person = lists.iter().any(|(by_person, _)| *by_person);
    lists.into_iter().filter(move |(of_person, _)| *of_person == by_person).flat_map(|(_, list)| list)
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
