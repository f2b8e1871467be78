//! The rows of a table, one after the other, as observations.

mod cell;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use linchpin_model::{ExternalId, Observation, Problem};

use super::super::mapping::{Column, Field, Layout};
use super::super::table::{Row, Table};
use super::build::Builder;
use super::cells::Cells;
use super::draft::{Cell, Draft};
use super::identity::{Identities, Identity};
use super::links::Links;
use super::problems::Problems;
use super::progress::Statuses;
use super::things::Things;

/// Reads the rows of one table.
pub(super) struct Reader<'a> {
    table: &'a Table,
    layout: &'a Layout,
    identities: &'a Identities<'a>,
    zone: TimeZone,
    cells: Cells,
    things: Things,
    links: Links,
    statuses: Statuses,
    /// Columns of custom fields, those of one name together.
    customs: Vec<Vec<&'a Column>>,
    /// Rows by their number in an outline.
    outline: HashMap<&'a str, &'a Identity>,
    special: Special<'a>,
    /// The number of cells that all rows have alike, if it is not the header's: told once.
    all_rows_have: Option<usize>,
    /// How many comments were read of each author and moment.
    comments: HashMap<ExternalId, usize>,
}

/// Columns that say more about what another column says.
struct Special<'a> {
    owner_address: Option<&'a Column>,
    owner_id: Option<&'a Column>,
    author_id: Option<&'a Column>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        table: &'a Table,
        layout: &'a Layout,
        identities: &'a Identities<'a>,
        zone: TimeZone,
        mut problems: Problems,
    ) -> Self {
        let all_rows_have = common_width(table, layout);
        if let Some(found) = all_rows_have {
            problems.tell_once(
                "the file",
                &format!(
                    "Every row has {found} columns, and the header {}; the missing ones say nothing.",
                    layout.width
                ),
                None,
            );
        }
        let find = |field: Field| layout.columns.iter().find(|column| column.field == field);
        Self {
            table,
            layout,
            identities,
            zone,
            cells: Cells::new(problems, table.serials, &layout.mapping.sizes),
            things: Things::default(),
            links: Links::default(),
            statuses: Statuses::new(&layout.mapping),
            customs: customs(layout),
            outline: outline(table, layout, identities),
            special: Special {
                owner_address: find(Field::OwnerAddress),
                owner_id: find(Field::OwnerId),
                author_id: find(Field::AuthorId),
            },
            all_rows_have,
            comments: HashMap::new(),
        }
    }

    /// Everything that the rows say, in their order; what a row names comes before it, people before all.
    pub(super) fn read_rows(&mut self) -> Vec<Observation> {
        let mut observations = Vec::with_capacity(self.identities.rows.len());
        let rows = self.table.rows_from(self.layout.header_row + 1).zip(&self.identities.rows);
        for (row, identity) in rows {
            self.check_width(row);
            if let Some(identity) = identity {
                let mut links = Vec::new();
                let draft = self.draft(row, identity, &mut links);
                let builder = Builder {
                    layout: self.layout,
                    statuses: &mut self.statuses,
                    problems: &mut self.cells.problems,
                    zone: &self.zone,
                };
                let seen = builder.build(draft, identity, row);
                observations.extend(self.things.take_new());
                observations.push(seen);
                observations.append(&mut links);
            }
        }
        // Who is known by name only in a later row is told so from the first.
        let people = self.things.take_people();
        observations.splice(0..0, people);
        observations
    }

    /// What could not be read.
    pub(super) fn finish(self) -> Vec<Problem> {
        self.cells.problems.finish()
    }

    fn check_width(&mut self, row: Row<'_>) {
        let (width, found) = (self.layout.width, row.len());
        if self.all_rows_have == Some(found) {
            return;
        }
        let extra = (width..found).any(|column| row.get(column).is_some_and(|text| !text.trim().is_empty()));
        if found < width && self.table.places == super::super::table::Places::Rows {
            self.cells.problems.tell("rows are short", || {
                let message = format!(
                    "The row has {found} columns, and {width} are expected; the missing ones say nothing."
                );
                (format!("row {}", row.number()), message, None)
            });
        } else if extra {
            self.cells.problems.tell("rows are long", || {
                let message = format!(
                    "The row has {found} columns, and {width} are expected; the extra ones were left out."
                );
                (
                    format!("row {}", row.number()),
                    message,
                    Some("Put quotes around texts that hold the delimiter."),
                )
            });
        }
    }

    fn draft(&mut self, row: Row<'a>, identity: &Identity, links: &mut Vec<Observation>) -> Draft<'a> {
        let mut draft = Draft::default();
        for column in &self.layout.columns {
            self.cell(row, column, identity, &mut draft, links);
        }
        if draft.parent == Cell::Silent {
            draft.parent = self.outline_parent(row);
        }
        for columns in &self.customs {
            draft.customs.extend(self.cells.custom(row, columns));
        }
        draft
    }
}

/// The number of cells that all rows have alike, where it is less than the header's and there are several rows.
fn common_width(table: &Table, layout: &Layout) -> Option<usize> {
    let mut widths = table.rows_from(layout.header_row + 1).map(Row::len);
    let (first, second) = (widths.next()?, widths.next()?);
    let is_text = table.places == super::super::table::Places::Rows;
    (is_text && first < layout.width && first == second && widths.all(|width| width == first))
        .then_some(first)
}

fn customs(layout: &Layout) -> Vec<Vec<&Column>> {
    let mut groups: Vec<Vec<&Column>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for column in layout.columns.iter().filter(|column| column.field == Field::Custom) {
        let place = *places.entry(&column.name).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(column),
            None => groups.push(vec![column]),
        }
    }
    groups
}

fn outline<'a>(
    table: &'a Table,
    layout: &Layout,
    identities: &'a Identities<'a>,
) -> HashMap<&'a str, &'a Identity> {
    let Some(column) = layout.columns.iter().find(|column| column.field == Field::Wbs) else {
        return HashMap::new();
    };
    let rows = table.rows_from(layout.header_row + 1).zip(&identities.rows);
    rows.filter_map(|(row, identity)| Some((row.get(column.index)?.trim(), identity.as_ref()?))).collect()
}
