//! What does an entry's hash cover, byte by byte?
//!
//! An entry's hash is SHA-256 over these, one after the other, whole numbers with the highest byte first:
//!
//! | bytes | what |
//! |---|---|
//! | 17 | the ASCII text `linchpin entry 1` and a line feed |
//! | 32 | the hash of the entry before; zeros for the first |
//! | 4, then n | length in bytes and UTF-8 text of the workspace's key |
//! | 8 | position |
//! | 16 | command id |
//! | 8 | recorded at, milliseconds since 1970 UTC, two's complement |
//! | 8, then n | length in bytes and UTF-8 text of the body |
//! | 4, then 32 each | number of texts, and the hash of each in its order |
//!
//! Each part has a fixed or a stated length, so two different entries never give the same bytes. A text's hash is
//! SHA-256 over its 16 bytes of salt and its UTF-8 text: erasing text and salt leaves the chain as it was.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What an entry's hash covers, apart from the hash of the entry before.
#[derive(Debug, Clone, Copy)]
pub struct HashedEntry<'a> {
    /// The key of the workspace.
    pub workspace: &'a str,
    /// The entry's position, from 1.
    pub position: u64,
    /// The id of its command.
    pub command_id: Uuid,
    /// When it was recorded, in milliseconds since 1970 UTC.
    pub recorded_at_ms: i64,
    /// Its body.
    pub body: &'a str,
}

/// The hash of an entry that follows one with the hash `previous`, in the layout of this module.
pub fn entry_hash<'a>(
    previous: &[u8; 32],
    entry: &HashedEntry<'_>,
    texts: impl ExactSizeIterator<Item = &'a [u8; 32]>,
) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(b"linchpin entry 1\n");
    sha.update(previous);
    sha.update((entry.workspace.len() as u32).to_be_bytes());
    sha.update(entry.workspace.as_bytes());
    sha.update(entry.position.to_be_bytes());
    sha.update(entry.command_id.as_bytes());
    sha.update(entry.recorded_at_ms.to_be_bytes());
    sha.update((entry.body.len() as u64).to_be_bytes());
    sha.update(entry.body.as_bytes());
    sha.update((texts.len() as u32).to_be_bytes());
    texts.for_each(|hash| sha.update(hash));
    sha.finalize().into()
}

/// The salted hash of an erasable text.
pub fn text_hash(salt: &[u8; 16], text: &str) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update(text.as_bytes());
    sha.finalize().into()
}

/// A hash as a person reads it: its first 12 hexadecimal digits.
pub fn short(hash: &[u8; 32]) -> String {
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(workspace: &str, body: &str, texts: &[[u8; 32]]) -> [u8; 32] {
        let command_id = Uuid::from_u128(7);
        let entry = HashedEntry { workspace, position: 1, command_id, recorded_at_ms: 5, body };
        entry_hash(&[0; 32], &entry, texts.iter())
    }

    #[test]
    fn the_layout_is_the_one_that_the_table_states() {
        let mut bytes = b"linchpin entry 1\n".to_vec();
        bytes.extend([0; 32]);
        bytes.extend([0, 0, 0, 2, b'w', b's']);
        bytes.extend(1u64.to_be_bytes());
        bytes.extend(7u128.to_be_bytes());
        bytes.extend(5i64.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 2, b'{', b'}']);
        bytes.extend([0, 0, 0, 1]);
        bytes.extend([9; 32]);
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(hash_of("ws", "{}", &[[9; 32]]), expected);
    }

    #[test]
    fn moving_a_byte_from_one_part_to_the_next_gives_another_hash() {
        assert_ne!(hash_of("ab", "c", &[]), hash_of("a", "bc", &[]));
        assert_ne!(hash_of("a", "b", &[[1; 32]]), hash_of("a", "b", &[]));
    }
}
