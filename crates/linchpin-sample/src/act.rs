//! From a plan to acts: what each person says in the hub, and what is read from each tracker, at its moment.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::fact::FieldValue;
use linchpin_model::observation::Change;
use linchpin_model::{
    Batch, External, ExternalId, Item, ItemField, Key, Kind, Moment, Noun, Observation, Person, PersonField,
    Program, Seen, Status,
};

use crate::cut;
use crate::plans::Plan;
use crate::said::Saying;
use crate::trackers::Tracker;

/// What is done at a moment.
#[derive(Clone)]
pub(crate) struct Act {
    pub(crate) at: Moment,
    /// The program whose plan tells it.
    pub(crate) program: &'static str,
    pub(crate) doing: Doing,
}

/// What is done.
#[derive(Clone)]
pub(crate) enum Doing {
    /// Somebody adds a thing.
    Adds { by: ExternalId, what: Observation },
    /// Somebody says something of a thing.
    Changes { by: ExternalId, what: Observation },
    /// A tracker is read.
    Reads { tracker: &'static Tracker, seen: Vec<Observation> },
    /// Something for which plan text has no words.
    Says(&'static Saying),
}

/// Runs one body for an observation of any kind.
macro_rules! with_seen {
    ($observation:expr, $seen:ident => $body:expr) => {
        match $observation {
            Observation::Person($seen) => $body,
            Observation::Team($seen) => $body,
            Observation::Calendar($seen) => $body,
            Observation::Program($seen) => $body,
            Observation::Workstream($seen) => $body,
            Observation::Item($seen) => $body,
            Observation::Milestone($seen) => $body,
            Observation::Dependency($seen) => $body,
            Observation::Label($seen) => $body,
            Observation::Baseline($seen) => $body,
            Observation::Promise($seen) => $body,
            Observation::CheckIn($seen) => $body,
            Observation::Risk($seen) => $body,
            Observation::Decision($seen) => $body,
            Observation::ActionItem($seen) => $body,
            Observation::Ask($seen) => $body,
            Observation::Note($seen) => $body,
            Observation::Comment($seen) => $body,
            Observation::Link($seen) => $body,
        }
    };
}
pub(crate) use with_seen;

/// What is pointed to comes first, and trackers are read before anything is said of what they have.
const ORDER: &[Kind] = &[
    Kind::Person,
    Kind::Calendar,
    Kind::Program,
    Kind::Team,
    Kind::Workstream,
    Kind::Milestone,
    Kind::Source,
    Kind::Item,
    Kind::Dependency,
];

impl Act {
    /// Among acts of one moment the lower comes first.
    pub(crate) fn rank(&self) -> usize {
        let kind = match &self.doing {
            Doing::Adds { what, .. } | Doing::Changes { what, .. } => what.kind(),
            Doing::Reads { .. } => Kind::Source,
            Doing::Says(_) => Kind::Note,
        };
        ORDER.iter().position(|known| *known == kind).unwrap_or(ORDER.len())
    }
}

/// The acts of a plan, in no order that matters.
pub(crate) fn of_plan(plan: &Plan, batch: &Batch) -> Vec<Act> {
    let mut acts = Acts::new(plan.name, batch);
    for observation in &batch.observations {
        match observation {
            Observation::Person(seen) => acts.say(&with_address(seen)),
            Observation::Item(seen) => acts.item(seen),
            other => with_seen!(other, seen => acts.say(seen)),
        }
    }
    acts.read_trackers();
    acts.acts
}

struct Acts {
    program: &'static str,
    /// Who runs the program, and does what nobody else is named for.
    owner: ExternalId,
    /// When the program came into the hub; trackers tell what was before.
    began: Moment,
    people: BTreeMap<ExternalId, Seen<Person>>,
    /// What each tracker has, by the name of its source.
    tracked: BTreeMap<&'static str, (&'static Tracker, Vec<Seen<Item>>)>,
    acts: Vec<Act>,
}

impl Acts {
    fn new(program: &'static str, batch: &Batch) -> Self {
        let mut acts = Self {
            program,
            owner: ExternalId::new(""),
            began: Moment::MAX,
            people: BTreeMap::new(),
            tracked: BTreeMap::new(),
            acts: Vec::new(),
        };
        for observation in &batch.observations {
            match observation {
                Observation::Program(seen) => acts.take_program(seen),
                Observation::Person(seen) => {
                    acts.people.insert(seen.id.clone(), with_address(seen));
                }
                _ => {}
            }
        }
        acts
    }

