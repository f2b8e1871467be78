//! Tells the journal as sentences, the newest last.

use std::collections::VecDeque;

use linchpin_analysis::told::{Line, lines_of};
use linchpin_model::World;

use crate::cli::{AnswerFormat, Cli, LogArgs};
use crate::failure::Failure;
use crate::moments::{self, DayEnd};
use crate::page::{Cell, Column, Page, Table, moment};
use crate::{place, subject};

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
