//! One thing and its past, told: each field with who said it, each event with who did it, and links to the journal.

use linchpin_analysis::key_of;
use linchpin_analysis::told::{fields_of, lines_of};
use linchpin_hub::Standing;
use linchpin_model::entry::Entry;
use linchpin_model::event::Event;
use linchpin_model::noun::Noun;
use linchpin_model::world::Record;
use linchpin_model::{Moment, Thing, World, with_thing};

use crate::error::WebError;
use crate::site::Site;
use crate::words;

/// Entries that are looked at for the history of one thing.
const LOOKED_AT: usize = 1_000;
/// Events of a history that are shown.
const SHOWN: usize = 200;

/// One event.
pub(crate) struct Line {
    /// `position.index`.
    pub(crate) entry: String,
    pub(crate) at: Moment,
    /// The moment as a machine and as a person reads it.
    pub(crate) when: (String, String),
    pub(crate) by: String,
    pub(crate) sentence: String,
    /// The key of what it is about, if that is still known.
    pub(crate) about: Option<String>,
}

/// One field.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) by: String,
    pub(crate) since: (String, String),
    pub(crate) entry: String,
    /// What the source says instead, where a person's word stands against it.
    pub(crate) overridden: Option<String>,
}

/// The events of a thing's past that are shown, the newest first, and whether there are older ones.
pub(crate) struct History {
    pub(crate) lines: Vec<Line>,
    pub(crate) is_cut: bool,
}

/// The events of an entry that are about a thing, or all.
pub(crate) fn lines(world: &World, entry: &Entry, about: Option<Thing>) -> Vec<Line> {
    let told = lines_of(world, entry, about).into_iter().map(|line| Line {
        about: index_of(&line.entry).and_then(|index| key_about(world, &entry.body.events.get(index)?.event)),
        entry: line.entry,
        at: line.at,
        when: words::moment(line.at),
        by: line.by,
        sentence: line.sentence,
    });
    told.collect()
}

fn index_of(entry: &str) -> Option<usize> {
    entry.rsplit_once('.')?.1.parse().ok()
}

/// The key of the first thing that an event names.
fn key_about(world: &World, event: &Event) -> Option<String> {
    let mut first = None;
    event.each_thing(|thing| first = first.or(Some(thing)));
    with_thing!(first?, N, id => world.get::<N>(id).map(key_of))
}

fn name_of_field(field: &str) -> String {
    match field {
        "url" => "URL".into(),
        "wbs" => "WBS".into(),
        other => linchpin_analysis::words::capital(&other.trim_start_matches("custom.").replace('_', " ")),
    }
}

/// Every field that stands, in the order of names.
pub(crate) fn fields<N: Noun>(world: &World, record: &Record<N>) -> Vec<Field> {
    let told = fields_of(world, record).into_iter().map(|field| Field {
        name: name_of_field(&field.field),
        value: field.value,
        by: field.said_by,
        since: words::moment(field.at),
        entry: field.entry,
        overridden: field.overridden,
    });
    told.collect()
}

/// The events about a thing up to the moment of the page.
pub(crate) async fn history(site: &Site, standing: &Standing, thing: Thing) -> Result<History, WebError> {
    let (entries, older) = site.entries_about(thing, LOOKED_AT).await?;
    let mut told: Vec<Line> =
        entries.iter().flat_map(|entry| lines(&standing.world, entry, Some(thing))).collect();
    told.retain(|line| line.at <= standing.as_of);
    // Of one moment, what was recorded later comes first, as in the order of the entries.
    told.sort_by_key(|line| std::cmp::Reverse(line.at));
    let is_cut = older > 0 || told.len() > SHOWN;
    told.truncate(SHOWN);
    Ok(History { lines: told, is_cut })
}