    fn take_program(&mut self, seen: &Seen<Program>) {
        let owner = seen.set.iter().find_map(|field| match field {
            linchpin_model::ProgramField::Owner(owner) => owner.clone(),
            _ => None,
        });
        self.owner = owner.unwrap_or_else(|| self.owner.clone());
        self.began = seen.created_at.unwrap_or(self.began);
    }

    fn push(&mut self, at: Moment, doing: Doing) {
        self.acts.push(Act { at: at.max(self.began), program: self.program, doing });
    }

    /// Somebody adds the thing and says later what changed of it.
    fn say<N: Noun>(&mut self, seen: &Seen<N>)
    where
        Observation: From<Seen<N>>,
    {
        let by = seen.by.clone().unwrap_or_else(|| self.owner.clone());
        let first = said_of(seen, cut::at_first(seen).to_vec());
        self.push(seen.created_at.unwrap_or(self.began), Doing::Adds { by: by.clone(), what: first.into() });
        self.say_changes(seen, &by);
    }

    fn say_changes<N: Noun>(&mut self, seen: &Seen<N>, by: &ExternalId)
    where
        Observation: From<Seen<N>>,
    {
        for change in seen.history.iter().filter(|change| !change.set.is_empty()) {
            let by = change.by.as_ref().unwrap_or(by).clone();
            let what = said_of(seen, change.set.clone()).into();
            self.push(change.at, Doing::Changes { by, what });
        }
    }

    /// An item of a tracker is read from there; where it belongs and what needs it is said in the hub.
    fn item(&mut self, seen: &Seen<Item>) {
        let owner = seen.set.iter().find_map(|field| match field {
            ItemField::Owner(owner) => owner.clone(),
            _ => None,
        });
        let by = owner.unwrap_or_else(|| self.owner.clone());
        let Some(tracker) = Tracker::of(seen.id.as_str()) else {
            return self.say(&Seen { by: Some(by), ..seen.clone() });
        };
        let ours = split(seen, is_ours);
        let at = seen.created_at.unwrap_or(self.began);
        let what = said_of(&ours, cut::at_first(&ours).to_vec()).into();
        self.push(at, Doing::Changes { by: self.owner.clone(), what });
        let runner = self.owner.clone();
        self.say_changes(&ours, &runner);
        let theirs = in_words_of(tracker, split(seen, |field| !is_ours(field)), &by);
        self.tracked.entry(tracker.source).or_insert((tracker, Vec::new())).1.push(theirs);
    }

    /// Each tracker is read when the program begins, and then soon after something changed in it.
    fn read_trackers(&mut self) {
        for (tracker, items) in std::mem::take(&mut self.tracked).into_values() {
            let people = self.people_of(&items);
            let mut readings: BTreeMap<i64, (Moment, BTreeSet<usize>)> = BTreeMap::new();
            for (place, item) in items.iter().enumerate() {
                let moments = item.created_at.into_iter().chain(item.history.iter().map(|change| change.at));
                for at in moments {
                    let at = at.max(self.began);
                    let reading = readings.entry(at.as_ms() / HOUR_MS).or_insert((at, BTreeSet::new()));
                    reading.0 = reading.0.max(at);
                    reading.1.insert(place);
                }
            }
            for (index, (last, places)) in readings.into_values().enumerate() {
                let shown = places.into_iter().map(|place| cut::at(&items[place], last).into());
                let newcomers = if index == 0 { people.as_slice() } else { &[] };
                let seen = newcomers.iter().cloned().chain(shown).collect();
                let delay = if index == 0 { 0 } else { READ_AFTER_MS };
                self.push(Moment::from_ms(last.as_ms() + delay), Doing::Reads { tracker, seen });
            }
        }
    }

