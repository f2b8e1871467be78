//! Numbers, keys and personal texts during a reconciliation: what the World has, and what is about to be added.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::id::{ExternalId, Id, Key};
use crate::moment::Moment;
use crate::noun::{Person, PersonField, ProgramField, Source};
use crate::observation::{Batch, Observation, Problem};
use crate::resolve::Resolver;
use crate::text::{PersonalText, TextRef};
use crate::value::{Kind, Thing};
use crate::world::{World, with_thing};

/// Knows every thing of the reading by its number, and gives new numbers, keys and salts.
pub(super) struct Register<'a> {
    world: &'a World,
    source: Id<Source>,
    numbers: HashMap<(Kind, ExternalId), u32>,
    next: HashMap<Kind, u32>,
    new_keys: HashMap<Key, Thing>,
    /// Places in the batch that are passed over because the same thing is seen again.
    superseded: HashSet<usize>,
    new_texts: HashMap<TextRef, Arc<str>>,
    salt: [u8; 16],
    /// What the thing under way is called, for problems.
    pub(super) context: String,
    pub(super) texts: Vec<PersonalText>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Register<'a> {
    pub(super) fn new(world: &'a World, source: Id<Source>, batch: &'a Batch, salt: [u8; 16]) -> Self {
        let mut register = Self {
            world,
            source,
            numbers: HashMap::with_capacity(batch.observations.len()),
            next: HashMap::new(),
            new_keys: HashMap::new(),
            superseded: HashSet::new(),
            new_texts: HashMap::new(),
            salt,
            context: String::new(),
            texts: Vec::new(),
            problems: Vec::new(),
        };
        register.enrol(batch);
        register
    }

    fn enrol(&mut self, batch: &'a Batch) {
        let people = self.people_by_address(batch);
        let names = self.people_by_name(batch);
        let mut first: HashMap<(Kind, ExternalId), (usize, Moment)> =
            HashMap::with_capacity(batch.observations.len());
        for (place, observation) in batch.observations.iter().enumerate() {
            let thing = observation.thing();
            let named = (thing.kind(), thing.id().clone());
            let version_at = version_at(observation);
            if let Some((earlier, earlier_at)) = first.get(&named).copied() {
                self.superseded.insert(if version_at >= earlier_at { earlier } else { place });
                self.problems.push(doubled(&thing));
                if version_at < earlier_at {
                    continue;
                }
            }
            first.insert(named.clone(), (place, version_at));
            if is_nameless_program(observation) {
                continue;
            }
            if !self.numbers.contains_key(&named) {
                let by_name = || names.get(&folded(name_of_absent(observation)?)).copied().flatten();
                let same = person_address(observation).and_then(|address| people.get(address)).copied();
                let same = same.or_else(by_name);
                let number = self.find(&thing).or(same).unwrap_or_else(|| self.next_number(thing.kind()));
                self.numbers.insert(named, number);
            }
        }
    }

    fn find(&self, thing: &Thing<crate::refs::External>) -> Option<u32> {
        self.world.number_by_source(self.source, thing.kind(), thing.id())
    }

    /// People the hub knows from elsewhere, by mail address: one person across trackers.
    fn people_by_address(&self, batch: &Batch) -> HashMap<Arc<str>, u32> {
        if !batch.observations.iter().any(|observation| person_address(observation).is_some()) {
            return HashMap::new();
        }
        let people = self.world.live::<Person>();
        let with_address = people
            .filter_map(|record| Some((self.world.text(record.address()?)?.clone(), record.id.number())));
        with_address.collect()
    }

    /// People the hub knows, by name in small letters, if the reading tells days away of somebody without an address; none
    /// for a name that several have.
    fn people_by_name(&self, batch: &Batch) -> HashMap<String, Option<u32>> {
        let mut names = HashMap::new();
        if batch.observations.iter().any(|observation| name_of_absent(observation).is_some()) {
            for record in self.world.live::<Person>().filter(|record| !record.forgotten) {
                if let Some(name) = record.name().and_then(|name| self.world.text(name)) {
                    names
                        .entry(folded(name))
                        .and_modify(|known| *known = None)
                        .or_insert(Some(record.id.number()));
                }
            }
        }
        names
    }

    /// Says that the program of which the reading tells no name is this one.
    pub(super) fn call_home(&mut self, batch: &Batch, home: Option<u32>) {
        let nameless = batch.observations.iter().filter(|observation| is_nameless_program(observation));
        for observation in nameless {
            let named = (Kind::Program, observation.thing().id().clone());
            match home {
                Some(home) => _ = self.numbers.insert(named, home),
                None => self.problems.push(Problem {
                    place: "the whole file".into(),
                    message: "Nothing tells whose holidays these are; no plan keeps them yet.".into(),
                    hint: Some("Name the program with `--program`.".into()),
                }),
            }
        }
    }

    pub(super) fn is_superseded(&self, place: usize) -> bool {
        self.superseded.contains(&place)
    }

    pub(super) fn number_of(&self, kind: Kind, id: &ExternalId) -> Option<u32> {
        self.numbers
            .get(&(kind, id.clone()))
            .copied()
            .or_else(|| self.world.number_by_source(self.source, kind, id))
    }

    /// The numbers of all things of a kind in this reading.
    pub(super) fn shown(&self, kind: Kind) -> HashSet<u32> {
        self.numbers.iter().filter(|((of, _), _)| *of == kind).map(|(_, number)| *number).collect()
    }

    pub(super) fn next_number(&mut self, kind: Kind) -> u32 {
        let world = self.world;
        let next = self.next.entry(kind).or_insert_with(|| world.next_number(kind));
        *next += 1;
        *next - 1
    }

    /// The key, or the key with the source's name before it, or with a number behind it, if others have it.
    pub(super) fn free_key(&self, key: &Key, source: &str) -> Key {
        let is_free = |key: &Key| self.world.thing(key).is_none() && !self.new_keys.contains_key(key);
        if is_free(key) {
            return key.clone();
        }
        let name = source.split_once(':').map_or(source, |(_, name)| name);
        let qualified = Key::new(&format!("{name}/{key}"));
        if is_free(&qualified) {
            return qualified;
        }
        let numbered = (2u32..).map(|n| Key::new(&format!("{qualified}-{n}")));
        numbered.into_iter().find(is_free).unwrap_or(qualified)
    }

    pub(super) fn take_key(&mut self, key: &Key, thing: Thing) {
        self.new_keys.insert(key.clone(), thing);
    }

    fn text_behind(&self, text: &TextRef) -> Option<&Arc<str>> {
        self.new_texts.get(text).or_else(|| self.world.text(text))
    }
}

