//! Working time: the calendars that things follow, and for each person with one, or with days away, a calendar on top of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::ToSpan;
use jiff::civil::Date;
use linchpin_model::calendar::{Calendar, Hours, Week};
use linchpin_model::world::Record;
use linchpin_model::{CalendarId, CalendarThing, Person};

use super::super::super::escape;
use super::super::super::outline::{Outline, RowThing};
use super::numbers::of_calendars;
use super::people::{People, absences, calendar_of, usual_calendar, workers};
use super::xml::Xml;

/// The calendars of a plan.
pub(super) struct Calendars<'w> {
    /// By the number that each has in the file.
    shared: BTreeMap<u32, Shared<'w>>,
    numbers: BTreeMap<CalendarId, u32>,
    project: u32,
    /// For each person with a calendar of their own, by the person's number: its number, and that of its base.
    personal: BTreeMap<u32, (u32, u32)>,
}

struct Shared<'w> {
    title: Cow<'w, str>,
    hours: Cow<'w, Calendar>,
}

/// How a task says what calendar it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// That of those who work on it, or the project's.
    Usual,
    /// This one, which it says itself.
    Own(u32),
    /// This one, which it has from its team or owner, though others work on it.
    Inherited(u32),
    /// Minutes of the clock.
    Elapsed,
}

impl<'w> Calendars<'w> {
    pub(super) fn new(outline: &Outline<'w>, people: &People<'w>) -> Self {
        let world = outline.world;
        let of_project = outline.program.and_then(|program| program.calendar().copied());
        let of_people = people.all().filter_map(|(_, person)| calendar_of(world, person));
        // The whole of parts follows theirs.
        let of_rows = outline.rows.iter().filter(|row| !row.is_whole).flat_map(|row| match row.thing {
            RowThing::Item(item) => [own_calendar(outline, item.calendar()), usual_calendar(world, item)],
            RowThing::Milestone(milestone) => [own_calendar(outline, milestone.calendar()), None],
        });
        let used: BTreeSet<CalendarId> =
            of_project.into_iter().chain(of_people).chain(of_rows.flatten()).collect();
        let records: Vec<&Record<CalendarThing>> =
            used.iter().filter_map(|calendar| world.get(*calendar)).collect();
        let numbers = of_calendars(world, records.iter().copied());
        let shared = records.iter().map(|record| {
            let title = record.title().map_or("", |title| title);
            let hours = record.hours().map_or_else(|| Cow::Owned(Calendar::default()), Cow::Borrowed);
            (numbers[&record.id], Shared { title: escape::line(title), hours })
        });
        let mut calendars = Self { shared: shared.collect(), numbers, project: 0, personal: BTreeMap::new() };
        let of_project = of_project.and_then(|calendar| world.get(calendar)).map(|calendar| calendar.id);
        calendars.project = calendars.number_or_standard(of_project);
        calendars.add_personal(outline, people);
        calendars
    }

    /// The number of a calendar; without one that of the hours that a plan has of which nothing is said.
    fn number_or_standard(&mut self, calendar: Option<CalendarId>) -> u32 {
        if let Some(number) = calendar.and_then(|calendar| self.numbers.get(&calendar)) {
            return *number;
        }
        let free = self.shared.last_key_value().map_or(1, |(most, _)| most + 1);
        self.shared.insert(free, Shared { title: "Standard".into(), hours: Cow::Owned(Calendar::default()) });
        free
    }

    fn add_personal(&mut self, outline: &Outline<'w>, people: &People<'w>) {
        let above = self.shared.last_key_value().map_or(0, |(most, _)| *most);
        for (uid, person) in people.all() {
            let base = calendar_of(outline.world, person).and_then(|calendar| self.numbers.get(&calendar));
            let is_away = absences(person).next().is_some();
            if base.is_some() || is_away {
                self.personal.insert(uid, (above + uid, base.copied().unwrap_or(self.project)));
            }
        }
    }

    /// The number of the project's calendar.
    pub(super) fn of_project(&self) -> u32 {
        self.project
    }

