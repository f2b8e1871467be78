//! A plan as rows of values: RFC 4180, in UTF-8, and no cell that a spreadsheet would run.

use std::io::{self, Write};

use super::super::cell::text::is_formula_sign;
use super::super::outline::Outline;
use super::super::sheet::columns::{Value, columns};

/// Writes a plan with commas between the values.
pub fn write(outline: &Outline<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_with(outline, ',', out)
}

/// Writes a plan with tabs between the values.
pub fn write_tabs(outline: &Outline<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_with(outline, '\t', out)
}

/// Row after row, so that a plan of any length needs no more memory than its longest row.
fn write_with(outline: &Outline<'_>, delimiter: char, out: &mut dyn Write) -> io::Result<()> {
    let columns = columns(outline);
    let mut out = io::BufWriter::new(out);
    let headers = columns.iter().map(|column| guarded(&column.header));
    write_row(headers, delimiter, &mut out)?;
    for row in &outline.rows {
        let cells = columns.iter().map(|column| text_of(column.value(outline, row)));
        write_row(cells, delimiter, &mut out)?;
    }
    out.flush()
}

fn write_row(cells: impl Iterator<Item = String>, delimiter: char, out: &mut dyn Write) -> io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            write!(out, "{delimiter}")?;
        }
        match cell.contains([delimiter, '"', '\r', '\n']) {
            true => write!(out, "\"{}\"", cell.replace('"', "\"\""))?,
            false => out.write_all(cell.as_bytes())?,
        }
    }
    out.write_all(b"\r\n")
}

fn text_of(value: Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => guarded(&text),
        Value::Number(number) => number.to_string(),
        Value::Digits(digits) => digits,
        Value::Day(day) => day.to_string(),
        Value::Local(at) => at.to_string(),
        Value::Moment(at) => at.to_string(),
    }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe, which the reader takes off.
fn guarded(text: &str) -> String {
    if text.starts_with(is_formula_sign) { format!("'{text}") } else { text.to_owned() }
}
