//! Excel workbooks, read by our own small reader: a lying count or size must be survived, and the cells still read.
//!
//! Nothing is allocated by a declared size, no formula is run, no link is followed, and nothing is unpacked to disk.

mod archive;
mod cells;
mod strings;
mod styles;
mod workbook;
mod write;
mod xml;

pub use write::write;

use linchpin_model::{Batch, Problem};

use super::cell::text::shown;
use super::mapping::{Mapping, has_header};
use super::sheet;
use super::table::Table;
use super::{ReadOptions, Unreadable};
use archive::Archive;
use strings::SharedStrings;

/// Reads the first visible sheet whose header names an id or a title.
pub(super) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let saved = options.mapping.map(Mapping::parse).transpose()?;
    let mut archive = Archive::open(bytes)?;
    let table = table(&mut archive, saved.as_ref())?;
    sheet::read(&table, "xlsx", saved, None, options)
}

fn table(archive: &mut Archive<'_>, saved: Option<&Mapping>) -> Result<Table, Unreadable> {
    let workbook = workbook::read(archive)?;
    let context = cells::Context {
        strings: existing(archive, &workbook.shared_strings)
            .map(|part| SharedStrings::read(archive, &part))
            .transpose()?,
        meanings: existing(archive, &workbook.styles)
            .map(|part| styles::read(archive, &part))
            .transpose()?
            .unwrap_or_default(),
        serials: workbook.serials,
    };
    let mut first = None;
    let visible: Vec<_> = workbook.sheets.iter().filter(|sheet| !sheet.is_hidden).collect();
    for sheet in &visible {
        let mut table =
            cells::read(archive, &sheet.part, &context).map_err(|error| in_sheet(error, &sheet.name))?;
        if has_header(&table, saved) {
            table.problems.splice(0..0, notices(archive, &sheet.name, visible.len()));
            return Ok(table);
        }
        if !table.is_empty() && first.is_none() {
            first = Some(table);
        }
    }
    first.ok_or_else(|| {
        Unreadable::new("The workbook has no visible sheet with a table.")
            .hint("The first row must name the columns, such as `id` and `title`.")
    })
}

fn existing(archive: &Archive<'_>, part: &Option<String>) -> Option<String> {
    part.clone().filter(|part| archive.has(part))
}

fn in_sheet(error: Unreadable, name: &str) -> Unreadable {
    match &error.place {
        None => error.place(format!("sheet {}", shown(name))),
        Some(_) => error,
    }
}

/// What a person should know of the workbook as a whole.
fn notices(archive: &Archive<'_>, sheet: &str, visible: usize) -> Vec<Problem> {
    let notice = |message: String| Problem { place: "the workbook".into(), message, hint: None };
    let others =
        (visible > 1).then(|| notice(format!("Read the sheet `{}` and none of the others.", shown(sheet))));
    let macros =
        archive.has("xl/vbaProject.bin").then(|| notice("It has macros; they were not looked at.".into()));
    others.into_iter().chain(macros).collect()
}
