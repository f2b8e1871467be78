//! The malformed files, and what their index says of each.

use std::path::PathBuf;

use crate::data;

/// One line of the index.
pub struct Malformed {
    /// Where the file is.
    pub path: PathBuf,
    /// Its name without folders.
    pub name: String,
    /// Whether it is to be refused as a whole.
    pub is_rejected: bool,
    /// Whether the index tolerates the other outcome too.
    pub may_differ: bool,
}

/// The files of a family that are there; none, and said so, where the data is not.
///
/// # Panics
/// When the index cannot be read.
pub fn malformed(family: &str) -> Vec<Malformed> {
    let Some(folder) = data("malformed") else { return Vec::new() };
    let mut index = csv::Reader::from_path(folder.join("index.csv")).expect("the index");
    let lines = index.records().map(|line| line.expect("a line of the index"));
    let stored = lines.filter(|line| &line[0] == family && &line[2] == "yes");
    let case = |line: csv::StringRecord| {
        let tolerates = |words: &&str| line[6].contains(words);
        Malformed {
            path: folder.join(family).join(&line[1]),
            name: line[1].to_string(),
            is_rejected: &line[5] == "rejected",
            may_differ: ["also good", "tolerable", "(or ", "or a clear error", "or rejected"]
                .iter()
                .any(tolerates),
        }
    };
    stored.map(case).collect()
}
