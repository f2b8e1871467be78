//! `POST /entries/{position}/undo`: takes back what was done.

use axum::extract::State;
use axum::response::Response;

use super::Values;
use super::once::{Sent, once};
use super::page::{done, own_address, see_other};
use super::perform::take_back;
use crate::error::WebError;
use crate::extract::{Fields, Path};
use crate::guard::Visitor;
use crate::site::Site;

pub(crate) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(position): Path<u64>,
    Fields(pairs): Fields,
) -> Result<Response, WebError> {
    visitor.may_record()?;
    let values = Values::new(pairs);
    let back = own_address(values.get("back")).unwrap_or_else(|| "/".into());
    let id = match once(&site, &format!("{position}/undo"), &values).await? {
        Sent::New(id) => id,
        Sent::Before(position) => return Ok(see_other(&done(&back, position))),
    };
    let recorded = take_back(&site, position, Some(id), "page").await?;
    Ok(see_other(&recorded.map_or(back.clone(), |position| done(&back, position))))
}
