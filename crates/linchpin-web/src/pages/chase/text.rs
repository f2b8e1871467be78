//! A chase list as plain text, to be taken along or pasted into a message.

use linchpin_analysis::ChaseList;
use linchpin_hub::Standing;

use super::Wanted;
use crate::layout::today;
use crate::words;

/// Every row, in the groups that are wanted.
pub(super) fn of(standing: &Standing, list: &ChaseList, wanted: Wanted) -> String {
    let today = today(standing);
    let title =
        list.title.as_deref().map_or_else(|| "Chase list".into(), |title| format!("Chase list for {title}"));
    let mut text = format!("{title}, {}\n{}\n", words::long_day(today), list.sentence);
    let rows = list.rows.iter().filter(|row| wanted.only.is_none_or(|only| only.holds(row)));
    for (head, rows) in wanted.by.unwrap_or_default().grouped(rows, today) {
        text.push_str(&format!("\n{head}\n"));
        for row in rows {
            let critical = if row.critical { ", critical" } else { "" };
            let sentence = one_line(&row.sentence);
            text.push_str(&format!("- {}{critical}: {sentence}\n", row.key));
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
