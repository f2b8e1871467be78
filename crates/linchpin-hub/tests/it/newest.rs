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

#[test]
fn commands_of_one_act_are_one_entry_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let hub = open(&folder.path().join("hub"));
    let item = |title: &str| Command::Add {
        key: Some(Key::new(title)),
        fields: linchpin_model::event::AnyFields::Item(vec![ItemField::Title(Some(title.into()))]),
    };
    let id = hub.new_id();
    let both = [item("rain"), item("wind")];
    let recorded = hub.commands(id, Actor::System, "test", &both, &[]).expect("recorded");
    assert_eq!(recorded.position, Some(1));
    assert_eq!(hub.world().live::<Item>().count(), 2);
    let again = hub.commands(id, Actor::System, "test", &both, &[]).expect("the same again");
    assert_eq!((again.position, hub.world().position), (Some(1), 1));
    let taken = [item("snow"), item("rain")];
    hub.commands(hub.new_id(), Actor::System, "test", &taken, &[]).expect_err("the key is taken");
    assert_eq!(hub.world().live::<Item>().count(), 2, "nothing of it was recorded");
    hub.undo(hub.new_id(), Actor::System, "test", 1).expect("undone");
    assert_eq!(hub.world().live::<Item>().count(), 0, "both at once");
}