impl Resolver for Register<'_> {
    fn number(&mut self, kind: Kind, id: &ExternalId) -> Option<u32> {
        let number = self.number_of(kind, id);
        if number.is_none() {
            let message = format!(
                "It refers to the {kind} `{id}`, which is not in the file; the reference was left out."
            );
            // Values then and now may both refer to it; it is told once.
            let is_told = |told: &Problem| told.place == self.context && told.message == message;
            if !self.problems.iter().rev().take(20).any(is_told) {
                self.problems.push(Problem { place: self.context.clone(), message, hint: None });
            }
        }
        number
    }

    fn text(&mut self, text: &Arc<str>, known: Option<&TextRef>) -> TextRef {
        // A known text that nobody has any more was erased: a source that still has it does not bring it back.
        if let Some(known) = known
            && self.text_behind(known).is_none_or(|behind| behind == text)
        {
            return known.clone();
        }
        let count = self.texts.len() as u64;
        let digest: [u8; 32] =
            Sha256::new().chain_update(self.salt).chain_update(count.to_le_bytes()).finalize().into();
        let mut salt = [0; 16];
        salt.copy_from_slice(&digest[..16]);
        let personal = PersonalText::new(salt, text);
        let hash = personal.hash.clone();
        self.new_texts.insert(hash.clone(), text.clone());
        self.texts.push(personal);
        hash
    }
}

fn person_address(observation: &Observation) -> Option<&Arc<str>> {
    let Observation::Person(seen) = observation else { return None };
    seen.set
        .iter()
        .find_map(|field| if let PersonField::Address(address) = field { address.as_ref() } else { None })
}

/// The name of somebody of whom a reading tells days away, and neither key nor address: somebody known from elsewhere.
fn name_of_absent(observation: &Observation) -> Option<&Arc<str>> {
    let Observation::Person(seen) = observation else { return None };
    let tells_days = seen.set.iter().any(|field| matches!(field, PersonField::Absences(_)));
    let is_known_otherwise = seen.key.is_some() || person_address(observation).is_some();
    let name = seen
        .set
        .iter()
        .find_map(|field| if let PersonField::Name(name) = field { name.as_ref() } else { None });
    name.filter(|_| tells_days && !is_known_otherwise)
}

fn folded(name: &Arc<str>) -> String {
    name.to_lowercase()
}

/// A program of which a reading tells no name is the one that it is read into.
pub(super) fn is_nameless_program(observation: &Observation) -> bool {
    let Observation::Program(seen) = observation else { return false };
    !seen.set.iter().any(|field| matches!(field, ProgramField::Title(_)))
}

fn version_at(observation: &Observation) -> Moment {
    macro_rules! version_of {
        ($($kind:ident),*) => { match observation { $(Observation::$kind(seen) => seen.version_at),* } };
    }
    let version_at = version_of!(
        Person, Team, Calendar, Program, Workstream, Item, Milestone, Dependency, Label, Baseline, Promise,
        CheckIn, Risk, Decision, ActionItem, Ask, Note, Comment, Link
    );
    version_at.unwrap_or(Moment::MIN)
}

fn doubled(thing: &Thing<crate::refs::External>) -> Problem {
    Problem {
        place: format!("{} {}", thing.kind(), thing.id()),
        message: format!("The {} `{}` is in the file twice; the newer one stands.", thing.kind(), thing.id()),
        hint: None,
    }
}

impl World {
    pub(super) fn next_number(&self, kind: Kind) -> u32 {
        with_thing!(Thing::new(kind, 0), N, _id => self.all::<N>().next_id().number())
    }
}
