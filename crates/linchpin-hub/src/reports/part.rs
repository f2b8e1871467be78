//! What the reports say of one program or milestone: kept for as long as the World does not move on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::program::{self, DecisionRow, LastWord, RiskRow};
use linchpin_analysis::{
    Changes, ChangesParams, ChaseList, ChaseParams, Scope, Why, WhyParams, changes, chase, scope, why,
};
use linchpin_model::{Date, MilestoneId, Moment, ProgramId, Thing, WorkstreamId, World};

use super::kept::Kept;
use super::{Reports, Standing, week_before};

/// Programs and milestones whose reports are kept.
const PARTS_KEPT: usize = 512;
/// Standings of which they are, which may be large.
const STANDINGS: usize = 3;
/// Worlds whose movements are kept; they share what they have in common.
const WORLDS: usize = 64;
/// Milestones that are looked at for the next one that waits for something.
const NEXT_TRIED: usize = 6;
/// How long a page waits for reports of which it has no earlier ones.
const FIRST_PATIENCE: Duration = Duration::from_secs(20);
/// How long a page waits to be told why a date moved; it says so if that is not ready.
const WHY_PATIENCE: Duration = Duration::from_millis(250);
/// Past this many items a movement is not explained on a page: `linchpin report why` takes its time.
pub(super) const MOST_ITEMS: usize = 20_000;

/// What the reports say of one program or milestone.
#[derive(Debug)]
pub struct Part {
    /// What is said of everything, which this is a part of.
    pub standing: Arc<Standing>,
    /// Which part.
    pub scope: Scope,
    /// What is left of it.
    pub chase: ChaseList,
    /// Of a program the first open milestone for which something is left, and what.
    pub next: Option<(MilestoneId, ChaseList)>,
    /// What changed in it in the week before.
    pub changes: Changes,
    /// Of a program what is written of it.
    pub log: Option<ProgramLog>,
}

/// What is written of a program besides its work.
#[derive(Debug)]
pub struct ProgramLog {
    /// Its open risks, the costliest first.
    pub risks: Vec<RiskRow>,
    /// Its decisions, those that are needed first.
    pub decisions: Vec<DecisionRow>,
    /// What was said last of its workstreams.
    pub last_words: BTreeMap<Thing, LastWord>,
    /// Of each workstream the share that its baseline expects to be done by now.
    pub planned: BTreeMap<WorkstreamId, f64>,
}

impl ProgramLog {
    fn new(standing: &Standing, id: ProgramId) -> Self {
        let (world, as_of) = (&standing.world, standing.as_of);
        let today = WorkingDays::of_program(world, Some(id)).date(as_of);
        let baseline = program::agreed(world, id, today);
        let of_program = |thing: &Thing| match thing {
            Thing::Workstream(stream) => {
                world.get(*stream).is_some_and(|stream| stream.program() == Some(&id))
            }
            _ => false,
        };
        let last_words = program::last_words(world, as_of).into_iter().filter(|(about, _)| of_program(about));
        Self {
            risks: program::risks(world, id),
            decisions: program::decisions(world, id),
            last_words: last_words.collect(),
            planned: baseline.map(|baseline| program::planned(world, baseline, today)).unwrap_or_default(),
        }
    }
}

impl Part {
    fn new(standing: Arc<Standing>, scope: Scope) -> Self {
        let (world, grounds, as_of) = (&standing.world, &standing.grounds, standing.as_of);
        let list = |scope| chase::on(world, grounds, &standing.outlook, &ChaseParams::new(as_of, scope));
        let params = ChangesParams { since: week_before(as_of), as_of, scope };
        let next = open_milestones(world, scope)
            .take(NEXT_TRIED)
            .map(|next| (next, list(Scope::Milestone(next))))
            .find(|(_, list)| !list.rows.is_empty());
        let log = match scope {
            Scope::Program(program) => Some(ProgramLog::new(&standing, program)),
            Scope::All | Scope::Milestone(_) => None,
        };
        let before = &standing.before;
        let changes = changes::on(&before.world, world, [&before.links, &grounds.links], &params);
        Self { chase: list(scope), next, changes, log, scope, standing }
    }
}

