//! What is not in order about one open item.

use crate::chase::{ChaseRow, DateFrom};
use crate::checks::Check;
use crate::words;

/// The findings about a row of the chase list, the gravest first.
pub fn of_row(row: &ChaseRow) -> Vec<Check> {
    let found = [
        vanished(row),
        no_owner(row),
        overdue(row),
        unanswered(row),
        no_date(row),
        promised_while_away(row),
        lands_late(row),
        blocked(row),
        silent(row),
    ];
    let title = words::name(&row.title);
    found
        .into_iter()
        .flatten()
        .map(|(check, what)| Check {
            check,
            key: Some(row.key.clone()),
            sentence: format!("{title} {what}."),
            evidence: row.evidence.clone(),
        })
        .collect()
}

/// The word for a finding, and what it says after the title.
type Found = Option<(&'static str, String)>;

fn no_owner(row: &ChaseRow) -> Found {
    row.owner.is_none().then(|| ("no_owner", "has no owner".into()))
}

fn no_date(row: &ChaseRow) -> Found {
    let what = match row.critical {
        true => "is critical and has no date",
        false => "has no date",
    };
    row.promised_on.is_none().then(|| ("no_date", what.into()))
}

fn overdue(row: &ChaseRow) -> Found {
    let verb = match row.promised_by {
        Some(DateFrom::Promise) => "is past its promise by",
        _ => "is past its due date by",
    };
    let days = row.overdue_working_days;
    (days > 0).then(|| ("overdue", format!("{verb} {}", words::working_days(days))))
}

fn silent(row: &ChaseRow) -> Found {
    let days = row.silent_working_days.filter(|_| row.silent)?;
    Some(("silent", format!("has not moved for {}", words::working_days(days))))
}

fn lands_late(row: &ChaseRow) -> Found {
    let days = row.late_working_days.filter(|days| *days > 0)?;
    Some(("lands_late", format!("is expected {} after its date", words::working_days(days))))
}

fn promised_while_away(row: &ChaseRow) -> Found {
    row.promised_while_away.then(|| ("promised_while_away", "has a date on which its owner is away".into()))
}

fn blocked(row: &ChaseRow) -> Found {
    let reason = row.blocked.as_ref()?;
    Some(("blocked", format!("is blocked: {}", reason.trim_end_matches('.'))))
}

fn unanswered(row: &ChaseRow) -> Found {
    row.asked_on.map(|_| ("unanswered", "was asked about and nobody has answered".into()))
}

fn vanished(row: &ChaseRow) -> Found {
    row.vanished.then(|| ("vanished", "is in no source any more".into()))
}
