//! How the World takes in what happened. It never fails: what is said of a thing that is not yet known waits for it.

use std::sync::Arc;

use crate::entry::{Actor, Entry};
use crate::event::{Added, Changed, Event, SourceRef, Stamped, Unsaid, with_fields};
use crate::fact::{By, Said};
use crate::id::{Id, Key};
use crate::moment::Moment;
use crate::noun::Noun;
use crate::value::Thing;
use crate::world::unsaid::Forgotten;
use crate::world::{SourceLink, World, with_thing};

/// When an event happened and where the journal has it.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When it became so.
    pub at: Moment,
    /// Who said it.
    pub by: By,
}

impl Stamp {
    fn of<T>(self, value: T) -> Said<T> {
        Said { value, at: self.at, by: self.by }
    }
}

impl World {
    /// Takes in the next entry. Entries come in the order of their positions.
    pub fn apply(&mut self, entry: &Entry) {
        debug_assert!(entry.position > self.position, "entries come in order");
        self.position = entry.position;
        self.recorded_at = entry.recorded_at;
        self.know_texts(entry);
        for (index, stamped) in entry.body.events.iter().enumerate() {
            self.apply_event(stamped, by(entry, index, stamped));
        }
        self.hear_source(entry.body.actor, entry.body.events.iter().map(|stamped| stamped.at).max());
    }

