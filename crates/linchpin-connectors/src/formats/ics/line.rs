//! Bytes as content lines: unfolded, decoded, and taken apart into name, parameters and value.

use super::super::{Unreadable, quoted, refused};
use super::report::Report;

/// Longer lines are left out; they are attachments.
const MOST_BYTES: usize = 1 << 20;

/// A content line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its line in the file, from 1; of a folded one, where it begins.
    pub(super) number: usize,
    /// Its name, in capitals.
    pub(super) name: String,
    /// Its parameters, names in capitals.
    pub(super) params: Vec<(String, String)>,
    /// What stands behind the colon, as written.
    pub(super) value: String,
}

impl Line {
    /// The first value of a parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Whether a parameter has this value, regardless of case.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.param(name).is_some_and(|given| given.eq_ignore_ascii_case(value))
    }
}

/// The lines of a file as they are asked for.
pub(super) struct Lines<'t> {
    rest: &'t [u8],
    end: u8,
    number: usize,
    encoding: Option<&'static encoding_rs::Encoding>,
}

impl<'t> Lines<'t> {
    /// Lines end with LF, with or without a CR before it; in a file without any LF, with CR.
    pub(super) fn new(bytes: &'t [u8], encoding: Option<&'static encoding_rs::Encoding>) -> Self {
        let rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let end = if rest.contains(&b'\n') { b'\n' } else { b'\r' };
        Self { rest, end, number: 0, encoding }
    }

    /// The next line that can be read; what cannot is told. None at the end.
    pub(super) fn next(&mut self, report: &mut Report) -> Result<Option<Line>, Unreadable> {
        while !self.rest.is_empty() {
            let number = self.number + 1;
            let Some(bytes) = self.unfolded() else {
                report.add(number, "the line is longer than 1 MiB; it is left out");
                continue;
            };
            let text = self.decoded(&bytes, number)?;
            if text.trim().is_empty() {
                continue;
            }
            if text.starts_with([' ', '\t']) {
                report.add(number, "the line goes on where there is none before it; it is left out");
                continue;
            }
            let text = without_controls(text, number, report);
            match parse(&text, number) {
                Ok(line) => return Ok(Some(line)),
                Err(message) => report.add(number, message),
            }
        }
        Ok(None)
    }

    /// The next line with what is folded behind it; none if it is too long.
    fn unfolded(&mut self) -> Option<Vec<u8>> {
        let mut whole = self.physical().to_vec();
        let is_blank = whole.iter().all(u8::is_ascii_whitespace);
        let mut fits = true;
        while !is_blank && matches!(self.rest.first(), Some(b' ' | b'\t')) {
            let more = &self.physical()[1..];
            fits &= whole.len() + more.len() <= MOST_BYTES;
            if fits {
                whole.extend_from_slice(more);
            }
        }
        (fits && whole.len() <= MOST_BYTES).then_some(whole)
    }

    /// The next line as it is broken in the file, without its end.
    fn physical(&mut self) -> &'t [u8] {
        self.number += 1;
        let end = self.rest.iter().position(|byte| *byte == self.end);
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &self.rest[self.rest.len()..]),
        };
        self.rest = rest;
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    fn decoded(&self, bytes: &[u8], number: usize) -> Result<String, Unreadable> {
        if let Some(encoding) = self.encoding {
            let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
            return match had_errors {
                false => Ok(text.into_owned()),
                true => Err(refused(format!("the file is not valid {}", encoding.name())).at(number, 1)),
            };
        }
        std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| {
            refused("the file is not UTF-8 here").at(number, 1).hint(
                "Export it as UTF-8, or name its encoding: `--encoding windows-1252` is usual for old files.",
            )
        })
    }
}

/// Control characters go, except tabs; a stray CR becomes a space.
fn without_controls(text: String, number: usize, report: &mut Report) -> String {
    if !text.chars().any(|c| c.is_control() && c != '\t') {
        return text;
    }
    let text = text.replace('\r', " ");
    let is_bad = |c: char| c.is_control() && c != '\t';
    if text.contains(is_bad) {
        report.add(number, "control characters were removed from the line");
    }
    text.replace(is_bad, "")
}

