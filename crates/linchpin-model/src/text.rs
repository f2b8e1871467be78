//! Texts that belong to a person: kept apart from the journal's entries, which hold only a salted hash of each.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The salted hash of a personal text. It says nothing about the text once the salt is erased.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRef(Arc<[u8; 32]>);

/// A personal text with its salt, stored beside the entry that refers to it, and erasable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalText {
    /// SHA-256 over the salt, then the text in UTF-8.
    pub hash: TextRef,
    /// 16 bytes of chance, so that a guessed text cannot be confirmed by its hash.
    pub salt: [u8; 16],
    /// The text.
    pub text: Arc<str>,
}

impl PersonalText {
    /// Hashes `text` with `salt`.
    pub fn new(salt: [u8; 16], text: &str) -> Self {
        let hash = Sha256::new().chain_update(salt).chain_update(text.as_bytes()).finalize();
        Self { hash: TextRef::from_bytes(hash.into()), salt, text: text.into() }
    }
}

impl TextRef {
    /// From the 32 bytes of a hash.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Arc::new(bytes))
    }

    /// The 32 bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TextRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TextRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for TextRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for TextRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            parse_hex(&text)
                .map(Self::from_bytes)
                .ok_or_else(|| serde::de::Error::custom("expected 64 hexadecimal digits"))
        } else {
            <[u8; 32]>::deserialize(deserializer).map(Self::from_bytes)
        }
    }
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}
