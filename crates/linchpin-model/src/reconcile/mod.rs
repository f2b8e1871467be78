//! What a reading of a source changes: observations in, events out. The same reading a second time gives no event.

mod dated;
mod forest;
mod register;
mod see;
mod vanish;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::entry::Actor;
use crate::event::{Added, Changed, Event, Stamped};
use crate::fact::FieldValue;
use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::*;
use crate::observation::{Batch, Observation, Problem, Seen};
use crate::refs::Ids;
use crate::text::PersonalText;
use crate::value::Kind;
use crate::world::World;

use register::{Register, is_nameless_program};

/// What a reconciliation needs beside the World and the reading.
#[derive(Clone, Debug)]
pub struct ReconcileParams {
    /// The moment of the reading, for a source that does not tell when it was as it says.
    pub observed_at: Moment,
    /// The key of the program that takes what names no program of its own; made if it is not there. Without it: the
    /// reading's own program, else the one the source had before, else a new one called like the source.
    pub program: Option<Key>,
    /// 16 bytes of chance, from which the salts of personal texts are made.
    pub salt: [u8; 16],
    /// Marks as vanished whatever a complete reading lacks, however much it is.
    pub accept_missing: bool,
}

/// What a reading changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// The source, new or known.
    pub source: SourceId,
    /// What happened, in an order in which it can be applied; its actor is the source.
    pub events: Vec<Stamped>,
    /// The personal texts that the events refer to.
    pub texts: Vec<PersonalText>,
    /// What the reading refers to and does not show, doubles, held deletions: beside the reader's own problems.
    pub problems: Vec<Problem>,
    /// How many things of each kind came, changed, vanished or came back.
    pub counts: BTreeMap<Kind, Counts>,
}

/// How many things of a kind a reading touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New to the hub.
    pub added: usize,
    /// Known, and different now.
    pub changed: usize,
    /// Known, and as before.
    pub unchanged: usize,
    /// No longer in the source.
    pub vanished: usize,
    /// In the source again.
    pub returned: usize,
}

/// Compares a reading with the World.
///
/// Things are known by the source's own ids. What a changelog tells becomes events at its own moments, as far as it was
/// not heard before; what is shown now and differs becomes an event at the version's moment. An older value than the one
/// known from that source is passed over. Of a complete reading, what is missing has vanished, unless that is more than
/// 50 things, or more than ten and over a fifth: then it is held and said.
pub fn reconcile(world: &World, batch: &Batch, params: &ReconcileParams) -> Reconciled {
    let mut run = Run::new(world, batch, params);
    run.begin(batch);
    for kind in ORDER {
        for (place, observation) in batch.observations.iter().enumerate() {
            if observation.kind() == *kind && !run.register.is_superseded(place) {
                run.observe(observation);
            }
        }
    }
    run.mark_vanished(batch);
    run.finish()
}

/// The order in which kinds are recorded: what is pointed to, first.
const ORDER: &[Kind] = &[
    Kind::Calendar,
    Kind::Team,
    Kind::Person,
    Kind::Program,
    Kind::Workstream,
    Kind::Label,
    Kind::Milestone,
    Kind::Item,
    Kind::Dependency,
    Kind::Baseline,
    Kind::Promise,
    Kind::CheckIn,
    Kind::Risk,
    Kind::Decision,
    Kind::ActionItem,
    Kind::Ask,
    Kind::Note,
    Kind::Comment,
    Kind::Link,
];

/// One reconciliation under way.
struct Run<'a> {
    world: &'a World,
    params: &'a ReconcileParams,
    /// When the source was as it says.
    observed_at: Moment,
    /// The earliest moment that the reading tells of: people, labels and the like, which have no date of their own, were
    /// there when it begins.
    begins_at: Moment,
    source: SourceId,
    actor: Actor,
    /// The program of what names none.
    home: Option<ProgramId>,
    /// The program that this reading made, if it made one.
    made: Option<ProgramId>,
    register: Register<'a>,
    /// Items whose parent would close a loop.
    parentless: BTreeSet<ExternalId>,
    events: Vec<Stamped>,
    counts: BTreeMap<Kind, Counts>,
}

impl<'a> Run<'a> {
    fn new(world: &'a World, batch: &'a Batch, params: &'a ReconcileParams) -> Self {
        let known =
            world.live::<Source>().find(|record| record.title().is_some_and(|title| *title == batch.source));
        let source = known.map_or_else(|| world.all::<Source>().next_id(), |record| record.id);
        let observed_at = batch.exported_at.unwrap_or(params.observed_at);
        let told = batch.observations.iter().filter_map(Observation::earliest);
        Self {
            world,
            params,
            observed_at,
            begins_at: told.fold(observed_at, Moment::min),
            source,
            actor: Actor::Source(source),
            home: None,
            made: None,
            register: Register::new(world, source, batch, params.salt),
            parentless: BTreeSet::new(),
            events: Vec::new(),
            counts: BTreeMap::new(),
        }
    }

    fn begin(&mut self, batch: &Batch) {
        self.parentless =
            forest::loops(self.world, &batch.observations, self.observed_at, &mut self.register);
        self.home = self.choose_home(batch);
        self.register.call_home(batch, self.home.map(Id::number));
        self.introduce_source(batch);
    }

