//! A `VTODO` as an item: dates, progress, priority, who has it, and what it waits for.

use std::sync::Arc;

use linchpin_model::value::{Category, Constraint, Priority, Status};
use linchpin_model::{External, ExternalId, Item, ItemField, Moment, Seen};

use super::super::quoted;
use super::component::Component;
use super::people::{People, attendees};
use super::report::Report;
use super::time::{self, Written};
use super::zone::Zones;
use super::{own, text};

/// Reads a task. `id` is its UID.
pub(super) fn item(
    todo: &Component,
    id: &str,
    zones: &mut Zones,
    people: &mut People,
    report: &mut Report,
) -> Seen<Item> {
    let is_own = own::kind(todo).is_some();
    let mut seen = Seen::<Item>::new(id.to_owned());
    let mut workers = attendees(todo).into_iter().map(|who| people.id(&who));
    let owner = workers.next();
    let contributors: Vec<ExternalId> = workers.collect();
    let finished_at = finished_at(todo, zones, report);
    let percent = percent(todo, report);
    seen.set = vec![
        ItemField::Title(text::title(todo).map(Arc::from)),
        ItemField::Kind(own::words(todo, own::ITEM_KIND).or_else(|| (!is_own).then(|| "task".into()))),
        ItemField::Status(status(todo, finished_at, percent, is_own, report)),
        ItemField::Owner(owner),
        ItemField::Contributors(Some(contributors).filter(|list| !list.is_empty())),
        ItemField::Priority(priority(todo, report)),
        ItemField::PercentDone(percent),
        ItemField::Due(due(todo, is_own, zones, report)),
        ItemField::StartedAt(own::moment(todo, own::STARTED)),
        ItemField::FinishedAt(finished_at),
        ItemField::Constraint(own::constraint(todo).or_else(|| starts(todo, is_own, zones, report))),
        ItemField::Deadline(own::deadline(todo)),
        ItemField::Scheduled(own::scheduled(todo)),
        ItemField::Url(text::url(todo)),
    ];
    if todo.line("RRULE").is_some() {
        report.add(todo.number, format!("{} recurs; its first date is read", super::series::title(todo)));
    }
    seen
}

/// The day by which it is due; of our own tasks, only a day is what its tracker wants.
fn due(todo: &Component, is_own: bool, zones: &mut Zones, report: &mut Report) -> Option<jiff::civil::Date> {
    if let Some(line) = todo.line("DUE") {
        let when = zones.when(line, report)?;
        let is_day = matches!(when.written, Written::Day(_));
        return (is_day || !is_own).then(|| zones.local(&when).date());
    }
    let (start, lasts) = (todo.line("DTSTART")?, todo.line("DURATION")?);
    let start = zones.when(start, report)?;
    match time::seconds(&lasts.value) {
        Ok(seconds) if seconds >= 0 => {
            let end = zones.local(&start).checked_add(jiff::SignedDuration::from_secs(seconds));
            end.ok().map(|end| end.date())
        }
        Ok(_) => {
            report.add(lasts.number, "the duration is negative; it is left out");
            None
        }
        Err(message) => {
            report.add(lasts.number, message);
            None
        }
    }
}

/// A start before the due date is the earliest; programs that know no start give the due date for one.
fn starts(todo: &Component, is_own: bool, zones: &mut Zones, report: &mut Report) -> Option<Constraint> {
    let line = todo.line("DTSTART").filter(|_| !is_own)?;
    let start = zones.when(line, report)?;
    let start = zones.local(&start);
    let due = todo.line("DUE").and_then(|line| time::written(&line.value).ok()).map(|(due, _)| due.civil());
    due.is_none_or(|due| start < due).then_some(Constraint::StartNoEarlierThan(start))
}

fn finished_at(todo: &Component, zones: &mut Zones, report: &mut Report) -> Option<Moment> {
    if let Some(at) = own::moment(todo, own::FINISHED) {
        return Some(at);
    }
    let when = todo.line("COMPLETED").and_then(|line| zones.when(line, report))?;
    zones.instant(&when).map(Moment::from)
}

fn percent(todo: &Component, report: &mut Report) -> Option<u32> {
    let line = todo.line("PERCENT-COMPLETE")?;
    let percent = line.value.trim().parse().ok().filter(|percent| *percent <= 100);
    if percent.is_none() {
        report.add(
            line.number,
            format!("{} is no percentage from 0 to 100; it is left out", quoted(&line.value)),
        );
    }
    percent
}

/// 1 to 4 are high, 5 is in the middle, 6 to 9 are low, 0 says nothing (RFC 5545, section 3.8.1.9).
fn priority(todo: &Component, report: &mut Report) -> Option<Priority> {
    let line = todo.line("PRIORITY")?;
    match line.value.trim().parse::<u8>() {
        Ok(0) => None,
        Ok(1..=4) => Some(Priority::P0),
        Ok(5) => Some(Priority::P1),
        Ok(6..=9) => Some(Priority::P2),
        _ => {
            report.add(
                line.number,
                format!("{} is no priority from 0 to 9; it is left out", quoted(&line.value)),
            );
            None
        }
    }
}

/// Where it stands: as `STATUS` says, else by what else is known of it.
fn status(
    todo: &Component,
    finished_at: Option<Moment>,
    percent: Option<u32>,
    is_own: bool,
    report: &mut Report,
) -> Option<Status> {
    let word = todo.value("STATUS").to_ascii_uppercase();
    let (name, category) = match &*word {
        "NEEDS-ACTION" => ("Needs action", Category::Todo),
        "IN-PROCESS" => ("In process", Category::InProgress),
        "COMPLETED" => ("Completed", Category::Done),
        "CANCELLED" => ("Cancelled", Category::Dropped),
        "" if is_own => return None,
        _ => {
            let line = todo.line("STATUS").map_or(todo.number, |line| line.number);
            if !word.is_empty() {
                report.add(line, format!("there is no status {}; it is left out", quoted(&word)));
            }
            match percent {
                _ if finished_at.is_some() => ("Completed", Category::Done),
                Some(100) => ("Completed", Category::Done),
                Some(1..) => ("In process", Category::InProgress),
                _ => ("Needs action", Category::Todo),
            }
        }
    };
    let name = own::words(todo, own::STATUS).unwrap_or_else(|| name.into());
    Some(Status { name, category })
}

/// A field that is said only where it has a value, or had one before: all of a task's are.
pub(super) fn labels(todo: &Component) -> Vec<ExternalId> {
    let mut all: Vec<ExternalId> =
        text::list(todo, "CATEGORIES").iter().map(|word| ExternalId::new(word)).collect();
    let mut known = std::collections::BTreeSet::new();
    all.retain(|label| known.insert(label.clone()));
    all
}

/// The field that holds labels.
pub(super) fn label_field(labels: Vec<ExternalId>) -> ItemField<External> {
    ItemField::Labels(Some(labels).filter(|labels| !labels.is_empty()))
}
