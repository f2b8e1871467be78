//! How the health report reads: the computed colour beside what was said.

use linchpin_analysis::Health;
use linchpin_analysis::health::{HealthRow, Reading, Subject};
use linchpin_model::Date;

use crate::page::{Cell, Column, Page, Table, Tone, day};

/// Reasons that are told for a person.
const REASONS: usize = 12;

pub(super) fn page(health: &Health) -> Page {
    let today = health.header.as_of.date();
    let rows = health.rows.iter().map(|row| {
        let indent = if row.kind == Subject::Program || row.kind == Subject::Whole { "" } else { "  " };
        vec![
            colour(row.health),
            format!("{indent}{}", row.title).into(),
            said(row, today),
            on(row.target, today),
            on(row.p50, today),
            on(row.p85, today),
            format!("{} of {}", row.done, row.items).into(),
        ]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::words("Health"),
            Column::long("What"),
            Column::words("Said").that_may_go(),
            Column::number("Target"),
            Column::number("P50").that_may_go(),
            Column::number("P85").that_may_go(),
            Column::number("Done"),
        ],
        rows: rows.collect(),
        more: 0,
    };
    let told = |row: &&HealthRow| health.rows.len() > 1 && row.health != Reading::Green;
    // The first sentence is that of one of the rows, which need not say it again.
    let told_already = |row: &&HealthRow| health.sentence.ends_with(&*row.sentence);
    let mut lead = vec![health.sentence.clone()];
    lead.extend(health.rows.iter().filter(told).filter(|row| !told_already(row)).take(REASONS).map(reason));
    Page { title: "Health".into(), lead, tables: vec![table], ..Page::default() }
}

/// Why a row has its colour, with the name of the row if the sentence does not say it.
fn reason(row: &HealthRow) -> String {
    match row.sentence.contains(&*row.title) {
        true => format!("{}: {}", row.health.word(), row.sentence),
        false => format!("{}, {}: {}", row.health.word(), row.title, row.sentence),
    }
}

fn colour(reading: Reading) -> Cell {
    let (glyph, tone) = match reading {
        Reading::Red => ("■ R", Tone::Red),
        Reading::Yellow => ("▲ Y", Tone::Yellow),
        Reading::Green => ("● G", Tone::Green),
        Reading::NoRead => ("? ", Tone::Quiet),
    };
    Cell::toned(format!("{glyph} {}", reading.word()), tone)
}

fn said(row: &HealthRow, today: Date) -> Cell {
    match &row.reported {
        Some(said) if row.mismatch => {
            Cell::toned(format!("≠ {}, {}", said.health.word(), day(said.on, today)), Tone::Strong)
        }
        Some(said) => format!("= {}, {}", said.health.word(), day(said.on, today)).into(),
        None => Cell::quiet("·"),
    }
}

fn on(date: Option<Date>, today: Date) -> Cell {
    date.map_or_else(|| Cell::quiet("?"), |on| day(on, today).into())
}
