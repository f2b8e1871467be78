//! Where the header is, and what each column of this table holds.

use std::sync::Arc;

use linchpin_model::Problem;

use super::super::cell::date::Order;
use super::super::cell::text::{folded, one_line, shown};
use super::super::escape::unescaped;
use super::super::table::{Row, Table, letters};
use super::super::{ReadOptions, Unreadable};
use super::headers::{self, Tool};
use super::profile::Profile;
use super::{Field, Mapping, Unit};

/// The header is looked for in this many rows.
const HEADER_ROWS: usize = 20;
/// Most cells in columns that become custom fields, empty ones counted.
const MAX_CUSTOM_CELLS: usize = 3_000_000;
/// Most columns that one message names.
const NAMED: usize = 12;

/// How a table is to be read.
#[derive(Debug)]
pub(in super::super) struct Layout {
    /// The row of the header, from 0 among those that hold something.
    pub(in super::super) header_row: usize,
    /// The columns that are read, in order.
    pub(in super::super) columns: Vec<Column>,
    /// How many columns the header has.
    pub(in super::super) width: usize,
    /// What all columns hold, to be shown and saved.
    pub(in super::super) mapping: Mapping,
    /// What a person should know before the rows.
    pub(in super::super) problems: Vec<Problem>,
}

/// A column that is read.
#[derive(Clone, Debug)]
pub(in super::super) struct Column {
    /// Its place, from 0.
    pub(in super::super) index: usize,
    /// Its header as written, on one line.
    pub(in super::super) header: Arc<str>,
    /// What it holds.
    pub(in super::super) field: Field,
    /// Whether the day or the month comes first in it, where that is known.
    pub(in super::super) order: Option<Order>,
    /// How a custom field is called.
    pub(in super::super) name: Arc<str>,
    /// How a custom field's texts are typed.
    pub(in super::super) custom: CustomKind,
    /// Whether its numbers are fractions of one rather than percents.
    pub(in super::super) are_fractions: bool,
}

/// What all the values of a custom field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum CustomKind {
    Text,
    Number,
    Day,
}

/// Finds the header and says what each column holds.
pub(in super::super) fn lay_out(
    table: &Table,
    saved: Option<Mapping>,
    options: &ReadOptions<'_>,
) -> Result<Layout, Unreadable> {
    if table.is_empty() {
        return Err(Unreadable::new("There is no header: every row is empty.")
            .hint("The first row must name the columns, such as `id,title,status`."));
    }
    let saved = saved.unwrap_or_default();
    let header_row = header_row(table, &saved);
    let headers: Vec<String> = table
        .row(header_row)
        .into_iter()
        .flat_map(Row::cells)
        .map(|cell| one_line(cell).0.trim().to_owned())
        .collect();
    let tool = headers::tool(&headers);
    refuse_other_lists(&headers)?;
    let look =
        |column, is_known| Profile::of(column, table.rows_from(header_row + 1), table.serials, is_known);
    let is_known = |header: &str| {
        let field = saved.field_of(header).or_else(|| headers::field(header, tool).map(|(field, _)| field));
        field.is_some_and(|field| field != Field::Custom)
    };
    let mut profiles: Vec<Profile> =
        headers.iter().enumerate().map(|(column, header)| look(column, is_known(header))).collect();
    let mut fields = fields(&headers, &profiles, tool, &saved);
    refuse_doubled(&headers, &fields, tool)?;
    fields = by_contents(&headers, fields, &profiles, &saved);
    for (column, header) in headers.iter().enumerate() {
        if fields[column] == Field::Custom && is_known(header) {
            profiles[column] = look(column, false);
        }
    }
    require_something_to_call_items_by(&headers, &fields)?;
    refuse_too_many_customs(&fields, &profiles, table.len())?;

    let mut problems = problems_of_header(table, header_row, &headers, &fields, &profiles, &saved);
    let order = order_of_file(&profiles, &fields, &saved, options);
    let columns = columns(&headers, &fields, &profiles, order);
    problems.extend(undecided(&columns, &profiles));
    let mapping = Mapping {
        columns: headers
            .iter()
            .cloned()
            .zip(fields.iter().copied())
            .filter(|(header, _)| !header.is_empty())
            .fold(Vec::new(), |mut columns, (header, field)| {
                if !columns.iter().any(|(known, _)| *known == header) {
                    columns.push((header, field));
                }
                columns
            }),
        dates: order.or(saved.dates),
        ..saved
    };
    Ok(Layout { header_row, columns, width: headers.len(), mapping, problems })
}

