//! JSON as people and trackers give it: checked as a whole first, then read value by value.
//!
//! The guard refuses what two readers could understand differently or what would cost too much. Behind it, values are slices
//! of the text that are opened one level at a time, so that a file of any size needs little more memory than its text.

mod guard;
mod place;
mod value;

use std::borrow::Cow;

use super::Unreadable;

pub(crate) use guard::check;
pub(crate) use value::{Object, Value};

/// How deep lists and objects may stand in one another, also where nobody looks.
pub(crate) const MAX_DEPTH: usize = 64;
/// The longest text, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 1024 * 1024;
/// The most members of one object.
pub(crate) const MAX_MEMBERS: usize = 65_536;

/// Checked JSON: one document, or several of which each begins on a line of its own.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    text: Cow<'a, str>,
    /// Where each document stands in the text, and on which line, from 1.
    documents: Vec<Document>,
    /// Places of U+0000 in texts, which were removed: offsets into the text.
    nulls: Vec<usize>,
}

#[derive(Debug)]
struct Document {
    start: usize,
    end: usize,
    line: usize,
}

impl Json<'_> {
    /// The documents in their order.
    pub(crate) fn documents(&self) -> impl Iterator<Item = Value<'_>> {
        let slices = self.documents.iter().map(|document| &self.text[document.start..document.end]);
        slices.map(Value::of)
    }

    /// Where in the text U+0000 was removed.
    pub(crate) fn nulls(&self) -> &[usize] {
        &self.nulls
    }

    /// Where a value stands in the text.
    pub(crate) fn offset(&self, value: Value<'_>) -> usize {
        value.raw().as_ptr() as usize - self.text.as_ptr() as usize
    }

    /// The paths of these offsets, such as `$[3].title`, in the same order; where there are several documents, each
    /// with its line. One walk through the text, however many there are.
    pub(crate) fn places(&self, offsets: &[usize]) -> Vec<String> {
        place::places(self, offsets)
    }
}

/// The text of a file: UTF-8 with or without its mark, or UTF-16 with its mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, "UTF-16LE", u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, "UTF-16BE", u16::from_be_bytes).map(Cow::Owned),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(rest, 3),
        _ => decode_utf8(bytes, 0),
    }
}

fn decode_utf8(bytes: &[u8], skipped: usize) -> Result<Cow<'_, str>, Unreadable> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let offset = error.valid_up_to();
        let (line, column) = guard::line_and_column(&bytes[..offset]);
        Unreadable::new(format!(
            "Byte {} (offset {}) is not UTF-8.",
            shown_byte(bytes[offset]),
            offset + skipped
        ))
        .at(line, column)
        .hint("Save the file as UTF-8 and read it again.")
    })
}

fn shown_byte(byte: u8) -> String {
    format!("0x{byte:02X}")
}

fn decode_utf16(bytes: &[u8], name: &str, unit: impl Fn([u8; 2]) -> u16) -> Result<String, Unreadable> {
    let broken = |offset: usize| {
        Unreadable::new(format!("The file is marked as {name}, but at offset {} it is not.", offset + 2))
            .hint("Save the file as UTF-8 and read it again.")
    };
    if !bytes.len().is_multiple_of(2) {
        return Err(broken(bytes.len()));
    }
    let mut text = String::with_capacity(bytes.len() / 2);
    for result in char::decode_utf16(bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]))) {
        text.push(result.map_err(|_| broken(text.len()))?);
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
