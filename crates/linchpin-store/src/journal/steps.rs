//! Between which steps of a write can a process end?

use std::sync::Arc;

/// A moment in the life of a write at which tests end the process, to show that nothing is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The layout of a new hub is about to be written.
    BeforeMigration,
    /// The layout is written, and not yet committed.
    BeforeMigrationCommit,
    /// The layout of the hub is there.
    AfterMigration,
    /// Appends were taken from the queue.
    BeforeBegin,
    /// The transaction has the write lock.
    AfterBegin,
    /// One entry was written within the transaction.
    AfterInsert,
    /// All entries of the group were written.
    BeforeCommit,
    /// The group is on disk, and nobody was told.
    AfterCommit,
    /// Everybody in the group was told.
    AfterReply,
    /// The write-ahead log is about to be copied into the file.
    BeforeWalCopy,
    /// The write-ahead log was copied.
    AfterWalCopy,
    /// A backup is about to be written.
    BeforeBackup,
    /// A backup was written, and not yet verified.
    BeforeBackupVerified,
}

/// Called at every [`Step`], on the thread that writes.
pub type StepHook = Arc<dyn Fn(Step) + Send + Sync>;
