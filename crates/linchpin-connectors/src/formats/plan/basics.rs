//! What a plan is set in: its start, its day, its zone and its working time.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use linchpin_model::calendar::Calendar;
use linchpin_model::{Key, Moment, Target};

use super::amount::Units;
use super::day::{Day, DayRange, Tense, When, Years};
use super::diagnostic::Findings;
use super::names::{Declared, nearest};
use super::structure::Place;
use super::syntax::{Sentence, Statement};
use super::token::Spanned;
use super::working_time;

/// Start, day, zone and working time of one plan.
pub(super) struct Basics {
    /// From what years are told.
    pub(super) years: Years,
    /// The start as written.
    pub(super) starts_at: Option<DateTime>,
    /// The morning of the plan's day: what is said without a day holds from then.
    pub(super) today: Option<Moment>,
    /// The moment at which things of the plan came to be, unless they say otherwise.
    pub(super) began: Option<Moment>,
    /// The program's working time, if anything is said of it.
    pub(super) calendar: Option<Calendar>,
    /// Named working times.
    pub(super) named: BTreeMap<Key, Calendar>,
    /// How long a day and a week are.
    pub(super) units: Units,
    working: Calendar,
    zone: TimeZone,
}

impl Basics {
    /// Collects them from all sentences. `zone` holds where the plan names none.
    pub(super) fn of(
        sentences: &[Sentence],
        places: &[Place],
        declared: &Declared,
        zone: Option<&str>,
        findings: &mut Findings,
    ) -> Self {
        let years = years(sentences, findings);
        let zone_name = zone_name(sentences, findings).or(zone);
        let zone = zone_name.and_then(known_zone).unwrap_or(TimeZone::UTC);
        let (calendar, named) =
            working_time::calendars(sentences, places, declared, years, zone_name, findings);
        let working = calendar.clone().unwrap_or_default();
        let units = Units::of(&working);
        let mut basics =
            Self { years, starts_at: None, today: None, began: None, calendar, named, units, working, zone };
        basics.starts_at = first_day(sentences, |statement| matches!(statement, Statement::Start(_)))
            .zip(years.start)
            .map(|(day, start)| day.at(start, Time::midnight()));
        basics.today = first_day(sentences, |statement| matches!(statement, Statement::Today(_)))
            .zip(years.today)
            .map(|(day, today)| basics.moment(day.at(today, basics.morning(today).time())));
        let start = years.start.map(|start| basics.moment(basics.morning(start)));
        basics.began = [start, basics.today].into_iter().flatten().min();
        basics
    }

    /// When work begins on a day: its first working minute, else that of an ordinary day.
    pub(super) fn morning(&self, day: Date) -> DateTime {
        let hours = self.working.hours_on(day).intervals();
        let minute = hours.first().map_or(9 * 60, |(from, _)| *from);
        at_minute(day, minute)
    }

    /// When work ends on a day: the end of its last working minute, else that of an ordinary day.
    pub(super) fn evening(&self, day: Date) -> DateTime {
        let hours = self.working.hours_on(day).intervals();
        let minute = hours.last().map_or(17 * 60, |(_, to)| *to);
        at_minute(day, minute)
    }

    /// The instant of a local time in the plan's zone.
    pub(super) fn moment(&self, local: DateTime) -> Moment {
        match local.to_zoned(self.zone.clone()) {
            Ok(zoned) => zoned.timestamp().into(),
            Err(_) => Moment::MAX,
        }
    }

    /// The date of a promise; one that is none is told.
    pub(super) fn target(&self, when: &When, findings: &mut Findings) -> Option<Target> {
        let target = self.years.target(when);
        target.map_err(|unclear| findings.fault(when.span(), unclear.message, unclear.hint)).ok()
    }

    /// A day to come; a day that is none is told.
    pub(super) fn to_come(&self, day: &Day, findings: &mut Findings) -> Option<Date> {
        self.resolve(day, Tense::ToCome, findings)
    }

    /// A day that was; one after the plan's day is told.
    pub(super) fn past(&self, day: &Day, findings: &mut Findings) -> Option<Date> {
        let date = self.resolve(day, Tense::Past, findings)?;
        match self.years.today {
            Some(today) if date > today => {
                findings.fault(
                    day.span.clone(),
                    format!("{} lies after today, {}.", written(date), written(today)),
                    "What has happened lies on or before the plan's `today`.",
                );
                None
            }
            _ => Some(date),
        }
    }

    fn resolve(&self, day: &Day, tense: Tense, findings: &mut Findings) -> Option<Date> {
        resolve(self.years, day, tense, findings)
    }

    /// The first day and the first day after a range.
    pub(super) fn days(&self, range: &DayRange, findings: &mut Findings) -> Option<(Date, Date)> {
        working_time::days(self.years, range, findings)
    }

