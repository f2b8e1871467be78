//! `GET /api/v1/things/{key}`: one thing, every field with who said it and when.

use axum::extract::{Path, State};
use axum::response::Response;
use linchpin_analysis::thing_of;
use linchpin_model::fact::FieldValue;
use linchpin_model::sentence::{name_of, value_in_world};
use linchpin_model::{Moment, with_thing};
use serde::Serialize;

use crate::api::json;
use crate::error::{Problem, WebError};
use crate::guard::Visitor;
use crate::site::Site;

#[derive(Serialize)]
struct Told {
    position: u64,
    key: String,
    kind: String,
    name: String,
    fields: Vec<ToldField>,
}

#[derive(Serialize)]
struct ToldField {
    field: String,
    value: String,
    at: Moment,
    entry: String,
}

pub(crate) async fn thing(
    State(site): State<Site>,
    _: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let world = site.hub().world();
    let thing = thing_of(&world, &key);
    let thing = thing.ok_or_else(|| WebError::not_found(format!("There is nothing with the key “{key}”")))?;
    let fields = with_thing!(thing, N, id => world.get::<N>(id).map(|record| {
        let told = record.iter().map(|said| ToldField {
            field: said.value.name().into_owned(),
            value: value_in_world::<N>(&world, &said.value),
            at: said.at,
            entry: format!("{}.{}", said.by.position, said.by.index),
        });
        told.collect()
    }));
    Ok(json(&Told {
        position: world.position,
        key,
        kind: thing.kind().to_string(),
        name: name_of(&world, thing),
        fields: fields.unwrap_or_default(),
    }))
}
