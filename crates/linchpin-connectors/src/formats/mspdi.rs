//! Microsoft Project's XML (MSPDI): the rows of a file, as typed values.
//!
//! Dates that Microsoft Project computed are read only to be checked; what is scheduled from are links, lags, calendars,
//! constraints, durations and progress. The format is documented as "Project XML Data Interchange Schema".

mod attribute;
mod calendar;
mod link;
mod notes;
mod observe;
mod own;
mod people;
mod personal;
mod recurrence;
mod sound;
mod stage;
mod task;
mod value;
mod working_time;
mod write;

use jiff::civil::DateTime;
use linchpin_model::{Batch, ExternalId, Problem};

use super::escape::unescaped;
use super::xml::{Element, Piece, Xml, decode};
use super::{ReadOptions, Unreadable, quoted, refused, source_name};

pub use attribute::AttributeRow;
use attribute::Columns;
pub use calendar::CalendarRow;
pub use link::LinkRow;
use observe::observe;
pub use people::{AssignmentRow, ResourceRow};
pub use task::{BaselineRow, Duration, TaskRow};
pub use write::write;

use value::Report;

const NAMESPACE: &str = "http://schemas.microsoft.com/project";
/// The id of the program that a file is.
const PROJECT: &str = "project";

/// A Microsoft Project file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProjectFile {
    /// The project's title, else the file name it was saved under.
    pub title: Option<String>,
    /// When the project starts, in local time.
    pub start: Option<DateTime>,
    /// The moment up to which progress was reported.
    pub status_at: Option<DateTime>,
    /// When the file was saved, else the day it was made for.
    pub saved_at: Option<DateTime>,
    /// `UID` of the project's calendar.
    pub calendar: Option<u32>,
    /// Minutes in a working day; 480 unless said.
    pub minutes_per_day: i32,
    /// Days of slack at or below which a task is critical.
    pub critical_slack_days: i32,
    /// Calendars, in the order of the file.
    pub calendars: Vec<CalendarRow>,
    /// Tasks, in the order of the file, which is that of the outline.
    pub tasks: Vec<TaskRow>,
    /// People, machines and materials.
    pub resources: Vec<ResourceRow>,
    /// Who works on what.
    pub assignments: Vec<AssignmentRow>,
    /// The columns that it defines for itself.
    columns: Columns,
    /// What could not be read as it stands, and what was done about it.
    pub problems: Vec<Problem>,
}

/// Reads a file as observations.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let file = read_rows(bytes)?;
    let source = format!("mspdi:{}", source_name::stem(options.name));
    Ok(observe(&file, options.source.unwrap_or(&source), options.zone))
}

/// Reads the rows of a file. Those that are unsound in part are kept and reported; a file that is not XML, not a project, or
/// whose tasks cannot be told apart is refused.
pub fn read_rows(bytes: &[u8]) -> Result<ProjectFile, Unreadable> {
    refuse_other_files(bytes)?;
    let text = decode(bytes)?;
    let mut xml = Xml::new(&text);
    let mut report = Report::default();
    open_root(&mut xml, &mut report)?;
    let mut file = ProjectFile { minutes_per_day: 480, ..ProjectFile::default() };
    while let Some(piece) = xml.next()? {
        if let Piece::Open { name, line } = piece {
            match name.as_str() {
                "ExtendedAttributes" | "Calendars" | "Tasks" | "Resources" | "Assignments" => {
                    while let Some(Piece::Open { name, line }) = next_record(&mut xml)? {
                        let record = xml.element(name, line)?;
                        add_record(&mut file, &record, &mut report)?;
                    }
                }
                _ => set_property(&mut file, &xml.element(name, line)?, &mut report),
            }
        }
    }
    sound::make_sound(&mut file, &mut report)?;
    file.problems = report.problems;
    Ok(file)
}

/// What else people take for a project file, said by name.
fn refuse_other_files(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(refused("this is a binary .mpp file")
            .hint("Open it in Microsoft Project and save it as XML (*.xml)."));
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if head.is_empty() && bytes.len() <= 512 {
        return Err(refused("the file is empty"));
    }
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Err(refused("this is an HTML page, not a project file")
            .hint("It may be a page to sign in: download the file again and check that you are signed in."));
    }
    Ok(())
}

fn open_root(xml: &mut Xml<'_>, report: &mut Report) -> Result<(), Unreadable> {
    let Some(Piece::Open { name, line }) = xml.next()? else {
        return Err(refused("the file is empty"));
    };
    if name != "Project" {
        return Err(
            refused(format!("expected <Project>, found <{}>", quoted(&name).trim_matches('`'))).at(line, 1)
        );
    }
    match xml.namespace() {
        Some(NAMESPACE) => {}
        None => report.add(
            format!("line {line}"),
            format!("the namespace {NAMESPACE} is missing; the file is read as if it were there"),
        ),
        Some(other) => {
            return Err(refused(format!(
                "<Project> is of the namespace {}, not of {NAMESPACE}",
                quoted(other)
            ))
            .at(line, 1));
        }
    }
    Ok(())
}

/// The next element of a list, passing over text; none at the list's end.
fn next_record(xml: &mut Xml<'_>) -> Result<Option<Piece>, Unreadable> {
    loop {
        match xml.next()? {
            Some(Piece::Text(_)) => {}
            Some(Piece::Close) | None => return Ok(None),
            open => return Ok(open),
        }
    }
}

fn add_record(file: &mut ProjectFile, record: &Element, report: &mut Report) -> Result<(), Unreadable> {
    match record.name.as_str() {
        "Task" => file.tasks.push(task::read_task(record, file.tasks.len() + 1, &file.columns, report)?),
        "ExtendedAttribute" => file.columns.extend(attribute::read_column(record)),
        "Calendar" => file.calendars.extend(calendar::read_calendar(record, report)),
        "Resource" => file.resources.extend(people::read_resource(record, report)),
        "Assignment" => file.assignments.extend(people::read_assignment(record, report)),
        _ => {}
    }
    Ok(())
}

fn set_property(file: &mut ProjectFile, property: &Element, report: &mut Report) {
    let place = || format!("line {}, {}", property.line, property.name);
    let text = property.text.trim();
    match property.name.as_str() {
        "Title" if !text.is_empty() => file.title = Some(unescaped(text).into_owned()),
        "Name" if !text.is_empty() && file.title.is_none() => file.title = Some(unescaped(text).into_owned()),
        "StartDate" => file.start = report.date_time(place(), text),
        "StatusDate" => file.status_at = report.date_time(place(), text),
        "LastSaved" => file.saved_at = report.date_time(place(), text).or(file.saved_at),
        "CurrentDate" => file.saved_at = file.saved_at.or_else(|| report.date_time(place(), text)),
        "CalendarUID" => file.calendar = text.parse().ok(),
        "MinutesPerDay" => {
            let minutes = text.parse().ok().filter(|minutes| (1..=1440).contains(minutes));
            file.minutes_per_day = minutes.unwrap_or(file.minutes_per_day);
        }
        "CriticalSlackLimit" => {
            let days = text.parse().ok().filter(|days| (-10_000..=10_000).contains(days));
            file.critical_slack_days = days.unwrap_or(0);
        }
        "ScheduleFromStart" if text == "0" || text == "false" => report.add(
            place(),
            "the project is scheduled back from its finish; it is read as scheduled from its start"
                .to_owned(),
        ),
        _ => {}
    }
}

/// The id of a task.
fn task_id(uid: u32) -> ExternalId {
    uid.to_string().into()
}
