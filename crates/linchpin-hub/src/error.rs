//! Why the hub could not do what was asked, and what to do next.

use std::borrow::Cow;

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
    #[error("The entry at position {position} was written by a newer Linchpin, or is damaged: {why}.")]
    Unreadable {
        /// Which entry.
        position: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The journal ends before what was recorded in it.
    #[error(
        "The journal ends at position {found}, but {known} was recorded in it: it has lost its end, as an older copy or a replica that lags has."
    )]
    LostEnd {
        /// Where it ends.
        found: u64,
        /// What was known to be recorded.
        known: u64,
    },
    /// Others kept recording first.
    #[error("Others record so much that this could not be decided in {tries} tries.")]
    Crowded {
        /// How often it was tried.
        tries: usize,
    },
    /// A journal written as lines could not be written or read.
    #[error("{what}")]
    Lines {
        /// What is in the way.
        what: String,
        /// What to do next.
        next: String,
    },
    /// The workspace, entry or backup that was asked for is not there, is one of several, or cannot be relied on.
    #[error("{what}")]
    Place {
        /// What is in the way.
        what: String,
        /// What to do next.
        next: String,
    },
}

impl HubError {
    /// What to do next; none where the sentence itself says what a person can mend.
    pub fn hint(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Rejected(_) => return None,
            Self::Store(error) => error.hint(),
            Self::Append(_) | Self::Crowded { .. } => "Try again; repeating a command is safe.".into(),
            Self::LostEnd { .. } => "Stop recording, and put back the newest copy.".into(),
            Self::Unreadable { .. } => "Use the newer Linchpin, or run `linchpin check`.".into(),
            Self::Lines { next, .. } | Self::Place { next, .. } => next.clone().into(),
        })
    }

    pub(crate) fn lines(what: impl Into<String>, next: &str) -> Self {
        Self::Lines { what: what.into(), next: next.into() }
    }

    pub(crate) fn place(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Place { what: what.into(), next: next.into() }
    }
}

impl From<AppendError> for HubError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Store(error) => Self::Store(error),
            other => Self::Append(other),
        }
    }
}
