//! Files into readings: each is guessed, read whole, and what could not be read is kept to be told.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use linchpin_connectors::formats::{Format, ReadOptions, guess, plan, read};
use linchpin_model::Batch;

use crate::cli::ReadingArgs;
use crate::failure::Failure;

/// Larger files are refused; they are no export that a person made.
const MAX_BYTES: u64 = 1 << 30;

/// A file and what it said.
pub(crate) struct ReadFile {
    /// The name as the person gave it.
    pub(crate) name: String,
    /// What the format is.
    pub(crate) format: Format,
    /// What it says.
    pub(crate) batch: Batch,
    /// The faults of a plan, drawn as a compiler would.
    pub(crate) faults: Option<String>,
}

/// Reads all files.
pub(crate) fn read_all(
    files: &[PathBuf],
    args: &ReadingArgs,
    saved_mapping: impl Fn(&str) -> Option<String>,
) -> Result<Vec<ReadFile>, Failure> {
    let map = args.map.as_deref().map(read_text).transpose()?;
    files.iter().map(|file| read_one(file, args, map.as_deref(), &saved_mapping)).collect()
}

fn read_one(
    file: &Path,
    args: &ReadingArgs,
    map: Option<&str>,
    saved_mapping: &impl Fn(&str) -> Option<String>,
) -> Result<ReadFile, Failure> {
    let name = file.display().to_string();
    let bytes = read_bytes(file)?;
    let short = file.file_name().map_or_else(|| name.clone(), |short| short.to_string_lossy().into_owned());
    let format = match &args.format_of_file {
        Some(text) => text.parse::<Format>().map_err(|error| {
            Failure::wrong_use(error.to_string()).hint("Leave `--as` out, and the format is guessed.")
        })?,
        None => guess(&bytes, &short).map_err(|error| Failure::unreadable(&name, &error))?,
    };
    let mut options = ReadOptions {
        name: &short,
        source: args.source.as_deref(),
        mapping: map,
        encoding: args.encoding.as_deref(),
        zone: args.zone.as_deref(),
        day_first: args.day_first,
    };
    let batch = read(format, &bytes, &options).map_err(|error| Failure::unreadable(&name, &error))?;
    // A source that was read before keeps the mapping that was used then.
    let remembered =
        if map.is_none() && batch.mapping.is_some() { saved_mapping(&batch.source) } else { None };
    let batch = match remembered.as_deref().filter(|saved| batch.mapping.as_deref() != Some(*saved)) {
        Some(saved) => {
            options.mapping = Some(saved);
            read(format, &bytes, &options).map_err(|error| Failure::unreadable(&name, &error))?
        }
        None => batch,
    };
    let faults = faults(format, &bytes, &options);
    Ok(ReadFile { name, format, batch, faults })
}

/// What is wrong in a plan, each finding with its line; none for other formats, or if nothing is.
fn faults(format: Format, bytes: &[u8], options: &ReadOptions<'_>) -> Option<String> {
    if format != Format::PlanText {
        return None;
    }
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    plan::draw(bytes, options, colours).ok().filter(|drawn| !drawn.is_empty())
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |why: String| Failure::new(format!("{} cannot be read: {why}.", file.display()));
    let about = std::fs::metadata(file).map_err(|error| cannot(plain(&error)).hint(remedy(&error)))?;
    if about.is_dir() {
        return Err(cannot("it is a folder".into()).hint("Name the files in it."));
    }
    if about.len() > MAX_BYTES {
        return Err(cannot(format!("it has {} bytes, and at most {MAX_BYTES} are read", about.len()))
            .hint("Export a part of it: one program, or the last year."));
    }
    std::fs::read(file).map_err(|error| cannot(plain(&error)).hint(remedy(&error)))
}

/// What to do about a file that cannot be read.
pub(crate) fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "Check its name, and the folder that it is looked for in.",
        std::io::ErrorKind::PermissionDenied => "Ask its owner for it, or name a copy that is yours.",
        _ => "Copy it to another place, and name the copy.",
    }
}

/// Reads a small text file.
pub(crate) fn read_text(file: &Path) -> Result<String, Failure> {
    String::from_utf8(read_bytes(file)?)
        .map_err(|_| Failure::new(format!("{} is not UTF-8 text.", file.display())).hint("Save it as UTF-8."))
}

/// An error of the operating system in plain words.
pub(crate) fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "you may not read it".into(),
        _ => error.to_string(),
    }
}
