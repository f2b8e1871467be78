//! How the chase list reads: what one would take along on a walk through the building.

use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::{ChaseList, Check};
use linchpin_model::Date;

use crate::page::{Cell, Column, Page, Table, Tone, day};

/// Rows that are shown for a person; a program gets all.
const MOST: usize = 40;

pub(super) fn page(chase: &ChaseList) -> Page {
    let today = chase.header.as_of.date();
    let title = match &chase.title {
        Some(title) => format!("Chase list for {title}"),
        None => "Chase list".into(),
    };
    let shown = &chase.rows[..chase.rows.len().min(MOST)];
    Page {
        title,
        lead: vec![chase.sentence.clone()],
        tables: vec![table(shown, chase.rows.len() - shown.len(), today)],
        foot: if shown.iter().any(|row| row.critical) {
            vec!["! on the critical path".into()]
        } else {
            Vec::new()
        },
        ..Page::default()
    }
}

/// What the rows do not show themselves: an empty owner, a date that passed and silence can be read there.
pub(super) fn not_in_the_table(chase: &ChaseList) -> Vec<Check> {
    let is_apart = |check: &&Check| matches!(check.check, "vanished" | "promised_while_away" | "unanswered");
    chase.checks.iter().filter(is_apart).cloned().collect()
}

fn table(rows: &[ChaseRow], more: usize, today: Date) -> Table {
    let has = |given: &dyn Fn(&ChaseRow) -> bool| rows.iter().any(given);
    let (owned, dated, expected, blocked) = (
        has(&|row| row.owner.is_some()),
        has(&|row| row.promised_on.is_some()),
        has(&|row| row.p50.is_some()),
        has(&|row| !row.blocked_by.is_empty() || row.blocked.is_some()),
    );
    let mut columns = vec![Column::words("Item"), Column::long("Title")];
    columns.extend(owned.then(|| Column::long("Owner")));
    columns.extend(dated.then(|| Column::number("Promised")));
    columns.extend(expected.then(|| Column::number("P50").that_may_go()));
    columns.push(Column::number("Last moved").that_may_go());
    columns.extend(blocked.then(|| Column::long("Waits for")));
    columns.push(Column::words("Ask"));
    let rows = rows.iter().map(|row| {
        let mut cells = vec![key(row), row.title.clone().into()];
        cells.extend(owned.then(|| match &row.owner {
            Some(owner) => Cell::from(owner.name.to_string()),
            None => Cell::quiet("nobody"),
        }));
        cells.extend(dated.then(|| promised(row, today)));
        cells.extend(expected.then(|| row.p50.map_or_else(|| Cell::quiet("?"), |on| day(on, today).into())));
        cells.push(last_moved(row, today));
        cells.extend(blocked.then(|| waits_for(row)));
        cells.push(row.ask.words().into());
        cells
    });
    Table { caption: String::new(), rows: rows.collect(), columns, more }
}

fn key(row: &ChaseRow) -> Cell {
    if row.critical { Cell::toned(format!("{} !", row.key), Tone::Strong) } else { row.key.clone().into() }
}

fn promised(row: &ChaseRow, today: Date) -> Cell {
    match row.promised_on {
        Some(on) if row.overdue_working_days > 0 => {
            Cell::toned(format!("{}, {} d over", day(on, today), row.overdue_working_days), Tone::Strong)
        }
        Some(on) => day(on, today).into(),
        None => Cell::quiet("no date"),
    }
}

fn last_moved(row: &ChaseRow, today: Date) -> Cell {
    let Some(on) = row.last_moved_on else { return Cell::quiet("never") };
    let text = day(on, today);
    match row.silent_working_days {
        Some(days) if row.silent => Cell::toned(format!("{text}, {days} d ago"), Tone::Plain),
        _ => text.into(),
    }
}

fn waits_for(row: &ChaseRow) -> Cell {
    let mut words: Vec<String> = row.blocked.iter().map(ToString::to_string).collect();
    words.extend(row.blocked_by.iter().map(|blocker| match &blocker.owner {
        Some(owner) => format!("{}, {owner}", blocker.key),
        None => blocker.key.clone(),
    }));
    if words.is_empty() { Cell::quiet("nothing") } else { words.join("; ").into() }
}
