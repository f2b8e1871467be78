//! Where in a JSON text is this offset, as a path?

use super::value::{string_length, unescape};
use super::{Json, MAX_DEPTH};

/// The paths of these offsets, in the same order; see [`Json::places`].
pub(super) fn places(json: &Json<'_>, offsets: &[usize]) -> Vec<String> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|&index| offsets[index]);
    let mut places = vec![String::new(); offsets.len()];
    let mut order = order.into_iter().peekable();
    for document in &json.documents {
        let mut walk = Walk::new(&json.text[..document.end], document.start);
        while let Some(index) = order.next_if(|&index| offsets[index] < document.end) {
            walk.advance(offsets[index]);
            places[index] = match json.documents.len() {
                1 => walk.path(),
                _ => format!("line {}, {}", document.line, walk.path()),
            };
        }
    }
    places
}

/// The path of an offset in a text that need not be valid behind it.
pub(super) fn path_to(text: &str, offset: usize) -> String {
    let mut walk = Walk::new(&text[..offset], 0);
    walk.advance(offset);
    walk.path()
}

/// A walk through a text that knows the lists and objects around it.
struct Walk<'a> {
    text: &'a str,
    at: usize,
    around: Vec<Step<'a>>,
}

enum Step<'a> {
    /// Inside a list, at the element with this index.
    Element(usize),
    /// Inside an object, at the value of this key; none before the first.
    Member(Option<&'a str>),
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, at: usize) -> Self {
        Self { text, at, around: Vec::new() }
    }

    /// Goes on until the next thing would begin at or after `offset`.
    fn advance(&mut self, offset: usize) {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at).filter(|_| self.at < offset) {
            let start = self.at;
            self.at += 1;
            match byte {
                b'[' => self.around.push(Step::Element(0)),
                b'{' => self.around.push(Step::Member(None)),
                b']' | b'}' => {
                    self.around.pop();
                }
                b',' => {
                    if let Some(Step::Element(index)) = self.around.last_mut() {
                        *index += 1;
                    }
                }
                b'"' => self.string(start),
                _ => {}
            }
        }
    }

    fn string(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let length = string_length(&bytes[start..]);
        let end = (start + length).min(bytes.len());
        let colon = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        if let Some(Step::Member(key)) = self.around.last_mut()
            && colon
        {
            *key = self.text.get(start + 1..end - 1);
        }
        self.at = end;
    }

    fn path(&self) -> String {
        let mut path = String::from("$");
        for step in self.around.iter().take(MAX_DEPTH) {
            match step {
                Step::Element(index) => path.push_str(&format!("[{index}]")),
                Step::Member(Some(key)) => {
                    path.push('.');
                    path.push_str(&crate::formats::shown(&unescape(key)));
                }
                Step::Member(None) => {}
            }
        }
        path
    }
}
