//! Calendars: what is read from them, and what is written comes back.

mod hostile;
mod plans;
mod reads;
mod relations;
mod round_trips;
mod rules;

use linchpin_connectors::formats::{Format, ReadOptions, read};
use linchpin_model::Batch;

/// A calendar with these lines in it, as a file has them.
fn calendar(head: &str, body: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n");
    text.replace('\n', "\r\n")
}

/// An event of these lines.
fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260105T080000Z\n{lines}\nEND:VEVENT\n")
}

/// Reads a calendar of this name.
fn batch(name: &str, text: &str) -> Batch {
    read(Format::Ics, text.as_bytes(), &ReadOptions { name, ..ReadOptions::default() })
        .expect("it can be read")
}
