//! Texts from a file, fit to be kept and fit to be shown in a message.

use std::borrow::Cow;

/// Most characters of a file's own text that a message repeats.
const SHOWN: usize = 60;

/// A text from a file as a message may repeat it: cut, and with nothing in it that a terminal would obey.
pub(crate) fn shown(text: &str) -> String {
    let cut = text.char_indices().nth(SHOWN).map(|(end, _)| &text[..end]);
    cut.map_or_else(|| super::super::shown(text), |cut| super::super::shown(cut) + "…")
}

/// A text for one line: line ends become a space, other control characters go. Tells whether any of the latter was there.
///
/// White space around it goes too, unless what follows is a sign that a spreadsheet would take for a formula: a text that
/// was no formula must not become one. A `'` that an export put before such a sign is taken off.
pub(crate) fn one_line(text: &str) -> (Cow<'_, str>, bool) {
    let (text, had_controls) = without_controls(text);
    let text = match text.contains(['\r', '\n']) {
        true => Cow::Owned(text.replace("\r\n", " ").replace(['\r', '\n'], " ")),
        false => text,
    };
    let trimmed = text.trim();
    let unguarded = unguarded(trimmed);
    if unguarded.len() < trimmed.len() {
        return (Cow::Owned(unguarded.to_owned()), had_controls);
    }
    if trimmed.starts_with(is_formula_sign) || trimmed.len() == text.len() {
        let end = text.trim_end().len();
        return match text {
            Cow::Borrowed(text) => (Cow::Borrowed(&text[..end]), had_controls),
            Cow::Owned(mut text) => {
                text.truncate(end);
                (Cow::Owned(text), had_controls)
            }
        };
    }
    (Cow::Owned(trimmed.to_owned()), had_controls)
}

/// A longer text: line ends stay, other control characters go.
pub(crate) fn without_controls(text: &str) -> (Cow<'_, str>, bool) {
    let is_bad = |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    match text.contains(is_bad) {
        true => (Cow::Owned(text.replace(is_bad, "")), true),
        false => (Cow::Borrowed(text), false),
    }
}

/// A cell's text without the `'` that an export put before what a spreadsheet would take for a formula.
pub(crate) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(is_formula_sign)).unwrap_or(text)
}

pub(crate) use super::super::words::plain as folded;

/// Whether a spreadsheet takes a text that begins with it for a formula.
pub(crate) fn is_formula_sign(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '\t' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one_line(text: &str, wanted: &str) {
        assert_eq!(one_line(text).0, wanted, "{text:?}");
    }

    #[test]
    fn a_title_has_one_line_and_no_control_characters() {
        check_one_line(" First\r\nsecond ", "First second");
        check_one_line("Fi\u{7}\u{1b}[2Jrst\u{7f}", "Fi[2Jrst");
        assert!(one_line("a\0b").1);
        assert!(!one_line("a\nb").1);
    }

    #[test]
    fn a_text_never_becomes_a_formula() {
        check_one_line(" =1+1", " =1+1");
        check_one_line("\t=1+1", "\t=1+1");
        check_one_line("\n=1+1", " =1+1");
    }

    #[test]
    fn the_guard_of_an_export_is_taken_off() {
        check_one_line("'=1+1", "=1+1");
        check_one_line("'quoted'", "'quoted'");
    }

    #[test]
    fn a_message_shows_what_cannot_be_seen_and_cuts_what_is_long() {
        assert_eq!(shown("a\u{202e}b\n"), "a\\u{202e}b\\n");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 61);
    }
}
