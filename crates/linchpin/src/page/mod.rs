//! An answer before it is written: a title, sentences, tables, checks. One page becomes text, CSV, Markdown or HTML.

mod csv;
mod html;
mod markdown;
mod text;

use linchpin_analysis::Check;
use linchpin_model::{Date, Moment};
pub(crate) use text::Terminal;

use crate::cli::AnswerFormat;

/// An answer, ready to be written in any format.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// What it is.
    pub(crate) title: String,
    /// What it says first, in sentences.
    pub(crate) lead: Vec<String>,
    /// What proves it.
    pub(crate) tables: Vec<Table>,
    /// What was met on the way: sentences, each with the key of the thing that it is about, if any.
    pub(crate) notes: Vec<String>,
    /// As of when, and on what it rests.
    pub(crate) foot: Vec<String>,
}

/// Rows under headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    /// What it shows.
    pub(crate) caption: String,
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How many more rows there are that are not shown here.
    pub(crate) more: usize,
}

/// A column's heading and how its cells stand.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) heading: &'static str,
    pub(crate) align: Align,
    /// Gives way first when the line is too long.
    pub(crate) gives_way: bool,
    /// What does not fit goes on in the next line; without this it is cut.
    pub(crate) wraps: bool,
    /// Is left out before anything else when there is no room for all.
    pub(crate) may_go: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// What a cell holds and how it speaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) tone: Tone,
}

/// How something is said. Never the only carrier of a meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Strong,
    Quiet,
    Red,
    Yellow,
    Green,
}

impl Column {
    /// A column of words.
    pub(crate) fn words(heading: &'static str) -> Self {
        Self { heading, align: Align::Left, gives_way: false, wraps: false, may_go: false }
    }

    /// A column of words that is cut first when the line is too long.
    pub(crate) fn long(heading: &'static str) -> Self {
        Self { heading, align: Align::Left, gives_way: true, wraps: false, may_go: false }
    }

    /// A column of sentences, which go on in the next line when the line is too long.
    pub(crate) fn sentences(heading: &'static str) -> Self {
        Self { heading, align: Align::Left, gives_way: true, wraps: true, may_go: false }
    }

    /// A column of numbers or dates.
    pub(crate) fn number(heading: &'static str) -> Self {
        Self { heading, align: Align::Right, gives_way: false, wraps: false, may_go: false }
    }

    /// The same column, which is left out first when there is no room for all.
    pub(crate) fn that_may_go(self) -> Self {
        Self { may_go: true, ..self }
    }
}

impl Cell {
    /// A cell that speaks in a tone.
    pub(crate) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// A quiet cell.
    pub(crate) fn quiet(text: impl Into<String>) -> Self {
        Self::toned(text, Tone::Quiet)
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }
}

impl Page {
    /// Adds the checks, at most `most` of each kind, and says how many more there are.
    pub(crate) fn with_checks(mut self, checks: &[Check], most: usize) -> Self {
        let mut kinds: Vec<(&str, usize)> = Vec::new();
        for check in checks {
            let count = match kinds.iter_mut().find(|(kind, _)| *kind == check.check) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    kinds.push((check.check, 1));
                    1
                }
            };
            if count <= most {
                self.notes.push(check.sentence.clone());
            }
        }
        let more = kinds.into_iter().filter(|(_, count)| *count > most);
        self.notes.extend(more.map(|(kind, count)| {
            format!("… and {} more like it ({}).", count - most, kind.replace('_', " "))
        }));
        self
    }

    /// The page in a format that is not JSON.
    pub(crate) fn write(&self, format: AnswerFormat) -> String {
        match format {
            AnswerFormat::Csv => csv::write(self),
            AnswerFormat::Md => markdown::write(self),
            AnswerFormat::Html => html::write(self),
            AnswerFormat::Text | AnswerFormat::Json => self.write_for(&Terminal::here()),
        }
    }

    /// The page as text for a terminal.
    pub(crate) fn write_for(&self, terminal: &Terminal) -> String {
        text::write(self, terminal)
    }
}

/// Text in which control characters and marks that turn the direction of writing are visible and do nothing.
pub(crate) fn visible(text: &str) -> String {
    let is_unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if !text.chars().any(is_unseen) {
        return text.to_string();
    }
    let show = |c: char| match c {
        '\n' => "\n".to_string(),
        '\t' => " ".to_string(),
        c if is_unseen(c) => format!("\\u{{{:x}}}", c as u32),
        c => c.to_string(),
    };
    text.chars().map(show).collect()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day as people write it: `2 Mar`, with the year when it is not that of `near`.
pub(crate) fn day(on: Date, near: Date) -> String {
    let short = format!("{} {}", on.day(), MONTHS[on.month() as usize - 1]);
    if on.year() == near.year() { short } else { format!("{short} {}", on.year()) }
}

/// A moment as people write it, in UTC: `16 Apr 2026 02:00 UTC`.
pub(crate) fn moment(at: Moment) -> String {
    let at = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
    format!(
        "{} {} {} {:02}:{:02} UTC",
        at.day(),
        MONTHS[at.month() as usize - 1],
        at.year(),
        at.hour(),
        at.minute()
    )
}

/// A number with at most one decimal: `3`, `2.5`.
pub(crate) fn one_decimal(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

/// `1 day`, `2.5 days`.
pub(crate) fn amount(value: f64, one: &str, many: &str) -> String {
    let number = one_decimal(value);
    format!("{number} {}", if number == "1" { one } else { many })
}

/// `1 item`, `2 items`.
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
