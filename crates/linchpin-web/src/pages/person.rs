//! `GET /people/{person}`: what does this person hold, is it too much, and what did they say they would do?

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::asks::waiting;
use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::days::WorkingDays;
use linchpin_analysis::words::number_in_words;
use linchpin_analysis::workload::Bearer;
use linchpin_analysis::{key_of, promises, state};
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Date, Item, Node, Person, Thing};

use super::bearer::{Load, heading, table};
use super::chase::{By, ChaseTable};
use super::find::find_of;
use super::item::Link;
use super::thing::{Doable, doable};
use crate::acts::Act;
use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, today};
use crate::site::{Site, blocking};
use crate::words::{self, in_address};

#[derive(Template)]
#[template(path = "pages/person.html")]
struct PersonPage {
    shell: Shell,
    name: String,
    role: Option<String>,
    team: Option<Link>,
    heading: String,
    away: Vec<String>,
    acts: Vec<Doable>,
    load: Option<Load>,
    table: Option<ChaseTable>,
    more: usize,
    asked: Vec<Question>,
    promises: Vec<Promised>,
    /// How many were kept, came late, and are open.
    kept: String,
    history: String,
}

/// An ask that has no answer.
struct Question {
    about: Link,
    asked: (Date, String),
    answer: String,
}

/// A promise that stands.
struct Promised {
    about: Link,
    on: (Date, String),
    given: (String, String),
    entry: String,
    /// Where what was promised stands.
    state: String,
    kept: Kept,
}

/// `GET /people/{person}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let id = find_of::<Person>(&standing.world, &key)?;
    let shell = site.shell(&standing, &asked, &*standing.world.name_of(id), Here::Elsewhere).await?;
    let page = blocking(move || {
        let person = standing.world.get(id)?;
        Some(of(&standing, person, shell).render())
    });
    Ok(Html(page.await.ok_or_else(|| WebError::not_found(format!("“{key}” was not there yet")))??))
}

fn of(standing: &Standing, person: &Record<Person>, shell: Shell) -> PersonPage {
    let (world, today) = (&standing.world, today(standing));
    let key = key_of(person);
    let path = format!("/people/{}", in_address(&key));
    let is_theirs = |row: &&ChaseRow| row.owner.as_ref().is_some_and(|owner| owner.person == person.id);
    let rows: Vec<&ChaseRow> = standing.work().chase.rows.iter().filter(is_theirs).collect();
    let (table, more) = table(standing, &shell, &rows, By::Date, today, &path);
    let promises = promised(standing, person, &shell, today);
    PersonPage {
        name: world.name_of(person.id).to_string(),
        role: person.role().map(ToString::to_string),
        team: person.team().map(|team| Link::to(standing, &shell, Thing::Team(*team))),
        heading: heading(&world.name_of(person.id), &rows),
        away: away(person, today),
        acts: acts(&shell, person, !rows.is_empty()),
        load: Load::of(standing, Bearer::Person, &key, today),
        table,
        more,
        asked: questions(standing, person, &shell, today),
        kept: kept_in_words(&promises),
        promises,
        history: shell.at(&format!("/things/{}/history", in_address(&key))),
        shell,
    }
}

/// What can be done; whoever holds something is asked about that.
fn acts(shell: &Shell, person: &Record<Person>, holds: bool) -> Vec<Doable> {
    let mut acts = doable(shell, person);
    for act in acts.iter_mut().filter(|act| holds && act.title == Act::Ask.title()) {
        let path = format!("/people/{}", in_address(&key_of(person)));
        act.address = format!("{path}/ask?back={}", in_address(&path));
    }
    acts
}

/// Absences that are not over.
fn away(person: &Record<Person>, today: Date) -> Vec<String> {
    let mut absences: Vec<_> = person.absences().into_iter().flatten().collect();
    absences.retain(|absence| absence.until > today);
    absences.sort_by_key(|absence| absence.from);
    let told = absences.into_iter().map(|absence| match absence.from <= today {
        true => format!("Away until {}", words::day(absence.until, today)),
        false => format!(
            "Away from {}, back {}",
            words::day(absence.from, today),
            words::day(absence.until, today)
        ),
    });
    told.collect()
}

