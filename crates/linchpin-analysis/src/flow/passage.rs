//! How one item passed through: when it came to be, was started and finished, as far as that is known.

use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{Category, Item, LabelId, Moment};

use crate::evidence::{Check, Evidence, key_of};
use crate::flow::FlowParams;
use crate::state::Course;
use crate::words;

/// One item that was there at the moment asked about.
#[derive(Clone, Debug)]
pub(super) struct Passage<'w> {
    pub(super) item: &'w Record<Item>,
    pub(super) kind: Option<&'w Arc<str>>,
    pub(super) labels: &'w [LabelId],
    pub(super) category: Category,
    pub(super) created_at: Option<Moment>,
    pub(super) started_at: Option<Moment>,
    /// Only of done items, and not later than the moment asked about.
    pub(super) finished_at: Option<Moment>,
    /// Where its cycle begins, by the rule of its kind.
    pub(super) begun_at: Option<Moment>,
}

impl Passage<'_> {
    pub(super) fn is_done(&self) -> bool {
        self.category.is_closed()
    }

    pub(super) fn is_dropped(&self) -> bool {
        self.category == Category::Dropped
    }

    /// Days from begin to finish; none if either is not known or the finish comes first.
    pub(super) fn cycle_days(&self) -> Option<f64> {
        let days = self.finished_at?.days_since(self.begun_at?);
        (days >= 0.0).then_some(days)
    }

    fn is_finished_before_begun(&self) -> bool {
        self.finished_at < self.begun_at && self.finished_at.is_some()
    }
}

/// The items asked about, in the order of numbers, and those that no source has any more.
pub(super) struct Read<'w> {
    pub(super) passages: Vec<Passage<'w>>,
    pub(super) vanished: Vec<&'w Record<Item>>,
}

/// Reads those of some items that were there at the moment.
///
/// What is done stays in the history even if its source no longer has it; what was open and has vanished is apart.
pub(super) fn read<'w>(items: impl Iterator<Item = &'w Record<Item>>, params: &FlowParams) -> Read<'w> {
    let mut read = Read { passages: Vec::new(), vanished: Vec::new() };
    for item in items {
        let course = Course::of(item);
        let category = course.category(params.as_of);
        if course.created_at.is_some_and(|created_at| created_at > params.as_of) {
            continue;
        }
        if item.has_vanished() && !category.is_closed() {
            read.vanished.push(item);
            continue;
        }
        let happened = |at: &Moment| *at <= params.as_of;
        read.passages.push(Passage {
            item,
            kind: course.kind,
            labels: course.labels,
            category,
            created_at: course.created_at,
            started_at: course.started_at.filter(happened),
            finished_at: course.finished_at.filter(happened).filter(|_| category.is_closed()),
            begun_at: None,
        });
    }
    read
}

/// What was met: finishes before starts, finishes without a date, open items that no source has.
pub(super) fn checks(passages: &[Passage<'_>], vanished: &[&Record<Item>]) -> Vec<Check> {
    let backwards: Vec<_> = passages.iter().filter(|p| p.is_finished_before_begun()).collect();
    let undated: Vec<_> = passages.iter().filter(|p| p.is_done() && p.finished_at.is_none()).collect();
    let one = |check, count: usize, one: &str, many: &str, evidence: Vec<Evidence>| {
        let sentence = format!("{} {}", words::number_in_words(count), if count == 1 { one } else { many });
        (count > 0).then(|| Check { check, key: None, sentence: words::capital(&sentence), evidence })
    };
    [
        one(
            "finished_before_started",
            backwards.len(),
            "item was finished before it began. It counts as done, and is left out of cycle time.",
            "items were finished before they began. They count as done, and are left out of cycle time.",
            backwards.iter().take(SHOWN).map(|p| backwards_evidence(p)).collect(),
        ),
        one(
            "no_finish_date",
            undated.len(),
            "done item has no finish date. It is in no week and has no cycle time.",
            "done items have no finish date. They are in no week and have no cycle time.",
            undated.iter().take(SHOWN).map(|p| evidence(p.item, "no finish date")).collect(),
        ),
        one(
            "vanished",
            vanished.len(),
            "open item is in no source any more and is not counted.",
            "open items are in no source any more and are not counted.",
            vanished.iter().take(SHOWN).map(|item| evidence(item, "in no source any more")).collect(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many items a check about many shows.
const SHOWN: usize = 10;

fn backwards_evidence(passage: &Passage<'_>) -> Evidence {
    let moment = |at: Option<Moment>| at.map_or_else(String::new, |at| at.to_string());
    let what = format!("finished {}, began {}", moment(passage.finished_at), moment(passage.begun_at));
    evidence(passage.item, &what)
}

fn evidence(item: &Record<Item>, what: &str) -> Evidence {
    let what = format!("{}: {what}", key_of(item));
    match (item.url(), &item.added) {
        (Some(url), _) => Evidence { what, url_or_entry: url.to_string() },
        (None, Some(added)) => Evidence::said(what, added),
        (None, None) => Evidence { what, url_or_entry: String::new() },
    }
}
