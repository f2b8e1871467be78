//! Texts of iCalendar: escapes, titles, lists and addresses.

use std::sync::Arc;

use super::super::cell::person::{self, Who};
use super::super::cell::text::without_controls;
use super::component::Component;
use super::line::Line;

/// The most characters of a title.
const MOST_OF_A_TITLE: usize = 1_000;

/// A text with its escapes as what they stand for, once; an unknown escape stays.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match rest.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(plain @ ('\\' | ';' | ',')) => out.push(plain),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// A text on one line, without the guard that an export put before what a spreadsheet would take for a formula.
pub(super) fn one_line(text: &str) -> Option<String> {
    let text = unescaped(text).replace(['\n', '\r'], " ");
    let (text, _) = without_controls(&text);
    let text = unguarded(text.trim_end_matches(' '));
    let text = if text.starts_with(is_sign) { text } else { text.trim_start() };
    let cut = text.char_indices().nth(MOST_OF_A_TITLE).map_or(text.len(), |(end, _)| end);
    (!text.trim().is_empty()).then(|| text[..cut].to_owned())
}

/// The text without one `'` before a sign that would make it a formula, as [`guarded`] put it there.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(is_sign) => rest,
        _ => text,
    }
}

/// The text with a `'` before it if a spreadsheet would take it for a formula, or for one so guarded.
pub(super) fn guarded(text: &str) -> std::borrow::Cow<'_, str> {
    match text.trim_start_matches('\'').starts_with(is_sign) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

fn is_sign(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '\t' | '＝' | '＋' | '－' | '＠')
}

/// What a component is called.
pub(super) fn title(component: &Component) -> Option<String> {
    component.line("SUMMARY").and_then(|line| one_line(&line.value))
}

/// The words of a line that lists texts, such as `CATEGORIES`.
pub(super) fn list(component: &Component, name: &str) -> Vec<String> {
    component.all(name).flat_map(|line| split(&line.value)).filter_map(|text| one_line(&text)).collect()
}

/// The parts between commas that no backslash escapes.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for character in text.chars() {
        match character {
            ',' if !escaped => parts.push(String::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(character)),
        }
        escaped = character == '\\' && !escaped;
    }
    parts
}

/// An address of the web; others are none, as they could be run or opened.
pub(super) fn url(component: &Component) -> Option<Arc<str>> {
    let text = component.value("URL");
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    (is_web && is_plain).then(|| text.into())
}

/// Whom an `ATTENDEE` or `ORGANIZER` names: by `CN`, by the address, or by both. Of an address what follows `?` is left out.
pub(super) fn who(line: &Line) -> Option<Who> {
    let value = line.value.trim();
    let scheme = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = scheme.and_then(|scheme| value[scheme.len()..].split('?').next());
    let is_address = |who: &Who| who.address.is_some() && who.name.is_none();
    let known = |text: &str| person::parse(text.trim(), false).ok()?.into_iter().next();
    let address = address.and_then(known).filter(is_address).and_then(|who| who.address);
    let name = line.param("CN").and_then(plain_name);
    let name = match name {
        // Programs give the address for a name where they have none.
        Some(name) if known(&name).is_some_and(|who| is_address(&who)) => {
            return Some(Who { name: None, address: address.or(Some(name)) });
        }
        name => name,
    };
    (name.is_some() || address.is_some()).then_some(Who { name, address })
}

/// A name with one space between words.
pub(super) fn plain_name(text: &str) -> Option<String> {
    let (text, _) = without_controls(text);
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then(|| name.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_once_and_unknown_ones_stay() {
        assert_eq!(unescaped(r"a\nb\, c\; d\\e \x \\n"), "a\nb, c; d\\e \\x \\n");
        assert_eq!(one_line(r" a\nb ").as_deref(), Some("a b"));
        assert_eq!(split(r"a\,b,c\\,d"), [r"a\,b", r"c\\", "d"]);
    }

    #[test]
    fn a_guard_is_put_and_taken_off_again() {
        for text in ["=1+1", "'=1", "''=1", "-", "\tx", "＝x", "plain", "'quoted'"] {
            let guarded = guarded(text);
            assert!(!guarded.starts_with(is_sign), "{guarded}");
            assert_eq!(one_line(&guarded).as_deref(), Some(text));
        }
    }

    fn check_who(line: &str, name: Option<&str>, address: Option<&str>) {
        let mut lines = super::super::line::Lines::new(line.as_bytes(), None);
        let line = lines.next(&mut Default::default()).unwrap().unwrap();
        let found = who(&line);
        let found = found.as_ref().map(|who| (who.name.as_deref(), who.address.as_deref()));
        assert_eq!(found, Some((name, address)).filter(|who| *who != (None, None)), "{line:?}");
    }

    #[test]
    fn people_are_named_by_name_and_address_and_by_nothing_that_follows_it() {
        check_who("ATTENDEE;CN=Ana:mailto:ana@example.org", Some("Ana"), Some("ana@example.org"));
        check_who("ORGANIZER:MAILTO:a@example.org?bcc=all@example.org", None, Some("a@example.org"));
        check_who("ATTENDEE;CN=ana@example.org:mailto:ana@example.org", None, Some("ana@example.org"));
        check_who("ATTENDEE;CN=Ana:invalid:nomail", Some("Ana"), None);
        check_who("ATTENDEE:urn:uuid:x", None, None);
    }
}