    fn introduce_source(&mut self, batch: &Batch) {
        let mut set = vec![
            SourceField::Title(Some(batch.source.clone())),
            SourceField::Format(Some(batch.format.clone())),
            SourceField::Url(batch.url.clone()),
            SourceField::Program(self.home),
            SourceField::Mapping(batch.mapping.clone()),
        ];
        let id = self.source;
        let known = self.world.get(id);
        set.retain(|field| match known.and_then(|record| record.standing(field)) {
            Some(said) => said.value != *field && !field.is_cleared(),
            None => !field.is_cleared(),
        });
        if known.is_none() {
            self.emit(self.begins_at, None, Event::SourceAdded(Added { id, key: None, source: None, set }));
        } else if !set.is_empty() {
            self.emit(self.observed_at, None, Event::SourceChanged(Changed { id, set }));
        }
    }

    /// The program of what names none; a new one is recorded at once.
    fn choose_home(&mut self, batch: &Batch) -> Option<ProgramId> {
        if let Some(key) = &self.params.program {
            return Some(match self.world.thing(key) {
                Some(crate::value::Thing::Program(id)) => id,
                _ => self.new_program(key.clone(), key.as_str().into()),
            });
        }
        let own = batch.observations.iter().find_map(|observation| match observation {
            Observation::Program(seen) => self.register.number_of(Kind::Program, &seen.id),
            _ => None,
        });
        let before = || self.world.get(self.source).and_then(|record| record.program().copied());
        let known = own.map(Id::new).or_else(before);
        if known.is_none() && !batch.observations.iter().any(needs_program) {
            let mut programs = self.world.live::<Program>().map(|record| record.id);
            let is_asked = batch.observations.iter().any(is_nameless_program);
            return programs.next().filter(|_| is_asked && programs.next().is_none());
        }
        known.or_else(|| {
            let title = batch.source.split_once(':').map_or(&*batch.source, |(_, name)| name);
            let key = self.register.free_key(&Key::new(&slug(title)), &batch.source);
            Some(self.new_program(key, title.into()))
        })
    }

    fn new_program(&mut self, key: Key, title: Arc<str>) -> ProgramId {
        let id = Id::new(self.register.next_number(Kind::Program));
        self.made = Some(id);
        self.register.take_key(&key, crate::value::Thing::Program(id));
        let set = vec![ProgramField::Title(Some(title))];
        self.count(Kind::Program).added += 1;
        self.emit(self.begins_at, None, Event::ProgramAdded(Added { id, key: Some(key), source: None, set }));
        id
    }

    fn observe(&mut self, observation: &Observation) {
        match observation {
            Observation::Person(seen) => self.see(seen),
            Observation::Team(seen) => self.see(seen),
            Observation::Calendar(seen) => self.see(seen),
            Observation::Program(seen) => self.see(seen),
            Observation::Workstream(seen) => self.see(seen),
            Observation::Item(seen) => match dated::with_history(seen) {
                Some(dated) => self.see_item(&dated),
                None => self.see_item(seen),
            },
            Observation::Milestone(seen) => self.see(seen),
            Observation::Dependency(seen) => self.see(seen),
            Observation::Label(seen) => self.see(seen),
            Observation::Baseline(seen) => self.see(seen),
            Observation::Promise(seen) => self.see(seen),
            Observation::CheckIn(seen) => self.see(seen),
            Observation::Risk(seen) => self.see(seen),
            Observation::Decision(seen) => self.see(seen),
            Observation::ActionItem(seen) => self.see(seen),
            Observation::Ask(seen) => self.see(seen),
            Observation::Note(seen) => self.see(seen),
            Observation::Comment(seen) => self.see(seen),
            Observation::Link(seen) => self.see(seen),
        }
    }

    fn see_item(&mut self, seen: &Seen<Item>) {
        if self.parentless.contains(&seen.id) {
            let mut seen = seen.clone();
            seen.set.retain(|field| !matches!(field, ItemField::Parent(_)));
            seen.set.push(ItemField::Parent(None));
            return self.see(&seen);
        }
        self.see(seen);
    }

    fn emit(&mut self, at: Moment, by: Option<PersonId>, event: Event) {
        self.events.push(Stamped { at, by, event });
    }

    fn count(&mut self, kind: Kind) -> &mut Counts {
        self.counts.entry(kind).or_default()
    }

    fn finish(self) -> Reconciled {
        Reconciled {
            source: self.source,
            events: self.events,
            texts: self.register.texts,
            problems: self.register.problems,
            counts: self.counts,
        }
    }
}

/// Whether a thing is at home in a program. People and their days away are not.
fn needs_program(observation: &Observation) -> bool {
    match observation {
        Observation::Workstream(_)
        | Observation::Item(_)
        | Observation::Milestone(_)
        | Observation::Baseline(_)
        | Observation::Risk(_)
        | Observation::Decision(_)
        | Observation::ActionItem(_) => true,
        Observation::Person(_)
        | Observation::Team(_)
        | Observation::Calendar(_)
        | Observation::Program(_)
        | Observation::Dependency(_)
        | Observation::Label(_)
        | Observation::Promise(_)
        | Observation::CheckIn(_)
        | Observation::Ask(_)
        | Observation::Note(_)
        | Observation::Comment(_)
        | Observation::Link(_) => false,
    }
}

/// Letters and digits of a title in lower case, with hyphens between: `Weather App` is `weather-app`.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { "program".into() } else { slug }
}

/// The running value of a field and since when, among those of one thing.
fn running<'r, N: Noun>(
    values: &'r [(N::Field<Ids>, Moment)],
    like: &N::Field<Ids>,
) -> Option<&'r (N::Field<Ids>, Moment)> {
    values.iter().find(|(value, _)| value.same_field(like))
}
