//! How does a journal move to another database, hash for hash?

use crate::entry::{Head, StoredEntry};
use crate::error::AppendError;
use crate::journal::{Journal, Receipt};
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// About how many bytes of bodies go into one append.
const BYTES_TOGETHER: usize = 1 << 20;
/// How many entries go into one append at most.
const ENTRIES_TOGETHER: usize = 1_000;
/// How many appends are under way at once.
const UNDER_WAY: usize = 4;

/// What was copied of one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// The workspace.
    pub workspace: String,
    /// How many entries were copied; those that were there already do not count.
    pub entries: u64,
    /// The head of both journals at the end.
    pub head: Head,
}

/// Copies all workspaces from one journal to another, in order of their keys.
///
/// Entries keep positions, command ids, times, hashes and erasures. A workspace that is there already, and whose end is
/// an entry of `from`, is continued, so an interrupted copy can be repeated; any other is refused with
/// [`AppendError::Unfit`]. What is appended to `from` meanwhile may be left out.
pub fn copy_journal(from: &dyn Journal, to: &dyn Journal) -> Result<Vec<CopyReport>, AppendError> {
    let workspaces = from.workspaces()?;
    workspaces.iter().map(|workspace| copy_workspace(from, to, workspace)).collect()
}

fn copy_workspace(from: &dyn Journal, to: &dyn Journal, workspace: &str) -> Result<CopyReport, AppendError> {
    to.create_workspace(workspace)?;
    let start = to.head(workspace)?;
    if let Some(finding) = from.check_holds(workspace, &start)? {
        let what = format!("the two journals of `{workspace}` differ there: {}", finding.what);
        return Err(AppendError::Unfit { position: start.position, what });
    }
    let end = from.head(workspace)?;
    let mut copy = Copy {
        to,
        workspace,
        head: start.position,
        bytes: 0,
        entries: Vec::new(),
        under_way: VecDeque::new(),
    };
    let mut refused = None;
    from.read(workspace, start.position, end.position, &mut |entry| match copy.add(entry.to_stored()) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            refused = Some(error);
            ControlFlow::Break(())
        }
    })?;
    refused.map_or(Ok(()), Err)?;
    copy.finish()?;
    Ok(CopyReport {
        workspace: workspace.to_owned(),
        entries: end.position - start.position,
        head: to.head(workspace)?,
    })
}

struct Copy<'a> {
    to: &'a dyn Journal,
    workspace: &'a str,
    /// The position up to which entries were submitted.
    head: u64,
    bytes: usize,
    entries: Vec<StoredEntry>,
    under_way: VecDeque<Receipt>,
}

impl Copy<'_> {
    fn add(&mut self, entry: StoredEntry) -> Result<(), AppendError> {
        self.bytes += entry.body.len();
        self.entries.push(entry);
        if self.bytes >= BYTES_TOGETHER || self.entries.len() >= ENTRIES_TOGETHER {
            self.submit();
        }
        self.wait_until_under_way(UNDER_WAY)
    }

    fn submit(&mut self) {
        let entries = std::mem::take(&mut self.entries);
        let expected = self.head;
        self.head += entries.len() as u64;
        self.bytes = 0;
        self.under_way.push_back(self.to.submit_copies(self.workspace, expected, entries));
    }

    fn wait_until_under_way(&mut self, at_most: usize) -> Result<(), AppendError> {
        while self.under_way.len() > at_most {
            if let Some(receipt) = self.under_way.pop_front() {
                receipt.wait()?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), AppendError> {
        if !self.entries.is_empty() {
            self.submit();
        }
        self.wait_until_under_way(0)
    }
}
