//! What is not in order about one open item.

use crate::chase::{ChaseRow, DateFrom, Signs};
use crate::checks::Check;
use crate::words;

/// The kinds of findings about an open item, the gravest first.
pub(crate) fn kinds_of(signs: &Signs) -> impl Iterator<Item = &'static str> {
    let found = [
        ("vanished", signs.vanished),
        ("no_owner", !signs.has_owner),
        ("overdue", signs.overdue_working_days > 0),
        ("unanswered", signs.asked_on.is_some()),
        ("no_date", signs.promised_on.is_none()),
        ("promised_while_away", signs.promised_while_away),
        ("lands_late", signs.late_working_days.is_some_and(|days| days > 0)),
        ("blocked", signs.is_blocked),
        ("silent", signs.silent),
    ];
    found.into_iter().filter(|(_, is_so)| *is_so).map(|(kind, _)| kind)
}

/// The findings about a row of the chase list, the gravest first.
pub fn of_row(row: &ChaseRow) -> Vec<Check> {
    let title = words::name(&row.title);
    let check = |kind: &'static str| Check {
        check: kind,
        key: Some(row.key.clone()),
        sentence: format!("{title} {}.", said_of(kind, row)),
        evidence: row.evidence.clone(),
    };
    kinds_of(&Signs::of(row)).map(check).collect()
}

/// What a finding says after the title.
fn said_of(kind: &str, row: &ChaseRow) -> String {
    let days = words::working_days;
    match kind {
        "vanished" => "is in no source any more".into(),
        "no_owner" => "has no owner".into(),
        "overdue" => {
            let verb = match row.promised_by {
                Some(DateFrom::Promise) => "is past its promise by",
                _ => "is past its due date by",
            };
            format!("{verb} {}", days(row.overdue_working_days))
        }
        "unanswered" => "was asked about and nobody has answered".into(),
        "no_date" if row.critical => "is critical and has no date".into(),
        "no_date" => "has no date".into(),
        "promised_while_away" => "has a date on which its owner is away".into(),
        "lands_late" => {
            format!("is expected {} after its date", days(row.late_working_days.unwrap_or_default()))
        }
        "blocked" => {
            let reason = row.blocked.as_deref().unwrap_or_default();
            format!("is blocked: {}", reason.trim_end_matches('.'))
        }
        _ => format!("has not moved for {}", days(row.silent_working_days.unwrap_or_default())),
    }
}