fn questions(standing: &Standing, person: &Record<Person>, shell: &Shell, today: Date) -> Vec<Question> {
    let asked = waiting(&standing.world, standing.as_of);
    let theirs = asked.iter().filter(|ask| ask.to == Some(person.id));
    let told = theirs.map(|ask| Question {
        about: Link::to(standing, shell, ask.about),
        asked: (ask.asked_on, words::day(ask.asked_on, today)),
        answer: Act::Answer.address(&format!("ask:{}", ask.ask.number()), "/asks"),
    });
    told.collect()
}

/// Every promise of the person that stands, by the day given.
fn promised(standing: &Standing, person: &Record<Person>, shell: &Shell, today: Date) -> Vec<Promised> {
    let standing_promises = promises::standing(&standing.world, standing.as_of);
    let mut theirs: Vec<_> =
        standing_promises.into_iter().filter(|(_, promised)| promised.by == Some(person.id)).collect();
    theirs.sort_by_key(|(node, promised)| (promised.on, *node));
    let told = theirs.into_iter().map(|(node, promised)| Promised {
        about: Link::to(standing, shell, node.into()),
        on: (promised.on, words::day(promised.on, today)),
        given: words::moment(promised.said.at),
        entry: linchpin_analysis::told::entry_of(promised.said.by),
        kept: Kept::of(standing, node, promised.on, today),
        state: state_of(standing, node, today),
    });
    told.collect()
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    InTime,
    Late,
    Open,
    /// Its day has passed.
    Overdue,
    /// What was promised is gone, or closed without a day.
    Gone,
}

impl Kept {
    fn of(standing: &Standing, node: Node, on: Date, today: Date) -> Self {
        match done_on(standing, node) {
            Done::On(done) if done <= on => Self::InTime,
            Done::On(_) => Self::Late,
            Done::Not if on < today => Self::Overdue,
            Done::Not => Self::Open,
            Done::Gone | Done::Closed => Self::Gone,
        }
    }
}

/// `Four kept, one late, two open.`
fn kept_in_words(promises: &[Promised]) -> String {
    let count = |kept: Kept| promises.iter().filter(|promise| promise.kept == kept).count();
    let told =
        [(Kept::InTime, "kept"), (Kept::Late, "came late"), (Kept::Overdue, "overdue"), (Kept::Open, "open")];
    let told = told.into_iter().map(|(kept, words)| (count(kept), words)).filter(|(many, _)| *many > 0);
    let told: Vec<String> = told.map(|(many, words)| format!("{} {words}", number_in_words(many))).collect();
    told.join(", ")
}

/// Whether and when something was done.
enum Done {
    On(Date),
    Not,
    /// Without a day.
    Closed,
    Gone,
}

fn done_on(standing: &Standing, node: Node) -> Done {
    let days = WorkingDays::of_program(&standing.world, None);
    match node {
        Node::Item(id) => match standing.world.get::<Item>(id) {
            Some(item) if state::is_open(item, standing.as_of) => Done::Not,
            Some(item) => item.finished_at().map_or(Done::Closed, |at| Done::On(days.date(*at))),
            None => Done::Gone,
        },
        Node::Milestone(id) => {
            let reached = standing.world.get(id).and_then(|milestone| milestone.done_at().copied());
            let reached = reached.filter(|at| *at <= standing.as_of);
            reached.map_or(Done::Not, |at| Done::On(days.date(at)))
        }
    }
}

/// `done 3 Dec`, `open`.
fn state_of(standing: &Standing, node: Node, today: Date) -> String {
    match done_on(standing, node) {
        Done::On(on) => format!("done {}", words::day(on, today)),
        Done::Not => "open".into(),
        Done::Closed => "closed".into(),
        Done::Gone => "gone".into(),
    }
}
