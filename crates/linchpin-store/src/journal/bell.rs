//! How does a follower sleep until something was recorded?

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Rung whenever something may have been recorded. Nothing is missed between looking and waiting, because a follower
/// says which ring it has heard last.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    rings: Mutex<u64>,
    rung: Condvar,
}

impl Bell {
    /// How often it was rung.
    pub(crate) fn rings(&self) -> u64 {
        *self.lock()
    }

    /// Wakes everybody who waits.
    pub(crate) fn ring(&self) {
        *self.lock() += 1;
        self.rung.notify_all();
    }

    /// Waits until it was rung more often than `heard`, or for as long as `at_most`.
    pub(crate) fn wait(&self, heard: u64, at_most: Duration) {
        let waited = self.rung.wait_timeout_while(self.lock(), at_most, |rings| *rings == heard);
        drop(waited);
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.rings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
