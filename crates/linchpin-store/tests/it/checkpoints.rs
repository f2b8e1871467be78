//! Is a checkpoint used only if it is whole and belongs to this journal and this binary?

use crate::hub::{Folder, WORKSPACE, entries};
use linchpin_store::{Checkpoint, CheckpointRead, Journal, SqliteJournal};
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;

const SCHEMA: [u8; 32] = [1; 32];

/// A hub with five entries, and a checkpoint at the fourth.
struct Kept {
    _folder: Folder,
    journal: SqliteJournal,
    checkpoint: Checkpoint,
    path: PathBuf,
}

fn kept() -> Kept {
    let folder = Folder::in_memory();
    let journal = folder.new_hub();
    let at = journal.append(WORKSPACE, 0, entries(1, 4)).expect("recorded").head;
    journal.append(WORKSPACE, 4, entries(5, 1)).expect("recorded");
    let (workspace, position, chain_hash) = (WORKSPACE.to_owned(), at.position, at.hash);
    let checkpoint =
        Checkpoint { workspace, position, chain_hash, schema: SCHEMA, bytes: b"a World".repeat(30) };
    let path = Checkpoint::path_beside(&folder.hub(), WORKSPACE);
    checkpoint.write(&path).expect("written");
    Kept { _folder: folder, journal, checkpoint, path }
}

impl Kept {
    fn read(&self) -> CheckpointRead {
        Checkpoint::read(&self.path, &self.journal, WORKSPACE, &SCHEMA).expect("the journal answers")
    }

    /// It is not used, and the notice says why.
    fn check_unused(&self, why: &str) {
        let read = self.read();
        assert_eq!(read.checkpoint, None, "{why}");
        let notice = read.notice.expect("a notice");
        assert!(notice.contains(why), "{notice}");
    }
}

#[test]
fn a_checkpoint_comes_back_as_it_was_written() {
    let kept = kept();
    assert_eq!(kept.read(), CheckpointRead { checkpoint: Some(kept.checkpoint.clone()), notice: None });
    let newer = Checkpoint { bytes: Vec::new(), ..kept.checkpoint.clone() };
    newer.write(&kept.path).expect("written over the old one");
    assert_eq!(kept.read().checkpoint, Some(newer));
}

#[test]
fn a_missing_checkpoint_needs_no_notice() {
    let kept = kept();
    fs::remove_file(&kept.path).expect("removed");
    assert_eq!(kept.read(), CheckpointRead { checkpoint: None, notice: None });
}

#[test]
fn a_checkpoint_cut_anywhere_is_not_used() {
    let kept = kept();
    let whole = fs::read(&kept.path).expect("its bytes");
    for end in 0..whole.len() {
        fs::write(&kept.path, &whole[..end]).expect("cut");
        kept.check_unused("it is not whole");
    }
    fs::write(&kept.path, [whole.as_slice(), b"x"].concat()).expect("made longer");
    kept.check_unused("it is not whole");
}

#[test]
fn a_checkpoint_with_any_bit_flipped_is_not_used() {
    let kept = kept();
    let whole = fs::read(&kept.path).expect("its bytes");
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&kept.path, flipped).expect("flipped");
        kept.check_unused("it is not whole");
    }
}

#[test]
fn a_checkpoint_of_another_version_journal_or_workspace_is_not_used() {
    let kept = kept();
    let good = kept.checkpoint.clone();
    let others = [
        (Checkpoint { schema: [2; 32], ..good.clone() }, "another version of Linchpin wrote it"),
        (Checkpoint { chain_hash: [2; 32], ..good.clone() }, "does not belong to this journal"),
        (Checkpoint { position: 3, ..good.clone() }, "does not belong to this journal"),
        (Checkpoint { position: 6, ..good.clone() }, "does not belong to this journal"),
        (Checkpoint { workspace: "other".to_owned(), ..good }, "another workspace's"),
    ];
    for (checkpoint, why) in others {
        checkpoint.write(&kept.path).expect("written");
        kept.check_unused(why);
    }
}

#[test]
fn a_file_that_somebody_else_made_is_not_used() {
    let kept = kept();
    fs::write(&kept.path, b"something else of some length, with no sum at its end").expect("written");
    kept.check_unused("it is not whole");
    fs::remove_file(&kept.path).expect("removed");
    fs::create_dir(&kept.path).expect("a folder in its place");
    kept.check_unused("it cannot be read");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_world_comes_back_as_it_was(bytes in proptest::collection::vec(any::<u8>(), 0..5_000)) {
        let kept = kept();
        let checkpoint = Checkpoint { bytes, ..kept.checkpoint.clone() };
        checkpoint.write(&kept.path).expect("written");
        prop_assert_eq!(kept.read().checkpoint, Some(checkpoint));
    }
}
