//! What happened lately, the last first: sentences with who and when.

use linchpin_analysis::changes::Change;
use linchpin_analysis::days::WorkingDays;
use linchpin_model::Date;

use crate::layout::Shell;
use crate::pages::pulse::icon_of;
use crate::words::{self, in_address};

/// Something that happened.
pub(in crate::pages) struct Event {
    pub(in crate::pages) icon: &'static str,
    pub(in crate::pages) sentence: String,
    /// For machines, and in words.
    pub(in crate::pages) when: (String, String),
    /// Who did it, where the sentence does not say.
    pub(in crate::pages) by: Option<String>,
    pub(in crate::pages) key: String,
    pub(in crate::pages) address: String,
}

/// The last of these changes; of one moment in the order in which they are told.
pub(in crate::pages) fn feed<'c>(
    changes: impl Iterator<Item = &'c Change>,
    most: usize,
    days: &WorkingDays,
    today: Date,
    shell: &Shell,
) -> Vec<Event> {
    let mut all: Vec<&Change> = changes.collect();
    all.sort_by_key(|change| std::cmp::Reverse(change.at));
    let events = all.into_iter().take(most).map(|change| Event {
        icon: icon_of(change.group),
        sentence: change.sentence.clone(),
        when: (change.at.to_string(), words::hour(days.local(change.at), today)),
        by: change.by.as_deref().filter(|by| !change.sentence.contains(by)).map(str::to_string),
        key: change.key.clone(),
        address: shell.at(&format!("/things/{}", in_address(&change.key))),
    });
    events.collect()
}
