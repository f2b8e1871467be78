//! Answers of the last time, used again where nothing that they rest on changed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use linchpin_model::{ProgramId, World};

use super::Basis;
use super::answer::Answer;
use super::asked::Asked;
use super::params::ForecastParams;
use super::unit::Unit;

/// Forecasts of programs, each with a hash of all that it rests on.
#[derive(Debug, Default)]
pub struct Kept {
    answers: HashMap<Option<ProgramId>, KeptAnswer>,
    /// So many threads beside the one that asks.
    helpers: usize,
}

#[derive(Clone, Debug)]
struct KeptAnswer {
    fingerprint: u64,
    answer: Arc<Answer>,
}

impl Kept {
    /// The same, made by so many threads together, of which one is who asks. What they say does not depend on that.
    pub fn on_threads(self, threads: usize) -> Self {
        Self { helpers: threads.saturating_sub(1), ..self }
    }

    /// The answers of all units of a scope, in their order, which are kept in place of the last ones.
    pub(super) fn answers(
        &mut self,
        world: &World,
        basis: Basis<'_>,
        params: &ForecastParams,
    ) -> Vec<Arc<Answer>> {
        let units = Unit::all(world, basis.links, params.scope);
        let made: Vec<OnceLock<KeptAnswer>> = units.iter().map(|_| OnceLock::new()).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some((unit, place)) = {
                let number = next.fetch_add(1, Ordering::Relaxed);
                units.get(number).zip(made.get(number))
            } {
                let asked = Asked::new(world, basis, params, unit.clone());
                place.get_or_init(|| self.answer(&asked));
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.helpers {
                scope.spawn(work);
            }
            work();
        });
        let made: Vec<KeptAnswer> = made.into_iter().filter_map(OnceLock::into_inner).collect();
        let answers = made.iter().map(|kept| kept.answer.clone()).collect();
        self.answers = units.iter().map(Unit::program_id).zip(made).collect();
        answers
    }

    /// That of the last time if it rests on the same, else a new one.
    fn answer(&self, asked: &Asked<'_>) -> KeptAnswer {
        let fingerprint = asked.fingerprint();
        let last = self.answers.get(&asked.unit.program_id());
        match last.filter(|last| last.fingerprint == fingerprint) {
            Some(last) => last.clone(),
            None => KeptAnswer { fingerprint, answer: Arc::new(asked.answer_with_outlook()) },
        }
    }
}
