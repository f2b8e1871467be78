//! Lines as RFC 5545 wants them: escaped, folded after 75 octets between characters, and ended with CR and LF.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use linchpin_model::Moment;

use super::text;

/// Octets of a line, at most, without its end.
const MOST_OCTETS: usize = 75;

/// A calendar that is being written.
#[derive(Default)]
pub(super) struct Output {
    out: String,
}

/// The parameters of a line.
pub(super) type Params<'p> = &'p [(&'p str, &'p str)];

impl Output {
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// A line whose value needs no escapes.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        self.with(name, &[], value);
    }

    /// A line with parameters whose value needs no escapes.
    pub(super) fn with(&mut self, name: &str, params: Params<'_>, value: &str) {
        let mut line = name.to_owned();
        for (param, value) in params {
            line.push_str(&format!(";{param}={}", param_value(value)));
        }
        line.push(':');
        line.push_str(&without_controls(value));
        self.fold(&line);
    }

    /// A line of text; a spreadsheet that reads it takes it for no formula.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.plain(name, &escaped(text));
    }

    /// A line of several texts.
    pub(super) fn texts<'t>(&mut self, name: &str, texts: impl Iterator<Item = &'t str>) {
        let all: Vec<String> = texts.map(escaped).collect();
        if !all.is_empty() {
            self.plain(name, &all.join(","));
        }
    }

    /// A line with a day.
    pub(super) fn day(&mut self, name: &str, day: Date) {
        self.with(name, &[("VALUE", "DATE")], &day.strftime("%Y%m%d").to_string());
    }

    /// A line with a moment, to the second.
    pub(super) fn moment(&mut self, name: &str, at: Moment) {
        let at = TimeZone::UTC.to_datetime(at.timestamp());
        self.plain(name, &at.strftime("%Y%m%dT%H%M%SZ").to_string());
    }

    /// A line with a local time, in UTC.
    pub(super) fn local(&mut self, name: &str, at: DateTime, zone: &TimeZone) {
        let instant = zone.to_timestamp(at).or_else(|_| TimeZone::UTC.to_timestamp(at));
        instant.into_iter().for_each(|instant| self.moment(name, instant.into()));
    }

    fn fold(&mut self, line: &str) {
        let mut left = MOST_OCTETS;
        for character in line.chars() {
            let length = character.len_utf8();
            if length > left {
                self.out.push_str("\r\n ");
                left = MOST_OCTETS - 1;
            }
            self.out.push(character);
            left -= length;
        }
        self.out.push_str("\r\n");
    }
}

/// A text with its escapes. Line ends are those of the format; other control characters have no place in it.
fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(text.len());
    for character in text::guarded(&text).chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
    out
}

/// A parameter's value in quotation marks where it needs them, with what cannot stand in it as RFC 6868 writes it.
fn param_value(value: &str) -> String {
    let value = without_controls(&value.replace('^', "^^").replace('"', "^'").replace(['\n', '\r'], "^n"));
    match value.contains([',', ';', ':']) {
        true => format!("\"{value}\""),
        false => value,
    }
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\t').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Output)) -> String {
        let mut output = Output::default();
        write(&mut output);
        output.finish()
    }

    #[test]
    fn a_long_line_is_folded_between_characters() {
        let text = "ß".repeat(100);
        let out = written(|output| output.text("SUMMARY", &text));
        assert!(out.split("\r\n").all(|line| line.len() <= MOST_OCTETS), "{out}");
        assert!(out.ends_with("\r\n"));
        assert_eq!(out.replace("\r\n ", "").trim_end(), format!("SUMMARY:{text}"));
    }

    #[test]
    fn no_text_makes_a_line_of_its_own() {
        let out = written(|output| output.text("SUMMARY", "x\r\nATTENDEE:mailto:a@example.org\0;,\\"));
        assert_eq!(out, "SUMMARY:x\\nATTENDEE:mailto:a@example.org\\;\\,\\\\\r\n");
        let out = written(|output| output.with("ATTENDEE", &[("CN", "a\"b\r\nX:y")], "mailto:a@b.c"));
        assert_eq!(out, "ATTENDEE;CN=\"a^'b^n^nX:y\":mailto:a@b.c\r\n");
    }
}
