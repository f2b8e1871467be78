//! Reading the clauses of a line: one grammar for items, milestones, people, teams, risks and all the rest.

use std::sync::Arc;

use linchpin_model::{Colour, Priority, RiskState, Size};

use super::amount::{self, Amount};
use super::cursor::{Cursor, describe};
use super::relation;
use super::syntax::{Bound, Clause, Name, Report};
use super::token::{Spanned, Token};

/// Reads clauses to the end of the line. What is not understood is told, passed, and left out.
pub(super) fn clauses(cursor: &mut Cursor<'_, '_>) -> Vec<Spanned<Clause>> {
    let mut clauses = Vec::new();
    while let Some(token) = cursor.peek() {
        let start = cursor.span().start;
        let clause = match token {
            Token::Quote(text) => {
                cursor.pass();
                Some(Clause::Title(text.as_str().into()))
            }
            Token::Person(_) => cursor.person().map(Clause::Person),
            Token::Label(name) => {
                cursor.pass();
                Some(Clause::Label((*name).into()))
            }
            Token::Arrow => {
                cursor.pass();
                relation::depends_on(cursor).map(Clause::DependsOn)
            }
            // A comma between clauses says nothing that a space does not.
            Token::Comma => {
                cursor.pass();
                None
            }
            Token::Colon | Token::Dash => stray(cursor, token),
            Token::Word(word) => word_clause(cursor, word),
        };
        let span = cursor.span_from(start);
        clauses.extend(clause.map(|value| Spanned { span, value }));
    }
    clauses
}

