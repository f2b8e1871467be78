//! How the changes read.

use linchpin_analysis::Changes;
use linchpin_analysis::changes::{Change, Group};

use crate::page::{Cell, Column, Page, Table, moment};

/// Rows of one group that are shown for a person.
const MOST: usize = 15;

pub(super) fn page(changes: &Changes) -> Page {
    let mut tables: Vec<Table> = changes.counts.keys().map(|group| table(changes, *group)).collect();
    if tables.is_empty() {
        tables.push(Table { columns: columns(), ..Table::default() });
    }
    Page {
        title: format!("Changes since {}", moment(changes.since)),
        lead: vec![changes.sentence.clone()],
        tables,
        ..Page::default()
    }
}

fn table(changes: &Changes, group: Group) -> Table {
    let rows: Vec<&Change> = changes.rows.iter().filter(|row| row.group == group).collect();
    let shown = rows.iter().take(MOST).map(|row| {
        vec![
            moment(row.at).trim_end_matches(" UTC").into(),
            row.key.clone().into(),
            row.sentence.clone().into(),
            Cell::quiet(row.by.as_deref().unwrap_or_default()),
        ]
    });
    Table {
        caption: group.title().into(),
        columns: columns(),
        rows: shown.collect(),
        more: rows.len().saturating_sub(MOST),
    }
}

fn columns() -> Vec<Column> {
    vec![Column::number("When (UTC)"), Column::words("What"), Column::sentences("Change"), Column::long("By")]
}
