//! How the schedule reads: the dates, who drives whom, and how much room there is.

use linchpin_analysis::Schedule;
use linchpin_analysis::schedule::{ScheduledItem, ScheduledKind};
use linchpin_model::Date;

use crate::page::{Cell, Column, Page, Table, Tone, day, one_decimal};

/// Rows that are shown for a person.
const MOST: usize = 60;
/// Working minutes of the day in which float is told.
const MINUTES_A_DAY: f64 = 480.0;

pub(super) fn page(schedule: &Schedule) -> Page {
    let today = schedule.header.as_of.date();
    let left: Vec<&ScheduledItem> = schedule.items.iter().filter(|item| !item.done).collect();
    let shown = &left[..left.len().min(MOST)];
    Page {
        title: "Schedule".into(),
        lead: vec![lead(schedule, today)],
        tables: vec![table(shown, left.len() - shown.len(), today)],
        ..Page::default()
    }
}

fn lead(schedule: &Schedule, today: Date) -> String {
    let path: Vec<&str> =
        schedule.items.iter().filter(|item| is_on_path(item)).map(|item| item.key.as_str()).collect();
    let Some(finish) = date(schedule.finish.as_deref()) else { return "Nothing is left to schedule.".into() };
    if schedule.items.iter().all(|item| item.done) {
        return format!("Nothing is left to do; the work ended on {}.", day(finish, today));
    }
    let length = match (schedule.makespan_periods, schedule.lower_bound_periods) {
        (Some(makespan), _) => format!(" It takes {makespan} periods without limits on resources."),
        _ => String::new(),
    };
    let through = match path.len() {
        0 => String::new(),
        1..=12 => format!(" The critical path is {}.", path.join(", ")),
        more => format!(" The critical path has {more} items, from {} to {}.", path[0], path[more - 1]),
    };
    format!("The work ends on {}.{length}{through}", day(finish, today))
}

fn is_on_path(item: &ScheduledItem) -> bool {
    item.critical && item.kind != ScheduledKind::Summary
}

fn table(items: &[&ScheduledItem], more: usize, today: Date) -> Table {
    let rows = items.iter().map(|item| {
        let tone = if item.critical { Tone::Strong } else { Tone::Plain };
        let title = match item.kind {
            ScheduledKind::Milestone => format!("◆ {}", item.title),
            ScheduledKind::Summary => format!("{}:", item.title),
            ScheduledKind::Item => item.title.clone(),
        };
        vec![
            Cell::toned(item.key.clone(), tone),
            title.into(),
            on(item.start.as_deref(), today),
            on(item.finish.as_deref(), today),
            float(item),
            if item.critical { "critical".into() } else { Cell::default() },
            Cell::quiet(item.driven_by.join(", ")),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            Column::words("Item"),
            Column::long("Title"),
            Column::number("Start").that_may_go(),
            Column::number("Finish"),
            Column::number("Float, d"),
            Column::words(""),
            Column::long("Driven by"),
        ],
        rows: rows.collect(),
        more,
    }
}

fn float(item: &ScheduledItem) -> Cell {
    match item.total_float_minutes {
        Some(minutes) => one_decimal(f64::from(minutes) / MINUTES_A_DAY).into(),
        None => Cell::quiet("?"),
    }
}

fn on(moment: Option<&str>, today: Date) -> Cell {
    date(moment).map_or_else(|| Cell::quiet("no date"), |on| day(on, today).into())
}

fn date(moment: Option<&str>) -> Option<Date> {
    moment?.get(..10)?.parse().ok()
}
