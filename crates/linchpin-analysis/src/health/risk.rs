//! Which open risks are high, and what each of them touches.

use std::collections::BTreeSet;

use linchpin_model::world::Record;
use linchpin_model::{Node, ProgramId, Risk, RiskKind, RiskState, World};

use crate::health::rules::HealthRules;
use crate::links;

/// An open risk that is high.
#[derive(Clone, Debug)]
pub(super) struct HighRisk<'w> {
    pub(super) risk: &'w Record<Risk>,
    pub(super) is_mitigated: bool,
    touches: BTreeSet<Node>,
}

impl HighRisk<'_> {
    /// Whether it touches one of these nodes, or is a risk of this program.
    pub(super) fn concerns(&self, nodes: &BTreeSet<Node>, program: Option<ProgramId>) -> bool {
        let is_of_program = program.is_some() && self.risk.program().copied() == program;
        is_of_program || !self.touches.is_disjoint(nodes)
    }
}

/// The open high risks: likely enough and costly enough by the rules. What has come true is certain. A risk whose
/// probability or impact nobody gave is not called high. A mitigation in words is a mitigation in place.
pub(super) fn high<'w>(world: &'w World, rules: &HealthRules) -> Vec<HighRisk<'w>> {
    world
        .live::<Risk>()
        .filter(|risk| is_high(risk, rules))
        .map(|risk| HighRisk {
            risk,
            is_mitigated: risk.state() == Some(&RiskState::Mitigated)
                || risk.mitigation().is_some_and(|words| !words.trim().is_empty()),
            touches: risk
                .affects()
                .into_iter()
                .flatten()
                .filter_map(|node| links::resolve(world, *node))
                .collect(),
        })
        .collect()
}

fn is_high(risk: &Record<Risk>, rules: &HealthRules) -> bool {
    let state = risk.state().copied().unwrap_or(RiskState::Open);
    let kind = risk.kind().copied().unwrap_or(RiskKind::Risk);
    let is_certain = state == RiskState::Occurred || kind == RiskKind::Issue;
    let percent = if is_certain { Some(100) } else { risk.probability().copied() };
    let is_likely = percent.is_some_and(|percent| percent >= rules.high_risk_percent);
    let is_costly = risk.impact().is_some_and(|impact| impact.likely >= rules.high_risk_working_days);
    state != RiskState::Closed && kind != RiskKind::Assumption && is_likely && is_costly
}
