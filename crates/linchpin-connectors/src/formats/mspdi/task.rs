//! Tasks and their baselines.

use jiff::civil::DateTime;
use linchpin_model::value::Constraint;

use super::super::escape::unescaped;
use super::super::xml::Element;
use super::super::{Unreadable, quoted, refused};
use super::attribute::{self, AttributeRow, Columns};
use super::link::{self, LinkRow};
use super::notes;
use super::value::{Report, is_yes};

/// One task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRow {
    /// The number that stays with it.
    pub uid: u32,
    /// The mark that other files know it by; empty if it has none.
    pub guid: String,
    /// Its name.
    pub name: String,
    /// Its depth in the outline: 0 is the project itself, its parent is the last task before it that is one level up.
    pub outline_level: u32,
    /// The task that it is a part of, by `UID`.
    pub parent: Option<u32>,
    /// A row without a task.
    pub is_blank: bool,
    /// Takes no part in the plan.
    pub is_inactive: bool,
    /// Its duration is a first guess.
    pub is_estimated: bool,
    /// Stands for a task of another project.
    pub is_external: bool,
    /// Marked as a milestone.
    pub is_milestone: bool,
    /// Scheduled by hand: links do not move it.
    pub is_manual: bool,
    /// How long it takes.
    pub duration: Option<Duration>,
    /// How much of that is left, in the same minutes.
    pub remaining_minutes: Option<i32>,
    /// 0 to 100.
    pub percent_complete: u32,
    /// When it started.
    pub actual_start: Option<DateTime>,
    /// When it finished.
    pub actual_finish: Option<DateTime>,
    /// When what is left goes on, after an interruption.
    pub resume: Option<DateTime>,
    /// The dates that the file shows.
    pub start: Option<DateTime>,
    /// The dates that the file shows.
    pub finish: Option<DateTime>,
    /// A date imposed on it.
    pub constraint: Constraint,
    /// A date it is measured against.
    pub deadline: Option<DateTime>,
    /// `UID` of its own calendar.
    pub calendar: Option<u32>,
    /// Whether its own calendar alone counts, whatever those who work on it have.
    pub ignores_resource_calendars: bool,
    /// 0 to 1000; 500 is usual.
    pub priority: u32,
    /// Notes as plain text.
    pub notes: Option<String>,
    /// An address with http or https.
    pub url: Option<String>,
    /// The links in which it waits.
    pub links: Vec<LinkRow>,
    /// Its dates in the baselines.
    pub baselines: Vec<BaselineRow>,
    /// What stands in columns that the file defines for itself.
    pub attributes: AttributeRow,
    /// The line it begins on.
    pub line: usize,
}

/// How long a task takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// Minutes.
    pub minutes: i32,
    /// Minutes of the clock, rather than of work.
    pub is_elapsed: bool,
}

/// The dates of a task in one baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineRow {
    /// 0 to 10.
    pub number: u32,
    /// Its start.
    pub start: Option<DateTime>,
    /// Its finish.
    pub finish: Option<DateTime>,
}

/// Fields of one record, with the place of each for messages.
pub(super) struct Fields<'e> {
    pub(super) record: &'e Element,
    pub(super) whose: String,
}

impl Fields<'_> {
    pub(super) fn text(&self, name: &str) -> &str {
        self.record.child(name).map_or("", |child| child.text.trim())
    }

    pub(super) fn is_yes(&self, name: &str) -> bool {
        is_yes(self.text(name))
    }

    pub(super) fn place(&self, name: &str) -> String {
        let line = self.record.child(name).map_or(self.record.line, |child| child.line);
        format!("{}, line {line}, {name}", self.whose)
    }

    fn date(&self, name: &str, report: &mut Report) -> Option<DateTime> {
        report.date_time(self.place(name), self.text(name))
    }

    fn minutes(&self, name: &str, report: &mut Report) -> Result<Option<i32>, Unreadable> {
        report.minutes(self.place(name), self.text(name))
    }
}

/// Reads one task; `position` counts tasks from 1. A task without a number of its own refuses the file.
pub(super) fn read_task(
    record: &Element,
    position: usize,
    columns: &Columns,
    report: &mut Report,
) -> Result<TaskRow, Unreadable> {
    let uid = read_uid(record, position)?;
    let fields = Fields { record, whose: format!("task {uid}") };
    let format = fields.text("DurationFormat");
    let minutes = fields.minutes("Duration", report)?;
    let percent = report.clamped(fields.place("PercentComplete"), fields.text("PercentComplete"), 0, 100);
    let priority = report.clamped(fields.place("Priority"), fields.text("Priority"), 0, 1_000);
    let level = read_level(&fields, report);
    report.decimal(fields.place("Cost"), fields.text("Cost"), -1e15, 1e15);
    let manual = fields.is_yes("Manual");
    let date = |manual_name: &str, name: &str, report: &mut Report| match manual {
        true if !fields.text(manual_name).is_empty() => fields.date(manual_name, report),
        _ => fields.date(name, report),
    };
    let (start, finish) = (date("ManualStart", "Start", report), date("ManualFinish", "Finish", report));
    if start.zip(finish).is_some_and(|(start, finish)| finish < start) {
        report.add(fields.place("Finish"), "the task finishes before it starts; both dates are kept".into());
    }
    Ok(TaskRow {
        uid,
        guid: fields.text("GUID").to_owned(),
        name: unescaped(fields.text("Name")).into_owned(),
        outline_level: level,
        parent: None,
        is_blank: fields.is_yes("IsNull"),
        is_inactive: matches!(fields.text("Active"), "0" | "false"),
        is_estimated: fields.is_yes("Estimated"),
        is_external: fields.is_yes("ExternalTask"),
        is_milestone: fields.is_yes("Milestone"),
        is_manual: manual,
        duration: minutes.map(|minutes| Duration { minutes, is_elapsed: is_elapsed(format) }),
        remaining_minutes: fields.minutes("RemainingDuration", report)?,
        percent_complete: percent.unwrap_or(0) as u32,
        actual_start: fields.date("ActualStart", report),
        actual_finish: fields.date("ActualFinish", report),
        resume: fields.date("Resume", report),
        start,
        finish,
        constraint: read_constraint(&fields, report),
        deadline: fields.date("Deadline", report),
        calendar: fields.text("CalendarUID").parse().ok(),
        ignores_resource_calendars: fields.is_yes("IgnoreResourceCalendar"),
        priority: priority.unwrap_or(500) as u32,
        notes: Some(unescaped(&notes::plain(fields.text("Notes"))).into_owned())
            .filter(|notes| !notes.is_empty()),
        url: read_url(&fields, report),
        links: link::read_links(&fields, report),
        baselines: read_baselines(&fields, report),
        attributes: attribute::read_row(&read_attributes(record), columns),
        line: record.line,
    })
}