    /// The World as it was at a moment: all events up to then, in the order in which they happened.
    ///
    /// `entries` are all that is known, in any order; what was recorded later about earlier days counts.
    pub fn as_of<'a>(entries: impl IntoIterator<Item = &'a Entry>, at: Moment) -> World {
        let mut world = World::default();
        let mut happened = Vec::new();
        for entry in entries {
            world.know_texts(entry);
            world.position = world.position.max(entry.position);
            world.recorded_at = world.recorded_at.max(entry.recorded_at);
            let events = entry.body.events.iter().enumerate();
            happened.extend(
                events
                    .filter(|(_, stamped)| stamped.at <= at)
                    .map(|(index, stamped)| (stamped, by(entry, index, stamped))),
            );
        }
        happened.sort_by_key(|(stamped, by)| (stamped.at, by.position, by.index));
        let unsaid = Forgotten::of(&happened);
        for (stamped, by) in happened {
            world.apply_event(&unsaid.taken_from(stamped, by), by);
            world.hear_source(by.actor, Some(stamped.at));
        }
        world
    }

    /// Remembers the latest moment that a source told of.
    pub(super) fn hear_source(&mut self, actor: Actor, at: Option<Moment>) {
        if let (Actor::Source(source), Some(at)) = (actor, at) {
            let record = self.record_mut::<crate::noun::Source>(source);
            record.moved_at = record.moved_at.max(Some(at));
        }
    }

    pub(super) fn know_texts(&mut self, entry: &Entry) {
        for text in &entry.texts {
            self.texts.insert(text.hash.clone(), text.text.clone());
        }
    }

    pub(super) fn apply_event(&mut self, stamped: &Stamped, by: By) {
        let stamp = Stamp { at: stamped.at, by };
        match &stamped.event {
            Event::WorkspaceNamed { title } => self.name_workspace(stamp.of(title.clone())),
            Event::PersonAdded(added) => self.add(added, stamp),
            Event::PersonChanged(changed) => self.change(changed, stamp),
            Event::TeamAdded(added) => self.add(added, stamp),
            Event::TeamChanged(changed) => self.change(changed, stamp),
            Event::CalendarAdded(added) => self.add(added, stamp),
            Event::CalendarChanged(changed) => self.change(changed, stamp),
            Event::ProgramAdded(added) => self.add(added, stamp),
            Event::ProgramChanged(changed) => self.change(changed, stamp),
            Event::WorkstreamAdded(added) => self.add(added, stamp),
            Event::WorkstreamChanged(changed) => self.change(changed, stamp),
            Event::ItemAdded(added) => self.add(added, stamp),
            Event::ItemChanged(changed) => self.change(changed, stamp),
            Event::MilestoneAdded(added) => self.add(added, stamp),
            Event::MilestoneChanged(changed) => self.change(changed, stamp),
            Event::DependencyAdded(added) => self.add(added, stamp),
            Event::DependencyChanged(changed) => self.change(changed, stamp),
            Event::LabelAdded(added) => self.add(added, stamp),
            Event::LabelChanged(changed) => self.change(changed, stamp),
            Event::BaselineAdded(added) => self.add(added, stamp),
            Event::BaselineChanged(changed) => self.change(changed, stamp),
            Event::PromiseAdded(added) => self.add(added, stamp),
            Event::PromiseChanged(changed) => self.change(changed, stamp),
            Event::CheckInAdded(added) => self.add(added, stamp),
            Event::CheckInChanged(changed) => self.change(changed, stamp),
            Event::RiskAdded(added) => self.add(added, stamp),
            Event::RiskChanged(changed) => self.change(changed, stamp),
            Event::DecisionAdded(added) => self.add(added, stamp),
            Event::DecisionChanged(changed) => self.change(changed, stamp),
            Event::ActionItemAdded(added) => self.add(added, stamp),
            Event::ActionItemChanged(changed) => self.change(changed, stamp),
            Event::AskAdded(added) => self.add(added, stamp),
            Event::AskChanged(changed) => self.change(changed, stamp),
            Event::SnoozeAdded(added) => self.add(added, stamp),
            Event::SnoozeChanged(changed) => self.change(changed, stamp),
            Event::NoteAdded(added) => self.add(added, stamp),
            Event::NoteChanged(changed) => self.change(changed, stamp),
            Event::CommentAdded(added) => self.add(added, stamp),
            Event::CommentChanged(changed) => self.change(changed, stamp),
            Event::LinkAdded(added) => self.add(added, stamp),
            Event::LinkChanged(changed) => self.change(changed, stamp),
            Event::SourceAdded(added) => self.add(added, stamp),
            Event::SourceChanged(changed) => self.change(changed, stamp),
            Event::Released { thing, fields } => {
                with_thing!(*thing, N, id => self.record_mut::<N>(id).facts.release(fields))
            }
            Event::Removed { thing } => self.set_removed(*thing, stamp.of(true)),
            Event::Restored { thing } => self.set_removed(*thing, stamp.of(false)),
            Event::Vanished { thing, source } => self.set_gone(*thing, *source, stamp.of(true)),
            Event::Returned { thing, source } => self.set_gone(*thing, *source, stamp.of(false)),
            Event::SourceLinked { thing, source } => {
                with_thing!(*thing, N, id => self.link_source::<N>(id, source))
            }
            Event::SourceUnlinked { thing, source } => {
                with_thing!(*thing, N, id => self.unlink_source::<N>(id, source))
            }
            Event::KeyChanged { thing, key } => {
                with_thing!(*thing, N, id => self.give_key::<N>(id, key, stamp))
            }
            Event::Merged { from, into } => self.merge(*from, *into),
            Event::MergeUndone { from, .. } => self.undo_merge(*from),
            Event::PersonForgotten { person, texts } => {
                self.record_mut::<crate::noun::Person>(*person).forgotten = true;
                texts.iter().for_each(|text| _ = self.texts.remove(text));
            }
            Event::Unsaid(unsaid) => self.unsay(unsaid, stamp),
        }
    }

    fn name_workspace(&mut self, said: Said<Arc<str>>) {
        if self.title.as_ref().is_none_or(|known| known.is_before(&said)) {
            self.title = Some(said);
        }
    }

    fn add<N: Noun>(&mut self, added: &Added<N>, stamp: Stamp) {
        if let Some(key) = &added.key {
            self.give_key::<N>(added.id, key, stamp);
        }
        if let Some(source) = &added.source {
            self.link_source::<N>(added.id, source);
        }
        let record = self.record_mut::<N>(added.id);
        if record.added.is_none() {
            record.added = Some(stamp.of(()));
        }
        self.say(added.id, &added.set, stamp);
    }

    fn change<N: Noun>(&mut self, changed: &Changed<N>, stamp: Stamp) {
        self.say(changed.id, &changed.set, stamp);
    }

    fn say<N: Noun>(&mut self, id: Id<N>, fields: &[N::Field<crate::refs::Ids>], stamp: Stamp) {
        self.pointing.say(id, fields);
        let record = self.record_mut::<N>(id);
        for field in fields {
            record.facts.say(stamp.of(field.clone()));
        }
        record.moved_at = Some(record.moved_at.map_or(stamp.at, |moved_at| moved_at.max(stamp.at)));
        if let Actor::Source(source) = stamp.by.actor
            && let Some(link) = record.sources.iter_mut().find(|link| link.source == source)
        {
            link.heard(stamp.at);
        }
    }

    fn give_key<N: Noun>(&mut self, id: Id<N>, key: &Key, stamp: Stamp) {
        self.keys.entry(key.clone()).or_insert_with(|| N::thing(id));
        let keys = &mut self.record_mut::<N>(id).keys;
        keys.retain(|said| said.value != *key);
        let place = keys.iter().position(|said| stamp.of(()).is_before(said)).unwrap_or(keys.len());
        keys.insert(place, stamp.of(key.clone()));
    }

    fn link_source<N: Noun>(&mut self, id: Id<N>, source: &SourceRef) {
        self.externals.insert((source.source, N::KIND, source.id.clone()), id.number());
        let sources = &mut self.record_mut::<N>(id).sources;
        if !sources.iter().any(|link| link.source == source.source && link.id == source.id) {
            sources.push(SourceLink::new(source.source, source.id.clone()));
        }
    }

    fn unlink_source<N: Noun>(&mut self, id: Id<N>, source: &SourceRef) {
        self.externals.remove(&(source.source, N::KIND, source.id.clone()));
        self.record_mut::<N>(id).sources.retain(|link| link.source != source.source || link.id != source.id);
    }

    fn set_removed(&mut self, thing: Thing, said: Said<bool>) {
        with_thing!(thing, N, id => {
            let removed = &mut self.record_mut::<N>(id).removed;
            if removed.as_ref().is_none_or(|known| known.is_before(&said)) {
                *removed = Some(said);
            }
        });
    }

    fn set_gone(&mut self, thing: Thing, source: crate::noun::SourceId, said: Said<bool>) {
        with_thing!(thing, N, id => {
            for link in self.record_mut::<N>(id).sources.iter_mut().filter(|link| link.source == source) {
                if link.gone.as_ref().is_none_or(|known| known.is_before(&said)) {
                    link.gone = Some(said.clone());
                }
            }
        });
    }

    /// From now on the first is the second; what is said of each stays where it is, so that it can be taken back.
    fn merge(&mut self, from: Thing, into: Thing) {
        if from.kind() == into.kind() && from != into {
            self.pointing.merge(from, into);
            with_thing!(from, N, id => self.record_mut::<N>(id).merged_into = Some(Id::new(into.number())));
        }
    }

    /// The first is a thing of its own again.
    fn undo_merge(&mut self, from: Thing) {
        with_thing!(from, N, id => self.record_mut::<N>(id).merged_into = None);
    }

    fn unsay(&mut self, unsaid: &Unsaid, stamp: Stamp) {
        let by = By { actor: Actor::Source(unsaid.source), ..stamp.by };
        with_fields!(&unsaid.earlier, N, fields => {
            self.pointing.say(Id::<N>::new(unsaid.id), fields);
            let record = self.record_mut(Id::<N>::new(unsaid.id));
            record.facts.unsay(by, &unsaid.fields);
            for (field, at) in fields.iter().zip(&unsaid.earlier_at) {
                record.facts.say(Said { value: field.clone(), at: *at, by });
            }
            record.sources.iter_mut().filter(|link| link.source == unsaid.source).for_each(SourceLink::forget_heard);
        });
    }
}

pub(super) fn by(entry: &Entry, index: usize, stamped: &Stamped) -> By {
    By {
        actor: entry.body.actor,
        author: stamped.by,
        position: u32::try_from(entry.position).unwrap_or(u32::MAX),
        index: u32::try_from(index).unwrap_or(u32::MAX),
    }
}
