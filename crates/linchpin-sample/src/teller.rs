//! Tells acts in the order of time: each is decided or read against the World so far, and becomes an entry.

use std::collections::HashMap;
use std::sync::Arc;

use linchpin_model::command::Command;
use linchpin_model::decide::{DecideParams, decide};
use linchpin_model::entry::Body;
use linchpin_model::observation::Listing;
use linchpin_model::reconcile::{ReconcileParams, reconcile};
use linchpin_model::resolve::Resolver;
use linchpin_model::text::{PersonalText, TextRef};
use linchpin_model::{
    Actor, Batch, Entry, External, ExternalId, Id, Ids, Key, Kind, Moment, Noun, Observation, Seen, Stamped,
    World,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::SampleError;
use crate::act::{Act, Doing, with_seen};
use crate::days::Days;
use crate::trackers::Tracker;

/// Two acts never have one moment.
const BETWEEN_ACTS_MS: i64 = 2_000;

/// The entries that the acts bring about.
pub(crate) fn tell(mut acts: Vec<Act>, days: Days, seed: u64) -> Result<Vec<Entry>, SampleError> {
    acts.sort_by_cached_key(|act| (act.at, act.rank()));
    let mut teller = Teller::new(days, seed);
    for act in acts {
        teller.tell_one(act)?;
    }
    match teller.waiting.first() {
        Some(act) => Err(SampleError::Unknown(teller.missing_of(act))),
        None => Ok(teller.entries),
    }
}

/// What is told so far.
pub(crate) struct Teller {
    pub(crate) days: Days,
    pub(crate) world: World,
    pub(crate) now: Moment,
    entries: Vec<Entry>,
    /// The numbers of things that a plan calls by an id of its own, by program; people are the same in all.
    numbers: HashMap<(&'static str, Kind, ExternalId), u32>,
    /// Acts about what is not there yet.
    waiting: Vec<Act>,
    chance: Chance,
}

/// Bytes that look like chance and are the same for the same seed.
struct Chance {
    seed: u64,
    count: u64,
}

impl Chance {
    fn bytes(&mut self) -> [u8; 16] {
        self.count += 1;
        let parts =
            Sha256::new().chain_update(self.seed.to_le_bytes()).chain_update(self.count.to_le_bytes());
        let digest: [u8; 32] = parts.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes
    }
}

impl Teller {
    fn new(days: Days, seed: u64) -> Self {
        Self {
            days,
            world: World::default(),
            now: Moment::MIN,
            entries: Vec::new(),
            numbers: HashMap::new(),
            waiting: Vec::new(),
            chance: Chance { seed, count: 0 },
        }
    }

    fn tell_one(&mut self, act: Act) -> Result<(), SampleError> {
        self.turn_to(act.at);
        if !self.does(&act)? {
            self.waiting.push(act);
            return Ok(());
        }
        for act in std::mem::take(&mut self.waiting) {
            if !self.does(&act)? {
                self.waiting.push(act);
            }
        }
        Ok(())
    }

    fn turn_to(&mut self, at: Moment) {
        self.now = at.max(Moment::from_ms(self.now.as_ms() + BETWEEN_ACTS_MS));
    }

    /// Does it; false if it is about something that is not there yet.
    fn does(&mut self, act: &Act) -> Result<bool, SampleError> {
        match &act.doing {
            Doing::Adds { by, what } => with_seen!(what, seen => self.adds(act, by, seen)),
            Doing::Changes { by, what } => with_seen!(what, seen => self.changes(act, by, seen)),
            Doing::Reads { tracker, seen } => {
                self.reads(tracker, act.program, seen);
                Ok(true)
            }
            Doing::Says(saying) => self.says(saying),
        }
    }

    fn adds<N: Noun>(&mut self, act: &Act, by: &ExternalId, seen: &Seen<N>) -> Result<bool, SampleError>
    where
        Observation: From<Seen<N>>,
    {
        let home = home_of(act.program, N::KIND);
        if self.number(act.program, N::KIND, &seen.id).is_some() {
            // Somebody whom another program named first.
            return Ok(true);
        }
        let resolved = self.resolve(act.program, seen);
        // People and teams point to each other, and so do programs and their goals: the rest is said once both are there.
        let may_follow = matches!(N::KIND, Kind::Person | Kind::Program);
        if !resolved.left.is_empty() && !may_follow {
            return Ok(false);
        }
        let (key, fields) = (seen.key.clone(), N::any(resolved.fields));
        self.numbers.insert((home, N::KIND, seen.id.clone()), self.world.all::<N>().next_id().number());
        self.command(by, &Command::Add { key, fields }, &resolved.texts)?;
        if !resolved.left.is_empty() {
            let what = Seen { set: resolved.left, ..seen.clone() }.into();
            self.waiting.push(Act { doing: Doing::Changes { by: by.clone(), what }, ..act.clone() });
        }
        Ok(true)
    }

    fn changes<N: Noun>(&mut self, act: &Act, by: &ExternalId, seen: &Seen<N>) -> Result<bool, SampleError> {
        let Some(number) = self.number(act.program, N::KIND, &seen.id) else { return Ok(false) };
        let resolved = self.resolve(act.program, seen);
        if !resolved.left.is_empty() {
            return Ok(false);
        }
        let (thing, fields) = (N::thing(Id::new(number)), N::any(resolved.fields));
        self.command(by, &Command::Change { thing, fields, seen_at: None }, &resolved.texts)?;
        Ok(true)
    }

    fn reads(&mut self, tracker: &Tracker, program: &str, seen: &[Observation]) {
        let batch = Batch {
            format: tracker.format.into(),
            source: tracker.source.into(),
            url: Some(tracker.url.into()),
            exported_at: None,
            listing: Listing::Partial,
            mapping: None,
            observations: seen.to_vec(),
            problems: Vec::new(),
        };
        let salt = self.chance.bytes();
        let program = Some(Key::new(program));
        let params = ReconcileParams { observed_at: self.now, program, salt, accept_missing: false };
        let reconciled = reconcile(&self.world, &batch, &params);
        let import = self.new_id();
        let actor = Actor::Source(reconciled.source);
        self.record(actor, "sync", Some(import), reconciled.events, reconciled.texts);
    }

    /// Decides what a person asks, and records it.
    pub(crate) fn command(
        &mut self,
        by: &ExternalId,
        command: &Command,
        texts: &[PersonalText],
    ) -> Result<(), SampleError> {
        let events = decide(&self.world, command, &DecideParams { at: self.now, texts })?;
        let actor = match self.number("", Kind::Person, by) {
            Some(number) if self.world.get(Id::<linchpin_model::Person>::new(number)).is_some() => {
                Actor::Person(Id::new(number))
            }
            _ => Actor::System,
        };
        self.record(actor, "web", None, events, texts.to_vec());
        Ok(())
    }

    fn record(
        &mut self,
        actor: Actor,
        via: &str,
        import: Option<Uuid>,
        events: Vec<Stamped>,
        texts: Vec<PersonalText>,
    ) {
        if events.is_empty() {
            return;
        }
        let body = Body { actor, via: Some(via.into()), on_behalf_of: None, import, undoes: None, events };
        let entry = Entry {
            position: self.world.position + 1,
            command_id: self.new_id(),
            recorded_at: self.now,
            body,
            texts,
        };
        self.world.apply(&entry);
        self.entries.push(entry);
        self.turn_to(self.now);
    }

    fn new_id(&mut self) -> Uuid {
        let bytes = self.chance.bytes();
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        let ms = u64::try_from(self.now.as_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }

    /// A text of a person, with a salt of its own.
    pub(crate) fn personal(&mut self, text: &str) -> PersonalText {
        PersonalText::new(self.chance.bytes(), text)
    }

    /// The number of a thing that a plan calls so; of what has a key in the hub, by that key.
    pub(crate) fn number(&self, program: &'static str, kind: Kind, id: &ExternalId) -> Option<u32> {
        let known = self.numbers.get(&(home_of(program, kind), kind, id.clone())).copied();
        known.or_else(|| {
            let thing = self.world.thing(&Key::new(id.as_str()))?;
            (thing.kind() == kind).then(|| thing.number())
        })
    }

    fn resolve<N: Noun>(&mut self, program: &'static str, seen: &Seen<N>) -> Resolved<N> {
        let mut resolved = Resolved { fields: Vec::new(), texts: Vec::new(), left: Vec::new() };
        for field in &seen.set {
            let mut known = Known { teller: self, program, is_missing: false, texts: Vec::new() };
            match N::resolve(field, None, &mut known) {
                Some(value) if !known.is_missing => {
                    resolved.texts.append(&mut known.texts);
                    resolved.fields.push(value);
                }
                _ => resolved.left.push(field.clone()),
            }
        }
        resolved
    }

    /// What an act that waits is about.
    fn missing_of(&self, act: &Act) -> String {
        match &act.doing {
            Doing::Adds { what, .. } | Doing::Changes { what, .. } => {
                with_seen!(what, seen => format!("what the {} `{}` refers to", what.kind(), seen.id))
            }
            Doing::Reads { tracker, .. } => tracker.source.into(),
            Doing::Says(saying) => format!("`{}`", saying.about),
        }
    }
}

/// The program that a plan's own id belongs to; people belong to all.
fn home_of(program: &'static str, kind: Kind) -> &'static str {
    if kind == Kind::Person { "" } else { program }
}

/// Fields in the hub's references, with their texts, and those that refer to what is not there yet.
struct Resolved<N: Noun> {
    fields: Vec<N::Field<Ids>>,
    texts: Vec<PersonalText>,
    left: Vec<N::Field<External>>,
}

/// What a plan's ids mean while one field is resolved.
struct Known<'a> {
    teller: &'a mut Teller,
    program: &'static str,
    is_missing: bool,
    texts: Vec<PersonalText>,
}

impl Resolver for Known<'_> {
    fn number(&mut self, kind: Kind, id: &ExternalId) -> Option<u32> {
        let number = self.teller.number(self.program, kind, id);
        self.is_missing |= number.is_none();
        number
    }

    fn text(&mut self, text: &Arc<str>, _: Option<&TextRef>) -> TextRef {
        let personal = self.teller.personal(text);
        let hash = personal.hash.clone();
        self.texts.push(personal);
        hash
    }
}