    /// Minutes of a working day of the project.
    pub(super) fn day_minutes(&self) -> i32 {
        self.shared.get(&self.project).map_or(480, |shared| shared.hours.day_minutes())
    }

    /// The number of somebody's own calendar, by the number of the person.
    pub(super) fn of_person(&self, person: u32) -> Option<u32> {
        self.personal.get(&person).map(|(uid, _)| *uid)
    }

    /// Minutes of a working day of the calendar that an item follows.
    pub(super) fn day_minutes_of(&self, outline: &Outline<'_>, thing: &RowThing<'_>) -> i32 {
        let own = match thing {
            RowThing::Item(item) => item.calendar().copied().or_else(|| usual_calendar(outline.world, item)),
            RowThing::Milestone(milestone) => milestone.calendar().copied(),
        };
        let hours =
            own.and_then(|calendar| outline.world.get(calendar)).and_then(|calendar| calendar.hours());
        hours.map_or_else(|| self.day_minutes(), Calendar::day_minutes)
    }

    /// How a row says what calendar it follows.
    pub(super) fn followed_by(&self, outline: &Outline<'_>, thing: &RowThing<'_>) -> Follows {
        let (own, item) = match thing {
            RowThing::Item(item) => (item.calendar(), Some(item)),
            RowThing::Milestone(milestone) => (milestone.calendar(), None),
        };
        let own = own.and_then(|calendar| outline.world.get(*calendar));
        match (own, item) {
            (Some(own), _) if is_continuous(own) => Follows::Elapsed,
            (Some(own), _) => self.numbers.get(&own.id).map_or(Follows::Usual, |uid| Follows::Own(*uid)),
            (None, Some(item)) => self.inherited(outline, thing, usual_calendar(outline.world, item)),
            (None, None) => Follows::Usual,
        }
    }

    /// Microsoft Project works on a task whenever anybody does who is on it; Linchpin, when the owner does.
    fn inherited(&self, outline: &Outline<'_>, thing: &RowThing<'_>, usual: Option<CalendarId>) -> Follows {
        let world = outline.world;
        let usual = usual.and_then(|calendar| self.numbers.get(&calendar)).copied().unwrap_or(self.project);
        let workers: Vec<&Record<Person>> =
            workers(world, thing).into_iter().filter_map(|worker| world.get(worker)).collect();
        let of = |worker: &&Record<Person>| {
            let own = calendar_of(world, worker).and_then(|calendar| self.numbers.get(&calendar));
            own.copied().unwrap_or(self.project)
        };
        let is_away = workers.len() > 1 && workers.iter().any(|worker| absences(worker).next().is_some());
        let all_alike = match workers.is_empty() {
            true => usual == self.project,
            false => workers.iter().all(|worker| of(worker) == usual),
        };
        if all_alike && !is_away { Follows::Usual } else { Follows::Inherited(usual) }
    }

    pub(super) fn write(
        &self,
        xml: &mut Xml<'_>,
        outline: &Outline<'_>,
        people: &People<'_>,
    ) -> io::Result<()> {
        xml.open("Calendars")?;
        for (uid, shared) in &self.shared {
            xml.open("Calendar")?;
            head(xml, *uid, &shared.title, None)?;
            week(xml, &shared.hours.week)?;
            exceptions(
                xml,
                shared.hours.exceptions.iter().map(|e| (&*e.name, e.from_on, e.until_on, &e.hours)),
            )?;
            seasons(xml, &shared.hours)?;
            xml.close("Calendar")?;
        }
        for (person_uid, person) in people.all() {
            let Some((uid, base)) = self.personal.get(&person_uid) else { continue };
            xml.open("Calendar")?;
            head(xml, *uid, &escape::line(&outline.world.name_of(person.id)), Some(*base))?;
            let none = Hours::default();
            let away = absences(person);
            exceptions(
                xml,
                away.map(|away| (away.why.as_deref().unwrap_or(""), away.from, away.until, &none)),
            )?;
            xml.close("Calendar")?;
        }
        xml.close("Calendars")
    }
}

