//! What stands around every page: sections, programs with their health, spokes, and who one is.

use std::sync::Arc;

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::{HealthRow, Reading, Subject};
use linchpin_analysis::key_of;
use linchpin_analysis::words::number_in_words;
use linchpin_hub::Standing;
use linchpin_model::entry::Entry;
use linchpin_model::sentence::{Locale, sentence};
use linchpin_model::{Date, DayEnd, Event, Moment, Source, Stamped, Thing, World, moment_told};

use crate::assets;
use crate::error::WebError;
use crate::site::Site;
use crate::words;

/// A program's, milestone's or workstream's colour, computed and said.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) computed: Colour,
    /// `Yellow, 2 Apr`.
    pub(crate) said: Option<String>,
    pub(crate) said_word: Option<&'static str>,
    pub(crate) differs: bool,
}

impl Verdict {
    pub(crate) fn of(row: &HealthRow, today: Date) -> Self {
        let said = row.reported.as_ref();
        Self {
            computed: Colour(row.health),
            said: said.map(|said| format!("{}, {}", said.health.word(), words::day(said.on, today))),
            said_word: said.map(|said| said.health.word()),
            differs: row.mismatch,
        }
    }
}

/// A colour as a template uses it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colour(pub(crate) Reading);

impl Colour {
    pub(crate) fn word(&self) -> &'static str {
        self.0.word()
    }

    /// The end of the names of its classes and of its glyph.
    pub(crate) fn class(&self) -> &'static str {
        match self.0 {
            Reading::Red => "red",
            Reading::Yellow => "yellow",
            Reading::Green => "green",
            Reading::NoRead => "none",
        }
    }
}

/// Where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    Pulse,
    Asks,
    Chase,
    Changes,
    Import,
    /// A page that is no section.
    Elsewhere,
}

/// A section.
pub(crate) struct Tab {
    pub(crate) title: &'static str,
    pub(crate) icon: &'static str,
    /// The key that goes there, after G.
    pub(crate) key: char,
    pub(crate) address: String,
    /// How many need one.
    pub(crate) count: Option<usize>,
    /// The words after the count, for those who do not see where it stands.
    pub(crate) counted: &'static str,
    pub(crate) is_here: bool,
}

/// A program in the sidebar.
pub(crate) struct NavProgram {
    pub(crate) title: String,
    pub(crate) address: String,
    pub(crate) verdict: Verdict,
    pub(crate) is_here: bool,
}

/// A source in the sidebar.
pub(crate) struct NavSpoke {
    pub(crate) title: String,
    pub(crate) icon: &'static str,
    /// How long ago it was heard, `2 min`.
    pub(crate) age: Option<String>,
    pub(crate) is_stale: bool,
}

/// What stands around a page.
pub(crate) struct Shell {
    pub(crate) title: String,
    /// What the bar of a phone says: the page's title, or the program whose head the page has.
    pub(crate) bar: String,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) programs: Vec<NavProgram>,
    pub(crate) spokes: Vec<NavSpoke>,
    pub(crate) me: Arc<str>,
    pub(crate) initial: String,
    /// The position that the page shows, if it follows the journal; a past moment does not move.
    pub(crate) live: Option<u64>,
    /// What was just done.
    pub(crate) toast: Option<Toast>,
    as_of: Option<String>,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) htmx: &'static str,
    pub(crate) mark: &'static str,
}

