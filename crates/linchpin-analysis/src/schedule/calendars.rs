//! Which working time does each thing follow? Calendars that say the same are one.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use linchpin_model::calendar::{Calendar, Exception, WorkTime};
use linchpin_model::world::Record;
use linchpin_model::{CalendarId, Item, Milestone, PersonId, ProgramId, TeamId, World};

use crate::days::{absences_of, hours_of, hours_of_program};

/// A calendar among those of a plan.
pub(crate) type CalendarPart = u32;

/// The calendars that things follow, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendars {
    pub(crate) all: Vec<Arc<Calendar>>,
    pub(crate) times: Vec<WorkTime>,
    numbers: HashMap<Arc<Calendar>, u32>,
    of_who: HashMap<Who, u32>,
}

/// What decides about the calendar of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Who {
    own: Option<CalendarId>,
    owner: Option<PersonId>,
    team: Option<TeamId>,
    program: Option<ProgramId>,
}

impl Calendars {
    /// None yet; number 0 is that of the only program, else Monday to Friday.
    pub(crate) fn new(world: &World) -> Self {
        let mut calendars = Self::default();
        let mut programs = world.live::<linchpin_model::Program>();
        let only = programs.next().filter(|_| programs.next().is_none());
        let hours = only.and_then(|program| hours_of_program(world, program));
        calendars.number(hours.unwrap_or_default());
        calendars
    }

    /// An item follows its own calendar, else its owner's, else its team's, else the program's; the owner's days away are
    /// taken out of either of the latter three.
    pub(crate) fn of_item(
        &mut self,
        world: &World,
        item: &Record<Item>,
        program: Option<ProgramId>,
    ) -> CalendarPart {
        let who = Who {
            own: item.calendar().copied(),
            owner: item.owner().copied(),
            team: item.team().copied(),
            program,
        };
        self.of(world, who)
    }

    /// A milestone follows its own calendar, else the program's.
    pub(crate) fn of_milestone(
        &mut self,
        world: &World,
        milestone: &Record<Milestone>,
        program: Option<ProgramId>,
    ) -> CalendarPart {
        self.of(world, Who { own: milestone.calendar().copied(), owner: None, team: None, program })
    }

    /// The calendar of a program, else number 0.
    pub(crate) fn of_program(&mut self, world: &World, program: Option<ProgramId>) -> CalendarPart {
        self.of(world, Who { own: None, owner: None, team: None, program })
    }

    fn of(&mut self, world: &World, who: Who) -> CalendarPart {
        if let Some(number) = self.of_who.get(&who) {
            return *number;
        }
        let calendar = match hours_of(world, who.own) {
            Some(own) => own,
            None => self.of_people(world, who),
        };
        let number = self.number(calendar);
        self.of_who.insert(who, number);
        number
    }

    fn of_people(&self, world: &World, who: Who) -> Calendar {
        let owner = who.owner.and_then(|owner| world.get(owner));
        let team = who.team.or_else(|| owner?.team().copied()).and_then(|team| world.get(team));
        let program = who.program.and_then(|program| world.get(program));
        let calendar = hours_of(world, owner.and_then(|owner| owner.calendar().copied()))
            .or_else(|| hours_of(world, team?.calendar().copied()))
            .or_else(|| hours_of_program(world, program?));
        let mut calendar = calendar.unwrap_or_else(|| (*self.all[0]).clone());
        for absence in owner.map(absences_of).into_iter().flatten() {
            calendar.exceptions.push(Exception {
                name: absence.why.as_deref().unwrap_or("away").to_owned(),
                from_on: absence.from,
                until_on: absence.until,
                hours: Default::default(),
            });
        }
        calendar
    }

    /// The number of a calendar among these, as a new one if need be.
    pub(crate) fn number(&mut self, calendar: Calendar) -> CalendarPart {
        let calendar = Arc::new(calendar);
        if let Some(number) = self.numbers.get(&calendar) {
            return *number;
        }
        let number = self.all.len() as u32;
        self.times.push(WorkTime::new(&calendar));
        self.all.push(calendar.clone());
        self.numbers.insert(calendar, number);
        number
    }

    /// The minutes of a working day.
    pub(crate) fn day_minutes(&self, calendar: CalendarPart) -> f64 {
        f64::from(self.all[calendar as usize].day_minutes())
    }

    /// The zone of a program's calendar, else of number 0, else UTC.
    pub(crate) fn zone(&self, number: CalendarPart) -> TimeZone {
        self.all[number as usize].time_zone().unwrap_or(TimeZone::UTC)
    }
}
