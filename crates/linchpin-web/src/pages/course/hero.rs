//! Will it land, and if not, why: colour, sentence, what comes next, what it rests on, and the futures.

use linchpin_analysis::checks::loops;
use linchpin_analysis::health::{HealthRow, Rule};
use linchpin_analysis::words::capital;
use linchpin_analysis::{Check, Scope};
use linchpin_hub::Standing;
use linchpin_model::{Date, Thing};

use crate::acts::Act;
use crate::charts::histogram::Histogram;
use crate::layout::{Shell, Verdict};
use crate::pages::pulse::{Chip, chips};
use crate::words;

/// The head of the page.
pub(in crate::pages) struct Hero {
    pub(in crate::pages) verdict: Verdict,
    pub(in crate::pages) reason: String,
    pub(in crate::pages) next: Option<String>,
    pub(in crate::pages) chips: Vec<Chip>,
    pub(in crate::pages) histogram: Option<Histogram>,
    /// Where health is restated; nowhere in the past.
    pub(in crate::pages) restate: Option<String>,
    /// What was said and differs.
    pub(in crate::pages) mismatch: Option<Mismatch>,
    /// What waits for itself.
    pub(in crate::pages) loops: Vec<Circle>,
}

/// A circle of things that wait for each other.
pub(in crate::pages) struct Circle {
    pub(in crate::pages) sentence: String,
    /// The first of them: its key, and where it is shown.
    pub(in crate::pages) first: Option<(String, String)>,
}

/// What was said, beside what the evidence says.
pub(in crate::pages) struct Mismatch {
    pub(in crate::pages) said: String,
    pub(in crate::pages) hint: String,
}

impl Hero {
    /// Of a row of health, with the sentence that the page opens with. `page` is where it is restated from.
    pub(in crate::pages) fn new(
        standing: &Standing,
        row: &HealthRow,
        reason: &str,
        next: Option<String>,
        today: Date,
        shell: &Shell,
        page: &str,
    ) -> Self {
        let judged = row.judged_by.as_ref().unwrap_or(&row.key);
        let is_open = row.rule != Rule::Done;
        let forecast =
            standing.forecast.milestones.iter().find(|milestone| milestone.key == *judged && is_open);
        let restate = Act::RestateHealth.address(&row.key, page);
        Self {
            verdict: Verdict::of(row, today),
            reason: reason.to_string(),
            next,
            chips: chips(&row.evidence),
            histogram: forecast
                .and_then(|forecast| Histogram::new(forecast, standing.forecast.trials, today)),
            restate: (!shell.is_past()).then_some(restate),
            mismatch: mismatch(row, today),
            loops: circles(standing, row, shell),
        }
    }
}

fn circles(standing: &Standing, row: &HealthRow, shell: &Shell) -> Vec<Circle> {
    let scope = match row.about {
        Some(Thing::Program(program)) => Scope::Program(program),
        Some(Thing::Milestone(milestone)) => Scope::Milestone(milestone),
        _ => return Vec::new(),
    };
    let circle = |check: Check| Circle {
        first: check.key.map(|key| {
            let address = shell.at(&format!("/things/{}", words::in_address(&key)));
            (key, address)
        }),
        sentence: check.sentence,
    };
    loops(&standing.world, &standing.grounds, scope).into_iter().map(circle).collect()
}

fn mismatch(row: &HealthRow, today: Date) -> Option<Mismatch> {
    let said = row.reported.as_ref().filter(|_| row.mismatch)?;
    let who = said.by.as_deref().unwrap_or("somebody");
    let (then, now) = (said.health.word(), row.health.word());
    let day = words::day(said.on, today);
    Some(Mismatch {
        said: format!("{} said {then} on {day}; the evidence says {now}.", capital(who)),
        hint: format!("Readers still have that {then}. Restate it, or keep it and say why."),
    })
}
