//! A hub without a disk: plans are read into it, and their entries add up to a World.

use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::{self, Severity};
use linchpin_model::entry::{Body, Entry};
use linchpin_model::event::Stamped;
use linchpin_model::reconcile::{ReconcileParams, Reconciled, reconcile};
use linchpin_model::text::PersonalText;
use linchpin_model::{Actor, Batch, Moment, World};
use uuid::Uuid;

use crate::morning;

/// What a plan is called as a file, so that its source is `plan:plan`.
const NAME: &str = "plan.plan";

/// The World that a plan gives. Panics with the faults drawn if it has any.
///
/// A text that is written inside a test may go on at any indentation: if its first line starts at the margin, the others are
/// moved to it by what they share.
pub fn world(plan: &str) -> World {
    let mut hub = Hub::default();
    hub.read(plan);
    hub.world
}

/// What the reader of plan text says of a plan. Panics with the faults drawn if it has any.
pub fn batch(plan: &str) -> Batch {
    let plan = at_the_margin(plan);
    let options = ReadOptions { name: NAME, ..ReadOptions::default() };
    let (batch, diagnostics) = plan::read_text(&plan, &options);
    let faults: Vec<_> =
        diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Fault).collect();
    assert!(faults.is_empty(), "the plan has faults:\n{}", plan::render(&faults, &plan, NAME, false));
    batch
}

/// An entry, with an id of its own out of its position, recorded at `recorded_at`.
pub fn entry(position: u64, recorded_at: Moment, actor: Actor, events: Vec<Stamped>) -> Entry {
    Entry {
        position,
        command_id: Uuid::from_u128(u128::from(position)),
        recorded_at,
        body: Body { actor, via: None, on_behalf_of: None, import: None, undoes: None, events },
        texts: Vec::new(),
    }
}

/// A hub without a disk.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// What its entries add up to.
    pub world: World,
    /// Its journal.
    pub entries: Vec<Entry>,
}

impl Hub {
    /// Reads a plan, as an import would, at the plan's `today`, and records what it changes. Panics with its faults.
    ///
    /// A plan without `today` is read at the last moment that it speaks of, or on 1 January 2026 if it speaks of none.
    pub fn read(&mut self, plan: &str) -> Reconciled {
        self.take(&batch(plan))
    }

    /// Reconciles a reading and records what it changes.
    pub fn take(&mut self, batch: &Batch) -> Reconciled {
        let observed_at = batch.exported_at.unwrap_or_else(|| last_moment(batch));
        let params = ReconcileParams { observed_at, program: None, salt: [7; 16], accept_missing: true };
        let reconciled = reconcile(&self.world, batch, &params);
        let actor = Actor::Source(reconciled.source);
        self.record(observed_at, actor, reconciled.events.clone(), reconciled.texts.clone());
        reconciled
    }

    /// Records what happened; nothing if no event did.
    pub fn record(&mut self, at: Moment, actor: Actor, events: Vec<Stamped>, texts: Vec<PersonalText>) {
        if events.is_empty() {
            return;
        }
        let recorded_at = at.max(self.world.recorded_at);
        let entry = Entry { texts, ..entry(self.world.position + 1, recorded_at, actor, events) };
        self.world.apply(&entry);
        self.entries.push(entry);
    }

    /// The World as it was at a moment, with all that is known now.
    pub fn as_of(&self, moment: Moment) -> World {
        World::as_of(&self.entries, moment)
    }
}

fn last_moment(batch: &Batch) -> Moment {
    let moments = batch.observations.iter().filter_map(|observation| {
        let json = serde_json::to_value(observation).ok()?;
        let seen = json.as_object()?.values().next()?;
        let history = seen.get("history").and_then(|changes| changes.as_array()?.last()?.get("at"));
        let moment = history.or_else(|| seen.get("created_at"))?;
        moment.as_str()?.parse::<Moment>().ok()
    });
    moments.max().unwrap_or_else(|| morning("1 Jan 2026"))
}

/// Takes away the indentation that all lines but the first share, if the first has none.
fn at_the_margin(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let rest = || text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let shared = match text.starts_with(|first: char| !first.is_whitespace()) {
        true => rest().map(indent).min().unwrap_or(0),
        false => 0,
    };
    let line = |(index, line): (usize, &str)| match index {
        0 => line.to_owned(),
        _ => line.get(shared..).unwrap_or_default().to_owned(),
    };
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}
