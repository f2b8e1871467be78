//! What a report is about: a World at a moment, from a hub or from files alone, and the Worlds before it.

use linchpin_analysis::nearest::nearest;
use linchpin_analysis::{Scope, thing_of};
use linchpin_connectors::formats::Format;
use linchpin_hub::{Clock, History, SystemClock, world_of_batches};
use linchpin_model::id::Key;
use linchpin_model::reconcile::ReconcileParams;
use linchpin_model::{Moment, Thing, World};

use crate::cli::{Cli, ReportArgs};
use crate::failure::Failure;
use crate::files::{self, ReadFile};
use crate::moments::{self, DayEnd};
use crate::page::day;
use crate::place;

/// A World at a moment, with its past.
pub(crate) struct Subject {
    /// The World as it was at `as_of`.
    pub(crate) world: World,
    /// The moment.
    pub(crate) as_of: Moment,
    /// What the report is compared with.
    pub(crate) since: Moment,
    /// Which part of it is asked about.
    pub(crate) scope: Scope,
    /// How many problems each file had.
    pub(crate) problems: Vec<String>,
    history: History,
    known_at: Option<Moment>,
}

impl Subject {
    /// What the arguments mean.
    pub(crate) fn of(cli: &Cli, args: &ReportArgs) -> Result<Self, Failure> {
        if args.from.is_empty() { Self::of_hub(cli, args) } else { Self::of_files(args) }
    }

    fn of_hub(cli: &Cli, args: &ReportArgs) -> Result<Self, Failure> {
        let hub = place::open(cli, false)?;
        let now = hub.now();
        let as_of = args.as_of.as_deref().map(|text| moments::parse(text, now, DayEnd::Last)).transpose()?;
        let known_at =
            args.known_at.as_deref().map(|text| moments::parse(text, now, DayEnd::Last)).transpose()?;
        let needs_past = as_of.is_some() || known_at.is_some() || args.needs_past();
        let history = if needs_past { hub.history()? } else { History::default() };
        let world = match (as_of, known_at) {
            (None, None) => (*hub.world()).clone(),
            _ => past(&history, as_of.unwrap_or(now), known_at),
        };
        if let Err(error) = hub.write_checkpoint_if_due() {
            eprintln!("note: The next start will be slower: {error}");
        }
        Self::new(args, world, as_of.unwrap_or(now), history, known_at, Vec::new())
    }

    fn of_files(args: &ReportArgs) -> Result<Self, Failure> {
        let files = files::read_all(&args.from, &args.reading, |_| None)?;
        let now = SystemClock.now();
        let asked = args.as_of.as_deref().map(|text| moments::parse(text, now, DayEnd::Last)).transpose()?;
        let exported_at = files.iter().filter_map(|file| file.batch.exported_at).max();
        let as_of = asked.or(exported_at).unwrap_or(now);
        let is_dateless_plan =
            |file: &&ReadFile| file.format == Format::PlanText && file.batch.exported_at.is_none();
        let dateless = files.iter().filter(is_dateless_plan).filter(|_| asked.or(exported_at).is_none());
        let dateless = dateless.map(|file| {
            let today = day(as_of.date(), as_of.date());
            format!(
                "{} names no `today`, so it is read as of {today}. `--as-of` names another day.",
                file.name
            )
        });
        let dateless: Vec<String> = dateless.collect();
        let params =
            ReconcileParams { observed_at: as_of, program: None, salt: [0; 16], accept_missing: false };
        let batches: Vec<_> = files.iter().map(|file| file.batch.clone()).collect();
        let (newest, entries, readings) = world_of_batches(&batches, &params);
        let history = History { entries };
        // Without a wish for the past, what a file dates later than itself still counts.
        let world = if asked.is_some() { history.as_of(as_of) } else { newest };
        let own: Vec<usize> = readings.iter().map(|reading| reading.problems.len()).collect();
        let problems = files.iter().zip(own).filter_map(|(file, own)| problems_of(file, own));
        let problems = problems.chain(dateless).collect();
        Self::new(args, world, as_of, history, None, problems)
    }

    fn new(
        args: &ReportArgs,
        world: World,
        as_of: Moment,
        history: History,
        known_at: Option<Moment>,
        problems: Vec<String>,
    ) -> Result<Self, Failure> {
        let week_before = Moment::from_ms(as_of.as_ms() - 7 * 86_400_000);
        let since = match &args.since {
            Some(text) => moments::parse(text, as_of, DayEnd::First)?,
            None => week_before,
        };
        if since > as_of {
            return Err(Failure::wrong_use("`--since` is after `--as-of`.").hint("Give an earlier moment."));
        }
        let scope = scope(&world, args)?;
        Ok(Self { world, as_of, since, scope, problems, history, known_at })
    }

    /// The World as it was at an earlier moment.
    pub(crate) fn before(&self, at: Moment) -> World {
        past(&self.history, at, self.known_at)
    }
}

fn past(history: &History, at: Moment, known_at: Option<Moment>) -> World {
    match known_at {
        Some(known_at) => history.as_of_known_at(at, known_at),
        None => history.as_of(at),
    }
}

fn problems_of(file: &ReadFile, own: usize) -> Option<String> {
    if let Some(faults) = &file.faults {
        eprint!("{faults}");
        return None;
    }
    let count = file.batch.problems.len() + own;
    let first =
        file.batch.problems.first().map(|problem| format!(" First: {}: {}", problem.place, problem.message));
    (count > 0).then(|| {
        let what = if count == 1 { "1 thing in".to_string() } else { format!("{count} things in") };
        let first = first.unwrap_or_default();
        format!(
            "{what} {} could not be read as they stand.{first} `linchpin import --dry-run` lists them all.",
            file.name
        )
    })
}

fn scope(world: &World, args: &ReportArgs) -> Result<Scope, Failure> {
    match (&args.milestone, &args.program) {
        (Some(key), _) => match find(world, key)? {
            Thing::Milestone(id) => Ok(Scope::Milestone(id)),
            other => Err(Failure::new(format!("`{key}` is {}, not a milestone.", other.kind().one()))
                .hint("Leave out `--milestone`, or give the key of one.")),
        },
        (None, Some(key)) => match find(world, key)? {
            Thing::Program(id) => Ok(Scope::Program(id)),
            other => Err(Failure::new(format!("`{key}` is {}, not a program.", other.kind().one()))
                .hint("Leave out `--program`, or give the key of one.")),
        },
        (None, None) => Ok(Scope::All),
    }
}

/// The thing with this key, or the nearest key to what was written.
pub(crate) fn find(world: &World, key: &str) -> Result<Thing, Failure> {
    if let Some(thing) = thing_of(world, key) {
        return Ok(thing);
    }
    let hint = nearest(key, world.keys().map(Key::as_str));
    let failure = Failure::new(format!("There is nothing with the key `{key}`."));
    Err(match hint {
        Some(known) => failure.hint(format!("Did you mean `{known}`?")),
        None => failure.hint("`linchpin export --format csv` lists the items with their keys."),
    })
}
