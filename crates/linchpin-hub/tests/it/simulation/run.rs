//! One simulation: two hubs on one journal under random use, and what each was told.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use linchpin_hub::{Hub, HubError, Recorded};
use linchpin_model::command::Command;
use linchpin_model::decide::{DecideParams, decide};
use linchpin_model::event::AnyFields;
use linchpin_model::*;
use uuid::Uuid;

use super::faults::Plan;
use super::model::Asked;
use super::mutant::{self, Mutant};
use super::place::{Ground, Place};
use super::readings::{self, TITLES};
use super::seeded::{Dice, Seeded};
use super::truth::Truth;
use crate::Ticking;

/// Steps of a simulation.
const STEPS: usize = 60;
/// How often something that failed is asked for again.
const TRIES: usize = 50;

/// What is simulated.
pub(super) struct Scene<'a> {
    pub(super) seed: u64,
    pub(super) place: Place,
    /// A folder for checkpoints.
    pub(super) folder: &'a Path,
    pub(super) plan: Plan,
    pub(super) mutant: Option<Mutant>,
}

/// What came of it: the same for the same seed, to the byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The hash of each entry.
    pub(super) chain: Vec<[u8; 32]>,
    /// How many faults happened.
    pub(super) planted: u64,
}

/// Runs a scene to its end, or to the first thing that is not as it must be.
pub(super) fn run(scene: Scene<'_>) -> Result<Outcome, String> {
    let mut simulation = Simulation::new(scene)?;
    for step in 1..=STEPS {
        simulation.step().and_then(|()| simulation.check()).map_err(|why| format!("step {step}: {why}"))?;
    }
    simulation.finish()
}

struct Simulation {
    dice: Dice,
    ground: Ground,
    hubs: [Hub; 2],
    /// The hub in use.
    acting: usize,
    truth: Truth,
    mutant: Option<Mutant>,
    /// What was acknowledged, and not looked up yet: its position, its command, and what was asked.
    acknowledged: BTreeMap<u64, (Uuid, Option<Asked>)>,
    /// Whether a reading failed, so that entries may be there of which nobody was told.
    reading_failed: bool,
    /// The day of the last export.
    day: i64,
}

impl Simulation {
    fn new(scene: Scene<'_>) -> Result<Self, String> {
        let workspace = format!("seed-{}", scene.seed);
        let inner = scene.place.journal();
        inner.create_workspace(&workspace).map_err(|error| error.to_string())?;
        let ground = Ground {
            place: scene.place,
            workspace: workspace.clone(),
            checkpoint: scene.folder.join("checkpoint"),
            clock: Arc::new(Ticking(AtomicI64::new(1_790_000_000_000))),
            chance: Arc::new(Seeded::of(scene.seed)),
            plan: Arc::new(scene.plan),
        };
        let hubs = [open(&ground)?, open(&ground)?];
        Ok(Self {
            dice: Dice::of(scene.seed, "steps"),
            ground,
            hubs,
            acting: 0,
            truth: Truth::of(inner, workspace),
            mutant: scene.mutant,
            acknowledged: BTreeMap::new(),
            reading_failed: false,
            day: 0,
        })
    }

    fn hub(&self) -> &Hub {
        &self.hubs[self.acting]
    }

    fn step(&mut self) -> Result<(), String> {
        self.acting = self.dice.below(2) as usize;
        match self.dice.below(20) {
            0..9 => self.command(),
            9..13 => self.reading(),
            13..15 => self.undo(),
            15 => self.forget(),
            16 => self.checkpoint(),
            17 => self.reopen(),
            _ => self.crash(),
        }
    }

    /// Asks until there is an answer. Whatever failed was told, and may be asked again.
    fn ask<T>(&self, ask: impl Fn(&Hub) -> Result<T, HubError>) -> Result<Option<T>, String> {
        until_told(&self.ground.plan, || match ask(self.hub()) {
            Err(HubError::Rejected(_)) => Ok(None),
            answer => answer.map(Some),
        })
    }

    fn command(&mut self) -> Result<(), String> {
        let command = self.random_command();
        self.ask_command(&command, &[]).map(|_| ())
    }

    fn ask_command(
        &mut self,
        command: &Command,
        texts: &[linchpin_model::text::PersonalText],
    ) -> Result<Option<u64>, String> {
        let (id, planted) = (self.hub().new_id(), self.ground.plan.planted());
        let recorded = self.ask(|hub| mutant::command(self.mutant, hub, id, command, texts))?;
        let position = recorded.and_then(|recorded| recorded.position);
        match position {
            Some(position) => self.acknowledge(position, id, Some(Asked::Command(command.clone())))?,
            None if self.ground.plan.planted() == planted => self.check_nothing_to_do(command)?,
            None => {}
        }
        if position.is_some() && self.dice.once_in(4) {
            let again = self.ask(|hub| mutant::command(self.mutant, hub, id, command, texts))?;
            if again != Some(Recorded { position }) {
                return Err(format!("the same command again is answered {again:?}, and was {position:?}"));
            }
        }
        Ok(position)
    }

