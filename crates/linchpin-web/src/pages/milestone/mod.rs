//! `GET /milestones/{milestone}`: when is it reached, what does it wait for, and how did that change?

mod facts;
mod waits;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::health::HealthRow;
use linchpin_analysis::program::next_step;
use linchpin_analysis::{Scope, key_of};
use linchpin_hub::{Movement, Part};
use linchpin_model::world::Record;
use linchpin_model::{Date, Milestone, Thing};

use crate::acts::Act;
use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::filters;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::pages::course::feed::{self, Event};
use crate::pages::course::hero::Hero;
use crate::pages::course::moved::{self, Moved, Since};
use crate::pages::course::{PageTab, tabs};
use crate::pages::find::find_of;
use crate::site::Site;
use crate::words::in_address;

use facts::{Fact, PromiseLine};
use waits::{Step, Waits};

/// Changes that are shown.
const EVENTS: usize = 12;

#[derive(Template)]
#[template(path = "pages/milestone.html")]
struct MilestonePage {
    shell: Shell,
    name: String,
    /// Its program, with the address.
    program: Option<(String, String)>,
    answers: Option<String>,
    /// Where its target is set; nowhere in the past.
    set_target: Option<String>,
    tabs: Vec<PageTab>,
    /// Everything that is said of it and can be done.
    everything: String,
    hero: Hero,
    facts: Vec<Fact>,
    waits: Waits,
    path: Vec<Step>,
    moved: Option<Moved>,
    promises: Vec<PromiseLine>,
    feed: Vec<Event>,
    /// Since when it is told.
    feed_since: String,
}

/// `GET /milestones/{milestone}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let at = asked.moment(&site)?;
    let standing = site.asked(&asked).await?;
    let id = find_of::<Milestone>(&standing.world, &key)?;
    let part = site.part(&standing, &asked, Scope::Milestone(id)).await?;
    let world = &part.standing.world;
    let milestone = world.get(id).ok_or_else(|| WebError::ours("A milestone is not in its own World."))?;
    let about = About::new(&part, milestone)?;
    let since = Since::of(&part, about.program, about.today);
    let movement = moved::movement(&site, &part, at, &since).await?;
    let mut shell = site.shell(&part.standing, &asked, about.row.title.clone(), Here::Elsewhere).await?;
    if let Some(program) = about.program.and_then(|program| world.get(program)) {
        shell.stand_at(&key_of(program));
    }
    shell.come_back_to(&about.path);
    Ok(Html(of(&about, &movement, &since, shell).render()?))
}

/// The milestone that the page is about.
struct About<'p> {
    part: &'p Part,
    milestone: &'p Record<Milestone>,
    row: &'p HealthRow,
    program: Option<linchpin_model::ProgramId>,
    days: WorkingDays,
    today: Date,
    path: String,
}

impl<'p> About<'p> {
    fn new(part: &'p Part, milestone: &'p Record<Milestone>) -> Result<Self, WebError> {
        let standing = &*part.standing;
        let mut rows = standing.health.rows.iter();
        let row = rows.find(|row| row.about == Some(Thing::Milestone(milestone.id)));
        let row = row.ok_or_else(|| WebError::not_found("This milestone was taken away"))?;
        let program = linchpin_analysis::programs::program_of_milestone(&standing.world, milestone);
        let days = WorkingDays::of_program(&standing.world, program);
        let today = days.date(standing.as_of);
        Ok(Self {
            path: format!("/milestones/{}", in_address(&row.key)),
            part,
            milestone,
            row,
            program,
            days,
            today,
        })
    }
}

fn of(about: &About<'_>, movement: &Movement, since: &Since<'_>, shell: Shell) -> MilestonePage {
    let About { part, milestone, row, program, days, today, path } = about;
    let (standing, today) = (&*part.standing, *today);
    let world = &standing.world;
    let program = program.and_then(|program| world.get(program));
    let of_program = program.map(|program| {
        let title = program.title().map_or_else(|| key_of(program), ToString::to_string);
        (title, shell.at(&format!("/programs/{}", in_address(&key_of(program)))))
    });
    let set_target = Act::SetTarget.address(&row.key, path);
    let next = next_step(&[], &part.chase, today);
    let own = |change: &&linchpin_analysis::changes::Change| change.key == row.key;
    let (feed, feed_since) = match movement {
        // Over the time of the movement, which is longer than a week.
        Movement::Told(moved) => (
            feed::feed(moved.changes.rows.iter().filter(own), EVENTS, days, today, &shell),
            crate::words::day(since.on, today),
        ),
        Movement::Soon | Movement::TooLarge => (
            feed::feed(part.changes.rows.iter().filter(own), EVENTS, days, today, &shell),
            crate::words::day(part.changes.since.date(), today),
        ),
    };
    MilestonePage {
        name: row.title.clone(),
        program: of_program,
        answers: milestone.owner().map(|owner| format!("{} answers for it", world.name_of(*owner))),
        set_target: (!shell.is_past()).then_some(set_target),
        tabs: tabs(part, path, &shell),
        everything: shell.at(&format!("/things/{}/history", in_address(&row.key))),
        hero: Hero::new(standing, row, &row.sentence, next, today, &shell, path),
        facts: facts::facts(standing, milestone, row, since, days, today),
        waits: Waits::of(part, today, &shell, path),
        path: waits::driving(standing, milestone.id, today, &shell),
        moved: Moved::new(movement, row, since, days, today),
        promises: facts::promises(world, milestone.id, standing.as_of, days, today),
        feed,
        feed_since,
        shell,
    }
}
