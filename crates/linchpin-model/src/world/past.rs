//! A past World, folded from entries as they come, and made of what the present one still has.

use super::apply::by;
use super::{Table, World};
use crate::entry::Entry;
use crate::event::Event;
use crate::moment::Moment;
use crate::noun::Noun;
use crate::text::TextRef;

/// The World as it was at a moment, folded from entries as they come, holding none of them.
///
/// That works for as long as they come in the order in which things happened, and nothing that a source said is unsaid;
/// else [`World::as_of`] has to see all of them at once. Both give the same World.
#[derive(Debug)]
pub struct PastFold {
    world: World,
    at: Moment,
    last: Moment,
    /// Texts of people who were forgotten, which no entry brings back.
    forgotten: Vec<TextRef>,
}

impl PastFold {
    /// Of nothing yet.
    pub fn new(at: Moment) -> Self {
        Self { world: World::default(), at, last: Moment::MIN, forgotten: Vec::new() }
    }

    /// Takes in the next entry; false if that cannot be done without those before it, and what is folded so far is void.
    #[must_use]
    pub fn take(&mut self, entry: &Entry) -> bool {
        self.world.position = self.world.position.max(entry.position);
        self.world.recorded_at = self.world.recorded_at.max(entry.recorded_at);
        self.world.know_texts(entry);
        let events = entry.body.events.iter().enumerate();
        for (index, stamped) in events.filter(|(_, stamped)| stamped.at <= self.at) {
            if stamped.at < self.last || matches!(stamped.event, Event::Unsaid(_)) {
                return false;
            }
            if let Event::PersonForgotten { texts, .. } = &stamped.event {
                self.forgotten.extend(texts.iter().cloned());
            }
            self.last = stamped.at;
            self.world.apply_event(stamped, by(entry, index, stamped));
            self.world.hear_source(entry.body.actor, Some(stamped.at));
        }
        true
    }

    /// What was folded.
    pub fn world(mut self) -> World {
        self.forgotten.iter().for_each(|text| _ = self.world.texts.remove(text));
        self.world
    }
}

impl World {
    /// Holds together with another World what both have in common, so that a past one beside the present costs what differs.
    pub fn share(&mut self, with: &World) {
        macro_rules! share_tables {
            ($($table:ident)+) => { $(self.$table.share(&with.$table);)+ };
        }
        share_tables! {
            people teams calendars programs workstreams items milestones dependencies labels baselines promises check_ins
            risks decisions action_items asks snoozes notes comments links sources
        }
        macro_rules! share_equal {
            ($($map:ident)+) => { $(if self.$map == with.$map { self.$map = with.$map.clone(); })+ };
        }
        share_equal! { keys externals texts pointing }
    }
}

impl<N: Noun> Table<N> {
    fn share(&mut self, with: &Self) {
        let mut shared = with.records.clone();
        shared.truncate(self.records.len());
        let both = shared.len();
        shared.extend(self.records.iter().skip(both).cloned());
        for (place, own) in self.records.iter().take(both).enumerate() {
            if **own != *with.records[place] {
                shared.set(place, own.clone());
            }
        }
        self.records = shared;
    }
}
