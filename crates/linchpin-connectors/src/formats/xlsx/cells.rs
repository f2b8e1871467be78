//! The cells of one sheet, as texts at their places.

use std::collections::BTreeSet;

use linchpin_model::Problem;
use quick_xml::events::BytesStart;

use super::super::Unreadable;
use super::super::cell::date;
use super::super::cell::text::shown;
use super::super::table::{MAX_COLUMNS, MAX_ROWS, Places, Serials, Table, letters};
use super::archive::{Archive, damaged};
use super::strings::{Collector, SharedStrings, unescaped};
use super::styles::Meaning;
use super::xml::{Node, attribute, walk};

/// Most cells in a sheet that hold something.
const MAX_FILLED: usize = 2_000_000;
/// The rows and columns that a spreadsheet has.
const GRID: (u32, u32) = (1_048_576, 16_384);

/// What is needed to read cells.
pub(super) struct Context {
    pub(super) strings: Option<SharedStrings>,
    pub(super) meanings: Vec<Meaning>,
    pub(super) serials: Serials,
}

/// Reads the cells of the sheet in a part. The size that the sheet declares is never believed.
pub(super) fn read(archive: &mut Archive<'_>, part: &str, context: &Context) -> Result<Table, Unreadable> {
    let mut reader = Reader::new(context);
    walk(archive.part(part)?, part, |node| reader.see(node))?;
    reader.into_table()
}

/// A cell that holds something: where it is, and where its text lies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Filled {
    row: u32,
    column: u32,
    start: u32,
    end: u32,
}

struct Reader<'c> {
    context: &'c Context,
    text: String,
    filled: Vec<Filled>,
    rows: BTreeSet<u32>,
    problems: Vec<Problem>,
    hidden_rows: usize,
    in_data: bool,
    row: u32,
    cell: Open,
}

/// The cell being read.
#[derive(Default)]
struct Open {
    column: u32,
    kind: String,
    style: usize,
    value: String,
    inline: Collector,
    has_formula: bool,
    in_value: bool,
    has_value: bool,
}

impl<'c> Reader<'c> {
    fn new(context: &'c Context) -> Self {
        Self {
            context,
            text: String::new(),
            filled: Vec::new(),
            rows: BTreeSet::new(),
            problems: Vec::new(),
            hidden_rows: 0,
            in_data: false,
            row: 0,
            cell: Open::default(),
        }
    }

    fn see(&mut self, node: Node<'_>) -> Result<(), Unreadable> {
        match &node {
            Node::Start(start) if start.local_name().as_ref() == "sheetData" => self.in_data = true,
            Node::End("sheetData") => self.in_data = false,
            _ if !self.in_data => {}
            Node::Start(start) => match start.local_name().as_ref() {
                "row" => self.open_row(start)?,
                "c" => self.open_cell(start)?,
                "v" => (self.cell.in_value, self.cell.has_value) = (true, true),
                "f" => self.cell.has_formula = true,
                _ => self.cell.inline.see(&node),
            },
            Node::End("v") => self.cell.in_value = false,
            Node::End("c") => self.close_cell()?,
            Node::Text(text) if self.cell.in_value => self.cell.value.push_str(text),
            _ => self.cell.inline.see(&node),
        }
        Ok(())
    }

    fn open_row(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let number = match attribute(start, "r") {
            None => self.row + 1,
            Some(text) => text
                .parse()
                .ok()
                .filter(|number| (1..=GRID.0).contains(number))
                .ok_or_else(|| bad_reference(&text))?,
        };
        if !self.rows.insert(number) {
            return Err(damaged(&format!("row {number} is there twice")));
        }
        self.hidden_rows += usize::from(matches!(attribute(start, "hidden").as_deref(), Some("1" | "true")));
        self.row = number;
        self.cell = Open::default();
        Ok(())
    }

