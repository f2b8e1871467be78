//! A page for the terminal: aligned, coloured only there, as wide as the window.

use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

use super::{Align, Cell, Page, Table, Tone, visible};

/// Between two columns.
const GAP: usize = 2;
/// A column that gives way keeps at least the first of these, and the second if the line is still too long.
const LEAST: [usize; 2] = [16, 12];
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
    out.push_str(&paint(&wrapped(&visible(&page.title), terminal.width, ""), Tone::Strong, terminal));
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
        out.push_str(&paint(&wrapped(&visible(&table.caption), terminal.width, ""), Tone::Strong, terminal));
    }
    let mut table = table.clone();
    table.rows.iter_mut().flatten().for_each(|cell| *cell = one_line(cell));
    let (widths, hidden) = fit(&mut table, terminal.width);
    let table = &table;
    let headings: Vec<Cell> = table.columns.iter().map(|column| Cell::quiet(column.heading)).collect();
    write_row(table, &headings, &widths, terminal, out);
    table.rows.iter().for_each(|row| write_row(table, row, &widths, terminal, out));
    if !hidden.is_empty() {
        let left_out = format!("A wider window also shows: {}.", hidden.join(", "));
        out.push_str(&paint(&wrapped(&left_out, terminal.width, ""), Tone::Quiet, terminal));
    }
    if table.more > 0 {
        out.push_str(&paint(&format!("… and {} more", table.more), Tone::Quiet, terminal));
        out.push('\n');
    }
}

/// Makes a table fit: the widths of its columns, and the headings of those for which there was no room.
fn fit(table: &mut Table, width: usize) -> (Vec<usize>, Vec<&'static str>) {
    let mut widths = self::widths(table, width);
    let mut hidden = Vec::new();
    while line_of(&widths) > width && table.columns.len() > 1 {
        let last = leaves_first(table);
        hidden.insert(0, table.columns.remove(last).heading);
        table.rows.iter_mut().for_each(|row| _ = row.remove(last));
        widths = self::widths(table, width);
    }
    if let [only] = widths.as_mut_slice() {
        *only = (*only).min(width);
    }
    (widths, hidden)
}

/// The column that is missed least: the last that may go, else the last that would say nothing when cut to a few letters,
/// as long as another such stays, else the last.
fn leaves_first(table: &Table) -> usize {
    let columns = || (1..table.columns.len()).rev();
    let may_go = columns().find(|index| table.columns[*index].may_go);
    let long = table.columns.iter().filter(|column| column.gives_way).count();
    let cut = columns().find(|index| long > 1 && table.columns[*index].gives_way);
    may_go.or(cut).unwrap_or(table.columns.len() - 1)
}

/// How long a line of columns of these widths is.
fn line_of(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
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
    let mut cut = beginning(text, width.saturating_sub(1)).to_string();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// As much of a text as fits. What two characters take together can be more or less than both alone.
fn beginning(text: &str, width: usize) -> &str {
    let ends = text.char_indices().map(|(index, character)| index + character.len_utf8());
    let end = ends.take_while(|end| text[..*end].width() <= width).last();
    &text[..end.unwrap_or(0)]
}

/// Text in lines of a width; a word that has no room in a line of its own goes on in the next one.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.width()).max(1);
    let mut out = String::new();
    for paragraph in text.lines() {
        let (mut line, mut is_empty) = (String::new(), true);
        for word in paragraph.split(' ') {
            for (number, piece) in pieces(word, room).into_iter().enumerate() {
                let gap = if number == 0 && !is_empty { " " } else { "" };
                // What meets at the joint can take more together than alone.
                let joined = format!("{line}{gap}{piece}");
                if !is_empty && joined.width() > width {
                    out.push_str(&line);
                    out.push('\n');
                    line = format!("{indent}{piece}");
                } else {
                    line = joined;
                    is_empty = line.is_empty();
                }
            }
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// A word in pieces that each have room.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while rest.width() > room {
        let first = match beginning(rest, room).len() {
            0 => rest.chars().next().map_or(rest.len(), char::len_utf8),
            some => some,
        };
        pieces.push(&rest[..first]);
        rest = &rest[first..];
    }
    if pieces.is_empty() || !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
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
mod tests;
