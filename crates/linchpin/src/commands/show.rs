//! One thing: what is said of it, by whom and when, and how it came to be so.

use linchpin_analysis::told::{Field, Line, Shown, lines_of};

use crate::cli::{AnswerFormat, Cli, ShowArgs};
use crate::commands::log::table;
use crate::failure::Failure;
use crate::moments::{self, DayEnd};
use crate::page::{Cell, Column, Page, Table, moment};
use crate::{place, subject};

pub(crate) fn run(cli: &Cli, args: &ShowArgs) -> Result<String, Failure> {
    let hub = place::open(cli, false)?;
    let history = hub.history()?;
    let as_of =
        args.as_of.as_deref().map(|text| moments::parse(text, hub.now(), DayEnd::Last)).transpose()?;
    let world = match as_of {
        Some(as_of) => history.as_of(as_of),
        None => (*hub.world()).clone(),
    };
    let thing = subject::find(&hub.world(), &args.key)?;
    let lines: Vec<Line> = history
        .entries
        .iter()
        .flat_map(|entry| lines_of(&world, entry, Some(thing)))
        .filter(|line| as_of.is_none_or(|as_of| line.at <= as_of))
        .collect();
    let Some(shown) = Shown::new(&world, thing, &args.key, lines, 0) else {
        return Err(
            Failure::new(format!("`{}` was not there yet.", args.key)).hint("Give a later `--as-of`.")
        );
    };
    if args.format == AnswerFormat::Json {
        return Ok(serde_json::to_string_pretty(&shown).unwrap_or_default() + "\n");
    }
    let page = Page {
        tables: vec![
            field_table(&shown.fields),
            Table { caption: "History".into(), ..table(&shown.history) },
        ],
        title: shown.title,
        lead: shown.marks,
        ..Page::default()
    };
    Ok(page.write(args.format))
}

fn field_table(fields: &[Field]) -> Table {
    let rows = fields.iter().map(|field| {
        let value = match &field.overridden {
            Some(source) => format!("{} (the source says {source})", field.value),
            None => field.value.clone(),
        };
        vec![
            field.field.replace('_', " ").into(),
            Cell::from(value),
            field.said_by.clone().into(),
            moment(field.at).trim_end_matches(" UTC").into(),
            Cell::quiet(field.entry.clone()),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            Column::words("Field"),
            Column::sentences("Value"),
            Column::long("Said by"),
            Column::number("Since (UTC)"),
            Column::number("Entry"),
        ],
        rows: rows.collect(),
        more: 0,
    }
}
