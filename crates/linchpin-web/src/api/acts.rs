//! `POST /api/v1/things/{key}/{act}` and `POST /api/v1/entries/{position}/undo`: what the forms of the pages do.

use std::collections::BTreeMap;
use std::fmt;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::de::{Deserializer, Error, MapAccess, Visitor as Visits};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::acts::{Act, Outcome, Values, perform, take_back};
use crate::api::asking::MOST_WHOLE;
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::guard::Visitor;
use crate::site::Site;

/// The fields of the act's form by their names, as texts; with it what makes it safe to repeat.
#[derive(Default)]
pub(crate) struct Body {
    /// Sent twice, it is recorded once.
    command_id: Option<Uuid>,
    /// The position that was seen: a field that somebody changed since is refused.
    seen: Option<u64>,
    /// The fields of the form.
    fields: BTreeMap<String, String>,
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(BodyVisitor)
    }
}

struct BodyVisitor;

impl<'de> Visits<'de> for BodyVisitor {
    type Value = Body;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of the act as texts")
    }

    /// A field that is there twice is refused: nobody can say which of the two was meant.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Body, A::Error> {
        let mut body = Body::default();
        let (mut has_id, mut has_seen) = (false, false);
        while let Some(name) = map.next_key::<String>()? {
            let is_doubled = match name.as_str() {
                "command_id" => {
                    body.command_id = map.next_value()?;
                    std::mem::replace(&mut has_id, true)
                }
                "seen" => {
                    body.seen = map.next_value::<Option<Number>>()?.map(whole).transpose()?;
                    std::mem::replace(&mut has_seen, true)
                }
                _ => body.fields.insert(name.clone(), map.next_value()?).is_some(),
            };
            if is_doubled {
                return Err(A::Error::custom(format!("the field `{name}` is there twice")));
            }
        }
        Ok(body)
    }
}

/// A position. JSON knows one kind of number, so `939.0` is one too.
fn whole<E: Error>(number: Number) -> Result<u64, E> {
    let of_float =
        || number.as_f64().filter(|float| float.fract() == 0.0 && *float >= 0.0).map(|float| float as u64);
    let whole = number.as_u64().or_else(of_float).filter(|whole| *whole <= MOST_WHOLE);
    whole.ok_or_else(|| E::custom(format!("`seen` is {number}, which is no position")))
}

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
    body: Result<Json<Body>, JsonRejection>,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let Json(body) = body?;
    let values = Values::new(body.fields.into_iter().collect());
    let misfits = Act::of_word(&word).map_or_else(Vec::new, |act| act.misfits(&values));
    if !misfits.is_empty() {
        return Err(WebError::fields(misfits).into());
    }
    match perform(&site, &key, &word, &values, body.command_id, body.seen, "api").await? {
        Outcome::Recorded(position) => Ok(json(&Done { position })),
        Outcome::Wrong(wrong) => {
            let named = wrong.0.into_iter().map(|(field, what)| (field.to_string(), what));
            Err(WebError::fields(named.collect()).into())
        }
        Outcome::Refused(rejection) => Err(WebError::Hub(rejection.into()).into()),
    }
}

/// What an undo may say.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoBody {
    /// Sent twice, it is recorded once.
    command_id: Option<Uuid>,
}

pub(crate) async fn undo(
    State(site): State<Site>,
    visitor: Visitor,
    Path(position): Path<u64>,
    body: Result<Json<UndoBody>, JsonRejection>,
) -> Result<Response, Problem> {
    visitor.may_record()?;
    let Json(body) = body?;
    let position = take_back(&site, position, body.command_id, "api").await?;
    Ok(json(&Done { position }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_there_twice_is_refused() {
        let read = |text: &str| serde_json::from_str::<Body>(text);
        let body = read(r#"{"on": "2026-04-20", "seen": 3, "command_id": null}"#).expect("a body");
        assert_eq!((body.seen, body.command_id), (Some(3), None));
        assert_eq!(body.fields["on"], "2026-04-20");
        assert_eq!(read(r#"{"seen": 939.0}"#).expect("a whole number").seen, Some(939));
        for text in [
            r#"{"on": "2026-04-20", "on": "2026-04-21"}"#,
            r#"{"seen": 3, "seen": 3}"#,
            r#"{"command_id": null, "command_id": null}"#,
            r#"{"on": 20260420}"#,
            r#"{"seen": -1}"#,
            r#"{"seen": 1.5}"#,
            r#"{"seen": 2.4e23}"#,
            r#"["on"]"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
