//! How the flow report reads.

use linchpin_analysis::Flow;
use linchpin_analysis::flow::{CycleFrom, FlowFigures, WeekDone};
use linchpin_model::Date;

use crate::page::{Cell, Column, Page, Table, Tone, amount, day, one_decimal, plural};

/// Weeks that are shown, the newest.
const WEEKS: usize = 12;
/// Labels that are shown, the most frequent.
const LABELS: usize = 10;
/// Old items that are shown.
const OLDEST: usize = 10;

pub(super) fn page(flow: &Flow) -> Page {
    let whole = &flow.whole;
    let mut tables = vec![kinds(flow), weeks(flow), oldest(flow)];
    tables.extend(labels(flow));
    let mut lead = vec![lead(whole)];
    lead.extend(nothing_since(whole, flow.header.as_of.date()));
    Page { title: "Flow".into(), lead, tables, ..Page::default() }
}

fn lead(whole: &FlowFigures) -> String {
    let items = plural(whole.items, "item", "items");
    let done = format!("{items}: {} done, {} open.", whole.done, whole.open);
    match (whole.cycle_days.p50, whole.cycle_days.p85) {
        (Some(p50), Some(p85)) => {
            let from = match whole.cycle_from {
                CycleFrom::Started => "from start to finish",
                CycleFrom::Created => "from the day it came up",
                CycleFrom::Mixed => "from its start where that is known, else from the day it came up",
            };
            format!(
                "{done} Half of the work takes at most {} {from}, 85 of a hundred at most {}.",
                amount(p50, "day", "days"),
                one_decimal(p85)
            )
        }
        _ => format!("{done} Nothing is done yet, so nothing can be said about how long work takes."),
    }
}

fn kinds(flow: &Flow) -> Table {
    let days = |value: Option<f64>| value.map_or_else(|| Cell::quiet("·"), |days| one_decimal(days).into());
    let row = |name: &str, figures: &FlowFigures, tone: Tone| {
        let wip = figures.wip.last().map_or_else(|| Cell::quiet("·"), |wip| wip.count.to_string().into());
        vec![
            Cell::toned(name, tone),
            figures.items.to_string().into(),
            figures.open.to_string().into(),
            figures.done.to_string().into(),
            figures.dropped.to_string().into(),
            wip,
            days(figures.cycle_days.p50),
            days(figures.cycle_days.p85),
            days(figures.cycle_days.p95),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = flow
        .by_kind
        .iter()
        .map(|(kind, figures)| row(&kind.replace('_', " "), figures, Tone::Plain))
        .collect();
    if rows.len() != 1 {
        rows.push(row("all", &flow.whole, Tone::Strong));
    }
    Table {
        caption: "By kind; times in calendar days".into(),
        columns: vec![
            Column::words("Kind"),
            Column::number("Items"),
            Column::number("Open"),
            Column::number("Done"),
            Column::number("Dropped").that_may_go(),
            Column::number("In progress"),
            Column::number("P50"),
            Column::number("P85"),
            Column::number("P95").that_may_go(),
        ],
        rows,
        more: 0,
    }
}

/// The last weeks from the first to the last in which anything was done.
fn shown_weeks(whole: &FlowFigures) -> &[WeekDone] {
    let weeks = &whole.throughput_per_week;
    let end = weeks.iter().rposition(|week| week.done > 0).map_or(0, |last| last + 1);
    let weeks = &weeks[end.saturating_sub(WEEKS)..end];
    let begin = weeks.iter().position(|week| week.done > 0).unwrap_or(0);
    &weeks[begin..]
}

/// For how long nothing was done, if that is more than the week that runs.
fn nothing_since(whole: &FlowFigures, today: Date) -> Option<String> {
    let weeks = &whole.throughput_per_week;
    let last = weeks.iter().rposition(|week| week.done > 0)?;
    let since = day(weeks[last].week_starting, today);
    (last + 2 < weeks.len()).then(|| format!("Nothing was done after the week of {since}."))
}

fn weeks(flow: &Flow) -> Table {
    let shown = shown_weeks(&flow.whole);
    let today = flow.header.as_of.date();
    let most = shown.iter().map(|week| week.done).max().unwrap_or(0).max(1);
    let rows = shown.iter().map(|week| {
        let bar = "▪".repeat((week.done * 30).div_ceil(most));
        vec![day(week.week_starting, today).into(), week.done.to_string().into(), Cell::quiet(bar)]
    });
    Table {
        caption: "Done per week".into(),
        columns: vec![Column::number("Week of"), Column::number("Done"), Column::words("")],
        rows: rows.collect(),
        more: 0,
    }
}

fn oldest(flow: &Flow) -> Table {
    let open = &flow.whole.oldest_open;
    let rows = open.iter().take(OLDEST).map(|item| {
        let title = item.title.as_deref().unwrap_or_default();
        vec![item.key.clone().into(), title.into(), format!("{:.0}", item.age_days).into()]
    });
    Table {
        caption: "Open for the longest".into(),
        columns: vec![Column::words("Item"), Column::long("Title"), Column::number("Days")],
        rows: rows.collect(),
        more: flow.whole.open.saturating_sub(open.len().min(OLDEST)),
    }
}

fn labels(flow: &Flow) -> Option<Table> {
    let rows = flow.labels.iter().take(LABELS);
    let rows: Vec<Vec<Cell>> = rows
        .map(|label| {
            vec![(*label.label).into(), label.items.to_string().into(), label.open.to_string().into()]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Labels".into(),
        columns: vec![Column::long("Label"), Column::number("Items"), Column::number("Open")],
        more: flow.labels.len().saturating_sub(rows.len()),
        rows,
    })
}
