//! The top risks of a program and its latest decisions, a line each.

use linchpin_analysis::program::{DecisionRow, RiskRow};
use linchpin_model::{Date, DecisionState};

use crate::layout::Shell;
use crate::words::in_address;

/// Risks that are shown.
const RISKS: usize = 3;
/// Decisions that are shown.
const DECISIONS: usize = 4;

/// A risk.
pub(super) struct RiskLine {
    pub(super) title: String,
    pub(super) address: String,
    pub(super) days: Option<u32>,
    pub(super) likelihood: &'static str,
    pub(super) below: Option<String>,
}

/// A decision.
pub(super) struct DecisionLine {
    pub(super) key: String,
    pub(super) address: String,
    pub(super) title: String,
    pub(super) told: String,
    pub(super) is_open: bool,
}

/// The risks that cost most.
pub(super) fn risk_lines(risks: &[RiskRow], shell: &Shell) -> Vec<RiskLine> {
    let lines = risks.iter().take(RISKS).map(|risk| RiskLine {
        title: risk.title.clone(),
        address: shell.at(&format!("/things/{}", in_address(&risk.key))),
        days: risk.days,
        likelihood: risk.likelihood,
        below: match (&risk.mitigation, &risk.owner) {
            (Some(words), _) => Some(sentence(words)),
            (None, Some(owner)) => Some(format!("{owner} watches it; nothing is done yet.")),
            (None, None) => Some("Nobody watches it, and nothing is done yet.".into()),
        },
    });
    lines.collect()
}

/// What is to be decided, and what was decided last.
pub(super) fn decision_lines(decisions: &[DecisionRow], today: Date, shell: &Shell) -> Vec<DecisionLine> {
    let lines = decisions.iter().take(DECISIONS).map(|decision| DecisionLine {
        key: decision.key.clone(),
        address: shell.at(&format!("/things/{}", in_address(&decision.key))),
        title: sentence(&decision.title),
        told: Some(decision.told(today))
            .filter(|told| !told.is_empty())
            .map(|told| format!("{told}."))
            .unwrap_or_default(),
        is_open: decision.state == DecisionState::Open,
    });
    lines.collect()
}

/// With an end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['.', '?', '!', '…']) {
        true => text.to_string(),
        false => format!("{text}."),
    }
}
