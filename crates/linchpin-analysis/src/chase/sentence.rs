//! A row, and the whole list, in words.

use linchpin_model::Date;

use crate::chase::{Blocker, ChaseRow, DateFrom};
use crate::words;

/// What is to be said about a row: the date, then what stands in its way.
pub(crate) fn of_row(row: &ChaseRow, today: Date) -> String {
    let day = |on: Date| words::day(on, today);
    let name = row.owner.as_ref().map_or("Nobody", |owner| &owner.name);
    let mut said = vec![date(row, today)];
    if row.owner.is_none() && row.promised_on.is_some() {
        said.push("Nobody has it.".into());
    }
    said.extend(silence(row, today));
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
        said.push(format!("It is blocked: {}", words::ended(reason)));
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
pub(super) fn of_list(rows: &[ChaseRow], items: usize, left_out: usize, title: Option<&str>) -> String {
    let told = of_rows(rows, items, title);
    match left_out {
        0 => told,
        1 => format!("{told} One more is only nice to have and is left out."),
        more => format!(
            "{told} {} more are only nice to have and are left out.",
            words::capital(&words::number_in_words(more))
        ),
    }
}

fn of_rows(rows: &[ChaseRow], items: usize, title: Option<&str>) -> String {
    let what = title.map_or_else(String::new, |title| format!(" for {}", words::name(title)));
    if items == 0 {
        return format!("There is no work{what}.");
    }
    if rows.is_empty() {
        return format!("Nothing is left{what}: {} done.", all_are(items));
    }
    let left = words::some_of(rows.len(), items, ["item", "items"], ["remains", "remain"]);
    let counted = format!("{}{what}.", words::capital(&left));
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
    let title = words::name(&row.title);
    let Some(on) = row.promised_on else {
        let has = if row.owner.is_some() { "has no date" } else { "has neither an owner nor a date" };
        let expected = row.p50.map_or_else(String::new, |p50| format!("; {} is expected", day(p50)));
        return format!("{title} {has}{expected}.");
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

/// How long it has been there and has not moved, where that is worth saying.
fn silence(row: &ChaseRow, today: Date) -> Option<String> {
    let created_on = row.created_on.filter(|_| row.promised_on.is_none());
    let is_old = row.age_days.is_some_and(|days| days >= 30.0);
    let open =
        created_on.filter(|_| is_old).map(|on| format!("has been open since {}", words::day(on, today)));
    let still = row.silent_working_days.filter(|_| row.silent).zip(row.last_moved_on).map(|(days, on)| {
        format!("has not moved since {}, for {}", words::day(on, today), words::working_days(days))
    });
    match (open, still) {
        (Some(_), Some(still)) if row.created_on == row.last_moved_on => Some(format!("It {still}.")),
        (Some(open), Some(still)) => Some(format!("It {open} and {still}.")),
        (Some(one), None) | (None, Some(one)) => Some(format!("It {one}.")),
        (None, None) => None,
    }
}

fn waits_for(blocker: &Blocker, row: &ChaseRow) -> String {
    let own = row.owner.as_ref().map(|owner| &owner.name);
    match &blocker.owner {
        Some(owner) if Some(owner) == own => format!("{} ({owner} too)", blocker.key),
        Some(owner) => format!("{} ({owner})", blocker.key),
        None => format!("{} (nobody has it)", blocker.key),
    }
}
