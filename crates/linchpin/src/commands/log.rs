//! Tells the journal as sentences, the newest last.

use std::collections::VecDeque;

use linchpin_model::entry::Entry;
use linchpin_model::sentence::{Locale, name_of, sentence};
use linchpin_model::{Actor, Moment, Stamped, Thing, World};
use serde::Serialize;

use crate::cli::{AnswerFormat, Cli, LogArgs};
use crate::failure::Failure;
use crate::moments::{self, DayEnd};
use crate::page::{Cell, Column, Page, Table, moment};
use crate::{place, subject};

/// One event, told.
#[derive(Clone, Serialize)]
pub(crate) struct Line {
    /// `position.index`.
    pub(crate) entry: String,
    pub(crate) at: Moment,
    pub(crate) recorded_at: Moment,
    pub(crate) by: String,
    pub(crate) sentence: String,
}

pub(crate) fn run(cli: &Cli, args: &LogArgs) -> Result<String, Failure> {
    let hub = place::open(cli, false)?;
    let world = hub.world();
    let about = args.key.as_deref().map(|key| subject::find(&world, key)).transpose()?;
    let since =
        args.since.as_deref().map(|text| moments::parse(text, hub.now(), DayEnd::First)).transpose()?;
    let mut lines: VecDeque<Line> = VecDeque::new();
    let mut left_out = 0;
    hub.read_entries(0, |entry| {
        if since.is_some_and(|since| entry.recorded_at < since) {
            return;
        }
        for line in lines_of(&world, &entry, about) {
            lines.push_back(line);
            if lines.len() > args.limit {
                lines.pop_front();
                left_out += 1;
            }
        }
    })?;
    let lines: Vec<Line> = lines.into();
    if args.format == AnswerFormat::Json {
        let answer = serde_json::json!({ "position": world.position, "rows": lines, "left_out": left_out });
        return Ok(serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n");
    }
    let mut page = Page {
        title: "Journal".into(),
        lead: vec![lead(&world)],
        tables: vec![table(&lines)],
        ..Page::default()
    };
    if left_out > 0 {
        page.notes.push(match left_out {
            1 => "One older event is not shown; `--limit` shows more.".into(),
            _ => format!("{left_out} older events are not shown; `--limit` shows more."),
        });
    }
    Ok(page.write(args.format))
}

fn lead(world: &World) -> String {
    match world.position {
        0 => "Nothing has been recorded yet.".into(),
        1 => format!("One entry, recorded {}.", moment(world.recorded_at)),
        count => format!("{count} entries, the last recorded {}.", moment(world.recorded_at)),
    }
}

/// The events of an entry that are about a thing, or all.
pub(crate) fn lines_of(world: &World, entry: &Entry, about: Option<Thing>) -> Vec<Line> {
    let events = entry.body.events.iter().enumerate();
    let asked = events.filter(|(_, stamped)| about.is_none_or(|thing| stamped.event.is_about(thing)));
    let lines = asked.map(|(index, stamped)| Line {
        entry: format!("{}.{index}", entry.position),
        at: stamped.at,
        recorded_at: entry.recorded_at,
        by: by(world, entry.body.actor, stamped),
        sentence: sentence(world, stamped, Locale::English),
    });
    lines.collect()
}

fn by(world: &World, actor: Actor, stamped: &Stamped) -> String {
    if let Some(author) = stamped.by {
        return world.name_of(author).to_string();
    }
    match actor {
        Actor::Person(person) => world.name_of(person).to_string(),
        Actor::Source(source) => name_of(world, Thing::Source(source)),
        Actor::Rule(rule) => format!("rule {rule}"),
        Actor::System => "Linchpin".into(),
    }
}

pub(crate) fn table(lines: &[Line]) -> Table {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::quiet(line.entry.clone()),
            moment(line.at).trim_end_matches(" UTC").into(),
            line.by.clone().into(),
            line.sentence.clone().into(),
        ]
    });
    Table {
        caption: String::new(),
        columns: vec![
            Column::number("Entry"),
            Column::number("When (UTC)"),
            Column::long("Who"),
            Column::sentences("What"),
        ],
        rows: rows.collect(),
        more: 0,
    }
}
