//! What changed about items: done, begun, new, gone, and the fields that people ask about.

use linchpin_model::fact::{FieldValue, Said};
use linchpin_model::world::Record;
use linchpin_model::{Category, Item, ItemField, Moment};

use crate::changes::{Change, Comparison, Group, Told};
use crate::evidence::key_of;
use crate::state;
use crate::who;
use crate::words;

/// Whether a value is of the field meant.
type IsField = fn(&ItemField) -> bool;

/// The fields whose changes are told, and the group that each goes to.
const FIELDS: [(Group, IsField); 6] = [
    (Group::Blocked, |field| matches!(field, ItemField::Blocked(_))),
    (Group::DatesMoved, |field| matches!(field, ItemField::Due(_))),
    (Group::Scope, |field| matches!(field, ItemField::Milestones(_))),
    (Group::Owners, |field| matches!(field, ItemField::Owner(_))),
    (Group::Priorities, |field| matches!(field, ItemField::Priority(_))),
    (Group::Estimates, |field| matches!(field, ItemField::Estimate(_))),
];

impl Comparison<'_> {
    pub(super) fn items(&self, rows: &mut Vec<Change>) {
        for now in self.asked() {
            let is_asked = now.added.is_some() && now.merged_into.is_none();
            if is_asked && self.was_there(now, self.params.as_of) {
                let before = self.before.all::<Item>().record(now.id);
                let before = before.filter(|item| item.is_live() && self.was_there(item, self.params.since));
                self.item(before, now, rows);
            }
        }
    }

    fn item(&self, before: Option<&Record<Item>>, now: &Record<Item>, rows: &mut Vec<Change>) {
        match before {
            None if now.is_live() => {
                rows.extend(self.added(now));
                rows.extend(self.progress(None, now));
            }
            None => {}
            Some(before) if !now.is_live() || now.has_vanished() != before.has_vanished() => {
                rows.extend(self.gone_or_back(now));
            }
            // Whether a finish has come depends on the moment asked about too, so equal facts are not enough.
            Some(before) => {
                rows.extend(self.progress(Some(before), now));
                if before.facts != now.facts {
                    rows.extend(FIELDS.iter().filter_map(|(group, is)| self.field(*group, *is, before, now)));
                }
            }
        }
    }

    fn was_there(&self, item: &Record<Item>, at: Moment) -> bool {
        state::created_at(item).is_none_or(|created_at| created_at <= at)
    }

    fn added(&self, now: &Record<Item>) -> Option<Change> {
        let said = now.added.as_ref()?;
        let title = words::name(&who::title_of_item(now));
        let sentence = match self.person(said.by) {
            Some(by) => format!("{title} was added by {by}."),
            None => format!("{title} was added."),
        };
        let at = state::created_at(now).unwrap_or(said.at);
        let told = self.told(Group::Added, now, said, sentence, "added");
        Some(self.row_at(at, told))
    }

    fn gone_or_back(&self, now: &Record<Item>) -> Option<Change> {
        let title = words::name(&who::title_of_item(now));
        if let Some(removed) = now.removed.as_ref().filter(|removed| removed.value) {
            let sentence = format!("{title} was taken away.");
            return Some(self.row(self.told(Group::Vanished, now, removed, sentence, "taken away")));
        }
        let links = now.sources.iter().filter_map(|link| Some((link, link.gone.as_ref()?)));
        let (link, gone) = links.max_by_key(|(_, gone)| (gone.at, gone.by.position, gone.by.index))?;
        let source = self.now.get(link.source);
        let source = source.map_or_else(String::new, |source| {
            source.title().map_or_else(|| key_of(source), ToString::to_string)
        });
        let told = match now.has_vanished() {
            true => {
                let sentence = format!("{title} is no longer in {source}.");
                self.told(Group::Vanished, now, gone, sentence, "no longer in its source")
            }
            false => {
                let sentence = format!("{title} is in {source} again.");
                self.told(Group::Returned, now, gone, sentence, "in its source again")
            }
        };
        Some(self.row(told))
    }

    /// Whether it was finished, dropped, reopened or begun.
    fn progress(&self, before: Option<&Record<Item>>, now: &Record<Item>) -> Option<Change> {
        let was = before.map_or(Category::Todo, |before| state::category(before, self.params.since));
        let is = state::category(now, self.params.as_of);
        let title = words::name(&who::title_of_item(now));
        let (group, at) = match (was.is_closed(), is) {
            (false, Category::Done) => (Group::Finished, now.finished_at()),
            (false, Category::Dropped) => (Group::Dropped, now.finished_at()),
            (true, Category::Todo | Category::InProgress) => (Group::Reopened, None),
            (false, Category::InProgress) if was == Category::Todo => (Group::Started, now.started_at()),
            _ => return None,
        };
        let said = standing(now, group)?;
        // A new item that was over or under way long before the window came late, and only its arrival is news.
        let at = at.copied().unwrap_or(said.at);
        if before.is_none() && at <= self.params.since {
            return None;
        }
        let sentence = progress_sentence(group, &title, self.person(said.by).as_deref());
        let mut told = self.told(group, now, said, sentence, "its state changed");
        told.from = before.and_then(|before| Some(before.status()?.name.to_string()));
        told.to = now.status().map(|status| status.name.to_string());
        Some(self.row_at(at, told))
    }

    fn field(&self, group: Group, is: IsField, before: &Record<Item>, now: &Record<Item>) -> Option<Change> {
        let was = before.find(is).map(|said| &said.value);
        let said = now.find(is)?;
        let is_nothing = |field: Option<&ItemField>| field.is_none_or(FieldValue::is_cleared);
        if was == Some(&said.value) || (is_nothing(was) && is_nothing(Some(&said.value))) {
            return None;
        }
        let from = was.and_then(|field| self.in_words(field));
        let to = self.in_words(&said.value);
        let title = words::name(&who::title_of_item(now));
        let sentence = field_sentence(group, &title, from.as_deref(), to.as_deref());
        let what = format!("{} changed", said.value.name());
        let mut told = self.told(group, now, said, sentence, &what);
        (told.from, told.to) = (from, to);
        Some(self.row(told))
    }

    fn told<'a, T>(
        &self,
        group: Group,
        item: &Record<Item>,
        said: &'a Said<T>,
        sentence: String,
        what: &str,
    ) -> Told<'a, T> {
        Told {
            group,
            key: key_of(item),
            title: who::title_of_item(item),
            from: None,
            to: None,
            said,
            sentence,
            evidence: who::fact_of_item(item, format!("{what} on {}", self.day(said.at.date())), said),
        }
    }
}

