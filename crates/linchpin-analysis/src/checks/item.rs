//! What is not in order about one open item.

use crate::chase::{ChaseRow, DateFrom, Signs};
use crate::checks::Check;
use crate::words;

/// A kind of finding: its word, when it is there, and what it says after the title.
type Kind = (&'static str, fn(&Signs) -> bool, fn(&ChaseRow) -> String);

/// All of them, the gravest first.
const KINDS: [Kind; 9] = [
    ("vanished", |signs| signs.vanished, |_| "is in no source any more".into()),
    ("no_owner", |signs| !signs.has_owner, |_| "has no owner".into()),
    ("overdue", |signs| signs.overdue_working_days > 0, overdue),
    ("unanswered", |signs| signs.asked_on.is_some(), |_| "was asked about and nobody has answered".into()),
    ("no_date", |signs| signs.promised_on.is_none(), no_date),
    (
        "promised_while_away",
        |signs| signs.promised_while_away,
        |_| "has a date on which its owner is away".into(),
    ),
    ("lands_late", |signs| signs.late_working_days.is_some_and(|days| days > 0), lands_late),
    ("blocked", |signs| signs.is_blocked, blocked),
    ("silent", |signs| signs.silent, silent),
];

/// The kinds of findings about an open item, the gravest first.
pub(crate) fn kinds_of(signs: &Signs) -> impl Iterator<Item = &'static str> {
    found(signs).map(|(kind, ..)| kind)
}

/// The findings about a row of the chase list, the gravest first.
pub fn of_row(row: &ChaseRow) -> Vec<Check> {
    let title = words::name(&row.title);
    let check = |(kind, _, words): Kind| Check {
        check: kind,
        key: Some(row.key.clone()),
        sentence: format!("{title} {}.", words(row)),
        evidence: row.evidence.clone(),
    };
    found(&Signs::of(row)).map(check).collect()
}

fn found(signs: &Signs) -> impl Iterator<Item = Kind> {
    KINDS.into_iter().filter(|(_, is_there, _)| is_there(signs))
}

fn overdue(row: &ChaseRow) -> String {
    let verb = match row.promised_by {
        Some(DateFrom::Promise) => "is past its promise by",
        _ => "is past its due date by",
    };
    format!("{verb} {}", words::working_days(row.overdue_working_days))
}

fn no_date(row: &ChaseRow) -> String {
    match row.critical {
        true => "is critical and has no date".into(),
        false => "has no date".into(),
    }
}

fn lands_late(row: &ChaseRow) -> String {
    let days = row.late_working_days.map_or_else(String::new, words::working_days);
    format!("is expected {days} after its date")
}

fn blocked(row: &ChaseRow) -> String {
    let reason = row.blocked.as_ref().map_or("", |reason| reason.trim_end_matches('.'));
    format!("is blocked: {reason}")
}

fn silent(row: &ChaseRow) -> String {
    let days = row.silent_working_days.map_or_else(String::new, words::working_days);
    format!("has not moved for {days}")
}
