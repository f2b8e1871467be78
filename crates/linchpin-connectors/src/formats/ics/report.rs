//! What could not be read as it stands, by line, as many as a person can make use of.

use linchpin_model::Problem;

use super::super::sentence;

/// The most problems that are told one by one.
const MOST: usize = 1_000;

/// Problems, in the order of the file once they are taken.
#[derive(Default)]
pub(super) struct Report {
    problems: Vec<(usize, Problem)>,
    more: usize,
}

impl Report {
    /// Tells of something on a line.
    pub(super) fn add(&mut self, line: usize, message: impl AsRef<str>) {
        self.push(line, message.as_ref(), None);
    }

    /// Tells of something on a line, with what to do next.
    pub(super) fn add_with_hint(&mut self, line: usize, message: impl AsRef<str>, hint: &str) {
        self.push(line, message.as_ref(), Some(hint.to_owned()));
    }

    fn push(&mut self, line: usize, message: &str, hint: Option<String>) {
        if self.problems.len() == MOST {
            self.more += 1;
            return;
        }
        let problem = Problem { place: format!("line {line}"), message: sentence(message), hint };
        self.problems.push((line, problem));
    }

    /// The problems in the order of their lines.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|(line, _)| *line);
        let rest = (self.more > 0).then(|| Problem {
            place: "the whole file".into(),
            message: format!("{} more problems are not told one by one.", self.more),
            hint: None,
        });
        self.problems.into_iter().map(|(_, problem)| problem).chain(rest).collect()
    }
}
