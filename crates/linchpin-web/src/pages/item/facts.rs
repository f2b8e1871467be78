//! The facts of an item in one column: who, when, how much.

use linchpin_analysis::chase::{ChaseRow, DateFrom};
use linchpin_analysis::told::fields_of;
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Date, Item, Node, Thing};

use super::Link;
use crate::layout::Shell;
use crate::words;

/// One fact.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// What is to be said beside it.
    pub(super) note: String,
}

/// What a fact says.
pub(super) enum Value {
    Words(String),
    Links(Vec<Link>),
    Day {
        on: Date,
        words: String,
        is_expected: bool,
    },
    /// Nobody said, and it matters.
    Missing(&'static str),
}

/// The facts, in the order in which one asks.
pub(super) fn of(
    standing: &Standing,
    item: &Record<Item>,
    row: Option<&ChaseRow>,
    shell: &Shell,
    today: Date,
) -> Vec<Fact> {
    let fields = fields_of(&standing.world, item);
    let words = |name: &'static str, field: &str| {
        let field = fields.iter().find(|told| told.field == field && told.value != "nothing")?;
        Some(Fact { name, value: Value::Words(field.value.clone()), note: String::new() })
    };
    let link = |thing| Link::to(standing, shell, thing);
    let links = |name: &'static str, things: Vec<Thing>| {
        let links: Vec<Link> = things.into_iter().map(link).collect();
        (!links.is_empty()).then(|| Fact { name, value: Value::Links(links), note: String::new() })
    };
    let team = row.and_then(|row| row.team.as_deref());
    let milestones = item.milestones().into_iter().flatten();
    let told = [
        words("Status", "status"),
        words("Blocked", "blocked"),
        links("Owner", item.owner().map(|owner| Thing::Person(*owner)).into_iter().collect())
            .or_else(|| row.map(|_| Fact::missing("Owner", "nobody"))),
        links(
            "With",
            item.contributors().into_iter().flatten().map(|person| Thing::Person(*person)).collect(),
        ),
        links("Team", item.team().map(|team| Thing::Team(*team)).into_iter().collect()).or_else(|| {
            team.map(|team| Fact { name: "Team", value: Value::Words(team.into()), note: String::new() })
        }),
    ];
    let rest = [
        words("Priority", "priority"),
        words("Estimate", "estimate"),
        words("Left", "remaining"),
        words("Done", "percent_done"),
        links("Needed for", milestones.map(|needed| Thing::Milestone(needed.milestone)).collect()),
        links("Workstream", item.workstream().map(|stream| Thing::Workstream(*stream)).into_iter().collect()),
        words("Started", "started_at"),
        words("Finished", "finished_at"),
    ];
    let dates = dates(standing, item, row, today);
    told.into_iter().flatten().chain(dates).chain(rest.into_iter().flatten()).collect()
}

/// What was promised or is due, and what the forecast expects.
fn dates(standing: &Standing, item: &Record<Item>, row: Option<&ChaseRow>, today: Date) -> Vec<Fact> {
    let day = |name, on: Date, is_expected, note: String| Fact {
        name,
        value: Value::Day { on, words: words::day(on, today), is_expected },
        note,
    };
    let mut facts = Vec::new();
    match row.map(|row| (row.promised_on, row.promised_by, row.overdue_working_days)) {
        Some((Some(on), by, overdue)) => {
            let name = if by == Some(DateFrom::Promise) { "Promised" } else { "Due" };
            let over = if overdue > 0 { format!("{overdue} d over") } else { String::new() };
            facts.push(day(name, on, false, over));
        }
        Some((None, ..)) => facts.push(Fact::missing("Promised", "no date")),
        None => {}
    }
    let is_told = row.is_some_and(|row| row.promised_by == Some(DateFrom::Tracker));
    facts.extend(item.due().filter(|_| !is_told).map(|on| day("Due", *on, false, String::new())));
    let expected = standing.outlook.of(Node::Item(item.id)).filter(|_| item.finished_at().is_none());
    if let Some(p50) = expected.and_then(|expected| expected.finish) {
        let late = row.and_then(|row| row.late_working_days).unwrap_or(0);
        let of = match row.and_then(|row| row.promised_by) {
            Some(DateFrom::Promise) => "promise",
            Some(DateFrom::Tracker) | None => "due date",
        };
        let late = match late {
            0 => String::new(),
            late => format!("{} from the {of}", words::difference(late)),
        };
        facts.push(day("P50", p50, true, late));
    }
    facts.extend(expected.and_then(|expected| expected.p85).map(|p85| day("P85", p85, true, String::new())));
    if let Some(on) = row.and_then(|row| row.last_moved_on) {
        let silent = row.filter(|row| row.silent).and_then(|row| row.silent_working_days);
        let note = silent.map(|days| format!("{days} days, silent")).unwrap_or_default();
        facts.push(day("Last moved", on, false, note));
    }
    facts
}

impl Fact {
    fn missing(name: &'static str, words: &'static str) -> Self {
        Self { name, value: Value::Missing(words), note: String::new() }
    }
}
