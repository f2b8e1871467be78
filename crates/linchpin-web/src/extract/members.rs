//! The body of a request as a JSON object, member by member, so that what is wrong is said of the member that is.

use std::collections::BTreeSet;
use std::fmt;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use uuid::Uuid;

use super::form::bytes;
use crate::error::WebError;

/// The members of an object by name and value, in their order, the doubled ones among them.
#[derive(Debug, Default)]
pub(crate) struct Members(pub(crate) Vec<(String, Value)>);

impl<S: Send + Sync> FromRequest<S> for Members {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let headers = request.headers().clone();
        Self::of(request, state).await.map_err(|error| error.answer(&headers))
    }
}

impl Members {
    async fn of<S: Send + Sync>(request: Request, state: &S) -> Result<Self, WebError> {
        if !is_json(request.headers()) {
            return Err(WebError::Refused {
                status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
                what: "JSON is wanted here, sent as `Content-Type: application/json`".into(),
            });
        }
        Self::read(&bytes(request, state).await?)
    }

    /// Reads an object. Of two members of one name nobody can say which was meant, so there may be only one.
    fn read(bytes: &[u8]) -> Result<Self, WebError> {
        let members: Self = serde_json::from_slice(bytes).map_err(|error| refused(bytes, &error))?;
        let mut known = BTreeSet::new();
        let doubled = members.0.iter().filter(|(name, _)| !known.insert(name));
        let doubled: Vec<(String, String)> =
            doubled.map(|(name, _)| (name.clone(), "It is there twice. Say it once.".into())).collect();
        if doubled.is_empty() { Ok(members) } else { Err(WebError::fields(doubled)) }
    }

    /// Takes a member out.
    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1).filter(|value| !value.is_null())
    }

    /// Takes out what makes it safe to send the same again.
    pub(crate) fn command_id(&mut self) -> Result<Option<Uuid>, WebError> {
        let told = |value: Value| {
            let id = value.as_str().and_then(|text| text.parse().ok());
            id.ok_or_else(|| {
                wrong("command_id", "It is no UUID, such as 0197c0de-0000-7000-8000-000000000000.")
            })
        };
        self.take("command_id").map(told).transpose()
    }

    /// Takes out the position that was seen. JSON knows one kind of number, so `939.0` is one too.
    pub(crate) fn seen(&mut self, most: u64) -> Result<Option<u64>, WebError> {
        let told = |value: Value| {
            let of_float = || {
                let float = value.as_f64().filter(|float| float.fract() == 0.0 && *float >= 0.0);
                float.map(|float| float as u64)
            };
            let whole = value.as_u64().or_else(of_float).filter(|whole| *whole <= most);
            whole.ok_or_else(|| wrong("seen", format!("It is a position: a whole number from 0 to {most}.")))
        };
        self.take("seen").map(told).transpose()
    }

    /// What is left, as texts.
    pub(crate) fn texts(self) -> Result<Vec<(String, String)>, WebError> {
        let (mut texts, mut wrong) = (Vec::new(), Vec::new());
        for (name, value) in self.0 {
            match value {
                Value::String(text) => texts.push((name, text)),
                other => {
                    let what = format!("It is {}; write it as a text, in quotation marks.", in_words(&other));
                    wrong.push((name, what));
                }
            }
        }
        if wrong.is_empty() { Ok(texts) } else { Err(WebError::fields(wrong)) }
    }

    /// Refuses whatever is left.
    pub(crate) fn nothing_more(self) -> Result<(), WebError> {
        let unknown = self.0.into_iter().map(|(name, _)| (name, "There is no such field here.".to_string()));
        let unknown: Vec<_> = unknown.collect();
        if unknown.is_empty() { Ok(()) } else { Err(WebError::fields(unknown)) }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// `application/json`, or a kind that says it is written in it.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn wrong(name: &str, what: impl Into<String>) -> WebError {
    WebError::fields(vec![(name.into(), what.into())])
}

fn refused(bytes: &[u8], error: &serde_json::Error) -> WebError {
    let at = format!("line {}, column {}", error.line(), error.column());
    let (status, what) = match error.classify() {
        _ if bytes.is_empty() => (StatusCode::BAD_REQUEST, "There is no body; `{}` is the least".to_string()),
        Category::Eof => (StatusCode::BAD_REQUEST, format!("The JSON ends too early, at {at}")),
        Category::Syntax | Category::Io => (
            StatusCode::BAD_REQUEST,
            format!("The body is not JSON from {at} on, or is nested too deeply there"),
        ),
        Category::Data => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The body is no object; write the fields by their names: `{\"due\": \"2027-05-14\"}`".into(),
        ),
    };
    WebError::Refused { status, what: what.into() }
}

fn in_words(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u64 = (1 << 53) - 1;

    type Told = (Option<u64>, Option<Uuid>, Vec<(String, String)>);

    fn read(text: &str) -> Result<Told, WebError> {
        let mut members = Members::read(text.as_bytes())?;
        Ok((members.seen(MOST)?, members.command_id()?, members.texts()?))
    }

    #[test]
    fn a_field_that_is_there_twice_or_is_no_text_is_refused() {
        let read_well = read(r#"{"on": "2026-04-20", "seen": 3, "command_id": null}"#).expect("a body");
        assert_eq!(read_well, (Some(3), None, vec![("on".into(), "2026-04-20".into())]));
        assert_eq!(read(r#"{"seen": 939.0}"#).expect("a whole number").0, Some(939));
        for text in [
            r#"{"on": "2026-04-20", "on": "2026-04-21"}"#,
            r#"{"seen": 3, "seen": 3}"#,
            r#"{"command_id": null, "command_id": null}"#,
            r#"{"on": 20260420}"#,
            r#"{"on": null}"#,
            r#"{"seen": -1}"#,
            r#"{"seen": 1.5}"#,
            r#"{"seen": 2.4e23}"#,
            r#"["on"]"#,
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
