//! How the answer to "why did the date move" reads: from, to, and the days of each cause.

use linchpin_analysis::Why;

use crate::page::{Cell, Column, Page, Table, Tone, day, moment};

/// Entries that are named for a person.
const ENTRIES: usize = 8;

pub(super) fn page(why: &Why) -> Page {
    let today = why.header.as_of.date();
    let title = why.title.as_deref().unwrap_or("the plan");
    let lead = match (why.p50_before, why.p50_after, why.moved_working_days) {
        (Some(before), Some(after), Some(moved)) => {
            let how = match moved {
                moved if moved > 0.0 => format!("moved {} later", days(moved)),
                moved if moved < 0.0 => format!("came forward by {}", days(-moved)),
                _ => "did not move".into(),
            };
            format!("{title}: the P50 {how}, from {} to {}.", day(before, today), day(after, today))
        }
        _ => format!("Nothing can be said about why {title} moved."),
    };
    let rows = why.causes.iter().map(|cause| {
        let entries: Vec<String> = cause.entries.iter().take(ENTRIES).map(ToString::to_string).collect();
        let more = if cause.entries.len() > ENTRIES { " …" } else { "" };
        let sign = if cause.working_days > 0.0 { "+" } else { "\u{2212}" };
        let days = format!("{sign}{}", number(cause.working_days.abs()));
        vec![cause.title.into(), Cell::toned(days, Tone::Strong), Cell::quiet(entries.join(", ") + more)]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![Column::words("Cause"), Column::number("Working days"), Column::long("Entries")],
        rows: rows.collect(),
        more: 0,
    };
    let since = format!("Compared with {}.", moment(why.from));
    Page {
        title: "Why the date moved".into(),
        lead: vec![lead, since],
        tables: vec![table],
        ..Page::default()
    }
}

fn days(days: f64) -> String {
    let unit = if (days - 1.0).abs() < 1e-9 { "working day" } else { "working days" };
    format!("{} {unit}", number(days))
}

fn number(days: f64) -> String {
    let text = format!("{days:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
