//! The real files that tests read where they are there.

use std::path::PathBuf;

/// The folder of the real files, whether they are there or not.
pub(crate) fn folder() -> PathBuf {
    linchpin_testing::data("").unwrap_or_default()
}

/// The text of a file; none, with a word about it, if it is not there. Panics if it must be.
pub(crate) fn read(file: &str) -> Option<String> {
    let path = linchpin_testing::data(file)?;
    Some(std::fs::read_to_string(path).expect("a file of the test data can be read"))
}
