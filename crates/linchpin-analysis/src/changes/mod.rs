//! What changed between two moments, thing by thing, in words?

mod field;
mod item;
mod plan;

pub use plan::target_in_words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linchpin_model::fact::{By, Said};
use linchpin_model::world::Record;
use linchpin_model::{Date, Item, ItemId, Moment, World};
use serde::Serialize;

use crate::days::WorkingDays;
use crate::evidence::{Check, Evidence, Header};
use crate::links::Links;
use crate::scope::{self, Scope};
use crate::who;
use crate::words;

/// What changes are asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangesParams {
    /// After this moment.
    pub since: Moment,
    /// Up to and with this one.
    pub as_of: Moment,
    /// In which part.
    pub scope: Scope,
}

impl ChangesParams {
    /// Everything that changed in the week before a moment.
    pub fn last_week(as_of: Moment) -> Self {
        Self { since: Moment::from_ms(as_of.as_ms() - 7 * 86_400_000), as_of, scope: Scope::All }
    }
}

/// What changed, in groups, the weightiest first; within a group in the order of time, then of keys.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Changes {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// Since when.
    pub since: Moment,
    /// All of it in one sentence.
    pub sentence: String,
    /// How many rows each group has.
    pub counts: BTreeMap<Group, usize>,
    /// One row a change.
    pub rows: Vec<Change>,
    /// What was met on the way.
    pub checks: Vec<Check>,
}

/// What kind of change it is, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A milestone was reached.
    MilestonesReached,
    /// The date promised for a milestone moved.
    TargetsMoved,
    /// Somebody reported a colour.
    Reported,
    /// Something was decided, or has to be.
    Decisions,
    /// A risk came up, changed or went away.
    Risks,
    /// Work was finished.
    Finished,
    /// Work was closed without being done.
    Dropped,
    /// Finished work was opened again.
    Reopened,
    /// Work began.
    Started,
    /// Work came to be known.
    Added,
    /// Work is in no source any more, or was taken away.
    Vanished,
    /// Work that had vanished is back.
    Returned,
    /// Work cannot go on, or can again.
    Blocked,
    /// A promise was given or moved.
    Promises,
    /// A due date moved.
    DatesMoved,
    /// A milestone needs more or less.
    Scope,
    /// Work changed hands.
    Owners,
    /// Work is needed more or less.
    Priorities,
    /// Work is thought to be larger or smaller.
    Estimates,
}

impl Group {
    /// So many of it in words: `13 items done`.
    pub fn counted(self, number: usize) -> String {
        let (one, many) = group_words(self);
        words::count(number, one, many)
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::MilestonesReached => "Milestones reached",
            Self::TargetsMoved => "Targets moved",
            Self::Reported => "Reported",
            Self::Decisions => "Decisions",
            Self::Risks => "Risks",
            Self::Finished => "Finished",
            Self::Dropped => "Dropped",
            Self::Reopened => "Reopened",
            Self::Started => "Started",
            Self::Added => "Added",
            Self::Vanished => "Gone",
            Self::Returned => "Back again",
            Self::Blocked => "Blocked and unblocked",
            Self::Promises => "Promises",
            Self::DatesMoved => "Dates moved",
            Self::Scope => "Scope",
            Self::Owners => "Owners",
            Self::Priorities => "Priorities",
            Self::Estimates => "Estimates",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// What kind of change.
    pub group: Group,
    /// The key of the thing.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it was before, in words, where there was something.
    pub from: Option<String>,
    /// What it is now, in words, where there is something.
    pub to: Option<String>,
    /// When it changed.
    pub at: Moment,
    /// Who changed it, where that is known.
    pub by: Option<Arc<str>>,
    /// The change in one sentence.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The position of the journal's entry that says so.
    #[serde(skip)]
    pub position: u64,
}

/// Compares a World as it was with the World now.
///
/// `before` is the same workspace as of `since`, so things have the same numbers in both. A thing that came, changed and
/// went in between is not seen; a thing that is new shows as added, and as finished if it also was finished.
pub fn changes(before: &World, now: &World, params: &ChangesParams) -> Changes {
    let links = (params.scope != Scope::All).then(|| (Links::new(before), Links::new(now)));
    let links = links.as_ref().map(|(before, now)| [before, now]);
    compared(before, now, links, params)
}

/// The same with the relations of both Worlds, that of before first, where they were looked up already.
pub fn on(before: &World, now: &World, links: [&Links; 2], params: &ChangesParams) -> Changes {
    compared(before, now, Some(links), params)
}

/// Relations may be missing where everything is asked about.
fn compared(before: &World, now: &World, links: Option<[&Links; 2]>, params: &ChangesParams) -> Changes {
    let mut rows = Comparison::new(before, now, links, params).rows();
    rows.sort_by(|one, two| {
        (one.group, one.at)
            .cmp(&(two.group, two.at))
            .then_with(|| words::key_order(&one.key).cmp(&words::key_order(&two.key)))
    });
    let mut counts = BTreeMap::new();
    for row in &rows {
        *counts.entry(row.group).or_default() += 1;
    }
    Changes {
        header: Header::new(now, params.as_of),
        since: params.since,
        sentence: sentence(&counts),
        counts,
        rows,
        checks: checks(before, now, params),
    }
}

/// The two Worlds and what is needed to tell them apart.
struct Comparison<'w> {
    before: &'w World,
    now: &'w World,
    params: &'w ChangesParams,
    /// The items asked about; none if all are.
    items: Option<BTreeSet<ItemId>>,
    today: Date,
}