/// What an item or milestone says itself, unless it counts minutes of the clock.
fn own_calendar(outline: &Outline<'_>, calendar: Option<&CalendarId>) -> Option<CalendarId> {
    let calendar = calendar.and_then(|calendar| outline.world.get(*calendar));
    calendar.filter(|calendar| !is_continuous(calendar)).map(|calendar| calendar.id)
}

fn is_continuous(calendar: &Record<CalendarThing>) -> bool {
    let continuous = Calendar::continuous();
    calendar.hours().is_some_and(|hours| Calendar { zone: None, ..hours.clone() } == continuous)
}

fn head(xml: &mut Xml<'_>, uid: u32, title: &str, base: Option<u32>) -> io::Result<()> {
    xml.leaf("UID", &uid.to_string())?;
    xml.leaf("Name", title)?;
    xml.flag("IsBaseCalendar", base.is_none())?;
    xml.leaf("BaseCalendarUID", &base.map_or_else(|| "-1".to_owned(), |base| base.to_string()))
}

/// All days of a week from Sunday, which is 1.
fn week(xml: &mut Xml<'_>, week: &Week) -> io::Result<()> {
    xml.open("WeekDays")?;
    for number in 1..=7 {
        xml.open("WeekDay")?;
        xml.leaf("DayType", &number.to_string())?;
        hours(xml, week.days()[(number + 5) % 7])?;
        xml.close("WeekDay")?;
    }
    xml.close("WeekDays")
}

fn hours(xml: &mut Xml<'_>, hours: &Hours) -> io::Result<()> {
    xml.flag("DayWorking", !hours.is_empty())?;
    if hours.is_empty() {
        return Ok(());
    }
    // The end of the day is midnight.
    let clock = |minute: u16| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
    xml.open("WorkingTimes")?;
    for (from, to) in hours.intervals() {
        xml.open("WorkingTime")?;
        xml.leaf("FromTime", &clock(*from))?;
        xml.leaf("ToTime", &clock(*to))?;
        xml.close("WorkingTime")?;
    }
    xml.close("WorkingTimes")
}

fn exceptions<'e>(
    xml: &mut Xml<'_>,
    exceptions: impl Iterator<Item = (&'e str, Date, Date, &'e Hours)>,
) -> io::Result<()> {
    let mut exceptions = exceptions.filter(|(_, from, until, _)| from < until).peekable();
    if exceptions.peek().is_none() {
        return Ok(());
    }
    xml.open("Exceptions")?;
    for (name, from, until, own) in exceptions {
        xml.open("Exception")?;
        xml.flag("EnteredByOccurrences", false)?;
        period(xml, from, until)?;
        xml.leaf("Occurrences", &(until - from).get_days().to_string())?;
        xml.leaf("Name", &escape::line(name))?;
        xml.leaf("Type", "1")?;
        hours(xml, own)?;
        xml.close("Exception")?;
    }
    xml.close("Exceptions")
}

fn seasons(xml: &mut Xml<'_>, calendar: &Calendar) -> io::Result<()> {
    if calendar.seasons.is_empty() {
        return Ok(());
    }
    xml.open("WorkWeeks")?;
    for season in calendar.seasons.iter().filter(|season| season.from_on < season.until_on) {
        xml.open("WorkWeek")?;
        period(xml, season.from_on, season.until_on)?;
        xml.leaf("Name", &escape::line(&season.name))?;
        week(xml, &season.week)?;
        xml.close("WorkWeek")?;
    }
    xml.close("WorkWeeks")
}

fn period(xml: &mut Xml<'_>, from: Date, until: Date) -> io::Result<()> {
    xml.open("TimePeriod")?;
    xml.leaf("FromDate", &format!("{from}T00:00:00"))?;
    xml.leaf("ToDate", &format!("{}T23:59:00", until.saturating_sub(1.day())))?;
    xml.close("TimePeriod")
}
