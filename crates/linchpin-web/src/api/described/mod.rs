//! `GET /api/v1/openapi.json`: the interface described, for people who write programs and for tools that read OpenAPI 3.1.
//!
//! The paths are those of the route table, the shapes those of the types that are written out, the fields of acts those
//! that acts take; only the sentences stand here.

mod operations;
mod parameters;
mod schemas;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::guard::Visitor;
use crate::routes::TABLE;
use crate::site::Site;

/// Where paths of the interface begin.
const START: &str = "/api/";

pub(crate) async fn document(State(site): State<Site>, _: Visitor) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], site.described()).into_response()
}

/// The whole description, of a hub that keeps whom it knows in a cookie of this name.
pub(crate) fn text(cookie: &str) -> Bytes {
    described(cookie).to_string().into()
}

fn described(cookie: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in TABLE.iter().filter(|route| route.path.starts_with(START)) {
        for (path, operation) in operations::of(route) {
            let methods = paths.entry(path).or_insert_with(|| json!({}));
            methods[route.method.to_lowercase()] = operation.describe(route);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Linchpin",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the pages of a hub read and do, for programs. Fields are only ever added. Every answer that \
                is not a success is a problem: its status, what is wrong, what to do next.",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "browser": [] }],
        "tags": operations::tags(),
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "parameters": parameters::all(),
            "responses": operations::refusals(),
            "securitySchemes": {
                "browser": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie,
                    "description": "Set by opening the address that `linchpin serve` prints; it lets in once, whoever opens it.",
                },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_for_programs_is_described_and_nothing_else_is() {
        for route in TABLE.iter().filter(|route| route.path.starts_with(START)) {
            assert!(!operations::of(route).is_empty(), "{} {} is not described", route.method, route.path);
        }
        for route in TABLE.iter().filter(|route| !route.path.starts_with(START)) {
            assert!(operations::of(route).is_empty(), "{} {}", route.method, route.path);
        }
    }

    #[test]
    fn what_is_referred_to_is_there_and_what_is_there_is_referred_to() {
        let document = described("linchpin-7700");
        let mut referred = BTreeSet::new();
        references(&document, &mut referred);
        let there: BTreeSet<String> = ["schemas", "parameters", "responses"]
            .into_iter()
            .flat_map(|part| {
                let names = document["components"][part].as_object().expect("an object").keys();
                names.map(|name| format!("#/components/{part}/{name}")).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(there, referred);
    }

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| match value {
                Value::String(to) if name == "$ref" => _ = found.insert(to.clone()),
                _ => references(value, found),
            }),
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn names_of_operations_are_used_once() {
        let document = described("linchpin-7700");
        let paths = document["paths"].as_object().expect("paths");
        let names: Vec<&str> = paths
            .values()
            .flat_map(|path| path.as_object().expect("methods").values())
            .map(|operation| operation["operationId"].as_str().expect("a name"))
            .collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    }
}
