//! Lines as components: a calendar's own properties, its events, its tasks and its zones, each with its lines.

use super::super::{Unreadable, quoted, refused};
use super::line::{Line, Lines};
use super::report::Report;

/// Deeper nesting is refused.
const DEPTH: usize = 64;
/// The most components that are read.
const MOST_COMPONENTS: usize = 200_000;
/// The most lines of one component that are kept.
const MOST_LINES: usize = 10_000;

/// A component: `VEVENT`, `VTODO`, `VTIMEZONE`, `STANDARD` …
#[derive(Clone, Debug, Default)]
pub(super) struct Component {
    /// Its name, in capitals.
    pub(super) name: String,
    /// The line it begins on.
    pub(super) number: usize,
    /// Its own lines, of those that are read.
    pub(super) lines: Vec<Line>,
    /// What stands inside it.
    pub(super) inside: Vec<Component>,
}

impl Component {
    /// The first line of this name.
    pub(super) fn line(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    /// All lines of this name.
    pub(super) fn all<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The value of the first line of this name, as written, without white space around it.
    pub(super) fn value(&self, name: &str) -> &str {
        self.line(name).map_or("", |line| line.value.trim())
    }

    /// Whether the first line of this name says this, regardless of case.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.value(name).eq_ignore_ascii_case(value)
    }
}

/// Properties that are read; the others are passed over, however long they are.
const READ: [&str; 34] = [
    "VERSION",
    "METHOD",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "DUE",
    "DURATION",
    "COMPLETED",
    "STATUS",
    "PERCENT-COMPLETE",
    "PRIORITY",
    "CLASS",
    "CATEGORIES",
    "URL",
    "ATTENDEE",
    "ORGANIZER",
    "RELATED-TO",
    "RRULE",
    "RDATE",
    "EXDATE",
    "EXRULE",
    "RECURRENCE-ID",
    "TZID",
    "TZOFFSETTO",
    "X-LIC-LOCATION",
];

fn is_read(name: &str) -> bool {
    READ.contains(&name) || name.starts_with("X-LINCHPIN-") || name.starts_with("X-MICROSOFT-CDO-")
}

/// The calendars of a file. One whose parts cannot be told apart is refused.
pub(super) fn calendars(mut lines: Lines<'_>, report: &mut Report) -> Result<Vec<Component>, Unreadable> {
    let mut calendars = Vec::new();
    let mut open: Vec<Component> = Vec::new();
    let mut count = 0;
    while let Some(line) = lines.next(report)? {
        match &*line.name {
            "BEGIN" => {
                count += 1;
                begin(&line, &mut open, count)?;
            }
            "END" => {
                let closed = end(&line, &mut open)?;
                match open.last_mut() {
                    Some(outer) => outer.inside.push(closed),
                    None => calendars.push(closed),
                }
            }
            _ => keep(line, &mut open, report)?,
        }
    }
    if let Some(component) = open.last() {
        return Err(not_closed(component));
    }
    match calendars.is_empty() {
        true => Err(refused("this is no iCalendar file: it has no BEGIN:VCALENDAR")),
        false => Ok(calendars),
    }
}

fn begin(line: &Line, open: &mut Vec<Component>, count: usize) -> Result<(), Unreadable> {
    let name = line.value.trim().to_ascii_uppercase();
    let at = |message: String| Err(refused(message).at(line.number, 1));
    let is_whole =
        matches!(&*name, "VCALENDAR" | "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY" | "VTIMEZONE");
    match open.len() {
        0 if name != "VCALENDAR" => {
            return at(format!("expected BEGIN:VCALENDAR, found BEGIN:{}", quoted(&name).trim_matches('`')));
        }
        depth if depth >= 2 && is_whole || depth == 1 && name == "VCALENDAR" => {
            let outer = open.last().map_or("", |outer| &outer.name);
            return at(format!("a {name} cannot stand inside a {}", quoted(outer).trim_matches('`')));
        }
        DEPTH => return at(format!("components stand more than {DEPTH} deep in one another")),
        _ if count > MOST_COMPONENTS => {
            return at(format!("the file has more than {MOST_COMPONENTS} components"));
        }
        _ => {}
    }
    open.push(Component { name, number: line.number, ..Component::default() });
    Ok(())
}

fn end(line: &Line, open: &mut Vec<Component>) -> Result<Component, Unreadable> {
    let name = line.value.trim().to_ascii_uppercase();
    match open.pop() {
        Some(component) if component.name == name => Ok(component),
        Some(component) => Err(not_closed(&component)),
        None => {
            let message = format!("END:{} closes nothing", quoted(&name).trim_matches('`'));
            Err(refused(message).at(line.number, 1))
        }
    }
}

fn not_closed(component: &Component) -> Unreadable {
    let name = quoted(&component.name);
    let name = name.trim_matches('`');
    refused(format!("BEGIN:{name} has no END:{name}"))
        .at(component.number, 1)
        .hint("The file is cut off or damaged: export or download it again.")
}

/// Bytes of a description that are kept: enough to tell an observance from a holiday.
const OF_A_DESCRIPTION: usize = 200;

fn keep(mut line: Line, open: &mut [Component], report: &mut Report) -> Result<(), Unreadable> {
    let Some(component) = open.last_mut() else {
        let message = format!("expected BEGIN:VCALENDAR, found {}", quoted(&line.name));
        return Err(refused(message).at(line.number, 1));
    };
    if !is_read(&line.name) {
        return Ok(());
    }
    if line.name == "DESCRIPTION" {
        let end = (0..=OF_A_DESCRIPTION.min(line.value.len())).rfind(|end| line.value.is_char_boundary(*end));
        line.value.truncate(end.unwrap_or(0));
        line.value.shrink_to_fit();
    }
    if component.lines.len() == MOST_LINES {
        report.add(
            line.number,
            format!("a component has more than {MOST_LINES} lines; the others are left out"),
        );
    }
    if component.lines.len() <= MOST_LINES {
        component.lines.push(line);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Component>, Unreadable> {
        calendars(Lines::new(text.as_bytes(), None), &mut Report::default())
    }

    fn check_refused(text: &str, line: usize, words: &str) {
        let refusal = read(text).unwrap_err();
        assert!(refusal.message.contains(words) && refusal.line == Some(line), "{refusal}");
    }

    #[test]
    fn components_hold_their_own_lines() {
        let text = "begin:vcalendar\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nX-OTHER:b\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\nend:vcalendar\n";
        let all = read(text).unwrap();
        assert_eq!(all[0].value("VERSION"), "2.0");
        let event = &all[0].inside[0];
        assert_eq!(
            (&*event.name, event.number, event.lines.len(), event.value("UID")),
            ("VEVENT", 3, 1, "a")
        );
    }

    #[test]
    fn what_is_not_closed_or_stands_where_it_cannot_is_refused_with_its_line() {
        check_refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VCALENDAR\n", 2, "BEGIN:VEVENT has no END");
        check_refused("BEGIN:VCALENDAR\n", 1, "BEGIN:VCALENDAR has no END");
        check_refused("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VEVENT\n", 3, "closes nothing");
        check_refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VTODO\n", 3, "cannot stand inside");
        check_refused("BEGIN:VCARD\n", 1, "xpected BEGIN:VCALENDAR");
        check_refused("UID:a\n", 1, "xpected BEGIN:VCALENDAR");
        check_refused(&format!("BEGIN:VCALENDAR\n{}", "BEGIN:VALARM\n".repeat(100)), 65, "64 deep");
    }
}
