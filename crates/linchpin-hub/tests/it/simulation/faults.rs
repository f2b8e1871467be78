//! A journal that fails, or lies, as a seeded plan has it.

use std::sync::{Mutex, PoisonError};

use linchpin_model::entry::Body;
use linchpin_store::{AppendError, Appended, Head, NewEntry, StoreError, StoredEntry};
use uuid::Uuid;

use super::seeded::Dice;

/// What a journal can do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It fails, and has recorded nothing.
    FailBefore,
    /// It fails, and has recorded all.
    FailAfter,
    /// It tells a head that was true a while ago.
    StaleHead,
    /// It reads a part, as if that were all.
    ShortRead,
    /// It reads a part, and fails.
    BrokenRead,
    /// It records an entry without one of its events.
    DropsEvent,
    /// It records an event with other words.
    AltersEvent,
    /// It records an entry twice, the second time under another id.
    DoublesEntry,
    /// It records an entry only after the one that follows.
    SwapsEntries,
    /// It says that it recorded what it did not.
    FalseSuccess,
    /// It reads an event with other words.
    ReadsAltered,
    /// It reads an entry twice.
    ReadsTwice,
    /// It reads two entries in the wrong order.
    ReadsSwapped,
    /// It reads past an entry.
    ReadsPast,
}

/// What a hub must survive: told, or made good by looking again.
pub(super) const FAILURES: [Fault; 5] =
    [Fault::FailBefore, Fault::FailAfter, Fault::StaleHead, Fault::ShortRead, Fault::BrokenRead];
/// What no hub can survive, and a simulation must notice.
pub(super) const LIES: [Fault; 9] = [
    Fault::DropsEvent,
    Fault::AltersEvent,
    Fault::DoublesEntry,
    Fault::SwapsEntries,
    Fault::FalseSuccess,
    Fault::ReadsAltered,
    Fault::ReadsTwice,
    Fault::ReadsSwapped,
    Fault::ReadsPast,
];

/// Which faults happen, and when.
pub(super) struct Plan {
    faults: Vec<Fault>,
    once_in: u64,
    state: Mutex<State>,
}

struct State {
    dice: Dice,
    planted: u64,
    has_ended: bool,
    held: Option<NewEntry>,
}

impl Plan {
    /// Each call to which one of the faults applies meets it once in `once_in` times; no faults, never.
    pub(super) fn of(faults: &[Fault], once_in: u64, seed: u64) -> Self {
        let state = State { dice: Dice::of(seed, "faults"), planted: 0, has_ended: false, held: None };
        Self { faults: faults.to_vec(), once_in, state: Mutex::new(state) }
    }

    /// Whether failures are to be expected.
    pub(super) fn may_fail(&self) -> bool {
        self.faults.iter().any(|fault| FAILURES.contains(fault))
    }

    /// How many faults have happened.
    pub(super) fn planted(&self) -> u64 {
        self.state().planted
    }

    /// The fault that happens now, of those that apply to this call.
    pub(super) fn draw(&self, applicable: &[Fault]) -> Option<Fault> {
        let mut state = self.state();
        let mine: Vec<Fault> =
            self.faults.iter().copied().filter(|fault| applicable.contains(fault)).collect();
        if state.has_ended || mine.is_empty() || !state.dice.once_in(self.once_in) {
            return None;
        }
        state.planted += 1;
        Some(state.dice.one_of(&mine))
    }

    /// From now on nothing goes wrong.
    pub(super) fn end(&self) {
        self.state().has_ended = true;
    }

    /// A number for the fault that happens, from 0 to `bound`, exclusive.
    pub(super) fn below(&self, bound: usize) -> usize {
        self.state().dice.below(bound as u64) as usize
    }

    /// Keeps an entry back for later.
    pub(super) fn hold(&self, entry: NewEntry) {
        self.state().held = Some(entry);
    }

    /// The entry that was kept back.
    pub(super) fn release(&self) -> Option<NewEntry> {
        self.state().held.take()
    }

    /// The fault turned out to change nothing.
    pub(super) fn take_back(&self) {
        self.state().planted -= 1;
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer of a journal that fails and has recorded nothing.
pub(super) fn full() -> StoreError {
    StoreError::DiskFull { hub: "the simulation".into() }
}

/// The answer of a journal that fails and cannot say what it recorded.
pub(super) fn unknown() -> StoreError {
    StoreError::OutcomeUnknown { hub: "the simulation".into() }
}

/// The answer of a journal that cannot be read.
pub(super) fn unreachable() -> StoreError {
    StoreError::Unreachable { hub: "the simulation".into(), why: "the seed has it so".into() }
}

/// The answer to an append that was not made.
pub(super) fn as_if_recorded(expected_head: u64, entries: &[NewEntry]) -> Result<Appended, AppendError> {
    let head = Head { position: expected_head + entries.len() as u64, hash: [0; 32] };
    let recorded_at_ms = entries.iter().map(|entry| entry.recorded_at_ms).collect();
    Ok(Appended { first: expected_head + 1, head, recorded_at_ms })
}

/// A body without one of its events; none if it has only one.
pub(super) fn without_an_event(body: &str, which: usize) -> Option<String> {
    let mut body = Body::from_json(body).ok()?;
    if body.events.len() < 2 {
        return None;
    }
    body.events.remove(which % body.events.len());
    Some(body.to_json())
}

/// A body with other words; none if it has none.
pub(super) fn with_other_words(body: &str) -> Option<String> {
    let altered = body.replacen("\"title\":\"", "\"title\":\"Not ", 1);
    (altered != body).then_some(altered)
}

/// The entry under another id.
pub(super) fn under_another_id(entry: &NewEntry) -> NewEntry {
    NewEntry { command_id: Uuid::from_u128(entry.command_id.as_u128() ^ 1), ..entry.clone() }
}

/// What is read, as a lie has it; false if there was nothing to lie about.
pub(super) fn spoil(fault: Fault, read: &mut Vec<StoredEntry>, which: usize) -> bool {
    let (count, at) = (read.len(), which % read.len().max(1));
    match fault {
        Fault::ReadsTwice if count > 0 => read.insert(at, read[at].clone()),
        Fault::ReadsSwapped if count > 1 => read.swap(at.min(count - 2), at.min(count - 2) + 1),
        Fault::ReadsPast if count > 1 => drop(read.remove(at.min(count - 2))),
        Fault::ReadsAltered => {
            match read.get_mut(at).and_then(|entry| Some((with_other_words(&entry.body)?, entry))) {
                Some((body, entry)) => entry.body = body,
                None => return false,
            }
        }
        _ => return false,
    }
    true
}
