//! XML from strangers: one root, no document types, bounded depth and size, and where each thing stands.

mod decode;

use std::collections::BTreeSet;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

use super::{Unreadable, quoted, refused};

pub(crate) use decode::decode;

/// Elements within elements, at most.
const DEPTH: usize = 64;
/// Elements, texts and attributes of a file, at most.
const NODES: usize = 5_000_000;

/// A line and a column, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// Where a byte of a text stands.
    pub(crate) fn of(text: &str, byte: usize) -> Self {
        let before = &text.as_bytes()[..byte.min(text.len())];
        let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        let column = 1 + String::from_utf8_lossy(&before[line_start..]).chars().count();
        Self { line, column }
    }
}

impl Place {
    /// A refusal of the file for what is here.
    pub(crate) fn refuse(self, words: &str) -> Unreadable {
        refused(words).at(self.line, self.column)
    }
}

/// An element with all that is in it. Elements of other namespaces are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its local name.
    pub(crate) name: String,
    /// The line it begins on.
    pub(crate) line: usize,
    /// Its own text, references resolved; what stands in elements within is not part of it.
    pub(crate) text: String,
    /// Elements within, in order.
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The first element within of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// All elements within of this name.
    pub(crate) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// What comes next in a file.
#[derive(Debug)]
pub(crate) enum Piece {
    /// An element begins.
    Open { name: String, line: usize },
    /// Text, references resolved.
    Text(String),
    /// The element that was opened last ends.
    Close,
}

/// Reads a file piece by piece.
pub(crate) struct Xml<'t> {
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    /// The namespace of the root, whose elements alone count.
    namespace: Option<String>,
    root: Option<String>,
    open: usize,
    nodes: usize,
    /// The byte up to which lines were counted, and their number.
    counted: (usize, usize),
    /// An element without content was opened and must be closed next.
    closing: bool,
}