    /// A refusal, or nothing to do, must be so in what is recorded, whatever this hub had read of it.
    fn check_nothing_to_do(&mut self, command: &Command) -> Result<(), String> {
        self.truth.read_on()?;
        match decide(self.truth.world(), command, &DecideParams { at: Moment::MAX, texts: &[] }) {
            Ok(events) if !events.is_empty() => {
                Err(format!("{command:?} was not done, although it may be: {events:?}"))
            }
            _ => Ok(()),
        }
    }

    fn acknowledge(&mut self, position: u64, id: Uuid, asked: Option<Asked>) -> Result<(), String> {
        match self.acknowledged.insert(position, (id, asked)) {
            Some((other, _)) if other != id => Err(format!("{other} and {id} are both told of {position}")),
            _ => Ok(()),
        }
    }

    fn random_command(&mut self) -> Command {
        let known = self.hub().world().all::<Item>().len() as u64;
        let id = |dice: &mut Dice| Id::new(1 + dice.below(known + 1) as u32);
        let (item, other) = (id(&mut self.dice), id(&mut self.dice));
        let title = self.dice.one_of(&TITLES);
        let looked_at = self.hub().world().position.saturating_sub(3);
        let seen_at = self.dice.once_in(3).then_some(looked_at);
        let change = |field| Command::Change {
            thing: Thing::Item(item),
            fields: AnyFields::Item(vec![field]),
            seen_at,
        };
        match self.dice.below(11) {
            0 | 1 => add_item(title),
            2 | 3 => change(ItemField::Title(Some(title.into()))),
            4 => change(ItemField::Parent(Some(other))),
            5 => change(ItemField::PercentDone(Some(self.dice.below(130) as u32))),
            6 => {
                let ends = [
                    DependencyField::Predecessor(Some(Node::Item(item))),
                    DependencyField::Successor(Some(Node::Item(other))),
                ];
                Command::Add { key: None, fields: AnyFields::Dependency(ends.to_vec()) }
            }
            7 => Command::Remove { thing: Thing::Item(item) },
            8 => Command::Restore { thing: Thing::Item(item) },
            9 => Command::Release { thing: Thing::Item(item), fields: vec!["title".into(), "parent".into()] },
            _ if self.dice.once_in(2) => Command::Merge { from: Thing::Item(item), into: Thing::Item(other) },
            _ => Command::GiveKey {
                thing: Thing::Item(item),
                key: Key::new(&format!("{title}-{}", self.dice.below(9))),
            },
        }
    }

    /// A later export of one of two sources, or an older one that arrives late; the same again brings nothing.
    fn reading(&mut self) -> Result<(), String> {
        self.day += self.dice.below(3) as i64 - i64::from(self.dice.once_in(5));
        let batch = readings::batch(&mut self.dice, self.day);
        let planted = self.ground.plan.planted();
        let reading = self.ask(|hub| mutant::read(self.mutant, hub, &batch))?;
        let failed = self.ground.plan.planted() > planted && self.ground.plan.may_fail();
        self.reading_failed |= failed;
        let reading = reading.ok_or("a reading is never refused")?;
        if let (Some((first, last)), Some(import)) = (reading.positions, reading.import) {
            for (chunk, position) in (first..=last).enumerate() {
                let id = import.as_u128() & !u128::from(u32::MAX) | chunk as u128;
                let asked = (!failed && first == last).then(|| Asked::Reading(batch.clone()));
                self.acknowledge(position, Uuid::from_u128(id), asked)?;
            }
        }
        let again = self.ask(|hub| mutant::read(self.mutant, hub, &batch))?;
        match again {
            Some(again) if again.events == 0 => Ok(()),
            again => Err(format!("the same reading again brings something: {again:?}")),
        }
    }

    fn undo(&mut self) -> Result<(), String> {
        let position = self.truth.read_on()?;
        if position == 0 {
            return Ok(());
        }
        let position = 1 + self.dice.below(position);
        let first = self.truth.first_of_import(position);
        let id = self.hub().new_id();
        let recorded = self.ask(|hub| mutant::undo(self.mutant, hub, id, position))?;
        match recorded.and_then(|recorded| recorded.position) {
            Some(undone) => self.acknowledge(undone, id, Some(Asked::Undo(first))),
            None => Ok(()),
        }
    }

