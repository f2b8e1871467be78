//! `GET /chase`, of a program, of a milestone: whom do I ask, for what?

mod group;
mod page;
mod table;
mod text;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use linchpin_analysis::scope::program_of_scope;
use linchpin_analysis::{ChaseList, ChaseParams, Scope, chase, key_of};
use linchpin_hub::Standing;
use linchpin_model::Kind;
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::layout::{Asked, Here};
use crate::pages::find::scope;
use crate::site::{Site, blocking};

pub(crate) use group::{By, Only};
pub(crate) use table::{ChaseTable, TableParams};

/// Which rows are wanted, in which groups.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    pub(crate) only: Option<Only>,
    pub(crate) by: Option<By>,
    pub(crate) page: Option<usize>,
}

/// `GET /chase`
pub(crate) async fn all(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    show(&site, &asked, wanted, None).await
}

/// `GET /programs/{program}/chase` and `GET /milestones/{milestone}/chase`: the path says of which.
pub(crate) async fn of_program(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    show(&site, &asked, wanted, Some((Kind::Program, key))).await
}

/// `GET /milestones/{milestone}/chase`
pub(crate) async fn of_milestone(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Html<String>, WebError> {
    show(&site, &asked, wanted, Some((Kind::Milestone, key))).await
}

/// `GET /chase.txt`
pub(crate) async fn all_as_text(
    State(site): State<Site>,
    _: Visitor,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    tell(&site, &asked, wanted, None).await
}

/// `GET /programs/{program}/chase.txt`
pub(crate) async fn of_program_as_text(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    tell(&site, &asked, wanted, Some((Kind::Program, key))).await
}

/// `GET /milestones/{milestone}/chase.txt`
pub(crate) async fn of_milestone_as_text(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    tell(&site, &asked, wanted, Some((Kind::Milestone, key))).await
}

async fn show(
    site: &Site,
    asked: &Asked,
    wanted: Wanted,
    of: Option<(Kind, String)>,
) -> Result<Html<String>, WebError> {
    let (standing, scope, list) = list(site, asked, of).await?;
    let title = match &list.title {
        Some(title) => format!("Chase list for {title}"),
        None => "Chase list".into(),
    };
    let mut shell = site.shell(&standing, asked, title, Here::Chase).await?;
    let program = program_of_scope(&standing.world, scope);
    if let Some(program) = program.and_then(|program| standing.world.get(program)) {
        shell.stand_at(&key_of(program));
    }
    let page = blocking(move || page::of(&standing, shell, &list, scope, wanted).render()).await?;
    Ok(Html(page))
}

async fn tell(
    site: &Site,
    asked: &Asked,
    wanted: Wanted,
    of: Option<(Kind, String)>,
) -> Result<Response, WebError> {
    let (standing, _, list) = list(site, asked, of).await?;
    let text = blocking(move || text::of(&standing, &list, wanted)).await;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

async fn list(
    site: &Site,
    asked: &Asked,
    of: Option<(Kind, String)>,
) -> Result<(Arc<Standing>, Scope, ChaseList), WebError> {
    let standing = site.asked(asked).await?;
    let scope = match of {
        Some((kind, key)) => scope(&standing.world, kind, &key)?,
        None => Scope::All,
    };
    let computed = standing.clone();
    let list = blocking(move || {
        let params = ChaseParams::new(computed.as_of, scope);
        chase::on(&computed.world, &computed.grounds, &computed.outlook, &params)
    });
    Ok((standing, scope, list.await))
}
