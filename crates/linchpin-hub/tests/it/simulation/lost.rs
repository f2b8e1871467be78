//! What a hub notices by itself of a journal that lies.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use linchpin_hub::HubError;
use linchpin_model::Actor;

use super::faults::{Fault, Plan};
use super::place::{Ground, Place};
use super::run::add_item;
use super::seeded::Seeded;
use crate::Ticking;

fn ground(folder: &Path, fault: Fault) -> Ground {
    let place = Place::File(folder.join("hub"));
    place.journal().create_workspace("main").expect("a workspace");
    Ground {
        place,
        workspace: "main".into(),
        checkpoint: folder.join("checkpoint"),
        clock: Arc::new(Ticking(AtomicI64::new(1_790_000_000_000))),
        chance: Arc::new(Seeded::of(1)),
        plan: Arc::new(Plan::of(&[fault], 1, 1)),
    }
}

#[test]
fn a_journal_that_lost_its_end_is_told_and_not_recorded_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let ground = ground(folder.path(), Fault::FalseSuccess);
    let hub = ground.open(false).expect("the hub opens").hub;
    let add = || hub.command(hub.new_id(), Actor::System, "test", &add_item("First"), &[]);
    add().expect("recorded, as it seems");
    ground.plan.end();
    assert!(matches!(add(), Err(HubError::LostEnd { found: 0, known: 1 })));
    assert!(matches!(hub.history(), Err(HubError::LostEnd { .. })));
    assert!(matches!(hub.write_lines(&mut Vec::new()), Err(HubError::LostEnd { .. })));
    assert_eq!(hub.journal().head("main").expect("a head").position, 0);
}

#[test]
fn entries_that_are_read_twice_out_of_order_or_not_at_all_stop_the_hub() {
    for fault in [Fault::ReadsTwice, Fault::ReadsSwapped, Fault::ReadsPast] {
        let folder = tempfile::tempdir().expect("a folder");
        let lying = ground(folder.path(), fault);
        let truthful = Ground { plan: Arc::new(Plan::of(&[], 1, 1)), ..ground(folder.path(), fault) };
        let hub = truthful.open(false).expect("the hub opens").hub;
        for title in ["First", "Second", "Third"] {
            hub.command(hub.new_id(), Actor::System, "test", &add_item(title), &[]).expect("an item");
        }
        let opened = lying.open(false).map(|opened| opened.hub.world().position);
        assert!(matches!(opened, Err(HubError::Unreadable { .. })), "{fault:?}: {opened:?}");
    }
}
