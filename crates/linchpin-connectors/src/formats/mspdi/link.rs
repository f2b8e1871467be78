//! Links between tasks.

use linchpin_model::value::{DependencyKind, Lag};

use super::super::quoted;
use super::super::xml::Element;
use super::task::{Fields, is_elapsed};
use super::value::{LIMIT_MINUTES, Report};

/// A link in which a task waits for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// `UID` of the task that is waited for.
    pub predecessor: u32,
    /// Which ends are tied.
    pub kind: DependencyKind,
    /// How long it waits beyond that.
    pub lag: Lag,
}

/// Reads the links of a task; one given twice is read once, and one that cannot be read is left out.
pub(super) fn read_links(fields: &Fields<'_>, report: &mut Report) -> Vec<LinkRow> {
    let mut links: Vec<LinkRow> = Vec::new();
    for record in fields.record.children("PredecessorLink") {
        let Some(link) = read_link(record, &fields.whose, report) else { continue };
        if links.contains(&link) {
            let message = format!("the link to task {} is given twice; it is read once", link.predecessor);
            report.add(format!("{}, line {}", fields.whose, record.line), message);
        } else {
            links.push(link);
        }
    }
    links
}

fn read_link(record: &Element, whose: &str, report: &mut Report) -> Option<LinkRow> {
    let fields = Fields { record, whose: whose.to_owned() };
    if fields.is_yes("CrossProject") {
        report.add(fields.place("CrossProject"), "the link leads to another project; it is left out".into());
        return None;
    }
    let text = fields.text("PredecessorUID");
    let Ok(predecessor) = text.parse::<u32>() else {
        report.add(
            fields.place("PredecessorUID"),
            format!("{} is not the UID of a task; the link is left out", quoted(text)),
        );
        return None;
    };
    let kind = match fields.text("Type") {
        "" | "1" => DependencyKind::FinishStart,
        "0" => DependencyKind::FinishFinish,
        "2" => DependencyKind::StartFinish,
        "3" => DependencyKind::StartStart,
        other => {
            let message = format!(
                "there is no link of type {}; the link to task {predecessor} is left out",
                quoted(other)
            );
            report.add(fields.place("Type"), message);
            return None;
        }
    };
    Some(LinkRow { predecessor, kind, lag: read_lag(&fields, report) })
}

/// Lags are tenths of minutes, or whole percents of the predecessor's duration.
fn read_lag(fields: &Fields<'_>, report: &mut Report) -> Lag {
    let (text, format) = (fields.text("LinkLag"), fields.text("LagFormat"));
    if text.is_empty() {
        return Lag::NONE;
    }
    let limit = if is_percent(format) { 10_000 } else { LIMIT_MINUTES * 10 };
    match text.parse::<i64>().ok().filter(|lag| lag.abs() <= limit) {
        Some(0) => Lag::NONE,
        Some(percent) if is_percent(format) => {
            if is_elapsed(format) {
                let message = "a lag in percent of elapsed time is read as percent of working time".into();
                report.add(fields.place("LagFormat"), message);
            }
            Lag::Percent(percent as i32 * 100)
        }
        Some(tenths) if is_elapsed(format) => Lag::Elapsed((tenths / 10) as i32),
        Some(tenths) => Lag::Working((tenths / 10) as i32),
        None => {
            report.add(
                fields.place("LinkLag"),
                format!("the lag {} is out of range; the link is kept without it", quoted(text)),
            );
            Lag::NONE
        }
    }
}

fn is_percent(format: &str) -> bool {
    matches!(format, "19" | "20" | "51" | "52")
}
