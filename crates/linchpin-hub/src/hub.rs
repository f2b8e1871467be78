//! A hub that is open: one workspace of one journal, and its World.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use linchpin_model::command::Command;
use linchpin_model::decide::DecideParams;
use linchpin_model::entry::{Body, Entry};
use linchpin_model::text::{PersonalText, TextRef};
use linchpin_model::undo::texts_of;
use linchpin_model::{Actor, Moment, Person, PersonId, World};
use linchpin_store::{
    Checkpoint, Journal, PostgresJournal, PostgresParams, SqliteJournal, SqliteParams, StoreError,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::error::HubError;
use crate::recorder::{Draft, Recorded, Recorder};
use crate::replay::read_entries;
use crate::several::decide_all;

/// The key of the workspace that a new hub begins with.
const FIRST_WORKSPACE: &str = "main";
/// A checkpoint is written when this many entries have come since the last.
const ENTRIES_PER_CHECKPOINT: u64 = 20_000;

/// Where a hub is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// One SQLite file.
    File(PathBuf),
    /// A PostgreSQL database, by its address.
    Postgres(String),
}

impl Location {
    /// Reads a path, or an address that begins with `postgres://` or `postgresql://`.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres(text.into())
        } else {
            Self::File(PathBuf::from(text))
        }
    }
}

/// How to open a hub.
pub struct OpenParams {
    /// Where it is.
    pub location: Location,
    /// Which workspace; the only one unless said.
    pub workspace: Option<String>,
    /// Makes the hub if it is not there.
    pub create: bool,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where chance comes from.
    pub chance: Arc<dyn Chance>,
}

/// A hub that is open.
pub struct Hub {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) workspace: String,
    pub(crate) recorder: Recorder,
    clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    checkpoint: Option<PathBuf>,
    checkpoint_position: u64,
    /// Held while the checkpoint is written or taken away.
    checkpoint_in_work: Mutex<()>,
    pub(crate) sqlite: Option<Arc<SqliteJournal>>,
}

/// A hub, and what was met on the way.
pub struct Opened {
    /// The hub.
    pub hub: Hub,
    /// Sentences for the log: a checkpoint that was passed over, and why.
    pub notices: Vec<String>,
}

impl Hub {
    /// Opens a hub: reads the checkpoint, if there is one that fits, and the entries after it.
    pub fn open(params: OpenParams) -> Result<Opened, HubError> {
        match &params.location {
            Location::File(path) => {
                let sqlite = Arc::new(match (path.exists(), params.create) {
                    (false, true) => SqliteJournal::create(path, SqliteParams::default())?,
                    _ => SqliteJournal::open(path, SqliteParams::default())?,
                });
                let workspace = choose_workspace(&*sqlite, params.workspace.as_deref(), params.create)?;
                let checkpoint = Checkpoint::path_beside(path, &workspace);
                let mut opened = Self::open_journal(
                    sqlite.clone(),
                    workspace,
                    Some(checkpoint),
                    params.clock,
                    params.chance,
                )?;
                opened.hub.sqlite = Some(sqlite);
                Ok(opened)
            }
            Location::Postgres(address) => {
                let postgres = Arc::new(open_postgres(address, params.create)?);
                let workspace = choose_workspace(&*postgres, params.workspace.as_deref(), params.create)?;
                Self::open_journal(postgres, workspace, None, params.clock, params.chance)
            }
        }
    }

