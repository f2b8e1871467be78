//! The values of fields as words, so that "from" and "to" can be read.

use linchpin_model::{Estimate, ItemField};

use crate::changes::Comparison;
use crate::evidence::key_of;
use crate::who;
use crate::words;

impl Comparison<'_> {
    /// What a field of an item says, with the names that things have now; none if it says nothing.
    pub(super) fn in_words(&self, field: &ItemField) -> Option<String> {
        let world = self.now;
        match field {
            ItemField::Due(on) => on.map(|on| self.day(on)),
            ItemField::Owner(owner) => owner.map(|owner| world.name_of(owner).to_string()),
            ItemField::Priority(priority) => priority.map(|priority| format!("{priority:?}")),
            ItemField::Estimate(estimate) => estimate.as_ref().map(estimate_in_words),
            ItemField::Blocked(reason) => reason.as_ref().map(ToString::to_string),
            ItemField::Milestones(needed) => {
                let titles: Vec<String> = needed
                    .iter()
                    .flatten()
                    .filter_map(|needed| world.get(needed.milestone))
                    .map(who::title_of_milestone)
                    .collect();
                (!titles.is_empty()).then(|| words::list(&titles, usize::MAX))
            }
            ItemField::Status(status) => status.as_ref().map(|status| status.name.to_string()),
            ItemField::Parent(parent) => parent.and_then(|parent| world.get(parent)).map(key_of),
            _ => None,
        }
    }
}

/// An estimate as a person says it: `M`, `3 days`, `2 to 8 days`, `5 points`. A day is eight hours.
pub(crate) fn estimate_in_words(estimate: &Estimate) -> String {
    let days = |minutes: u32| words::rounded(f64::from(minutes) / 480.0);
    match estimate {
        Estimate::Single { minutes: 480 } => "1 day".into(),
        Estimate::Single { minutes } => format!("{} days", days(*minutes)),
        Estimate::Range { low, high, .. } => format!("{} to {} days", days(*low), days(*high)),
        Estimate::Size(size) => format!("{size:?}"),
        Estimate::Points { thousandths: 1000 } => "1 point".into(),
        Estimate::Points { thousandths } => {
            format!("{} points", words::rounded(f64::from(*thousandths) / 1000.0))
        }
    }
}
