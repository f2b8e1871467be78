//! What happened, in words. No rendered sentence is stored; this makes it each time.

mod hours;
mod told;

use crate::event::{Event, Stamped, with_event};
use crate::fact::FieldValue;
use crate::moment::Moment;
use crate::noun::{Noun, SourceId};
use crate::refs::Ids;
use crate::text::TextRef;
use crate::value::*;
use crate::visit::Visitor;
use crate::world::{World, with_thing};

/// A language to say it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Locale {
    /// British English.
    #[default]
    English,
}

/// The sentence for an event, in a World that has taken it in. It names the work before the person and ends without a
/// full stop: `radar: owner Ana, due 14 May 2027`.
pub fn sentence(world: &World, stamped: &Stamped, locale: Locale) -> String {
    let Locale::English = locale;
    if let Some(told) = told::as_people_say(world, &stamped.event) {
        return told;
    }
    with_event!(&stamped.event, N,
        added => {
            let what = fields_in_words::<N>(world, &added.set, false);
            let name = name_of(world, N::thing(added.id));
            if what.is_empty() { format!("{name} was added") } else { format!("{name} was added: {what}") }
        },
        changed => format!("{}: {}", name_of(world, N::thing(changed.id)), fields_in_words::<N>(world, &changed.set, true)),
        other => other_in_words(world, other)
    )
}

fn other_in_words(world: &World, event: &Event) -> String {
    let name = |thing: &Thing| name_of(world, *thing);
    match event {
        Event::WorkspaceNamed { title } => format!("The workspace is called {title}"),
        Event::Released { thing, fields } => {
            format!("{}: {} as the source has it", name(thing), fields.join(", "))
        }
        Event::Removed { thing } => format!("{} was removed", name(thing)),
        Event::Restored { thing } => format!("{} was brought back", name(thing)),
        Event::Vanished { thing, source } => {
            format!("{} is no longer in {}", name(thing), source_name(world, *source))
        }
        Event::Returned { thing, source } => {
            format!("{} is in {} again", name(thing), source_name(world, *source))
        }
        Event::SourceLinked { thing, source } => {
            format!("{} is also {} in {}", name(thing), source.id, source_name(world, source.source))
        }
        Event::SourceUnlinked { thing, source } => {
            format!("{} is no longer linked to {}", name(thing), source_name(world, source.source))
        }
        Event::KeyChanged { thing, key } => format!("{} now goes by {key}", name(thing)),
        Event::Merged { from, into } => format!("{} is {}", own_name(world, *from), name(into)),
        Event::MergeUndone { from, into } => format!("{} is not {}", own_name(world, *from), name(into)),
        Event::PersonForgotten { .. } => "A person was forgotten".into(),
        Event::Unsaid(unsaid) => {
            let thing = Thing::new(unsaid.earlier.kind(), unsaid.id);
            let source = source_name(world, unsaid.source);
            format!("{}: {} as before the reading of {source}", name(&thing), unsaid.fields.join(", "))
        }
        // `with_event!` has taken every event that adds or changes a thing.
        _ => String::new(),
    }
}

fn source_name(world: &World, source: SourceId) -> String {
    name_of(world, Thing::Source(source))
}

/// What a thing is called in a sentence: its title with its key before it, where people know it by its key; else what there
/// is of the two, else its kind and number.
pub fn name_of(world: &World, thing: Thing) -> String {
    if let Thing::Person(person) = thing {
        return world.name_of(person).to_string();
    }
    with_thing!(thing, N, id => match world.get::<N>(id) {
        Some(record) => record_name(world, record),
        None => format!("{} {}", N::KIND, id.number()),
    })
}

/// The same for a thing that was merged into another: its own name.
fn own_name(world: &World, thing: Thing) -> String {
    with_thing!(thing, N, id => match world.all::<N>().record(id) {
        Some(record) => record_name(world, record),
        None => format!("{} {}", N::KIND, id.number()),
    })
}

