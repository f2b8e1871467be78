//! Answers a question and writes the answer.

use crate::cli::{AnswerFormat, Cli, ReportArgs, ReportName};
use crate::failure::Failure;
use crate::reports;
use crate::subject::Subject;

pub(crate) fn run(cli: &Cli, args: &ReportArgs) -> Result<String, Failure> {
    let subject = Subject::of(cli, args)?;
    let answer = reports::answer(&subject, args);
    if args.format == AnswerFormat::Json {
        return Ok(answer.json + "\n");
    }
    let mut page = answer.page;
    page.notes.extend(subject.problems.iter().cloned());
    Ok(page.write(args.format))
}

impl ReportArgs {
    /// Whether the question needs the World of an earlier moment.
    pub(crate) fn needs_past(&self) -> bool {
        matches!(self.name, ReportName::Changes | ReportName::Why)
    }
}
