//! What happened since somebody was here last, or in a week.

use linchpin_analysis::Changes;
use linchpin_analysis::changes::Change;
use linchpin_analysis::days::WorkingDays;
use linchpin_hub::Standing;
use linchpin_model::Date;

use super::icon_of;
use crate::layout::Shell;
use crate::words::{self, in_address};

/// Changes that are shown.
const CHANGES: usize = 7;

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
        Some(Self {
            title: if visit.is_some() { "Since your last visit" } else { "In the last week" },
            since,
            changes: told.rows.iter().take(CHANGES).map(|change| tell(change, shell)).collect(),
            all: (all, shell.with("/changes", &pairs)),
        })
    }
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
