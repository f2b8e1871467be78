//! Linchpin's own JSON lines: one observation a line, as `docs/guides/json-lines.md` describes them.

use linchpin_model::observation::Listing;
use linchpin_model::{Batch, Moment, Observation, Problem};
use serde::Deserialize;

use super::source_name::stem;
use super::{ReadOptions, Unreadable, json, shown};

/// The version that is written and read; a later one may say what this reader does not know.
const VERSION: u32 = 1;
/// How many problems are told; the rest is counted.
const MOST_PROBLEMS: usize = 1_000;

/// The line that may stand first.
#[derive(Deserialize)]
struct Header {
    /// What the lines are: `observations` or `journal`.
    linchpin: String,
    version: u32,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    listing: Option<Whole>,
    #[serde(default)]
    exported_at: Option<Moment>,
}

/// Whether the lines are all that there is.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Whole {
    Complete,
    Partial,
}

/// Reads observations, one a line. A line that is none is a problem with its place, and the rest stands; a reading with
/// problems is taken for a part.
///
/// Without a first line that says otherwise the source is `jsonl:` and the file's name, and the lines are a part of it.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let text = json::decode(bytes)?;
    let mut lines = numbered(&text).peekable();
    let header = match lines.peek().map(|(_, line)| *line) {
        Some(first) => header(first)?,
        None => None,
    };
    if header.is_some() {
        lines.next();
    }
    let (observations, problems) = observations(lines);
    let whole = header.as_ref().and_then(|header| header.listing);
    let header_source = header.as_ref().and_then(|header| header.source.clone());
    let source = options.source.map(str::to_owned).or(header_source);
    Ok(Batch {
        format: "jsonl".into(),
        source: source.unwrap_or_else(|| format!("jsonl:{}", stem(options.name))).into(),
        url: header.as_ref().and_then(|header| header.url.as_deref()).map(Into::into),
        exported_at: header.as_ref().and_then(|header| header.exported_at),
        listing: match (whole, problems.is_empty()) {
            (Some(Whole::Complete), true) => Listing::Complete,
            _ => Listing::Partial,
        },
        mapping: None,
        observations,
        problems,
    })
}

/// The lines that hold something, with their numbers from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    lines.filter(|(_, line)| !line.is_empty())
}

/// The first line, if it is a header. One that this reader cannot follow refuses the file.
fn header(line: &str) -> Result<Option<Header>, Unreadable> {
    let Ok(checked) = json::check(line.as_bytes()) else { return Ok(None) };
    let object = checked.documents().next().and_then(|document| document.object());
    if !object.is_some_and(|object| object.has("linchpin")) {
        return Ok(None);
    }
    let header: Header = serde_json::from_str(line).map_err(|error| {
        Unreadable::new(format!("The first line is no header: {}.", sentence(&error)))
            .at(1, error.column())
            .hint("Write it as `{\"linchpin\":\"observations\",\"version\":1,\"source\":\"…\"}`.")
    })?;
    if header.version > VERSION {
        return Err(Unreadable::new(format!("It is written in version {} of the format.", header.version))
            .at(1, 1)
            .hint(format!("This program reads version {VERSION}. Read it with a newer one.")));
    }
    match header.linchpin.as_str() {
        "observations" => Ok(Some(header)),
        "journal" => Err(Unreadable::new("It is a whole journal, not what a source says.")
            .at(1, 1)
            .hint("Put it back into an empty hub with `linchpin restore`.")),
        other => Err(Unreadable::new(format!("It holds `{}`, which is not known.", shown(other)))
            .at(1, 1)
            .hint("Lines of a source start with `{\"linchpin\":\"observations\",\"version\":1}`.")),
    }
}

fn observations<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> (Vec<Observation>, Vec<Problem>) {
    let mut observations = Vec::new();
    let mut problems = Vec::new();
    let mut untold = 0_usize;
    for (number, line) in lines {
        match observation(number, line) {
            Ok(observation) => observations.push(observation),
            Err(problem) if problems.len() < MOST_PROBLEMS => problems.push(problem),
            Err(_) => untold += 1,
        }
    }
    if untold > 0 {
        problems.push(Problem {
            place: "the whole file".into(),
            message: format!("{untold} more lines could not be read."),
            hint: Some("Is it a file of JSON lines at all?".into()),
        });
    }
    (observations, problems)
}

fn observation(number: usize, line: &str) -> Result<Observation, Problem> {
    let problem = |column: Option<usize>, message: &str, hint: Option<String>| Problem {
        place: match column {
            Some(column) => format!("line {number}, column {column}"),
            None => format!("line {number}"),
        },
        message: format!("The line was left out: {message}"),
        hint,
    };
    json::check(line.as_bytes())
        .map_err(|refused| problem(refused.column, &refused.message, refused.hint))?;
    serde_json::from_str(line).map_err(|error| {
        let message = format!("{}.", sentence(&error));
        problem(
            Some(error.column()),
            &message,
            Some("See `docs/guides/json-lines.md` for the fields.".into()),
        )
    })
}

/// What is wrong, without the place, which is told apart.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    shown(message)
}
