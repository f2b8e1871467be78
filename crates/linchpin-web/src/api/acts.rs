//! `POST /api/v1/things/{key}/{act}` and `POST /api/v1/entries/{position}/undo`: what the forms of the pages do.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::acts::{Act, Outcome, Values, perform, take_back};
use crate::api::asking::MOST_WHOLE;
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::{Members, Path};
use crate::guard::Visitor;
use crate::site::Site;

/// What was done.
#[derive(Serialize, ToSchema)]
pub(super) struct Done {
    /// Where it is recorded; none if everything was already so.
    position: Option<u64>,
}

pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path((key, word)): Path<(String, String)>,
    mut body: Members,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let (command_id, seen) = (body.command_id()?, body.seen(MOST_WHOLE)?);
    let values = Values::new(body.texts()?);
    let misfits = Act::of_word(&word).map_or_else(Vec::new, |act| act.misfits(&values));
    if !misfits.is_empty() {
        return Err(WebError::fields(misfits).into());
    }
    match perform(&site, &key, &word, &values, command_id, seen, "api").await? {
        Outcome::Recorded(position) => Ok(json(&Done { position })),
        Outcome::Wrong(wrong) => {
            let named = wrong.0.into_iter().map(|(field, what)| (field.to_string(), what));
            Err(WebError::fields(named.collect()).into())
        }
        Outcome::Refused(rejection) => Err(WebError::Hub(rejection.into()).into()),
    }
}

/// What an undo may say.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is described by its type and read member by member")]
pub(crate) struct UndoBody {
    /// Sent twice, it is recorded once.
    command_id: Option<Uuid>,
}

pub(crate) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(position): Path<u64>,
    mut body: Members,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let command_id = body.command_id()?;
    body.nothing_more()?;
    let position = take_back(&site, position, command_id, "api").await?;
    Ok(json(&Done { position }))
}
