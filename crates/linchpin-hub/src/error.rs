//! Why the hub could not do what was asked.

use linchpin_model::decide::Rejection;
use linchpin_store::{AppendError, StoreError};

/// What went wrong, in words for a person.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The command may not be.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The journal could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal would not take an entry.
    #[error(transparent)]
    Append(AppendError),
    /// An entry cannot be understood.
    #[error(
        "The entry at position {position} was written by a newer Linchpin, or is damaged: {why}. Use the newer one, or run `linchpin check`."
    )]
    Unreadable {
        /// Which entry.
        position: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The journal ends before what was recorded in it.
    #[error(
        "The journal ends at position {found}, but {known} was recorded in it. It has lost its end, as an older copy or a replica that lags has: stop recording, and put back the newest one."
    )]
    LostEnd {
        /// Where it ends.
        found: u64,
        /// What was known to be recorded.
        known: u64,
    },
    /// Others kept recording first.
    #[error("Others record so much that this could not be decided in {tries} tries. Try again.")]
    Crowded {
        /// How often it was tried.
        tries: usize,
    },
    /// A journal written as lines could not be written or read.
    #[error("{0}")]
    Lines(String),
    /// There is more than one workspace, or none of that name.
    #[error("{0}")]
    Workspace(String),
}

impl From<AppendError> for HubError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Store(error) => Self::Store(error),
            other => Self::Append(other),
        }
    }
}
