//! Files that somebody brings: looked at before they are recorded, then recorded as they were looked at.

use std::sync::Arc;

use linchpin_connectors::formats::{Format, Mapping, ReadOptions, Unreadable, guess, plan, read};
use linchpin_model::id::Key;
use linchpin_model::{Batch, Source, World};

use crate::error::HubError;
use crate::hub::Hub;
use crate::reading::{Reading, ReadingParams};

/// A file, and how it is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileParams<'a> {
    /// Its name without folders.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Which column is which field, by their words in the order of the columns; guessed where there is none.
    pub fields: Option<&'a [String]>,
    /// The program of whatever names none.
    pub program: Option<&'a str>,
}

/// What a file says, and what recording it changes or changed.
#[derive(Debug)]
pub struct Looked {
    /// What it is.
    pub format: Format,
    /// How its source is called.
    pub source: Arc<str>,
    /// How its columns map to fields, as text.
    pub mapping: Option<Arc<str>>,
    /// The columns of a table: header, and the word for its field.
    pub columns: Vec<(String, String)>,
    /// The faults of a plan, drawn beside its lines.
    pub faults: Option<String>,
    /// What changes, or changed.
    pub reading: Reading,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be trusted as a whole.
    #[error("{0}")]
    Unreadable(Unreadable),
    /// The hub refused or failed.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<Unreadable> for FileError {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl Hub {
    /// Says what recording a file would change; nothing is recorded.
    pub fn look_at_file(&self, file: &FileParams<'_>) -> Result<Looked, FileError> {
        self.take_file(file, true)
    }

    /// Records a file.
    pub fn read_file(&self, file: &FileParams<'_>) -> Result<Looked, FileError> {
        self.take_file(file, false)
    }

    fn take_file(&self, file: &FileParams<'_>, dry_run: bool) -> Result<Looked, FileError> {
        let format = guess(file.bytes, file.name)?;
        let batch = batch(&self.world(), format, file)?;
        let columns = match &batch.mapping {
            Some(mapping) => Mapping::parse(mapping)?.columns().into_iter().map(owned).collect(),
            None => Vec::new(),
        };
        let options = ReadOptions { name: file.name, ..ReadOptions::default() };
        let faults = match format {
            Format::PlanText => {
                plan::draw(file.bytes, &options, false).ok().filter(|drawn| !drawn.is_empty())
            }
            _ => None,
        };
        let program = file.program.map(Key::new);
        let reading = self.read(&batch, &ReadingParams { program, dry_run, ..ReadingParams::default() })?;
        Ok(Looked { format, source: batch.source, mapping: batch.mapping, columns, faults, reading })
    }
}

/// Every word for the field of a column.
pub fn field_words() -> Vec<String> {
    Mapping::field_words()
}

fn owned((header, field): (&str, String)) -> (String, String) {
    (header.to_owned(), field)
}

/// The file by the fields that were said; else by the mapping that its source was read with before; else by a guess.
fn batch(world: &World, format: Format, file: &FileParams<'_>) -> Result<Batch, Unreadable> {
    let options = ReadOptions { name: file.name, ..ReadOptions::default() };
    let guessed = read(format, file.bytes, &options)?;
    let Some(mapping) = guessed.mapping.clone() else { return Ok(guessed) };
    let wanted = match file.fields {
        Some(fields) => {
            Some(Mapping::parse(&mapping)?.with_fields(fields.iter().map(String::as_str)).to_toml())
        }
        None => remembered(world, &guessed.source),
    };
    match wanted.filter(|wanted| **wanted != *mapping) {
        Some(wanted) => read(format, file.bytes, &ReadOptions { mapping: Some(&wanted), ..options }),
        None => Ok(guessed),
    }
}

/// The mapping with which a source was read last.
fn remembered(world: &World, source: &str) -> Option<String> {
    let mut sources = world.live::<Source>();
    let record = sources.find(|record| record.title().is_some_and(|title| **title == *source))?;
    record.mapping().map(ToString::to_string)
}
