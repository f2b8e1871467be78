//! Will it land, and if not, why: the one sentence that a program's page opens with.

use crate::health::{Health, HealthRow, Rule, Subject};

/// The sentence of the milestone by which a program is judged, where both have their colour for one reason that is about when
/// it lands; else the program's own.
///
/// So it begins with what lands (`Launch is heading for …`), and stays the program's where the reason is the program's.
pub fn headline<'h>(health: &'h Health, program: &'h HealthRow) -> &'h str {
    let is_judge = |row: &&HealthRow| {
        row.kind == Subject::Milestone
            && Some(&row.key) == program.judged_by.as_ref()
            && row.rule == program.rule
    };
    let judge = health.rows.iter().find(is_judge).filter(|judge| is_about_landing(judge.rule));
    &judge.unwrap_or(program).sentence
}

fn is_about_landing(rule: Rule) -> bool {
    match rule {
        Rule::Late
        | Rule::CriticalBlocked
        | Rule::CriticalWithoutDate
        | Rule::CriticalUnknown
        | Rule::HighRisk
        | Rule::Tight
        | Rule::SlightlyLate
        | Rule::MitigatedRisk
        | Rule::OnTrack => true,
        Rule::Done | Rule::Silent | Rule::NoTarget | Rule::NoForecast => false,
    }
}
