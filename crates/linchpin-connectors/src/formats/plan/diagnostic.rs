//! What is wrong in a plan, and where: a span, one sentence, and what to do next.

use std::fmt::Write as _;
use std::ops::Range;

use crate::formats::shown;

/// How many findings are told; the rest is counted.
const MOST_FINDINGS: usize = 1_000;
/// How many characters of a source line are drawn.
const MOST_DRAWN: usize = 160;

/// Whether something was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be understood, and was left out.
    Fault,
    /// It was understood and kept, and is worth a look.
    Remark,
}

/// One finding in a plan's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether something was left out.
    pub severity: Severity,
    /// Where: bytes of the text, half-open.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What is wrong: one sentence for a person.
    pub message: String,
    /// What to do next, if there is something.
    pub hint: Option<String>,
}

/// Findings as they are met.
#[derive(Default)]
pub(super) struct Findings {
    met: Vec<(Severity, Range<usize>, String, Option<String>)>,
    untold: usize,
}

impl Findings {
    /// Something that cannot be understood and is left out.
    pub(super) fn fault(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<Hint>) {
        self.add(Severity::Fault, span, message.into(), hint.into());
    }

    /// Something that is kept and worth a look.
    pub(super) fn remark(&mut self, span: Range<usize>, message: impl Into<String>, hint: impl Into<Hint>) {
        self.add(Severity::Remark, span, message.into(), hint.into());
    }

    fn add(&mut self, severity: Severity, span: Range<usize>, message: String, hint: Hint) {
        if self.met.len() < MOST_FINDINGS {
            self.met.push((severity, span, shown(&message), hint.0.as_deref().map(shown)));
        } else {
            self.untold += 1;
        }
    }

    /// How many were met so far.
    pub(super) fn len(&self) -> usize {
        self.met.len() + self.untold
    }

    /// Whether there are so many that the next is only counted, so that no hint for it needs to be found.
    pub(super) fn is_full(&self) -> bool {
        self.met.len() == MOST_FINDINGS
    }

    /// All of them in the order of the text, with lines and columns.
    pub(super) fn into_diagnostics(mut self, source: &str) -> Vec<Diagnostic> {
        self.met.sort_by_key(|(_, span, ..)| span.start);
        let mut place = Place::default();
        let mut told: Vec<Diagnostic> = self
            .met
            .into_iter()
            .map(|(severity, span, message, hint)| {
                let (line, column) = place.advance(source, span.start);
                Diagnostic { severity, span, line, column, message, hint }
            })
            .collect();
        if self.untold > 0 {
            let (line, column) = place.advance(source, source.len());
            told.push(Diagnostic {
                severity: Severity::Fault,
                span: source.len()..source.len(),
                line,
                column,
                message: format!("There are {} more faults than can be told.", self.untold),
                hint: Some("Is this a plan at all? If it is, mend the first ones and read it again.".into()),
            });
        }
        told
    }
}

/// A hint, or none.
pub(super) struct Hint(Option<String>);

impl From<&str> for Hint {
    fn from(text: &str) -> Self {
        Self(Some(text.into()))
    }
}
impl From<String> for Hint {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}
impl From<()> for Hint {
    fn from((): ()) -> Self {
        Self(None)
    }
}
impl From<Option<String>> for Hint {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}

/// A line and column that move forwards through a text.
struct Place {
    line: usize,
    column: usize,
    byte: usize,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 1, byte: 0 }
    }
}

impl Place {
    fn advance(&mut self, source: &str, to: usize) -> (usize, usize) {
        for character in source[self.byte..to].chars() {
            match character {
                '\n' => (self.line, self.column) = (self.line + 1, 1),
                _ => self.column += 1,
            }
        }
        self.byte = to;
        (self.line, self.column)
    }
}

/// Draws findings as a compiler would: the sentence, the place, the line with the span marked, the hint.
///
/// `name` is what to call the file; `color` adds the codes of a terminal.
pub fn render(diagnostics: &[Diagnostic], source: &str, name: &str, color: bool) -> String {
    let paint = |code: &'static str| if color { code } else { "" };
    let (bold, blue, reset) = (paint("\x1b[1m"), paint("\x1b[34m"), paint("\x1b[0m"));
    let mut drawn = String::new();
    for diagnostic in diagnostics {
        let (word, hue) = match diagnostic.severity {
            Severity::Fault => ("error", paint("\x1b[1;31m")),
            Severity::Remark => ("remark", paint("\x1b[1;33m")),
        };
        let (before, marked, line) = around(source, &diagnostic.span);
        let gutter = " ".repeat(diagnostic.line.to_string().len());
        let _ = write!(
            drawn,
            "{hue}{word}{reset}{bold}: {}{reset}\n\
             {gutter}{blue}-->{reset} {name}:{}:{}\n\
             {gutter} {blue}|{reset}\n\
             {blue}{} |{reset} {line}\n\
             {gutter} {blue}|{reset} {}{hue}{}{reset}\n",
            diagnostic.message,
            diagnostic.line,
            diagnostic.column,
            diagnostic.line,
            " ".repeat(before),
            "^".repeat(marked.max(1)),
        );
        if let Some(hint) = &diagnostic.hint {
            let _ = writeln!(drawn, "{gutter} {blue}={reset} {bold}hint{reset}: {hint}");
        }
        drawn.push('\n');
    }
    drawn
}

/// How many characters stand before a span in its line, how many it marks there, and the line as it can be drawn.
fn around(source: &str, span: &Range<usize>) -> (usize, usize, String) {
    let from = source[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let to = source[span.start..].find('\n').map_or(source.len(), |length| span.start + length);
    let before = source[from..span.start].chars().count();
    let marked = source[span.start..span.end.clamp(span.start, to)].chars().count();
    let skipped = before.saturating_sub(MOST_DRAWN / 2);
    let line = source[from..to].chars().skip(skipped).take(MOST_DRAWN).map(drawable);
    let before = before - skipped;
    (before, marked.min(MOST_DRAWN - before), line.collect::<String>().trim_end().into())
}

fn drawable(character: char) -> char {
    match character {
        '\t' => ' ',
        other if is_unseen(other) => '\u{fffd}',
        other => other,
    }
}

/// Control characters, those without width, and those that turn the direction of writing.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
