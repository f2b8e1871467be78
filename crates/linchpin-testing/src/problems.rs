//! The scheduling problems of PSPLIB, and the best that is known of each.

use linchpin_connectors::formats::psplib::{Instance, read_instance};

use crate::data;

/// One problem.
pub struct KnownProblem {
    /// Its name.
    pub name: String,
    /// The problem.
    pub instance: Instance,
    /// The length of its critical path.
    pub critical_path: u32,
    /// No schedule is shorter.
    pub lower_bound: u32,
    /// The shortest schedule known.
    pub best_known: u32,
}

/// The problems of a set (`j30`) that are there; none, and said so, where the data is not.
///
/// # Panics
/// When they cannot be read.
pub fn problems(set: &str) -> Vec<KnownProblem> {
    let Some(folder) = data("psplib") else { return Vec::new() };
    let mut index = csv::Reader::from_path(folder.join("best_known.csv")).expect("the index");
    let lines = index.records().map(|line| line.expect("a line of the index"));
    let problem = |line: csv::StringRecord| {
        let bytes = std::fs::read(folder.join(set).join(format!("{}.sm", &line[1]))).ok()?;
        let number = |column: usize| line[column].parse().expect("a number");
        Some(KnownProblem {
            name: line[1].to_string(),
            instance: read_instance(&bytes).expect("a problem"),
            critical_path: number(3),
            lower_bound: number(4),
            best_known: number(5),
        })
    };
    lines.filter(|line| &line[0] == set).filter_map(problem).collect()
}