/// The milestones of a program that are not reached, by target; none of a milestone.
fn open_milestones(world: &World, of: Scope) -> impl Iterator<Item = MilestoneId> {
    let milestones = match of {
        Scope::Program(_) => scope::milestones_in(world, of),
        Scope::All | Scope::Milestone(_) => Vec::new(),
    };
    milestones.into_iter().filter(|milestone| milestone.done_at().is_none()).map(|milestone| milestone.id)
}

/// How a date moved, and what changed meanwhile.
#[derive(Debug)]
pub struct Moved {
    /// The days of each cause.
    pub why: Why,
    /// What changed over the same time.
    pub changes: Changes,
}

/// What is known of how a date moved.
#[derive(Clone, Debug)]
pub enum Movement {
    /// It is explained.
    Told(Arc<Moved>),
    /// It is being computed.
    Soon,
    /// There is too much to do it beside a page.
    TooLarge,
}

/// A part, and the past moment that was asked for, if one was.
type Question = (Scope, Option<Moment>);
/// The same, and since when it moved.
type Moving = (Question, Moment);
/// A World, and the day on which it is told.
type WorldOnDay = (ByAddress<World>, Date);

/// Reports of parts, and movements.
pub(super) struct Parts {
    parts: Arc<Kept<Question, ByAddress<Standing>, Part>>,
    movements: Arc<Kept<Moving, WorldOnDay, Moved>>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            parts: Arc::new(Kept::new(PARTS_KEPT, STANDINGS, 2)),
            movements: Arc::new(Kept::new(PARTS_KEPT, WORLDS, 1)),
        }
    }
}

/// Equal only to itself.
pub(super) struct ByAddress<T>(pub(super) Arc<T>);

impl<T> Clone for ByAddress<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for ByAddress<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Reports {
    /// What the reports say of a part: those of this standing if they are ready in time, else the last, with the standing that
    /// they are of. `at` is the past moment that was asked for. None if the journal cannot be read.
    pub fn part(
        self: &Arc<Self>,
        standing: &Arc<Standing>,
        at: Option<Moment>,
        scope: Scope,
        patience: Duration,
    ) -> Option<Arc<Part>> {
        let compute = || {
            let standing = standing.clone();
            move || Some(Part::new(standing, scope))
        };
        let (question, version) = ((scope, at), ByAddress(standing.clone()));
        let ready = self.parts.parts.get(&question, &version, patience, compute());
        ready.or_else(|| self.parts.parts.get(&question, &version, FIRST_PATIENCE, compute()))
    }

    /// Why the date of a part moved since a moment. It is computed beside the page, once for each World and day.
    pub fn movement(
        self: &Arc<Self>,
        standing: &Arc<Standing>,
        at: Option<Moment>,
        scope: Scope,
        from: Moment,
    ) -> Movement {
        if standing.world.all::<linchpin_model::Item>().len() > MOST_ITEMS {
            return Movement::TooLarge;
        }
        let (reports, now) = (self.clone(), standing.clone());
        let compute = move || {
            let before = reports.past.world(&reports.hub, from).ok()?;
            let params = WhyParams { scope, ..WhyParams::new(from, now.as_of) };
            let since = ChangesParams { since: from, as_of: now.as_of, scope };
            let why = why(&before, &now.world, &params);
            Some(Moved { why, changes: changes(&before, &now.world, &since) })
        };
        let version = (ByAddress(standing.world.clone()), standing.as_of.date());
        let kept = self.parts.movements.get(&((scope, at), from), &version, WHY_PATIENCE, compute);
        kept.map_or(Movement::Soon, Movement::Told)
    }
}
