//! How the forecast reads: a date and how sure it is, then what drives it.

use linchpin_analysis::Forecast;
use linchpin_analysis::forecast::{Driver, MilestoneForecast};
use linchpin_model::Date;

use crate::page::{Cell, Column, Page, Table, Tone, amount, day, one_decimal};

/// Drivers that are shown for a person.
const MOST: usize = 12;

pub(super) fn page(forecast: &Forecast) -> Page {
    let today = forecast.header.as_of.date();
    // The table has a row for the others as well.
    let dated = forecast.milestones.iter().filter(|milestone| milestone.p50.is_some());
    let mut lead: Vec<String> = dated.take(6).map(|milestone| sentence(milestone, today)).collect();
    if let Some(weeks) = &forecast.finish_weeks
        && let (Some(p50), Some(p85)) = (weeks.p50, weeks.p85)
    {
        lead.push(format!(
            "Half of the futures need at most {}, 85 of a hundred at most {}.",
            amount(p50, "week", "weeks"),
            one_decimal(p85)
        ));
    }
    if lead.is_empty() {
        lead.push("Nothing can be said about when it will be done.".into());
    }
    lead.push(forecast.why_this_method.clone());
    let mut tables = vec![milestones(forecast, today)];
    tables.extend(drivers(forecast));
    Page { title: "Forecast".into(), lead, tables, ..Page::default() }
}

fn sentence(milestone: &MilestoneForecast, today: Date) -> String {
    let (Some(p50), Some(p85)) = (milestone.p50, milestone.p85) else {
        return format!("{}: nothing can be said about its date.", milestone.title);
    };
    let dates = format!(
        "{}: even odds for {}, 85 of a hundred for {}",
        milestone.title,
        day(p50, today),
        day(p85, today)
    );
    match (milestone.target, milestone.chance_of_target) {
        (Some(target), Some(chance)) => {
            format!("{dates}; the chance to meet {} is {:.0}%.", day(target, today), chance * 100.0)
        }
        _ => format!("{dates}."),
    }
}

fn milestones(forecast: &Forecast, today: Date) -> Table {
    let on = |date: Option<Date>| date.map_or_else(|| Cell::quiet("?"), |on| day(on, today).into());
    let rows = forecast.milestones.iter().map(|milestone| {
        let chance = milestone
            .chance_of_target
            .map_or_else(|| Cell::quiet("·"), |chance| format!("{:.0}%", chance * 100.0).into());
        let target = milestone.target.map_or_else(|| Cell::quiet("·"), |target| day(target, today).into());
        vec![
            milestone.key.clone().into(),
            milestone.title.clone().into(),
            target,
            on(milestone.p10),
            on(milestone.p50),
            Cell { tone: Tone::Strong, ..on(milestone.p85) },
            on(milestone.p95),
            chance,
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            Column::words("Milestone"),
            Column::long("Title"),
            Column::number("Target"),
            Column::number("P10").that_may_go(),
            Column::number("P50"),
            Column::number("P85"),
            Column::number("P95").that_may_go(),
            Column::number("Chance"),
        ],
        rows: rows.collect(),
        more: 0,
    }
}

fn drivers(forecast: &Forecast) -> Option<Table> {
    let shown: Vec<&Driver> = forecast.drivers.iter().take(MOST).collect();
    let rows = shown.iter().map(|driver| {
        let share = |value: Option<f64>| {
            value.map_or_else(|| Cell::quiet("·"), |value| format!("{:.0}%", value * 100.0).into())
        };
        let days = driver.p50_days_if_done.map_or_else(|| Cell::quiet("·"), |days| one_decimal(days).into());
        vec![driver.key.clone().into(), share(Some(driver.criticality)), share(driver.cruciality), days]
    });
    let of = forecast.drivers_of.as_deref().unwrap_or("the plan");
    (!shown.is_empty()).then(|| Table {
        caption: format!("What drives {of}"),
        columns: vec![
            Column::words("Item"),
            Column::number("Critical in"),
            Column::number("Moves with it"),
            Column::number("Days won if done now"),
        ],
        rows: rows.collect(),
        more: forecast.drivers.len() - shown.len(),
    })
}