fn stray(cursor: &mut Cursor<'_, '_>, token: &Token<'_>) -> Option<Clause> {
    let message = format!("{} says nothing here.", capital(&describe(token)));
    let span = cursor.span();
    cursor.findings.fault(span, message, "Leave it out.");
    cursor.pass();
    None
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Reads the clause that a word opens; the word itself is always passed.
fn word_clause(cursor: &mut Cursor<'_, '_>, word: &str) -> Option<Clause> {
    if let Some(clause) = bound(cursor) {
        return clause;
    }
    if word == "on" && starts_day(cursor) {
        return misplaced_on(cursor);
    }
    cursor.pass();
    match word {
        "ms" | "milestone" => Some(Clause::Milestone),
        "team" => needed_name(cursor, "team", "radar").map(Clause::Team),
        "in" => needed_name(cursor, "in", "ingest").map(Clause::In),
        "calendar" => needed_name(cursor, "calendar", "nights").map(Clause::Calendar),
        "goal" => needed_name(cursor, "goal", "launch").map(Clause::Goal),
        "for" => relation::needed_for(cursor).map(Clause::For),
        "by" => cursor.needed_when().map(Clause::By),
        "added" => cursor.needed_day(word).map(Clause::Added),
        "started" => Some(Clause::Started(cursor.day())),
        "done" => Some(Clause::Done(cursor.day())),
        "dropped" => Some(Clause::Dropped(cursor.day())),
        "reopened" => Some(Clause::Reopened(cursor.day())),
        "left" => needed_amount(cursor, word).map(Clause::Left),
        "spent" => needed_amount(cursor, word).map(Clause::Spent),
        "lasts" => needed_amount(cursor, word).map(Clause::Lasts),
        "blocked" => Some(Clause::Blocked(cursor.quote().unwrap_or_else(|| "blocked".into()))),
        "unblocked" => Some(Clause::Unblocked),
        "deadline" => cursor.needed_day(word).map(Clause::Deadline),
        "promised" => cursor.needed_day(word).map(Clause::Promised),
        "said" => said(cursor).map(Clause::Said),
        "kind" => needed_word(cursor, word, "bug").map(Clause::Kind),
        "rank" => rank(cursor),
        "on" => Some(Clause::About(names(cursor, "on")?)),
        "mitigation" => needed_quote(cursor, word).map(Clause::Mitigation),
        "open" => Some(Clause::State(RiskState::Open)),
        "mitigated" => Some(Clause::State(RiskState::Mitigated)),
        "occurred" => Some(Clause::State(RiskState::Occurred)),
        "closed" => Some(Clause::State(RiskState::Closed)),
        "decided" => Some(Clause::Decided(cursor.day())),
        "because" => needed_quote(cursor, word).map(Clause::Because),
        "away" => cursor.needed_list_of_days(word).map(Clause::Away),
        "role" => needed_quote(cursor, word).map(Clause::Role),
        "outcome" => needed_quote(cursor, word).map(Clause::Outcome),
        "P0" | "p0" => Some(Clause::Priority(Priority::P0)),
        "P1" | "p1" => Some(Clause::Priority(Priority::P1)),
        "P2" | "p2" => Some(Clause::Priority(Priority::P2)),
        "S" => Some(Clause::Size(Size::S)),
        "M" => Some(Clause::Size(Size::M)),
        "L" => Some(Clause::Size(Size::L)),
        "XL" => Some(Clause::Size(Size::XL)),
        "XXL" => Some(Clause::Size(Size::XXL)),
        _ if word.starts_with("https://") || word.starts_with("http://") => Some(Clause::Url(word.into())),
        _ if word.starts_with(|first: char| first.is_ascii_digit()) => number(cursor, word),
        _ => Some(Clause::Unknown(word.to_owned())),
    }
}

/// A word that starts with a digit: an amount, points, a percentage, a number of people. The word is passed already.
fn number(cursor: &mut Cursor<'_, '_>, word: &str) -> Option<Clause> {
    if matches!(cursor.word(), Some("people" | "person")) {
        let count = amount::thousandths(word).and_then(|count| u32::try_from(count / 10).ok());
        if let Some(count) = count {
            cursor.pass();
            return Some(Clause::People(count));
        }
    }
    if let Some(points) = amount::points(word) {
        return Some(Clause::Points(points));
    }
    if let Some(percent) = amount::percent(word, 100) {
        return Some(Clause::Percent(percent));
    }
    match amount::effort(word) {
        Ok(effort) => Some(Clause::Effort(effort)),
        Err((message, hint)) => {
            let span = passed(cursor, word);
            match word.ends_with('%') {
                true => cursor.findings.fault(
                    span,
                    format!("`{word}` is no percentage."),
                    "Write a whole number from 0% to 100%.",
                ),
                false => cursor.findings.fault(span, message, hint),
            }
            None
        }
    }
}

/// The span of a word that was just passed.
pub(super) fn passed(cursor: &Cursor<'_, '_>, word: &str) -> std::ops::Range<usize> {
    let end = cursor.span_from(0).end;
    end.saturating_sub(word.len())..end
}

fn starts_day(cursor: &Cursor<'_, '_>) -> bool {
    let next = cursor.word_ahead(1);
    let dated = next.is_some_and(|word| super::day::day_number(word).is_some())
        && cursor.word_ahead(2).is_some_and(|word| super::day::month(word).is_some());
    dated || next.is_some_and(|word| super::day::iso(word).is_some())
}

fn misplaced_on(cursor: &mut Cursor<'_, '_>) -> Option<Clause> {
    let start = cursor.span().start;
    cursor.pass();
    cursor.day();
    let span = cursor.span_from(start);
    cursor.findings.fault(
        span,
        "A day with `on` stands at the start of a line.",
        "Write what changed as a line of its own: `on 6 Mar: build left 4d`.",
    );
    None
}

pub(super) fn needed_name(cursor: &mut Cursor<'_, '_>, after: &str, example: &str) -> Option<Name> {
    let name = cursor.name();
    if name.is_none() {
        cursor.expected(&format!("The key after `{after}`"), &format!("Write it as `{after} {example}`."));
    }
    name
}

fn needed_quote(cursor: &mut Cursor<'_, '_>, after: &str) -> Option<Arc<str>> {
    let quote = cursor.quote();
    if quote.is_none() {
        cursor.expected(&format!("The text after `{after}`"), "Write it in quotes: `\"…\"`.");
    }
    quote
}

fn needed_word(cursor: &mut Cursor<'_, '_>, after: &str, example: &str) -> Option<Arc<str>> {
    match (cursor.word(), cursor.quote()) {
        (Some(word), _) => {
            cursor.pass();
            Some(word.into())
        }
        (None, Some(text)) => Some(text),
        (None, None) => {
            cursor
                .expected(&format!("The word after `{after}`"), &format!("Write it as `{after} {example}`."));
            None
        }
    }
}

fn needed_amount(cursor: &mut Cursor<'_, '_>, after: &str) -> Option<Amount> {
    let amount = cursor.word().and_then(amount::amount);
    match amount {
        Some(_) => cursor.pass(),
        None => cursor.expected(
            &format!("The amount after `{after}`"),
            &format!("Write it as `{after} 3d`, in minutes, hours, days or weeks: `30m`, `4h`, `3d`, `2w`."),
        ),
    }
    amount
}

fn rank(cursor: &mut Cursor<'_, '_>) -> Option<Clause> {
    let rank = cursor.word().and_then(|word| word.parse().ok());
    match rank {
        Some(_) => cursor.pass(),
        None => cursor.expected("The number after `rank`", "Write it as `rank 3`; lower comes first."),
    }
    rank.map(Clause::Rank)
}

/// One name, or several with commas between.
fn names(cursor: &mut Cursor<'_, '_>, after: &str) -> Option<Vec<Name>> {
    let mut names = vec![needed_name(cursor, after, "build, test")?];
    while matches!(cursor.peek(), Some(Token::Comma)) {
        cursor.pass();
        names.extend(needed_name(cursor, ",", "test"));
    }
    Some(names)
}

/// A bound on dates: none if no such phrase stands here, `Some(None)` if one does and its day is missing.
fn bound(cursor: &mut Cursor<'_, '_>) -> Option<Option<Clause>> {
    const PHRASES: &[(&[&str], Bound)] = &[
        (&["not", "before"], Bound::StartNotBefore),
        (&["not", "done", "before"], Bound::FinishNotBefore),
        (&["start", "by"], Bound::StartBy),
        (&["finish", "by"], Bound::FinishBy),
        (&["must", "start"], Bound::MustStart),
        (&["must", "finish"], Bound::MustFinish),
    ];
    if cursor.pass_words(&["as", "late", "as", "possible"]) {
        return Some(Some(Clause::Late));
    }
    let (words, bound) = PHRASES.iter().find(|(words, _)| cursor.pass_words(words))?;
    let day = cursor.needed_day(&words.join(" "));
    Some(day.map(|day| Clause::Constraint(*bound, day)))
}

fn said(cursor: &mut Cursor<'_, '_>) -> Option<Report> {
    let colour = match cursor.word() {
        Some("green") => Colour::Green,
        Some("yellow") => Colour::Yellow,
        Some("red") => Colour::Red,
        _ => {
            cursor.expected(
                "The colour after `said`",
                "Write `green`, `yellow` or `red`, then the day and the words: `said yellow 2 Apr \"The vendor is late\"`.",
            );
            return None;
        }
    };
    cursor.pass();
    let day = cursor.day();
    let words = cursor.quote();
    let day = day.or_else(|| cursor.day());
    let expects = match cursor.pass_words(&["expects"]) {
        true => cursor.needed_day("expects"),
        false => None,
    };
    Some(Report { colour, day, words, expects })
}
