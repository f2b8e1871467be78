//! The open risks of a program, those that would cost most first.

use std::sync::Arc;

use linchpin_model::world::Record;
use linchpin_model::{ProgramId, Risk, RiskKind, RiskState, World};

use crate::evidence::key_of;
use crate::program::is_of;
use crate::words;

/// An open risk or issue.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskRow {
    /// Its key.
    pub key: String,
    /// What may happen.
    pub title: String,
    /// The likely delay in working days, where somebody said.
    pub days: Option<u32>,
    /// How likely it is, in percent; 100 for what has happened.
    pub percent: Option<u32>,
    /// The same in a word.
    pub likelihood: &'static str,
    /// What is done about it.
    pub mitigation: Option<Arc<str>>,
    /// Who watches it.
    pub owner: Option<Arc<str>>,
}

/// The risks and issues of a program that are not closed: by expected delay, then those of which it is not known, by key.
pub fn risks(world: &World, program: ProgramId) -> Vec<RiskRow> {
    let is_open = |risk: &&Record<Risk>| {
        let is_assumption = risk.kind() == Some(&RiskKind::Assumption);
        risk.state() != Some(&RiskState::Closed) && !is_assumption
    };
    let own = world.live::<Risk>().filter(|risk| is_of(world, program, risk.program().copied()));
    let mut rows: Vec<RiskRow> = own.filter(is_open).map(|risk| row(world, risk)).collect();
    rows.sort_by(|one, two| {
        expected(two)
            .cmp(&expected(one))
            .then_with(|| words::key_order(&one.key).cmp(&words::key_order(&two.key)))
    });
    rows
}

/// Hundredths of a working day that it costs on average; none where that is not known.
fn expected(row: &RiskRow) -> Option<u64> {
    Some(u64::from(row.days?) * u64::from(row.percent?))
}

fn row(world: &World, risk: &Record<Risk>) -> RiskRow {
    let has_happened = risk.state() == Some(&RiskState::Occurred) || risk.kind() == Some(&RiskKind::Issue);
    let percent = if has_happened { Some(100) } else { risk.probability().copied() };
    let key = key_of(risk);
    RiskRow {
        title: risk.title().map_or_else(|| key.clone(), |title| title.trim_end_matches('.').to_string()),
        key,
        days: risk.impact().map(|impact| impact.likely),
        percent,
        likelihood: match percent {
            _ if has_happened => "has happened",
            Some(60..) => "likely",
            Some(30..60) => "possible",
            Some(0..30) => "unlikely",
            None => "nobody said how likely",
        },
        mitigation: risk.mitigation().filter(|words| !words.trim().is_empty()).cloned(),
        owner: risk.owner().map(|owner| world.name_of(*owner)),
    }
}
