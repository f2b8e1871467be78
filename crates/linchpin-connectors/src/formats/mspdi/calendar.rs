//! Calendars: weekly hours, exceptions, and what is inherited from a base calendar.

use jiff::ToSpan;
use jiff::civil::Date;
use linchpin_model::calendar::{Calendar, Exception, Hours, Season, Week};

use super::super::escape::unescaped;
use super::super::quoted;
use super::super::xml::Element;
use super::recurrence;
use super::value::Report;

/// One calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarRow {
    /// The number that stays with it.
    pub uid: u32,
    /// Its name.
    pub name: String,
    /// `UID` of the calendar whose days it has where it says nothing.
    pub base: Option<u32>,
    /// What it says itself, from Monday to Sunday; none where it says nothing.
    pub days: [Option<Hours>; 7],
    /// Ranges of days with a weekly pattern of their own; days that the range says nothing of are none.
    pub seasons: Vec<(String, Date, Date, [Option<Hours>; 7])>,
    /// Days that differ.
    pub exceptions: Vec<Exception>,
    /// The whole of its working time, its base's included.
    pub hours: Calendar,
}

/// More exceptions than this are left out.
const EXCEPTIONS: usize = 2_000;

/// Reads a calendar; one without a number is left out.
pub(super) fn read_calendar(record: &Element, report: &mut Report) -> Option<CalendarRow> {
    let text = |name: &str| record.child(name).map_or("", |child| child.text.trim());
    let place = format!("calendar, line {}", record.line);
    let Ok(uid) = text("UID").parse::<u32>() else {
        report.add(place, format!("{} is not the UID of a calendar; it is left out", quoted(text("UID"))));
        return None;
    };
    let mut reader = Reader { whose: format!("calendar {uid}"), report };
    let mut days = std::array::from_fn(|_| None);
    let mut exceptions = Vec::new();
    if let Some(list) = record.child("WeekDays") {
        reader.week(list, &mut days, &mut exceptions);
    }
    for exception in record.child("Exceptions").into_iter().flat_map(|list| list.children("Exception")) {
        reader.exception(exception, &mut exceptions);
    }
    let mut seasons = Vec::new();
    for week in record.child("WorkWeeks").into_iter().flat_map(|list| list.children("WorkWeek")) {
        seasons.extend(reader.season(week, &mut exceptions));
    }
    if exceptions.len() > EXCEPTIONS {
        reader.add(
            record.line,
            format!("there are more than {EXCEPTIONS} exceptions; the others are left out"),
        );
        exceptions.truncate(EXCEPTIONS);
    }
    let base = text("BaseCalendarUID").parse().ok().filter(|base| *base != 0 || uid != 0);
    let name = unescaped(text("Name")).into_owned();
    Some(CalendarRow { uid, name, base, days, seasons, exceptions, hours: Calendar::ms_project_standard() })
}

struct Reader<'r> {
    whose: String,
    report: &'r mut Report,
}

