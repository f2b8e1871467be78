//! Which numbers are dates, times or percents: their cells' number formats tell.

use std::collections::HashMap;

use super::super::Unreadable;
use super::archive::Archive;
use super::xml::{Node, attribute, walk};

/// What a number means by its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Number,
    /// A day, with or without a time.
    Day,
    /// Hours and minutes without a day.
    Time,
    Percent,
}

/// The meanings of the cell formats, by their place in the list.
pub(super) fn read(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Meaning>, Unreadable> {
    let mut codes: HashMap<u32, Meaning> = HashMap::new();
    let mut meanings = Vec::new();
    let mut in_cell_formats = false;
    walk(archive.part(part)?, part, |node| {
        match node {
            Node::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, attribute(start, "formatCode")) {
                        codes.insert(id, of_code(&code));
                    }
                }
                "cellXfs" => in_cell_formats = true,
                "xf" if in_cell_formats => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    meanings.push(codes.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Node::End("cellXfs") => in_cell_formats = false,
            Node::End(_) | Node::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(meanings)
}

/// The formats that every workbook has (ECMA-376 part 1, 18.8.30, with those of East Asian editions).
fn built_in(id: u32) -> Meaning {
    match id {
        9 | 10 => Meaning::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Meaning::Day,
        18..=21 | 32 | 33 | 45..=47 => Meaning::Time,
        _ => Meaning::Number,
    }
}

/// What a format's code shows, texts in it left out.
fn of_code(code: &str) -> Meaning {
    let mut letters = String::new();
    let mut chars = code.split(';').next().unwrap_or("").chars();
    while let Some(character) = chars.next() {
        match character {
            '"' => chars.by_ref().take_while(|c| *c != '"').for_each(drop),
            '\\' | '_' | '*' => drop(chars.next()),
            '[' => {
                // `[h]` counts hours; `[Red]` and `[$-409]` show nothing.
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if inside.chars().all(|c| matches!(c, 'h' | 'H' | 'm' | 'M' | 's' | 'S')) {
                    letters.push_str(&inside);
                }
            }
            character => letters.extend(character.to_lowercase()),
        }
    }
    let has = |letter: char| letters.contains(letter);
    match () {
        _ if letters.contains("general") => Meaning::Number,
        _ if has('y') || has('d') => Meaning::Day,
        _ if has('h') || has('s') => Meaning::Time,
        _ if has('m') => Meaning::Day,
        _ if has('%') => Meaning::Percent,
        _ => Meaning::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_tells_what_its_numbers_mean() {
        for (code, meaning) in [
            ("General", Meaning::Number),
            ("0.00", Meaning::Number),
            ("#,##0 \"days\"", Meaning::Number),
            ("[Red]0", Meaning::Number),
            ("dd/mm/yyyy", Meaning::Day),
            ("[$-409]d\\-mmm\\-yy;@", Meaning::Day),
            ("mmm", Meaning::Day),
            ("[h]:mm", Meaning::Time),
            ("h:mm AM/PM", Meaning::Time),
            ("0.0%", Meaning::Percent),
        ] {
            assert_eq!(of_code(code), meaning, "{code}");
        }
        assert_eq!(built_in(14), Meaning::Day);
    }
}
