//! Which character stands between the values?

use super::super::mapping::headers;
use super::scan::{LineEnd, fields_of_first_rows};

/// The delimiters that are tried, the likeliest first.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How many rows are looked at.
const ROWS: usize = 20;

/// The delimiter that a first line such as `sep=;` names, and the text after that line.
pub(super) fn named(text: &str) -> (&str, Option<char>) {
    let named = text.strip_prefix("sep=").and_then(|rest| {
        let mut chars = rest.chars();
        let delimiter = chars.next().filter(char::is_ascii)?;
        let after = LineEnd::strip(chars.as_str())?;
        Some((after, Some(delimiter)))
    });
    named.unwrap_or((text, None))
}

/// The delimiter that makes most known headers; else the one that cuts most rows alike; else the comma.
pub(super) fn guess(text: &str) -> char {
    let scored = DELIMITERS.into_iter().rev().map(|delimiter| {
        let rows = fields_of_first_rows(text, delimiter, ROWS);
        let known = rows.iter().map(|row| headers::count_known(row)).max().unwrap_or(0);
        // One column says nothing for a delimiter.
        let width = rows.first().map(Vec::len).filter(|width| *width > 1);
        let alike = rows.iter().filter(|row| Some(row.len()) == width).count();
        ((known, alike, width), delimiter)
    });
    scored.max_by_key(|(score, _)| *score).map_or(',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_guess(text: &str, delimiter: char) {
        assert_eq!(guess(text), delimiter, "{text}");
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_headers() {
        check_guess("id,title\n1,a;b;c\n", ',');
        check_guess("id;title\n1;a,b,c\n", ';');
        check_guess("id\ttitle\n", '\t');
        check_guess("id|title\n", '|');
        check_guess("\"id;x\",title\n", ',');
        check_guess("title\n", ',');
    }

    #[test]
    fn unknown_headers_are_cut_where_all_rows_agree() {
        check_guess("a;b;c\n1,5;2;3\n1;2,5;3\n", ';');
    }

    #[test]
    fn a_first_line_may_name_it() {
        assert_eq!(named("sep=;\r\nid;title\n"), ("id;title\n", Some(';')));
        assert_eq!(named("sep,x\n"), ("sep,x\n", None));
    }
}
