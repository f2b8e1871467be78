//! From the bytes of an XML file to its text: UTF-8 or UTF-16, and characters that XML allows.

use std::borrow::Cow;

use super::super::{Unreadable, quoted, refused};
use super::Place;

/// Decodes a file. Anything but UTF-8 and UTF-16 is refused by its name, and so is a character that XML forbids.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [b'<', 0, ..] => utf16(bytes, u16::from_le_bytes)?,
        [0, b'<', ..] => utf16(bytes, u16::from_be_bytes)?,
        _ => {
            refuse_other_encodings(bytes)?;
            utf8(bytes, 0)?
        }
    };
    match text.char_indices().find(|(_, c)| !is_allowed(*c)) {
        Some((at, c)) => {
            let message = format!("the character U+{:04X} is not allowed in XML", c as u32);
            Err(Place::of(&text, at).refuse(&message))
        }
        None => Ok(text),
    }
}

/// Whether XML 1.0 allows a character.
pub(crate) fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<Cow<'_, str>, Unreadable> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        refused(format!("the file is not valid UTF-8 at byte {}", error.valid_up_to() + skipped))
            .hint("Save it as XML with the encoding UTF-8.")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Unreadable> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    match text {
        Ok(text) if bytes.len().is_multiple_of(2) => Ok(Cow::Owned(text)),
        _ => Err(refused("the file is not valid UTF-16").hint("Save it as XML with the encoding UTF-8.")),
    }
}

/// The encoding that the declaration names must be the one that the bytes are in.
fn refuse_other_encodings(bytes: &[u8]) -> Result<(), Unreadable> {
    let head = &bytes[..bytes.len().min(1024)];
    let end = head.windows(2).position(|pair| pair == b"?>").unwrap_or(0);
    let declaration = String::from_utf8_lossy(&head[..end]);
    let Some((_, rest)) = declaration.split_once("encoding").filter(|_| declaration.starts_with("<?xml"))
    else {
        return Ok(());
    };
    let name = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    let quote = name.chars().next().unwrap_or('"');
    let name = name.trim_start_matches(quote).split(quote).next().unwrap_or_default();
    match name.eq_ignore_ascii_case("UTF-8") || name.eq_ignore_ascii_case("UTF8") {
        true => Ok(()),
        false => Err(refused(format!("the encoding {} is not read", quoted(name)))
            .at(1, 1)
            .hint("Save the file as XML with the encoding UTF-8.")),
    }
}