    fn forget(&mut self) -> Result<(), String> {
        let name = self.hub().personal("Zebedee");
        let fields = AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]);
        self.ask_command(&Command::Add { key: None, fields }, &[name])?;
        self.truth.read_on()?;
        let person = self.truth.world().live::<Person>().last().map(|person| person.id);
        let Some(person) = person else { return Err("a person was added, and nobody is there".into()) };
        let id = self.hub().new_id();
        let recorded = self.ask(|hub| mutant::forget(self.mutant, hub, id, person))?;
        let position = recorded.and_then(|recorded| recorded.position).ok_or("nobody was forgotten")?;
        self.acknowledge(position, id, Some(Asked::Forget(person)))?;
        self.ask(|hub| hub.forget(hub.new_id(), Actor::System, "simulation", person)).map(|_| ())
    }

    /// A hub opened with the checkpoint has the World of one that reads the journal.
    fn checkpoint(&mut self) -> Result<(), String> {
        self.ask(Hub::write_checkpoint)?;
        let worlds = [true, false].map(|with_checkpoint| {
            let opened = until_told(&self.ground.plan, || self.ground.open(with_checkpoint))?;
            until_told(&self.ground.plan, || opened.hub.catch_up())
        });
        let head = self.truth.read_on()?;
        match worlds {
            [Ok(with), Ok(without)] if with.position < head || without.position < head => {
                // A short read is made good by the next one.
                if self.ground.plan.may_fail() { Ok(()) } else { Err("a hub opens without its end".into()) }
            }
            [Ok(with), Ok(without)] if with != without => Err("a checkpoint gives another World".into()),
            [Err(why), _] | [_, Err(why)] => Err(why),
            _ => Ok(()),
        }
    }

    fn reopen(&mut self) -> Result<(), String> {
        self.hubs[self.acting] = open(&self.ground)?;
        Ok(())
    }

    /// The process ends before the command is on disk, or after it is and before anybody is told; then it is repeated.
    fn crash(&mut self) -> Result<(), String> {
        let (id, command) = (self.hub().new_id(), add_item("Perhaps"));
        let told = match self.dice.once_in(2) {
            true => mutant::command(self.mutant, self.hub(), id, &command, &[]).ok(),
            false => None,
        };
        self.reopen()?;
        let again = self.ask(|hub| mutant::command(self.mutant, hub, id, &command, &[]))?;
        let position = again.and_then(|again| again.position).ok_or("a new item is never refused")?;
        match told {
            Some(told) if told.position != Some(position) => {
                Err(format!("{id} was told {:?} before the crash, and {position} after it", told.position))
            }
            _ => self.acknowledge(position, id, Some(Asked::Command(command))),
        }
    }

    /// Everything that must hold after every step.
    fn check(&mut self) -> Result<(), String> {
        self.truth.read_on()?;
        self.truth.take(&mut self.acknowledged, std::mem::take(&mut self.reading_failed))?;
        if self.dice.once_in(3) {
            self.converge()?;
        }
        self.hubs.iter().try_for_each(|hub| self.truth.check_published(&hub.world()))
    }

    /// The hub in use takes in what the other one recorded.
    fn converge(&self) -> Result<(), String> {
        for _ in 0..TRIES {
            let world = until_told(&self.ground.plan, || self.hub().catch_up())?;
            if world.position == self.truth.head() {
                return Ok(());
            }
            if !self.ground.plan.may_fail() {
                return Err(format!("a hub stays at {} of {}", world.position, self.truth.head()));
            }
        }
        Err("a hub never reads to the end".into())
    }

    /// Both hubs come to the same World, and the journal verifies.
    fn finish(mut self) -> Result<Outcome, String> {
        for acting in [0, 1] {
            self.acting = acting;
            self.converge()?;
            self.truth.check_published(&self.hub().world())?;
        }
        self.truth.check_whole()?;
        Ok(Outcome { chain: self.truth.into_chain(), planted: self.ground.plan.planted() })
    }
}

pub(super) fn add_item(title: &str) -> Command {
    Command::Add { key: None, fields: AnyFields::Item(vec![ItemField::Title(Some(title.into()))]) }
}

fn open(ground: &Ground) -> Result<Hub, String> {
    let opened = until_told(&ground.plan, || ground.open(true))?;
    match opened.notices.first() {
        Some(notice) => Err(format!("a hub opens with a notice: {notice}")),
        None => Ok(opened.hub),
    }
}

/// Where failures are planned, asks again after one; else a failure is not as it must be.
fn until_told<T>(plan: &Plan, ask: impl Fn() -> Result<T, HubError>) -> Result<T, String> {
    let mut last = String::new();
    for _ in 0..TRIES {
        match ask() {
            Ok(answer) => return Ok(answer),
            Err(error) if plan.may_fail() => last = error.to_string(),
            Err(error) => return Err(format!("a hub fails: {error}")),
        }
    }
    Err(format!("it failed {TRIES} times, the last time: {last}"))
}
