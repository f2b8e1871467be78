//! How a line of a plan falls into words, quotes, people, labels and signs.

use std::ops::Range;

use super::diagnostic::Findings;

/// What a tab is worth in indentation: it leads to the next multiple of this.
const TAB: usize = 4;

/// The smallest part of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// `design`, `5d`, `2026-03-02`, `09:00-17:00`.
    Word(&'a str),
    /// `"in quotes"`, as it reads.
    Quote(String),
    /// `@ana`, without the sign.
    Person(&'a str),
    /// `#radar`, without the sign.
    Label(&'a str),
    /// `<-`.
    Arrow,
    /// `,`.
    Comma,
    /// `:` at the end of a word.
    Colon,
    /// `-` on its own.
    Dash,
}

/// A value with its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spanned<T> {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// The value.
    pub(super) value: T,
}

/// A line that says something.
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The width of the white space before its first token.
    pub(super) indent: usize,
    /// Its tokens; at least one.
    pub(super) tokens: Vec<Spanned<Token<'a>>>,
}

/// The lines of a text that are neither empty nor only a comment.
pub(super) fn lines<'a>(source: &'a str, findings: &mut Findings) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut from = 0;
    for (index, text) in source.split_inclusive('\n').enumerate() {
        let tokens = tokens(source, from..from + text.trim_end_matches(['\n', '\r']).len(), findings);
        if !tokens.is_empty() {
            lines.push(Line { number: index + 1, indent: indent_of(text), tokens });
        }
        from += text.len();
    }
    lines
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|character| character.is_whitespace()).fold(0, |width, character| match character
    {
        '\t' => (width / TAB + 1) * TAB,
        _ => width + 1,
    })
}

fn tokens<'a>(source: &'a str, line: Range<usize>, findings: &mut Findings) -> Vec<Spanned<Token<'a>>> {
    let mut tokens = Vec::new();
    let mut at = line.start;
    while let Some(character) = source[at..line.end].chars().next() {
        let rest = &source[at..line.end];
        let (length, token) = match character {
            _ if character.is_whitespace() => (character.len_utf8(), None),
            '/' if rest.starts_with("//") => break,
            ',' | ';' => (1, Some(Token::Comma)),
            ':' => (1, Some(Token::Colon)),
            '←' => (character.len_utf8(), Some(Token::Arrow)),
            '<' if rest.starts_with("<-") => (2, Some(Token::Arrow)),
            '"' | '“' | '”' => quote(rest, at, findings),
            _ => word(rest, at, findings),
        };
        let span = at..at + length;
        at = span.end;
        tokens.extend(token.map(|value| Spanned { span, value }));
    }
    tokens
}

/// A quote and its length in bytes. `\"` and `\\` stand for the sign itself.
fn quote<'a>(rest: &'a str, at: usize, findings: &mut Findings) -> (usize, Option<Token<'a>>) {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            '"' | '“' | '”' => return (index + character.len_utf8(), Some(Token::Quote(text))),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => text.push(character),
        }
    }
    findings.fault(
        at..at + rest.len(),
        "The quote that opens here is not closed on its line.",
        "Put a `\"` where it ends.",
    );
    (rest.len(), None)
}

/// A word up to white space, a quote, a comma or an arrow; a colon at its end stands apart.
fn word<'a>(rest: &'a str, at: usize, findings: &mut Findings) -> (usize, Option<Token<'a>>) {
    let ends = |(index, character): &(usize, char)| {
        character.is_whitespace()
            || matches!(character, '"' | '“' | '”' | ',' | ';' | '←')
            || (*character == '<' && rest[*index..].starts_with("<-"))
    };
    let length = rest.char_indices().find(ends).map_or(rest.len(), |(index, _)| index);
    let word = &rest[..length];
    let word = match word.trim_end_matches(':') {
        "" => word,
        trimmed => trimmed,
    };
    let token = match word {
        "-" | "–" | "—" => Token::Dash,
        "@" | "#" => {
            findings.fault(
                at..at + 1,
                format!("A `{word}` stands alone."),
                "Write a name right after it: `@Ana` for a person, `#radar` for a label.",
            );
            return (word.len(), None);
        }
        _ => match (word.strip_prefix('@'), word.strip_prefix('#')) {
            (Some(name), _) => Token::Person(name),
            (_, Some(name)) => Token::Label(name),
            _ => Token::Word(word),
        },
    };
    (word.len(), Some(token))
}
