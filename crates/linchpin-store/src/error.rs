//! What can go wrong with a hub, in words for the person who runs it?

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Why the store could not do what was asked. Each sentence says what and which one; [`StoreError::hint`] what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file is not there.
    #[error("There is no hub at {}", .path.display())]
    NoHub {
        /// The path that was given.
        path: PathBuf,
    },
    /// Something stands where a new file was to be made.
    #[error("{} exists already and is not overwritten", .path.display())]
    WouldOverwrite {
        /// The file that is there.
        path: PathBuf,
    },
    /// The file was not made by Linchpin.
    #[error("{} is not a Linchpin hub: {why}. It was left as it is", .path.display())]
    NotAHub {
        /// The file.
        path: PathBuf,
        /// What shows it.
        why: String,
    },
    /// The hub was written by a newer Linchpin.
    #[error(
        "{hub} was written by a newer Linchpin (its layout is {found}, this one knows up to {known}). Nothing was written"
    )]
    NewerLayout {
        /// The hub.
        hub: String,
        /// The layout version found.
        found: i64,
        /// The newest layout that this binary knows.
        known: i64,
    },
    /// The database library or server is too old to be trusted with a journal.
    #[error("{what} is too old: {found}, and at least {wanted} is needed")]
    TooOld {
        /// The library or server.
        what: String,
        /// Its version.
        found: String,
        /// The first version that will do.
        wanted: String,
    },
    /// A setting on which durability rests did not take.
    #[error(
        "The setting `{name}` of {hub} is `{found}` where `{wanted}` is needed, so nothing would be safe in it"
    )]
    SettingRefused {
        /// The hub.
        hub: String,
        /// The setting.
        name: String,
        /// The value that is needed.
        wanted: String,
        /// The value read back.
        found: String,
    },
    /// A setting of the server, on which durability or order rests, is not as it has to be.
    #[error(
        "The server setting `{name}` of {hub} is `{found}` where `{wanted}` is needed, so what was acknowledged could be lost"
    )]
    ServerSetting {
        /// The hub.
        hub: String,
        /// The setting.
        name: String,
        /// The value that is needed.
        wanted: String,
        /// The value found.
        found: String,
    },
    /// The address of a hub on a server is not one that can be used.
    #[error("The address of the hub cannot be used: {why}")]
    UnfitAddress {
        /// What is wrong with it, without any password.
        why: String,
        /// How it would do.
        next: &'static str,
    },
    /// The server cannot be reached, or does not let us in.
    #[error("{hub} cannot be reached: {why}")]
    Unreachable {
        /// The hub.
        hub: String,
        /// What the server or the network said.
        why: String,
    },
    /// The server takes no writes.
    #[error("{hub} is a replica or takes no writes, and a journal is read and written on the primary alone")]
    NotPrimary {
        /// The hub.
        hub: String,
    },
    /// The connection broke while an append was being committed, and the server did not come back to be asked.
    #[error("{hub} went away while this was being recorded, so it may or may not be there")]
    OutcomeUnknown {
        /// The hub.
        hub: String,
    },
    /// No workspace has this key.
    #[error("There is no workspace `{workspace}` in this hub")]
    UnknownWorkspace {
        /// The key asked for.
        workspace: String,
        /// The keys that exist, in order.
        known: Vec<String>,
    },
    /// A workspace cannot have this key.
    #[error("`{key}` cannot be the key of a workspace: {why}")]
    UnfitWorkspaceKey {
        /// The key.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// The disk has no room. Nothing was recorded; it works again when there is room.
    #[error("The disk of {hub} is full, so nothing was recorded")]
    DiskFull {
        /// The hub.
        hub: String,
    },
    /// A write to disk failed earlier, so nothing is acknowledged any more.
    #[error(
        "Writing to {hub} failed ({failure}), and what is on disk is uncertain. Nothing more is recorded"
    )]
    Poisoned {
        /// The hub.
        hub: String,
        /// The first failure.
        failure: String,
    },
    /// The hub was opened for reading only, because its end does not verify.
    #[error("{hub} is open for reading only: {finding}")]
    ReadOnly {
        /// The hub.
        hub: String,
        /// The first finding.
        finding: String,
    },
    /// Another process held the hub for too long.
    #[error("{hub} is in use by another process, which did not make way within {waited_ms} ms")]
    Busy {
        /// The hub.
        hub: String,
        /// How long this one waited.
        waited_ms: u64,
    },
    /// What is stored cannot be read.
    #[error("{hub} is damaged: {what}")]
    Damaged {
        /// The hub.
        hub: String,
        /// What could not be read.
        what: String,
    },
    /// A copy was made and did not verify.
    #[error("{copy} does not verify: {finding}. It must not be relied on")]
    Unverified {
        /// The copy.
        copy: String,
        /// The first finding.
        finding: String,
    },
    /// The operating system refused.
    #[error("{what} failed for {}: {error}", .path.display())]
    Io {
        /// What was tried.
        what: String,
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: String,
    },
    /// The database refused for a reason that has no sentence of its own.
    #[error("{hub} did not answer {what}: {error}")]
    Database {
        /// The hub.
        hub: String,
        /// What was tried.
        what: String,
        /// What the database said.
        error: String,
    },
    /// The hub was closed while a request was waiting.
    #[error("{hub} was closed before this was recorded")]
    Closed {
        /// The hub.
        hub: String,
    },
}

