//! The real and malformed files that tests read where they are, and what is left out where they are not.

use std::io::Write;
use std::path::PathBuf;

/// A file or folder of the test data: in `LINCHPIN_DATA`, else in `shared/data` beside the repository; none if it is not
/// there, which is told.
///
/// # Panics
/// When `LINCHPIN_DATA=required` and it is not there.
pub fn data(relative: &str) -> Option<PathBuf> {
    let root = match std::env::var("LINCHPIN_DATA").unwrap_or_default().as_str() {
        "" | "required" => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        folder => PathBuf::from(folder),
    };
    let path = root.join(relative);
    if path.exists() {
        return Some(path);
    }
    left_out(&format!("the test data {relative}"));
    None
}

/// Says that something was not tested, and puts it on the list that the gate tells at its end.
///
/// # Panics
/// When `LINCHPIN_DATA=required`: then nothing may be left out.
pub fn left_out(what: &str) {
    eprintln!("LEFT OUT: {what}");
    if let Some(list) = std::env::var_os("LINCHPIN_LEFT_OUT") {
        let list = std::fs::OpenOptions::new().create(true).append(true).open(list);
        list.and_then(|mut list| writeln!(list, "{what}")).expect("it is put on the list");
    }
    assert!(std::env::var("LINCHPIN_DATA").as_deref() != Ok("required"), "left out: {what}");
}