/// Whether one of the first rows names an id or a title.
pub(in super::super) fn has_header(table: &Table, saved: Option<&Mapping>) -> bool {
    let none = Mapping::default();
    let saved = saved.unwrap_or(&none);
    let row = table.row(header_row(table, saved));
    row.is_some_and(|row| names_items(&row.cells().map(str::to_owned).collect::<Vec<_>>(), saved))
}

/// Whether a row names an id or a title, by itself or by a mapping.
fn names_items(cells: &[String], saved: &Mapping) -> bool {
    let tool = headers::tool(cells);
    let field =
        |cell: &String| saved.field_of(cell).or_else(|| headers::field(cell, tool).map(|(field, _)| field));
    cells.iter().filter_map(field).any(|field| matches!(field, Field::Id | Field::Key | Field::Title))
}

/// The first row that names an id or a title; else the one that names most; else the first.
fn header_row(table: &Table, saved: &Mapping) -> usize {
    let known = |row: Row<'_>| {
        let cells: Vec<String> = row.cells().map(str::to_owned).collect();
        let named = cells.iter().filter(|cell| saved.field_of(cell).is_some()).count();
        (names_items(&cells, saved), headers::count_known(&cells) + named)
    };
    let rows = (0..table.len().min(HEADER_ROWS)).rev();
    let scored = rows.filter_map(|index| Some((table.row(index).map(known)?, index)));
    scored.max_by_key(|(score, _)| *score).map_or(0, |(_, index)| index)
}

/// Lists that are no lists of items, though some of their headers look like it.
fn refuse_other_lists(headers: &[String]) -> Result<(), Unreadable> {
    let has =
        |name: &str| headers.iter().any(|header| header.replace(['_', ' '], "").eq_ignore_ascii_case(name));
    if has("linkedissuekey") {
        return Err(Unreadable::new(
            "This is a list of links between issues, not of issues: there is no column with a title.",
        )
        .place("row 1")
        .hint("Export the issues themselves, with the columns `Issue key` and `Summary`."));
    }
    Ok(())
}

/// What the headers say, each field once: the surest header has it among those with anything below, others become
/// custom fields.
fn fields(headers: &[String], profiles: &[Profile], tool: Tool, saved: &Mapping) -> Vec<Field> {
    let guessed: Vec<(Field, usize)> = headers
        .iter()
        .map(|header| match saved.field_of(header) {
            Some(field) => (field, 0),
            None if header.is_empty() => (Field::Ignored, 0),
            None => {
                headers::field(header, tool).map_or((Field::Custom, 0), |(field, rank)| (field, rank + 1))
            }
        })
        .collect();
    // What a person said, then what holds something, then the surer header, then the first.
    let weakness = |index: usize| {
        let rank = guessed[index].1;
        (rank > 0, profiles[index].filled == 0, rank, index)
    };
    let is_beaten = |index: usize| {
        let field = guessed[index].0.counted_in(Unit::Days);
        (0..guessed.len()).any(|other| {
            guessed[other].0.counted_in(Unit::Days) == field && weakness(other) < weakness(index)
        })
    };
    let mut fields: Vec<Field> = (0..guessed.len())
        .map(|index| match guessed[index].0 {
            field if field.may_repeat() => field,
            field if is_beaten(index) => loser(field),
            field => field,
        })
        .collect();
    let has = |wanted: Field, fields: &[Field]| fields.contains(&wanted);
    // Without a key of its own a second id is how people call the items.
    if !has(Field::Key, &fields)
        && let Some(second) =
            (0..guessed.len()).find(|index| guessed[*index].0 == Field::Id && fields[*index] == Field::Custom)
    {
        fields[second] = Field::Key;
    }
    fields
}

/// What becomes of a column whose field another column has.
fn loser(field: Field) -> Field {
    match field {
        Field::Parent | Field::OwnerAddress | Field::Author => Field::Ignored,
        _ => Field::Custom,
    }
}

