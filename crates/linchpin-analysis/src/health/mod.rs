//! Is it on track: the colour that the evidence says, the reason, and what its owner said?

mod case;
mod facts;
mod risk;
mod row;
mod rules;
mod sentence;

use std::collections::BTreeMap;
use std::sync::Arc;

use linchpin_model::{Colour, Date, Moment, Thing, World};
use serde::Serialize;

pub use rules::{HealthRules, Rule};

use crate::evidence::{Check, Evidence, Header};
use crate::grounds::Grounds;
use crate::outlook::Outlook;
use crate::scope::Scope;

/// What health is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HealthParams {
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// Which part.
    pub scope: Scope,
    /// Where one colour ends and the next begins.
    pub rules: HealthRules,
}

impl HealthParams {
    /// A scope as of a moment, by the rules as they are unless a program has its own.
    pub fn new(as_of: Moment, scope: Scope) -> Self {
        Self { as_of, scope, rules: HealthRules::default() }
    }
}

/// The health of programs, their milestones and workstreams.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Health {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// All of it in one sentence.
    pub sentence: String,
    /// Each program, then its milestones by target, then its workstreams; what has no program comes last.
    pub rows: Vec<HealthRow>,
    /// Where what was said and what was computed differ, targets that passed, and what has none.
    pub checks: Vec<Check>,
}

/// The health of one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HealthRow {
    /// The thing; none for everything together.
    #[serde(skip)]
    pub about: Option<Thing>,
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Subject,
    /// The computed colour, or that none can be given.
    pub health: Reading,
    /// The rule that held first.
    pub rule: Rule,
    /// What its owner said last.
    pub reported: Option<Reported>,
    /// Whether the two differ.
    pub mismatch: bool,
    /// The key of the milestone that it is judged by.
    pub judged_by: Option<String>,
    /// The last day on which the target is met.
    pub target: Option<Date>,
    /// The day by which it is reached in half of the futures.
    pub p50: Option<Date>,
    /// The day by which it is reached in 85 of a hundred futures.
    pub p85: Option<Date>,
    /// Working days from the target to the P50, negative if it is earlier.
    pub late_working_days: Option<i32>,
    /// The chance to meet the target, 0 to 1.
    pub chance_of_target: Option<f64>,
    /// Items that it requires or that are important to it.
    pub items: usize,
    /// Those that are done.
    pub done: usize,
    /// The last sign of life of anything in it.
    pub last_evidence_at: Option<Moment>,
    /// Working days since then.
    pub silent_working_days: Option<i32>,
    /// The colour and its reason in words.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// What a row of health is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A program.
    Program,
    /// A milestone.
    Milestone,
    /// A workstream.
    Workstream,
    /// Everything there is, where there is neither a program nor a milestone.
    Whole,
}

/// A colour, or that none can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Needs help now.
    Red,
    /// Slightly late, or at risk with a mitigation in place.
    Yellow,
    /// On track, or done.
    Green,
    /// Nobody can tell.
    NoRead,
}

impl Reading {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Yellow => "Yellow",
            Self::Green => "Green",
            Self::NoRead => "No read",
        }
    }
}

impl From<Colour> for Reading {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Red => Self::Red,
            Colour::Yellow => Self::Yellow,
            Colour::Green => Self::Green,
        }
    }
}

/// What somebody said about health.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reported {
    /// The colour.
    pub health: Reading,
    /// The day.
    pub on: Date,
    /// Who.
    pub by: Option<Arc<str>>,
}

/// Computes health by the first rule that holds: done; red; nobody can tell; yellow; else green.
///
/// A program is judged by its goal, or by the last of its milestones; a workstream by the open milestone for which its
/// work is latest. The dates come from the outlook; with an empty one no milestone that is still open can be read, unless
/// something is plainly wrong.
pub fn health(world: &World, outlook: &Outlook, params: &HealthParams) -> Health {
    on(world, &Grounds::new(world, params.as_of), outlook, params)
}

/// The same on grounds that were looked up already, as of the same moment.
pub fn on(world: &World, grounds: &Grounds, outlook: &Outlook, params: &HealthParams) -> Health {
    let rows = case::rows(world, grounds, outlook, params);
    Health {
        header: Header::new(world, params.as_of),
        sentence: sentence::of_all(&rows),
        checks: rows.iter().flat_map(sentence::checks).collect(),
        rows,
    }
}

/// How many rows have each reading.
fn tally<'r>(rows: impl Iterator<Item = &'r HealthRow>) -> BTreeMap<Reading, Vec<&'r HealthRow>> {
    let mut tally: BTreeMap<Reading, Vec<&HealthRow>> = BTreeMap::new();
    rows.for_each(|row| tally.entry(row.health).or_default().push(row));
    tally
}
