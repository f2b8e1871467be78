//! Where the journal of a simulation is: in a file, or on a server; and how a hub comes upon it.

use std::path::PathBuf;
use std::sync::Arc;

use linchpin_hub::{Hub, HubError, Opened};
use linchpin_store::{Journal, PostgresJournal, PostgresParams, SqliteJournal, SqliteParams, StoreError};

use super::faults::Plan;
use super::faulty::Faulty;
use super::seeded::Seeded;
use crate::Ticking;

/// Where the journal is.
#[derive(Clone)]
pub(super) enum Place {
    /// A file, new for each simulation.
    File(PathBuf),
    /// A database, which simulations share, each with a workspace of its own.
    Server(String),
}

impl Place {
    /// The journal, with connections of its own, as another process has it.
    pub(super) fn journal(&self) -> Arc<dyn Journal> {
        match self {
            Self::File(path) => {
                let opened = match path.exists() {
                    true => SqliteJournal::open(path, SqliteParams::default()),
                    false => SqliteJournal::create(path, SqliteParams::default()),
                };
                Arc::new(opened.expect("the file"))
            }
            Self::Server(url) => {
                let opened = match PostgresJournal::open(url, PostgresParams::default()) {
                    Err(StoreError::NoHub { .. }) => PostgresJournal::create(url, PostgresParams::default()),
                    opened => opened,
                };
                Arc::new(opened.expect("the database"))
            }
        }
    }
}

/// All that a hub needs to be opened, again and again.
pub(super) struct Ground {
    pub(super) place: Place,
    pub(super) workspace: String,
    pub(super) checkpoint: PathBuf,
    pub(super) clock: Arc<Ticking>,
    pub(super) chance: Arc<Seeded>,
    pub(super) plan: Arc<Plan>,
}

impl Ground {
    /// A hub over a journal with the plan's faults; with or without a checkpoint.
    pub(super) fn open(&self, with_checkpoint: bool) -> Result<Opened, HubError> {
        let journal = Faulty { inner: self.place.journal(), plan: self.plan.clone() };
        let checkpoint = with_checkpoint.then(|| self.checkpoint.clone());
        let (clock, chance) = (self.clock.clone(), self.chance.clone());
        Hub::open_journal(Arc::new(journal), self.workspace.clone(), checkpoint, clock, chance)
    }
}
