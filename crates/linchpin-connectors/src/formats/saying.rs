//! Messages as sentences, with foreign text in them made harmless.

use super::{Unreadable, shown};

/// Foreign text as it may stand in a message, between backticks.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

/// Words as a sentence: a capital first, a full stop last.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let end = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    first.into_iter().chain(letters).chain(end.chars()).collect()
}

/// A refusal of a file, in one sentence.
pub(crate) fn refused(words: impl AsRef<str>) -> Unreadable {
    Unreadable::new(sentence(words.as_ref()))
}