impl StoreError {
    /// What to do next.
    pub fn hint(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NoHub { .. } => "Check the path, or import a file to make a hub there.",
            Self::WouldOverwrite { .. } => "Choose another path, or move the file away first.",
            Self::NotAHub { .. } => "Give the path or the address of a hub.",
            Self::NewerLayout { .. } => "Use the newer Linchpin, or restore a backup that is older.",
            Self::TooOld { what, wanted, .. } => {
                return format!("Bring {what} to {wanted} or later, and start Linchpin again.").into();
            }
            Self::SettingRefused { .. } => "Move the hub to a local disk.",
            Self::ServerSetting { .. } => "Change it on the server, and start Linchpin again.",
            Self::UnfitAddress { next, .. } => next,
            Self::Unreachable { .. } => {
                "Check that the server runs, and the address, the user and the password; repeating a command is safe."
            }
            Self::NotPrimary { .. } => "Give the address of the primary.",
            Self::OutcomeUnknown { .. } => "Repeat it when the server is back; repeating a command is safe.",
            Self::UnknownWorkspace { known, .. } => {
                return format!("Name one with `--workspace`; there are: {}.", known.join(", ")).into();
            }
            Self::UnfitWorkspaceKey { .. } => "Choose another key: a short word without spaces.",
            Self::DiskFull { .. } => "Free some space and repeat; no restart is needed.",
            Self::Poisoned { .. } => "Check the disk, then restart Linchpin; repeating a command is safe.",
            Self::ReadOnly { .. } => "Run `linchpin check`, and restore a backup if it confirms this.",
            Self::Busy { .. } => "Repeat it, or end the other process.",
            Self::Damaged { .. } => "Run `linchpin check`, and restore a backup.",
            Self::Unverified { .. } => "Make another copy, and check the disk.",
            Self::Io { .. } => {
                "Check that the folder is there, that you may write in it, and that the disk is well."
            }
            Self::Database { .. } => {
                "Repeat it; `linchpin doctor` says what is wrong with this installation."
            }
            Self::Closed { .. } => "Repeat it; repeating a command is safe.",
        })
    }

    /// What the operating system refused, in words.
    pub(crate) fn io(what: &str, path: &Path, error: &std::io::Error) -> StoreError {
        StoreError::Io { what: what.to_owned(), path: path.to_owned(), error: error.to_string() }
    }
}

/// Why an append recorded nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The command was recorded before, so there is nothing to do.
    #[error("This command is recorded already, at position {position}")]
    AlreadyRecorded {
        /// Where the first such command of the append is.
        position: u64,
    },
    /// Another writer was first.
    #[error("The journal has moved from position {expected} to {found}; read on and decide again")]
    HeadMoved {
        /// The head that the caller had read.
        expected: u64,
        /// The head now.
        found: u64,
    },
    /// The append was to follow one that was refused.
    #[error(
        "The append that this one was to follow at position {expected} was refused; read on and decide again"
    )]
    FollowedRefused {
        /// The head that the caller expected.
        expected: u64,
    },
    /// The append itself is not well made.
    #[error("The entry for position {position} cannot be recorded: {what}")]
    Unfit {
        /// The position it would have had.
        position: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The store could not write.
    #[error(transparent)]
    Store(#[from] StoreError),
}
