//! How the answer to "why did the date move" reads: from, to, and the days of each cause.

use linchpin_analysis::Why;

use crate::page::{Cell, Column, Page, Table, Tone, amount, day, moment, one_decimal};

/// Entries that are named for a person.
const ENTRIES: usize = 8;

pub(super) fn page(why: &Why) -> Page {
    let today = why.header.as_of.date();
    let title = why.title.as_deref().unwrap_or("the plan");
    let lead = match (why.p50_before, why.p50_after, why.moved_working_days) {
        (Some(before), Some(after), Some(moved)) => {
            let how = match moved {
                moved if moved > 0.0 => {
                    format!("moved {} later", amount(moved, "working day", "working days"))
                }
                moved if moved < 0.0 => {
                    format!("came forward by {}", amount(-moved, "working day", "working days"))
                }
                _ => "did not move".into(),
            };
            format!("{title}: the P50 {how}, from {} to {}.", day(before, today), day(after, today))
        }
        _ => format!("Nothing can be said about why {title} moved."),
    };
    let exact: Vec<f64> = why.causes.iter().map(|cause| cause.working_days).collect();
    let tenths = in_tenths(&exact, why.moved_working_days.unwrap_or(0.0));
    let rows = why.causes.iter().zip(tenths).map(|(cause, tenths)| {
        let entries: Vec<String> = cause.entries.iter().take(ENTRIES).map(ToString::to_string).collect();
        let more = if cause.entries.len() > ENTRIES { " …" } else { "" };
        let sign = if cause.working_days > 0.0 { "+" } else { "\u{2212}" };
        let days = format!("{sign}{}", one_decimal(tenths.abs() as f64 / 10.0));
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

/// The days of each cause in tenths, which is as much as drawn futures can say. They add up to the movement as it is told:
/// what rounding leaves over goes to those that it cut most.
fn in_tenths(days: &[f64], total: f64) -> Vec<i64> {
    let rest = |index: usize| days[index] * 10.0 - (days[index] * 10.0).floor();
    let mut tenths: Vec<i64> = days.iter().map(|days| (days * 10.0).floor() as i64).collect();
    let left = (total * 10.0).round() as i64 - tenths.iter().sum::<i64>();
    let mut by_rest: Vec<usize> = (0..days.len()).collect();
    by_rest.sort_by(|one, two| rest(*two).total_cmp(&rest(*one)));
    for index in by_rest.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        tenths[index] += 1;
    }
    tenths
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::in_tenths;

    proptest! {
        #[test]
        fn what_is_shown_adds_up_and_no_cause_is_told_a_tenth_wrong(
            hundredths in proptest::collection::vec(-900..900i32, 1..13),
        ) {
            let days: Vec<f64> = hundredths.iter().map(|days| f64::from(*days) / 100.0).collect();
            let total = f64::from(hundredths.iter().sum::<i32>()) / 100.0;
            let shown = in_tenths(&days, total);
            prop_assert_eq!(shown.iter().sum::<i64>(), (total * 10.0).round() as i64);
            for (shown, days) in shown.iter().zip(&days) {
                prop_assert!((*shown as f64 / 10.0 - days).abs() < 0.1 + 1e-9, "{shown} tenths for {days}");
            }
        }
    }
}
