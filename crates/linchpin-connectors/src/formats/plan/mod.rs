//! Plan text: a plan written by hand, as `docs/guides/plan-text.md` describes it.
//!
//! A line is read in steps: `token` splits it, `statement` and `clause` read what it is and says, `names` and `structure`
//! say what it is called and stands under, `basics` knows the plan's days and hours, and `map` makes observations of it.
//! Faults are collected on the way, each with its place; what is wrong is left out and the rest stands.

mod amount;
mod basics;
mod clause;
mod cursor;
mod day;
mod dependency;
mod diagnostic;
mod draft;
mod hours;
mod item;
mod map;
mod milestone;
mod names;
mod people;
mod program;
mod progress;
mod raid;
mod relation;
mod said;
mod statement;
mod structure;
mod syntax;
mod token;
mod working_time;

use std::borrow::Cow;
use std::sync::Arc;

use linchpin_model::observation::Listing;
use linchpin_model::{Batch, Key, Problem};

use super::source_name::stem;
use super::{ReadOptions, Unreadable, json, shown};

pub use diagnostic::{Diagnostic, Severity, render};

/// A longer text is no plan that a person wrote.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Reads a plan. What cannot be understood is in the batch's problems, and the rest stands.
///
/// A plan lists everything there is, so what is taken out of it has vanished; one with faults is taken for a part, so that
/// a slip of the pen makes nothing vanish.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    Ok(read_text(&decode(bytes, options)?, options).0)
}

/// Draws what is wrong in a plan as a compiler would, each finding with its line, its place in it, and a hint; empty if
/// nothing is. `color` adds the codes of a terminal.
pub fn draw(bytes: &[u8], options: &ReadOptions<'_>, color: bool) -> Result<String, Unreadable> {
    let text = decode(bytes, options)?;
    let (_, diagnostics) = read_text(&text, options);
    Ok(render(&diagnostics, &text, options.name, color))
}

fn decode<'a>(bytes: &'a [u8], options: &ReadOptions<'_>) -> Result<Cow<'a, str>, Unreadable> {
    let text = json::decode(bytes)?;
    if text.len() > MOST_BYTES {
        return Err(Unreadable::new(format!(
            "`{}` is longer than the {} MiB that a plan can have.",
            options.name,
            MOST_BYTES / (1024 * 1024)
        )));
    }
    match options.zone.filter(|name| basics::known_zone(name).is_none()) {
        Some(name) => Err(Unreadable::new(format!("There is no time zone `{}`.", shown(name)))
            .hint("Zones are called as in `Europe/Lisbon` or `America/New_York`.")),
        None => Ok(text),
    }
}

/// Reads a plan and gives its faults with their spans too, so that they can be drawn.
pub fn read_text(text: &str, options: &ReadOptions<'_>) -> (Batch, Vec<Diagnostic>) {
    let mut findings = diagnostic::Findings::default();
    let lines = token::lines(text, &mut findings);
    let sentences = statement::sentences(&lines, &mut findings);
    let (mut names, declared) = names::Names::of(&sentences, &mut findings);
    let places = structure::places(&sentences, &declared);
    let basics = basics::Basics::of(&sentences, &places, &declared, options.zone, &mut findings);
    let program = program_key(&sentences).unwrap_or_else(|| Key::new(&stem(options.name)));
    let mapping = map::Mapping::new(&basics, &mut names, &mut findings, program);
    let observations = mapping.observations(&sentences, &declared, &places);
    let diagnostics = findings.into_diagnostics(text);
    let batch = Batch {
        format: "plan".into(),
        source: source(options),
        url: None,
        exported_at: basics.today,
        listing: listing(&diagnostics),
        mapping: None,
        observations,
        problems: diagnostics.iter().map(problem).collect(),
    };
    (batch, diagnostics)
}

fn program_key(sentences: &[syntax::Sentence]) -> Option<Key> {
    sentences.iter().find_map(|sentence| match &sentence.statement {
        syntax::Statement::Program(name) => name.as_ref().map(|name| Key::new(&name.text)),
        _ => None,
    })
}

fn source(options: &ReadOptions<'_>) -> Arc<str> {
    match options.source {
        Some(source) => source.into(),
        None => format!("plan:{}", stem(options.name)).into(),
    }
}

fn listing(diagnostics: &[Diagnostic]) -> Listing {
    let is_fault = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Fault;
    match diagnostics.iter().any(is_fault) {
        true => Listing::Partial,
        false => Listing::Complete,
    }
}

fn problem(diagnostic: &Diagnostic) -> Problem {
    Problem {
        place: format!("line {}, column {}", diagnostic.line, diagnostic.column),
        message: diagnostic.message.clone(),
        hint: diagnostic.hint.clone(),
    }
}
