//! The kind of work that a row is, as one word.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::cell::text::folded;
use super::super::escape::unescaped;
use super::draft::Cell;

/// The kind of work as written, where it was written with marks so as to be kept, else as one word.
pub(super) fn kind_of(written: Option<&str>, kind: Cell<Arc<str>>) -> Cell<Arc<str>> {
    match written.map(unescaped) {
        Some(Cow::Owned(_)) => kind,
        _ => kind.map(|kind| kind_word(&kind)),
    }
}

/// The word for a kind of work: `Pull Request` is `pull_request`.
pub(super) fn kind_word(kind: &str) -> Arc<str> {
    let words: Vec<String> = kind
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_").into()
}

/// Whether a kind of work is that of a milestone.
pub(super) fn is_milestone_word(kind: &str) -> bool {
    matches!(folded(kind).as_str(), "milestone" | "gate" | "ms")
}
