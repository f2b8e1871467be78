//! What does the one thread do that writes?

use crate::error::{AppendError, StoreError};
use crate::journal::Appended;
use crate::journal::queue::{Refusals, Submission, Turn, Turns};
use crate::journal::sqlite::Shared;
use crate::journal::sqlite::connection::copy_log_when_closed;
use crate::journal::sqlite::faults::{BUSY_TIMEOUT_MS, in_words, leaves_all_as_it_was};
use crate::journal::sqlite::read;
use crate::journal::sqlite::record::Recording;
use crate::journal::steps::Step;
use rusqlite::{Connection, Error, Transaction, TransactionBehavior};
use std::sync::Arc;
use std::time::Duration;

/// After about how many pages in the write-ahead log it is copied into the file.
const PAGES_BEFORE_LOG_IS_COPIED: usize = 1_000;
/// About how many pages one group touches, beside those that its entries fill.
const PAGES_OF_A_GROUP: usize = 6;

type Answer = Result<Appended, AppendError>;

/// The writer of a hub, with the only connection that writes.
pub(super) struct Writer {
    connection: Connection,
    shared: Arc<Shared>,
    refusals: Refusals,
    /// The first failure after which nothing is certain; from then on nothing is acknowledged.
    poison: Option<String>,
    pages_in_log: usize,
    /// Whether the log still holds a text that was erased, because a reader was in the way of emptying it.
    erased_text_in_log: bool,
}

impl Writer {
    /// Makes ready for writing. What the log holds is copied into the file and synced: after a crash or a failed sync,
    /// the system may show pages of the log that the disk does not have, and appends must not stand upon them.
    pub(super) fn ready(mut connection: Connection, shared: Arc<Shared>) -> Result<Writer, StoreError> {
        let hub = shared.hub();
        let failed = |e| in_words(&hub, "making it ready for writing", &e);
        // SQLite's own waiting looks ever more rarely; against a busy writer that would lose every time.
        connection.busy_handler(Some(wait_a_little)).map_err(failed)?;
        if let Some(pages) = shared.params.most_pages {
            connection.pragma_update(None, "max_page_count", pages).map_err(failed)?;
        }
        let mut writer = Writer {
            connection,
            shared,
            refusals: Refusals::default(),
            poison: None,
            pages_in_log: 0,
            erased_text_in_log: false,
        };
        writer.copy_log()?;
        Ok(writer)
    }

    /// Works until the queue is closed and empty, then leaves one whole file.
    pub(super) fn run(mut self, mut turns: Turns<Writer>) {
        while let Some(turn) = turns.next() {
            match turn {
                Turn::Group(group) => self.group(group),
                Turn::Call(call) => call(&mut self),
            }
            if self.pages_in_log >= PAGES_BEFORE_LOG_IS_COPIED {
                // A failure that counts has poisoned the writer; the next to ask is told.
                let _ = self.copy_log();
            }
        }
        if self.copy_log().is_ok() {
            let _ = copy_log_when_closed(&self.connection, true);
        }
    }

    /// Records a group with one commit, and tells everybody in it.
    fn group(&mut self, group: Vec<Submission>) {
        self.shared.step(Step::BeforeBegin);
        let recorded = self.refuse_if_poisoned().and_then(|()| self.record(&group));
        let answers = match recorded {
            Ok(answers) => answers,
            Err(error) => {
                group.iter().for_each(|submission| self.refusals.note(submission));
                group.iter().map(|_| Err(AppendError::Store(error.clone()))).collect()
            }
        };
        if answers.iter().any(Result::is_ok) {
            self.shared.step(Step::AfterCommit);
            self.shared.tell_recorded();
        }
        group.into_iter().zip(answers).for_each(|(submission, answer)| submission.answer(answer));
        self.shared.step(Step::AfterReply);
    }

    fn record(&mut self, group: &[Submission]) -> Result<Vec<Answer>, StoreError> {
        let (refusals, shared) = (&mut self.refusals, Arc::clone(&self.shared));
        let mut recorded = 0;
        let answers = in_transaction(&mut self.connection, |transaction| {
            shared.step(Step::AfterBegin);
            let mut recording = Recording::of(transaction, &shared, refusals);
            let answers = group.iter().map(|submission| recording.submission(submission));
            let answers = answers.collect::<Result<Vec<_>, _>>()?;
            recorded = recording.finish()?;
            shared.step(Step::BeforeCommit);
            Ok((answers, recorded > 0))
        });
        if recorded > 0 {
            self.pages_in_log += PAGES_OF_A_GROUP + recorded / 3_000;
        }
        answers.map_err(|error| self.failed("an append", error))
    }

