//! Writes everything out: the journal as JSON lines, a plan as a project file, a table or a workbook, or its dates as a calendar.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linchpin_analysis::links::Links;
use linchpin_analysis::scope::{items_in, milestones_in, program_of_scope};
use linchpin_analysis::{Schedule, ScheduleParams, Scope, key_of, schedule};
use linchpin_connectors::formats::outline::{Outline, OutlineParams};
use linchpin_connectors::formats::{csv, mspdi, xlsx};
use linchpin_hub::Hub;
use linchpin_model::{Item, Milestone, Moment, Node, Program, Thing, World};

use crate::cli::{Cli, ExportArgs, ExportFormat};
use crate::failure::Failure;
use crate::moments::{self, DayEnd};
use crate::{place, subject, written};

pub(crate) fn run(cli: &Cli, args: &ExportArgs) -> Result<String, Failure> {
    let format = format(args)?;
    let hub = place::open(cli, false)?;
    let path = args.output.as_deref();
    match format {
        ExportFormat::Jsonl => journal(&hub, args, path)?,
        ExportFormat::Csv => plan(&hub, args, csv::write)?,
        ExportFormat::Tsv => plan(&hub, args, csv::write_tabs)?,
        ExportFormat::Xlsx => {
            written::refuse_terminal(path, "A workbook")?;
            plan(&hub, args, in_local_time(xlsx::write))?;
        }
        ExportFormat::Mspdi => {
            refuse_several_programs(&hub.world(), args)?;
            plan(&hub, args, in_local_time(mspdi::write))?;
        }
        ExportFormat::Ics => calendar(&hub, args)?,
    }
    Ok(path.map_or_else(String::new, |path| format!("Written to {}.\n", path.display())))
}

/// As it is said, else as the file is called, else the journal.
fn format(args: &ExportArgs) -> Result<ExportFormat, Failure> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let extension =
        args.output.as_deref().and_then(Path::extension).map(|text| text.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        None | Some("jsonl" | "ndjson") => Ok(ExportFormat::Jsonl),
        Some("csv") => Ok(ExportFormat::Csv),
        Some("tsv" | "tab") => Ok(ExportFormat::Tsv),
        Some("xlsx") => Ok(ExportFormat::Xlsx),
        Some("xml") => Ok(ExportFormat::Mspdi),
        Some("ics" | "ical") => Ok(ExportFormat::Ics),
        Some(other) => Err(Failure::wrong_use(format!("No format is known by `.{other}`."))
            .hint("Say which with `--format`: jsonl, csv, tsv, xlsx, mspdi or ics.")),
    }
}

fn journal(hub: &Hub, args: &ExportArgs, path: Option<&Path>) -> Result<(), Failure> {
    if args.program.is_some() || args.as_of.is_some() {
        return Err(Failure::wrong_use(
            "The journal is written whole, with all its programs and all its past.",
        )
        .hint("A plan of one program, or as it was, is written with `--format csv`, `xlsx` or `mspdi`."));
    }
    written::write(path, |out| {
        let mut out = io::BufWriter::new(out);
        hub.write_lines(&mut out)?;
        out.flush().map_err(|error| cannot(&error))
    })
}

fn cannot(error: &io::Error) -> Failure {
    Failure::new(format!("The plan could not be written: {error}."))
}

/// The dates of a plan, as they stand: a calendar that people subscribe to tells no past.
fn calendar(hub: &Hub, args: &ExportArgs) -> Result<(), Failure> {
    if args.as_of.is_some() {
        return Err(Failure::wrong_use("A calendar tells the dates as they stand now.")
            .hint("A plan as it was is written with `--format csv`, `xlsx` or `mspdi`."));
    }
    let text = super::calendar::write(hub, scope(&hub.world(), args)?)?;
    written::write(args.output.as_deref(), |out| {
        out.write_all(text.as_bytes()).map_err(|error| cannot(&error))
    })
}

