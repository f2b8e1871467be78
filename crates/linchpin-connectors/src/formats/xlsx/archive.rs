//! The ZIP archive that a workbook is: its parts by name, read with the bytes counted as they come.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::Unreadable;
use super::super::cell::text::shown;

/// Most entries in an archive.
const MAX_ENTRIES: usize = 2_000;
/// Most bytes that the parts that are read may expand to, all together.
const MAX_EXPANDED: u64 = 256 << 20;
/// A part larger than this must not expand by more than [`MAX_RATIO`].
const RATIO_FREE: u64 = 1 << 20;
const MAX_RATIO: u64 = 100;
/// Most bytes between two angle brackets: the XML reader keeps as many.
const MAX_TOKEN: usize = 4 << 20;

/// An open archive. Nothing of it is ever written to disk.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Entries by name in lower case, for names of parts do not differ by case.
    names: BTreeMap<String, usize>,
    expanded: Rc<Cell<u64>>,
}

impl<'a> Archive<'a> {
    /// Opens an archive and refuses one that is damaged, encrypted, or laid out to deceive.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        match bytes {
            [b'P', b'K', 3, 4, ..] => {}
            [b'P', b'K', 5, 6, ..] => return Err(not_a_workbook("an empty ZIP archive")),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                return Err(Unreadable::new("This is an old .xls or a password-protected file.")
                    .hint("Open it in a spreadsheet and save it as XLSX, without a password."));
            }
            _ if bytes.windows(4).take(1 << 20).any(|four| four == b"PK\x03\x04") => {
                return Err(damaged("there is data before the archive"));
            }
            _ => return Err(not_a_workbook("no XLSX file")),
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            Unreadable::new("This is a ZIP or XLSX file, and it is damaged: the archive is not whole.")
                .hint("Save or export it again.")
        })?;
        let names = entries(bytes, zip.central_directory_start())?;
        if names.len() > MAX_ENTRIES {
            return Err(Unreadable::new(format!(
                "The archive has {} entries; the limit is 2,000.",
                names.len()
            ))
            .hint("Save the workbook again, without embedded files."));
        }
        refuse_doubled(&names)?;
        refuse_overlaps(&mut zip)?;
        let names =
            (0..zip.len()).filter_map(|index| Some((zip.name_for_index(index)?.to_ascii_lowercase(), index)));
        let names = names.collect();
        Ok(Self { zip, names, expanded: Rc::default() })
    }

    /// Whether there is a part of this name, whatever its case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_ascii_lowercase())
    }

    /// Whether any part's name begins so.
    pub(super) fn has_folder(&self, start: &str) -> bool {
        self.names.keys().any(|name| name.starts_with(start))
    }

    /// A part, to be read from its start.
    pub(super) fn part(&mut self, name: &str) -> Result<impl io::BufRead + '_, Unreadable> {
        let index = self.names.get(&name.to_ascii_lowercase()).copied();
        let index = index.ok_or_else(|| damaged(&format!("its part `{}` is missing", shown(name))))?;
        let file = self.zip.by_index(index).map_err(|error| of_zip(error, name))?;
        let (declared, compressed) = (file.size(), file.compressed_size());
        Ok(BufReader::new(Metered {
            inner: file,
            declared,
            compressed,
            read: 0,
            since_bracket: 0,
            expanded: self.expanded.clone(),
        }))
    }
}

/// A file that is no workbook, and what it is.
pub(super) fn not_a_workbook(what: &str) -> Unreadable {
    Unreadable::new(format!("This is {what}, not a workbook.")).hint("Save the table as XLSX or CSV.")
}

/// A workbook that is damaged, and how.
pub(super) fn damaged(how: &str) -> Unreadable {
    Unreadable::new(format!("The workbook is damaged: {how}.")).hint("Save or export it again.")
}

fn of_zip(error: ZipError, part: &str) -> Unreadable {
    let unreadable = match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Unreadable::new("The workbook is protected by a password.").hint("Save it without a password.")
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            damaged("it is compressed in a way that workbooks are not")
        }
        _ => damaged("the archive is not whole"),
    };
    unreadable.place(shown(part))
}

/// The names in the central directory, doubled ones too.
fn entries(bytes: &[u8], start: u64) -> Result<Vec<String>, Unreadable> {
    let mut names = Vec::new();
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or(&[]);
    while rest.starts_with(b"PK\x01\x02") {
        let length = |at: usize| match rest.get(at..at + 2) {
            Some(pair) => usize::from(pair[0]) | usize::from(pair[1]) << 8,
            None => 0,
        };
        let (name, extra, comment) = (length(28), length(30), length(32));
        let text = rest.get(46..46 + name).ok_or_else(|| damaged("the archive is not whole"))?;
        names.push(String::from_utf8_lossy(text).to_ascii_lowercase());
        rest = rest.get(46 + name + extra + comment..).unwrap_or(&[]);
        if names.len() > MAX_ENTRIES {
            break;
        }
    }
    Ok(names)
}

fn refuse_doubled(names: &[String]) -> Result<(), Unreadable> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(damaged(&format!("its part `{}` is there twice", shown(pair[0])))),
        None => Ok(()),
    }
}

fn refuse_overlaps(zip: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Unreadable> {
    let mut ranges = Vec::new();
    for index in 0..zip.len() {
        let file = zip.by_index_raw(index).map_err(|error| of_zip(error, "the archive"))?;
        if file.encrypted() {
            return Err(of_zip(ZipError::InvalidPassword, file.name()));
        }
        let end = file.data_start().unwrap_or(file.header_start()).saturating_add(file.compressed_size());
        ranges.push((file.header_start(), end));
    }
    ranges.sort();
    match ranges.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        true => Err(damaged("entries of the archive overlap")),
        false => Ok(()),
    }
}

/// Counts the bytes that really come, whatever the archive declares.
struct Metered<R> {
    inner: R,
    declared: u64,
    compressed: u64,
    read: u64,
    since_bracket: usize,
    expanded: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read += count as u64;
        self.expanded.set(self.expanded.get() + count as u64);
        if self.read > self.declared || count == 0 && !buffer.is_empty() && self.read != self.declared {
            return Err(io::Error::other("its size is not the declared one"));
        }
        if self.read > RATIO_FREE && self.read > self.compressed.saturating_mul(MAX_RATIO) {
            return Err(io::Error::other(
                "it expands to more than a hundred times its size, which is the limit",
            ));
        }
        if self.expanded.get() > MAX_EXPANDED {
            return Err(io::Error::other("it expands to more than 256 MiB, which is the limit"));
        }
        self.since_bracket = match buffer[..count].iter().rposition(|byte| matches!(byte, b'<' | b'>')) {
            Some(at) => count - at,
            None => self.since_bracket + count,
        };
        if self.since_bracket > MAX_TOKEN {
            return Err(io::Error::other("a text in it is longer than 4 MiB, which is the limit"));
        }
        Ok(count)
    }
}
