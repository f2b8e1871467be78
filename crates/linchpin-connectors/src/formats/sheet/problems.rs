//! What could not be read, without drowning a person in it.

use std::collections::BTreeMap;

use linchpin_model::Problem;

/// How many problems of one sort are told one by one.
const EACH: usize = 100;

/// The problems of one reading.
pub(super) struct Problems {
    list: Vec<Problem>,
    /// How often each sort came up: by its name in the plural.
    counts: BTreeMap<&'static str, usize>,
}

impl Problems {
    /// Begins with those that the file itself has.
    pub(super) fn new(list: Vec<Problem>) -> Self {
        Self { list, counts: BTreeMap::new() }
    }

    /// Adds problems that were told elsewhere.
    pub(super) fn extend(&mut self, problems: Vec<Problem>) {
        self.list.extend(problems);
    }

    /// Tells a problem of a sort: the first ones by place and message, the rest by number. `sort` completes
    /// "12 more …".
    pub(super) fn tell(
        &mut self,
        sort: &'static str,
        problem: impl FnOnce() -> (String, String, Option<&'static str>),
    ) {
        let count = self.counts.entry(sort).or_default();
        *count += 1;
        if *count <= EACH {
            let (place, message, hint) = problem();
            self.list.push(Problem { place, message, hint: hint.map(str::to_owned) });
        }
    }

    /// Tells a problem that comes up once.
    pub(super) fn tell_once(&mut self, place: &str, message: &str, hint: Option<&str>) {
        self.list.push(Problem {
            place: place.into(),
            message: message.into(),
            hint: hint.map(str::to_owned),
        });
    }

    /// All of them in order, and how many more there were of each sort.
    pub(super) fn finish(self) -> Vec<Problem> {
        let more = self.counts.into_iter().filter(|(_, count)| *count > EACH).map(|(sort, count)| Problem {
            place: "the file".into(),
            message: format!("{} more {sort}.", count - EACH),
            hint: None,
        });
        self.list.into_iter().chain(more).collect()
    }
}
