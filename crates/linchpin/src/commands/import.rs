//! Reads files into the hub, and says what changed and what could not be read.

use linchpin_hub::{Hub, Imported, ImportedFile, Reading, ReadingParams};
use linchpin_model::id::Key;
use linchpin_model::observation::Problem;
use linchpin_model::reconcile::Counts;
use linchpin_model::{Kind, Source, World};

use crate::cli::{AnswerFormat, Cli, ImportArgs};
use crate::failure::Failure;
use crate::files::{self, ReadFile};
use crate::page::{Cell, Column, Page, Table, plural};
use crate::place;

/// Problems that are listed for a person; a program gets all.
const MOST_PROBLEMS: usize = 50;

pub(crate) fn run(cli: &Cli, args: &ImportArgs) -> Result<String, Failure> {
    let progress = Progress::new();
    progress.says("Opening the hub");
    let hub = place::open(cli, true)?;
    let world = hub.world();
    progress.says("Reading");
    let files = files::read_all(&args.files, &args.reading, |source| saved_mapping(&world, source))?;
    if let Some(path) = &args.save_map {
        save_mapping(path, &files)?;
    }
    let params = ReadingParams {
        program: args.program.as_deref().map(Key::new),
        accept_missing: args.accept_missing,
        dry_run: args.dry_run,
    };
    let mut readings = Vec::new();
    for file in &files {
        progress.says(&format!("Recording {}", file.name));
        readings.push(hub.read(&file.batch, &params)?);
    }
    progress.is_over();
    if let Err(error) = hub.write_checkpoint_if_due() {
        eprintln!("note: The next start will be slower: {error}");
    }
    if args.format == AnswerFormat::Json {
        let told = files.iter().zip(&readings).map(|(file, reading)| told(file, reading));
        let told = Imported { files: told.collect() };
        return Ok(serde_json::to_string_pretty(&told).unwrap_or_default() + "\n");
    }
    let pages =
        files.iter().zip(&readings).map(|(file, reading)| page(&hub, args, file, reading).write(args.format));
    Ok(pages.collect::<Vec<_>>().join("\n"))
}

/// What is being done, on a terminal and only while it takes a while.
struct Progress(indicatif::ProgressBar);

impl Progress {
    fn new() -> Self {
        let bar = indicatif::ProgressBar::new_spinner();
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(bar)
    }

    fn says(&self, what: &str) {
        self.0.set_message(crate::page::visible(what));
    }

    fn is_over(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.is_over();
    }
}

/// The mapping that was used when this source was read last.
fn saved_mapping(world: &World, source: &str) -> Option<String> {
    let record =
        world.live::<Source>().find(|record| record.title().is_some_and(|title| **title == *source))?;
    record.mapping().map(ToString::to_string)
}

fn save_mapping(path: &std::path::Path, files: &[ReadFile]) -> Result<(), Failure> {
    let mappings: Vec<_> = files.iter().filter_map(|file| file.batch.mapping.as_deref()).collect();
    let [mapping] = mappings.as_slice() else {
        let message = format!(
            "{} of these files have columns to map; `--save-map` saves the mapping of one.",
            mappings.len()
        );
        return Err(Failure::new(message).hint("Name one CSV, TSV or XLSX file."));
    };
    std::fs::write(path, mapping).map_err(|error| {
        Failure::new(format!("{} cannot be written: {error}.", path.display()))
            .hint("Check that its folder is there and that you may write in it.")
    })
}

fn told(file: &ReadFile, reading: &Reading) -> ImportedFile {
    let (source, mapping) = (&file.batch.source, file.batch.mapping.as_deref());
    ImportedFile::new(&file.name, file.format.to_string(), source, mapping, reading)
}

fn page(hub: &Hub, args: &ImportArgs, file: &ReadFile, reading: &Reading) -> Page {
    let counts: Vec<(&Kind, &Counts)> =
        reading.counts.iter().filter(|(_, counts)| **counts != Counts::default()).collect();
    let rows = counts.iter().map(|(kind, counts)| {
        let number = |count: usize| if count == 0 { Cell::quiet("·") } else { count.to_string().into() };
        let Counts { added, changed, unchanged, vanished, returned } = **counts;
        let name = Cell::from(kind.to_string().replace('_', " "));
        vec![name, number(added), number(changed), number(unchanged), number(vanished), number(returned)]
    });
    let table = Table {
        caption: String::new(),
        columns: vec![
            Column::words("Kind"),
            Column::number("New"),
            Column::number("Changed"),
            Column::number("As before"),
            Column::number("Gone"),
            Column::number("Back"),
        ],
        rows: rows.collect(),
        more: 0,
    };
    let mut page = Page {
        title: format!("{} ({}, source {})", file.name, file.format, file.batch.source),
        lead: vec![verdict(args, reading)],
        tables: vec![table],
        ..Page::default()
    };
    page.tables.extend(mapping_table(file));
    if let Some(faults) = &file.faults {
        eprint!("{faults}");
        return page;
    }
    page.notes = reading.problems.iter().take(MOST_PROBLEMS).map(problem_in_words).collect();
    if reading.problems.len() > MOST_PROBLEMS {
        let more = reading.problems.len() - MOST_PROBLEMS;
        page.notes.push(format!("… and {more} more; `--format json` lists them all."));
    }
    if let Some((first, last)) = reading.positions {
        let positions =
            if first == last { format!("position {first}") } else { format!("positions {first} to {last}") };
        page.foot.push(format!("{positions} of workspace {}", hub.workspace()));
    }
    page
}

fn verdict(args: &ImportArgs, reading: &Reading) -> String {
    let problems = match reading.problems.len() {
        0 => String::new(),
        count => {
            format!(" {} could not be read as they stand; the rest stands.", plural(count, "thing", "things"))
        }
    };
    let what = match (reading.events, args.dry_run) {
        (0, _) => "Nothing in it is new.".into(),
        (events, true) => {
            format!("{} would be recorded. Nothing was recorded.", plural(events, "event", "events"))
        }
        (events, false) => format!("{} recorded.", plural(events, "event was", "events were")),
    };
    what + &problems
}

pub(crate) fn problem_in_words(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{}: {} {hint}", problem.place, problem.message),
        None => format!("{}: {}", problem.place, problem.message),
    }
}

/// The columns and the fields they were read as.
fn mapping_table(file: &ReadFile) -> Option<Table> {
    let mapping = file.batch.mapping.as_deref()?;
    let mut table = Table {
        caption: "How its columns were read (save it with --save-map, correct it, and give it with --map)"
            .into(),
        columns: vec![Column::words("Setting"), Column::long("Value")],
        ..Table::default()
    };
    for line in mapping.lines().filter(|line| line.contains('=') && !line.trim_start().starts_with('#')) {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        table.rows.push(vec![name.trim().trim_matches('"').into(), value.trim().trim_matches('"').into()]);
    }
    (!table.rows.is_empty()).then_some(table)
}
