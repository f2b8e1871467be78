//! Values of checked JSON: slices of its text, opened one level at a time.

use std::borrow::Cow;

/// A value: its text, from its first to its last character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a>(&'a str);

/// The members of an object, in their order.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    value: Value<'a>,
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Value<'a> {
    /// The value whose text this is: valid JSON without space around it.
    pub(super) fn of(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn raw(self) -> &'a str {
        self.0
    }

    /// The text, if it is one.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        Some(unescape(inner))
    }

    /// The number as it is written, if it is one.
    pub(crate) fn number(self) -> Option<&'a str> {
        matches!(self.first(), b'-' | b'0'..=b'9').then_some(self.0)
    }

    /// Whether it is `true`.
    pub(crate) fn is_true(self) -> bool {
        self.0 == "true"
    }

    /// Whether it is `null`.
    pub(crate) fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// The elements, if it is a list.
    pub(crate) fn elements(self) -> Option<impl Iterator<Item = Value<'a>>> {
        let mut rest = self.0.strip_prefix('[')?;
        Some(std::iter::from_fn(move || {
            rest = rest.trim_start_matches([',', ' ', '\t', '\r', '\n']);
            if rest.starts_with(']') {
                return None;
            }
            let (value, after) = rest.split_at(length(rest));
            rest = after;
            Some(Value(value))
        }))
    }

    /// The members, if it is an object.
    pub(crate) fn object(self) -> Option<Object<'a>> {
        let mut rest = self.0.strip_prefix('{')?;
        let mut members = Vec::new();
        loop {
            rest = rest.trim_start_matches([',', ' ', '\t', '\r', '\n']);
            if rest.starts_with('}') {
                return Some(Object { value: self, members });
            }
            let (key, after) = rest.split_at(length(rest));
            rest = after.trim_start_matches([':', ' ', '\t', '\r', '\n']);
            let (value, after) = rest.split_at(length(rest));
            rest = after;
            members.push((unescape(&key[1..key.len() - 1]), Value(value)));
        }
    }

    /// What it is, in words.
    pub(crate) fn kind(self) -> &'static str {
        match self.first() {
            b'"' => "a text",
            b'[' => "a list",
            b'{' => "an object",
            b't' | b'f' => "true or false",
            b'n' => "nothing",
            _ => "a number",
        }
    }

    fn first(self) -> u8 {
        self.0.as_bytes().first().copied().unwrap_or(b'n')
    }
}

impl<'a> Object<'a> {
    /// The value of a member; none where it is missing or `null`.
    pub(crate) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.members
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
            .filter(|value| !value.is_null())
    }

    /// Whether there is such a member, `null` or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| name == key)
    }

    /// Calls members by other names, where there is none of that name yet.
    pub(crate) fn rename(&mut self, names: &'a [(&'a str, &'a str)]) {
        for &(from, to) in names {
            let place = self.members.iter().position(|(name, _)| name == from);
            if let Some(place) = place.filter(|_| !self.has(to)) {
                self.members[place].0 = Cow::Borrowed(to);
            }
        }
    }

    /// All members with their names.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Value<'a>)> {
        self.members.iter().map(|(name, value)| (name.as_ref(), *value))
    }

    /// The object as a value.
    pub(crate) fn value(&self) -> Value<'a> {
        self.value
    }
}

/// The length of the value at the start of checked JSON.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'"') => string_length(bytes),
        Some(b'[' | b'{') => nested_length(bytes),
        _ => bytes.iter().position(|byte| b",:]} \t\r\n".contains(byte)).unwrap_or(bytes.len()),
    }
}

fn nested_length(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        // Numbers, words and space stand between the marks that matter.
        let skipped = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'[' | b'{' | b']' | b'}'));
        let Some(skipped) = skipped else { return bytes.len() };
        at += skipped;
        match bytes[at] {
            b'"' => {
                at += string_length(&bytes[at..]);
                continue;
            }
            b'[' | b'{' => depth += 1,
            _ => depth -= 1,
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
}

/// The length of a text with its quotes.
pub(super) fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(rest) = bytes.get(at..) {
        match rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            Some(plain) if rest[plain] == b'"' => return at + plain + 1,
            Some(plain) => at += plain + 2,
            None => break,
        }
    }
    bytes.len()
}

/// A text between its quotes, with its escapes resolved. `\u0000` and what is no escape give nothing.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        if at > 0 {
            flush(&mut units, &mut plain);
        }
        plain.push_str(&rest[..at]);
        let escape = rest[at + 1..].chars().next();
        rest = &rest[at + 1 + escape.map_or(0, char::len_utf8)..];
        if escape == Some('u') {
            let digits = rest.get(..4).unwrap_or("");
            units.extend(u16::from_str_radix(digits, 16).ok().filter(|&unit| unit != 0));
            rest = &rest[digits.len()..];
            continue;
        }
        flush(&mut units, &mut plain);
        plain.extend(escape.and_then(plain_escape));
    }
    flush(&mut units, &mut plain);
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn plain_escape(escape: char) -> Option<char> {
    Some(match escape {
        '"' | '\\' | '/' => escape,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

fn flush(units: &mut Vec<u16>, plain: &mut String) {
    plain.push_str(&String::from_utf16_lossy(units));
    units.clear();
}
