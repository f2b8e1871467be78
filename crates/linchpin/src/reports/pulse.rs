//! How the pulse reads: what needs one, ranked, each with its evidence and one action.

use linchpin_analysis::Pulse;

use crate::page::{Cell, Column, Page, Table, Tone, one_decimal};

pub(super) fn page(pulse: &Pulse) -> Page {
    let rows = pulse.rows.iter().map(|row| {
        let stake = row
            .days_at_stake
            .map_or_else(|| Cell::quiet("·"), |days| format!("{} d", one_decimal(days)).into());
        vec![
            row.rank.to_string().into(),
            Cell::toned(row.action.clone(), Tone::Strong),
            row.sentence.clone().into(),
            stake,
            format!("{} min", row.cost_minutes).into(),
        ]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::number(""),
            Column::long("Do"),
            Column::sentences("Because"),
            Column::number("At stake"),
            Column::number("Takes"),
        ],
        more: pulse.needs.saturating_sub(pulse.rows.len()),
        rows: rows.collect(),
    };
    let mut page = Page {
        title: "Pulse".into(),
        lead: vec![pulse.sentence.clone()],
        tables: vec![table],
        ..Page::default()
    };
    if pulse.snoozed > 0 {
        page.notes.push(format!("{} put off.", pulse.snoozed));
    }
    page
}
