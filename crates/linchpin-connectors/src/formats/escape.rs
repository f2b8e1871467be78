//! Characters that a format cannot hold, written as `_x000A_`, the way that workbooks have (ECMA-376 part 1, 22.9.2.19).
//!
//! A text that was written so comes back unchanged from every format. Whoever reads a file with another program sees the
//! marks only where a text has line ends in a title, control characters, or white space at its ends.

use std::borrow::Cow;

use super::cell::text::is_formula_sign;

/// A text for one line.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_unfit)
}

/// A text for one line in which these characters would mean something.
pub(crate) fn line_without<'t>(text: &'t str, marks: &[char]) -> Cow<'t, str> {
    escaped(text, |c| is_unfit(c) || marks.contains(&c))
}

/// A text of several lines.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_unfit(c) && !matches!(c, '\n' | '\t'))
}

/// A text that must not be taken for what it looks like: its first character is written as a mark.
pub(crate) fn disguised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(mark).unwrap_or_default();
    first + &line(chars.as_str())
}

/// Every character as a mark, for texts that only case or accents tell apart.
pub(crate) fn marks_alone(text: &str) -> String {
    escaped(text, |_| true).into_owned()
}

/// Escaped characters as themselves again.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        match marked(after) {
            Some((character, length)) => {
                result.push(character);
                rest = &after[length..];
            }
            None => {
                result.push_str("_x");
                rest = &after[2..];
            }
        }
    }
    result.push_str(rest);
    result.into()
}

/// The bytes of one mark.
const MARK: usize = "_x000A_".len();

/// The character that a mark at the start of a text stands for, and how long the mark is: two for one beyond U+FFFF.
fn marked(text: &str) -> Option<(char, usize)> {
    let first = unit(text)?;
    let pair = || Some([first, unit(&text[MARK..])?]);
    match char::from_u32(u32::from(first)) {
        Some(character) => Some((character, MARK)),
        None => {
            let character = char::decode_utf16(pair()?).next()?.ok()?;
            Some((character, 2 * MARK))
        }
    }
}

/// The number in a mark at the start of a text.
fn unit(text: &str) -> Option<u16> {
    let digits =
        text.strip_prefix("_x")?.get(..4).filter(|_| text.as_bytes().get(MARK - 1) == Some(&b'_'))?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

fn mark(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("_x{unit:04X}_")).collect()
}

fn is_unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Besides what is unfit: white space at the ends, what looks like a mark, and a `'` that a reader would take off.
fn escaped(text: &str, is_unfit: impl Fn(char) -> bool) -> Cow<'_, str> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let is_guard = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(is_formula_sign);
    let is_escaped = |at: usize, c: char| {
        let is_at_end = at < start || at >= end;
        let is_mark = c == '_' && marked(&text[at..]).is_some();
        is_unfit(c) || is_at_end || is_mark || (is_guard && at == 0)
    };
    if !text.char_indices().any(|(at, c)| is_escaped(at, c)) {
        return text.into();
    }
    let piece = |(at, c)| if is_escaped(at, c) { mark(c) } else { c.to_string() };
    text.char_indices().map(piece).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_themselves_again() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("snake_xyz_x00"), "snake_xyz_x00");
        assert_eq!(unescaped("_xÄÄÄÄ_"), "_xÄÄÄÄ_");
        assert_eq!(unescaped("_xD83D__xDE80_ _xD83D_ _xDE80_"), "🚀 _xD83D_ _xDE80_");
    }

    #[test]
    fn only_what_a_line_cannot_hold_is_marked() {
        assert_eq!(line("Site survey, north"), "Site survey, north");
        assert_eq!(line(" a\nb"), "_x0020_a_x000A_b");
        assert_eq!(lines("a\n\tb\0\n"), "a\n\tb_x0000__x000A_");
        assert_eq!(line("'=1"), "_x0027_=1");
        assert_eq!(line("'quoted'"), "'quoted'");
        assert_eq!(disguised("Title"), "_x0054_itle");
        assert_eq!(disguised("🚀 launch"), "_xD83D__xDE80__x0020_launch");
    }

    proptest::proptest! {
        #[test]
        fn every_text_comes_back(text in "(_|x|0|A|\\PC|\\s|[\0-\u{ff}]|')*") {
            for written in [line(&text), lines(&text), line_without(&text, &[',']), disguised(&text).into(), marks_alone(&text).into()] {
                proptest::prop_assert_eq!(&unescaped(&written), &text);
                proptest::prop_assert_eq!(written.trim(), &*written);
            }
            proptest::prop_assert!(!line(&text).contains(char::is_control));
        }
    }
}