    /// Everybody whom a tracker names.
    fn people_of(&self, items: &[Seen<Item>]) -> Vec<Observation> {
        let mut named = BTreeSet::new();
        for item in items {
            let changes = item.history.iter().flat_map(|change| &change.set);
            for field in item.set.iter().chain(&item.at_first).chain(changes) {
                match field {
                    ItemField::Owner(owner) => named.extend(owner),
                    ItemField::Contributors(people) => named.extend(people.iter().flatten()),
                    _ => {}
                }
            }
            named.extend(item.history.iter().filter_map(|change| change.by.as_ref()));
        }
        let known = named.into_iter().filter_map(|person| self.people.get(person));
        known.map(|person| as_a_tracker_has_them(person).into()).collect()
    }
}

const HOUR_MS: i64 = 3_600_000;
/// A change is known two minutes later.
const READ_AFTER_MS: i64 = 120_000;

/// A thing of which just these fields are said.
fn said_of<N: Noun>(seen: &Seen<N>, set: Vec<N::Field<External>>) -> Seen<N> {
    Seen { key: seen.key.clone(), set, ..Seen::new(seen.id.as_str().to_owned()) }
}

/// The thing with the fields of which `keeps` is true.
fn split(seen: &Seen<Item>, keeps: impl Fn(&ItemField<External>) -> bool) -> Seen<Item> {
    let mut part = seen.clone();
    part.set.retain(&keeps);
    part.at_first.retain(&keeps);
    part.history.iter_mut().for_each(|change| change.set.retain(&keeps));
    part.history.retain(|change| !change.set.is_empty());
    part
}

/// Whether a tracker knows nothing of it: the hub ties trackers together.
fn is_ours(field: &ItemField<External>) -> bool {
    matches!(
        field,
        ItemField::Program(_)
            | ItemField::Workstream(_)
            | ItemField::Milestones(_)
            | ItemField::Team(_)
            | ItemField::Constraint(_)
    )
}

fn in_words_of(tracker: &Tracker, mut item: Seen<Item>, owner: &ExternalId) -> Seen<Item> {
    let url = ItemField::Url(Some(tracker.address(&Key::new(item.id.as_str())).into()));
    item.set.push(url.clone());
    if !item.at_first.is_empty() {
        item.at_first.push(url);
    }
    let translate = |field: &mut ItemField<External>| {
        if let ItemField::Status(Some(status)) = field {
            *status = Status { name: tracker.word(status.category).into(), category: status.category };
        }
    };
    item.set.iter_mut().chain(&mut item.at_first).for_each(translate);
    for Change { by, set, .. } in &mut item.history {
        set.iter_mut().for_each(translate);
        by.get_or_insert_with(|| owner.clone());
    }
    item
}

fn with_address(person: &Seen<Person>) -> Seen<Person> {
    let address = PersonField::Address(Some(format!("{}@example.com", person.id).into()));
    let mut person = person.clone();
    person.set.push(address.clone());
    if !person.at_first.is_empty() {
        person.at_first.push(address);
    }
    person
}

/// A tracker knows who somebody is, and neither their team nor when they are away.
fn as_a_tracker_has_them(person: &Seen<Person>) -> Seen<Person> {
    let mut set = person.set.clone();
    set.retain(|field| matches!(&*field.name(), "name" | "address"));
    Seen { set, ..Seen::new(person.id.as_str().to_owned()) }
}
