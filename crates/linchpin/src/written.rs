//! Where an answer goes that may be long or no text: into a file, whole or not at all, or onto standard output.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::plain;

/// Writes into a file, beside it first and then into its place; or onto standard output, where a reader that went away ends
/// it quietly.
pub(crate) fn write(
    path: Option<&Path>,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match path {
        Some(path) => into_file(path, fill),
        None => onto_output(fill),
    }
}

/// Refuses what is no text where a person would see it.
pub(crate) fn refuse_terminal(path: Option<&Path>, what: &str) -> Result<(), Failure> {
    match path.is_none() && io::stdout().is_terminal() {
        true => Err(Failure::new(format!("{what} is not for a terminal."))
            .hint("Name a file with `-o FILE`, or send it on with `>`.")),
        false => Ok(()),
    }
}

fn onto_output(fill: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut out = Output { out: io::stdout().lock(), is_broken: false };
    let filled = fill(&mut out).and_then(|()| {
        out.flush().map_err(|error| Failure::new(format!("The answer could not be written: {error}.")))
    });
    if out.is_broken { Ok(()) } else { filled }
}

/// Standard output, and whether its reader went away.
struct Output<W> {
    out: W,
    is_broken: bool,
}

impl<W> Output<W> {
    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.is_broken |= error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.noted(flushed)
    }
}

fn into_file(path: &Path, fill: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
    let cannot = |error: &io::Error| {
        Failure::new(format!("{} cannot be written: {}.", path.display(), plain_of_writing(error)))
            .hint("Name a file in a folder that is there and yours.")
    };
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => {
            return Err(Failure::new(format!("{} cannot be written: it is a folder.", path.display()))
                .hint("Name a file in it."));
        }
        // A pipe or a device is written as it is; nothing could take its place.
        Ok(about) if !about.is_file() => {
            let mut file = File::options().write(true).open(path).map_err(|error| cannot(&error))?;
            return fill(&mut file);
        }
        Ok(_) | Err(_) => {}
    }
    // Where the name leads to another file, that one is replaced and the name stays.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let part = Part::beside(&place);
    let mut file = File::create(&part.0).map_err(|error| cannot(&error))?;
    fill(&mut file)?;
    file.sync_all().and_then(|()| fs::rename(&part.0, &place)).map_err(|error| cannot(&error))
}

/// A file that is not yet whole; it goes with the value, unless it was renamed.
struct Part(PathBuf);

impl Part {
    fn beside(place: &Path) -> Self {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        Self(place.with_file_name(format!(".{name}.{}.part", std::process::id())))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Once it has its name it is not there, and otherwise nobody needs it.
        let _ = fs::remove_file(&self.0);
    }
}

fn plain_of_writing(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".into(),
        io::ErrorKind::PermissionDenied => "you may not write there".into(),
        _ => plain(error),
    }
}
