//! Whom does a cell name?

use super::super::escape::{self, unescaped};

/// Somebody as a cell names them: a name, an address, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
}

/// A text that is neither a name nor an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoPerson;

impl Who {
    /// What tells this person from others: the address if there is one, else the name; case and spacing do not matter.
    pub(crate) fn identity(&self) -> String {
        let text = self.address.as_ref().or(self.name.as_ref()).map_or("", |text| text);
        text.to_lowercase()
    }
}

/// The people in a cell, in order: `Kim Lee`, `kim@example.org`, `Kim Lee <kim@example.org>`, several with `;` between.
///
/// A comma is between people only if each part is an address or the column says that it names several, for it also
/// stands inside `Lee, Kim`.
pub(crate) fn parse(text: &str, several: bool) -> Result<Vec<Who>, NoPerson> {
    if text.trim().chars().any(char::is_control) {
        return Err(NoPerson);
    }
    let by_comma = several || text.split(',').all(|part| part.contains('@'));
    let parts = text.split(|c| c == ';' || c == ',' && by_comma).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(one).collect()
}

fn one(text: &str) -> Result<Who, NoPerson> {
    if let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        let name = spaced(name.trim().trim_matches('"'));
        let address = address.trim();
        return match is_address(address) {
            true => {
                Ok(Who { name: Some(name).filter(|name| !name.is_empty()), address: Some(address.into()) })
            }
            false if !address.contains('@') && !name.is_empty() => {
                Ok(Who { name: Some(name), address: None })
            }
            false => Err(NoPerson),
        };
    }
    if is_address(text) {
        return Ok(Who { name: None, address: Some(text.into()) });
    }
    let name = spaced(text.strip_prefix('@').unwrap_or(text));
    if name.is_empty() || is_mistyped(text) {
        return Err(NoPerson);
    }
    Ok(Who { name: Some(name), address: None })
}

/// Whether a text that is no address has the sign of one.
fn is_mistyped(text: &str) -> bool {
    text.strip_prefix('@').unwrap_or(text).contains('@')
}

/// Somebody as a text that [`parse`] reads again, in a list or alone: the name, and the address if it has the form of one.
pub(crate) fn written(name: &str, address: Option<&str>) -> String {
    let single = escape::line_without(name, &[',', ';', '<', '>', '@', '"']).replace("  ", " _x0020_");
    match address.filter(|address| is_address(address)) {
        Some(address) if address == name => address.to_owned(),
        Some(address) => format!("{single} <{address}>"),
        None => single,
    }
}

/// With one space between words, and marks as the characters that they stand for.
fn spaced(name: &str) -> String {
    unescaped(&name.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    !local.is_empty()
        && domain.contains(|c: char| c != '.')
        && text.len() <= 254
        && local.chars().chain(domain.chars()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, wanted: &[(Option<&str>, Option<&str>)]) {
        let people = parse(text, false).unwrap();
        let found: Vec<_> = people.iter().map(|who| (who.name.as_deref(), who.address.as_deref())).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn people_are_named_by_name_by_address_or_by_both() {
        check("Kim  Lee", &[(Some("Kim Lee"), None)]);
        check("Lee, Kim", &[(Some("Lee, Kim"), None)]);
        check("kim@example.org", &[(None, Some("kim@example.org"))]);
        check("Kim Lee <kim@example.org>", &[(Some("Kim Lee"), Some("kim@example.org"))]);
        check("a@b.org, c@d.org", &[(None, Some("a@b.org")), (None, Some("c@d.org"))]);
        check("Kim; Ada", &[(Some("Kim"), None), (Some("Ada"), None)]);
        check("@kim", &[(Some("kim"), None)]);
        check(" ", &[]);
    }

    #[test]
    fn a_second_header_line_is_no_address() {
        assert_eq!(parse("kim@example.org\r\nBcc: all@example.org", false), Err(NoPerson));
        assert_eq!(parse("kim@example.org Bcc: all@example.org", false), Err(NoPerson));
    }

    #[test]
    fn somebody_who_was_written_is_read_again() {
        for name in ["Kim Lee", "Lee, Kim", "@kim", "a  b", "\"K\" <x>", "kim@home", "Kim\n"] {
            for address in [None, Some("kim@example.org")] {
                let text = format!("{}; Ada", written(name, address));
                let people = parse(&text, true).unwrap();
                assert_eq!(
                    (people[0].name.as_deref(), people[0].address.as_deref()),
                    (Some(name), address),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn case_and_spacing_make_no_other_person() {
        let identity = |text| parse(text, false).unwrap()[0].identity();
        assert_eq!(identity("Kim Lee"), identity("kim  lee"));
        assert_eq!(identity("Kim <KIM@example.org>"), identity("kim@example.org"));
    }
}
