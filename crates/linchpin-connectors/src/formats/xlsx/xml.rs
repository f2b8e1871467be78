//! The XML of one part, an element at a time, with the limits that keep a hostile one harmless.

use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::super::Unreadable;
use super::super::cell::text::shown;
use super::archive::damaged;

/// How deep elements may lie in each other.
const MAX_DEPTH: usize = 64;
/// How many elements a part may have.
const MAX_ELEMENTS: usize = 10_000_000;

/// What comes next in a part.
pub(super) enum Node<'a> {
    /// An element begins.
    Start(&'a BytesStart<'a>),
    /// An element ends, by its name without prefix.
    End(&'a str),
    /// Characters.
    Text(&'a str),
}

/// Shows every node of a part, in order. A document type, a loop of depth, or an early end refuse the part.
pub(super) fn walk(
    mut reader: impl BufRead,
    part: &str,
    mut visit: impl FnMut(Node<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let head = reader.fill_buf().map_err(|error| of_xml(error.into(), part))?;
    if matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]) {
        return Err(damaged("it is in UTF-16, and only UTF-8 is read").place(shown(part)));
    }
    let mut reader = quick_xml::Reader::from_reader(reader);
    let mut buffer = Vec::new();
    let (mut depth, mut elements) = (0_usize, 0_usize);
    let refuse = |how: &str| Err(damaged(how).place(shown(part)));
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| of_xml(error, part))? {
            Event::Start(start) => {
                depth += 1;
                elements += 1;
                visit(Node::Start(&start))?;
            }
            Event::Empty(start) => {
                elements += 1;
                visit(Node::Start(&start))?;
                visit(Node::End(start.local_name().as_ref()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Node::End(end.local_name().as_ref()))?;
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => visit(Node::Text(&resolved(&reference, part)?))?,
            Event::DocType(_) => return refuse("it declares a document type, which is never read"),
            Event::Eof if depth > 0 || elements == 0 => return refuse("it ends in the middle"),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if depth > MAX_DEPTH {
            return refuse("its elements lie deeper than 64 in each other, which is the limit");
        }
        if elements > MAX_ELEMENTS {
            return refuse("it has more than 10,000,000 elements, which is the limit");
        }
    }
}

/// The value of an attribute by its name without prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// The character that `&amp;` or `&#65;` stands for.
fn resolved(reference: &BytesRef<'_>, part: &str) -> Result<String, Unreadable> {
    let named = match &**reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    named
        .map(String::from)
        .ok_or_else(|| damaged("it uses an entity that XML does not know").place(shown(part)))
}

fn of_xml(error: quick_xml::Error, part: &str) -> Unreadable {
    let unreadable = match error {
        quick_xml::Error::Io(error) if error.to_string().to_lowercase().contains("checksum") => {
            damaged("its checksum is not the declared one")
        }
        quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::Other => {
            damaged(&error.to_string())
        }
        quick_xml::Error::Io(_) => damaged("it cannot be unpacked"),
        quick_xml::Error::Encoding(_) => damaged("it is not in the encoding that it declares"),
        _ => damaged("it is not well-formed XML"),
    };
    unreadable.place(shown(part))
}
