//! Why a file as a whole was refused.

use std::fmt;

/// A file that could not be read: what, where, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong: one sentence for a person.
    pub message: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, in characters from 1.
    pub column: Option<usize>,
    /// Where inside the file's own structure: `$[0].title`, `sheet Plan, cell B7`.
    pub place: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
}

impl Unreadable {
    /// Refuses with a sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), line: None, column: None, place: None, hint: None }
    }

    /// Says what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says where in the text: line and column from 1.
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// Says where in the file's own structure.
    pub fn place(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}: ")?,
            (Some(line), None) => write!(f, "line {line}: ")?,
            _ => {}
        }
        match &self.place {
            Some(place) => write!(f, "{} (at {place})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Unreadable {}
