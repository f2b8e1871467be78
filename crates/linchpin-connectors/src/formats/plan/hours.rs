//! Reading working hours: which days of the week, and from when to when.

use linchpin_model::calendar::{Hours, HoursError};

use super::cursor::Cursor;
use super::day::{self, NamedDays};
use super::syntax::Statement;
use super::token::Token;

/// `hours [days] intervals|off`; without days, Monday to Friday.
pub(super) fn hours(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let mut days = [false; 7];
    let mut any = false;
    while let Some((first, last)) = cursor.word().and_then(weekdays) {
        cursor.pass();
        // A range may go over the weekend: `Sat-Mon`.
        let length = (7 + last - first) % 7;
        (0..=length).for_each(|step| days[(first + step) % 7] = true);
        any = true;
        cursor.pass_if(&Token::Comma);
    }
    if !any {
        days[..5].fill(true);
    }
    let hours = match cursor.pass_words(&["off"]) {
        true => Hours::default(),
        false => intervals(cursor)?,
    };
    Some(Statement::Hours { days, hours })
}

pub(super) fn works(cursor: &mut Cursor<'_, '_>) -> Option<Statement> {
    let days = cursor.needed_days("works")?;
    let hours = intervals(cursor)?;
    let days = vec![NamedDays { days, name: cursor.quote() }];
    Some(Statement::Exception { days, hours })
}

fn intervals(cursor: &mut Cursor<'_, '_>) -> Option<Hours> {
    let start = cursor.span().start;
    let mut found = Vec::new();
    while let Some(interval) = cursor.word().and_then(interval) {
        cursor.pass();
        found.push(interval);
        cursor.pass_if(&Token::Comma);
    }
    if found.is_empty() {
        cursor.expected(
            "The working time",
            "Write it as `09:00-17:00`, several with commas between, or `off`.",
        );
        return None;
    }
    match Hours::new(&found) {
        Ok(hours) => Some(hours),
        Err(HoursError::Outside { .. } | HoursError::Unreadable(_)) => {
            let span = cursor.span_from(start);
            cursor.findings.fault(
                span,
                "These hours do not lie within one day.",
                "Split a night at midnight: `22:00-24:00, 00:00-06:00`.",
            );
            None
        }
    }
}

/// `Mon`, `Mon-Fri`: numbers from Monday, 0.
fn weekdays(word: &str) -> Option<(usize, usize)> {
    let (first, last) = word.split_once(['-', '–']).unwrap_or((word, word));
    Some((weekday(first)?, weekday(last)?))
}

fn weekday(word: &str) -> Option<usize> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.to_ascii_lowercase();
    DAYS.iter().position(|day| word.len() >= 3 && day.starts_with(&word))
}

/// `09:00-17:00`, `9-17`: minutes after midnight.
fn interval(word: &str) -> Option<(i64, i64)> {
    let (from, to) = word.split_once(['-', '–'])?;
    Some((minute_of_day(from)?, minute_of_day(to)?))
}

fn minute_of_day(word: &str) -> Option<i64> {
    if word == "24:00" || word == "24" {
        return Some(24 * 60);
    }
    let time = match word.contains(':') {
        true => day::time(word)?,
        false => day::time(&format!("{word}:00"))?,
    };
    Some(i64::from(time.hour()) * 60 + i64::from(time.minute()))
}
