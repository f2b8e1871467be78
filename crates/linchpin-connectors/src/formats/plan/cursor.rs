//! Walking along the tokens of a line, and reading the dates and names in it.

use std::ops::Range;
use std::sync::Arc;

use super::day::{self, Day, DayRange, NamedDays, When};
use super::diagnostic::{Findings, is_unseen};
use super::syntax::Name;
use super::token::{Spanned, Token};

/// No key is longer.
const MOST_KEY_BYTES: usize = 200;

/// A place in a line's tokens. What is read is passed; what is not understood is told and left where it is.
pub(super) struct Cursor<'s, 't> {
    tokens: &'t [Spanned<Token<'s>>],
    at: usize,
    /// Where faults go.
    pub(super) findings: &'t mut Findings,
}

impl<'s, 't> Cursor<'s, 't> {
    pub(super) fn new(tokens: &'t [Spanned<Token<'s>>], findings: &'t mut Findings) -> Self {
        Self { tokens, at: 0, findings }
    }

    /// The token here.
    pub(super) fn peek(&self) -> Option<&'t Token<'s>> {
        self.tokens.get(self.at).map(|token| &token.value)
    }

    /// The word `ahead` tokens from here.
    pub(super) fn word_ahead(&self, ahead: usize) -> Option<&'s str> {
        match self.tokens.get(self.at + ahead)?.value {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The word here.
    pub(super) fn word(&self) -> Option<&'s str> {
        self.word_ahead(0)
    }

    /// Passes the token here.
    pub(super) fn pass(&mut self) {
        self.at += 1;
    }

    /// Passes the token here if it is this one.
    pub(super) fn pass_if(&mut self, token: &Token<'_>) -> bool {
        let is_it = self.peek() == Some(token);
        self.at += usize::from(is_it);
        is_it
    }

    /// Passes these words if they stand here.
    pub(super) fn pass_words(&mut self, words: &[&str]) -> bool {
        let stand = words.iter().enumerate().all(|(ahead, word)| self.word_ahead(ahead) == Some(word));
        self.at += if stand { words.len() } else { 0 };
        stand
    }

    /// The span of the token here, or the end of the line.
    pub(super) fn span(&self) -> Range<usize> {
        match (self.tokens.get(self.at), self.tokens.last()) {
            (Some(token), _) => token.span.clone(),
            (None, Some(last)) => last.span.end..last.span.end,
            (None, None) => 0..0,
        }
    }

    /// From a place to the last token that was passed.
    pub(super) fn span_from(&self, start: usize) -> Range<usize> {
        let end = self
            .at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(start, |token| token.span.end);
        start..end.max(start)
    }

    /// Tells that something else was expected here.
    pub(super) fn expected(&mut self, what: &str, hint: &str) {
        let message = match self.tokens.get(self.at) {
            Some(token) => format!("{what} is missing before {}.", describe(&token.value)),
            None => format!("{what} is missing at the end of the line."),
        };
        let span = self.span();
        self.findings.fault(span, message, hint);
    }

    /// A text in quotes, if one stands here.
    pub(super) fn quote(&mut self) -> Option<Arc<str>> {
        let Some(Token::Quote(text)) = self.peek() else {
            return None;
        };
        self.pass();
        Some(text.as_str().into())
    }

    /// A key, or a title in quotes, if one stands here.
    pub(super) fn name(&mut self) -> Option<Name> {
        let span = self.span();
        let (text, quoted) = match self.peek()? {
            Token::Word(word) if is_key(word) => ((*word).to_owned(), false),
            Token::Quote(text) => (text.clone(), true),
            _ => return None,
        };
        self.pass();
        Some(Name { text, quoted, span })
    }

    /// A person, if one stands here.
    pub(super) fn person(&mut self) -> Option<Name> {
        let span = self.span();
        let Token::Person(name) = self.peek()? else {
            return None;
        };
        self.pass();
        let text = (*name).to_owned();
        Some(Name { text, quoted: false, span })
    }

    /// A day, if one stands here: `2 Mar`, `2 Mar 2026`, `2026-03-02`, and a time after it.
    pub(super) fn day(&mut self) -> Option<Day> {
        let start = self.span().start;
        let word = self.word()?;
        let (year, month, day) = if let Some((year, month, day)) = day::iso(word) {
            if jiff::civil::Date::new(year, month, day).is_err() {
                let span = self.span();
                self.findings.fault(
                    span,
                    format!("There is no day `{word}`."),
                    "Write year, month and day: `2026-03-02`.",
                );
                self.pass();
                return None;
            }
            self.pass();
            (Some(year), month, day)
        } else {
            let day = day::day_number(word)?;
            let month = day::month(self.word_ahead(1)?)?;
            self.at += 2;
            (self.year(), month, day)
        };
        let time = self.word().and_then(day::time);
        self.at += usize::from(time.is_some());
        Some(Day { year, month, day, time, span: self.span_from(start) })
    }

    fn year(&mut self) -> Option<i16> {
        let year = self.word().and_then(day::year);
        self.at += usize::from(year.is_some());
        year
    }

    /// A day, which must stand here.
    pub(super) fn needed_day(&mut self, after: &str) -> Option<Day> {
        let findings = self.findings.len();
        let day = self.day();
        if day.is_none() && self.findings.len() == findings && !self.pass_impossible_day() {
            self.expected(
                &format!("The day of `{after}`"),
                "Write it as `2 Mar`, `2 Mar 2026` or `2026-03-02`.",
            );
        }
        day
    }

    /// Passes and tells what looks like a day and is none, such as `40 Mar`.
    fn pass_impossible_day(&mut self) -> bool {
        let start = self.span().start;
        let words = self.word().zip(self.word_ahead(1));
        let is_like = |(number, month): &(&str, &str)| {
            number.bytes().all(|byte| byte.is_ascii_digit()) && day::month(month).is_some()
        };
        let Some((number, month)) = words.filter(is_like) else { return false };
        self.at += 2;
        let span = self.span_from(start);
        self.findings.fault(span, format!("There is no {number} {month}."), None);
        true
    }

    /// A day, a month or a quarter, which must stand here.
    pub(super) fn needed_when(&mut self) -> Option<When> {
        let start = self.span().start;
        let word = self.word().unwrap_or_default();
        let month = day::month(word);
        let quarter = day::quarter(word);
        if month.is_none() && quarter.is_none() {
            return self.needed_day("by").map(When::Day);
        }
        self.pass();
        let year = self.year();
        let span = self.span_from(start);
        match (month, quarter) {
            (Some(month), _) => Some(When::Month { month, year, span }),
            (None, Some(quarter)) => Some(When::Quarter { quarter, year, span }),
            (None, None) => None,
        }
    }

    /// A day, or a range of days, which must stand here: `6 Apr`, `6 - 10 Apr`, `30 Mar - 3 Apr`.
    pub(super) fn needed_days(&mut self, after: &str) -> Option<DayRange> {
        if let Some(range) = self.days_of_one_month() {
            return Some(range);
        }
        let first = self.needed_day(after)?;
        if !self.pass_if(&Token::Dash) {
            return Some(DayRange { first, last: None });
        }
        let last = self.needed_day("-")?;
        Some(DayRange { first, last: Some(last) })
    }

    /// Days or ranges of days with commas between, each with a text in quotes or not.
    pub(super) fn needed_list_of_days(&mut self, after: &str) -> Option<Vec<NamedDays>> {
        let mut list = Vec::new();
        loop {
            let days = self.needed_days(after)?;
            list.push(NamedDays { days, name: self.quote() });
            if !self.pass_if(&Token::Comma) {
                return Some(list);
            }
        }
    }

    /// `6 - 10 Apr`, `6-10 Apr`.
    fn days_of_one_month(&mut self) -> Option<DayRange> {
        let start = self.span();
        let word = self.word()?;
        let (first, last, length) = match word.split_once(['-', '–']) {
            Some((first, last)) => (day::day_number(first)?, day::day_number(last)?, 1),
            None => {
                let dash = matches!(self.tokens.get(self.at + 1)?.value, Token::Dash);
                let last = day::day_number(self.word_ahead(2).filter(|_| dash)?)?;
                (day::day_number(word)?, last, 3)
            }
        };
        let month = day::month(self.word_ahead(length)?)?;
        self.at += length + 1;
        let year = self.year();
        let span = self.span_from(start.start);
        let day = |day| Day { year, month, day, time: None, span: span.clone() };
        Some(DayRange { first: day(first), last: Some(day(last)) })
    }
}

/// Whether a word can be the key of a thing: it starts with a letter or digit and has no sign that means something else.
pub(super) fn is_key(word: &str) -> bool {
    let inside = |character: char| match character.is_ascii() {
        true => character.is_ascii_alphanumeric() || "-_./#:+&'".contains(character),
        false => !is_unseen(character),
    };
    word.starts_with(char::is_alphanumeric) && word.chars().all(inside) && word.len() <= MOST_KEY_BYTES
}

/// A token as a sentence calls it.
pub(super) fn describe(token: &Token<'_>) -> String {
    match token {
        Token::Word(word) => format!("`{word}`"),
        Token::Quote(text) => format!("\"{text}\""),
        Token::Person(name) => format!("`@{name}`"),
        Token::Label(name) => format!("`#{name}`"),
        Token::Arrow => "`<-`".into(),
        Token::Comma => "the comma".into(),
        Token::Colon => "the colon".into(),
        Token::Dash => "the dash".into(),
    }
}
