//! What must be true of the sample: the story it tells, on any day, and the journal it leaves.

mod journal;
mod story;
mod trend;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use linchpin_analysis::health::HealthRow;
use linchpin_analysis::{ForecastParams, HealthParams, Outlook, Scope, forecast, health};
use linchpin_hub::History;
use linchpin_model::{Key, MilestoneId, Moment, ProgramId, Thing, World};
use linchpin_sample::{Sample, ZONE};

/// The last day of the story as its plans tell it.
const STORY_TODAY: Date = date(2027, 4, 6);

/// The sample of a day, told.
struct Telling {
    history: History,
    world: World,
    ends_at: Moment,
}

impl Telling {
    fn of(today: Date) -> Self {
        let sample = Sample { today, seed: 1 };
        let entries = sample.entries().unwrap_or_else(|error| panic!("{today}: {error}"));
        let history = History { entries };
        let world = history.known_at(Moment::MAX);
        Self { history, world, ends_at: sample.ends_at() }
    }

    /// The moment at which somebody said how a program stands, the last such but `back`.
    fn said_at(&self, program: &str, back: usize) -> Moment {
        let about = Thing::Program(self.program(program));
        let said = self.world.live::<linchpin_model::CheckIn>().filter(|said| said.about() == Some(&about));
        let mut moments: Vec<Moment> = said.filter_map(|said| Some(said.added.as_ref()?.at)).collect();
        moments.sort();
        moments[moments.len() - 1 - back]
    }

    fn program(&self, key: &str) -> ProgramId {
        match self.world.thing(&Key::new(key)) {
            Some(Thing::Program(program)) => program,
            other => panic!("`{key}` is {other:?}"),
        }
    }

    fn milestone(&self, key: &str) -> MilestoneId {
        match self.world.thing(&Key::new(key)) {
            Some(Thing::Milestone(milestone)) => milestone,
            other => panic!("`{key}` is {other:?}"),
        }
    }
}

fn outlook(world: &World, as_of: Moment, scope: Scope) -> Outlook {
    forecast::outlook(world, &ForecastParams { scope, ..ForecastParams::new(as_of) })
}

/// How a program stands at a moment.
fn program_row(world: &World, as_of: Moment, program: ProgramId) -> HealthRow {
    let scope = Scope::Program(program);
    let rows = health(world, &outlook(world, as_of, scope), &HealthParams::new(as_of, scope)).rows;
    let about = Some(Thing::Program(program));
    rows.into_iter().find(|row| row.about == about).expect("a program in scope has a row")
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).expect("the sample's zone is known")
}