/// A change without the words that every row has.
struct Told<'a, T> {
    group: Group,
    key: String,
    title: String,
    from: Option<String>,
    to: Option<String>,
    said: &'a Said<T>,
    sentence: String,
    evidence: Evidence,
}

impl<'w> Comparison<'w> {
    fn new(before: &'w World, now: &'w World, links: Option<[&Links; 2]>, params: &'w ChangesParams) -> Self {
        let items = links.filter(|_| params.scope != Scope::All).map(|links| {
            let of_both = [before, now].into_iter().zip(links);
            let items = of_both.flat_map(|(world, links)| scope::items_in(world, links, params.scope));
            items.map(|(item, _)| item).collect()
        });
        let program = scope::program_of_scope(now, params.scope);
        Self { before, now, params, items, today: WorkingDays::of_program(now, program).date(params.as_of) }
    }

    fn rows(&self) -> Vec<Change> {
        let mut rows = Vec::new();
        self.items(&mut rows);
        self.milestones(&mut rows);
        self.promises(&mut rows);
        self.reports(&mut rows);
        self.risks(&mut rows);
        self.decisions(&mut rows);
        rows
    }

    fn row<T>(&self, told: Told<'_, T>) -> Change {
        self.row_at(told.said.at, told)
    }

    fn row_at<T>(&self, at: Moment, told: Told<'_, T>) -> Change {
        Change {
            group: told.group,
            key: told.key,
            title: told.title,
            from: told.from,
            to: told.to,
            at,
            by: self.author(told.said.by),
            sentence: told.sentence,
            evidence: vec![told.evidence],
            position: u64::from(told.said.by.position),
        }
    }

    fn author(&self, by: By) -> Option<Arc<str>> {
        who::name_of(self.now, by)
    }

    fn person(&self, by: By) -> Option<Arc<str>> {
        who::person_of(self.now, by)
    }

    fn day(&self, on: Date) -> String {
        words::day(on, self.today)
    }

    fn is_in_scope(&self, item: ItemId) -> bool {
        self.items.as_ref().is_none_or(|items| items.contains(&item))
    }

    /// The items asked about, in the order of numbers.
    fn asked(&self) -> Box<dyn Iterator<Item = &'w Record<Item>> + '_> {
        let all = self.now.all::<Item>();
        match &self.items {
            Some(items) => Box::new(items.iter().filter_map(|item| all.record(*item))),
            None => Box::new(all.iter()),
        }
    }
}

fn sentence(counts: &BTreeMap<Group, usize>) -> String {
    let said: Vec<String> = counts.iter().map(|(group, number)| group.counted(*number)).collect();
    match said.is_empty() {
        true => "Nothing changed.".into(),
        false => format!("{}.", words::capital(&words::list(&said, usize::MAX))),
    }
}

fn group_words(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::MilestonesReached => ("milestone reached", "milestones reached"),
        Group::TargetsMoved => ("target moved", "targets moved"),
        Group::Reported => ("report", "reports"),
        Group::Decisions => ("decision", "decisions"),
        Group::Risks => ("risk changed", "risks changed"),
        Group::Finished => ("item done", "items done"),
        Group::Dropped => ("dropped", "dropped"),
        Group::Reopened => ("reopened", "reopened"),
        Group::Started => ("started", "started"),
        Group::Added => ("added", "added"),
        Group::Vanished => ("gone", "gone"),
        Group::Returned => ("back", "back"),
        Group::Blocked => ("change of what is blocked", "changes of what is blocked"),
        Group::Promises => ("promise given", "promises given"),
        Group::DatesMoved => ("due date moved", "due dates moved"),
        Group::Scope => ("change of scope", "changes of scope"),
        Group::Owners => ("change of owner", "changes of owner"),
        Group::Priorities => ("change of priority", "changes of priority"),
        Group::Estimates => ("estimate changed", "estimates changed"),
    }
}

fn checks(before: &World, now: &World, params: &ChangesParams) -> Vec<Check> {
    let was_empty = before.live::<linchpin_model::Item>().next().is_none();
    let is_empty = now.live::<linchpin_model::Item>().next().is_none();
    let check = Check {
        check: "nothing_before",
        key: None,
        sentence: format!(
            "Nothing is known of {} and earlier, so all that is there counts as added.",
            params.since.date()
        ),
        evidence: Vec::new(),
    };
    (was_empty && !is_empty).then_some(check).into_iter().collect()
}
