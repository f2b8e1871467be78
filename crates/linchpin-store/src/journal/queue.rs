//! How do many appends wait for one write to disk, and how does each learn what became of it?

use crate::entry::{NewEntry, StoredEntry, StoredText};
use crate::error::{AppendError, StoreError};
use crate::journal::Appended;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// How many entries are written to disk together at most, unless one append has more.
pub(crate) const MOST_ENTRIES_IN_GROUP: usize = 1_000;
/// How many requests wait at most; beyond that, whoever submits waits.
const MOST_WAITING: usize = 4_096;

type Answer = Result<Appended, AppendError>;

/// A promise that an append will be answered.
#[derive(Debug)]
#[must_use = "an append is recorded only once its receipt says so"]
pub struct Receipt {
    answer: Receiver<Answer>,
    hub: String,
    known: Arc<AtomicU64>,
    tickets: Arc<AtomicU64>,
}

impl Receipt {
    /// A receipt that is answered already: for a journal that stands before another one.
    pub fn answered(hub: &str, answer: Result<Appended, AppendError>) -> Receipt {
        let (sender, receiver) = sync_channel(1);
        let _ = sender.send(answer);
        Receipt { answer: receiver, hub: hub.to_owned(), known: Arc::default(), tickets: Arc::default() }
    }

    /// Waits until the append is on disk, or refused.
    pub fn wait(self) -> Result<Appended, AppendError> {
        let closed = || Err(AppendError::Store(StoreError::Closed { hub: self.hub.clone() }));
        self.answer.recv().unwrap_or_else(|_| closed())
    }
}

impl Drop for Receipt {
    /// The caller knows the answer now, or does not care: what is submitted from here on does not rest on it.
    fn drop(&mut self) {
        self.known.store(self.tickets.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

/// An entry on its way into the journal.
pub(crate) struct Incoming {
    pub(crate) command_id: Uuid,
    pub(crate) recorded_at_ms: i64,
    pub(crate) body: String,
    pub(crate) texts: Vec<StoredText>,
    /// For a copy, the hash that has to come out.
    pub(crate) hash: Option<[u8; 32]>,
}

impl From<NewEntry> for Incoming {
    fn from(entry: NewEntry) -> Self {
        let NewEntry { command_id, recorded_at_ms, body, texts } = entry;
        let texts = texts.into_iter().map(StoredText::from).collect();
        Incoming { command_id, recorded_at_ms, body, texts, hash: None }
    }
}

impl From<StoredEntry> for Incoming {
    fn from(entry: StoredEntry) -> Self {
        let StoredEntry { command_id, recorded_at_ms, body, texts, hash, .. } = entry;
        Incoming { command_id, recorded_at_ms, body, texts, hash: Some(hash) }
    }
}

/// An append that waits for its group.
pub(crate) struct Submission {
    pub(crate) workspace: String,
    pub(crate) expected_head: u64,
    pub(crate) entries: Vec<Incoming>,
    ticket: u64,
    /// Submissions with a lower ticket were made before the caller knew the answer to this one.
    known: Arc<AtomicU64>,
    answer: SyncSender<Answer>,
}

impl Submission {
    /// Tells the caller. One that has stopped waiting is not an error.
    pub(crate) fn answer(self, answer: Answer) {
        let _ = self.answer.send(answer);
    }
}

/// A request to the writer `W`.
pub(crate) enum Job<W> {
    Append(Submission),
    /// Anything else that must not run beside a write.
    Call(Box<dyn FnOnce(&mut W) + Send>),
}

/// The way to the writer: bounded, in order, closed when dropped.
pub(crate) struct Queue<W> {
    hub: String,
    jobs: Mutex<SyncSender<Job<W>>>,
    tickets: Arc<AtomicU64>,
}

impl<W> Queue<W> {
    /// A queue and the writer's end of it.
    pub(crate) fn new(hub: String) -> (Queue<W>, Turns<W>) {
        let (jobs, taken) = sync_channel(MOST_WAITING);
        let tickets = Arc::new(AtomicU64::new(0));
        let turns = Turns { jobs: taken, held: None };
        (Queue { hub, jobs: Mutex::new(jobs), tickets }, turns)
    }

    /// Puts an append into the queue.
    pub(crate) fn submit(&self, workspace: &str, expected_head: u64, entries: Vec<Incoming>) -> Receipt {
        let (answer, receipt) = sync_channel(1);
        let workspace = workspace.to_owned();
        // Tickets and places in the queue have one order, because both are taken under this lock.
        let jobs = self.jobs.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let ticket = self.tickets.fetch_add(1, Ordering::SeqCst);
        let known = Arc::new(AtomicU64::new(u64::MAX));
        let receipt = Receipt {
            answer: receipt,
            hub: self.hub.clone(),
            known: Arc::clone(&known),
            tickets: Arc::clone(&self.tickets),
        };
        let submission = Submission { workspace, expected_head, entries, ticket, known, answer };
        // If the writer is gone, the answer's sender is dropped here and the receipt says so.
        let _ = jobs.send(Job::Append(submission));
        receipt
    }

    /// Runs something on the writer's thread between two groups, and waits for its result.
    pub(crate) fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut W) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, result) = sync_channel(1);
        let job = Job::Call(Box::new(move |writer: &mut W| {
            let _ = answer.send(work(writer));
        }));
        let jobs = self.jobs.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let _ = jobs.send(job);
        drop(jobs);
        result.recv().unwrap_or(Err(StoreError::Closed { hub: self.hub.clone() }))
    }
}

