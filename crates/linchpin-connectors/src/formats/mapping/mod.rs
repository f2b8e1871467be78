//! Which column of a table is which field: guessed from headers and contents, shown, saved as TOML, read back.
//!
//! What a saved mapping says of a column wins over the guess; of columns that it does not name the guess stands.

mod field;
pub(super) mod headers;
mod layout;
mod profile;
mod saved;

use std::collections::BTreeMap;

use linchpin_model::{Category, Size};

use super::cell::date::Order;
use super::cell::text::shown;

pub(super) use field::{Field, Unit};
pub(super) use layout::{Column, CustomKind, Layout, has_header, lay_out};
pub(super) use profile::mark;
pub(super) use saved::word_of_category;

/// Which column is which field, and how cells are to be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// The columns in the order of the file, by header.
    pub(super) columns: Vec<(String, Field)>,
    /// What stands between the values, where the file is text.
    pub(super) delimiter: Option<char>,
    /// Whether 03/04/2026 is 3 April or 4 March, where the file does not tell.
    pub(super) dates: Option<Order>,
    /// What states mean, by the tracker's own word.
    pub(super) statuses: BTreeMap<String, Category>,
    /// What sizes mean, by the file's own word.
    pub(super) sizes: BTreeMap<String, Size>,
}

impl Mapping {
    /// What it says, as a table for a person: one line a column, its header and its field.
    pub fn explain(&self) -> String {
        let headers: Vec<String> = self.columns.iter().map(|(header, _)| shown(header)).collect();
        let width = headers.iter().map(|header| header.chars().count()).max().unwrap_or(0);
        let mut lines: Vec<String> = headers
            .iter()
            .zip(&self.columns)
            .map(|(header, (_, field))| format!("{header:width$}  {field}"))
            .collect();
        if let Some(order) = self.dates {
            lines.push(format!("03/04/2026 is read {}.", saved::word_of(order)));
        }
        lines.join("\n")
    }

    /// The columns in the order of the file: header, and the word for its field.
    pub fn columns(&self) -> Vec<(&str, String)> {
        self.columns.iter().map(|(header, field)| (header.as_str(), field.to_string())).collect()
    }

    /// The same with other fields for the columns, given by their words in the order of the columns; a word that is none
    /// leaves its column as it is.
    pub fn with_fields<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        for ((_, field), word) in self.columns.iter_mut().zip(words) {
            *field = word.parse().unwrap_or(*field);
        }
        self
    }

    /// Every word for a field, in an order for people.
    pub fn field_words() -> Vec<String> {
        field::words().split(", ").map(str::to_owned).collect()
    }

    /// What it says of a column, by header; case and surrounding spaces do not matter.
    fn field_of(&self, header: &str) -> Option<Field> {
        let same = |known: &str| known.trim().to_lowercase() == header.trim().to_lowercase();
        self.columns.iter().find(|(known, _)| same(known)).map(|(_, field)| *field)
    }
}
