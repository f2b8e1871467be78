//! When things came, began, ended and must: the dated side of items and milestones.

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use linchpin_model::{
    Category, Constraint, External, ExternalId, Item, ItemField, Lag, Moment, Node, Noun, Status,
};

use super::day::Day;
use super::dependency::Written;
use super::draft::{Draft, Speech};
use super::map::Mapping;
use super::syntax::{Bound, WrittenDependency};

impl Mapping<'_> {
    /// Ties a node to what it waits for.
    pub(super) fn depend(
        &mut self,
        successor: &Node<External>,
        written: &[WrittenDependency],
        span: &Range<usize>,
        speech: Speech<'_>,
    ) {
        for WrittenDependency { on, kind, lag } in written {
            let Some(predecessor) = self.names.node(on, self.findings) else {
                continue;
            };
            let written = Written {
                predecessor,
                successor: successor.clone(),
                kind: *kind,
                lag: lag.map_or(Lag::NONE, |lag| self.basics.units.lag(lag)),
                at: match speech {
                    Speech::First => None,
                    Speech::On { at, .. } => Some(at),
                },
                span: on.span.start..on.span.end.min(span.end),
            };
            self.dependencies.add(written, self.findings);
        }
    }

    pub(super) fn added<N: Noun>(&mut self, draft: &mut Draft<N>, day: &Day, speech: Speech<'_>) {
        let Some(date) = self.basics.past(day, self.findings) else {
            return;
        };
        match speech {
            Speech::First => draft.added(self.basics.happened(day, date, self.basics.morning(date))),
            Speech::On { .. } => self.findings.fault(
                day.span.clone(),
                "`added` stands on the line of what was added.",
                "Move it there.",
            ),
        }
    }

    /// The item came to a state: on its day, on the day of the change, or at a time that is not told.
    pub(super) fn became(
        &mut self,
        draft: &mut Draft<Item>,
        day: Option<&Day>,
        category: Category,
        speech: Speech<'_>,
    ) {
        let state = ItemField::Status(Some(status(category)));
        let Some((moment, by)) = self.moment_of(day, category.is_closed(), speech) else {
            if day.is_none() {
                draft.progress(Speech::First, state);
            }
            return;
        };
        let dated = match category.is_closed() {
            true => ItemField::FinishedAt(Some(moment)),
            false => ItemField::StartedAt(Some(moment)),
        };
        draft.change(moment, by, vec![state, dated]);
    }

    pub(super) fn reopened(&mut self, draft: &mut Draft<Item>, day: Option<&Day>, speech: Speech<'_>) {
        let set = vec![ItemField::Status(Some(status(Category::InProgress))), ItemField::FinishedAt(None)];
        match self.moment_of(day, false, speech) {
            Some((moment, by)) => draft.change(moment, by, set),
            None => set.into_iter().for_each(|field| draft.progress(Speech::First, field)),
        }
    }

    /// When something became so, and by whom: on the day written or on that of the change, in the evening or the morning.
    /// None if there is no day, or none that can be.
    pub(super) fn moment_of<'s>(
        &mut self,
        day: Option<&Day>,
        evening: bool,
        speech: Speech<'s>,
    ) -> Option<(Moment, Option<&'s ExternalId>)> {
        let (by, change_at) = match speech {
            Speech::First => (None, None),
            Speech::On { at, by } => (by, Some(at)),
        };
        let time = |mapping: &Self, date| match evening {
            true => mapping.basics.evening(date),
            false => mapping.basics.morning(date),
        };
        match (day, change_at) {
            (Some(day), _) => {
                let date = self.basics.past(day, self.findings)?;
                Some((self.basics.happened(day, date, time(self, date)), by))
            }
            (None, Some(at)) => Some((self.basics.later_that_day(at, evening), by)),
            (None, None) => None,
        }
    }

    pub(super) fn constraint(&mut self, bound: Bound, day: &Day) -> Option<Constraint> {
        let date = self.basics.to_come(day, self.findings)?;
        let start = day.at(date, self.basics.morning(date).time());
        let end = self.ending(day, date);
        Some(match bound {
            Bound::StartNotBefore => Constraint::StartNoEarlierThan(start),
            Bound::StartBy => Constraint::StartNoLaterThan(start),
            Bound::FinishNotBefore => Constraint::FinishNoEarlierThan(end),
            Bound::FinishBy => Constraint::FinishNoLaterThan(end),
            Bound::MustStart => Constraint::MustStartOn(start),
            Bound::MustFinish => Constraint::MustFinishOn(end),
        })
    }

    pub(super) fn end_of(&mut self, day: &Day) -> Option<DateTime> {
        let date = self.basics.to_come(day, self.findings)?;
        Some(self.ending(day, date))
    }

    fn ending(&self, day: &Day, date: Date) -> DateTime {
        match day.time {
            Some(time) => date.to_datetime(time),
            None => self.basics.evening(date),
        }
    }
}

pub(super) fn status(category: Category) -> Status {
    let name = match category {
        Category::Todo => "To do",
        Category::InProgress => "In progress",
        Category::Done => "Done",
        Category::Dropped => "Dropped",
    };
    let name = name.into();
    Status { name, category }
}

/// Adds what goes without saying: work that has progressed is in progress, and what is over is not blocked.
pub(super) fn follow_status(draft: &mut Draft<Item>) {
    let (mut category, mut blocked) = (Category::Todo, false);
    draft.follow(|set| {
        let said = set.iter().find_map(|field| match field {
            ItemField::Status(Some(status)) => Some(status.category),
            _ => None,
        });
        let progressed = set.iter().any(|field| match field {
            ItemField::Remaining(_) => true,
            ItemField::Spent(Some(amount)) | ItemField::PercentDone(Some(amount)) => *amount > 0,
            _ => false,
        });
        if said.is_none() && progressed && category == Category::Todo {
            set.push(ItemField::Status(Some(status(Category::InProgress))));
            category = Category::InProgress;
        }
        category = said.unwrap_or(category);
        for field in set.iter() {
            if let ItemField::Blocked(why) = field {
                blocked = why.is_some();
            }
        }
        if blocked && category.is_closed() {
            set.retain(|field| !matches!(field, ItemField::Blocked(_)));
            set.push(ItemField::Blocked(None));
            blocked = false;
        }
    });
}
