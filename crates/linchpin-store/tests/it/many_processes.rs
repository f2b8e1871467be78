//! Can several processes append to one hub at the same time?

use crate::child::{Acknowledged, acknowledge, append_of, appends_in, child_command, listen};
use crate::hub::{Folder, WORKSPACE, check_sound, open};
use linchpin_store::{AppendError, Journal};
use std::collections::BTreeMap;
use std::path::Path;

const PROCESSES: u64 = 3;
const APPENDS_OF_A_PROCESS: u64 = 60;

/// The child's part: each append is tried again until it is the next one.
pub(crate) fn work(hub: &Path, run: u64) {
    let journal = open(hub);
    for append in (run << 16)..(run << 16) + APPENDS_OF_A_PROCESS {
        let entries = 1 + append % 3;
        loop {
            let expected = journal.head(WORKSPACE).expect("a head").position;
            match journal.append(WORKSPACE, expected, append_of(append, entries)) {
                Ok(appended) => {
                    break acknowledge(&Acknowledged { head: appended.head, append, entries });
                }
                Err(AppendError::HeadMoved { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[test]
fn processes_appending_at_once_lose_nothing_double_nothing_and_leave_no_gap() {
    let folder = Folder::new();
    let journal = folder.new_hub();
    let start = |run| {
        let mut command = child_command(&[], &folder.hub(), run);
        command.env("LINCHPIN_CHILD_WORK", "others too").spawn().expect("a child")
    };
    let children: Vec<_> = (1..=PROCESSES).map(start).collect();
    let listeners = children.into_iter().map(|child| std::thread::spawn(|| listen(child, |_, _| {})));
    let listeners: Vec<_> = listeners.collect();
    let mut acknowledged = BTreeMap::new();
    for listener in listeners {
        let heard = listener.join().expect("heard");
        assert!(heard.status.success(), "{}", heard.words);
        acknowledged.extend(heard.acknowledged.iter().map(|told| (told.append, *told)));
    }
    assert_eq!(acknowledged.len() as u64, PROCESSES * APPENDS_OF_A_PROCESS);
    let wanted = acknowledged.values().map(|told| (told.append, (told.entries, told.entries))).collect();
    assert_eq!(appends_in(&journal), wanted);
    for told in acknowledged.values() {
        assert_eq!(journal.hash_at(WORKSPACE, told.head.position), Ok(Some(told.head.hash)), "{told:?}");
    }
    check_sound(&journal, WORKSPACE);
}