    /// Opens a workspace of a journal that is open already.
    pub fn open_journal(
        journal: Arc<dyn Journal>,
        workspace: String,
        checkpoint: Option<PathBuf>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Opened, HubError> {
        let mut notices = Vec::new();
        let mut world = match &checkpoint {
            Some(path) => from_checkpoint(path, &*journal, &workspace, &mut notices)?,
            None => World::default(),
        };
        let (checkpoint_position, forgotten_then) = (world.position, forgotten(&world));
        read_entries(&*journal, &workspace, world.position, u64::MAX, |entry| world.apply(&entry))?;
        if let Some(path) = checkpoint.as_deref().filter(|_| forgotten(&world) != forgotten_then) {
            // Its names may be those of people who were forgotten since.
            remove_if_there(path)?;
        }
        let recorder = Recorder::new(journal.clone(), workspace.clone(), world);
        Ok(Opened {
            hub: Self {
                journal,
                workspace,
                recorder,
                clock,
                chance,
                checkpoint,
                checkpoint_position,
                checkpoint_in_work: Mutex::default(),
                sqlite: None,
            },
            notices,
        })
    }

    /// The workspace's key.
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The journal.
    pub fn journal(&self) -> &Arc<dyn Journal> {
        &self.journal
    }

    /// The World as it is on disk.
    pub fn world(&self) -> Arc<World> {
        self.recorder.world()
    }

    /// Takes in what other processes recorded, and gives the newest World.
    pub fn catch_up(&self) -> Result<Arc<World>, HubError> {
        self.recorder.catch_up()
    }

    /// The present moment by the hub's clock.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// An id for a command, ordered by time.
    pub fn new_id(&self) -> Uuid {
        let ms = u64::try_from(self.now().as_ms()).unwrap_or(0);
        let mut random = [0; 10];
        random.copy_from_slice(&self.chance.bytes()[..10]);
        uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid()
    }

    /// A personal text, salted, to be given with the command that refers to it.
    pub fn personal(&self, text: &str) -> PersonalText {
        PersonalText::new(self.chance.bytes(), text)
    }

    /// Decides a command and records it. The same command id again changes nothing.
    pub fn command(
        &self,
        command_id: Uuid,
        actor: Actor,
        via: &str,
        command: &Command,
        texts: &[PersonalText],
    ) -> Result<Recorded, HubError> {
        self.commands(command_id, actor, via, std::slice::from_ref(command), texts)
    }

    /// Decides commands, each on what the ones before it bring about, and records them as one entry: all of them or none.
    pub fn commands(
        &self,
        command_id: Uuid,
        actor: Actor,
        via: &str,
        commands: &[Command],
        texts: &[PersonalText],
    ) -> Result<Recorded, HubError> {
        let now = self.now();
        let undoes = match commands {
            [Command::Undo { entries, .. }] => entries.first().map(|entry| entry.position),
            _ => None,
        };
        let recorded = self.recorder.record(now, |world| {
            let events = decide_all(world, commands, actor, &DecideParams { at: now, texts })?;
            let body =
                Body { actor, via: Some(via.into()), on_behalf_of: None, import: None, undoes, events };
            let draft = Draft { command_id, body, texts: texts.to_vec() };
            Ok(Some(draft).filter(|draft| !draft.body.events.is_empty()))
        });
        // A command that is repeated finds its own work done, or in its way; its answer is the one it had.
        if matches!(recorded, Ok(Recorded { position: None }) | Err(HubError::Rejected(_)))
            && let Some(position) = self.journal.position_of(&self.workspace, command_id)?
        {
            return Ok(Recorded { position: Some(position) });
        }
        recorded
    }

    /// Forgets a person: erases every name, address and text of theirs, here, on disk, and in every hub that reads on.
    /// Run again after a crash, it erases what is left.
    pub fn forget(
        &self,
        command_id: Uuid,
        actor: Actor,
        via: &str,
        person: PersonId,
    ) -> Result<Recorded, HubError> {
        let (mut id, mut first) = (command_id, None);
        loop {
            let texts: Vec<TextRef> = texts_of(person, &self.history()?.entries).into_iter().collect();
            let hashes: Vec<[u8; 32]> = texts.iter().map(|text| *text.as_bytes()).collect();
            let recorded = self.command(id, actor, via, &Command::Forget { person, texts }, &[])?;
            self.journal.erase_texts(&self.workspace, &hashes)?;
            let told = *first.get_or_insert(recorded);
            if recorded.position.is_none() {
                self.remove_checkpoint()?;
                return Ok(told);
            }
            // Somebody may have written about the person in between; once more, until there is nothing.
            id = self.new_id();
        }
    }

    /// Takes away the checkpoint, which may hold what was erased; it is a cache.
    fn remove_checkpoint(&self) -> Result<(), HubError> {
        let _writing = self.checkpoint_in_work.lock().unwrap_or_else(PoisonError::into_inner);
        self.checkpoint.as_deref().map_or(Ok(()), |path| Ok(remove_if_there(path)?))
    }

    /// Takes back the entry at a position, or the whole import that it is part of.
    pub fn undo(
        &self,
        command_id: Uuid,
        actor: Actor,
        via: &str,
        position: u64,
    ) -> Result<Recorded, HubError> {
        let history = self.history()?;
        let entry = history.entries.iter().find(|entry| entry.position == position);
        let entry = entry.ok_or_else(|| {
            HubError::place(format!("There is no entry {position}."), "`linchpin log` lists them.")
        })?;
        let import = entry.body.import;
        let is_meant =
            |other: &&Entry| other.position == position || (import.is_some() && other.body.import == import);
        let entries: Vec<Entry> = history.entries.iter().filter(is_meant).cloned().collect();
        let first = entries.first().map_or(position, |entry| entry.position);
        let mut before = World::default();
        history
            .entries
            .iter()
            .take_while(|entry| entry.position < first)
            .for_each(|entry| before.apply(entry));
        self.command(command_id, actor, via, &Command::Undo { before: Box::new(before), entries }, &[])
    }

    /// Writes a checkpoint if many entries have come since the last, so that the next start is quick.
    pub fn write_checkpoint_if_due(&self) -> Result<bool, HubError> {
        let world = self.world();
        if world.position < self.checkpoint_position + ENTRIES_PER_CHECKPOINT {
            return Ok(false);
        }
        self.write_checkpoint()
    }

    /// Writes a checkpoint; false if the hub keeps none.
    pub fn write_checkpoint(&self) -> Result<bool, HubError> {
        let Some(path) = &self.checkpoint else { return Ok(false) };
        let _writing = self.checkpoint_in_work.lock().unwrap_or_else(PoisonError::into_inner);
        let mut world = self.catch_up()?;
        loop {
            let Some(chain_hash) = self.journal.hash_at(&self.workspace, world.position)? else {
                return Ok(false);
            };
            let checkpoint = Checkpoint {
                workspace: self.workspace.clone(),
                position: world.position,
                chain_hash,
                schema: schema(),
                bytes: postcard::to_stdvec(&*world).expect("a World has no type that postcard cannot write"),
            };
            checkpoint.write(path)?;
            // Another process may have forgotten somebody meanwhile, whose name must not stay in the file.
            let newest = self.catch_up()?;
            if forgotten(&newest) == forgotten(&world) {
                return Ok(true);
            }
            world = newest;
        }
    }
}

/// How many people asked to be forgotten.
fn forgotten(world: &World) -> usize {
    world.all::<Person>().iter().filter(|person| person.forgotten).count()
}

fn from_checkpoint(
    path: &std::path::Path,
    journal: &dyn Journal,
    workspace: &str,
    notices: &mut Vec<String>,
) -> Result<World, HubError> {
    let read = Checkpoint::read(path, journal, workspace, &schema())?;
    notices.extend(read.notice);
    let Some(checkpoint) = read.checkpoint else { return Ok(World::default()) };
    match postcard::from_bytes::<World>(&checkpoint.bytes) {
        Ok(world) if world.position == checkpoint.position => Ok(world),
        _ => {
            notices.push(format!(
                "The checkpoint {} could not be understood; the journal was read instead.",
                path.display()
            ));
            Ok(World::default())
        }
    }
}

/// Opens the database's hub; one that has none yet gets it if `create`.
pub(crate) fn open_postgres(address: &str, create: bool) -> Result<PostgresJournal, StoreError> {
    match PostgresJournal::open(address, PostgresParams::default()) {
        Err(StoreError::NoHub { .. }) if create => {
            PostgresJournal::create(address, PostgresParams::default())
        }
        opened => opened,
    }
}

fn schema() -> [u8; 32] {
    Sha256::digest(World::SCHEMA).into()
}

fn choose_workspace(journal: &dyn Journal, wanted: Option<&str>, create: bool) -> Result<String, HubError> {
    let known = journal.workspaces()?;
    let list = || known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    match (wanted, known.as_slice()) {
        (Some(key), _) if known.iter().any(|known| known == key) => Ok(key.into()),
        (Some(key), _) if create => {
            journal.create_workspace(key)?;
            Ok(key.into())
        }
        (Some(key), _) => {
            Err(HubError::place(format!("There is no workspace `{key}`."), format!("There are: {}.", list())))
        }
        (None, [only]) => Ok(only.clone()),
        (None, []) => {
            journal.create_workspace(FIRST_WORKSPACE)?;
            Ok(FIRST_WORKSPACE.into())
        }
        (None, _) => Err(HubError::place(
            format!("There are several workspaces: {}.", list()),
            "Name one with `--workspace`.",
        )),
    }
}

fn remove_if_there(path: &std::path::Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Damaged {
            hub: path.display().to_string(),
            what: format!("the checkpoint could not be deleted ({error})"),
        }),
        _ => Ok(()),
    }
}