impl Shell {
    pub(crate) fn new(
        standing: &Standing,
        asked: &Asked,
        title: impl Into<String>,
        here: Here,
        me: Arc<str>,
    ) -> Self {
        let today = today(standing);
        let is_program = |row: &&HealthRow| row.kind == Subject::Program;
        let at = |path: &str| address(path, asked.as_of.as_deref());
        let programs = standing.health.rows.iter().filter(is_program).map(|row| NavProgram {
            title: row.title.clone(),
            address: at(&format!("/programs/{}", words::in_address(&row.key))),
            verdict: Verdict::of(row, today),
            is_here: false,
        });
        let tab = |title, icon, key, address: &str, this| Tab {
            title,
            icon,
            key,
            address: at(address),
            count: None,
            counted: "waiting for a reply",
            is_here: here == this,
        };
        let needs = Some(standing.pulse.needs).filter(|needs| *needs > 0);
        let waiting = linchpin_analysis::asks::waiting(&standing.world, standing.as_of).len();
        let waiting = Some(waiting).filter(|asks| *asks > 0);
        let tabs = vec![
            Tab { count: needs, counted: "need you", ..tab("Pulse", "pulse", 'p', "/", Here::Pulse) },
            tab("Chase", "chase", 'c', "/chase", Here::Chase),
            Tab { count: waiting, ..tab("Asks", "ask", 'q', "/asks", Here::Asks) },
            tab("Changes", "clock", 'h', "/changes", Here::Changes),
            Tab { address: "/import".into(), ..tab("Import", "plug", 'i', "/import", Here::Import) },
        ];
        let title = title.into();
        Self {
            bar: title.clone(),
            title,
            tabs,
            programs: programs.collect(),
            spokes: spokes(&standing.world, standing.as_of),
            initial: me.chars().next().map_or_else(|| "?".into(), |letter| letter.to_uppercase().to_string()),
            me,
            live: asked.as_of.is_none().then_some(standing.world.position),
            toast: None,
            as_of: asked.as_of.clone(),
            style: assets::address("linchpin.css"),
            script: assets::address("linchpin.js"),
            theme: assets::address("theme.js"),
            htmx: assets::address("htmx.js"),
            mark: assets::address("mark.svg"),
        }
    }

    /// An address with these pairs that keeps the moment of the page.
    pub(crate) fn with(&self, path: &str, pairs: &[String]) -> String {
        let as_of = self.as_of.as_ref().map(|as_of| format!("as_of={}", words::in_address(as_of)));
        let pairs: Vec<String> = pairs.iter().cloned().chain(as_of).collect();
        if pairs.is_empty() { path.to_string() } else { format!("{path}?{}", pairs.join("&")) }
    }

    /// An address as it was told at the end of a day.
    pub(crate) fn on(&self, path: &str, day: Date) -> String {
        address(path, Some(&day.to_string()))
    }

    /// The page of a thing, by its key.
    pub(crate) fn thing(&self, key: &str) -> String {
        self.at(&format!("/things/{}", words::in_address(key)))
    }

    /// Leaves the page as it is while the journal moves on: somebody fills in a form.
    pub(crate) fn stay(&mut self) {
        self.live = None;
    }

    /// Says in the bar of a phone under which head the page stands.
    pub(crate) fn under(self, title: &str) -> Self {
        Self { bar: title.to_string(), ..self }
    }

    /// Marks the program that the page is about.
    pub(crate) fn stand_at(&mut self, program: &str) {
        let key = words::in_address(program);
        for known in &mut self.programs {
            let path = known.address.split('?').next().unwrap_or_default();
            known.is_here = path.rsplit('/').next() == Some(&key);
        }
    }

    /// Comes back to a page of this server when what was just done is undone.
    pub(crate) fn come_back_to(&mut self, path: &str) {
        if let Some(toast) = &mut self.toast {
            toast.back = path.into();
        }
    }

    /// Whether the page tells of a past moment.
    pub(crate) fn is_past(&self) -> bool {
        self.as_of.is_some()
    }

    /// An address that keeps the moment of the page.
    pub(crate) fn at(&self, path: &str) -> String {
        address(path, self.as_of.as_deref())
    }
}

/// What was just done, with its undo.
pub(crate) struct Toast {
    pub(crate) sentence: String,
    pub(crate) position: u64,
    pub(crate) back: String,
    pub(crate) command_id: uuid::Uuid,
}

/// An act is told with its undo for this long, in milliseconds: an address that was kept offers nothing later.
const TOLD_FOR_MS: i64 = 600_000;

impl Toast {
    /// What an entry did, if it was done on a page just now.
    pub(crate) fn of(site: &Site, standing: &Standing, entry: &Entry) -> Option<Self> {
        let is_new = standing.as_of.as_ms() - entry.recorded_at.as_ms() < TOLD_FOR_MS;
        if entry.body.via.as_deref() != Some("page") || !is_new {
            return None;
        }
        Some(Self {
            sentence: in_one_line(&standing.world, &entry.body.events)?,
            position: entry.position,
            back: "/".into(),
            command_id: site.hub().new_id(),
        })
    }
}

