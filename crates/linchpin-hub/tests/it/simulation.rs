//! Random commands, readings, crashes and second hubs, seed by seed, each step compared with a replay of the journal.
//!
//! `LINCHPIN_SEED` is the first seed, `LINCHPIN_SEEDS` how many; a failing one is named and fails again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use linchpin_hub::{Hub, HubError, ReadingParams};
use linchpin_model::command::Command;
use linchpin_model::entry::Entry;
use linchpin_model::event::AnyFields;
use linchpin_model::observation::Listing;
use linchpin_model::*;
use linchpin_store::CheckDepth;

use crate::Ticking;

const STEPS: usize = 40;
const TITLES: [&str; 6] = ["Radar", "Tiles", "Alerts", "Cache", "Drill", "Keys"];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// SplitMix64, as published by Steele, Lea and Flood in 2014.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    fn id(&mut self) -> u32 {
        1 + self.below(12) as u32
    }
}

/// One hub under random use.
struct Simulation {
    chance: Chance,
    path: PathBuf,
    hub: Hub,
    clock: Arc<Ticking>,
    /// Positions that somebody was told of, with the ids of their commands.
    acknowledged: BTreeSet<u64>,
    /// The day of the last export.
    day: i64,
}

impl Simulation {
    fn new(path: &Path, seed: u64) -> Self {
        let clock = Arc::new(Ticking(AtomicI64::new(1_790_000_000_000)));
        let hub = open(path, &clock);
        Self { chance: Chance(seed), path: path.into(), hub, clock, acknowledged: BTreeSet::new(), day: 0 }
    }

    fn step(&mut self) {
        match self.chance.below(20) {
            0..9 => self.command(),
            9..13 => self.reading(),
            13..15 => self.undo(),
            15 => self.forget(),
            16 => drop(self.hub.write_checkpoint().expect("a checkpoint")),
            17 => self.reopen(),
            18 => self.other_hub(),
            _ => self.crash_and_reopen(),
        }
    }

    fn command(&mut self) {
        let command = self.random_command();
        let result =
            self.hub.command(self.hub.new_id(), Actor::Person(Id::new(1)), "simulation", &command, &[]);
        self.take(result.map(|recorded| recorded.position));
    }