/// Whether people call things of a kind by their keys, as trackers and logs do. A program or a milestone they call by its
/// name, which its key only repeats.
fn is_known_by_key(kind: Kind) -> bool {
    !matches!(kind, Kind::Program | Kind::Milestone | Kind::Workstream | Kind::Team)
}

fn record_name<N: Noun>(world: &World, record: &crate::world::Record<N>) -> String {
    let title = record
        .iter()
        .find(|said| said.value.name() == "title")
        .map(|said| value_in_world::<N>(world, &said.value));
    match (record.key(), title) {
        (Some(key), Some(title)) if title != key.as_str() && is_known_by_key(N::KIND) => {
            format!("{key} {title}")
        }
        (Some(_), Some(title)) => title,
        (Some(key), _) => key.to_string(),
        (None, Some(title)) => title,
        (None, None) => format!("{} {}", N::KIND.to_string().replace('_', " "), record.id.number()),
    }
}

/// Names and values; what is empty is told only where something was there before.
fn fields_in_words<N: Noun>(world: &World, fields: &[N::Field<Ids>], tells_empty: bool) -> String {
    let said = fields.iter().filter(|field| field.name() != "title" || fields.len() == 1);
    let words = said.filter_map(|field| {
        let name = field.name().trim_start_matches("custom.").replace('_', " ");
        match (is_empty(field), tells_empty) {
            (true, true) => Some(format!("no {name}")),
            (true, false) => None,
            (false, _) => Some(format!("{name} {}", value_in_world::<N>(world, field))),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Whether nothing is said: the field was cleared, or is a list of nothing.
fn is_empty(field: &(impl FieldValue + serde::Serialize)) -> bool {
    let json = serde_json::to_value(field).unwrap_or_default();
    let is_list_of_nothing = |value: &serde_json::Value| value.as_array().is_some_and(Vec::is_empty);
    field.is_cleared() || json.as_object().is_some_and(|object| object.values().all(is_list_of_nothing))
}

/// A field's value with the names of what it refers to.
pub fn value_in_world<N: Noun>(world: &World, field: &N::Field<Ids>) -> String {
    let mut held = Held::default();
    N::visit(field, &mut held);
    if !held.things.is_empty() && is_plain_reference(field) {
        let names = held.things.iter().map(|thing| name_of(world, *thing));
        return names.collect::<Vec<_>>().join(", ");
    }
    if let Some(text) = held.texts.first() {
        return world.text(text).map_or_else(|| "(erased)".into(), |text| first_line(text));
    }
    value_in_words(field)
}

/// Whether a value is nothing but references, so that their names say it all.
fn is_plain_reference(field: &impl FieldValue) -> bool {
    !matches!(&*field.name(), "dates")
}

#[derive(Default)]
struct Held {
    things: Vec<Thing>,
    texts: Vec<TextRef>,
}

impl Visitor for Held {
    fn thing(&mut self, thing: Thing) {
        self.things.push(thing);
    }
    fn text(&mut self, text: &TextRef) {
        self.texts.push(text.clone());
    }
}

/// With a full stop at its end, unless it is a question or a call.
pub fn ended(text: &str) -> String {
    let text = text.trim_end().trim_end_matches('.');
    if text.ends_with(['?', '!', '…']) { text.to_string() } else { format!("{text}.") }
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(120).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// A field's value as a person reads it, without the World: references by number.
pub fn value_in_words<F: FieldValue + serde::Serialize>(field: &F) -> String {
    let json = serde_json::to_value(field).unwrap_or_default();
    let value = json.as_object().and_then(|object| object.values().next()).unwrap_or(&json);
    match (&*field.name(), value.as_f64()) {
        ("duration" | "remaining" | "spent" | "critical_threshold", Some(minutes)) => days_in_words(minutes),
        ("percent_done" | "probability" | "share", Some(percent)) => format!("{percent} %"),
        ("lag", _) => lag_in_words(value),
        ("impact", _) => impact_in_words(value),
        ("dates", _) => match value.as_array().map_or(0, Vec::len) {
            1 => "of one item or milestone".into(),
            many => format!("of {many} items and milestones"),
        },
        ("hours", _) => serde_json::from_value(value.clone())
            .map_or_else(|_| json_in_words(value), |calendar| hours::in_words(&calendar)),
        ("capacity", Some(hundredths)) => format!("{} people", hundredths / 100.0),
        _ => json_in_words(value),
    }
}

/// A lag: `0`, `2 d`, `3 d by the clock`, `50 %`; a lead has a minus.
fn lag_in_words(value: &serde_json::Value) -> String {
    let amount = |name: &str| value.get(name).and_then(serde_json::Value::as_f64);
    match (amount("working"), amount("elapsed"), amount("percent")) {
        (Some(0.0), ..) | (_, Some(0.0), _) | (_, _, Some(0.0)) => "0".into(),
        (Some(minutes), ..) => days_in_words(minutes),
        (_, Some(minutes), _) => format!("{} d by the clock", (minutes / 14.4).round() / 100.0),
        (_, _, Some(hundredths)) => format!("{} %", hundredths / 100.0),
        _ => json_in_words(value),
    }
}

/// The delay that a risk brings, in working days: `3 to 15 d, likely 5 d`.
fn impact_in_words(value: &serde_json::Value) -> String {
    let days = |name: &str| value.get(name).and_then(serde_json::Value::as_u64);
    match (days("low"), days("likely"), days("high")) {
        (Some(low), Some(likely), Some(high)) if low == high => format!("{likely} d"),
        (Some(low), Some(likely), Some(high)) => format!("{low} d to {high} d, likely {likely} d"),
        _ => json_in_words(value),
    }
}

fn json_in_words(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => day_in_words(text),
        Value::Array(values) if values.is_empty() => "nothing".into(),
        Value::Array(values) => values.iter().map(json_in_words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object_in_words(fields),
    }
}

fn object_in_words(fields: &serde_json::Map<String, serde_json::Value>) -> String {
    if let Some(name) = fields.get("name").and_then(|name| name.as_str()) {
        return match fields.get("value") {
            Some(value) => json_in_words(value),
            None => name.to_string(),
        };
    }
    if let Some(on) = fields.get("on") {
        return json_in_words(on);
    }
    let minutes = |name: &str| fields.get(name).and_then(serde_json::Value::as_f64).map(days_in_words);
    if let (Some(low), Some(likely), Some(high)) = (minutes("low"), minutes("likely"), minutes("high")) {
        return format!("{low} to {high}, likely {likely}");
    }
    if let Some(single) = minutes("minutes") {
        return single;
    }
    let parts = fields.iter().map(|(name, value)| match value {
        serde_json::Value::Object(inner) => object_in_words(inner),
        value if fields.len() == 1 => json_in_words(value),
        value => format!("{} {}", name.replace('_', " "), json_in_words(value)),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// Minutes of a working day of eight hours as days: `2.5 d`.
fn days_in_words(minutes: f64) -> String {
    let days = minutes / 480.0;
    format!("{} d", (days * 100.0).round() / 100.0)
}

/// A day or moment as a person reads it: `14 May 2027`; other text as it is.
fn day_in_words(text: &str) -> String {
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        return format!("{} {} {}", day.day(), MONTHS[day.month() as usize - 1], day.year());
    }
    if text.ends_with('Z')
        && let Ok(moment) = text.parse::<Moment>()
    {
        let at = moment.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
        let day = format!("{} {} {}", at.day(), MONTHS[at.month() as usize - 1], at.year());
        return if at.hour() == 0 && at.minute() == 0 {
            day
        } else {
            format!("{day} {:02}:{:02}", at.hour(), at.minute())
        };
    }
    text.to_string()
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
