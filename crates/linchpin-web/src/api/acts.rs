//! `POST /api/v1/things/{key}/{act}` and `POST /api/v1/entries/{position}/undo`: what the forms of the pages do.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::acts::{Outcome, Values, perform, take_back};
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::guard::Visitor;
use crate::site::Site;

/// The fields of the act's form by their names, as texts; with it what makes it safe to repeat.
#[derive(Deserialize)]
pub(crate) struct Body {
    /// Sent twice, it is recorded once.
    command_id: Option<Uuid>,
    /// The position that was seen: a field that somebody changed since is refused.
    seen: Option<u64>,
    /// The fields of the form.
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Done {
    /// Where it is recorded; none if everything was already so.
    position: Option<u64>,
}

pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path((key, word)): Path<(String, String)>,
    body: Result<Json<Body>, JsonRejection>,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let Json(body) = body.map_err(|error| WebError::Wrong { what: error.body_text() })?;
    let values = Values::new(body.fields.into_iter().collect());
    match perform(&site, &key, &word, &values, body.command_id, body.seen, "api").await? {
        Outcome::Recorded(position) => Ok(json(&Done { position })),
        Outcome::Wrong(wrong) => {
            let told: Vec<String> =
                wrong.0.into_iter().map(|(field, what)| format!("{field}: {what}")).collect();
            Err(WebError::Wrong { what: told.join(" ") }.into())
        }
        Outcome::Refused(rejection) => Err(WebError::Hub(rejection.into()).into()),
    }
}

/// What an undo may say.
#[derive(Default, Deserialize)]
pub(crate) struct UndoBody {
    command_id: Option<Uuid>,
}

pub(crate) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(position): Path<u64>,
    body: Result<Json<UndoBody>, JsonRejection>,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let Json(body) = body.map_err(|error| WebError::Wrong { what: error.body_text() })?;
    let position = take_back(&site, position, body.command_id, "api").await?;
    Ok(json(&Done { position }))
}
