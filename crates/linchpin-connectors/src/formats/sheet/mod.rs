//! A table of work as observations: one item or milestone a row, with the people, labels and others that it names.

mod build;
mod cells;
pub(super) mod columns;
mod comment;
mod custom_columns;
mod draft;
mod identity;
mod kind;
mod links;
mod problems;
mod progress;
mod row;
mod things;

use jiff::tz::TimeZone;
use linchpin_model::Batch;
use linchpin_model::observation::Listing;

use super::cell::text::shown;
use super::mapping::{Mapping, lay_out};
use super::source_name::stem;
use super::table::Table;
use super::{ReadOptions, Unreadable};

/// Reads the items of a table.
///
/// `format` is the word for the file's format; `delimiter` is what stood between the values, where the file was text.
pub(super) fn read(
    table: &Table,
    format: &str,
    saved: Option<Mapping>,
    delimiter: Option<char>,
    options: &ReadOptions<'_>,
) -> Result<Batch, Unreadable> {
    let mut layout = lay_out(table, saved, options)?;
    layout.mapping.delimiter = delimiter;
    let zone = zone(options)?;
    let mut problems = problems::Problems::new(table.problems.clone());
    problems.extend(std::mem::take(&mut layout.problems));
    let identities = identity::find(table, &layout, &mut problems)?;
    let has_rows = table.len() > layout.header_row + 1;
    if !has_rows {
        problems.tell_once(
            "the file",
            "There is a header and no row: nothing was read, and what is known stays.",
            None,
        );
    }
    let mut reader = row::Reader::new(table, &layout, &identities, zone, problems);
    let observations = reader.read_rows();
    let problems = reader.finish();
    Ok(Batch {
        format: format.into(),
        source: source(options).into(),
        url: None,
        exported_at: None,
        listing: if has_rows { Listing::Complete } else { Listing::Partial },
        mapping: Some(layout.mapping.to_toml().into()),
        observations,
        problems,
    })
}

fn zone(options: &ReadOptions<'_>) -> Result<TimeZone, Unreadable> {
    let Some(name) = options.zone else {
        return Ok(TimeZone::UTC);
    };
    TimeZone::get(name).map_err(|_| {
        Unreadable::new(format!("There is no time zone `{}`.", shown(name)))
            .hint("Zones are called as in `Europe/Berlin` or `America/New_York`.")
    })
}

/// `csv:plan`: the file's name without what changes from one export to the next.
fn source(options: &ReadOptions<'_>) -> String {
    options.source.map_or_else(|| format!("csv:{}", stem(options.name)), str::to_owned)
}
