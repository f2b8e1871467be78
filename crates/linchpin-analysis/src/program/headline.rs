//! Will it land, and if not, why: the one sentence that a program's page opens with.

use crate::health::{Health, HealthRow, Subject};

/// The sentence of the milestone by which a program is judged, where both have their colour for one reason; else the
/// program's own.
///
/// So it begins with what lands (`Launch is heading for …`), and stays the program's where the reason is the program's.
pub fn headline<'h>(health: &'h Health, program: &'h HealthRow) -> &'h str {
    let judge = health.rows.iter().find(|row| {
        row.kind == Subject::Milestone
            && Some(&row.key) == program.judged_by.as_ref()
            && row.rule == program.rule
    });
    &judge.unwrap_or(program).sentence
}
