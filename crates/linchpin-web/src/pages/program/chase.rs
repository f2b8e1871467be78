//! Whom to ask first for the next milestone.

use linchpin_analysis::chase::{Ask, ChaseRow};
use linchpin_analysis::words::count;
use linchpin_hub::Part;
use linchpin_model::{Date, World};

use crate::acts::Act;
use crate::layout::{Shell, icon_of_format};
use crate::words::{self, in_address};

/// Rows that are shown.
const ROWS: usize = 4;

/// The head of a chase list.
pub(super) struct Mini {
    pub(super) milestone: String,
    pub(super) note: String,
    pub(super) left: usize,
    pub(super) address: String,
    pub(super) rows: Vec<MiniRow>,
}

/// One item.
pub(super) struct MiniRow {
    pub(super) title: String,
    pub(super) address: String,
    pub(super) key: String,
    pub(super) icon: &'static str,
    /// Where its tracker shows it.
    pub(super) tracker: Option<String>,
    pub(super) promised: Option<(Date, String)>,
    pub(super) below: Option<String>,
    /// The words of the button and where it leads; nothing is done in the past.
    pub(super) act: Option<(String, String)>,
}

impl Mini {
    /// None where nothing is left, or no milestone is next.
    pub(super) fn of(part: &Part, today: Date, shell: &Shell, page: &str) -> Option<Self> {
        let world = &part.standing.world;
        let (id, list) = part.next.as_ref()?;
        let milestone = world.get(*id)?;
        if list.rows.is_empty() {
            return None;
        }
        let key = linchpin_analysis::key_of(milestone);
        let mut first: Vec<&ChaseRow> = list.rows.iter().collect();
        // What is equal stays in the order of the list.
        first.sort_by_key(|row| urgency(row));
        let rows = first.into_iter().take(ROWS).map(|row| mini_row(world, row, today, shell, page));
        Some(Self {
            milestone: linchpin_analysis::who::title_of_milestone(milestone),
            note: format!("{} of {} remain", list.rows.len(), list.items),
            left: list.rows.len(),
            address: shell.at(&format!("/milestones/{}/chase", in_address(&key))),
            rows: rows.collect(),
        })
    }
}

/// What has to be asked comes before what is merely left, and what the date hangs on before the rest.
fn urgency(row: &ChaseRow) -> u8 {
    match (row.ask, row.critical) {
        (Ask::Message, true) => 2,
        (Ask::Message, false) => 3,
        (Ask::AskAgain | Ask::AskForADate | Ask::AgreeANewDate | Ask::NameAnOwner, true) => 0,
        (Ask::AskAgain | Ask::AskForADate | Ask::AgreeANewDate | Ask::NameAnOwner, false) => 1,
    }
}

fn mini_row(world: &World, row: &ChaseRow, today: Date, shell: &Shell, page: &str) -> MiniRow {
    let day = |on: Date| words::day(on, today);
    let act = match (&row.owner, row.ask) {
        (None, _) | (_, Ask::NameAnOwner) => ("Name an owner".to_string(), Act::SetOwner),
        (Some(owner), Ask::AskAgain | Ask::AskForADate | Ask::AgreeANewDate | Ask::Message) => {
            (format!("Ask {}", owner.name), Act::Ask)
        }
    };
    MiniRow {
        title: row.title.clone(),
        address: shell.at(&format!("/items/{}", in_address(&row.key))),
        key: row.key.clone(),
        icon: icon(world, row),
        tracker: row.url.as_deref().and_then(words::outside).map(str::to_string),
        promised: row.promised_on.map(|on| (on, day(on))),
        below: below(row, today),
        act: (!shell.is_past()).then(|| (act.0, act.1.address(&row.key, page))),
    }
}

/// The icon of the source that has it.
fn icon(world: &World, row: &ChaseRow) -> &'static str {
    let link = world.get(row.item).and_then(|item| item.sources.first());
    let source = link.and_then(|link| world.get(link.source));
    icon_of_format(source.and_then(|source| source.format()).map_or("", |format| format))
}

/// The one thing to know about the date: the owner is away, it lands late, or nobody heard of it.
fn below(row: &ChaseRow, today: Date) -> Option<String> {
    let day = |on: Date| words::day(on, today);
    let late = row.p50.filter(|_| row.late_working_days.is_some_and(|late| late > 0));
    let silent = row.silent_working_days.filter(|_| row.silent);
    match (row.away_until, late, silent) {
        (Some(back), ..) => Some(format!("away until {}", day(back))),
        (None, Some(p50), _) => Some(format!("P50 {}", day(p50))),
        (None, None, Some(days)) => {
            Some(format!("silent {}", count(days.max(0) as usize, "day", "days").replacen("one ", "1 ", 1)))
        }
        (None, None, None) => row.asked_on.map(|on| format!("asked {}", day(on))),
    }
}