fn refuse_doubled(headers: &[String], fields: &[Field], tool: Tool) -> Result<(), Unreadable> {
    if tool == Tool::Jira {
        return Ok(());
    }
    let read = |index: &usize| fields[*index] != Field::Ignored;
    for index in (0..headers.len()).filter(read) {
        let same = |other: &usize| headers[*other].to_lowercase() == headers[index].to_lowercase();
        if let Some(first) = (0..index).filter(read).find(same) {
            return Err(Unreadable::new(format!(
                "The columns {} and {} are both called `{}`.",
                letters(first),
                letters(index),
                shown(&headers[index])
            ))
            .place("the header")
            .hint("Rename or remove one of them, or say in a mapping that the name is to be ignored."));
        }
    }
    Ok(())
}

/// What the columns hold by what is in them. Columns of one header stay one thing: a mapping knows them by that alone.
fn by_contents(headers: &[String], fields: Vec<Field>, profiles: &[Profile], saved: &Mapping) -> Vec<Field> {
    let by_content =
        |index: usize| match saved.field_of(&headers[index]).is_none() && profiles[index].filled > 0 {
            true => by_content(fields[index], &headers[index], &profiles[index]),
            false => fields[index],
        };
    let agreed = |index: usize| {
        let mut alike = (0..headers.len()).filter(|other| headers[*other] == headers[index]);
        let content = by_content(index);
        if alike.all(|other| by_content(other) == content) { content } else { fields[index] }
    };
    (0..headers.len()).map(agreed).collect()
}

/// A header's word may mislead: a column called a date that holds no date, a date that is a mark, a rank that is a code.
fn by_content(field: Field, header: &str, profile: &Profile) -> Field {
    match field {
        Field::Finished if profile.are_marks => Field::DoneMark,
        Field::Finished
        | Field::Due
        | Field::Deadline
        | Field::Start
        | Field::Started
        | Field::Created
        | Field::Updated
            if !profile.has_dates && !profile.are_numbers =>
        {
            Field::Custom
        }
        // A version may well be called `1`; only a column of milestones may say which rows are some.
        Field::Milestones if profile.are_marks && folded(header).contains("milestone") => {
            Field::MilestoneMark
        }
        Field::Percent if profile.are_marks && !profile.are_numbers => Field::DoneMark,
        Field::Rank if !profile.are_numbers => Field::Custom,
        field => field,
    }
}

fn require_something_to_call_items_by(headers: &[String], fields: &[Field]) -> Result<(), Unreadable> {
    let has = |field: Field| fields.contains(&field);
    let list: Vec<String> = headers.iter().take(NAMED).map(|header| format!("`{}`", shown(header))).collect();
    let refuse = |message: String| {
        Err(Unreadable::new(message).place("the header").hint(format!(
            "At least one of them is needed. The header has {}; say which is which with a mapping: `--map FILE`.",
            list.join(", ")
        )))
    };
    if has(Field::Id) || has(Field::Key) {
        return Ok(());
    }
    match fields.iter().position(|field| *field == Field::Title) {
        None => refuse("No column is called `id` or `title`: there is nothing to call the items by.".into()),
        Some(column) => {
            let is_said = |field: &Field| !matches!(field, Field::Title | Field::Custom | Field::Ignored);
            let is_vague = headers[column].eq_ignore_ascii_case("name")
                && headers.len() > 1
                && !fields.iter().any(is_said);
            match is_vague {
                true => refuse("This may be a list of anything: it has a `name`, but no column is called `id`, `title`, `status`, `owner` or `due`.".into()),
                false => Ok(()),
            }
        }
    }
}

fn refuse_too_many_customs(fields: &[Field], profiles: &[Profile], rows: usize) -> Result<(), Unreadable> {
    let customs =
        fields.iter().zip(profiles).filter(|(field, profile)| **field == Field::Custom && profile.filled > 0);
    let cells = customs.count() * rows;
    match cells > MAX_CUSTOM_CELLS {
        true => Err(Unreadable::new(format!(
            "{cells} cells are in columns that are custom fields; the limit is {MAX_CUSTOM_CELLS}."
        ))
        .place("the header")
        .hint("Export fewer columns, or give them the field `ignore` in a mapping.")),
        false => Ok(()),
    }
}

