//! A table of work as observations: one item or milestone a row, with the people, labels and others that it names.

mod build;
mod cells;
mod comment;
mod draft;
mod identity;
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
    let (problems, statuses) = reader.finish();
    let mut mapping = layout.mapping;
    mapping.statuses.extend(statuses);
    Ok(Batch {
        format: format.into(),
        source: source(options).into(),
        url: None,
        exported_at: None,
        listing: if has_rows {
            Listing::Complete
        } else {
            Listing::Partial
        },
        mapping: Some(mapping.to_toml().into()),
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
    options
        .source
        .map_or_else(|| format!("csv:{}", stem(options.name)), str::to_owned)
}

/// A file's name without its ending and without dates, times, numbers of copies and versions.
fn stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> = stem
        .split([' ', '_', '-', '.', '(', ')', ',', '[', ']', '+', ':'])
        .filter(|word| !word.is_empty())
        .collect();
    let kept: Vec<&str> = words.iter().copied().filter(|word| !is_passing(word)).collect();
    match kept.is_empty() {
        true => stem.to_lowercase(),
        false => kept.join("-").to_lowercase(),
    }
}

/// Whether a word of a file's name changes from export to export: digits of a date or a time, `v3`, `final`, `copy`.
fn is_passing(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let digits = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b't' || byte == b'z')
    };
    let is_version = word
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let is_number = word.bytes().any(|byte| byte.is_ascii_digit()) && digits(&word);
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let is_day_and_month = word.len() > 3
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && months.iter().any(|month| {
            let rest = word.replacen(month, "", 1);
            rest != word && rest.bytes().all(|byte| byte.is_ascii_digit())
        });
    is_number
        || is_version
        || is_day_and_month
        || matches!(word.as_str(), "final" | "copy" | "latest" | "new" | "am" | "pm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_called_the_same_at_every_export() {
        for name in [
            "plan.csv",
            "Plan (2).csv",
            "plan-v3.xlsx",
            "plan_final.csv",
            "plan 2026-03-02.csv",
            "Plan_20260302T101500Z.tsv",
            "plan-02Mar2026.csv",
            "plan - Copy.csv",
            "plan 2026-03-02 at 10.15.30 PM.csv",
        ] {
            let stem = stem(name);
            assert!(stem == "plan" || stem == "plan-at", "{name}: {stem}");
        }
        assert_eq!(stem("2026.csv"), "2026");
        assert_eq!(
            stem("Jira Export (all fields) 20260110.csv"),
            "jira-export-all-fields"
        );
    }
}
