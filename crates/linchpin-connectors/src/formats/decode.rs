//! Bytes as text: UTF-8, or UTF-16 with its mark; anything else only if a person names the encoding.

use std::borrow::Cow;

use super::Unreadable;

/// The text of a table's file, without its byte order mark.
///
/// Files that are no table at all are refused by name. `encoding` is a label such as `windows-1252` or `utf-16le`.
pub(super) fn decode<'a>(bytes: &'a [u8], encoding: Option<&str>) -> Result<Cow<'a, str>, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::new("The file is empty.").hint("Export it again."));
    }
    refuse_other_kinds(bytes)?;
    let text = match (encoding, bytes) {
        (Some(label), _) => by_label(bytes, label)?,
        (None, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) => utf16(bytes)?,
        (None, _) => Cow::Borrowed(utf8(bytes)?),
    };
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Cow::Owned(text)
        }
    };
    refuse_other_texts(&text)?;
    Ok(text)
}

fn refuse_other_kinds(bytes: &[u8]) -> Result<(), Unreadable> {
    let (kind, hint) = match bytes {
        [b'P', b'K', 3, 4, ..] => {
            ("a ZIP or XLSX file", "If it is a workbook, call it `.xlsx` or read it with `--as xlsx`.")
        }
        [0x1F, 0x8B, ..] => ("a gzip file", "Unpack it first."),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ("an old .xls or password-protected file", "Save it as XLSX or CSV."),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF", "Export the table as CSV."),
        _ => return Ok(()),
    };
    Err(Unreadable::new(format!("This is {kind}, not a CSV file.")).hint(hint))
}

fn refuse_other_texts(text: &str) -> Result<(), Unreadable> {
    let start = text.trim_start();
    let head: String = start.chars().take(40).collect::<String>().to_ascii_lowercase();
    let (kind, hint) = if head.starts_with("<!doctype html") || head.starts_with("<html") {
        ("an HTML page", "It may be a page that asks you to sign in: sign in and export again.")
    } else if head.starts_with("<?xml") {
        ("an XML file", "Read it with `--as mspdi` if it comes from a project planner.")
    } else if head.starts_with("version https://git-lfs.github.com/") {
        ("a Git LFS pointer, not the file itself", "Run `git lfs pull` and read it again.")
    } else if is_json(start) {
        ("JSON", "Call it `.json`, or name its format with `--as`.")
    } else {
        return Ok(());
    };
    Err(Unreadable::new(format!("This is {kind}, not a CSV file.")).at(1, 1).hint(hint))
}

/// Whether it begins as JSON does: a bracket, and then what may follow one there.
fn is_json(start: &str) -> bool {
    let next = |rest: &str| rest.trim_start().chars().next();
    match (start.strip_prefix('['), start.strip_prefix('{')) {
        (Some(rest), _) => matches!(next(rest), Some('{' | '[' | '"' | ']')),
        (_, Some(rest)) => matches!(next(rest), Some('"' | '}')),
        _ => false,
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Unreadable> {
    if let Some(name) = unmarked_utf16(bytes) {
        return Err(Unreadable::new(format!("The file looks like {name} without a byte order mark."))
            .at(1, 1)
            .hint(format!("Save it as UTF-8, or read it with `--encoding {name}`.")));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let (line, column) = position(&String::from_utf8_lossy(before));
        Unreadable::new("The file is not UTF-8 here.").at(line, column).hint(
            "Save it as UTF-8, or name its encoding: `--encoding windows-1252` is usual for files from Excel.",
        )
    })
}

/// Line and column, from 1, of what follows this text.
fn position(before: &str) -> (usize, usize) {
    let ends = before.replace("\r\n", "\n").replace('\r', "\n");
    let line = ends.matches('\n').count() + 1;
    let last = ends.rsplit('\n').next().unwrap_or("");
    (line, last.chars().count() + 1)
}

/// Text in UTF-16 has a zero in every other byte as long as it is mostly Latin.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1_000) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let many = head.len() / 4;
    match (zeros(0), zeros(1)) {
        _ if head.len() < 4 => None,
        (0, odd) if odd > many => Some("utf-16le"),
        (even, 0) if even > many => Some("utf-16be"),
        _ => None,
    }
}

fn utf16(bytes: &[u8]) -> Result<Cow<'static, str>, Unreadable> {
    let label = if bytes[0] == 0xFF { "utf-16le" } else { "utf-16be" };
    by_label(bytes, label).map(|text| text.into_owned().into())
}

fn by_label<'a>(bytes: &'a [u8], label: &str) -> Result<Cow<'a, str>, Unreadable> {
    let encoding = encoding_rs::Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
        Unreadable::new(format!("There is no encoding `{}`.", super::cell::text::shown(label)))
            .hint("Usual ones are utf-8, utf-16le, windows-1252, iso-8859-2, shift_jis, gb18030.")
    })?;
    let (text, had_errors) = encoding.decode_with_bom_removal(bytes);
    if had_errors {
        return Err(Unreadable::new(format!("The file is not valid {}.", encoding.name()))
            .hint("Save it as UTF-8, or name another encoding with `--encoding`."));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(bytes: &[u8], words: &str) {
        let error = decode(bytes, None).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.hint.is_some(), "{error} says what to do");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        assert_eq!(decode(b"\xEF\xBB\xBFid", None).unwrap(), "id");
        assert_eq!(decode(b"\xFF\xFEi\0d\0", None).unwrap(), "id");
        assert_eq!(decode(b"\xFE\xFF\0i\0d", None).unwrap(), "id");
    }

    #[test]
    fn another_encoding_is_read_only_when_it_is_named() {
        let bytes = b"id,title\nA-1,Gr\xF6\xDFe\n";
        check_refused(bytes, "line 2, column 7");
        assert!(decode(bytes, Some("windows-1252")).unwrap().contains("Größe"));
        assert!(decode(bytes, Some("latin1")).unwrap().contains("Größe"));
        assert!(decode(bytes, Some("klingon")).unwrap_err().message.contains("klingon"));
    }

    #[test]
    fn what_is_no_table_is_named() {
        check_refused(b"", "empty");
        check_refused(b"\x1F\x8B\x08", "gzip");
        check_refused(b"PK\x03\x04", "XLSX");
        check_refused(b" <!DOCTYPE html><html>", "HTML");
        check_refused(b"[{\"id\":1}]", "JSON");
        check_refused(b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer");
        check_refused(b"i\0d\0,\0t\0i\0t\0l\0e\0", "utf-16le");
    }

    #[test]
    fn a_header_in_brackets_is_no_json() {
        assert!(decode(b"[ID],title\n", None).is_ok());
    }
}