/// A task is known by its `UID`, so one that has none, or none that fits, cannot be read again.
fn read_uid(record: &Element, position: usize) -> Result<u32, Unreadable> {
    let Some(uid) = record.child("UID") else {
        return Err(refused("the task has no UID")
            .at(record.line, 1)
            .place(format!("task {position} of the file")));
    };
    let text = uid.text.trim();
    let refused =
        |words: String| refused(words).at(uid.line, 1).place(format!("task {position} of the file"));
    match text.parse::<i64>() {
        Ok(number) if (0..=i64::from(i32::MAX)).contains(&number) => Ok(number as u32),
        Ok(_) => Err(refused(format!("the UID {} is outside 0 to {}", quoted(text), i32::MAX))),
        Err(_) => {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let what =
                if is_number { format!("is outside 0 to {}", i32::MAX) } else { "is not a number".into() };
            Err(refused(format!("the UID {} {what}", quoted(text))))
        }
    }
}

/// Deeper levels than this are of no use to a person, and none is ever walked into.
const DEEPEST: i64 = 1_000;

fn read_level(fields: &Fields<'_>, report: &mut Report) -> u32 {
    let text = fields.text("OutlineLevel");
    if text.is_empty() {
        return 1;
    }
    report.clamped(fields.place("OutlineLevel"), text, 0, DEEPEST).unwrap_or(1) as u32
}

/// Codes of units that count minutes of the clock, with and without the mark of an estimate.
pub(super) fn is_elapsed(format: &str) -> bool {
    matches!(format, "4" | "6" | "8" | "10" | "12" | "20" | "36" | "38" | "40" | "42" | "44" | "52")
}

fn read_constraint(fields: &Fields<'_>, report: &mut Report) -> Constraint {
    let date = fields.date("ConstraintDate", report);
    let dated: fn(DateTime) -> Constraint = match fields.text("ConstraintType") {
        "" | "0" => return Constraint::AsSoonAsPossible,
        "1" => return Constraint::AsLateAsPossible,
        "2" => Constraint::MustStartOn,
        "3" => Constraint::MustFinishOn,
        "4" => Constraint::StartNoEarlierThan,
        "5" => Constraint::StartNoLaterThan,
        "6" => Constraint::FinishNoEarlierThan,
        "7" => Constraint::FinishNoLaterThan,
        other => {
            let message = format!("there is no constraint of type {}; it is left out", quoted(other));
            report.add(fields.place("ConstraintType"), message);
            return Constraint::AsSoonAsPossible;
        }
    };
    match date {
        Some(date) => dated(date),
        None => {
            report.add(fields.place("ConstraintDate"), "the constraint has no date; it is left out".into());
            Constraint::AsSoonAsPossible
        }
    }
}

/// An address that a browser may follow; any other is reported and left out.
fn read_url(fields: &Fields<'_>, report: &mut Report) -> Option<String> {
    let url = fields.text("HyperlinkAddress");
    let lower = url.to_ascii_lowercase();
    if url.is_empty() || lower.starts_with("https://") || lower.starts_with("http://") {
        return Some(unescaped(url).into_owned()).filter(|url| !url.is_empty());
    }
    report.add(
        fields.place("HyperlinkAddress"),
        format!("{} is not a web address; it is left out", quoted(url)),
    );
    None
}

/// What stands in columns that the file defines, by their numbers.
fn read_attributes(record: &Element) -> Vec<(u32, String)> {
    let value = |attribute: &Element| {
        let text = |name: &str| attribute.child(name).map_or("", |child| child.text.trim());
        Some((text("FieldID").parse().ok()?, text("Value").to_owned()))
    };
    record.children("ExtendedAttribute").filter_map(value).collect()
}

fn read_baselines(fields: &Fields<'_>, report: &mut Report) -> Vec<BaselineRow> {
    let mut baselines = Vec::new();
    for record in fields.record.children("Baseline") {
        let fields = Fields { record, whose: format!("{}, baseline", fields.whose) };
        let number = fields.text("Number").parse().ok().filter(|number| *number <= 10);
        let (start, finish) = (fields.date("Start", report), fields.date("Finish", report));
        if let Some(number) = number.filter(|_| start.is_some() || finish.is_some()) {
            baselines.push(BaselineRow { number, start, finish });
        }
    }
    baselines
}
