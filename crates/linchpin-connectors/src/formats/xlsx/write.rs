//! A plan as a workbook of one sheet: numbers as numbers, days as days, texts as texts whatever they begin with.

use std::io::{self, Write};

use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::super::cell::number::decimal;
use super::super::outline::Outline;
use super::super::sheet::columns::{Value, columns};

/// Characters that a cell holds at most.
const LONGEST: usize = 32_767;

/// Writes a plan. The header stays in sight, and each column can be filtered.
pub fn write(outline: &Outline<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(outline).and_then(|mut workbook| workbook.save_to_buffer());
    out.write_all(&bytes.map_err(io::Error::other)?)
}

fn workbook(outline: &Outline<'_>) -> Result<Workbook, XlsxError> {
    let columns = columns(outline);
    let mut workbook = Workbook::new();
    let properties = match excel_time(outline.local(outline.at)) {
        Some(at) => DocProperties::new().set_creation_datetime(&at),
        None => DocProperties::new(),
    };
    workbook.set_properties(&properties);
    let sheet = workbook.add_worksheet();
    sheet.set_name("Plan")?;
    let header = Format::new().set_bold();
    for (place, column) in (0..).zip(&columns) {
        sheet.set_column_width(place, column.width)?;
        sheet.write_string_with_format(0, place, &*column.header, &header)?;
    }
    let rows = Rows::new(outline);
    for (number, row) in (1..).zip(&outline.rows) {
        for (place, column) in (0..).zip(&columns) {
            rows.cell(sheet, number, place, column.value(outline, row))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = (outline.rows.len() as u32, columns.len().saturating_sub(1) as u16);
    sheet.autofilter(0, 0, last.0, last.1)?;
    Ok(workbook)
}

/// How cells are shown.
struct Rows<'o, 'w> {
    outline: &'o Outline<'w>,
    day: Format,
    time: Format,
    text: Format,
}

impl<'o, 'w> Rows<'o, 'w> {
    fn new(outline: &'o Outline<'w>) -> Self {
        Self {
            outline,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            text: Format::new().set_num_format("@").set_align(FormatAlign::Top),
        }
    }

    fn cell(&self, sheet: &mut Worksheet, row: u32, column: u16, value: Value) -> Result<(), XlsxError> {
        match value {
            Value::Empty => {}
            Value::Text(text) if text.is_empty() => {}
            Value::Text(text) => {
                sheet.write_string_with_format(row, column, cut(&text), &self.text)?;
            }
            Value::Number(number) => {
                sheet.write_number(row, column, number)?;
            }
            // A number that would not come back as it is written stays a text.
            Value::Digits(digits) => {
                match decimal(&digits).filter(|number| number.to_string() == digits) {
                    Some(number) => sheet.write_number(row, column, number)?,
                    None => sheet.write_string(row, column, &digits)?,
                };
            }
            Value::Day(day) => {
                self.time(sheet, row, column, day.to_datetime(jiff::civil::Time::midnight()), &self.day)?
            }
            Value::Local(at) => self.time(sheet, row, column, at, &self.time)?,
            Value::Moment(at) => self.time(sheet, row, column, self.outline.local(at), &self.time)?,
        }
        Ok(())
    }

    /// A day that no workbook knows stays a text.
    fn time(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        at: DateTime,
        format: &Format,
    ) -> Result<(), XlsxError> {
        match excel_time(at) {
            Some(time) => sheet.write_datetime_with_format(row, column, &time, format)?,
            None => sheet.write_string(row, column, at.to_string())?,
        };
        Ok(())
    }
}

/// A date and time as workbooks count it; none before 1950, where readers take numbers for mistakes.
fn excel_time(at: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(at.year()).ok().filter(|year| (1950..=9999).contains(year))?;
    let day = ExcelDateTime::from_ymd(year, at.month() as u8, at.day() as u8).ok()?;
    let seconds = f64::from(at.second()) + f64::from(at.millisecond()) / 1_000.0;
    day.and_hms(at.hour() as u16, at.minute() as u8, seconds).ok()
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}
