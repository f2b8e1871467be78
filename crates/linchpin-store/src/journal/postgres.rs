//! How is a hub kept in a PostgreSQL database?
//!
//! Whoever appends locks the row of the workspace, which states the head, and takes the next positions from it in the
//! same transaction: so there is no gap, and whoever reads in order misses nothing. One thread of each process
//! writes, with a connection of its own; readers share a few others. Everything is read from the primary.

mod address;
mod ahead;
mod check;
mod decide;
mod faults;
mod follow;
mod read;
mod row;
mod server;
mod session;
mod writer;

use crate::check::{CheckDepth, CheckReport, Finding};
use crate::entry::{EntryRef, Head, NewEntry, StoredEntry};
use crate::error::StoreError;
use crate::journal::bell::Bell;
use crate::journal::queue::{self, Incoming, Queue, Receipt};
use crate::journal::sqlite::check_key;
use crate::journal::{Journal, finding_at_the_end};
use address::Address;
use faults::Fault;
use read::Readers;
use session::Session;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use uuid::Uuid;
use writer::Writer;

/// How long a waiting reader lets pass before it looks, for the case that a notification was lost.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How a hub is opened, beside its address.
#[derive(Debug, Clone)]
pub struct PostgresParams {
    /// How long the server may be away before appends are refused, 10 s unless told. Nothing is sent meanwhile.
    pub patience: Duration,
    /// How long it may be away when an append was sent and not answered, 60 s unless told: the server alone knows
    /// what became of it. Then it is answered with [`StoreError::OutcomeUnknown`].
    pub patience_when_sent: Duration,
}

impl Default for PostgresParams {
    fn default() -> Self {
        PostgresParams { patience: Duration::from_secs(10), patience_when_sent: Duration::from_secs(60) }
    }
}

/// A hub in a PostgreSQL database.
///
/// Its calls block and must not be made on a thread that drives asynchronous work.
pub struct PostgresJournal {
    shared: Arc<Shared>,
    readers: Readers,
    /// `None` for a hub that is open for reading only.
    writing: Option<Writing>,
    finding: Option<Finding>,
    /// Last, so that everything that works on it is gone before it.
    runtime: Option<Runtime>,
}

struct Writing {
    queue: Queue<Writer>,
    thread: JoinHandle<()>,
}

/// What the writer, the listener and everybody else share.
struct Shared {
    address: Address,
    params: PostgresParams,
    bell: Bell,
}

impl Shared {
    fn hub(&self) -> String {
        self.address.hub.clone()
    }
}

impl PostgresJournal {
    /// Opens the hub in the database at `postgres://user:password@host:port/database`, verifies its last 10,000
    /// entries, shared among the workspaces, and starts its writer.
    ///
    /// The server has to be the primary, at least PostgreSQL 14, and to run with `fsync`, `full_page_writes` and
    /// `synchronous_commit`, which are read back. `unsafe_without_fsync_for_tests=yes` in the address lets a test run
    /// on a server without them; it must never be used for a hub that matters. A hub whose end does not verify is
    /// opened for reading only; [`PostgresJournal::finding`] says why. A hub of a newer layout is refused, and
    /// nothing is written to it.
    pub fn open(url: &str, params: PostgresParams) -> Result<PostgresJournal, StoreError> {
        let (runtime, address) = start(url)?;
        let opened = runtime.block_on(open_session(&address))?;
        let shared = Arc::new(Shared { address, params, bell: Bell::default() });
        let readers = Readers::of(&shared.address, runtime.handle().clone())?;
        runtime.spawn(follow::listen(Arc::downgrade(&shared)));
        let mut journal =
            PostgresJournal { shared, readers, writing: None, finding: None, runtime: Some(runtime) };
        journal.finding = finding_at_the_end(&journal)?;
        if journal.finding.is_none() {
            journal.writing = Some(journal.start_writer(opened)?);
        }
        Ok(journal)
    }

    /// Makes a new hub in a database, in a schema `linchpin` of its own, and opens it. It never overwrites.
    pub fn create(url: &str, params: PostgresParams) -> Result<PostgresJournal, StoreError> {
        let (runtime, address) = start(url)?;
        let hub = &address.hub;
        let is_new = runtime.block_on(async {
            let mut client = server::connect(hub, &address.to_write).await.map_err(Fault::into_words)?;
            server::check_server(&client, &address).await.map_err(Fault::into_words)?;
            match server::layout(&client, hub).await.map_err(Fault::into_words)? {
                Some(_) => Ok(false),
                None => server::migrate(&mut client, hub).await,
            }
        })?;
        if is_new {
            PostgresJournal::open(url, params)
        } else {
            Err(StoreError::WouldOverwrite { path: PathBuf::from(hub) })
        }
    }

    /// The server and the database, without user and password.
    pub fn name(&self) -> &str {
        &self.shared.address.hub
    }

    /// Why it is open for reading only, if it is.
    pub fn finding(&self) -> Option<&Finding> {
        self.finding.as_ref()
    }

