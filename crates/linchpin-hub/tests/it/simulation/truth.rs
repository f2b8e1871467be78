//! The journal as it is, read past all faults, and what must hold of it and of every World made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use linchpin_model::entry::Body;
use linchpin_model::text::{PersonalText, TextRef};
use linchpin_model::*;
use linchpin_store::{CheckDepth, Journal, StoredEntry};
use uuid::Uuid;

use super::model::{self, Asked};
use super::sound;

/// What is recorded.
pub(super) struct Truth {
    journal: Arc<dyn Journal>,
    workspace: String,
    entries: Vec<Entry>,
    /// The World after each entry, from the empty one on.
    worlds: Vec<World>,
    chain: Vec<[u8; 32]>,
    /// Up to here every entry is one that somebody was told of.
    told: u64,
}

impl Truth {
    pub(super) fn of(journal: Arc<dyn Journal>, workspace: String) -> Self {
        let worlds = vec![World::default()];
        Self { journal, workspace, entries: Vec::new(), worlds, chain: Vec::new(), told: 0 }
    }

    /// The newest World.
    pub(super) fn world(&self) -> &World {
        self.worlds.last().expect("the empty World at least")
    }

    /// The position of the last entry.
    pub(super) fn head(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The hash of each entry.
    pub(super) fn into_chain(self) -> Vec<[u8; 32]> {
        self.chain
    }

    /// The position of the first entry of the import that an entry is part of, or its own.
    pub(super) fn first_of_import(&self, position: u64) -> u64 {
        let import = self.entries.get(position as usize - 1).and_then(|entry| entry.body.import);
        let same = |entry: &&Entry| import.is_some() && entry.body.import == import;
        self.entries.iter().find(same).map_or(position, |entry| entry.position)
    }

    /// Reads the journal, holds it against what it held before, and answers its head.
    pub(super) fn read_on(&mut self) -> Result<u64, String> {
        let mut stored = Vec::new();
        let read = self.journal.read(&self.workspace, 0, u64::MAX, &mut |entry| {
            stored.push(entry.to_stored());
            ControlFlow::Continue(())
        });
        read.map_err(|error| error.to_string())?;
        let hashes: Vec<[u8; 32]> = stored.iter().map(|entry| entry.hash).collect();
        if !hashes.starts_with(&self.chain) {
            return Err("an entry is not the one that was recorded there".into());
        }
        self.chain = hashes;
        for stored in &stored[self.entries.len()..] {
            let entry = decoded(stored)?;
            sound::check_entry(self.entries.last(), &entry)?;
            let mut world = self.world().clone();
            world.apply(&entry);
            self.worlds.push(world);
            self.entries.push(entry);
        }
        for (entry, stored) in self.entries.iter_mut().zip(&stored) {
            entry.texts = texts(stored);
        }
        let ids: BTreeSet<Uuid> = self.entries.iter().map(|entry| entry.command_id).collect();
        if ids.len() < self.entries.len() {
            return Err("a command is there twice".into());
        }
        Ok(self.head())
    }

    /// Holds what was told against what is there: each acknowledged command once, at its position, and no other; and
    /// each made of the things what it was asked to.
    pub(super) fn take(
        &mut self,
        acknowledged: &mut BTreeMap<u64, (Uuid, Option<Asked>)>,
        reading_failed: bool,
    ) -> Result<(), String> {
        let newest = self.head();
        for (position, (id, asked)) in std::mem::take(acknowledged) {
            let Some(entry) = self.entries.get(position as usize - 1) else {
                return Err(format!("{position} was acknowledged, and the journal ends at {newest}"));
            };
            if entry.command_id != id {
                return Err(format!(
                    "{position} was acknowledged for {id}, and {} is there",
                    entry.command_id
                ));
            }
            let told = position <= self.told;
            self.nobody_told(self.told + 1, position, reading_failed)?;
            self.told = self.told.max(position);
            if let Some(asked) = asked.filter(|_| !told) {
                let worlds = &self.worlds[..=position as usize];
                model::check(worlds, entry, &asked).map_err(|why| format!("entry {position}: {why}"))?;
            }
        }
        self.nobody_told(self.told + 1, newest + 1, reading_failed)?;
        self.told = newest;
        self.check_worlds()
    }

    /// Entries of which nobody was told are parts of a reading that failed.
    fn nobody_told(&self, from: u64, to: u64, reading_failed: bool) -> Result<(), String> {
        for position in from..to {
            let entry = &self.entries[position as usize - 1];
            if !(reading_failed && entry.body.import.is_some()) {
                return Err(format!("nobody was told of {position}, {}", entry.command_id));
            }
        }
        Ok(())
    }

    /// What must hold of the newest World whatever was done.
    fn check_worlds(&self) -> Result<(), String> {
        let mut replayed = World::default();
        self.entries.iter().for_each(|entry| replayed.apply(entry));
        if replayed != *self.world() {
            return Err("reading from the start gives another World than reading on".into());
        }
        sound::check_moments(&self.entries, self.world())?;
        sound::check_references(self.world())?;
        sound::check_no_loops(self.world())
    }

    /// A published World is the replay of the journal up to its position.
    pub(super) fn check_published(&self, published: &World) -> Result<(), String> {
        let Some(world) = self.worlds.get(published.position as usize) else {
            return Err(format!(
                "a hub shows {}, and the journal ends at {}",
                published.position,
                self.head()
            ));
        };
        if world == published {
            return Ok(());
        }
        // What was erased since is not read any more.
        let mut replayed = World::default();
        self.entries[..published.position as usize].iter().for_each(|entry| replayed.apply(entry));
        match replayed == *published {
            true => Ok(()),
            false => Err(format!("the World that is shown at {} is not the replay", published.position)),
        }
    }

    /// The journal's own check finds nothing.
    pub(super) fn check_whole(&self) -> Result<(), String> {
        let report = self.journal.check(&self.workspace, CheckDepth::Whole);
        let report = report.map_err(|error| error.to_string())?;
        report.findings.first().map_or(Ok(()), |finding| Err(finding.to_string()))
    }
}

fn decoded(stored: &StoredEntry) -> Result<Entry, String> {
    Ok(Entry {
        position: stored.position,
        command_id: stored.command_id,
        recorded_at: Moment::from_ms(stored.recorded_at_ms),
        body: Body::from_json(&stored.body).map_err(|error| error.to_string())?,
        texts: texts(stored),
    })
}

fn texts(stored: &StoredEntry) -> Vec<PersonalText> {
    let kept = stored.texts.iter().filter_map(|text| {
        let kept = text.kept.as_ref()?;
        Some(PersonalText {
            hash: TextRef::from_bytes(text.hash),
            salt: kept.salt,
            text: kept.text.as_str().into(),
        })
    });
    kept.collect()
}
