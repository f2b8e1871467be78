//! Notes as plain text.

/// The text of a note. Rich text loses its formatting, and whatever is embedded in it.
pub(super) fn plain(text: &str) -> String {
    match text.trim_start().starts_with("{\\rtf") {
        true => without_formatting(text).trim().to_owned(),
        false => text.trim().to_owned(),
    }
}

/// Groups that hold no text of the note.
const HIDDEN: [&str; 8] = ["object", "pict", "fonttbl", "colortbl", "stylesheet", "info", "*", "generator"];

fn without_formatting(text: &str) -> String {
    let mut shown = String::new();
    // For each open group whether it is hidden.
    let mut hidden: Vec<bool> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let is_hidden = hidden.last().copied().unwrap_or(false);
        match c {
            '{' => hidden.push(is_hidden),
            '}' => {
                hidden.pop();
            }
            '\\' => {
                let (word, after) = control(rest);
                rest = after;
                match word {
                    word if HIDDEN.contains(&word) => {
                        hidden.iter_mut().rev().take(1).for_each(|group| *group = true)
                    }
                    "par" | "line" if !is_hidden => shown.push('\n'),
                    "tab" if !is_hidden => shown.push('\t'),
                    "\\" | "{" | "}" if !is_hidden => shown.push_str(word),
                    _ => {}
                }
            }
            '\r' | '\n' => {}
            _ if is_hidden => {}
            _ => shown.push(c),
        }
    }
    shown
}

/// A control word or symbol after its backslash, without its number, and what follows it.
fn control(text: &str) -> (&str, &str) {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    if letters == 0 {
        let symbol = text.chars().next().map_or(0, char::len_utf8);
        return text.split_at(symbol);
    }
    let (word, rest) = text.split_at(letters);
    let number = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    let rest = &rest[number..];
    (word, rest.strip_prefix(' ').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_keeps_its_words_and_nothing_that_is_embedded() {
        let rich = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 One\par two {\b three}{\object\objdata 0105}}";
        assert_eq!(plain(rich), "One\ntwo three");
        assert_eq!(plain(r"{\rtf1\ansi{\object\objdata 0105}} text"), "text");
        assert_eq!(plain(" as it is "), "as it is");
    }
}