/// `NAME;PARAMETER=value,"value":VALUE`. Names are letters, digits and hyphens.
fn parse(text: &str, number: usize) -> Result<Line, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let end = text.find(|c: char| !is_name(c)).unwrap_or(text.len());
    let not_a_line = || format!("{} is no property with a value; it is left out", quoted(text));
    if end == 0 {
        return Err(not_a_line());
    }
    let name = text[..end].to_ascii_uppercase();
    let mut params = Vec::new();
    let mut rest = &text[end..];
    while let Some(after) = rest.strip_prefix(';') {
        let equals = after.find(['=', ':', ';']).ok_or_else(not_a_line)?;
        let param = after[..equals].trim().to_ascii_uppercase();
        let Some(value) = after[equals..].strip_prefix('=') else {
            // A parameter without a value, as vCalendar had them, says nothing.
            rest = &after[equals..];
            continue;
        };
        let length = length_of_values(value).ok_or_else(|| {
            format!("a quotation mark in {} is not closed; the line is left out", quoted(text))
        })?;
        params.push((param, unescaped(first_of(&value[..length]))));
        rest = &value[length..];
    }
    let value = rest.strip_prefix(':').ok_or_else(not_a_line)?;
    Ok(Line { number, name, params, value: value.to_owned() })
}

/// Where the values of a parameter end; none if a quotation mark is open then.
fn length_of_values(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ':' | ';' if !quoted => return Some(at),
            _ => {}
        }
    }
    (!quoted).then_some(text.len())
}

/// The first value of a list, without its quotation marks.
fn first_of(values: &str) -> &str {
    match values.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap_or(rest),
        None => values.split(',').next().unwrap_or(values),
    }
}

/// A parameter's value with `^n`, `^'` and `^^` as what they stand for (RFC 6868).
fn unescaped(text: &str) -> String {
    if !text.contains('^') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let next = rest.clone().next();
        let meant = match (character, next) {
            ('^', Some('n')) => '\n',
            ('^', Some('\'')) => '"',
            ('^', Some('^')) => '^',
            _ => {
                out.push(character);
                continue;
            }
        };
        out.push(meant);
        rest.next();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> (Vec<Line>, usize) {
        let mut report = Report::default();
        let mut lines = Lines::new(bytes, None);
        let mut all = Vec::new();
        while let Some(line) = lines.next(&mut report).unwrap() {
            all.push(line);
        }
        (all, report.into_problems().len())
    }

    fn values(bytes: &[u8]) -> Vec<String> {
        lines(bytes).0.into_iter().map(|line| line.value).collect()
    }

    #[test]
    fn a_folded_line_is_one_line_even_where_a_letter_is_cut() {
        assert_eq!(values(b"SUMMARY:Gr\xC3\r\n \xB6\xC3\r\n \x9Fe\r\n"), ["Größe"]);
        assert_eq!(values(b"SUMMARY:a\n\tb\nUID:c"), ["ab", "c"]);
        assert_eq!(values(b"SUMMARY:a\r b\rUID:c\r"), ["ab", "c"]);
        assert_eq!(values(b"SUMMARY:a\rb\r\nUID:c\r\n"), ["a b", "c"]);
    }

    #[test]
    fn parameters_are_told_apart_from_the_value() {
        let (all, _) = lines(b"attendee;cn=\"Lee; Kim: x\";RSVP=TRUE:mailto:kim@example.org\n");
        assert_eq!(all[0].name, "ATTENDEE");
        assert_eq!(all[0].param("CN"), Some("Lee; Kim: x"));
        assert!(all[0].says("RSVP", "true"));
        assert_eq!(all[0].value, "mailto:kim@example.org");
        let (all, _) = lines(b"ATTENDEE;CN=a^'b^^c^nd^x:x\n");
        assert_eq!(all[0].param("CN"), Some("a\"b^c\nd^x"));
    }

    #[test]
    fn a_line_that_is_none_is_told_and_the_others_stand() {
        let (all, told) = lines(b" \nSUMMARY;X=\"a:b\nting\nUID:c\n: d\nA;B:e\nX:a\x08b\n");
        assert_eq!(all.iter().map(|line| &*line.value).collect::<Vec<_>>(), ["c", "e", "ab"]);
        assert_eq!(told, 4);
    }

    #[test]
    fn a_line_beyond_a_mebibyte_is_left_out_and_the_next_is_read() {
        let long = format!("ATTACH:{}\nUID:c\n", "x".repeat(MOST_BYTES));
        assert_eq!(lines(long.as_bytes()), (values_as_lines("c", 2), 1));
        let folded = format!("ATTACH:{}UID:c\n", "x\n ".repeat(MOST_BYTES) + "\n");
        assert_eq!(lines(folded.as_bytes()).1, 1);
    }

    fn values_as_lines(value: &str, number: usize) -> Vec<Line> {
        vec![Line { number, name: "UID".into(), params: Vec::new(), value: value.into() }]
    }
}