impl Reader<'_> {
    fn add(&mut self, line: usize, message: String) {
        self.report.add(format!("{}, line {line}", self.whose), message);
    }

    /// Days of the week, and exceptions in the older form, which are days of type 0.
    fn week(&mut self, list: &Element, days: &mut [Option<Hours>; 7], exceptions: &mut Vec<Exception>) {
        for day in list.children("WeekDay") {
            let kind = day.child("DayType").map_or("", |child| child.text.trim());
            match kind.parse::<usize>() {
                Ok(0) => self.exception(day, exceptions),
                // Sunday is 1.
                Ok(number @ 1..=7) => days[(number + 5) % 7] = Some(self.hours(day)),
                _ => self
                    .add(day.line, format!("there is no day of the week {}; it is left out", quoted(kind))),
            }
        }
    }

    /// The hours of a day or an exception: none if it does not work, the standard ones if it gives none.
    fn hours(&mut self, day: &Element) -> Hours {
        let is_working = day.child("DayWorking").is_some_and(|child| super::value::is_yes(child.text.trim()));
        let given: Vec<&Element> =
            day.child("WorkingTimes").into_iter().flat_map(|list| list.children("WorkingTime")).collect();
        if !is_working {
            return Hours::default();
        }
        if given.is_empty() {
            return Hours::of(&[(480, 720), (780, 1020)]);
        }
        let intervals: Vec<(i64, i64)> = given.into_iter().filter_map(|time| self.interval(time)).collect();
        Hours::new(&intervals).unwrap_or_default()
    }

    /// One interval; midnight at its end is the end of the day. One that is none or runs backwards is reported.
    fn interval(&mut self, time: &Element) -> Option<(i64, i64)> {
        let text = |name: &str| time.child(name).map_or("", |child| child.text.trim());
        let (from, to) = (clock_minutes(text("FromTime")), clock_minutes(text("ToTime")));
        let shown = format!("{} to {}", quoted(text("FromTime")), quoted(text("ToTime")));
        match (from, to) {
            (Some(from), Some(0)) if from < 1440 => Some((from, 1440)),
            (Some(from), Some(to)) if from < to => Some((from, to)),
            (None, None) if text("FromTime").is_empty() && text("ToTime").is_empty() => None,
            (None, _) | (_, None) => {
                self.add(time.line, format!("{shown} are no hours of a day; they are left out"));
                None
            }
            _ => {
                self.add(time.line, format!("hours from {shown} run backwards; they are left out"));
                None
            }
        }
    }

    /// First and last day of a period, both included.
    fn period(&mut self, record: &Element) -> Option<(Date, Date)> {
        let period = record.child("TimePeriod")?;
        let text = |name: &str| period.child(name).map_or("", |child| child.text.trim());
        let day = |text: &str| text.get(..10).and_then(|day| day.parse::<Date>().ok());
        let days = day(text("FromDate")).zip(day(text("ToDate"))).filter(|(from, to)| from <= to);
        if days.is_none() {
            let shown = format!("{} to {}", quoted(text("FromDate")), quoted(text("ToDate")));
            self.add(period.line, format!("{shown} is not a period; it is left out"));
        }
        let planned = |day: Date| day.clamp(jiff::civil::date(1900, 1, 1), jiff::civil::date(2299, 12, 31));
        days.map(|(from, to)| (planned(from), planned(to)))
    }

    fn exception(&mut self, record: &Element, exceptions: &mut Vec<Exception>) {
        let Some((from, to)) = self.period(record) else { return };
        let hours = self.hours(record);
        let name = unescaped(record.child("Name").map_or("", |child| child.text.trim()));
        let ranges = match recurrence::ranges(record, from, to) {
            Ok(ranges) => ranges,
            Err(message) => return self.add(record.line, message),
        };
        exceptions.extend(ranges.into_iter().map(|(from_on, last_on)| Exception {
            name: name.clone().into_owned(),
            from_on,
            until_on: last_on.saturating_add(1.day()),
            hours: hours.clone(),
        }));
    }

    fn season(
        &mut self,
        record: &Element,
        exceptions: &mut Vec<Exception>,
    ) -> Option<(String, Date, Date, [Option<Hours>; 7])> {
        let (from, to) = self.period(record)?;
        let mut days = std::array::from_fn(|_| None);
        if let Some(list) = record.child("WeekDays") {
            self.week(list, &mut days, exceptions);
        }
        let name = unescaped(record.child("Name").map_or("", |child| child.text.trim()));
        Some((name.into_owned(), from, to.saturating_add(1.day()), days))
    }
}

/// Minutes after midnight of `08:00:00`; 24:00:00 is the end of the day.
fn clock_minutes(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let minutes = hour * 60 + minute;
    ((0..60).contains(&minute) && (0..=1440).contains(&minutes)).then_some(minutes)
}

/// The whole working time of a calendar, given that of its base. A calendar without a base does not work on days that it
/// says nothing of; one that says nothing at all has the standard hours.
pub(super) fn with_base(row: &CalendarRow, base: Option<&Calendar>) -> Calendar {
    let says_nothing = row.days.iter().all(Option::is_none);
    let fallback = match base {
        Some(base) => base.week.clone(),
        None if says_nothing => Calendar::ms_project_standard().week,
        None => Week::default(),
    };
    let week = over(&row.days, &fallback);
    let own_seasons = row.seasons.iter().map(|(name, from_on, until_on, days)| Season {
        name: name.clone(),
        from_on: *from_on,
        until_on: *until_on,
        week: over(days, &week),
    });
    let base_seasons = base.into_iter().flat_map(|base| base.seasons.iter().cloned());
    let base_exceptions = base.into_iter().flat_map(|base| base.exceptions.iter().cloned());
    Calendar {
        zone: None,
        seasons: base_seasons.chain(own_seasons).collect(),
        exceptions: base_exceptions.chain(row.exceptions.iter().cloned()).collect(),
        week,
    }
}

fn over(days: &[Option<Hours>; 7], week: &Week) -> Week {
    let below = week.days();
    Week::from_days(std::array::from_fn(|day| days[day].clone().unwrap_or_else(|| below[day].clone())))
}
