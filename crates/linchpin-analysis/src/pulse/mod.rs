//! What needs me today: findings from every report, ranked, each with one act?

pub mod cost;
mod needs;
mod snoozed;

use std::cmp::Reverse;
use std::sync::Arc;

use linchpin_model::{Moment, PersonId, World};
use serde::Serialize;

use crate::chase::ChaseParams;
use crate::evidence::{Check, Evidence, Header};
use crate::grounds::Grounds;
use crate::health::{self, Health, HealthParams};
use crate::outlook::Outlook;
use crate::scope::Scope;
use crate::words;

/// What pulse is asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PulseParams {
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// In which part.
    pub scope: Scope,
    /// Whose list it is: what this person put off is left out. For nobody in particular, what anybody put off is.
    pub reader: Option<PersonId>,
    /// How many rows at most.
    pub top: usize,
}

impl PulseParams {
    /// The first seven of a scope.
    pub fn new(as_of: Moment, scope: Scope) -> Self {
        Self { as_of, scope, reader: None, top: 7 }
    }
}

/// What needs somebody, ranked by days at stake over minutes of acting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pulse {
    /// As of when, known when.
    #[serde(flatten)]
    pub header: Header,
    /// All of it in one sentence.
    pub sentence: String,
    /// How many things need somebody, those that are not listed among them.
    pub needs: usize,
    /// How many were put off.
    pub snoozed: usize,
    /// The first of them.
    pub rows: Vec<PulseRow>,
    /// The findings that the rows rest on.
    pub checks: Vec<Check>,
}

/// One thing that needs somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PulseRow {
    /// Its place, from 1.
    pub rank: usize,
    /// The key of the thing.
    pub key: String,
    /// The finding as a heading.
    pub title: String,
    /// The program that the thing belongs to.
    pub program: Option<Arc<str>>,
    /// The one act.
    pub action: String,
    /// Working days by which leaving it moves the milestone that it touches; none if that is not known.
    pub days_at_stake: Option<f64>,
    /// Minutes that the act takes.
    pub cost_minutes: u32,
    /// The findings, the gravest first.
    pub found: Vec<&'static str>,
    /// Why it needs somebody, in words.
    pub sentence: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// Collects the findings of the chase list, of health, of workload and of the plan, and ranks them.
///
/// Findings about one thing are one row with one act. First comes what is known to move a milestone, by days at stake over
/// minutes of acting; then what may, on which nobody can put days: critical before the rest, what holds up most first,
/// then what is overdue longest, then what has been silent longest, then by key; then what is known to move nothing.
pub fn pulse(world: &World, outlook: &Outlook, params: &PulseParams) -> Pulse {
    on(world, &Grounds::new(world, params.as_of), outlook, params)
}

/// The same on grounds that were looked up already, as of the same moment.
pub fn on(world: &World, grounds: &Grounds, outlook: &Outlook, params: &PulseParams) -> Pulse {
    let health = health::on(world, grounds, outlook, &HealthParams::new(params.as_of, params.scope));
    on_health(world, grounds, outlook, &health, params)
}

/// The same where the health of the same scope is known already.
pub fn on_health(
    world: &World,
    grounds: &Grounds,
    outlook: &Outlook,
    health: &Health,
    params: &PulseParams,
) -> Pulse {
    let snoozed = snoozed::Snoozed::new(world, params);
    let chase = ChaseParams::new(params.as_of, params.scope);
    let chase = needs::Chase::new(world, grounds, outlook, &chase);
    let collected = needs::collect(world, grounds, outlook, health, params, &chase);
    let all = collected.len();
    let mut needs: Vec<needs::Need> =
        collected.into_iter().filter_map(|need| snoozed.without(need)).collect();
    let total = needs.len();
    let by_rank = |one: &needs::Need, two: &needs::Need| {
        order(one).partial_cmp(&order(two)).unwrap_or(std::cmp::Ordering::Equal)
    };
    if params.top < total {
        needs.select_nth_unstable_by(params.top, by_rank);
        needs.truncate(params.top);
    }
    needs.sort_by(by_rank);
    let mut checks = Vec::new();
    let mut rows = Vec::new();
    for (place, need) in needs.into_iter().enumerate() {
        let (row, found) = need.into_row(place + 1, &chase);
        rows.push(row);
        checks.extend(found);
    }
    Pulse {
        header: Header::new(world, params.as_of),
        sentence: sentence(&rows, total),
        needs: total,
        snoozed: all - total,
        rows,
        checks,
    }
}

type Order<'n> =
    (u8, f64, (Reverse<bool>, Reverse<usize>, Reverse<i32>, Reverse<i32>), (&'n str, u64, &'n str));

/// Ascending: the class, the days a minute, what else speaks for it, the key.
fn order(need: &needs::Need) -> Order<'_> {
    let (class, days_a_minute) = match need.days_at_stake {
        Some(days) if days >= 0.05 => (0, days / f64::from(need.cost_minutes().max(1))),
        None => (1, 0.0),
        Some(_) => (2, 0.0),
    };
    let weight = (
        Reverse(need.critical),
        Reverse(need.holds),
        Reverse(need.overdue_working_days),
        Reverse(need.silent_working_days),
    );
    (class, -days_a_minute, weight, words::key_order(&need.key))
}

fn sentence(rows: &[PulseRow], total: usize) -> String {
    let Some(first) = rows.first() else {
        return "Nothing needs you today.".into();
    };
    let needs = match total {
        1 => "One thing needs you today".to_string(),
        many => format!("{} things need you today", words::capital(&words::number_in_words(many))),
    };
    let stake = match first.days_at_stake {
        Some(days) if days >= 0.5 => format!(
            ", {} working {} at stake",
            words::rounded(days),
            if days.round() == 1.0 { "day" } else { "days" }
        ),
        _ => String::new(),
    };
    format!("{needs}. First: {}", words::ended(&format!("{}{stake}", first.title.trim_end_matches('.'))))
}
