//! A plan as Microsoft Project's XML: tasks in outline order, those who work on them, calendars, links and baselines.
//!
//! What the format has no place for stands in columns that the file defines; the reader takes it from there. Elements are in
//! the order of the format's schema. Times are those of the plan's zone.

mod baselines;
mod calendars;
mod columns;
mod facts;
mod numbers;
mod own_columns;
mod people;
mod task;
mod xml;

use std::io::{self, Write};

use jiff::civil::DateTime;

use super::super::escape;
use super::super::outline::Outline;
use calendars::Calendars;
use columns::Columns;
use numbers::Numbers;
use people::People;
use xml::Xml;

/// Writes a plan.
pub fn write(outline: &Outline<'_>, out: &mut dyn Write) -> io::Result<()> {
    let numbers = Numbers::new(outline);
    let people = People::new(outline);
    let calendars = Calendars::new(outline, &people);
    let columns = Columns::new(outline);
    let mut xml = Xml::new(out);
    xml.begin(super::NAMESPACE)?;
    project(&mut xml, outline, &calendars)?;
    columns.write(&mut xml)?;
    calendars.write(&mut xml, outline, &people)?;
    task::Tasks::new(outline, &numbers, &calendars, &columns).write(&mut xml)?;
    people.write(&mut xml, &calendars)?;
    people.write_assignments(&mut xml, outline, &numbers)?;
    xml.close("Project")?;
    xml.end()
}

/// What is said of the project as a whole.
fn project(xml: &mut Xml<'_>, outline: &Outline<'_>, calendars: &Calendars<'_>) -> io::Result<()> {
    let title = outline.program.and_then(|program| program.title()).map_or("Plan", |title| title);
    let title = escape::line(title);
    let at = outline.local(outline.at);
    let starts = outline.program.and_then(|program| program.starts_at().copied());
    let dates = || outline.rows.iter().filter_map(|row| outline.dates(row));
    let start = starts.or_else(|| dates().map(|(start, _)| start).min());
    let day_minutes = calendars.day_minutes();
    let threshold = outline.program.and_then(|program| program.critical_threshold().copied()).unwrap_or(0);
    xml.leaf("SaveVersion", "14")?;
    xml.leaf("Name", &title)?;
    xml.leaf("Title", &title)?;
    xml.leaf("LastSaved", &time(at))?;
    xml.flag("ScheduleFromStart", true)?;
    xml.time("StartDate", start)?;
    xml.time("FinishDate", dates().map(|(_, finish)| finish).max())?;
    xml.leaf("CriticalSlackLimit", &(threshold / day_minutes).to_string())?;
    xml.leaf("CalendarUID", &calendars.of_project().to_string())?;
    xml.leaf("MinutesPerDay", &day_minutes.to_string())?;
    xml.leaf("MinutesPerWeek", &(day_minutes * 5).to_string())?;
    xml.leaf("DaysPerMonth", "20")?;
    // Durations are fixed: who works on a task does not change how long it takes.
    xml.leaf("DefaultTaskType", "1")?;
    xml.leaf("DurationFormat", "7")?;
    xml.leaf("WorkFormat", "2")?;
    xml.flag("HonorConstraints", true)?;
    xml.flag("NewTasksEffortDriven", false)?;
    xml.flag("NewTasksEstimated", true)?;
    xml.time("StatusDate", Some(at))?;
    xml.time("CurrentDate", Some(at))
}

/// A date and time as the format writes it, to the second.
fn time(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Minutes as a duration of the format.
fn duration(minutes: u32) -> String {
    let minutes = minutes.min(super::value::LIMIT_MINUTES as u32);
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}
