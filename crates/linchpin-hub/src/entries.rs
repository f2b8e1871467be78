//! Entries that were decided elsewhere, recorded as they are: a sample, a story told again.

use linchpin_model::Entry;

use crate::error::HubError;
use crate::hub::Hub;
use crate::replay::encode;

impl Hub {
    /// Records entries that were made elsewhere in one write, all of them or none. They must go on where the journal ends:
    /// the first of an empty hub has position 1.
    pub fn record_entries(&self, entries: &[Entry]) -> Result<(), HubError> {
        let Some(first) = entries.first() else { return Ok(()) };
        let encoded = entries.iter().map(encode).collect();
        self.journal.append(&self.workspace, first.position.saturating_sub(1), encoded)?;
        self.catch_up()?;
        Ok(())
    }
}
