//! What a program is told of a file that was read: the same by the command line and over the port.

use std::collections::BTreeMap;

use linchpin_model::observation::Problem;
use linchpin_model::reconcile::Counts;
use serde::Serialize;

use crate::reading::Reading;

/// What became of files that were brought.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Imported {
    /// One each, in the order in which they were brought.
    pub files: Vec<ImportedFile>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImportedFile {
    /// Its name.
    pub file: String,
    /// What it is.
    pub format: String,
    /// How its source is called, the same at every reading.
    pub source: String,
    /// Whether anything was recorded.
    pub recorded: bool,
    /// How many events it brought, or would bring.
    pub events: usize,
    /// The position of its first entry, if it was recorded.
    pub first_position: Option<u64>,
    /// The position of its last entry.
    pub last_position: Option<u64>,
    /// How many things of each kind it touches.
    pub counts: BTreeMap<String, ImportedCounts>,
    /// How columns map to fields, as text, where there are columns.
    pub mapping: Option<String>,
    /// What could not be read, in the order of the file.
    pub problems: Vec<Problem>,
}

/// How many things of a kind a file touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ImportedCounts {
    /// New to the hub.
    pub added: usize,
    /// Known, and different now.
    pub changed: usize,
    /// Known, and as before.
    pub unchanged: usize,
    /// No longer in the source.
    pub vanished: usize,
    /// In the source again.
    pub returned: usize,
}

impl ImportedFile {
    /// Tells of a file that was read as this format, from this source, with this mapping.
    pub fn new(file: &str, format: String, source: &str, mapping: Option<&str>, reading: &Reading) -> Self {
        let counts = reading.counts.iter().map(|(kind, counts)| {
            let Counts { added, changed, unchanged, vanished, returned } = *counts;
            (kind.to_string(), ImportedCounts { added, changed, unchanged, vanished, returned })
        });
        Self {
            file: file.to_owned(),
            format,
            source: source.to_owned(),
            recorded: reading.positions.is_some(),
            events: reading.events,
            first_position: reading.positions.map(|(first, _)| first),
            last_position: reading.positions.map(|(_, last)| last),
            counts: counts.collect(),
            mapping: mapping.map(str::to_owned),
            problems: reading.problems.clone(),
        }
    }
}