/// A way to write a plan.
type Writer = fn(&Outline<'_>, &mut dyn Write) -> io::Result<()>;

/// A format whose times name no zone; the reader must be told.
fn in_local_time(write: Writer) -> impl Fn(&Outline<'_>, &mut dyn Write) -> io::Result<()> {
    move |outline, out| {
        if let Some(zone) = outline.zone.iana_name().filter(|zone| *zone != "UTC") {
            eprintln!("note: Times are of {zone}: read the file again with `--zone {zone}`.");
        }
        write(outline, out)
    }
}

fn plan(
    hub: &Hub,
    args: &ExportArgs,
    write: impl Fn(&Outline<'_>, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let now = hub.now();
    let as_of = args.as_of.as_deref().map(|text| moments::parse(text, now, DayEnd::Last)).transpose()?;
    let past = as_of.map(|as_of| Ok::<_, Failure>(hub.history()?.as_of(as_of))).transpose()?;
    let newest = hub.world();
    let world = past.as_ref().unwrap_or(&newest);
    let scope = scope(world, args)?;
    let outline = outline(world, scope, as_of.unwrap_or(now));
    written::write(args.output.as_deref(), |out| write(&outline, out).map_err(|error| cannot(&error)))
}

fn scope(world: &World, args: &ExportArgs) -> Result<Scope, Failure> {
    let Some(key) = &args.program else { return Ok(Scope::All) };
    match subject::find(world, key)? {
        Thing::Program(id) => Ok(Scope::Program(id)),
        other => Err(Failure::new(format!("`{key}` is {}, not a program.", other.kind().one()))
            .hint("Leave out `--program`, or give the key of one.")),
    }
}

/// A project file is one project.
fn refuse_several_programs(world: &World, args: &ExportArgs) -> Result<(), Failure> {
    let programs: Vec<String> = world.live::<Program>().map(key_of).collect();
    match args.program.is_none() && programs.len() > 1 {
        true => Err(Failure::new(format!(
            "A project file holds one program, and the hub has {}.",
            programs.len()
        ))
        .hint(format!("Name one with `--program`: {}.", programs.join(", ")))),
        false => Ok(()),
    }
}

/// What is in a scope and has not vanished, with the dates of its schedule.
fn outline(world: &World, scope: Scope, as_of: Moment) -> Outline<'_> {
    let links = Links::new(world);
    let items = items_in(world, &links, scope).into_iter().filter_map(|(item, _)| world.get(item));
    let items = items.filter(|item| !item.has_vanished()).map(|item| Node::Item(item.id));
    let milestones = milestones_in(world, scope).into_iter().filter(|milestone| !milestone.has_vanished());
    let nodes: Vec<Node> = items.chain(milestones.map(|milestone| Node::Milestone(milestone.id))).collect();
    let program = program_of_scope(world, scope);
    let dates = dates(world, &nodes, &schedule(world, &ScheduleParams { as_of, scope }));
    Outline::new(world, OutlineParams { program, nodes, dates, zone: zone(world, program), at: as_of })
}

/// The zone of the program's calendar, which is that of the schedule.
fn zone(world: &World, program: Option<linchpin_model::ProgramId>) -> TimeZone {
    let calendar = program.and_then(|program| world.get(program)?.calendar().copied());
    let hours = calendar.and_then(|calendar| world.get(calendar)?.hours());
    hours.and_then(linchpin_model::Calendar::time_zone).unwrap_or(TimeZone::UTC)
}

/// The dates of a schedule by node; its things go by their keys.
fn dates(world: &World, nodes: &[Node], schedule: &Schedule) -> BTreeMap<Node, (DateTime, DateTime)> {
    let key = |node: &Node| match node {
        Node::Item(id) => world.get::<Item>(*id).map(key_of),
        Node::Milestone(id) => world.get::<Milestone>(*id).map(key_of),
    };
    let by_key: HashMap<String, Node> = nodes.iter().filter_map(|node| Some((key(node)?, *node))).collect();
    let local = |text: &Option<String>| text.as_deref()?.get(..19)?.parse::<DateTime>().ok();
    let dated = schedule
        .items
        .iter()
        .filter_map(|item| Some((*by_key.get(&item.key)?, (local(&item.start)?, local(&item.finish)?))));
    dated.collect()
}