/// Characters of what was done that are told; the journal has the rest.
const TOLD: usize = 140;

/// What was done in a sentence that can be read at a glance.
fn in_one_line(world: &World, events: &[Stamped]) -> Option<String> {
    let told = sentence(world, events.first()?, Locale::English);
    let mut told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let asks = events.iter().filter(|stamped| matches!(stamped.event, Event::AskAdded(_))).count();
    if asks > 1 {
        // The message is the same for each, and is in the journal.
        told = told.split(": ").next().unwrap_or_default().to_string();
        told.push_str(&format!(" and {} more", number_in_words(asks - 1)));
    }
    if told.chars().count() > TOLD {
        told = told.chars().take(TOLD).collect::<String>().trim_end().to_string() + "…";
    }
    Some(told)
}

/// What every page is asked.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    /// The moment whose truth is told; now if none.
    #[serde(default, deserialize_with = "past")]
    pub(crate) as_of: Option<String>,
    /// The position of what was just done, to be told with its undo.
    pub(crate) done: Option<u64>,
}

/// A form sends a field that nobody filled in as well; and now is no past, as it moves on.
fn past<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = <Option<String> as serde::Deserialize>::deserialize(deserializer)?;
    Ok(text.filter(|text| !matches!(text.trim(), "" | "now")))
}

impl Asked {
    /// The moment that is asked about: `2027-04-06`, `2027-04-06T09:14:00Z`, or `2w` ago.
    pub(crate) fn moment(&self, site: &Site) -> Result<Option<Moment>, WebError> {
        let read = |text: &String| {
            let moment = moment_told(text, site.hub().now(), DayEnd::Last);
            moment.ok_or_else(|| WebError::Wrong {
                what: format!("“{text}” is no moment; write a day from 1900 to 2199 such as 2027-04-06"),
            })
        };
        self.as_of.as_ref().map(read).transpose()
    }
}

fn address(path: &str, as_of: Option<&str>) -> String {
    match as_of {
        Some(as_of) => format!("{path}?as_of={}", words::in_address(as_of)),
        None => path.to_string(),
    }
}

/// The day on which the standing is told, in the zone of the first program.
pub(crate) fn today(standing: &Standing) -> Date {
    let program = standing.health.rows.iter().find_map(|row| match row.about {
        Some(Thing::Program(program)) => Some(program),
        _ => None,
    });
    WorkingDays::of_program(&standing.world, program).date(standing.as_of)
}

fn spokes(world: &World, now: Moment) -> Vec<NavSpoke> {
    let spokes = world.live::<Source>().map(|source| {
        let title = source.title().map_or_else(|| key_of(source), ToString::to_string);
        // The icon says what it is; what follows the colon says which.
        let title = title.split_once(':').map_or(title.clone(), |(_, which)| which.to_string());
        let heard = source.moved_at;
        let age_ms = heard.map(|at| (now.as_ms() - at.as_ms()).max(0));
        NavSpoke {
            title,
            icon: icon_of_format(source.format().map_or("", |format| format)),
            age: age_ms.map(age),
            is_stale: age_ms.is_some_and(|ms| ms > STALE_AFTER_MS),
        }
    });
    spokes.collect()
}

/// Two working weeks: as long as health waits for evidence.
const STALE_AFTER_MS: i64 = 12 * 86_400_000;

fn age(ms: i64) -> String {
    match ms / 60_000 {
        0 => "now".into(),
        minutes @ 1..60 => format!("{minutes} min"),
        minutes @ 60..2_880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / 1_440),
    }
}

/// The icon of what a source is.
pub(crate) fn icon_of_format(format: &str) -> &'static str {
    match format {
        "github" | "ietf" => "github",
        "gitlab" => "gitlab",
        "jira" => "jira",
        "linear" => "linear",
        "mspdi" => "mpp",
        "git" => "git",
        _ => "sheet",
    }
}