fn problems_of_header(
    table: &Table,
    header_row: usize,
    headers: &[String],
    fields: &[Field],
    profiles: &[Profile],
    saved: &Mapping,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut say = |message: String, hint: Option<&str>| {
        problems.push(Problem { place: "the header".into(), message, hint: hint.map(str::to_owned) });
    };
    if header_row > 0 {
        let number = table.row(header_row).map_or(0, Row::number);
        say(format!("The header is row {number}; what stands above it was left out."), None);
    }
    let indices =
        |fits: &dyn Fn(usize) -> bool| (0..headers.len()).filter(|index| fits(*index)).collect::<Vec<_>>();
    let nameless = indices(&|index| headers[index].is_empty() && profiles[index].filled > 0);
    if !nameless.is_empty() {
        let names: Vec<String> = nameless.iter().take(NAMED).map(|index| letters(*index)).collect();
        say(
            format!("Took no notice of columns without a header: {}.", names.join(", ")),
            Some("Give them a name to keep them as custom fields."),
        );
    }
    let is_ignored = |index: usize| {
        let header = &headers[index];
        fields[index] == Field::Ignored && saved.field_of(header).is_none() && !headers::is_computed(header)
    };
    let mut names: Vec<String> =
        indices(&|index| is_ignored(index) && !headers[index].is_empty() && profiles[index].filled > 0)
            .iter()
            .map(|index| format!("`{}`", shown(&headers[*index])))
            .collect();
    names.dedup();
    if !names.is_empty() {
        say(
            format!("Took no notice of the columns {}.", listed(&names)),
            Some("A mapping can keep them: give them the field `custom field`."),
        );
    }
    let absent: Vec<String> = saved
        .columns
        .iter()
        .filter(|(name, _)| !headers.iter().any(|header| header.to_lowercase() == name.trim().to_lowercase()))
        .map(|(name, _)| format!("`{}`", shown(name)))
        .collect();
    if !absent.is_empty() {
        say(format!("The mapping names columns that are not here: {}.", listed(&absent)), None);
    }
    problems
}

fn listed(names: &[String]) -> String {
    let rest = names.len().saturating_sub(NAMED);
    let list = names[..names.len().min(NAMED)].join(", ");
    if rest > 0 { format!("{list} and {rest} more") } else { list }
}

/// Day first or month first: as a person says, else as all the columns that tell agree.
fn order_of_file(
    profiles: &[Profile],
    fields: &[Field],
    saved: &Mapping,
    options: &ReadOptions<'_>,
) -> Option<Order> {
    let said = options.day_first.map(|day_first| if day_first { Order::DayFirst } else { Order::MonthFirst });
    let mut told = profiles
        .iter()
        .zip(fields)
        .filter(|(_, field)| field.is_date())
        .filter_map(|(profile, _)| profile.order());
    let first = told.next();
    said.or(saved.dates).or(first.filter(|order| told.all(|other| other == *order)))
}

fn columns(headers: &[String], fields: &[Field], profiles: &[Profile], order: Option<Order>) -> Vec<Column> {
    let read = |index: &usize| {
        let is_empty_custom = fields[*index] == Field::Custom && profiles[*index].filled == 0;
        fields[*index] != Field::Ignored && !is_empty_custom
    };
    let column = |index: usize| {
        let profile = &profiles[index];
        let disagrees = profile.day_first > 0 && profile.month_first > 0;
        let order = profile.order().or(order.filter(|_| !disagrees));
        let are_days = profile.are_dates && (profile.undecided == 0 || order.is_some());
        Column {
            index,
            header: headers[index].as_str().into(),
            name: headers::custom_field(&headers[index])
                .filter(|inner| !headers.iter().any(|header| header == inner))
                .map_or_else(|| unescaped(&headers[index]), Into::into)
                .into(),
            field: fields[index],
            order,
            custom: match (profile.are_numbers, are_days) {
                (true, _) => CustomKind::Number,
                (false, true) => CustomKind::Day,
                (false, false) => CustomKind::Text,
            },
            are_fractions: profile.are_fractions,
        }
    };
    (0..headers.len()).filter(read).map(column).collect()
}

/// Columns whose days and months could be either way round: told once, for nothing is guessed.
fn undecided(columns: &[Column], profiles: &[Profile]) -> Vec<Problem> {
    let open = |column: &&Column| {
        column.field.is_date() && column.order.is_none() && profiles[column.index].undecided > 0
    };
    let told = columns.iter().filter(open).map(|column| Problem {
        place: format!("column {}", shown(&column.header)),
        message: match profiles[column.index].undecided {
            1 => "One date could be read day first or month first, and nothing in the column tells; it was left out.".into(),
            count => format!(
                "{count} dates could be read day first or month first, and nothing in the column tells; they were left out."
            ),
        },
        hint: Some("Say which: `--day-first`, or `dates = \"month first\"` in a mapping.".into()),
    });
    told.collect()
}
