//! What a person's and a team's page share: what they hold, and how much work that is beside the days there are.

use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::words::{number_in_words, rounded};
use linchpin_analysis::workload::{Bearer, WorkloadRow};
use linchpin_hub::Standing;
use linchpin_model::Date;

use super::chase::{By, ChaseTable, TableParams};
use crate::layout::Shell;
use crate::words;

/// Rows that are shown.
const ROWS: usize = 200;

/// The figures of the workload.
pub(super) struct Load {
    pub(super) sentence: String,
    pub(super) figures: Vec<(&'static str, String)>,
}

impl Load {
    /// Of a person or a team by its key; none if it has no open work.
    pub(super) fn of(standing: &Standing, kind: Bearer, key: &str, today: Date) -> Option<Self> {
        let workload = &standing.work().workload;
        let row = workload.rows.iter().find(|row| row.kind == kind && row.key == key)?;
        let until = workload.until.map(|on| words::day(on, today));
        Some(Self { sentence: row.sentence.clone(), figures: figures(row, until) })
    }
}

fn figures(row: &WorkloadRow, until: Option<String>) -> Vec<(&'static str, String)> {
    let days = |days: f64| format!("{} d", rounded(days));
    let mut figures = vec![
        ("Open items", row.open_items.to_string()),
        ("Work left", days(row.effort_left_days)),
        ("Without an estimate", row.unestimated.to_string()),
    ];
    figures.extend(row.capacity_days.map(|capacity| ("Days there are", days(capacity))));
    figures
        .extend(row.over_commitment_days.filter(|over| *over >= 0.05).map(|over| ("Too few by", days(over))));
    figures.extend((row.away_days > 0).then(|| ("Days away", format!("{} d", row.away_days))));
    figures.extend(until.map(|until| ("Counted until", until)));
    figures
}

/// The rows as a table, and how many are not shown.
pub(super) fn table(
    standing: &Standing,
    shell: &Shell,
    rows: &[&ChaseRow],
    by: By,
    today: Date,
    back: &str,
) -> (Option<ChaseTable>, usize) {
    let shown = &rows[..rows.len().min(ROWS)];
    let table = (!shown.is_empty()).then(|| {
        ChaseTable::new(TableParams {
            standing,
            shell,
            caption: format!("Open items, by {}", by.word()),
            groups: by.grouped(shown.iter().copied(), today),
            by,
            target: None,
            today,
            owners: false,
            back,
        })
    });
    (table, rows.len() - shown.len())
}

/// `Seven open items`, and what is not in order about them.
pub(super) fn heading(name: &str, rows: &[&ChaseRow]) -> String {
    let count = |is_so: fn(&ChaseRow) -> bool| rows.iter().filter(|row| is_so(row)).count();
    let finding = |number: usize, one: &str, many: &str| match number {
        0 => None,
        1 => Some(format!("one {one}")),
        number if number == rows.len() => Some(format!("all {many}")),
        _ => Some(format!("{} {many}", number_in_words(number))),
    };
    let holds = linchpin_analysis::words::count(rows.len(), "open item", "open items");
    let findings: Vec<String> = [
        finding(count(|row| row.overdue_working_days > 0), "is overdue", "are overdue"),
        finding(count(|row| row.promised_on.is_none()), "has no date", "have no date"),
        finding(count(|row| row.critical), "is critical", "are critical"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match findings.is_empty() {
        true => format!("{name} has {holds}."),
        false => format!("{name} has {holds}. {}.", linchpin_analysis::words::capital(&findings.join(", "))),
    }
}