/// Answers an append at once, for a journal that takes none.
pub(crate) fn refused(hub: &str, error: impl Into<AppendError>) -> Receipt {
    Receipt::answered(hub, Err(error.into()))
}

/// What the writer does next.
pub(crate) enum Turn<W> {
    Group(Vec<Submission>),
    Call(Box<dyn FnOnce(&mut W) + Send>),
}

/// The writer's end of a queue, which makes groups of what waits.
pub(crate) struct Turns<W> {
    jobs: Receiver<Job<W>>,
    held: Option<Job<W>>,
}

impl<W> Turns<W> {
    /// Waits for something to do. `None` when the queue is closed and empty.
    pub(crate) fn next(&mut self) -> Option<Turn<W>> {
        let first = match self.held.take() {
            Some(job) => job,
            None => self.jobs.recv().ok()?,
        };
        match first {
            Job::Call(call) => Some(Turn::Call(call)),
            Job::Append(submission) => Some(Turn::Group(self.group(submission))),
        }
    }

    /// Takes what waits until a group is full, the queue is empty, or a call stands in it.
    fn group(&mut self, first: Submission) -> Vec<Submission> {
        let mut entries = first.entries.len();
        let mut group = vec![first];
        while entries < MOST_ENTRIES_IN_GROUP {
            match self.jobs.try_recv() {
                Ok(Job::Append(submission)) => {
                    entries += submission.entries.len();
                    group.push(submission);
                }
                Ok(call) => {
                    self.held = Some(call);
                    break;
                }
                Err(_) => break,
            }
        }
        group
    }
}

/// Remembers which heads will never come, so that what was to follow a refused append is refused even if another
/// writer brings the journal to the same position.
#[derive(Clone, Default)]
pub(crate) struct Refusals {
    refused: Vec<Refusal>,
}

#[derive(Clone)]
struct Refusal {
    workspace: String,
    /// The head that the refused append would have left.
    head: u64,
    known: Arc<AtomicU64>,
}

impl Refusals {
    /// Whether an append was submitted to follow one that is refused.
    pub(crate) fn concern(&mut self, submission: &Submission) -> bool {
        self.refused.retain(|refusal| submission.ticket < refusal.known.load(Ordering::SeqCst));
        self.refused.iter().any(|refusal| {
            refusal.head == submission.expected_head && refusal.workspace == submission.workspace
        })
    }

    /// Notes that an append is refused.
    pub(crate) fn note(&mut self, submission: &Submission) {
        let head = submission.expected_head.saturating_add(submission.entries.len() as u64);
        let (workspace, known) = (submission.workspace.clone(), Arc::clone(&submission.known));
        self.refused.push(Refusal { workspace, head, known });
    }
}
