//! Which formats of file are read, and what a reader is given and gives back.
//!
//! To add a format: a module with `pub fn read(&[u8], &ReadOptions) -> Result<Batch, Unreadable>`, a variant in `format.rs`,
//! an arm in [`read`], and the signs by which `guess.rs` knows it.

pub mod carried;
mod cell;
pub mod csv;
mod decode;
mod escape;
mod foreign;
mod format;
mod gather;
mod github;
mod guess;
pub mod ics;
mod ietf;
mod jira;
mod json;
pub mod json_lines;
mod linear;
mod mapping;
pub mod mspdi;
mod notes;
pub mod outline;
pub mod plan;
pub mod psplib;
mod saying;
mod sheet;
mod shown;
mod source_name;
mod table;
mod timeline;
mod unreadable;
mod words;
pub mod xlsx;
mod xml;

use linchpin_model::Batch;

pub use format::{Format, UnknownFormat};
pub(crate) use gather::Gather;
pub use guess::guess;
pub use mapping::Mapping;
pub(crate) use notes::Notes;
pub(crate) use saying::{quoted, refused, sentence};
pub(crate) use shown::shown;
pub use unreadable::Unreadable;

/// What a reader may know besides the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// The file's name without its folders.
    pub name: &'a str,
    /// How to call the source, if not as the file says.
    pub source: Option<&'a str>,
    /// A saved mapping of columns, as the text of its TOML file.
    pub mapping: Option<&'a str>,
    /// The encoding of a text that is neither UTF-8 nor marked UTF-16.
    pub encoding: Option<&'a str>,
    /// The IANA zone of times that have none; UTC unless said.
    pub zone: Option<&'a str>,
    /// Whether 03/04/2026 is the third of April, where a column does not tell.
    pub day_first: Option<bool>,
}

/// Reads a file that is in this format.
///
/// What cannot be read in single rows is in the batch's problems and the rest stands; a file that cannot be trusted as a
/// whole is refused.
pub fn read(format: Format, bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    match format {
        // Tables: CSV and TSV,
        Format::Csv | Format::Tsv => csv::read(bytes, options),
        // Jira's CSV,
        Format::JiraCsv => csv::read(bytes, options),
        // workbooks.
        Format::Xlsx => xlsx::read(bytes, options),

        // Plans: MS Project,
        Format::Mspdi => mspdi::read(bytes, options),
        // PSPLIB,
        Format::Psplib => psplib::read(bytes, options),
        // plan text,
        Format::PlanText => plan::read(bytes, options),
        // iCalendar,
        Format::Ics => ics::read(bytes, options),
        // our own JSON lines.
        Format::JsonLines => json_lines::read(bytes, options),

        // Trackers' JSON.
        Format::Github => github::read(bytes, options),
        Format::IetfArchive => ietf::read(bytes, options),
        Format::Jira => jira::read(bytes, options),
        Format::Linear => linear::read(bytes, options),
    }
}
