//! Is what a journal holds still what was recorded?

use crate::chain::{HashedEntry, entry_hash, short, text_hash};
use crate::entry::{EntryRef, Head, StoredText};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How much of a journal a check reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckDepth {
    /// The last so many entries and their texts: quick, for every start.
    Recent(u64),
    /// Every entry from the first, every text, and the database's own structure.
    Whole,
}

/// What a check read, and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// The workspace.
    pub workspace: String,
    /// The head that the hub states.
    pub head: Head,
    /// How many entries were read.
    pub entries: u64,
    /// How many texts were read, erased ones included.
    pub texts: u64,
    /// How many of these are erased.
    pub erased_texts: u64,
    /// What is wrong, in the order in which it was met; empty if all is well. At most [`CheckReport::MOST_FINDINGS`]
    /// are kept, and one more says how many there were.
    pub findings: Vec<Finding>,
}

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The entry it is about, or `None` if it is about the hub as a whole.
    pub position: Option<u64>,
    /// What is wrong, as a sentence without the position.
    pub what: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.position {
            Some(position) => write!(f, "at position {position}, {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl CheckReport {
    /// How many findings a report holds at most, so that a wrecked file still gives a report that can be read.
    pub const MOST_FINDINGS: usize = 100;

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Goes along a journal and holds each entry against the one before. Both databases use it.
pub(crate) struct ChainCheck {
    report: CheckReport,
    unlisted: usize,
    previous: Head,
    last_recorded_at_ms: i64,
    command_ids: BTreeSet<Uuid>,
}

impl ChainCheck {
    /// Starts after an entry with the given head; `last_recorded_at_ms` is that entry's, or the least number.
    pub(crate) fn starting_after(
        workspace: &str,
        stated: Head,
        previous: Head,
        last_recorded_at_ms: i64,
    ) -> Self {
        let report = CheckReport {
            workspace: workspace.to_owned(),
            head: stated,
            entries: 0,
            texts: 0,
            erased_texts: 0,
            findings: Vec::new(),
        };
        ChainCheck { report, unlisted: 0, previous, last_recorded_at_ms, command_ids: BTreeSet::new() }
    }

    /// Notes something that is wrong.
    pub(crate) fn find(&mut self, position: Option<u64>, what: impl Into<String>) {
        if self.report.findings.len() < CheckReport::MOST_FINDINGS {
            self.report.findings.push(Finding { position, what: what.into() });
        } else {
            self.unlisted += 1;
        }
    }

    /// Holds the next entry against what came before.
    pub(crate) fn entry(&mut self, entry: &EntryRef<'_>) {
        let position = entry.position;
        self.report.entries += 1;
        if position != self.previous.position + 1 {
            let after = self.previous.position;
            self.find(Some(position), format!("the entry does not follow position {after}: there is a gap"));
        }
        if entry.recorded_at_ms < self.last_recorded_at_ms {
            self.find(Some(position), "the entry was recorded earlier than the one before it");
        }
        if !self.command_ids.insert(entry.command_id) {
            let id = entry.command_id;
            self.find(Some(position), format!("the command {id} is recorded a second time"));
        }
        if self.hash_of(entry) != entry.hash {
            let stated = short(&entry.hash);
            self.find(
                Some(position),
                format!("the entry, or the one before it, does not give its hash {stated}…"),
            );
        }
        entry.texts.iter().for_each(|text| self.text(position, text));
        self.previous = Head { position, hash: entry.hash };
        self.last_recorded_at_ms = entry.recorded_at_ms;
    }

    fn hash_of(&self, entry: &EntryRef<'_>) -> [u8; 32] {
        let hashed = HashedEntry {
            workspace: &self.report.workspace,
            position: entry.position,
            command_id: entry.command_id,
            recorded_at_ms: entry.recorded_at_ms,
            body: entry.body,
        };
        entry_hash(&self.previous.hash, &hashed, entry.texts.iter().map(|text| &text.hash))
    }

    fn text(&mut self, position: u64, text: &StoredText) {
        self.report.texts += 1;
        match &text.kept {
            None => self.report.erased_texts += 1,
            Some(kept) if text_hash(&kept.salt, &kept.text) == text.hash => {}
            Some(_) => {
                let stated = short(&text.hash);
                self.find(Some(position), format!("a text of the entry does not give its hash {stated}…"));
            }
        }
    }

    /// Holds the end against the head that the hub states, and hands out the report.
    pub(crate) fn finish(mut self) -> CheckReport {
        let stated = self.report.head;
        if self.previous != stated {
            let (last, head) = (self.previous.position, stated.position);
            let (found, wanted) = (short(&self.previous.hash), short(&stated.hash));
            let what =
                format!("the journal ends here with hash {found}…, but the hub states {head} with {wanted}…");
            self.find(Some(last), what);
        }
        if self.unlisted > 0 {
            let what = format!("and {} findings more", self.unlisted);
            self.report.findings.push(Finding { position: None, what });
        }
        self.report
    }
}
