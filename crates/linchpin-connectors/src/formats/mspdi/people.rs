//! Resources and assignments: who works on what.

use super::super::escape::unescaped;
use super::super::quoted;
use super::super::xml::Element;
use super::value::Report;

/// A person, a machine or a material.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceRow {
    /// The number that stays with it.
    pub uid: u32,
    /// Its name.
    pub name: String,
    /// A mail address.
    pub address: Option<String>,
    /// Whether it works, rather than being used up or paid.
    pub is_work: bool,
    /// `UID` of its calendar.
    pub calendar: Option<u32>,
}

/// That a resource works on a task.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignmentRow {
    /// `UID` of the task.
    pub task: u32,
    /// `UID` of the resource.
    pub resource: u32,
    /// The share of its time, in percent.
    pub percent: u32,
    /// The line it begins on.
    pub line: usize,
}

/// Reads a resource; one without a name or number is nobody.
pub(super) fn read_resource(record: &Element, report: &mut Report) -> Option<ResourceRow> {
    let text = |name: &str| record.child(name).map_or("", |child| child.text.trim());
    let uid: u32 = match text("UID").parse() {
        Ok(uid) => uid,
        Err(_) => {
            let message = format!("{} is not the UID of a resource; it is left out", quoted(text("UID")));
            report.add(format!("resource, line {}", record.line), message);
            return None;
        }
    };
    let name = text("Name");
    // Row 0 stands for work that nobody has.
    if name.is_empty() {
        return None;
    }
    let place = format!("resource {uid}, line {}", record.line);
    let address = read_address(text("EmailAddress"), place, report);
    let is_work = matches!(text("Type"), "" | "1");
    Some(ResourceRow {
        uid,
        name: unescaped(name).into_owned(),
        address,
        is_work,
        calendar: text("CalendarUID").parse().ok(),
    })
}

/// An address with a line break, or without the form of one, is none: it could add lines to a mail.
fn read_address(text: &str, place: String, report: &mut Report) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    if parts.is_none() || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        report.add(place, format!("{} is not a mail address; it is left out", quoted(text)));
        return None;
    }
    Some(text.to_owned())
}

/// Reads an assignment; one to nobody is none.
pub(super) fn read_assignment(record: &Element, report: &mut Report) -> Option<AssignmentRow> {
    let text = |name: &str| record.child(name).map_or("", |child| child.text.trim());
    // Work that nobody has is assigned to the resource -65535.
    let resource: u32 = text("ResourceUID").parse().ok()?;
    let place = |name: &str| format!("assignment, line {}, {name}", record.line);
    let Ok(task) = text("TaskUID").parse() else {
        report.add(
            place("TaskUID"),
            format!("{} is not the UID of a task; it is left out", quoted(text("TaskUID"))),
        );
        return None;
    };
    let units = report.decimal(place("Units"), text("Units"), 0.0, 1_000.0).unwrap_or(1.0);
    Some(AssignmentRow { task, resource, percent: (units * 100.0).round() as u32, line: record.line })
}
