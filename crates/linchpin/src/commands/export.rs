//! Writes everything out: the journal as JSON lines, the items as a table, or dates as a calendar.

use linchpin_analysis::scope::items_in;
use linchpin_analysis::{Scope, key_of, links::Links};
use linchpin_hub::Hub;
use linchpin_model::{Item, Node, Thing, World};

use crate::cli::{Cli, ExportArgs, ExportFormat};
use crate::failure::Failure;
use crate::{page, place, subject};

pub(crate) fn run(cli: &Cli, args: &ExportArgs) -> Result<String, Failure> {
    let hub = place::open(cli, false)?;
    let text = match args.format {
        ExportFormat::Jsonl => journal(&hub)?,
        ExportFormat::Csv => items(&hub.world(), scope(&hub.world(), args)?),
        ExportFormat::Ics => super::calendar::write(&hub, scope(&hub.world(), args)?)?,
    };
    let Some(path) = &args.output else { return Ok(text) };
    std::fs::write(path, text)
        .map_err(|error| Failure::new(format!("{} cannot be written: {error}.", path.display())))?;
    Ok(format!("Written to {}.\n", path.display()))
}

fn scope(world: &World, args: &ExportArgs) -> Result<Scope, Failure> {
    let Some(key) = &args.program else { return Ok(Scope::All) };
    match subject::find(world, key)? {
        Thing::Program(id) => Ok(Scope::Program(id)),
        other => Err(Failure::new(format!("`{key}` is a {}, not a program.", other.kind()))),
    }
}

fn journal(hub: &Hub) -> Result<String, Failure> {
    let mut out = Vec::new();
    hub.write_lines(&mut out)?;
    String::from_utf8(out).map_err(|_| Failure::new("The journal holds text that is not UTF-8."))
}

const COLUMNS: [&str; 13] = [
    "id",
    "title",
    "type",
    "status",
    "owner",
    "priority",
    "parent",
    "created",
    "started",
    "finished",
    "due",
    "depends on",
    "url",
];

fn items(world: &World, scope: Scope) -> String {
    let links = Links::new(world);
    let mut out = String::new();
    page::csv_row(&COLUMNS.map(str::to_string), &mut out);
    for (id, priority) in items_in(world, &links, scope) {
        let Some(item) = world.get::<Item>(id) else { continue };
        let text = |value: Option<&std::sync::Arc<str>>| value.map(ToString::to_string).unwrap_or_default();
        let at =
            |moment: Option<&linchpin_model::Moment>| moment.map(ToString::to_string).unwrap_or_default();
        let waits_for = links.predecessors(linchpin_model::Node::Item(id)).iter().map(|tie| match tie.node {
            Node::Item(id) => world.get(id).map(key_of),
            Node::Milestone(id) => world.get(id).map(key_of),
        });
        page::csv_row(
            &[
                key_of(item),
                text(item.title()),
                text(item.kind()),
                item.status().map(|status| status.name.to_string()).unwrap_or_default(),
                item.owner().map(|owner| world.name_of(*owner).to_string()).unwrap_or_default(),
                priority.map(|priority| format!("{priority:?}")).unwrap_or_default(),
                item.parent().and_then(|parent| world.get(*parent)).map(key_of).unwrap_or_default(),
                at(item.created_at()),
                at(item.started_at()),
                at(item.finished_at()),
                item.due().map(ToString::to_string).unwrap_or_default(),
                waits_for.flatten().collect::<Vec<_>>().join(", "),
                text(item.url()),
            ],
            &mut out,
        );
    }
    out
}
