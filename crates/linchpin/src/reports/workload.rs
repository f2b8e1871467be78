//! How the workload reads: teams and people by name, never as a ranking.

use linchpin_analysis::Workload;

use crate::page::{Cell, Column, Page, Table, Tone, one_decimal};

pub(super) fn page(workload: &Workload) -> Page {
    let rows = workload.rows.iter().map(|row| {
        let over = match row.over_commitment_days {
            Some(days) if days > 0.0 => Cell::toned(format!("+{} d", one_decimal(days)), Tone::Strong),
            _ => Cell::quiet("·"),
        };
        let capacity = row.capacity_days.map_or_else(|| Cell::quiet("?"), |days| one_decimal(days).into());
        vec![
            row.title.to_string().into(),
            row.team.as_deref().unwrap_or_default().into(),
            row.open_items.to_string().into(),
            row.unestimated.to_string().into(),
            one_decimal(row.effort_left_days).into(),
            capacity,
            over,
        ]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::long("Who"),
            Column::long("Team"),
            Column::number("Open"),
            Column::number("No estimate"),
            Column::number("Effort left, d"),
            Column::number("Capacity, d"),
            Column::number("Over"),
        ],
        rows: rows.collect(),
        more: 0,
    };
    Page {
        title: "Workload".into(),
        lead: vec![workload.sentence.clone()],
        tables: vec![table],
        ..Page::default()
    }
}
