//! A sheet as rows of texts with their places, whatever file it came from.
//!
//! Cells lie one behind the other in one text, so that a million of them cost little more than their characters.

use linchpin_model::Problem;

use super::Unreadable;
use super::cell::text::unguarded;

/// Most columns that a sheet may have.
pub(super) const MAX_COLUMNS: usize = 1_024;
/// Most rows that a sheet may have.
pub(super) const MAX_ROWS: usize = 1_000_000;
/// Most bytes in one cell.
pub(super) const MAX_CELL_BYTES: usize = 1 << 20;
/// Most cells in a sheet, empty ones between others counted.
pub(super) const MAX_CELLS: usize = 16_000_000;

/// A sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    text: String,
    /// Where each cell ends in `text`.
    ends: Vec<u32>,
    rows: Vec<RowStart>,
    /// The first cell of the row that is being written.
    open: usize,
    /// How places are told.
    pub(super) places: Places,
    /// The day that a bare number in a column of dates counts from.
    pub(super) serials: Serials,
    /// What could not be read, in the order of the file.
    pub(super) problems: Vec<Problem>,
}

/// How a person finds a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Places {
    /// `row 3, column Due`.
    #[default]
    Rows,
    /// `cell B3`.
    Cells,
}

/// What day a spreadsheet's day number counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Serials {
    /// 1 is 1 January 1900, and 60 is a 29 February 1900 that never was.
    #[default]
    From1900,
    /// 0 is 1 January 1904.
    From1904,
}

#[derive(Clone, Copy, Debug)]
struct RowStart {
    number: u32,
    first_cell: u32,
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    table: &'a Table,
    index: usize,
}

impl Table {
    /// How many rows it has, the header among them.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row at all.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row by its place among those that hold something, from 0.
    pub(super) fn row(&self, index: usize) -> Option<Row<'_>> {
        (index < self.rows.len()).then_some(Row { table: self, index })
    }

    /// The rows from this one on.
    pub(super) fn rows_from(&self, index: usize) -> impl Iterator<Item = Row<'_>> {
        (index..self.rows.len()).map(|index| Row { table: self, index })
    }

    /// Adds characters to the cell that is being written.
    pub(super) fn push_text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the cell that is being written.
    pub(super) fn close_cell(&mut self) -> Result<(), Unreadable> {
        let start = self.ends.last().map_or(0, |end| *end as usize);
        if self.text.len() - start > MAX_CELL_BYTES {
            return Err(Unreadable::new("A cell holds more than 1 MiB of text, which is the limit.")
                .hint("Shorten it, or leave its column out of the export."));
        }
        if self.ends.len() >= MAX_CELLS {
            return Err(Unreadable::new(format!(
                "The sheet has more than {MAX_CELLS} cells, which is the limit."
            ))
            .hint("Export fewer columns, or in several parts."));
        }
        let end = u32::try_from(self.text.len())
            .map_err(|_| Unreadable::new("The sheet holds more than 4 GiB of text."))?;
        self.ends.push(end);
        Ok(())
    }

    /// Ends the row that is being written, if it holds anything but white space; else it is forgotten.
    pub(super) fn close_row(&mut self, number: usize) -> Result<(), Unreadable> {
        let first_cell = self.open;
        let columns = self.ends.len() - first_cell;
        if columns > MAX_COLUMNS {
            return Err(Unreadable::new(format!("Row {number} has {columns} columns; the limit is 1,024."))
                .place(format!("row {number}"))
                .hint("Export fewer columns."));
        }
        let start = self.start_of_cell(first_cell);
        if self.text[start..].trim().is_empty() {
            self.ends.truncate(first_cell);
            self.text.truncate(start);
            return Ok(());
        }
        if self.rows.len() >= MAX_ROWS {
            return Err(Unreadable::new("The sheet has more than 1,000,000 rows, which is the limit.")
                .hint("Export it in several parts."));
        }
        self.rows.push(RowStart { number: number as u32, first_cell: first_cell as u32 });
        self.open = self.ends.len();
        Ok(())
    }

    fn start_of_cell(&self, cell: usize) -> usize {
        match cell {
            0 => 0,
            cell => self.ends[cell - 1] as usize,
        }
    }
}

impl<'a> Row<'a> {
    /// Its number in the file, from 1.
    pub(super) fn number(self) -> usize {
        self.table.rows[self.index].number as usize
    }

    /// How many cells it has.
    pub(super) fn len(self) -> usize {
        let end = self.table.rows.get(self.index + 1);
        end.map_or(self.table.open, |row| row.first_cell as usize) - self.first_cell()
    }

    /// The text of a cell by its column from 0, without an export's guard; none where the row is too short. The row of a
    /// workbook never is: a cell that is not there is empty.
    pub(super) fn get(self, column: usize) -> Option<&'a str> {
        if column >= self.len() && self.table.places == Places::Cells {
            return Some("");
        }
        let cell = self.first_cell() + column;
        (column < self.len())
            .then(|| &self.table.text[self.table.start_of_cell(cell)..self.table.ends[cell] as usize])
            .map(unguarded)
    }

    /// The cells in order.
    pub(super) fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter_map(move |column| self.get(column))
    }

    /// Where a cell is, for a person: `row 3, column Due` or `cell B3`.
    pub(super) fn place(self, column: usize, header: &str) -> String {
        match self.table.places {
            Places::Rows => format!("row {}, column {}", self.number(), super::cell::text::shown(header)),
            Places::Cells => format!("cell {}{}", letters(column), self.number()),
        }
    }

    fn first_cell(self) -> usize {
        self.table.rows[self.index].first_cell as usize
    }
}

/// A column as a spreadsheet names it: 0 is `A`, 26 is `AA`.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let names: Vec<_> = [0, 25, 26, 701, 702, 1_023].into_iter().map(letters).collect();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "AMJ"]);
    }

    #[test]
    fn rows_without_text_are_not_there_and_the_others_keep_their_numbers() {
        let mut table = Table::default();
        for (number, cells) in [["id", "title"], ["", " "], ["1", "x"]].iter().enumerate() {
            for cell in cells {
                table.push_text(cell);
                table.close_cell().unwrap();
            }
            table.close_row(number + 1).unwrap();
        }
        let rows: Vec<_> = table.rows_from(0).map(|row| (row.number(), row.cells().collect())).collect();
        assert_eq!(rows, [(1, vec!["id", "title"]), (3, vec!["1", "x"])]);
    }

    #[test]
    fn a_sheet_has_at_most_so_many_cells() {
        let mut table = Table::default();
        let result = (0..=MAX_CELLS).try_for_each(|_| table.close_cell());
        assert!(result.unwrap_err().message.contains("16000000 cells"));
    }
}