impl<'t> Xml<'t> {
    /// Starts to read a text.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        Self { text, reader, namespace: None, root: None, open: 0, nodes: 0, counted: (0, 1), closing: false }
    }

    /// The namespace of the root element.
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The next piece; none at the end of a sound file.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, Unreadable> {
        if std::mem::take(&mut self.closing) {
            self.open -= 1;
            return Ok(Some(Piece::Close));
        }
        loop {
            self.count()?;
            let at = self.reader.buffer_position() as usize;
            let event = self.reader.read_event().map_err(|error| self.ill_formed(&error))?;
            match event {
                Event::Start(start) => {
                    if let Some(piece) = self.opened(&start, at)? {
                        return Ok(Some(piece));
                    }
                    self.skip(at)?;
                }
                Event::Empty(start) => {
                    if let Some(piece) = self.opened(&start, at)? {
                        self.closing = true;
                        return Ok(Some(piece));
                    }
                }
                Event::End(_) => {
                    self.open -= 1;
                    return Ok(Some(Piece::Close));
                }
                Event::Eof if self.open > 0 => return Err(self.refuse(at, "the file ends in the middle")),
                Event::Eof if self.root.is_none() => return Err(refused("the file is empty")),
                Event::Eof => return Ok(None),
                other => {
                    if let Some(text) = self.text_of(other, at)? {
                        return Ok(Some(Piece::Text(text)));
                    }
                }
            }
        }
    }

    /// All that is in the element that was opened last.
    pub(crate) fn element(&mut self, name: String, line: usize) -> Result<Element, Unreadable> {
        let mut unfinished = vec![Element { name, line, text: String::new(), children: Vec::new() }];
        while let Some(piece) = self.next()? {
            match piece {
                Piece::Open { name, line } => {
                    unfinished.push(Element { name, line, text: String::new(), children: Vec::new() });
                }
                Piece::Text(text) => {
                    if let Some(last) = unfinished.last_mut() {
                        last.text.push_str(&text);
                    }
                }
                Piece::Close => {
                    let Some(done) = unfinished.pop() else { break };
                    match unfinished.last_mut() {
                        Some(outer) => outer.children.push(done),
                        None => return Ok(done),
                    }
                }
            }
        }
        Err(refused("the file ends in the middle"))
    }

    /// An element of the root's namespace, or none for one of another.
    fn opened(&mut self, start: &BytesStart<'_>, at: usize) -> Result<Option<Piece>, Unreadable> {
        if self.open == 0 && self.root.is_some() {
            return Err(self.refuse(at, "a second root element"));
        }
        self.check_attributes(start, at)?;
        let namespace = match self.reader.resolver().resolve_element(start.name()).0 {
            ResolveResult::Bound(Namespace(uri)) => Some(uri.to_owned()),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(prefix) => {
                return Err(self.refuse(at, &format!("the prefix {} is not declared", quoted(&prefix))));
            }
        };
        let name = start.local_name().as_ref().to_owned();
        if self.root.is_none() {
            self.namespace.clone_from(&namespace);
            self.root = Some(name.clone());
        }
        if self.open >= DEPTH {
            return Err(self.refuse(at, &format!("elements lie more than {DEPTH} deep")));
        }
        if namespace != self.namespace {
            return Ok(None);
        }
        self.open += 1;
        Ok(Some(Piece::Open { name, line: self.line(at) }))
    }

    /// Passes over the rest of an element of another namespace.
    fn skip(&mut self, at: usize) -> Result<(), Unreadable> {
        let mut open = 1;
        while open > 0 {
            self.count()?;
            let here = self.reader.buffer_position() as usize;
            match self.reader.read_event().map_err(|error| self.ill_formed(&error))? {
                Event::Start(start) => {
                    self.check_attributes(&start, here)?;
                    open += 1;
                }
                Event::Empty(start) => self.check_attributes(&start, here)?,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(self.refuse(at, "the file ends in the middle")),
                other => {
                    self.text_of(other, here)?;
                }
            }
            if self.open + open > DEPTH {
                return Err(self.refuse(here, &format!("elements lie more than {DEPTH} deep")));
            }
        }
        Ok(())
    }

    fn check_attributes(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Unreadable> {
        let mut seen = BTreeSet::new();
        for attribute in start.attributes().with_checks(false) {
            self.count()?;
            let attribute = attribute.map_err(|error| self.refuse(at, &error.to_string()))?;
            if !seen.insert(attribute.key.0.to_owned()) {
                return Err(
                    self.refuse(at, &format!("the attribute {} is given twice", quoted(attribute.key.0)))
                );
            }
        }
        Ok(())
    }

    /// The text of an event that is neither start nor end; none where it has none.
    fn text_of(&self, event: Event<'_>, at: usize) -> Result<Option<String>, Unreadable> {
        let text = match event {
            Event::DocType(_) => {
                return Err(self
                    .refuse(at, "a DOCTYPE is not allowed, because it can make a reader open other files")
                    .hint("Remove the DOCTYPE line."));
            }
            Event::Text(text) => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(reference) => self.resolve(&reference, at)?.to_string(),
            _ => return Ok(None),
        };
        if self.open == 0 && !text.trim().is_empty() {
            return Err(self.refuse(at, "there is text outside the root element"));
        }
        Ok((self.open > 0).then_some(text))
    }

    fn resolve(&self, reference: &BytesRef<'_>, at: usize) -> Result<char, Unreadable> {
        let name: &str = reference;
        let number = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            },
            None => {
                let known = [("lt", '<'), ("gt", '>'), ("amp", '&'), ("apos", '\''), ("quot", '"')];
                let known = known.iter().find(|(word, _)| *word == name).map(|(_, c)| *c);
                return known
                    .ok_or_else(|| self.refuse(at, &format!("the entity {} is not defined", quoted(name))));
            }
        };
        let character = number.and_then(char::from_u32).filter(|c| decode::is_allowed(*c));
        character.ok_or_else(|| {
            self.refuse(at, &format!("the character reference {} is not allowed", quoted(name)))
        })
    }

    fn count(&mut self) -> Result<(), Unreadable> {
        self.nodes += 1;
        match self.nodes > NODES {
            true => Err(refused(format!("the file has more than {NODES} elements and attributes"))),
            false => Ok(()),
        }
    }

    /// The line of a byte; bytes are asked for in order.
    fn line(&mut self, byte: usize) -> usize {
        let (from, line) = self.counted;
        let passed = &self.text.as_bytes()[from.min(byte)..byte];
        self.counted = (byte, line + passed.iter().filter(|b| **b == b'\n').count());
        self.counted.1
    }

    fn refuse(&self, at: usize, message: &str) -> Unreadable {
        Place::of(self.text, at).refuse(message)
    }

    fn ill_formed(&self, error: &quick_xml::Error) -> Unreadable {
        self.refuse(self.reader.error_position() as usize, &format!("this is not well-formed XML: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Unreadable> {
        let mut xml = Xml::new(text);
        let mut pieces = Vec::new();
        while let Some(piece) = xml.next()? {
            pieces.push(match piece {
                Piece::Open { name, line } => format!("{name}@{line}"),
                Piece::Text(text) => text,
                Piece::Close => "/".into(),
            });
        }
        Ok(pieces)
    }

    fn check_refused(text: &str, want: &str) {
        let refusal = read(text).unwrap_err();
        assert!(refusal.to_string().contains(want), "{refusal}");
    }

    #[test]
    fn elements_of_other_namespaces_are_passed_over() {
        let got = read("<a xmlns='u' xmlns:o='v'>\n<b>x &amp; y</b><o:c><d/></o:c><e/></a>").unwrap();
        assert_eq!(got, ["a@1", "\n", "b@2", "x ", "&", " y", "/", "e@2", "/", "/"]);
    }

    #[test]
    fn what_xml_or_we_forbid_is_refused_with_its_place() {
        check_refused("<a><b></a>", "line 1, column 7: This is not well-formed");
        check_refused("<a/>\n<b/>", "line 2, column 1: A second root element");
        check_refused("<a/>x", "here is text outside the root");
        check_refused("<a><b>", "The file ends in the middle");
        check_refused("<!DOCTYPE a><a/>", "line 1, column 1: A DOCTYPE is not allowed");
        check_refused("<a>&nbsp;</a>", "line 1, column 4: The entity `nbsp` is not defined");
        check_refused("<a>&#1;</a>", "The character reference `#1` is not allowed");
        check_refused("<a b='1' b='2'/>", "The attribute `b` is given twice");
        check_refused("<a><o:b/></a>", "The prefix `o` is not declared");
        check_refused(" \n ", "The file is empty");
        check_refused(&"<a>".repeat(65), "lie more than 64 deep");
        check_refused(&format!("<a xmlns:o='v'>{}", "<o:a>".repeat(65)), "lie more than 64 deep");
    }
}
