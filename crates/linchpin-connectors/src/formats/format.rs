//! The formats that can be read, and the words for them.

use std::fmt;
use std::str::FromStr;

macro_rules! formats {
    ($($(#[$meta:meta])* $variant:ident $word:literal),* $(,)?) => {
        /// A format of file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $($(#[$meta])* $variant),* }

        impl Format {
            /// All of them, in the order in which they are told.
            pub const ALL: &[Format] = &[$(Format::$variant),*];

            /// The word for it, as `--as` takes it.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
}

formats! {
    /// Rows of comma-separated values, or with any other delimiter.
    Csv "csv",
    /// Rows of tab-separated values.
    Tsv "tsv",
    /// An Excel workbook.
    Xlsx "xlsx",
    /// Jira's own CSV export, where a column may come twice.
    JiraCsv "jira-csv",
    /// Microsoft Project's XML.
    Mspdi "mspdi",
    /// A scheduling problem of PSPLIB, `.sm`.
    Psplib "psplib",
    /// A plan as Linchpin's own text.
    PlanText "plan",
    /// iCalendar: absences, holidays, dates and tasks.
    Ics "ics",
    /// Linchpin's own JSON, one thing a line.
    JsonLines "jsonl",
    /// Issues and pull requests as GitHub's REST API gives them.
    Github "github",
    /// `archive.json` as made by the IETF's `archive_repo`.
    IetfArchive "ietf",
    /// Issues as Jira's REST API gives them.
    Jira "jira",
    /// Issues as Linear's GraphQL API gives them.
    Linear "linear",
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no format `{word}`. The formats are {}.", list_of_words())]
pub struct UnknownFormat {
    /// The word.
    pub word: String,
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|format| format.word() == word);
        known.copied().ok_or_else(|| UnknownFormat { word: word.into() })
    }
}

fn list_of_words() -> String {
    let words: Vec<_> = Format::ALL.iter().map(|format| format.word()).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_names_its_format() {
        for format in Format::ALL {
            assert_eq!(format.word().parse(), Ok(*format));
        }
    }

    #[test]
    fn an_unknown_word_is_told_the_known_ones() {
        let error = "excel".parse::<Format>().unwrap_err().to_string();
        assert!(error.starts_with("There is no format `excel`. The formats are csv, tsv, xlsx,"), "{error}");
    }
}
