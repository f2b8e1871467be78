//! iCalendar (RFC 5545): absences, holidays, dates and tasks, read and written.
//!
//! An event is time away, a holiday, or a date of the plan; a task is an item. `docs/guides/icalendar.md` has the rules.

mod away;
mod component;
mod event;
mod line;
mod observe;
mod output;
mod own;
mod people;
mod recur;
mod relation;
mod report;
mod rule;
mod series;
mod task;
mod text;
mod time;
mod write;
mod zone;

use linchpin_model::Batch;

use super::{ReadOptions, Unreadable, quoted, refused, source_name};
use component::Component;
use line::Lines;
use report::Report;
pub use write::{Calendar, write};

/// Larger files are refused; they hold more than anybody's calendar.
const MOST_BYTES: usize = 50 << 20;

/// Reads a file as observations.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(refused(format!(
            "the file has {} bytes, and at most {MOST_BYTES} are read",
            bytes.len()
        )));
    }
    let text = as_utf8(bytes)?;
    let encoding = encoding(options)?;
    let mut report = Report::default();
    let calendars = component::calendars(Lines::new(&text, encoding), &mut report)?;
    calendars.iter().try_for_each(|calendar| check_version(calendar, &mut report))?;
    let name = calendars.iter().find_map(name_of);
    let source = match (&name, options.source) {
        (_, Some(source)) => source.to_owned(),
        (Some(name), None) => format!("ics:{}", source_name::stem(&format!("{name}.ics"))),
        (None, None) => format!("ics:{}", source_name::stem(options.name)),
    };
    let name = name.unwrap_or_else(|| source_name::stem(options.name));
    Ok(observe::observe(&calendars, &name, &source, options.zone, report))
}

/// The bytes of a file that is marked as UTF-16 as UTF-8.
fn as_utf8(bytes: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, Unreadable> {
    if !matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Ok(bytes.into());
    }
    let (text, encoding, had_errors) = encoding_rs::UTF_8.decode(bytes);
    match had_errors {
        true => Err(refused(format!("the file is not valid {}", encoding.name()))),
        false => Ok(text.into_owned().into_bytes().into()),
    }
}

fn encoding(options: &ReadOptions<'_>) -> Result<Option<&'static encoding_rs::Encoding>, Unreadable> {
    let Some(label) = options.encoding else { return Ok(None) };
    match encoding_rs::Encoding::for_label(label.trim().as_bytes()) {
        Some(encoding) if encoding.is_ascii_compatible() => Ok(Some(encoding)),
        _ => Err(refused(format!("there is no encoding {} for calendars", quoted(label)))
            .hint("Usual ones are utf-8, windows-1252, iso-8859-2.")),
    }
}

/// Version 2.0 is read; a file without one is read as if it said so.
fn check_version(calendar: &Component, report: &mut Report) -> Result<(), Unreadable> {
    match calendar.line("VERSION") {
        None => report.add(calendar.number, "the calendar has no VERSION; it is read as version 2.0"),
        Some(line) if line.value.trim() == "1.0" => {
            return Err(refused("this is a vCalendar 1.0, not an iCalendar 2.0")
                .at(line.number, 1)
                .hint("Export it as iCalendar (.ics)."));
        }
        Some(line) if line.value.trim() != "2.0" => {
            let message =
                format!("there is no version {}; the calendar is read as version 2.0", quoted(&line.value));
            report.add(line.number, message);
        }
        Some(_) => {}
    }
    Ok(())
}

fn name_of(calendar: &Component) -> Option<String> {
    let line = calendar.line("X-WR-CALNAME").or_else(|| calendar.line("NAME"))?;
    text::one_line(&line.value)
}
