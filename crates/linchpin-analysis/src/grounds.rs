//! What reports on one World at one moment rest on, looked up once and shared by those that are asked together.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use linchpin_model::fact::Said;
use linchpin_model::{Moment, Node, Thing, World};

use crate::asks;
use crate::days::ProgramDays;
use crate::forecast::{Basis, History};
use crate::links::Links;
use crate::movement::Movements;
use crate::promises::{self, Promised};
use crate::schedule::Circle;

/// Everything that takes a look at the whole World. A report on a part of it then costs what that part costs.
#[derive(Debug)]
pub struct Grounds {
    /// The moment whose truth is told.
    pub as_of: Moment,
    /// Who waits for whom, and what is part of what.
    pub links: Links,
    /// The working days of every program.
    pub days: ProgramDays,
    /// The promises that stand.
    pub promises: BTreeMap<Node, Promised>,
    /// The last sign of life of every item.
    pub movements: Movements,
    /// The questions that wait for an answer.
    pub asks: BTreeMap<Thing, Said<()>>,
    /// What finished items took.
    history: History,
    /// What waits for itself; looked for when somebody asks.
    pub(crate) circles: OnceLock<Vec<Circle>>,
}

impl Grounds {
    /// Of a World as of a moment.
    pub fn new(world: &World, as_of: Moment) -> Self {
        let promises = promises::standing(world, as_of);
        Self {
            as_of,
            links: Links::new(world),
            days: ProgramDays::new(world),
            movements: Movements::new(world, as_of),
            asks: asks::unanswered(world, &promises, as_of),
            history: History::new(world, as_of),
            circles: OnceLock::new(),
            promises,
        }
    }

    pub(crate) fn basis(&self) -> Basis<'_> {
        Basis { links: &self.links, history: &self.history }
    }
}