/// The fact that a change of state rests on.
fn standing(item: &Record<Item>, group: Group) -> Option<&Said<ItemField>> {
    let finish = || item.find(|field| matches!(field, ItemField::FinishedAt(_)));
    let start = || item.find(|field| matches!(field, ItemField::StartedAt(_)));
    let status = || item.find(|field| matches!(field, ItemField::Status(_)));
    let percent = || item.find(|field| matches!(field, ItemField::PercentDone(_)));
    match group {
        Group::Started => status().or_else(start).or_else(percent),
        _ => status().or_else(finish).or_else(percent),
    }
}

fn progress_sentence(group: Group, title: &str, by: Option<&str>) -> String {
    match (group, by) {
        (Group::Started, Some(by)) => format!("{by} began {title}."),
        (Group::Started, None) => format!("Work on {title} began."),
        (Group::Dropped, Some(by)) => format!("{title} was closed without the work by {by}."),
        (Group::Dropped, None) => format!("{title} was closed without the work."),
        (Group::Reopened, Some(by)) => format!("{title} was reopened by {by}."),
        (Group::Reopened, None) => format!("{title} was reopened."),
        (_, Some(by)) => format!("{title} was finished by {by}."),
        (_, None) => format!("{title} was finished."),
    }
}

fn field_sentence(group: Group, title: &str, from: Option<&str>, to: Option<&str>) -> String {
    match (group, from, to) {
        (Group::Blocked, _, Some(to)) => format!("{title} is blocked: {to}."),
        (Group::Blocked, _, None) => format!("{title} is no longer blocked."),
        (Group::DatesMoved, Some(from), Some(to)) => format!("{title} is now due {to}. It was {from}."),
        (Group::DatesMoved, None, Some(to)) => format!("{title} is now due {to}. It had no date."),
        (Group::DatesMoved, Some(from), None) => format!("{title} has no due date any more. It was {from}."),
        (Group::Scope, None, Some(to)) => format!("{title} is now needed for {to}."),
        (Group::Scope, Some(from), None) => format!("{title} is no longer needed for {from}."),
        (Group::Scope, Some(from), Some(to)) => {
            format!("{title} is now needed for {to}. It was needed for {from}.")
        }
        (Group::Owners, Some(from), Some(to)) => format!("{title} went from {from} to {to}."),
        (Group::Owners, None, Some(to)) => format!("{title} went to {to}."),
        (Group::Owners, Some(from), None) => format!("{title} has no owner any more. {from} had it."),
        (Group::Estimates, None, Some(to)) => format!("{title} is now estimated at {to}."),
        (Group::Estimates, Some(from), Some(to)) => {
            format!("{title} is now estimated at {to}. It was {from}.")
        }
        (_, Some(from), Some(to)) => format!("{title} is now {to}. It was {from}."),
        (_, None, Some(to)) => format!("{title} is now {to}."),
        (_, Some(from), None) => format!("{title} is no longer {from}."),
        (_, None, None) => format!("{title} changed."),
    }
}
