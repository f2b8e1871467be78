//! What happened since somebody was here last, or in a week.

use linchpin_analysis::Changes;
use linchpin_analysis::changes::{Change, Group};
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::words::capital;
use linchpin_hub::Standing;
use linchpin_model::{Date, Thing};

use super::icon_of;
use crate::layout::Shell;
use crate::words::{self, in_address};

/// Changes that are told one by one, and of each kind.
const TOLD: usize = 6;
const OF_A_KIND: usize = 2;
/// Kinds that are counted in one line: each of them alone says little.
const COUNTED: [Group; 6] =
    [Group::Finished, Group::Dropped, Group::Reopened, Group::Started, Group::Added, Group::Vanished];

/// The rail beside what needs one.
pub(super) struct Rail {
    pub(super) title: &'static str,
    /// `Friday 2 April, 17:40`.
    pub(super) since: String,
    pub(super) changes: Vec<Told>,
    /// The words and the address of all of them.
    pub(super) all: (String, String),
}

/// Something that changed: its sentence around the name of what it is about.
pub(super) struct Told {
    pub(super) icon: &'static str,
    pub(super) before: String,
    pub(super) name: String,
    pub(super) after: String,
    pub(super) address: String,
}

impl Rail {
    /// What changed since the last visit, where there was one and that is known, else in the week. None if nothing did and
    /// nobody was here before.
    pub(super) fn of(
        standing: &Standing,
        visit: Option<&Changes>,
        days: &WorkingDays,
        today: Date,
        shell: &Shell,
    ) -> Option<Self> {
        let week = &standing.changes;
        let told = visit.unwrap_or(week);
        if visit.is_none() && week.rows.is_empty() {
            return None;
        }
        let since = match visit {
            Some(visit) => words::long_moment(days.local(visit.since), today),
            None => words::long_day(week.since.date()),
        };
        let moment = visit.filter(|visit| !visit.rows.is_empty()).map(|visit| visit.since.to_string());
        let pairs: Vec<String> = moment.iter().map(|at| format!("since={}", in_address(at))).collect();
        let all = match (visit, told.rows.len()) {
            (Some(_), 0) => changes_in_words(week.rows.len(), "in the last week"),
            (_, many) => changes_in_words(many, ""),
        };
        let address = shell.with("/changes", &pairs);
        Some(Self {
            title: if visit.is_some() { "Since your last visit" } else { "In the last week" },
            since,
            changes: first(standing, told, &address, shell),
            all: (all, address),
        })
    }
}

/// Some of every kind, so that many of one do not hide the others, and what was done with items in one line.
fn first(standing: &Standing, told: &Changes, all: &str, shell: &Shell) -> Vec<Told> {
    let is_program = |change: &&Change| {
        matches!(linchpin_analysis::thing_of(&standing.world, &change.key), Some(Thing::Program(_)))
    };
    let mut shown = Vec::new();
    for group in told.counts.keys().filter(|group| !COUNTED.contains(group)) {
        // What is said of a program weighs more than what is said of a part of it.
        let (of_programs, others): (Vec<_>, Vec<_>) =
            told.rows.iter().filter(|change| change.group == *group).partition(is_program);
        shown.extend(of_programs.into_iter().chain(others).take(OF_A_KIND));
    }
    let mut lines: Vec<Told> = shown.into_iter().take(TOLD).map(|change| tell(change, shell)).collect();
    lines.extend(counted(told, all));
    lines
}

/// `13 items done, one dropped, five started.`
fn counted(told: &Changes, all: &str) -> Option<Told> {
    let counts = COUNTED.iter().filter_map(|group| Some((group, told.counts.get(group)?)));
    let said: Vec<String> = counts.map(|(group, number)| group.counted(*number)).collect();
    let (first, rest) = said.split_first()?;
    let rest: String = rest.iter().map(|said| format!(", {said}")).collect();
    Some(Told {
        icon: icon_of(Group::Finished),
        before: String::new(),
        name: capital(first),
        after: format!("{rest}."),
        address: all.to_string(),
    })
}

/// `All 23 changes`.
fn changes_in_words(many: usize, when: &str) -> String {
    let text = match many {
        0 => "No change".to_string(),
        1 => "The one change".into(),
        many => format!("All {many} changes"),
    };
    format!("{text} {when}").trim_end().to_string()
}

fn tell(change: &Change, shell: &Shell) -> Told {
    let sentence = &change.sentence;
    let named = Some(change.title.as_str()).filter(|title| !title.is_empty());
    let (before, name, after) =
        match named.and_then(|title| sentence.split_once(title).map(|parts| (title, parts))) {
            Some((title, (before, after))) => (before, title, after),
            None => ("", sentence.as_str(), ""),
        };
    Told {
        icon: icon_of(change.group),
        before: before.into(),
        name: name.into(),
        after: after.into(),
        address: shell.thing(&change.key),
    }
}
