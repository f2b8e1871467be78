//! Reading what a line is, by the word it opens with.

use std::ops::Range;

use linchpin_model::RiskKind;
use linchpin_model::calendar::Hours;

use super::clause;
use super::cursor::{Cursor, describe, is_key};
use super::diagnostic::Findings;
use super::hours;
use super::syntax::{CLAUSE_WORDS, Clause, Name, Sentence, Statement, Subject};
use super::token::{Line, Spanned, Token};

/// How much deeper the change on an `on` line counts than the line itself.
const ONE_DEEPER: usize = 1;

/// Reads all lines. A line that is not understood at all is told and left out.
pub(super) fn sentences(lines: &[Line<'_>], findings: &mut Findings) -> Vec<Sentence> {
    let mut sentences = Vec::with_capacity(lines.len());
    let mut on: Option<usize> = None;
    for line in lines {
        let within_on = on.is_some_and(|indent| line.indent > indent);
        let mut cursor = Cursor::new(&line.tokens, findings);
        let statement = match within_on {
            true => change(&mut cursor),
            false => statement(&mut cursor),
        };
        let is_on = matches!(statement, Some(Statement::On { .. }));
        // Also under a day that cannot be read stand changes; they are left out with it.
        let opens_on = line.tokens.first().is_some_and(|token| token.value == Token::Word("on"));
        on = match (within_on, opens_on) {
            (true, _) => on,
            (false, true) => Some(line.indent),
            (false, false) => None,
        };
        let Some(statement) = statement else { continue };
        if is_on {
            push(&mut sentences, line, line.indent, statement, Vec::new());
            if cursor.peek().is_some()
                && let Some(change) = change(&mut cursor)
            {
                let clauses = clause::clauses(&mut cursor);
                push(&mut sentences, line, line.indent + ONE_DEEPER, change, clauses);
            }
        } else {
            let clauses = clause::clauses(&mut cursor);
            push(&mut sentences, line, line.indent, statement, clauses);
        }
    }
    sentences
}

fn push(
    sentences: &mut Vec<Sentence>,
    line: &Line<'_>,
    indent: usize,
    statement: Statement,
    clauses: Vec<Spanned<Clause>>,
) {
    sentences.push(Sentence { line: line.number, indent, span: span_of(line), statement, clauses });
}

fn span_of(line: &Line<'_>) -> Range<usize> {
    match (line.tokens.first(), line.tokens.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    }
}

/// Reads what the line is; none if that cannot be told, which is a fault.
fn statement(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    match cursor.peek()? {
        Token::Person(_) => cursor.person().map(Statement::Person),
        Token::Quote(_) => Some(Statement::Node(None)),
        Token::Word(word) => match keyword(cursor, word) {
            Some(statement) => statement,
            None => node(cursor),
        },
        other => {
            let message = format!("A line cannot start with {}.", describe(other));
            let span = cursor.span();
            cursor.findings.fault(
                span,
                message,
                "Start it with the key of an item, as in `design 5d`, or with a word such as `team` or `risk`.",
            );
            None
        }
    }
}

fn node(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let name = cursor.name();
    if name.is_none() {
        let message = match cursor.peek() {
            Some(token) => format!("{} is no key.", describe(token)),
            None => "The key of the item is missing.".into(),
        };
        let span = cursor.span();
        cursor.findings.fault(
            span,
            message,
            "A key starts with a letter or digit and has letters, digits and `-` `_` `.` `/` `#` in it: `WEA-12`, `api#412`.",
        );
    }
    name.map(|name| Statement::Node(Some(name)))
}

/// A statement that opens with a word of the language: none if the word is not one of them.
fn keyword(cursor: &mut Cursor<'_, '_>, word: &str) -> Option<Option<Statement>> {
    let is_keyword = KEYWORDS.contains(&word);
    if !is_keyword {
        return None;
    }
    cursor.pass();
    Some(match word {
        "item" => node(cursor),
        "program" => Some(Statement::Program(cursor.name_unless_quoted())),
        "start" => cursor.needed_day(word).map(Statement::Start),
        "today" => cursor.needed_day(word).map(Statement::Today),
        "zone" => zone(cursor),
        "hours" => hours::hours(cursor),
        "holiday" => {
            let days = cursor.needed_list_of_days(word);
            days.map(|days| Statement::Exception { days, hours: Hours::default() })
        }
        "works" => hours::works(cursor),
        "calendar" => key(cursor, word).map(Statement::Calendar),
        "team" => key(cursor, word).map(Statement::Team),
        "workstream" => key(cursor, word).map(Statement::Workstream),
        "risk" => Some(Statement::Raid(RiskKind::Risk, cursor.name_unless_quoted())),
        "assumption" => Some(Statement::Raid(RiskKind::Assumption, cursor.name_unless_quoted())),
        "issue" => Some(Statement::Raid(RiskKind::Issue, cursor.name_unless_quoted())),
        "decision" => Some(Statement::Decision(cursor.name_unless_quoted())),
        "action" => Some(Statement::Action(cursor.name_unless_quoted())),
        _ => on(cursor),
    })
}

/// The words that open a line and are therefore no keys of items, unless `item` stands before them.
pub(super) const KEYWORDS: &[&str] = &[
    "program",
    "start",
    "today",
    "zone",
    "hours",
    "holiday",
    "works",
    "calendar",
    "team",
    "workstream",
    "item",
    "risk",
    "assumption",
    "issue",
    "decision",
    "action",
    "on",
];

fn key(cursor: &mut Cursor<'_, '_>, word: &str) -> Option<Name> {
    let name = cursor.name_unless_quoted();
    if name.is_none() {
        cursor.expected(
            &format!("The key of the {word}"),
            &format!("Write `{word} radar`; for an item that is called `{word}`, write `item {word}`."),
        );
    }
    name
}

fn zone(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let span = cursor.span();
    let Some(word) = cursor.word() else {
        cursor.expected("The name of the zone", "Write it as IANA does: `zone Europe/Lisbon`.");
        return None;
    };
    cursor.pass();
    Some(Statement::Zone(Spanned { span, value: word.into() }))
}

/// `on 6 Mar @Ana:`; what follows the colon is read as a change.
fn on(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let day = cursor.needed_day("on")?;
    let by = cursor.person();
    if !cursor.pass_if(&Token::Colon) && cursor.peek().is_some() {
        cursor.expected(
            "The colon after the day",
            "Write what changed after a colon: `on 6 Mar: build left 4d`.",
        );
    }
    Some(Statement::On { day, by })
}

/// What changed: a key, `@somebody` or `program`.
fn change(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let span = cursor.span();
    if cursor.pass_words(&["program"]) {
        return Some(Statement::Change(Subject::Program(span)));
    }
    if let Some(person) = cursor.person() {
        return Some(Statement::Change(Subject::Person(person)));
    }
    let name = cursor.name();
    if name.is_none() {
        cursor.expected(
            "What changed",
            "Write the key of an item, milestone or risk, `@somebody`, or `program`: `on 6 Mar: build left 4d`.",
        );
    }
    name.map(|name| Statement::Change(Subject::Named(name)))
}

impl Cursor<'_, '_> {
    /// A key, if one stands here that is not a word of another clause and not a quote, which is a title.
    fn name_unless_quoted(&mut self) -> Option<Name> {
        self.word().filter(|word| is_key(word) && !CLAUSE_WORDS.contains(word))?;
        self.name()
    }
}
