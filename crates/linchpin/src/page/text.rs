//! A page for the terminal: aligned, coloured only there, as wide as the window.

use std::io::IsTerminal;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Align, Cell, Page, Table, Tone, visible};

/// Between two columns.
const GAP: usize = 2;
/// A column that gives way keeps at least the first of these, and the second if the line is still too long.
const LEAST: [usize; 2] = [16, 8];
/// A wrapped cell has at most so many lines; the rest is cut.
const MOST_LINES: usize = 6;

/// What the text is written for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    pub(crate) width: usize,
    pub(crate) colours: bool,
}

impl Terminal {
    /// The terminal that this process writes to; 110 columns without colours where it is none.
    pub(crate) fn here() -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let width =
            terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|_| is_terminal);
        Self { width: width.unwrap_or(110).clamp(40, 200), colours: is_terminal && !no_color }
    }
}

pub(super) fn write(page: &Page, terminal: &Terminal) -> String {
    let mut out = String::new();
    out.push_str(&paint(&visible(&page.title), Tone::Strong, terminal));
    out.push('\n');
    for sentence in &page.lead {
        out.push_str(&wrapped(&visible(sentence), terminal.width, ""));
    }
    for table in page.tables.iter().filter(|table| !table.rows.is_empty()) {
        out.push('\n');
        write_table(table, terminal, &mut out);
    }
    if !page.notes.is_empty() {
        out.push('\n');
        for note in &page.notes {
            out.push_str(&wrapped(&format!("- {}", visible(note)), terminal.width, "  "));
        }
    }
    if !page.foot.is_empty() {
        out.push('\n');
        out.push_str(&paint(
            &wrapped(&visible(&page.foot.join(" · ")), terminal.width, ""),
            Tone::Quiet,
            terminal,
        ));
    }
    out
}

fn write_table(table: &Table, terminal: &Terminal, out: &mut String) {
    if !table.caption.is_empty() {
        out.push_str(&paint(&visible(&table.caption), Tone::Strong, terminal));
        out.push('\n');
    }
    let mut table = table.clone();
    table.rows.iter_mut().flatten().for_each(|cell| *cell = one_line(cell));
    let mut widths = widths(&table, terminal.width);
    let mut hidden = Vec::new();
    // What is cut to a few letters says nothing: the last such column goes, as long as another one stays.
    while widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1) > terminal.width {
        let mut long = (0..table.columns.len()).filter(|index| table.columns[*index].gives_way);
        let (Some(_), Some(last)) = (long.next(), long.next_back()) else { break };
        hidden.push(table.columns.remove(last).heading);
        table.rows.iter_mut().for_each(|row| {
            row.remove(last);
        });
        widths = self::widths(&table, terminal.width);
    }
    let table = &table;
    let headings: Vec<Cell> = table.columns.iter().map(|column| Cell::quiet(column.heading)).collect();
    write_row(table, &headings, &widths, terminal, out);
    table.rows.iter().for_each(|row| write_row(table, row, &widths, terminal, out));
    if !hidden.is_empty() {
        let left_out = format!("A wider window also shows: {}.", hidden.join(", "));
        out.push_str(&wrapped(&paint(&left_out, Tone::Quiet, terminal), terminal.width, ""));
    }
    if table.more > 0 {
        out.push_str(&paint(&format!("… and {} more", table.more), Tone::Quiet, terminal));
        out.push('\n');
    }
}

fn one_line(cell: &Cell) -> Cell {
    Cell { text: visible(&cell.text).replace('\n', " "), tone: cell.tone }
}

/// The widest cell of each column, less what must give way so that the line fits.
fn widths(table: &Table, width: usize) -> Vec<usize> {
    let widest = |index: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(index)).map(|cell| cell.text.width());
        cells.chain([table.columns[index].heading.width()]).max().unwrap_or(0)
    };
    let mut widths: Vec<usize> = (0..table.columns.len()).map(widest).collect();
    let room = width.saturating_sub(GAP * widths.len().saturating_sub(1));
    for least in LEAST {
        give_way(&mut widths, table, room, least);
    }
    widths
}

fn give_way(widths: &mut [usize], table: &Table, room: usize, least: usize) {
    loop {
        let over = widths.iter().sum::<usize>().saturating_sub(room);
        let gives_way = |(index, width): &(usize, &usize)| table.columns[*index].gives_way && **width > least;
        let Some((index, _)) = widths.iter().enumerate().filter(gives_way).max_by_key(|(_, width)| **width)
        else {
            break;
        };
        if over == 0 {
            break;
        }
        widths[index] = widths[index].saturating_sub(over).max(least).max(widths[index] / 2);
    }
}

/// Writes a row: one line, or as many as its longest wrapped cell needs.
fn write_row(table: &Table, row: &[Cell], widths: &[usize], terminal: &Terminal, out: &mut String) {
    let cells = row.iter().enumerate();
    let cells: Vec<Vec<Cell>> =
        cells.map(|(index, cell)| lines_of(cell, table.columns[index].wraps, widths[index])).collect();
    for number in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
        let line: Vec<Cell> =
            cells.iter().map(|lines| lines.get(number).cloned().unwrap_or_default()).collect();
        write_line(table, &line, widths, terminal, out);
    }
}