    /// The day of a moment in the plan's zone.
    pub(super) fn day_of(&self, moment: Moment) -> Date {
        moment.date_in(&self.zone)
    }

    /// A moment, or the evening of its day, but never after the plan's own moment on its day.
    pub(super) fn later_that_day(&self, moment: Moment, evening: bool) -> Moment {
        let day = self.day_of(moment);
        let evening = evening.then(|| self.moment(self.evening(day)).max(moment));
        match (evening, self.today) {
            (Some(evening), Some(today)) if self.years.today == Some(day) => evening.min(today.max(moment)),
            (Some(evening), _) => evening,
            (None, _) => moment,
        }
    }

    /// The moment at which something happened on a day: as written, else `time`, never after the plan's own moment on its day.
    pub(super) fn happened(&self, day: &Day, date: Date, time: DateTime) -> Moment {
        let moment = self.moment(day.time.map_or(time, |written| date.to_datetime(written)));
        match (self.today, self.years.today) {
            (Some(now), Some(today)) if date == today => moment.min(now),
            _ => moment,
        }
    }
}

/// A date as people read it: `6 Apr 2026`.
pub(super) fn written(date: Date) -> String {
    format!("{} {} {}", date.day(), super::day::month_name(date.month()), date.year())
}

fn at_minute(day: Date, minute: u16) -> DateTime {
    let hour = i8::try_from(minute / 60).unwrap_or(24);
    let minute = i8::try_from(minute % 60).unwrap_or(0);
    match hour {
        24 => day.tomorrow().unwrap_or(day).to_datetime(Time::midnight()),
        _ => day.at(hour, minute, 0, 0),
    }
}

fn first_day(sentences: &[Sentence], is_it: impl Fn(&Statement) -> bool) -> Option<&Day> {
    sentences.iter().map(|sentence| &sentence.statement).find(|statement| is_it(statement)).and_then(
        |statement| match statement {
            Statement::Start(day) | Statement::Today(day) => Some(day),
            _ => None,
        },
    )
}

/// The first `start` and `today`. Each may leave its year to the other, but one of them has it.
fn years(sentences: &[Sentence], findings: &mut Findings) -> Years {
    tell_doubled(sentences, findings);
    let start = first_day(sentences, |statement| matches!(statement, Statement::Start(_)));
    let today = first_day(sentences, |statement| matches!(statement, Statement::Today(_)));
    let mut years = Years::default();
    match (start, today) {
        (Some(start), Some(today)) if start.year.is_none() && today.year.is_some() => {
            years.today = resolve(years, today, Tense::Past, findings);
            years.start = resolve(years, start, Tense::Past, findings);
        }
        _ => {
            years.start = start.and_then(|day| resolve(years, day, Tense::ToCome, findings));
            years.today = today.and_then(|day| resolve(years, day, Tense::ToCome, findings));
        }
    }
    years
}

fn tell_doubled(sentences: &[Sentence], findings: &mut Findings) {
    for (word, is_it) in [
        ("start", (|statement| matches!(statement, Statement::Start(_))) as fn(&Statement) -> bool),
        ("today", |statement| matches!(statement, Statement::Today(_))),
        ("program", |statement| matches!(statement, Statement::Program(_))),
        ("zone", |statement| matches!(statement, Statement::Zone(_))),
    ] {
        let mut such = sentences.iter().filter(|sentence| is_it(&sentence.statement));
        let Some(first) = such.next() else { continue };
        for second in such {
            findings.fault(
                second.span.clone(),
                format!("The plan says `{word}` twice; line {} stands.", first.line),
                "Keep one of the two.",
            );
        }
    }
}

fn zone_name<'a>(sentences: &'a [Sentence], findings: &mut Findings) -> Option<&'a str> {
    let Spanned { span, value } = sentences.iter().find_map(|sentence| match &sentence.statement {
        Statement::Zone(name) => Some(name),
        _ => None,
    })?;
    if known_zone(value).is_none() {
        findings.fault(span.clone(), format!("There is no zone `{value}`."), zone_hint(value));
        return None;
    }
    Some(value)
}

/// The zone that IANA calls so, from the tables built into the program.
pub(super) fn known_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

fn zone_hint(name: &str) -> String {
    let known: Vec<String> = TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect();
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Write it as IANA does: `Europe/Lisbon`, `America/New_York`.".into(),
    }
}

pub(super) fn resolve(years: Years, day: &Day, tense: Tense, findings: &mut Findings) -> Option<Date> {
    let resolved = years.resolve(day, tense);
    resolved.map_err(|unclear| findings.fault(day.span.clone(), unclear.message, unclear.hint)).ok()
}