    fn open_cell(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let next = self.cell.column + 1;
        let column = match attribute(start, "r") {
            None => next,
            Some(text) => match reference(&text) {
                Some((column, row)) if row == self.row => column,
                _ => return Err(bad_reference(&text)),
            },
        };
        self.cell = Open {
            column,
            kind: attribute(start, "t").unwrap_or_default(),
            style: attribute(start, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
            ..Open::default()
        };
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Unreadable> {
        let cell = std::mem::take(&mut self.cell);
        self.cell.column = cell.column;
        let text = self.text_of(&cell)?;
        if text.is_empty() {
            return Ok(());
        }
        if cell.column as usize > MAX_COLUMNS || self.row as usize > MAX_ROWS {
            return Err(Unreadable::new(format!(
                "The sheet reaches to cell {}; the limits are 1,024 columns and 1,000,000 rows.",
                place(cell.column, self.row)
            ))
            .hint("Delete what stands far from the table, and save the workbook again."));
        }
        if self.filled.len() >= MAX_FILLED {
            return Err(Unreadable::new(
                "The sheet has more than 2,000,000 filled cells, which is the limit.",
            )
            .hint("Save the rows that matter as a workbook of their own."));
        }
        let start = self.text.len() as u32;
        self.text.push_str(&text);
        self.filled.push(Filled { row: self.row, column: cell.column, start, end: self.text.len() as u32 });
        Ok(())
    }

    /// What a cell holds, as text; a formula's cached value.
    fn text_of(&mut self, cell: &Open) -> Result<String, Unreadable> {
        let value = cell.value.trim();
        match cell.kind.as_str() {
            "s" if value.is_empty() => Ok(String::new()),
            "s" => self.shared(value, cell.column),
            "inlineStr" => Ok(unescaped(&cell.inline.text).into_owned()),
            "b" => Ok(match value {
                "1" | "true" => "TRUE".into(),
                "0" | "false" => "FALSE".into(),
                other => other.into(),
            }),
            "e" => {
                self.tell(
                    cell.column,
                    &format!("The cell holds the error `{}`; it was taken for empty.", shown(value)),
                );
                Ok(String::new())
            }
            _ if cell.has_formula && !cell.has_value => {
                self.tell(cell.column, "The cell is a formula without a value; it was taken for empty.");
                Ok(String::new())
            }
            "" | "n" => {
                let meaning = self.context.meanings.get(cell.style).copied().unwrap_or(Meaning::Number);
                Ok(number(value, meaning, self.context.serials))
            }
            _ => Ok(unescaped(&cell.value).into_owned()),
        }
    }

    fn shared(&self, value: &str, column: u32) -> Result<String, Unreadable> {
        let strings = self
            .context
            .strings
            .as_ref()
            .ok_or_else(|| damaged("its part `xl/sharedStrings.xml` is missing"))?;
        let text = value.parse().ok().and_then(|index| strings.get(index));
        text.map(str::to_owned).ok_or_else(|| {
            let cell = place(column, self.row);
            damaged(&format!("cell {cell} holds text {}, which is not there", shown(value)))
        })
    }

    fn tell(&mut self, column: u32, message: &str) {
        const TOLD: usize = 100;
        if self.problems.len() < TOLD {
            self.problems.push(Problem {
                place: format!("cell {}", place(column, self.row)),
                message: message.to_owned(),
                hint: Some("Open the workbook in a spreadsheet, correct the cell, and save it again.".into()),
            });
        }
    }

    fn into_table(mut self) -> Result<Table, Unreadable> {
        if !self.filled.is_sorted() {
            self.filled.sort();
        }
        let same = |pair: &&[Filled]| (pair[0].row, pair[0].column) == (pair[1].row, pair[1].column);
        if let Some(pair) = self.filled.windows(2).find(same) {
            return Err(damaged(&format!("cell {} is there twice", place(pair[0].column, pair[0].row))));
        }
        let mut table = Table::default();
        (table.places, table.serials) = (Places::Cells, self.context.serials);
        for row in self.filled.chunk_by(|one, two| one.row == two.row) {
            let mut next = 1;
            for cell in row {
                for _ in next..cell.column {
                    table.close_cell()?;
                }
                table.push_text(&self.text[cell.start as usize..cell.end as usize]);
                table
                    .close_cell()
                    .map_err(|error| error.place(format!("cell {}", place(cell.column, cell.row))))?;
                next = cell.column + 1;
            }
            table.close_row(row[0].row as usize)?;
        }
        if self.hidden_rows > 0 {
            self.problems.push(Problem {
                place: "the sheet".into(),
                message: match self.hidden_rows {
                    1 => "One hidden row was read like the others.".into(),
                    count => format!("{count} hidden rows were read like the others."),
                },
                hint: None,
            });
        }
        table.problems = self.problems;
        Ok(table)
    }
}

fn place(column: u32, row: u32) -> String {
    format!("{}{row}", letters(column as usize - 1))
}

fn bad_reference(text: &str) -> Unreadable {
    damaged(&format!("`{}` is no place for a cell here", shown(text)))
}

/// Column and row, from 1, of a reference such as `B7` inside the grid.
fn reference(text: &str) -> Option<(u32, u32)> {
    let end = text.find(|c: char| !c.is_ascii_uppercase()).filter(|end| (1..=3).contains(end))?;
    let column = text[..end].bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    let row = text[end..].parse().ok().filter(|_| text.as_bytes()[end].is_ascii_digit())?;
    (column <= GRID.1 && (1..=GRID.0).contains(&row)).then_some((column, row))
}

/// A number as text, by what its format makes of it.
fn number(value: &str, meaning: Meaning, serials: Serials) -> String {
    let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() < 1e15)
    else {
        return value.to_owned();
    };
    match meaning {
        Meaning::Number => number.to_string(),
        Meaning::Percent => format!("{}%", (number * 1e10).round() / 1e8),
        Meaning::Time if number >= 0.0 => {
            let minutes = (number * 1_440.0).round() as u64;
            format!("{}:{:02}", minutes / 60, minutes % 60)
        }
        Meaning::Time => number.to_string(),
        Meaning::Day => match date::from_serial(number, serials) {
            Ok(when) if when.time.is_none() => when.day.to_string(),
            Ok(when) => when.local().to_string(),
            Err(_) => number.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_letters_and_a_row_inside_the_grid() {
        assert_eq!(reference("B7"), Some((2, 7)));
        assert_eq!(reference("XFD1048576"), Some((16_384, 1_048_576)));
        for bad in
            ["", "1A", "XFE1", "A0", "A1048577", "ZZZZZZZ1", "A99999999999999999999", "a1", "A+1", "Ä1"]
        {
            assert_eq!(reference(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_number_is_shown_as_its_format_means_it() {
        let check = |value: &str, meaning, wanted: &str| {
            assert_eq!(number(value, meaning, Serials::From1900), wanted)
        };
        check("46083", Meaning::Day, "2026-03-02");
        check("46083.5", Meaning::Day, "2026-03-02T12:00:00");
        check("0.29", Meaning::Percent, "29%");
        check("1.5", Meaning::Time, "36:00");
        check("5.1999999999999998", Meaning::Number, "5.2");
        check("1E+400", Meaning::Number, "1E+400");
        check("NaN", Meaning::Day, "NaN");
    }
}
