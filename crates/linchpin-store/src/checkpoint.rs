//! How is a World kept, so that opening a hub need not replay its whole journal?
//!
//! A checkpoint is a cache: it is written beside the hub, may be deleted at any time, and is used only if it is whole, of
//! this binary's schema, and its place in the journal still has the same hash. The file is, whole numbers with the
//! highest byte first: the text `linchpin checkpoint 1` and a line feed; 4 bytes of length and the workspace's key;
//! 8 bytes of position; 32 of the entry's hash; 32 of the schema; 8 of length and the World; last 32 bytes of SHA-256
//! over all before.

use crate::chain::short;
use crate::disk::{beside, rename, sync_folder};
use crate::error::StoreError;
use crate::journal::Journal;
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const MAGIC: &[u8] = b"linchpin checkpoint 1\n";

/// A World as it was after one entry, in bytes that only the schema's owner can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The workspace.
    pub workspace: String,
    /// The position of the last entry that is in it.
    pub position: u64,
    /// The hash of that entry.
    pub chain_hash: [u8; 32],
    /// A hash over the types that `bytes` are made of. Another one means that the bytes cannot be read.
    pub schema: [u8; 32],
    /// The World.
    pub bytes: Vec<u8>,
}

/// What became of reading a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRead {
    /// The checkpoint, if it may be used.
    pub checkpoint: Option<Checkpoint>,
    /// Why not, as a sentence for the log. `None` also if there simply is none yet.
    pub notice: Option<String>,
}

impl Checkpoint {
    /// Where the checkpoint of a workspace is, beside the file of its hub.
    pub fn path_beside(hub: &Path, workspace: &str) -> PathBuf {
        let name = short(&Sha256::digest(workspace.as_bytes()).into());
        beside(hub, &format!(".checkpoint-{name}"))
    }

    /// Writes it, so that a reader finds the old one or the new one, never a part.
    pub fn write(&self, path: &Path) -> Result<(), StoreError> {
        let part = beside(path, &format!(".part-{}", std::process::id()));
        let written = self.write_part(&part).and_then(|()| rename(&part, path));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written.and_then(|()| sync_folder(path))
    }

    fn write_part(&self, part: &Path) -> Result<(), StoreError> {
        let head = self.head_bytes();
        let mut sha = Sha256::new();
        sha.update(&head);
        sha.update(&self.bytes);
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part);
        let written = file.and_then(|mut file| {
            file.write_all(&head)?;
            file.write_all(&self.bytes)?;
            file.write_all(&sha.finalize())?;
            file.sync_all()
        });
        written.map_err(|error| StoreError::io("Writing the checkpoint", part, &error))
    }

    fn head_bytes(&self) -> Vec<u8> {
        let mut head = MAGIC.to_vec();
        head.extend((self.workspace.len() as u32).to_be_bytes());
        head.extend(self.workspace.as_bytes());
        head.extend(self.position.to_be_bytes());
        head.extend(self.chain_hash);
        head.extend(self.schema);
        head.extend((self.bytes.len() as u64).to_be_bytes());
        head
    }

    /// Reads the checkpoint at `path` if it may be used for this workspace of this journal by a binary of this schema.
    ///
    /// Anything wrong with it is a notice: the journal is replayed instead. An error means that the journal could not
    /// be asked.
    pub fn read(
        path: &Path,
        journal: &dyn Journal,
        workspace: &str,
        schema: &[u8; 32],
    ) -> Result<CheckpointRead, StoreError> {
        let content = match fs::read(path) {
            Ok(content) => content,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(CheckpointRead { checkpoint: None, notice: None });
            }
            Err(error) => return Ok(unused(path, &format!("it cannot be read ({error})"))),
        };
        let Some(checkpoint) = parse(content) else {
            return Ok(unused(path, "it is not whole"));
        };
        let why = if checkpoint.workspace != workspace {
            "it is another workspace's"
        } else if checkpoint.schema != *schema {
            "another version of Linchpin wrote it"
        } else if journal.hash_at(workspace, checkpoint.position)? != Some(checkpoint.chain_hash) {
            "it does not belong to this journal"
        } else {
            return Ok(CheckpointRead { checkpoint: Some(checkpoint), notice: None });
        };
        Ok(unused(path, why))
    }
}

fn unused(path: &Path, why: &str) -> CheckpointRead {
    let path = path.display();
    let notice =
        format!("The checkpoint {path} is not used: {why}. The journal is replayed from its start instead");
    CheckpointRead { checkpoint: None, notice: Some(notice) }
}

fn parse(mut content: Vec<u8>) -> Option<Checkpoint> {
    let end = content.len().checked_sub(32)?;
    let (whole, sum) = content.split_at(end);
    if Sha256::digest(whole).as_slice() != sum {
        return None;
    }
    let mut rest = whole.strip_prefix(MAGIC)?;
    let key_length = u32::from_be_bytes(take(&mut rest)?) as usize;
    let (key, after_key) = rest.split_at_checked(key_length)?;
    rest = after_key;
    let workspace = String::from_utf8(key.to_vec()).ok()?;
    let position = u64::from_be_bytes(take(&mut rest)?);
    let (chain_hash, schema) = (take(&mut rest)?, take(&mut rest)?);
    let length = u64::from_be_bytes(take(&mut rest)?);
    if rest.len() as u64 != length {
        return None;
    }
    let start = end - rest.len();
    content.truncate(end);
    content.drain(..start);
    Some(Checkpoint { workspace, position, chain_hash, schema, bytes: content })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*bytes)
}
