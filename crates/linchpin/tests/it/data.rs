//! The real files that tests read where they are there.

use std::path::PathBuf;

/// The folder of the real files: `LINCHPIN_DATA`, else beside the repository.
pub(crate) fn folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    match std::env::var("LINCHPIN_DATA") {
        Ok(folder) if folder != "required" => folder.into(),
        _ => beside(),
    }
}

/// The text of a file; none, with a word about it, if it is not there. Panics if it must be.
pub(crate) fn read(file: &str) -> Option<String> {
    let path = folder().join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if std::env::var("LINCHPIN_DATA").as_deref() == Ok("required") => {
            panic!("{}: {error}", path.display())
        }
        Err(_) => {
            eprintln!("LEFT OUT: {file}");
            None
        }
    }
}
