//! Rows of values with a delimiter between them, as spreadsheets and trackers export them.

mod delimiter;
mod scan;
mod write;

use linchpin_model::Batch;

pub use write::{write, write_tabs};

use super::decode::decode;
use super::mapping::Mapping;
use super::sheet;
use super::{ReadOptions, Unreadable};

/// Reads CSV, TSV, or the like with any of the delimiters `,` `;` tab and `|`.
pub(super) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let text = decode(bytes, options.encoding)?;
    let saved = options.mapping.map(Mapping::parse).transpose()?;
    let (rest, named) = delimiter::named(&text);
    let chosen = saved.as_ref().and_then(|mapping| mapping.delimiter).or(named);
    let delimiter = chosen.unwrap_or_else(|| delimiter::guess(rest));
    let lines_before = usize::from(named.is_some());
    let table = scan::scan(rest, delimiter, lines_before)?;
    sheet::read(&table, "csv", saved, Some(delimiter), options)
}