    fn start_writer(&self, session: Session) -> Result<Writing, StoreError> {
        let (queue, turns) = Queue::new(self.shared.hub());
        let runtime = self.readers.runtime().clone();
        let writer = Writer::new(Arc::clone(&self.shared), runtime, session);
        let thread =
            std::thread::Builder::new().name("journal writer".to_owned()).spawn(move || writer.run(turns));
        let thread = thread.map_err(|error| unstarted(&self.shared.hub(), &error))?;
        Ok(Writing { queue, thread })
    }

    fn read_only(&self) -> StoreError {
        let finding = self.finding.as_ref().map_or_else(String::new, Finding::to_string);
        StoreError::ReadOnly { hub: self.shared.hub(), finding }
    }

    fn submit_incoming(&self, workspace: &str, expected_head: u64, entries: Vec<Incoming>) -> Receipt {
        match &self.writing {
            Some(writing) => writing.queue.submit(workspace, expected_head, entries),
            None => queue::refused(&self.shared.hub(), self.read_only()),
        }
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.writing {
            Some(writing) => writing.queue.call(work),
            None => Err(self.read_only()),
        }
    }
}

/// Reads an address, and starts the threads that speak with the server.
fn start(url: &str) -> Result<(Runtime, Address), StoreError> {
    let address = Address::parse(url)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("postgres")
        .enable_all()
        .build()
        .map_err(|error| unstarted(&address.hub, &error))?;
    Ok((runtime, address))
}

fn unstarted(hub: &str, error: &std::io::Error) -> StoreError {
    StoreError::io("Starting a thread", &PathBuf::from(hub), error)
}

/// Brings a hub to the newest layout if need be, and connects its writer.
async fn open_session(address: &Address) -> Result<Session, StoreError> {
    let hub = &address.hub;
    let mut client = server::connect(hub, &address.to_write).await.map_err(Fault::into_words)?;
    server::check_server(&client, address).await.map_err(Fault::into_words)?;
    match server::layout(&client, hub).await.map_err(Fault::into_words)? {
        None => {
            return Err(StoreError::NoHub { path: PathBuf::from(hub) });
        }
        Some(server::NEWEST) => {}
        Some(_) => drop(server::migrate(&mut client, hub).await?),
    }
    Session::open(address).await.map_err(Fault::into_words)
}

impl Journal for PostgresJournal {
    fn workspaces(&self) -> Result<Vec<String>, StoreError> {
        self.readers.workspaces()
    }

    fn create_workspace(&self, key: &str) -> Result<bool, StoreError> {
        check_key(key)?;
        let key = key.to_owned();
        self.call(move |writer| writer.create_workspace(&key))
    }

    fn head(&self, workspace: &str) -> Result<Head, StoreError> {
        Ok(self.readers.workspace(workspace)?.head)
    }

    fn submit(&self, workspace: &str, expected_head: u64, entries: Vec<NewEntry>) -> Receipt {
        self.submit_incoming(workspace, expected_head, entries.into_iter().map(Incoming::from).collect())
    }

    fn submit_copies(&self, workspace: &str, expected_head: u64, entries: Vec<StoredEntry>) -> Receipt {
        self.submit_incoming(workspace, expected_head, entries.into_iter().map(Incoming::from).collect())
    }

    fn read(
        &self,
        workspace: &str,
        after: u64,
        up_to: u64,
        visit: &mut dyn FnMut(&EntryRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.readers.entries(workspace, after, up_to, visit)
    }

    fn hash_at(&self, workspace: &str, position: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.readers.hash_at(workspace, position)
    }

    fn position_of(&self, workspace: &str, command_id: Uuid) -> Result<Option<u64>, StoreError> {
        self.readers.position_of(workspace, command_id)
    }

    fn erase_texts(&self, workspace: &str, hashes: &[[u8; 32]]) -> Result<u64, StoreError> {
        let (id, hashes) = (self.readers.workspace(workspace)?.id, hashes.to_vec());
        self.call(move |writer| writer.erase_texts(id, &hashes))
    }

    fn check(&self, workspace: &str, depth: CheckDepth) -> Result<CheckReport, StoreError> {
        check::check(&self.readers, workspace, depth)
    }

    fn wait_for_change(&self, workspace: &str, after: u64, timeout: Duration) -> Result<Head, StoreError> {
        let until = Instant::now() + timeout;
        loop {
            let heard = self.shared.bell.rings();
            let head = self.head(workspace)?;
            let left = until.saturating_duration_since(Instant::now());
            if head.position > after || left.is_zero() {
                return Ok(head);
            }
            self.shared.bell.wait(heard, left.min(LOOK_EVERY));
        }
    }
}

impl Drop for PostgresJournal {
    /// Answers everything that was submitted, and closes the connections.
    fn drop(&mut self) {
        if let Some(Writing { queue, thread }) = self.writing.take() {
            drop(queue);
            let _ = thread.join();
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
