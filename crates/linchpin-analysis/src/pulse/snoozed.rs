//! What was put off, by whom and until when.

use linchpin_model::{Date, Snooze, Thing, World};

use crate::days::WorkingDays;
use crate::pulse::PulseParams;
use crate::pulse::needs::Need;
use crate::scope;

/// The findings that do not show today.
pub(super) struct Snoozed {
    /// The thing, and the finding; all of the thing's where there is none.
    put_off: Vec<(Thing, Option<std::sync::Arc<str>>)>,
}

impl Snoozed {
    pub(super) fn new(world: &World, params: &PulseParams) -> Self {
        let program = scope::program_of_scope(world, params.scope);
        let today: Date = WorkingDays::of_program(world, program).date(params.as_of);
        let is_readers = |snooze: &&linchpin_model::world::Record<Snooze>| {
            params.reader.is_none_or(|reader| snooze.by().is_none_or(|by| *by == reader))
        };
        let put_off = world
            .live::<Snooze>()
            .filter(is_readers)
            .filter(|snooze| snooze.added.as_ref().is_some_and(|added| added.at <= params.as_of))
            .filter(|snooze| snooze.until().is_some_and(|until| today < *until))
            .filter_map(|snooze| Some((*snooze.about()?, snooze.check().cloned())))
            .collect();
        Self { put_off }
    }

    /// The need without what was put off; none if nothing is left of it.
    pub(super) fn without(&self, mut need: Need) -> Option<Need> {
        need.found.retain(|found| {
            !self.put_off.iter().any(|(thing, check)| {
                need.about == Some(*thing) && check.as_ref().is_none_or(|check| **check == *found.kind)
            })
        });
        (!need.found.is_empty()).then_some(need)
    }
}
