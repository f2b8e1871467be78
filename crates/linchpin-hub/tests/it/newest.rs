//! What a hub does when the journal is not where it left it.

use linchpin_model::command::Command;
use linchpin_model::*;

use crate::{add_item, open};

#[test]
fn a_refusal_and_nothing_to_do_stand_on_what_others_recorded() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, two) = (open(&folder.path().join("hub")), open(&folder.path().join("hub")));
    add_item(&one, "First");
    let thing = Thing::Item(Id::new(1));
    let remove = Command::Remove { thing };
    two.command(two.new_id(), Actor::System, "test", &remove, &[]).expect("the other hub knows it");
    let restore = Command::Restore { thing };
    let restored = one.command(one.new_id(), Actor::System, "test", &restore, &[]).expect("restored");
    assert_eq!(restored.position, Some(3));
    let undone = two.undo(two.new_id(), Actor::System, "test", 3).expect("undone");
    assert_eq!(undone.position, Some(4));
}
