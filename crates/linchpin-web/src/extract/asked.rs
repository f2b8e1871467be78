//! What stands after the question mark of an address, as the fields of a type.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::value::{MapDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::WebError;
use crate::words::cut;

/// The parameters of a request; what does not fit is named, each with what fits.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let read = match pairs {
            Ok(pairs) => read(pairs.0).map_err(|misfit| WebError::fields(vec![(misfit.name, misfit.what)])),
            Err(error) => Err(WebError::ours(format!("What is asked was not taken apart: {error}"))),
        };
        read.map(Self).map_err(|error| error.answer(&parts.headers))
    }
}

fn read<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Misfit> {
    let values = pairs.into_iter().map(|(name, text)| (name.clone(), Asked { name, text }));
    T::deserialize(MapDeserializer::new(values))
}

/// What does not fit, and why.
#[derive(Debug, PartialEq)]
struct Misfit {
    name: String,
    what: String,
}

impl Misfit {
    fn new(name: &str, what: impl Into<String>) -> Self {
        Self { name: name.into(), what: what.into() }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.what)
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<M: fmt::Display>(message: M) -> Self {
        Self::new("", message.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("", "It does not fit here.")
    }

    fn unknown_variant(text: &str, known: &'static [&'static str]) -> Self {
        Self::new("", format!("“{}” is none of these: {}.", cut(text), known.join(", ")))
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        let what = match known {
            [] => "Nothing is asked with it here.".into(),
            known => format!("Nothing is asked with it here: there are {}.", known.join(", ")),
        };
        Self::new(&cut(name), what)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(name, "It is missing.")
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(name, "It is there twice. Say it once.")
    }
}

/// One parameter with its text, which is read as whatever is wanted.
struct Asked {
    name: String,
    text: String,
}

impl IntoDeserializer<'_, Misfit> for Asked {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Asked {
    fn whole<N: std::str::FromStr>(&self) -> Result<N, Misfit> {
        let is_number = !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit());
        let refused = || match is_number {
            true => Misfit::new(&self.name, format!("{} is too large a number.", cut(&self.text))),
            false => {
                let what = format!("“{}” is no whole number from 0 on, written in digits.", cut(&self.text));
                Misfit::new(&self.name, what)
            }
        };
        self.text.parse().map_err(|_| refused())
    }
}

impl<'de> Deserializer<'de> for Asked {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_string(self.text)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.text.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Misfit::new(&self.name, format!("“{}” is neither true nor false.", cut(other)))),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_u32(self.whole()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let text: StringDeserializer<Misfit> = self.text.into_deserializer();
        text.deserialize_enum(name, known, visitor).map_err(|misfit| Misfit { name: self.name, ..misfit })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, rename_all = "snake_case")]
    struct Wanted {
        name: String,
        after: Option<u64>,
        count: Option<u32>,
        #[serde(default)]
        dry_run: bool,
        state: Option<State>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum State {
        Open,
        Done,
    }

    fn said(pairs: &[(&str, &str)]) -> Result<Wanted, String> {
        let pairs = pairs.iter().map(|(name, text)| (name.to_string(), text.to_string()));
        read(pairs.collect()).map_err(|misfit| misfit.to_string())
    }

    #[test]
    fn what_fits_is_read() {
        let pairs = [("name", "a b"), ("after", "7"), ("count", "3"), ("dry_run", "true"), ("state", "done")];
        let (after, count, state) = (Some(7), Some(3), Some(State::Done));
        assert_eq!(said(&pairs), Ok(Wanted { name: "a b".into(), after, count, dry_run: true, state }));
    }

    #[test]
    fn what_does_not_fit_is_named_with_what_does() {
        for (pair, told) in [
            (("after", "soon"), "after: “soon” is no whole number from 0 on, written in digits."),
            (("after", "-1"), "after: “-1” is no whole number from 0 on, written in digits."),
            (("after", ""), "after: “” is no whole number from 0 on, written in digits."),
            (("count", "4294967296"), "count: 4294967296 is too large a number."),
            (("dry_run", "perhaps"), "dry_run: “perhaps” is neither true nor false."),
            (("state", "ready"), "state: “ready” is none of these: open, done."),
            (
                ("colour", "red"),
                "colour: Nothing is asked with it here: there are name, after, count, dry_run, state.",
            ),
            (("name", "b"), "name: It is there twice. Say it once."),
        ] {
            assert_eq!(said(&[("name", "a"), pair]), Err(told.into()));
        }
        assert_eq!(said(&[]), Err("name: It is missing.".into()));
    }
}
