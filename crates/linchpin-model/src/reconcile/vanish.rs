//! What a reading lacks. Absence is not deletion: only a complete reading marks things, and only so many at once.

use std::collections::HashSet;

use crate::event::{Changed, Event};
use crate::fact::FieldValue;
use crate::id::Id;
use crate::noun::{Dependency, Item, Link, Milestone, Noun, Person, PersonField, Program, ProgramField};
use crate::observation::{Batch, Listing, Observation, Problem, Seen};
use crate::refs::{External, Ids};
use crate::value::{Kind, Node, Thing};
use crate::world::{Record, SourceLink};

use super::Run;

/// More than this many at once are held.
const MOST_AT_ONCE: usize = 50;
/// Up to this many at once are marked, whatever their share.
const FEW: usize = 10;

/// Whether anything is said of a field, now or in the past.
fn speaks_of<N: Noun>(seen: &Seen<N>, is_field: impl Fn(&N::Field<External>) -> bool) -> bool {
    let then = seen.history.iter().flat_map(|change| &change.set);
    seen.set.iter().chain(&seen.at_first).chain(then).any(is_field)
}

impl Run<'_> {
    pub(super) fn mark_vanished(&mut self, batch: &Batch) {
        if batch.listing == Listing::Complete {
            self.retract_days_off(batch);
        }
        let items = self.register.shown(Kind::Item);
        let milestones = self.register.shown(Kind::Milestone);
        if items.is_empty() && milestones.is_empty() {
            return;
        }
        // An export older than what the source told since says nothing about what is missing now.
        let told_since = self.world.get(self.source).and_then(|record| record.moved_at);
        if told_since.is_some_and(|told_since| told_since > self.observed_at) {
            return;
        }
        if batch.listing == Listing::Complete {
            self.mark::<Item>(&items);
            self.mark::<Milestone>(&milestones);
        }
        let shows = |thing: Thing| match thing {
            Thing::Item(id) => items.contains(&id.number()),
            Thing::Milestone(id) => milestones.contains(&id.number()),
            _ => false,
        };
        let is_complete = batch.listing == Listing::Complete;
        self.mark_relations::<Dependency>(|record| {
            let ends = [record.predecessor(), record.successor()];
            is_complete || ends.into_iter().flatten().all(|node: &Node| shows((*node).into()))
        });
        self.mark_relations::<Link>(|record| {
            let ends = [record.from(), record.to()];
            is_complete || ends.into_iter().flatten().all(|thing| shows(*thing))
        });
    }

    /// Takes back the days off of which a complete reading no longer speaks.
    fn retract_days_off(&mut self, batch: &Batch) {
        let (mut people, mut programs) = (HashSet::new(), HashSet::new());
        for observation in &batch.observations {
            let number = self.register.number_of(observation.kind(), observation.thing().id());
            match observation {
                Observation::Person(seen)
                    if speaks_of(seen, |field| matches!(field, PersonField::Absences(_))) =>
                {
                    people.extend(number);
                }
                Observation::Program(seen)
                    if speaks_of(seen, |field| matches!(field, ProgramField::Holidays(_))) =>
                {
                    programs.extend(number);
                }
                _ => {}
            }
        }
        self.retract::<Person>(&people, PersonField::Absences(None));
        self.retract::<Program>(&programs, ProgramField::Holidays(None));
    }

    /// Clears a field that the source set for things of which it no longer says so, unless they are many.
    fn retract<N: Noun>(&mut self, spoken_of: &HashSet<u32>, cleared: N::Field<Ids>) {
        let (actor, observed_at) = (self.actor, self.observed_at);
        let has = |record: &&Record<N>| {
            let mut said = record.said_by(actor).filter(|said| said.value.same_field(&cleared));
            said.any(|said| !said.value.is_cleared() && said.at <= observed_at)
        };
        let known: Vec<Id<N>> = self.world.all::<N>().iter().filter(has).map(|record| record.id).collect();
        let missing: Vec<Id<N>> =
            known.iter().copied().filter(|id| !spoken_of.contains(&id.number())).collect();
        let is_much = missing.len() > FEW && missing.len() * 5 > known.len();
        if is_much && !self.params.accept_missing {
            self.register.problems.push(Problem {
                place: "the whole file".into(),
                message: format!(
                    "It no longer has the days off of {} of {} {}s; they are kept as they were.",
                    missing.len(),
                    known.len(),
                    N::KIND
                ),
                hint: Some("If they are really gone, read it again with `--accept-missing`.".into()),
            });
            return;
        }
        self.count(N::KIND).changed += missing.len();
        for id in missing {
            self.emit(observed_at, None, N::changed(Changed { id, set: vec![cleared.clone()] }));
        }
    }

    fn mark<N: Noun>(&mut self, shown: &HashSet<u32>) {
        let (known, missing) = self.missing::<N>(shown);
        let is_much = missing.len() > MOST_AT_ONCE || (missing.len() > FEW && missing.len() * 5 > known);
        if is_much && !self.params.accept_missing {
            self.register.problems.push(Problem {
                place: "the whole file".into(),
                message: format!(
                    "{} of {known} {}s are not in it; they are kept as they were.",
                    missing.len(),
                    N::KIND
                ),
                hint: Some("If they are really gone, read it again with `--accept-missing`.".into()),
            });
            return;
        }
        self.mark_as_gone(missing);
    }

    /// Marks the relations that are not shown although `would_show` says that they would be, were they still there.
    fn mark_relations<N: Noun>(&mut self, would_show: impl Fn(&Record<N>) -> bool) {
        let shown = self.register.shown(N::KIND);
        let (_, missing) = self.missing::<N>(&shown);
        let missing =
            missing.into_iter().filter(|id| self.world.all::<N>().record(*id).is_some_and(&would_show));
        let missing = missing.collect();
        self.mark_as_gone(missing);
    }

    /// How many things the source had, and those of them that are not shown.
    fn missing<N: Noun>(&self, shown: &HashSet<u32>) -> (usize, Vec<Id<N>>) {
        // What was said of it since, by a person too, stands.
        let may_go = |link: &SourceLink| {
            !link.is_gone() && link.gone.as_ref().is_none_or(|said| said.at <= self.observed_at)
        };
        let has = |record: &&Record<N>| {
            record.sources.iter().any(|link| link.source == self.source && may_go(link))
        };
        let known: Vec<Id<N>> = self.world.all::<N>().iter().filter(has).map(|record| record.id).collect();
        let missing = known.iter().copied().filter(|id| !shown.contains(&id.number())).collect();
        (known.len(), missing)
    }

    fn mark_as_gone<N: Noun>(&mut self, missing: Vec<Id<N>>) {
        self.count(N::KIND).vanished += missing.len();
        for id in missing {
            self.emit(self.observed_at, None, Event::Vanished { thing: N::thing(id), source: self.source });
        }
    }
}
