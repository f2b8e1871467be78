//! A row, and the whole list, in words.

use linchpin_model::Date;

use crate::chase::{Blocker, ChaseRow, DateFrom};
use crate::words;

/// What is to be said about a row: the date, then what stands in its way.
pub(super) fn of_row(row: &ChaseRow, today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let name = row.owner.as_ref().map_or("Nobody", |owner| &owner.name);
    let mut said = vec![date(row, today)];
    if row.owner.is_none() {
        said.push("Nobody has it.".into());
    }
    if let (true, Some(days), Some(on)) = (row.silent, row.silent_working_days, row.last_moved_on) {
        said.push(format!("It has not moved since {}, for {}.", day(on), words::working_days(days)));
    }
    match (row.away_until, row.promised_while_away) {
        (Some(back), true) => {
            said.push(format!("{name} is away until {}, and that day falls inside.", day(back)))
        }
        (Some(back), false) => said.push(format!("{name} is away until {}.", day(back))),
        (None, true) => said.push(format!("{name} will be away on that day.")),
        (None, false) => {}
    }
    if let (Some(on), Some(_)) = (row.asked_on, &row.owner) {
        said.push(format!("{name} was asked on {} and has not answered.", day(on)));
    }
    if let Some(reason) = &row.blocked {
        said.push(format!("It is blocked: {}.", reason.trim_end_matches('.')));
    }
    if !row.blocked_by.is_empty() {
        let blockers: Vec<String> = row.blocked_by.iter().map(|blocker| waits_for(blocker, row)).collect();
        said.push(format!("It waits for {}.", words::list(&blockers, 3)));
    }
    if row.vanished {
        said.push("It is in no source any more.".into());
    }
    said.join(" ")
}

/// Whether it is so of a row, and how it is said of one row and of many.
type Finding = (fn(&ChaseRow) -> bool, &'static str, &'static str);

/// How many are left, and what is not in order about them.
pub(super) fn of_list(rows: &[ChaseRow], items: usize, title: Option<&str>) -> String {
    let what = title.map_or_else(String::new, |title| format!(" for {title}"));
    if items == 0 {
        return format!("There is no work{what}.");
    }
    if rows.is_empty() {
        return format!("Nothing is left{what}: {} done.", all_are(items));
    }
    let left = words::capital(&words::number_in_words(rows.len()));
    let remain = if rows.len() == 1 { "remains" } else { "remain" };
    let counted = format!(
        "{left} of {} {remain}{what}.",
        words::count(items, "item", "items").replacen("one ", "1 ", 1)
    );
    let findings: [Finding; 7] = [
        (|row| row.overdue_working_days > 0, "is overdue", "are overdue"),
        (|row| row.promised_on.is_none(), "has no date", "have no date"),
        (|row| row.owner.is_none(), "has no owner", "have no owner"),
        (|row| row.silent, "is silent", "are silent"),
        (|row| row.late_working_days.is_some_and(|days| days > 0), "lands late", "land late"),
        (|row| row.blocked.is_some() || !row.blocked_by.is_empty(), "waits for others", "wait for others"),
        (|row| row.vanished, "is in no source any more", "are in no source any more"),
    ];
    let findings: Vec<String> = findings
        .iter()
        .filter_map(|(is, one, many)| {
            finding(rows.iter().filter(|row| is(row)).count(), rows.len(), one, many)
        })
        .collect();
    match findings.is_empty() {
        true => counted,
        false => format!("{counted} {}.", words::capital(&findings.join(", "))),
    }
}

fn finding(count: usize, of: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("one {one}")),
        all if all == of => Some(format!("all {many}")),
        some => Some(format!("{} {many}", words::number_in_words(some))),
    }
}

fn all_are(items: usize) -> String {
    match items {
        1 => "the one item is".into(),
        many => format!("all {} are", words::count(many, "item", "items")),
    }
}

fn date(row: &ChaseRow, today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let title = row.title.trim_end_matches('.');
    let Some(on) = row.promised_on else {
        return match row.p50 {
            Some(p50) => format!("{title} has no date; {} is expected.", day(p50)),
            None => format!("{title} has no date."),
        };
    };
    let verb = match (row.promised_by, on < today) {
        (Some(DateFrom::Promise), true) => "was promised for",
        (Some(DateFrom::Promise), false) => "is promised for",
        (_, true) => "was due",
        (_, false) => "is due",
    };
    let ago = match row.overdue_working_days {
        0 => String::new(),
        days => format!(", {} ago", words::working_days(days)),
    };
    let expected = match (row.p50, row.late_working_days) {
        (Some(p50), Some(late)) if late > 0 && p50 >= today => {
            format!("; {} is expected, {} later", day(p50), words::working_days(late))
        }
        _ => String::new(),
    };
    format!("{title} {verb} {}{ago}{expected}.", day(on))
}

fn waits_for(blocker: &Blocker, row: &ChaseRow) -> String {
    let own = row.owner.as_ref().map(|owner| &owner.name);
    match &blocker.owner {
        Some(owner) if Some(owner) == own => format!("{} ({owner} too)", blocker.key),
        Some(owner) => format!("{} ({owner})", blocker.key),
        None => format!("{} (nobody has it)", blocker.key),
    }
}
