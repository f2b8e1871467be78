//! One thing: what is said of it, by whom and when, and how it came to be so.

use linchpin_analysis::told::{Field, Line, fields_of, lines_of, marks_of};
use linchpin_model::noun::Noun;
use linchpin_model::sentence::name_of;
use linchpin_model::with_thing;

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
    let (title, fields, marks) = with_thing!(thing, N, id => match world.get::<N>(id) {
        Some(record) => (name_of(&world, N::thing(record.id)), fields_of(&world, record), marks_of(record)),
        None => return Err(Failure::new(format!("`{}` was not there yet.", args.key)).hint("Give a later `--as-of`.")),
    });
    let lines: Vec<Line> = history
        .entries
        .iter()
        .flat_map(|entry| lines_of(&world, entry, Some(thing)))
        .filter(|line| as_of.is_none_or(|as_of| line.at <= as_of))
        .collect();
    if args.format == AnswerFormat::Json {
        let answer = serde_json::json!({
            "key": args.key, "kind": thing.kind().to_string(), "title": title, "position": world.position,
            "fields": fields, "marks": marks, "history": lines,
        });
        return Ok(serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n");
    }
    let page = Page {
        title,
        lead: marks,
        tables: vec![field_table(&fields), Table { caption: "History".into(), ..table(&lines) }],
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
