//! What is an entry before it is recorded, and what is it afterwards?

use uuid::Uuid;

/// An entry that is to be appended: one accepted command with its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The command's own id (v7). An id is recorded once in a workspace; a second append of it changes nothing.
    pub command_id: Uuid,
    /// The hub's clock, in milliseconds since 1970 UTC. The store raises it to the last entry's, so it never decreases.
    pub recorded_at_ms: i64,
    /// The events as text, stored and hashed as these very bytes. It holds no NUL.
    pub body: String,
    /// The erasable texts that the body speaks of by their hashes, in the order of the body.
    pub texts: Vec<NewText>,
}

/// A text that can be erased later, such as a name or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// [`chain::text_hash`](crate::chain::text_hash) of salt and text; an append with another hash is refused.
    pub hash: [u8; 32],
    /// Random bytes that keep a short text from being guessed from its hash once it is erased.
    pub salt: [u8; 16],
    /// The text itself. It holds no NUL.
    pub text: String,
}

/// A text of a recorded entry: its hash for ever, and the text until it is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText {
    /// The salted hash, which stays.
    pub hash: [u8; 32],
    /// Salt and text, or `None` once erased.
    pub kept: Option<KeptText>,
}

/// The erasable part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptText {
    /// The salt of the hash.
    pub salt: [u8; 16],
    /// The text.
    pub text: String,
}

/// A recorded entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place in the workspace's journal: 1 is the first, and there are no gaps.
    pub position: u64,
    /// The id of the command.
    pub command_id: Uuid,
    /// When the hub recorded it, in milliseconds since 1970 UTC; never less than the entry before.
    pub recorded_at_ms: i64,
    /// The events as text.
    pub body: String,
    /// Its texts, in the order in which they were given.
    pub texts: Vec<StoredText>,
    /// [`chain::entry_hash`](crate::chain::entry_hash) over this entry and the hash of the one before.
    pub hash: [u8; 32],
}

/// A recorded entry as it is read: it borrows from the reader and lives for one call.
#[derive(Debug, Clone, Copy)]
pub struct EntryRef<'a> {
    /// As [`StoredEntry::position`].
    pub position: u64,
    /// As [`StoredEntry::command_id`].
    pub command_id: Uuid,
    /// As [`StoredEntry::recorded_at_ms`].
    pub recorded_at_ms: i64,
    /// As [`StoredEntry::body`].
    pub body: &'a str,
    /// As [`StoredEntry::texts`].
    pub texts: &'a [StoredText],
    /// As [`StoredEntry::hash`].
    pub hash: [u8; 32],
}

impl EntryRef<'_> {
    /// Copies the entry, to keep it beyond the call.
    pub fn to_stored(&self) -> StoredEntry {
        StoredEntry {
            position: self.position,
            command_id: self.command_id,
            recorded_at_ms: self.recorded_at_ms,
            body: self.body.to_owned(),
            texts: self.texts.to_vec(),
            hash: self.hash,
        }
    }
}

/// Where the journal of a workspace ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The position of the last entry, or 0 if there is none.
    pub position: u64,
    /// The hash of the last entry, or 32 zero bytes if there is none.
    pub hash: [u8; 32],
}

impl Head {
    /// The head of a journal without entries.
    pub const EMPTY: Head = Head { position: 0, hash: [0; 32] };
}

impl From<NewText> for StoredText {
    fn from(text: NewText) -> Self {
        StoredText { hash: text.hash, kept: Some(KeptText { salt: text.salt, text: text.text }) }
    }
}
