//! One thing: what is said of it, by whom and when, and how it came to be so.

use linchpin_model::fact::{FieldValue, Said};
use linchpin_model::noun::Noun;
use linchpin_model::sentence::{name_of, value_in_world};
use linchpin_model::world::Record;
use linchpin_model::{Actor, Ids, Moment, Thing, World, with_thing};
use serde::Serialize;

use crate::cli::{AnswerFormat, Cli, ShowArgs};
use crate::commands::log::{Line, lines_of, table};
use crate::failure::Failure;
use crate::moments::{self, DayEnd};
use crate::page::{Cell, Column, Page, Table, moment};
use crate::{place, subject};

/// One field as it stands.
#[derive(Serialize)]
struct Field {
    field: String,
    value: String,
    said_by: String,
    at: Moment,
    entry: String,
    /// What the source says instead, where a person's value stands against it.
    overridden: Option<String>,
}

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
        Some(record) => (name_of(&world, N::thing(record.id)), fields(&world, record), marks(record)),
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

fn marks<N: Noun>(record: &Record<N>) -> Vec<String> {
    let mut marks = vec![format!("{} {}", N::KIND.to_string().replace('_', " "), record.id.number())];
    if record.is_removed() {
        marks.push("It was removed.".into());
    }
    if record.has_vanished() {
        marks.push("No source has it any more.".into());
    }
    let former: Vec<&str> = record.keys.iter().rev().skip(1).map(|said| said.value.as_str()).collect();
    if !former.is_empty() {
        marks.push(format!("It used to go by {}.", former.join(", ")));
    }
    marks
}

fn fields<N: Noun>(world: &World, record: &Record<N>) -> Vec<Field> {
    let mut fields: Vec<Field> = record.iter().map(|said| field(world, record, said)).collect();
    fields.sort_by(|one, two| one.field.cmp(&two.field));
    fields
}

fn field<N: Noun>(world: &World, record: &Record<N>, said: &Said<N::Field<Ids>>) -> Field {
    let source =
        record.by_source(&said.value).filter(|source| said.is_by_person() && source.value != said.value);
    Field {
        field: said.value.name().into_owned(),
        value: value_in_world::<N>(world, &said.value),
        said_by: match said.by.actor {
            Actor::Person(person) => world.name_of(person).to_string(),
            Actor::Source(source) => name_of(world, Thing::Source(source)),
            Actor::Rule(rule) => format!("rule {rule}"),
            Actor::System => "Linchpin".into(),
        },
        at: said.at,
        entry: format!("{}.{}", said.by.position, said.by.index),
        overridden: source.map(|source| value_in_world::<N>(world, &source.value)),
    }
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
