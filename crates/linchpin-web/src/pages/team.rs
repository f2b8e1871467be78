//! `GET /teams/{team}`: who is in it, what do they hold, and is it too much?

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use linchpin_analysis::chase::ChaseRow;
use linchpin_analysis::key_of;
use linchpin_analysis::workload::Bearer;
use linchpin_hub::Standing;
use linchpin_model::world::Record;
use linchpin_model::{Person, PersonId, Team, TeamId, Thing};

use super::bearer::{Load, heading, table};
use super::chase::{By, ChaseTable};
use super::find::find_of;
use super::item::Link;
use super::thing::{Doable, doable};
use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell, today};
use crate::site::{Site, blocking};
use crate::words::in_address;

#[derive(Template)]
#[template(path = "pages/team.html")]
struct TeamPage {
    shell: Shell,
    title: String,
    lead: Option<Link>,
    heading: String,
    acts: Vec<Doable>,
    load: Option<Load>,
    members: Vec<Member>,
    table: Option<ChaseTable>,
    more: usize,
    history: String,
}

struct Member {
    link: Link,
    role: Option<String>,
    /// Open items.
    holds: usize,
}

/// `GET /teams/{team}`
pub(crate) async fn page(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, WebError> {
    let standing = site.asked(&asked).await?;
    let id = find_of::<Team>(&standing.world, &key)?;
    let missing = || WebError::not_found(format!("“{key}” was not there yet"));
    let title = standing.world.get(id).map(title).ok_or_else(missing)?;
    let shell = site.shell(&standing, &asked, title, Here::Elsewhere).await?;
    let page = blocking(move || {
        let team = standing.world.get(id)?;
        Some(of(&standing, team, shell).render())
    });
    Ok(Html(page.await.ok_or_else(missing)??))
}

fn title(team: &Record<Team>) -> String {
    team.title().map_or_else(|| key_of(team), ToString::to_string)
}

fn of(standing: &Standing, team: &Record<Team>, shell: Shell) -> TeamPage {
    let (world, today) = (&standing.world, today(standing));
    let key = key_of(team);
    let rows: Vec<&ChaseRow> =
        standing.work().chase.rows.iter().filter(|row| team_of(standing, row) == Some(team.id)).collect();
    let (table, more) =
        table(standing, &shell, &rows, By::Owner, today, &format!("/teams/{}", in_address(&key)));
    let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
    for owner in standing.work().chase.rows.iter().filter_map(|row| row.owner.as_ref()) {
        *held.entry(owner.person).or_default() += 1;
    }
    let is_in = |person: &&Record<Person>| {
        person.team().and_then(|of| world.get(*of)).is_some_and(|of| of.id == team.id)
    };
    let members = world.live::<Person>().filter(is_in).map(|person| Member {
        link: Link::to(standing, &shell, Thing::Person(person.id)),
        role: person.role().map(ToString::to_string),
        holds: held.get(&person.id).copied().unwrap_or(0),
    });
    let mut members: Vec<Member> = members.collect();
    members.sort_by(|one, two| one.link.title.cmp(&two.link.title));
    TeamPage {
        title: title(team),
        lead: team.lead().map(|lead| Link::to(standing, &shell, Thing::Person(*lead))),
        heading: heading(&title(team), &rows),
        acts: doable(&shell, team),
        load: Load::of(standing, Bearer::Team, &key, today),
        members,
        table,
        more,
        history: shell.at(&format!("/things/{}/history", in_address(&key))),
        shell,
    }
}

/// The team that has a row: the item's, else the owner's.
fn team_of(standing: &Standing, row: &ChaseRow) -> Option<TeamId> {
    let world = &standing.world;
    let of_owner = || world.get(row.owner.as_ref()?.person)?.team().copied();
    let team = world.get(row.item)?.team().copied().or_else(of_owner)?;
    world.get(team).map(|team| team.id)
}
