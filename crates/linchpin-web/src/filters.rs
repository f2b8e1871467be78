//! What templates do to a text besides escaping it.

use std::fmt::{Display, Write};

use askama::Values;
use askama::filters::Safe;

/// Writes what stands between two backticks as code; the rest is escaped as ever.
#[askama::filter_fn]
pub(crate) fn coded(text: impl Display, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(with_code(&text.to_string())?))
}

fn with_code(text: &str) -> Result<String, std::fmt::Error> {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        // A backtick without its pair is a character like another.
        let is_open = is_code && parts.peek().is_none();
        match (is_code, is_open) {
            (true, true) => out.push('`'),
            (true, false) => out.push_str("<code>"),
            (false, _) => {}
        }
        escape(part, &mut out)?;
        if is_code && !is_open {
            out.push_str("</code>");
        }
        is_code = !is_code;
    }
    Ok(out)
}

fn escape(text: &str, out: &mut String) -> std::fmt::Result {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code_and_nothing_is_markup() {
        for (text, wanted) in [
            ("plain", "plain"),
            ("open `beta` or `b`", "open <code>beta</code> or <code>b</code>"),
            ("`<b>` & co", "<code>&#60;b&#62;</code> &#38; co"),
            ("one ` alone", "one ` alone"),
            ("`a` and ` alone", "<code>a</code> and ` alone"),
            ("``", "<code></code>"),
            ("", ""),
        ] {
            assert_eq!(with_code(text).expect("it is written"), wanted, "{text}");
        }
    }
}
