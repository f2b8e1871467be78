//! A text with delimiters as a table: quotes, all kinds of line ends, rows of any length.
//!
//! The scanner is our own because it has to tell what general ones do not: on which line a quote opened that never
//! closes, and the number of a row after blank ones.

use super::super::Unreadable;
use super::super::table::Table;

/// The ends of lines: LF, CR, or CR LF, mixed as they come.
pub(super) struct LineEnd;

impl LineEnd {
    /// The text after a line end at its start; none if there is none.
    pub(super) fn strip(text: &str) -> Option<&str> {
        let rest = text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\r', '\n']));
        rest.or(text.is_empty().then_some(text))
    }
}

/// Cuts a text into rows. `lines_before` were taken off its start; rows count from 1 without them.
pub(super) fn scan(text: &str, delimiter: char, lines_before: usize) -> Result<Table, Unreadable> {
    let mut table = Table::default();
    let mut row = 1;
    let mut scanner = Scanner::new(text, delimiter);
    while let Some(piece) = scanner.next_piece() {
        match piece {
            Piece::Text(text) => table.push_text(text),
            Piece::EndOfCell => table.close_cell().map_err(|error| at_row(error, row))?,
            Piece::EndOfRow => {
                table.close_cell().map_err(|error| at_row(error, row))?;
                table.close_row(row)?;
                row += 1;
            }
        }
    }
    if let Some(line) = scanner.unclosed {
        return Err(Unreadable::new(format!(
            "A quote opens on line {} and never closes.",
            line + lines_before
        ))
        .at(line + lines_before, 1)
        .hint("Close the quote, or double it if it is meant as a character."));
    }
    Ok(table)
}

fn at_row(error: Unreadable, row: usize) -> Unreadable {
    error.place(format!("row {row}"))
}

/// The fields of the first rows that hold something, to try a delimiter. An unclosed quote ends them.
pub(super) fn fields_of_first_rows(text: &str, delimiter: char, count: usize) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut field = String::new();
    let mut scanner = Scanner::new(text, delimiter);
    while rows.len() < count
        && let Some(piece) = scanner.next_piece()
    {
        match piece {
            Piece::Text(text) => field.push_str(text),
            Piece::EndOfCell => row.push(std::mem::take(&mut field)),
            Piece::EndOfRow => {
                row.push(std::mem::take(&mut field));
                let row = std::mem::take(&mut row);
                if row.iter().any(|field| !field.trim().is_empty()) {
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// What the scanner comes upon.
enum Piece<'a> {
    /// Some characters of the current cell.
    Text(&'a str),
    EndOfCell,
    EndOfRow,
}

struct Scanner<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    state: State,
    /// The line, from 1.
    line: usize,
    /// The line on which a quote opened that never closed.
    unclosed: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Before the first character of a cell.
    Start,
    /// Inside a cell, outside quotes.
    Plain,
    /// Inside quotes that opened on this line.
    Quoted(usize),
    /// After the last row.
    End,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, delimiter: char) -> Self {
        let state = if text.is_empty() { State::End } else { State::Start };
        Self { text, delimiter: delimiter as u8, at: 0, state, line: 1, unclosed: None }
    }

    fn next_piece(&mut self) -> Option<Piece<'a>> {
        if self.state == State::Start && self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.state = State::Quoted(self.line);
            self.at += 1;
        }
        match self.state {
            State::Start | State::Plain => self.plain(),
            State::Quoted(opened) => self.quoted(opened),
            State::End => None,
        }
    }

    fn plain(&mut self) -> Option<Piece<'a>> {
        let rest = &self.text[self.at..];
        let delimiter = self.delimiter;
        let is_end = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        if length > 0 {
            self.state = State::Plain;
            self.at += length;
            return Some(Piece::Text(&rest[..length]));
        }
        let Some(mark) = rest.bytes().next() else {
            self.state = State::End;
            return Some(Piece::EndOfRow);
        };
        self.state = State::Start;
        if mark == delimiter {
            self.at += 1;
            return Some(Piece::EndOfCell);
        }
        self.at += if rest.starts_with("\r\n") { 2 } else { 1 };
        self.line += 1;
        if self.at == self.text.len() {
            self.state = State::End;
        }
        Some(Piece::EndOfRow)
    }

    fn quoted(&mut self, opened: usize) -> Option<Piece<'a>> {
        let rest = &self.text[self.at..];
        let Some(length) = rest.bytes().position(|byte| byte == b'"') else {
            self.unclosed = Some(opened);
            self.state = State::End;
            return None;
        };
        let (inside, after) = (&rest[..length], &rest[length + 1..]);
        self.line += count_lines(inside);
        if after.starts_with('"') {
            self.at += length + 2;
            return Some(Piece::Text(&rest[..length + 1]));
        }
        self.at += length + 1;
        self.state = State::Plain;
        Some(Piece::Text(inside))
    }
}

fn count_lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_end = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(is_end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_scan(text: &str, rows: &[(usize, &[&str])]) {
        let table = scan(text, ',', 0).unwrap();
        let found: Vec<(usize, Vec<&str>)> =
            table.rows_from(0).map(|row| (row.number(), row.cells().collect())).collect();
        let wanted: Vec<(usize, Vec<&str>)> = rows.iter().map(|(n, cells)| (*n, cells.to_vec())).collect();
        assert_eq!(found, wanted, "{text:?}");
    }

    #[test]
    fn line_ends_may_be_mixed_and_the_last_may_be_missing() {
        let rows: &[(usize, &[&str])] = &[(1, &["a", "b"]), (2, &["c", "d"]), (3, &["e", ""])];
        check_scan("a,b\r\nc,d\re,\n", rows);
        check_scan("a,b\nc,d\ne,", rows);
    }

    #[test]
    fn quotes_hold_delimiters_line_ends_and_doubled_quotes() {
        check_scan("\"a,\"\"b\"\"\r\nc\",d\n", &[(1, &["a,\"b\"\r\nc", "d"])]);
        check_scan("He said \"no\",x\n", &[(1, &["He said \"no\"", "x"])]);
        check_scan("\"a\"b,c", &[(1, &["ab", "c"])]);
        check_scan("\"\",x", &[(1, &["", "x"])]);
    }

    #[test]
    fn blank_rows_count_and_are_left_out() {
        check_scan("a\n\n  \nb\n", &[(1, &["a"]), (4, &["b"])]);
    }

    #[test]
    fn an_unclosed_quote_is_named_with_the_line_on_which_it_opened() {
        let error = scan("id\n\"x\r\ny\"\nA,\"b\nc\n", ',', 0).unwrap_err();
        assert_eq!(error.line, Some(4));
        assert!(error.message.contains("line 4"), "{error}");
    }

    #[test]
    fn limits_are_told() {
        let wide = ",".repeat(1_100);
        assert!(scan(&wide, ',', 0).unwrap_err().message.contains("1,024"));
        let long = format!("a\n{}\n", "x".repeat((1 << 20) + 1));
        assert_eq!(scan(&long, ',', 0).unwrap_err().place.as_deref(), Some("row 2"));
    }

    proptest::proptest! {
        #[test]
        fn well_formed_text_is_cut_as_by_the_csv_crate(
            rows in proptest::collection::vec(proptest::collection::vec("[a,\"\r\n x]{0,6}", 2..5), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let table = scan(&text, ',', 0).unwrap();
            let found: Vec<Vec<&str>> = table.rows_from(0).map(|row| row.cells().collect()).collect();
            let blank = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
            let wanted: Vec<&Vec<String>> = rows.iter().filter(blank).collect();
            proptest::prop_assert!(found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| found == wanted));
        }
    }
}
