//! The texts that cells share.

use super::super::Unreadable;
pub(super) use super::super::escape::unescaped;
use super::archive::Archive;
use super::xml::{Node, walk};

/// Texts by their number, from 0. How many there are is counted, never believed.
#[derive(Debug, Default)]
pub(super) struct SharedStrings {
    text: String,
    ends: Vec<usize>,
}

impl SharedStrings {
    /// Reads them; parts in different fonts are joined, and signs of pronunciation are left out.
    pub(super) fn read(archive: &mut Archive<'_>, part: &str) -> Result<Self, Unreadable> {
        let mut strings = Self::default();
        let mut collector = Collector::default();
        walk(archive.part(part)?, part, |node| {
            match node {
                Node::Start(start) if start.local_name().as_ref() == "si" => collector = Collector::default(),
                Node::End("si") => {
                    strings.text.push_str(&unescaped(&collector.text));
                    strings.ends.push(strings.text.len());
                }
                node => collector.see(&node),
            }
            Ok(())
        })?;
        Ok(strings)
    }

    /// The text of a number.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}

/// Collects the characters of `t` elements that are not signs of pronunciation.
#[derive(Debug, Default)]
pub(super) struct Collector {
    pub(super) text: String,
    in_text: bool,
    in_phonetic: bool,
}

impl Collector {
    pub(super) fn see(&mut self, node: &Node<'_>) {
        match node {
            Node::Start(start) => match start.local_name().as_ref() {
                "t" => self.in_text = true,
                "rPh" => self.in_phonetic = true,
                _ => {}
            },
            Node::End("t") => self.in_text = false,
            Node::End("rPh") => self.in_phonetic = false,
            Node::End(_) => {}
            Node::Text(text) if self.in_text && !self.in_phonetic => self.text.push_str(text),
            Node::Text(_) => {}
        }
    }
}
