//! Is this JSON that every reader understands alike, and within the limits?
//!
//! One pass over the bytes, in linear time and with memory for one path and the keys along it. Refused: what RFC 8259 does
//! not allow, a key that comes twice in one object (after unescaping), half a surrogate pair, a number beyond the range of
//! a double, and whatever is above the limits of this module. U+0000 is removed, because not every database can hold it.

use std::borrow::Cow;

use super::value::unescape;
use super::{Document, Json, MAX_DEPTH, MAX_MEMBERS, MAX_TEXT_BYTES, decode, place};
use crate::formats::Unreadable;

/// Checks a whole file.
pub(crate) fn check(bytes: &[u8]) -> Result<Json<'_>, Unreadable> {
    let text = decode(bytes)?;
    let mut guard = Guard::new(&text);
    let documents = guard.documents()?;
    let nulls = guard.nulls;
    Ok(without_nulls(text, documents, nulls))
}

/// The line and the column, in characters, of the end of this text; both from 1.
pub(super) fn line_and_column(before: &[u8]) -> (usize, usize) {
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let characters = before[start..].iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    (line, characters + 1)
}

const NULL_ESCAPE: &str = "\\u0000";

fn without_nulls(text: Cow<'_, str>, mut documents: Vec<Document>, nulls: Vec<usize>) -> Json<'_> {
    if nulls.is_empty() {
        return Json { text, documents, nulls };
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for &null in &nulls {
        kept.push_str(&text[from..null]);
        from = null + NULL_ESCAPE.len();
    }
    kept.push_str(&text[from..]);
    let moved = |offset: usize| offset - NULL_ESCAPE.len() * nulls.partition_point(|&null| null < offset);
    for document in &mut documents {
        document.start = moved(document.start);
        document.end = moved(document.end);
    }
    let nulls = nulls.iter().map(|&null| moved(null)).collect();
    Json { text: Cow::Owned(kept), documents, nulls }
}

struct Guard<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    /// The keys of all objects that are open, as slices between their quotes.
    keys: Vec<&'a str>,
    nulls: Vec<usize>,
}

/// A list or an object that has begun and not ended.
enum Open {
    List,
    /// With the place of its first key among all.
    Object(usize),
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Value,
    FirstElementOrEnd,
    FirstKeyOrEnd,
    Key,
    CommaOrEnd,
}

impl<'a> Guard<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), keys: Vec::new(), nulls: Vec::new() }
    }

    fn documents(&mut self) -> Result<Vec<Document>, Unreadable> {
        let mut documents: Vec<Document> = Vec::new();
        let (mut line, mut counted) = (1, 0);
        loop {
            let gap = self.at;
            self.skip_space();
            let Some(_) = self.peek() else { break };
            if !documents.is_empty() && !self.text[gap..self.at].contains('\n') {
                return Err(self
                    .refuse("Something follows the end of the document")
                    .hint("A file holds one JSON document, or one on each line."));
            }
            line += self.text[counted..self.at].matches('\n').count();
            counted = self.at;
            let start = self.at;
            self.document()?;
            documents.push(Document { start, end: self.at, line });
        }
        match documents.is_empty() {
            true => Err(Unreadable::new("The file is empty.").hint("Export it again.")),
            false => Ok(documents),
        }
    }

    /// One value with all that is inside it, without recursion.
    fn document(&mut self) -> Result<(), Unreadable> {
        let mut next = Next::Value;
        loop {
            self.skip_space();
            next = match (next, self.peek()) {
                (_, None) => {
                    return Err(self
                        .refuse("The file ends in the middle")
                        .hint("It was cut off: export it again."));
                }
                (Next::FirstElementOrEnd | Next::CommaOrEnd, Some(b']')) if self.in_list() => self.close()?,
                (Next::FirstKeyOrEnd | Next::CommaOrEnd, Some(b'}')) if self.in_object() => self.close()?,
                (Next::CommaOrEnd, Some(b',')) => {
                    self.at += 1;
                    if self.in_list() { Next::Value } else { Next::Key }
                }
                (Next::FirstKeyOrEnd | Next::Key, Some(b'"')) => self.key()?,
                (Next::FirstElementOrEnd | Next::Value, Some(byte)) => self.value(byte)?,
                (_, Some(_)) => return Err(self.unexpected(next)),
            };
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    fn value(&mut self, first: u8) -> Result<Next, Unreadable> {
        match first {
            b'[' | b'{' => return self.begin(first),
            b'"' => {
                self.string()?;
            }
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => return Err(self.unexpected(Next::Value)),
        }
        Ok(Next::CommaOrEnd)
    }

    fn begin(&mut self, bracket: u8) -> Result<Next, Unreadable> {
        if self.open.len() == MAX_DEPTH {
            return Err(self
                .refuse(&format!("Lists and objects stand more than {MAX_DEPTH} deep in one another"))
                .hint("Export it without the nested texts, or flatten it."));
        }
        self.at += 1;
        if bracket == b'[' {
            self.open.push(Open::List);
            return Ok(Next::FirstElementOrEnd);
        }
        self.open.push(Open::Object(self.keys.len()));
        Ok(Next::FirstKeyOrEnd)
    }

    fn close(&mut self) -> Result<Next, Unreadable> {
        if let Some(Open::Object(first)) = self.open.pop() {
            if let Some(twice) = twice(&mut self.keys[first..]) {
                let key = crate::formats::shown(&unescape(twice));
                self.at = twice.as_ptr() as usize - self.text.as_ptr() as usize - 1;
                return Err(self
                    .refuse(&format!("The key `{key}` comes twice in one object"))
                    .hint("One of the two must go: which one holds cannot be told."));
            }
            self.keys.truncate(first);
        }
        self.at += 1;
        Ok(Next::CommaOrEnd)
    }

    fn key(&mut self) -> Result<Next, Unreadable> {
        let key = self.string()?;
        self.keys.push(key);
        if let Some(Open::Object(first)) = self.open.last()
            && self.keys.len() - first > MAX_MEMBERS
        {
            return Err(self.refuse(&format!("An object has more than {MAX_MEMBERS} members")));
        }
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.refuse("A colon was expected after the key"));
        }
        self.at += 1;
        Ok(Next::Value)
    }

    /// A text from its opening quote; what stands between the quotes.
    fn string(&mut self) -> Result<&'a str, Unreadable> {
        let start = self.at + 1;
        self.at = start;
        loop {
            self.at += plain(&self.text.as_bytes()[self.at..]);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.refuse("A text holds a control character that is not escaped")),
                None => {
                    return Err(self
                        .refuse("The file ends inside a text")
                        .hint("It was cut off: export it again."));
                }
            }
        }
        let text = &self.text[start..self.at];
        if text.len() > MAX_TEXT_BYTES {
            return Err(self.refuse("A text is longer than 1 MiB").hint("Export it without the long texts."));
        }
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Result<(), Unreadable> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += match rest.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => match (code_unit(rest), rest.get(6..).and_then(code_unit)) {
                (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
                (Some(0xD800..=0xDFFF), _) => {
                    return Err(
                        self.refuse("Half of a surrogate pair stands in a text, which is no character")
                    );
                }
                (Some(0), _) => {
                    self.nulls.push(self.at);
                    6
                }
                (Some(_), _) => 6,
                (None, _) => return Err(self.refuse("`\\u` must be followed by four hexadecimal digits")),
            },
            _ => return Err(self.refuse("A text holds an escape that JSON does not know")),
        };
        Ok(())
    }

    fn number(&mut self) -> Result<(), Unreadable> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut at = start + usize::from(bytes[start] == b'-');
        let whole = digits(at);
        let mut valid = whole == 1 || whole > 1 && bytes[at] != b'0';
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let count = digits(at + 1);
            valid &= count > 0;
            at += 1 + count;
        }
        let exponent = matches!(bytes.get(at), Some(b'e' | b'E'));
        if exponent {
            at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let count = digits(at);
            valid &= count > 0;
            at += count;
        }
        if !valid {
            return Err(self.refuse("This is not a number as JSON writes it"));
        }
        // A double has room for 308 digits before the point.
        if (exponent || whole > 308) && self.text[start..at].parse().is_ok_and(f64::is_infinite) {
            return Err(self.refuse("A number is out of range"));
        }
        self.at = at;
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Unreadable> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.unexpected(Next::Value));
        }
        self.at += word.len();
        Ok(())
    }

    fn skip_space(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn in_list(&self) -> bool {
        matches!(self.open.last(), Some(Open::List))
    }

    fn in_object(&self) -> bool {
        matches!(self.open.last(), Some(Open::Object(_)))
    }

    fn unexpected(&self, next: Next) -> Unreadable {
        let found = self.text[self.at..].chars().next().map(String::from).unwrap_or_default();
        let expected = match next {
            Next::Value => "a value",
            Next::FirstElementOrEnd => "a value or `]`",
            Next::FirstKeyOrEnd => "a key in double quotes or `}`",
            Next::Key => "a key in double quotes",
            Next::CommaOrEnd if self.in_list() => "a comma or `]`",
            Next::CommaOrEnd => "a comma or `}`",
        };
        self.refuse(&format!("Found `{}` where {expected} was expected", crate::formats::shown(&found)))
    }

    fn refuse(&self, what: &str) -> Unreadable {
        let (line, column) = line_and_column(&self.text.as_bytes()[..self.at]);
        let place = place::path_to(self.text, self.at);
        Unreadable::new(format!("{what}.")).at(line, column).place(place)
    }
}

/// How many bytes stand before the next quote, backslash or control character.
fn plain(bytes: &[u8]) -> usize {
    let stop = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < 0x20;
    bytes.iter().position(stop).unwrap_or(bytes.len())
}

/// The code unit of an escape `\uXXXX` at the start of these bytes.
fn code_unit(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..6)?.strip_prefix(b"\\u")?;
    let digit = |&byte: &u8| char::from(byte).to_digit(16);
    digits.iter().try_fold(0, |sum, byte| Some(sum * 16 + digit(byte)?))
}

/// The first key that comes again, after unescaping: its second place.
fn twice<'a>(keys: &mut [&'a str]) -> Option<&'a str> {
    let place = |key: &&str| key.as_ptr() as usize;
    if keys.iter().any(|key| key.contains('\\')) {
        let mut plain: Vec<_> = keys.iter().map(|key| (unescape(key), *key)).collect();
        plain.sort_by(|one, two| one.0.cmp(&two.0).then(place(&one.1).cmp(&place(&two.1))));
        let pairs = plain.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        return pairs.map(|pair| pair[1].1).min_by_key(place);
    }
    keys.sort_unstable_by(|one, two| one.cmp(two).then(place(one).cmp(&place(two))));
    keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[1]).min_by_key(place)
}
