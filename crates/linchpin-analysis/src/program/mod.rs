//! What a program's page tells besides its figures: how it is heading, what comes next, its last words, risks, decisions.

mod baseline;
mod decisions;
mod headline;
mod last_word;
mod next;
mod risks;

pub use baseline::{agreed, baseline_finish, planned};
pub use decisions::{DecisionRow, decisions};
pub use headline::headline;
pub use last_word::{LastWord, last_words};
pub use next::next_step;
pub use risks::{RiskRow, risks};

use linchpin_model::{Program, ProgramId, World};

/// Whether what names a program, or none, belongs to this one: what names none belongs to the only program there is.
fn is_of(world: &World, program: ProgramId, named: Option<ProgramId>) -> bool {
    match named.and_then(|named| world.get(named)) {
        Some(named) => named.id == program,
        None => {
            let mut programs = world.live::<Program>();
            programs.next().is_some_and(|only| only.id == program) && programs.next().is_none()
        }
    }
}
