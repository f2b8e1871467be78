//! Reading what comes first and what needs it: the lists after `<-` and `for`.

use linchpin_model::{DependencyKind, Priority};

use super::amount;
use super::clause::{needed_name, passed};
use super::cursor::Cursor;
use super::syntax::{Name, WrittenDependency};
use super::token::Token;

pub(super) fn depends_on(cursor: &mut Cursor<'_, '_>) -> Option<Vec<WrittenDependency>> {
    let mut dependencies = Vec::new();
    loop {
        dependencies.push(dependency(cursor)?);
        if !cursor.pass_if(&Token::Comma) {
            return Some(dependencies);
        }
    }
}

fn dependency(cursor: &mut Cursor<'_, '_>) -> Option<WrittenDependency> {
    let on = cursor.name();
    if on.is_none() {
        cursor.expected("What comes first", "Write its key: `<- design, legal FF +2d`.");
    }
    let on = on?;
    let (kind, glued) = match cursor.word().and_then(kind_with_lag) {
        Some(found) => {
            cursor.pass();
            found
        }
        None => (DependencyKind::FinishStart, None),
    };
    let lag_word = glued.or_else(|| {
        let word = cursor.word().filter(|word| word.starts_with(['+', '-', '−']))?;
        cursor.pass();
        Some(word)
    });
    let lag = lag_word.and_then(|word| lag(cursor, word));
    Some(WrittenDependency { on, kind, lag })
}

fn lag(cursor: &mut Cursor<'_, '_>, word: &str) -> Option<amount::WrittenLag> {
    let lag = amount::lag(word);
    if lag.is_none() {
        let span = passed(cursor, word);
        cursor.findings.fault(
            span,
            format!("`{word}` is no lag."),
            "Write `+2d` to wait two working days, `-1d` to overlap, `+3ed` for three days by the clock, `+50%` for a share.",
        );
    }
    lag
}

/// `SS`, or `SS+2d` with its lag.
fn kind_with_lag(word: &str) -> Option<(DependencyKind, Option<&str>)> {
    let kind = match word.get(..2)? {
        "FS" => DependencyKind::FinishStart,
        "SS" => DependencyKind::StartStart,
        "FF" => DependencyKind::FinishFinish,
        "SF" => DependencyKind::StartFinish,
        _ => return None,
    };
    match &word[2..] {
        "" => Some((kind, None)),
        lag if lag.starts_with(['+', '-', '−']) => Some((kind, Some(lag))),
        _ => None,
    }
}

pub(super) fn needed_for(cursor: &mut Cursor<'_, '_>) -> Option<Vec<(Name, Option<Priority>)>> {
    let mut needed = Vec::new();
    loop {
        let milestone = needed_name(cursor, "for", "beta P2, launch")?;
        let priority = match cursor.word() {
            Some("P0" | "p0") => Some(Priority::P0),
            Some("P1" | "p1") => Some(Priority::P1),
            Some("P2" | "p2") => Some(Priority::P2),
            _ => None,
        };
        if priority.is_some() {
            cursor.pass();
        }
        needed.push((milestone, priority));
        if !cursor.pass_if(&Token::Comma) {
            return Some(needed);
        }
    }
}
