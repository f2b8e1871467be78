//! What must hold of a hub in a SQLite file, beside what holds of every journal?

use crate::conformance::check_conformance;
use crate::hub::Folder;

#[test]
fn a_sqlite_hub_keeps_every_promise_of_a_journal() {
    let folder = Folder::new();
    check_conformance(&folder.new_hub());
}