/// A cell as the lines that it takes in a column of this width.
fn lines_of(cell: &Cell, wraps: bool, width: usize) -> Vec<Cell> {
    if !wraps || cell.text.width() <= width {
        return vec![Cell { text: cut(&cell.text, width), tone: cell.tone }];
    }
    let text = wrapped(&cell.text, width, "");
    let lines: Vec<&str> = text.lines().collect();
    let mut shown: Vec<String> = lines.iter().take(MOST_LINES).map(|line| cut(line, width)).collect();
    if lines.len() > MOST_LINES
        && let Some(last) = shown.last_mut()
    {
        *last = cut(&format!("{last} …"), width);
    }
    shown.into_iter().map(|text| Cell { text, tone: cell.tone }).collect()
}

fn write_line(table: &Table, row: &[Cell], widths: &[usize], terminal: &Terminal, out: &mut String) {
    let mut line = String::new();
    let last = row.iter().rposition(|cell| !cell.text.is_empty()).unwrap_or(0);
    for (index, cell) in row.iter().enumerate().take(last + 1) {
        let padding = " ".repeat(widths[index].saturating_sub(cell.text.width()));
        let painted = paint(&cell.text, cell.tone, terminal);
        match table.columns[index].align {
            Align::Right => line.extend([padding.as_str(), painted.as_str()]),
            Align::Left if index == last => line.push_str(&painted),
            Align::Left => line.extend([painted.as_str(), padding.as_str()]),
        }
        if index < last {
            line.push_str(&" ".repeat(GAP));
        }
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// As much of a text as fits, with `…` for the rest. A character is never split.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut cut = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        cut.push(character);
        used += wide;
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                out.push_str(&line);
                out.push('\n');
                line = indent.to_string() + word;
            } else {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn paint(text: &str, tone: Tone, terminal: &Terminal) -> String {
    let code = match tone {
        _ if !terminal.colours || text.is_empty() => return text.to_string(),
        Tone::Plain => return text.to_string(),
        Tone::Strong => "1",
        Tone::Quiet => "2",
        Tone::Red => "31",
        Tone::Yellow => "33",
        Tone::Green => "32",
    };
    let (body, line_end) = text.strip_suffix('\n').map_or((text, ""), |body| (body, "\n"));
    format!("\u{1b}[{code}m{body}\u{1b}[0m{line_end}")
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    #[test]
    fn a_long_column_gives_way_and_no_character_is_split() {
        let table = Table {
            caption: "Left".into(),
            columns: vec![Column::words("Item"), Column::long("Title"), Column::number("Due")],
            rows: vec![
                vec!["A-1".into(), "Grüße an das Wetter, wie lang es auch sei".into(), "2 Mar".into()],
                vec!["A-12".into(), "日本語の題名がここに長く続いている".into(), "13 Mar".into()],
            ],
            more: 3,
        };
        let mut out = String::new();
        write_table(&table, &Terminal { width: 40, colours: false }, &mut out);
        let expected = "Left
Item  Title                          Due
A-1   Grüße an das Wetter, wie…    2 Mar
A-12  日本語の題名がここに長く…   13 Mar
… and 3 more
";
        assert_eq!(out, expected);
    }

    #[test]
    fn a_column_for_which_there_is_no_room_goes_and_is_named() {
        let columns = ["Item", "Promised", "Ask"].map(Column::words);
        let mut table = Table { columns: columns.into(), ..Table::default() };
        table.columns.insert(1, Column::long("Title"));
        table.columns.insert(3, Column::long("Waits for"));
        table
            .rows
            .push(["A-1", "Tell me before", "13 March", "A-2, Ben", "Ask for a date"].map(Cell::from).into());
        let mut out = String::new();
        write_table(&table, &Terminal { width: 44, colours: false }, &mut out);
        let expected = "Item  Title         Promised  Ask
A-1   Tell me bef…  13 March  Ask for a date
A wider window also shows: Waits for.
";
        assert_eq!(out, expected);
    }

    #[test]
    fn a_sentence_goes_on_in_the_next_line_under_its_own_column() {
        let table = Table {
            columns: vec![Column::number(""), Column::sentences("Because"), Column::number("Takes")],
            rows: vec![vec!["1".into(), "The drill has no date and nobody has it".into(), "5 min".into()]],
            ..Table::default()
        };
        let mut out = String::new();
        write_table(&table, &Terminal { width: 30, colours: false }, &mut out);
        let expected = "   Because               Takes
1  The drill has no      5 min
   date and nobody has
   it
";
        assert_eq!(out, expected, "{out}");
    }

    #[test]
    fn a_sentence_without_an_end_is_cut_after_some_lines() {
        let lines = lines_of(&"word ".repeat(200).into(), true, 20);
        assert_eq!(lines.len(), MOST_LINES);
        assert!(
            lines.iter().all(|line| line.text.width() <= 20) && lines[5].text.ends_with('…'),
            "{lines:?}"
        );
    }

    #[test]
    fn what_cannot_be_seen_is_shown_and_does_nothing() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
    }
}
