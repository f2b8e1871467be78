//! What does the one thread do that writes, and what when the server goes away meanwhile?

use crate::error::{AppendError, StoreError};
use crate::journal::postgres::Shared;
use crate::journal::postgres::decide::{Answer, Decided, decide};
use crate::journal::postgres::faults::Fault;
use crate::journal::postgres::session::Session;
use crate::journal::queue::{Refusals, Submission, Turn, Turns};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;

/// How long to wait between two tries to reach it.
const TRY_EVERY: Duration = Duration::from_millis(100);

/// The writer of a hub, with the only connection that appends.
pub(super) struct Writer {
    shared: Arc<Shared>,
    runtime: Handle,
    session: Option<Session>,
    refusals: Refusals,
    /// Since when the server could not be reached.
    away_since: Option<Instant>,
}

impl Writer {
    /// Makes ready for writing.
    pub(super) fn new(shared: Arc<Shared>, runtime: Handle, session: Session) -> Writer {
        Writer { shared, runtime, session: Some(session), refusals: Refusals::default(), away_since: None }
    }

    /// Works until the queue is closed and empty.
    pub(super) fn run(mut self, mut turns: Turns<Writer>) {
        while let Some(turn) = turns.next() {
            match turn {
                Turn::Group(group) => self.group(group),
                Turn::Call(call) => call(&mut self),
            }
        }
    }

    /// Records a group with one commit, and tells everybody in it.
    fn group(&mut self, group: Vec<Submission>) {
        let runtime = self.runtime.clone();
        let answers = runtime.block_on(self.record(&group)).unwrap_or_else(|error| {
            group.iter().for_each(|submission| self.refusals.note(submission));
            group.iter().map(|_| Err(AppendError::Store(error.clone()))).collect()
        });
        if answers.iter().any(Result::is_ok) {
            self.shared.bell.ring();
        }
        group.into_iter().zip(answers).for_each(|(submission, answer)| submission.answer(answer));
    }

    /// Records a group, over as many connections as it takes.
    ///
    /// A reply that was lost leaves it open whether the group is recorded. Then nobody is told anything until the
    /// journal was asked, under its lock, whether it holds the group's commands; the lock is had only once the server
    /// has ended the transaction of the connection that broke.
    async fn record(&mut self, group: &[Submission]) -> Result<Vec<Answer>, StoreError> {
        let mut sent = None;
        let mut sent_at = None;
        loop {
            let had_sent = sent.is_some();
            let fault = match self.attempt(group, &mut sent).await {
                Ok(answers) => return Ok(answers),
                Err(fault) => fault,
            };
            match fault {
                Fault::Refused(error) if sent.is_none() => {
                    self.undo().await;
                    return Err(error);
                }
                // Whoever asks what became of a group goes on asking, also when the lock is not to be had.
                _ => self.session = None,
            }
            if sent.is_some() && !had_sent {
                sent_at = Some(Instant::now());
            }
            let error = fault.into_words();
            if sent_at.is_some_and(|at| at.elapsed() > self.shared.params.patience_when_sent) {
                return Err(StoreError::OutcomeUnknown { hub: self.shared.hub() });
            }
            if sent.is_none() && self.is_out_of_patience() {
                return Err(error);
            }
            tokio::time::sleep(TRY_EVERY).await;
        }
    }

    /// Tries once. What was sent and not answered is in `sent` afterwards.
    async fn attempt(
        &mut self,
        group: &[Submission],
        sent: &mut Option<Decided>,
    ) -> Result<Vec<Answer>, Fault> {
        let session = reach(&mut self.session, &self.shared).await?;
        let found = session.look(group).await?;
        self.away_since = None;
        if let Some(sent) = sent.take_if(|sent| found.holds(group, sent)) {
            session.roll_back().await.unwrap_or_default();
            return Ok(self.stands(sent));
        }
        // The lock was had, so the earlier transaction has ended, and it recorded nothing.
        *sent = None;
        let decided = decide(group, found, self.refusals.clone());
        if decided.accepted.is_empty() {
            session.roll_back().await?;
            return Ok(self.stands(decided));
        }
        let decided = sent.insert(decided);
        match session.write(group, decided).await {
            Err(Fault::Refused(error)) => {
                *sent = None;
                Err(Fault::Refused(error))
            }
            Err(lost) => Err(lost),
            Ok(()) => Ok(sent.take().map_or_else(Vec::new, |decided| self.stands(decided))),
        }
    }

    /// Keeps what was refused, for what was to follow it, and gives what to answer.
    fn stands(&mut self, decided: Decided) -> Vec<Answer> {
        self.refusals = decided.refusals;
        decided.answers
    }

    /// Ends a refused transaction, or the connection with it.
    async fn undo(&mut self) {
        if let Some(session) = self.session.take()
            && session.roll_back().await.is_ok()
        {
            self.session = Some(session);
        }
    }

    fn is_out_of_patience(&mut self) -> bool {
        let since = *self.away_since.get_or_insert_with(Instant::now);
        since.elapsed() > self.shared.params.patience
    }

    /// Makes a workspace, unless it is there. Done twice, it is there once.
    pub(super) fn create_workspace(&mut self, key: &str) -> Result<bool, StoreError> {
        let sql = "INSERT INTO linchpin.workspace (key, head, head_hash, head_recorded_at_ms)
            VALUES ($1, 0, decode(repeat('00', 32), 'hex'), 0) ON CONFLICT (key) DO NOTHING";
        Ok(self.execute("making the workspace", sql, &[&key])? > 0)
    }

    /// Erases texts. The server may keep their bytes in its free space and its log until it uses these again.
    pub(super) fn erase_texts(&mut self, workspace: i64, hashes: &[[u8; 32]]) -> Result<u64, StoreError> {
        let hashes: Vec<&[u8]> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
        let sql = "UPDATE linchpin.text SET salt = NULL, text = NULL, erased = true
            WHERE workspace = $1 AND hash = ANY ($2::bytea[]) AND NOT erased";
        self.execute("erasing texts", sql, &[&workspace, &hashes])
    }

    /// Runs one statement that may be run again if the connection breaks.
    fn execute(&mut self, what: &str, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, StoreError> {
        let runtime = self.runtime.clone();
        runtime.block_on(async {
            loop {
                let fault = match reach(&mut self.session, &self.shared).await {
                    Err(fault) => fault,
                    Ok(session) => match session.client.execute(sql, params).await {
                        Ok(rows) => {
                            self.away_since = None;
                            return Ok(rows);
                        }
                        Err(error) => Fault::of(&self.shared.hub(), what, &error),
                    },
                };
                match fault {
                    Fault::Refused(error) => return Err(error),
                    Fault::Lost(error) if self.is_out_of_patience() => return Err(error),
                    Fault::Lost(_) => self.session = None,
                }
                tokio::time::sleep(TRY_EVERY).await;
            }
        })
    }
}

/// The session, or a new one if there is none that lives.
async fn reach<'s>(session: &'s mut Option<Session>, shared: &Shared) -> Result<&'s Session, Fault> {
    if session.as_ref().is_some_and(|session| session.client.is_closed()) {
        *session = None;
    }
    match session {
        Some(session) => Ok(session),
        None => Ok(session.insert(Session::open(&shared.address).await?)),
    }
}
