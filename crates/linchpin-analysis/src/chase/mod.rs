//! What is left for a milestone, who has it, and when did they promise it?

mod gather;
mod owner;
pub(crate) mod sentence;

use std::sync::Arc;

use linchpin_model::{Date, ItemId, Moment, PersonId, Priority, World};
use serde::Serialize;

pub(crate) use gather::{Facts, Signs};
pub use owner::OwnerRows;

use crate::checks;
use crate::evidence::{Check, Evidence, Header};
use crate::grounds::Grounds;
use crate::outlook::Outlook;
use crate::scope::Scope;
use crate::words;

/// What the chase list is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChaseParams {
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// For what: a milestone, a program, or everything.
    pub scope: Scope,
    /// The least needed priority that is listed; what is only nice to have is left out unless asked for.
    pub down_to: Priority,
    /// Working days without a movement after which an item is silent.
    pub silent_after_working_days: i32,
}

impl ChaseParams {
    /// What a scope requires or what is important to it, silent after a working week.
    pub fn new(as_of: Moment, scope: Scope) -> Self {
        Self { as_of, scope, down_to: Priority::P1, silent_after_working_days: 5 }
    }
}

/// The open items in the order in which one would chase them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChaseList {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// What it is for: the title of the milestone or program; none for everything.
    pub title: Option<Arc<str>>,
    /// The target of the milestone.
    pub target: Option<Date>,
    /// Items that are needed, done ones among them.
    pub items: usize,
    /// Open items that are needed less than asked for, and so are left out.
    pub left_out: usize,
    /// The list in one sentence or two.
    pub sentence: String,
    /// One row an open item.
    pub rows: Vec<ChaseRow>,
    /// The same by owner: the keys of the rows of each, the one whom one would ask first coming first.
    pub owners: Vec<OwnerRows>,
    /// What is not in order about the rows.
    pub checks: Vec<Check>,
}

/// An open item, with whom to ask for what.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChaseRow {
    /// Its number.
    #[serde(skip)]
    pub item: ItemId,
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Where its tracker shows it.
    pub url: Option<Arc<str>>,
    /// What kind of work it is.
    pub kind: Option<Arc<str>>,
    /// The tracker's word for where it stands.
    pub status: Option<Arc<str>>,
    /// How much it is needed; none if nobody said, which counts as required.
    pub priority: Option<Priority>,
    /// Who has it.
    pub owner: Option<Owner>,
    /// The team that has it, or the owner's.
    pub team: Option<Arc<str>>,
    /// The day that was promised, else the day that its tracker wants it done by.
    pub promised_on: Option<Date>,
    /// Which of the two it is.
    pub promised_by: Option<DateFrom>,
    /// Working days since the promise passed; 0 if it has not.
    pub overdue_working_days: i32,
    /// The day by which it is done in half of the futures.
    pub p50: Option<Date>,
    /// The day by which it is done in 85 of a hundred futures.
    pub p85: Option<Date>,
    /// Working days from the promise to the P50, negative if it is expected earlier.
    pub late_working_days: Option<i32>,
    /// Its last sign of life.
    pub last_moved_at: Option<Moment>,
    /// The day of that, in the program's zone.
    pub last_moved_on: Option<Date>,
    /// Working days since then.
    pub silent_working_days: Option<i32>,
    /// Whether that is long enough to be called silent; what is not begun and waits for others never is.
    pub silent: bool,
    /// The day on which it came to be.
    pub created_on: Option<Date>,
    /// Calendar days since it came to be, with fractions.
    pub age_days: Option<f64>,
    /// Why it cannot go on, in the words of its tracker.
    pub blocked: Option<Arc<str>>,
    /// What it waits for that is open.
    pub blocked_by: Vec<Blocker>,
    /// How many open items wait for it.
    pub holds: usize,
    /// Whether it is on the driving path of a milestone asked about.
    pub critical: bool,
    /// The owner's first day back, if the owner is away.
    pub away_until: Option<Date>,
    /// Whether the promise falls on days on which its owner is away.
    pub promised_while_away: bool,
    /// The day on which somebody was asked about it and has not answered.
    pub asked_on: Option<Date>,
    /// Whether no source has it any more.
    pub vanished: bool,
    /// The one next act.
    pub ask: Ask,
    /// The row in words.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// Somebody who has something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Owner {
    /// The person's number.
    #[serde(skip)]
    pub person: PersonId,
    /// The key.
    pub key: String,
    /// The name.
    pub name: Arc<str>,
}

/// Where a day comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DateFrom {
    /// Somebody promised it.
    Promise,
    /// The tracker says so.
    Tracker,
}

/// Something open that an item waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Blocker {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Who has it.
    pub owner: Option<Arc<str>>,
}

/// The single most useful act about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Ask {
    /// Nobody has it.
    #[serde(rename = "Name an owner")]
    NameAnOwner,
    /// Somebody was asked and has not answered.
    #[serde(rename = "Ask again")]
    AskAgain,
    /// There is no date.
    #[serde(rename = "Ask for a date")]
    AskForADate,
    /// The date cannot hold.
    #[serde(rename = "Agree a new date")]
    AgreeANewDate,
    /// All is in order; a word will do.
    #[serde(rename = "Message")]
    Message,
}

impl Ask {
    /// The words on the button.
    pub fn words(self) -> &'static str {
        match self {
            Self::NameAnOwner => "Name an owner",
            Self::AskAgain => "Ask again",
            Self::AskForADate => "Ask for a date",
            Self::AgreeANewDate => "Agree a new date",
            Self::Message => "Message",
        }
    }
}

/// Lists the open items of a scope in the order in which one would chase them.
///
/// By promised day, so that what is overdue comes first, then by key. Items without a day follow: critical ones first,
/// then the most silent, then the oldest, then by key. The same World always gives the same list. What is only nice to
/// have is left out. A whole is left out while parts of it are open. An item without an owner is listed, and a check.
pub fn chase(world: &World, outlook: &Outlook, params: &ChaseParams) -> ChaseList {
    on(world, &Grounds::new(world, params.as_of), outlook, params)
}

/// The same on grounds that were looked up already, as of the same moment.
pub fn on(world: &World, grounds: &Grounds, outlook: &Outlook, params: &ChaseParams) -> ChaseList {
    let gathered = gather::gather(world, grounds, outlook, params);
    let mut rows = gathered.rows;
    rows.sort_by(|one, two| order(one).cmp(&order(two)));
    for row in &mut rows {
        row.sentence = sentence::of_row(row, gathered.today);
    }
    ChaseList {
        header: Header::new(world, params.as_of),
        sentence: sentence::of_list(&rows, gathered.items, gathered.left_out, gathered.title.as_deref()),
        title: gathered.title,
        target: gathered.target,
        items: gathered.items,
        left_out: gathered.left_out,
        owners: owner::group(&rows),
        checks: rows.iter().flat_map(checks::of_row).collect(),
        rows,
    }
}

type Order<'r> = (bool, Option<Date>, (bool, i32, i64), (&'r str, u64, &'r str));

fn order(row: &ChaseRow) -> Order<'_> {
    let undated = match row.promised_on {
        Some(_) => (false, 0, 0),
        None => (!row.critical, -row.silent_working_days.unwrap_or(0), -row.age_days.unwrap_or(0.0) as i64),
    };
    let key = words::key_order(&row.key);
    (row.promised_on.is_none(), row.promised_on, undated, key)
}
