//! Where the test data is, and the index of its malformed files.

pub(crate) use linchpin_testing::data as path;

/// The bytes of a file of the test data; none if it is not here.
pub(crate) fn bytes(relative: &str) -> Option<Vec<u8>> {
    path(relative).map(|path| std::fs::read(path).expect("a file of the test data can be read"))
}

/// One line of the index of malformed files.
pub(crate) struct Case {
    pub(crate) file: String,
    pub(crate) expected: String,
    pub(crate) check: String,
    pub(crate) bytes: Vec<u8>,
}

/// The stored malformed files of one family, in the order of the index; empty if there is no data here.
pub(crate) fn malformed(family: &str) -> Vec<Case> {
    let Some(folder) = path("malformed") else {
        return Vec::new();
    };
    let mut index = csv::Reader::from_path(folder.join("index.csv")).expect("the index can be read");
    let lines = index.records().map(|line| line.expect("the index is a table"));
    lines
        .filter(|line| &line[0] == family && &line[2] == "yes")
        .map(|line| Case {
            file: line[1].into(),
            expected: line[5].into(),
            check: line[6].into(),
            bytes: std::fs::read(folder.join(family).join(&line[1])).expect("the case is stored"),
        })
        .collect()
}