    /// Makes a workspace, unless it is there.
    pub(super) fn create_workspace(&mut self, key: &str) -> Result<bool, StoreError> {
        self.refuse_if_poisoned()?;
        let made = in_transaction(&mut self.connection, |transaction| {
            let sql = "INSERT INTO workspace (key, head, head_hash, head_recorded_at_ms)
                 VALUES (?1, 0, zeroblob(32), 0) ON CONFLICT (key) DO NOTHING";
            let made = transaction.execute(sql, [key])? > 0;
            Ok((made, made))
        });
        self.pages_in_log += PAGES_OF_A_GROUP;
        made.map_err(|error| self.failed("making the workspace", error))
    }

    /// Erases texts, and empties the log at once, so that they are not left in it either.
    pub(super) fn erase_texts(&mut self, workspace: &str, hashes: &[[u8; 32]]) -> Result<u64, StoreError> {
        self.refuse_if_poisoned()?;
        let erased = in_transaction(&mut self.connection, |transaction| {
            let Some(found) = read::find_workspace(transaction, workspace)? else {
                return Ok((Err(read::workspace_keys(transaction)?), false));
            };
            let sql = "UPDATE text SET salt = NULL, text = NULL, erased = 1
                 WHERE workspace = ?1 AND hash = ?2 AND erased = 0";
            let mut statement = transaction.prepare(sql)?;
            let mut erased = 0;
            for hash in hashes {
                erased += statement.execute((found.id, hash))? as u64;
            }
            Ok((Ok(erased), erased > 0))
        });
        let erased = erased.map_err(|error| self.failed("erasing texts", error))?;
        let workspace = workspace.to_owned();
        let erased = erased.map_err(|known| StoreError::UnknownWorkspace { workspace, known })?;
        self.erased_text_in_log |= erased > 0;
        self.copy_log()?;
        Ok(erased)
    }

    /// Copies the write-ahead log into the file, as far as readers allow. To be rid of an erased text it is emptied,
    /// for which it waits for them.
    fn copy_log(&mut self) -> Result<(), StoreError> {
        self.refuse_if_poisoned()?;
        self.shared.step(Step::BeforeWalCopy);
        let how = if self.erased_text_in_log { "TRUNCATE" } else { "PASSIVE" };
        let sql = format!("PRAGMA wal_checkpoint({how})");
        let in_the_way = self.connection.query_row(&sql, (), |row| row.get::<_, bool>(0));
        self.pages_in_log = 0;
        self.shared.step(Step::AfterWalCopy);
        match in_the_way {
            Ok(in_the_way) => self.erased_text_in_log &= in_the_way,
            // With no room, or while others read, what is not copied stays safe in the log.
            Err(error) if leaves_all_as_it_was(&error) => {}
            Err(error) => return Err(self.failed("copying its log", error)),
        }
        Ok(())
    }

    fn refuse_if_poisoned(&self) -> Result<(), StoreError> {
        match &self.poison {
            Some(failure) => Err(StoreError::Poisoned { hub: self.shared.hub(), failure: failure.clone() }),
            None => Ok(()),
        }
    }

    fn failed(&mut self, what: &str, error: Error) -> StoreError {
        if leaves_all_as_it_was(&error) {
            return in_words(&self.shared.hub(), what, &error);
        }
        let failure = format!("{what}: {error}");
        self.poison = Some(failure.clone());
        StoreError::Poisoned { hub: self.shared.hub(), failure }
    }
}

/// Does something under the write lock. It says whether there is anything to commit.
fn in_transaction<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<(T, bool), Error>,
) -> Result<T, Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (result, changed) = work(&transaction)?;
    if changed {
        transaction.commit()?;
    }
    Ok(result)
}

#[expect(clippy::disallowed_methods, reason = "another process's lock tells nobody when it is free")]
fn wait_a_little(times: i32) -> bool {
    std::thread::sleep(Duration::from_millis(1));
    u64::try_from(times).is_ok_and(|times| times < BUSY_TIMEOUT_MS)
}
