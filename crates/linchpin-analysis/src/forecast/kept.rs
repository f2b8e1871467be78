//! Answers of the last time, used again where nothing that they rest on changed.

use std::collections::HashMap;
use std::sync::Arc;

use linchpin_model::{ProgramId, World};

use super::Basis;
use super::answer::Answer;
use super::asked::Asked;
use super::params::ForecastParams;
use super::unit::Unit;

/// Forecasts of programs, each with a hash of all that it rests on.
#[derive(Debug, Default)]
pub struct Kept(Vec<KeptAnswer>);

#[derive(Debug)]
struct KeptAnswer {
    program: Option<ProgramId>,
    fingerprint: u64,
    answer: Arc<Answer>,
}

impl Kept {
    /// The answers of all units of a scope, in their order, which are kept in place of the last ones.
    pub(super) fn answers(
        &mut self,
        world: &World,
        basis: Basis<'_>,
        params: &ForecastParams,
    ) -> Vec<Arc<Answer>> {
        let last: HashMap<Option<ProgramId>, KeptAnswer> =
            std::mem::take(&mut self.0).into_iter().map(|kept| (kept.program, kept)).collect();
        for unit in Unit::all(world, basis.links, params.scope) {
            let program = unit.program_id();
            let asked = Asked::new(world, basis, params, unit);
            let fingerprint = asked.fingerprint();
            let same = last.get(&program).filter(|kept| kept.fingerprint == fingerprint);
            let answer = same.map(|kept| kept.answer.clone());
            let answer = answer.unwrap_or_else(|| Arc::new(asked.answer_with_outlook()));
            self.0.push(KeptAnswer { program, fingerprint, answer });
        }
        self.0.iter().map(|kept| kept.answer.clone()).collect()
    }
}