    fn take(&mut self, result: Result<Option<u64>, HubError>) {
        match result {
            Ok(position) => self.acknowledged.extend(position),
            Err(HubError::Rejected(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn random_command(&mut self) -> Command {
        let (item, other) = (Id::new(self.chance.id()), Id::new(self.chance.id()));
        let title = TITLES[self.chance.below(TITLES.len() as u64) as usize];
        let seen_at = (self.chance.below(3) == 0).then(|| self.hub.world().position.saturating_sub(3));
        let change = |field| Command::Change {
            thing: Thing::Item(item),
            fields: AnyFields::Item(vec![field]),
            seen_at,
        };
        match self.chance.below(10) {
            0 | 1 => Command::Add {
                key: None,
                fields: AnyFields::Item(vec![ItemField::Title(Some(title.into()))]),
            },
            2 => change(ItemField::Title(Some(title.into()))),
            3 => change(ItemField::Parent(Some(other))),
            4 => change(ItemField::PercentDone(Some(self.chance.below(130) as u32))),
            5 => {
                let ends = [
                    DependencyField::Predecessor(Some(Node::Item(item))),
                    DependencyField::Successor(Some(Node::Item(other))),
                ];
                Command::Add { key: None, fields: AnyFields::Dependency(ends.to_vec()) }
            }
            6 => Command::Remove { thing: Thing::Item(item) },
            7 => Command::Restore { thing: Thing::Item(item) },
            8 => Command::Release { thing: Thing::Item(item), fields: vec!["title".into(), "parent".into()] },
            _ if self.chance.below(4) == 0 => {
                Command::Merge { from: Thing::Item(item), into: Thing::Item(other) }
            }
            _ => Command::GiveKey {
                thing: Thing::Item(item),
                key: Key::new(&format!("{title}-{}", self.chance.below(9))),
            },
        }
    }

    /// A later export of one of two sources, or an older one that arrives late; the same again brings nothing.
    fn reading(&mut self) {
        self.day += self.chance.below(3) as i64 - i64::from(self.chance.below(5) == 0);
        let source = self.chance.below(2);
        let count = self.chance.below(6);
        let observations = (0..count).map(|number| {
            let mut seen = Seen::<Item>::new(format!("{source}-{number}"));
            seen.key = Some(Key::new(&format!("S{source}-{number}")));
            let title = TITLES[self.chance.below(TITLES.len() as u64) as usize];
            seen.set = vec![
                ItemField::Title(Some(title.into())),
                ItemField::Rank(Some(self.chance.below(3) as i64)),
            ];
            Observation::Item(seen)
        });
        let batch = Batch {
            format: "test".into(),
            source: format!("test:{source}").into(),
            url: None,
            exported_at: Some(Moment::from_ms(1_780_000_000_000 + self.day * 86_400_000)),
            listing: Listing::Complete,
            mapping: None,
            observations: observations.collect(),
            problems: Vec::new(),
        };
        let reading = self.hub.read(&batch, &ReadingParams::default()).expect("a reading");
        if let Some((first, last)) = reading.positions {
            self.acknowledged.extend(first..=last);
        }
        let again = self.hub.read(&batch, &ReadingParams::default()).expect("the same reading");
        assert_eq!(again.events, 0, "the same reading brings nothing");
    }

    fn undo(&mut self) {
        let head = self.hub.world().position;
        if head > 0 {
            let position = 1 + self.chance.below(head);
            let result = self.hub.undo(self.hub.new_id(), Actor::Person(Id::new(1)), "simulation", position);
            self.take(result.map(|recorded| recorded.position));
        }
    }

    fn forget(&mut self) {
        let name = self.hub.personal("Zebedee");
        let fields = AnyFields::Person(vec![PersonField::Name(Some(name.hash.clone()))]);
        let add = Command::Add { key: None, fields };
        let added = self
            .hub
            .command(self.hub.new_id(), Actor::System, "simulation", &add, &[name])
            .expect("a person");
        self.acknowledged.extend(added.position);
        let newest = self.hub.world().live::<Person>().last().map(|person| person.id).expect("somebody");
        let result = self.hub.forget(self.hub.new_id(), Actor::System, "simulation", newest);
        self.take(result.map(|recorded| recorded.position));
    }

    fn reopen(&mut self) {
        self.hub = open(&self.path, &self.clock);
    }

    /// Another process records in between.
    fn other_hub(&mut self) {
        let other = open(&self.path, &self.clock);
        let fields = AnyFields::Item(vec![ItemField::Title(Some("Theirs".into()))]);
        let add = Command::Add { key: None, fields };
        let added = other.command(other.new_id(), Actor::System, "simulation", &add, &[]).expect("recorded");
        self.acknowledged.extend(added.position);
    }

    /// The process ends before the command is on disk, or after it is and before anybody is told; then it is repeated.
    fn crash_and_reopen(&mut self) {
        let id = self.hub.new_id();
        let fields = AnyFields::Item(vec![ItemField::Title(Some("Perhaps".into()))]);
        let add = Command::Add { key: None, fields };
        let reached_disk = self.chance.below(2) == 0;
        if reached_disk {
            self.hub
                .command(id, Actor::System, "simulation", &add, &[])
                .expect("recorded, and nobody was told");
        }
        let before = self.hub.journal().head("main").expect("a head").position;
        self.reopen();
        let again =
            self.hub.command(id, Actor::System, "simulation", &add, &[]).expect("the same command again");
        let position = again.position.expect("its entry");
        assert_eq!(position > before, !reached_disk, "it is there once, whether or not it was before");
        self.acknowledged.insert(position);
    }

    /// Everything that must hold after every step.
    fn check(&self) {
        let world = self.hub.catch_up().expect("the newest World");
        let history = self.hub.history().expect("history");
        check_journal(&history.entries, &self.acknowledged);
        let mut replayed = World::default();
        history.entries.iter().for_each(|entry| replayed.apply(entry));
        assert_eq!(*world, replayed, "the published World is the replay");
        check_moments(&history.entries, &world);
        check_references(&world);
        check_no_loops(&world);
    }
}

fn open(path: &Path, clock: &Arc<Ticking>) -> Hub {
    let opened = Hub::open(crate::params(path, clock.clone())).expect("the hub");
    assert_eq!(opened.notices, Vec::<String>::new());
    opened.hub
}

fn check_journal(entries: &[Entry], acknowledged: &BTreeSet<u64>) {
    let positions: Vec<u64> = entries.iter().map(|entry| entry.position).collect();
    assert_eq!(positions, (1..=entries.len() as u64).collect::<Vec<_>>(), "no gap");
    let ids: BTreeSet<_> = entries.iter().map(|entry| entry.command_id).collect();
    assert_eq!(ids.len(), entries.len(), "no command is there twice");
    assert!(
        entries.windows(2).all(|pair| pair[0].recorded_at <= pair[1].recorded_at),
        "time never runs backwards"
    );
    assert!(
        acknowledged.iter().all(|position| positions.contains(position)),
        "what was acknowledged is there"
    );
    assert!(entries.iter().all(|entry| !entry.body.events.is_empty()), "no entry is empty");
}

/// Folding by moment gives the things and titles that folding by position gives.
fn check_moments(entries: &[Entry], world: &World) {
    let by_moment = World::as_of(entries, Moment::MAX);
    let told = |world: &World| {
        let item = |item: &world::Record<Item>| (item.id, item.title().cloned(), item.rank().copied());
        world.live::<Item>().map(item).collect::<Vec<_>>()
    };
    assert_eq!(told(world), told(&by_moment));
}

fn check_references(world: &World) {
    for item in world.live::<Item>() {
        if let Some(parent) = item.parent() {
            assert!(
                world.all::<Item>().record(*parent).is_some_and(|parent| parent.added.is_some()),
                "{:?}",
                item.id
            );
        }
    }
}

/// Items are a forest, and no command made work wait for itself.
fn check_no_loops(world: &World) {
    for item in world.live::<Item>() {
        let mut at = item.id;
        for depth in 0.. {
            assert!(depth < 1_000, "{:?} is its own ancestor", item.id);
            match world.get(at).and_then(|item| item.parent().copied()) {
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
    // Taking away whatever waits for nothing that is left ends only if nothing waits for itself.
    let itself = |node: Node| match node {
        Node::Item(id) => world.get(id).map(|item| item.id.number()),
        Node::Milestone(_) => None,
    };
    let link =
        |link: &world::Record<Dependency>| Some((itself(*link.predecessor()?)?, itself(*link.successor()?)?));
    let mut links: Vec<(u32, u32)> = world.live::<Dependency>().filter_map(link).collect();
    loop {
        let waiting: BTreeSet<u32> = links.iter().map(|(_, successor)| *successor).collect();
        let left = links.len();
        links.retain(|(predecessor, _)| waiting.contains(predecessor));
        if links.len() == left {
            break;
        }
    }
    assert_eq!(links, [], "work waits for itself");
}

#[test]
fn simulation_of_commands_readings_and_crashes_keeps_every_promise() {
    let (first, count) = (number("LINCHPIN_SEED", 1), number("LINCHPIN_SEEDS", 20));
    for seed in first..first + count {
        let ran = std::panic::catch_unwind(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let mut simulation = Simulation::new(&folder.path().join("hub"), seed);
            for _ in 0..STEPS {
                simulation.step();
                simulation.check();
            }
            let report = simulation.hub.journal().check("main", CheckDepth::Whole).expect("checked");
            assert!(report.is_sound(), "{:?}", report.findings);
        });
        assert!(ran.is_ok(), "seed {seed} fails: run again with LINCHPIN_SEED={seed} LINCHPIN_SEEDS=1");
    }
}
