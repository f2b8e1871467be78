//! `GET` and `POST /things/{key}/{act}`: the form, and what becomes of it.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use linchpin_hub::Standing;
use linchpin_model::decide::Rejection;
use linchpin_model::{Thing, World};
use uuid::Uuid;

use super::form::Entry;
use super::once::{Sent, once};
use super::perform::{Outcome, doing, find, is_there, perform};
use super::{Act, Form, Values, Wrong};
use crate::error::WebError;
use crate::extract::{Fields, Path, Query};
use crate::filters;
use crate::guard::Visitor;
use crate::layout::{Asked, Here, Shell};
use crate::site::Site;
use crate::words::in_address;

#[derive(Template)]
#[template(path = "acts/form.html")]
struct FormPage {
    shell: Shell,
    form: Form,
    /// Where the form is sent.
    action: String,
    /// Where to go afterwards.
    back: String,
    /// The same form sent twice is recorded once.
    command_id: Uuid,
    /// What the person saw when they decided.
    seen: u64,
    /// What somebody else did meanwhile, or why it was refused.
    notice: Option<String>,
}

/// Where the form was opened from.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct From {
    back: Option<String>,
}

/// `GET /things/{key}/{act}`
pub(crate) async fn show(
    State(site): State<Site>,
    _: Visitor,
    Path((key, word)): Path<(String, String)>,
    Query(from): Query<From>,
) -> Result<Response, WebError> {
    let (standing, world) = (site.standing().await, site.newest().await?);
    let (act, thing) = find(&world, &key, &word)?;
    if !is_there(&world, thing) {
        let what = format!("{} was removed", linchpin_model::sentence::name_of(&world, thing));
        let history = format!("/things/{}/history", in_address(&key));
        return Err(WebError::NotFound { what, instead: Some(("See what became of it".into(), history)) });
    }
    let back = own_address(from.back.as_deref()).unwrap_or_else(|| "/".into());
    let page = page(&site, &world, &standing, act, thing, &Values::default(), back, None, None)?;
    Ok(Html(page).into_response())
}

/// `POST /things/{key}/{act}`
pub(crate) async fn post(
    State(site): State<Site>,
    visitor: Visitor,
    Path((key, word)): Path<(String, String)>,
    Fields(pairs): Fields,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let values = Values::new(pairs);
    let back = own_address(values.get("back")).unwrap_or_else(|| "/".into());
    let id = match once(&site, &format!("{key}/{word}"), &values).await? {
        Sent::New(id) => id,
        Sent::Before(position) => return Ok(see_other(&done(&back, position))),
    };
    let seen = values.get("seen").and_then(|seen| seen.parse().ok());
    let outcome = perform(&site, &key, &word, &values, Some(id), seen, "page");
    let (wrong, notice) = match outcome.await? {
        Outcome::Recorded(Some(position)) => return Ok(see_other(&done(&back, position))),
        Outcome::Recorded(None) => return Ok(see_other(&back)),
        Outcome::Wrong(wrong) => (Some(wrong), None),
        Outcome::Refused(
            rejection @ (Rejection::ChangedMeanwhile { .. } | Rejection::SaidMeanwhile { .. }),
        ) => (None, Some(format!("{rejection} What you wrote is still below."))),
        Outcome::Refused(rejection) => (None, Some(rejection.to_string())),
    };
    let (standing, world) = (site.standing().await, site.newest().await?);
    let (act, thing) = find(&world, &key, &word)?;
    let page = page(&site, &world, &standing, act, thing, &values, back, wrong.as_ref(), notice)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

#[allow(clippy::too_many_arguments, reason = "a page is made of its parts")]
fn page(
    site: &Site,
    world: &World,
    standing: &Standing,
    act: Act,
    thing: Thing,
    values: &Values,
    back: String,
    wrong: Option<&Wrong>,
    notice: Option<String>,
) -> Result<String, WebError> {
    let doing = doing(site, world, standing, thing, None);
    let form = act.form(&doing, values);
    let form = wrong.map_or(form.clone(), |wrong| form.with(wrong));
    let mut shell = Shell::new(standing, &Asked::default(), form.heading.clone(), Here::Elsewhere, site.me());
    shell.stay();
    let key = key_of(world, thing);
    let page = FormPage {
        action: format!("/things/{}/{}", in_address(&key), act.word()),
        back,
        command_id: site.hub().new_id(),
        seen: world.position,
        notice,
        form,
        shell,
    };
    Ok(page.render()?)
}

fn key_of(world: &World, thing: Thing) -> String {
    linchpin_model::with_thing!(thing, N, id => world.get::<N>(id).map(linchpin_analysis::key_of))
        .unwrap_or_default()
}

/// An address of this server, as a path; nothing else is gone back to.
pub(super) fn own_address(text: Option<&str>) -> Option<String> {
    let is_own = |text: &&str| {
        text.starts_with('/')
            && !text.starts_with("//")
            && !text.contains(['\\', '\r', '\n'])
            && text.is_ascii()
    };
    text.filter(is_own).map(str::to_string)
}

/// The address with the act that was done, so that the page can offer to undo it.
pub(super) fn done(back: &str, position: u64) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("done="));
    let pairs: Vec<String> = kept.map(str::to_string).chain([format!("done={position}")]).collect();
    format!("{path}?{}", pairs.join("&"))
}

pub(crate) fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_string())]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_are_gone_back_to() {
        for (text, is_own) in [
            ("/", true),
            ("/programs/weather?as_of=2027-04-06T09:14:00Z", true),
            ("//evil.example/", false),
            ("/\\evil.example", false),
            ("https://evil.example/", false),
            ("programs", false),
            ("/a\r\nSet-Cookie: x", false),
        ] {
            assert_eq!(own_address(Some(text)).is_some(), is_own, "{text:?}");
        }
    }

    #[test]
    fn what_was_done_is_told_once() {
        assert_eq!(done("/", 7), "/?done=7");
        assert_eq!(done("/?done=3&by=team", 7), "/?by=team&done=7");
    }
}
