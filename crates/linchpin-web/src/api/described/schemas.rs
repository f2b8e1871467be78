//! The shapes of what is answered, derived from the types that are written out, and closed: whatever is not named is not
//! there.

use std::collections::BTreeMap;

use linchpin_analysis as analysis;
use linchpin_model::Kind;
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::api::{acts, entries, items, things};
use crate::error::ToldProblem;

/// Fields that are left out where there is nothing to say; all others are always there.
const SOMETIMES: [&str; 8] = [
    "finish_weeks",
    "p0_alone",
    "makespan_periods",
    "lower_bound_periods",
    "start_period",
    "finish_period",
    "command_id",
    "hint",
];

type Named = Vec<(String, RefOr<Schema>)>;

/// Every schema by its name.
pub(super) fn all() -> Value {
    let mut named: Named = Vec::new();
    add::<analysis::Pulse>(&mut named);
    add::<analysis::Schedule>(&mut named);
    add::<analysis::Forecast>(&mut named);
    add::<analysis::Why>(&mut named);
    add::<analysis::Health>(&mut named);
    add::<analysis::ChaseList>(&mut named);
    add::<analysis::Changes>(&mut named);
    add::<analysis::Flow>(&mut named);
    add::<analysis::Workload>(&mut named);
    add::<analysis::told::Shown>(&mut named);
    add::<items::Page<'_>>(&mut named);
    add::<things::Page>(&mut named);
    add::<things::Hits>(&mut named);
    add::<entries::Log>(&mut named);
    add::<linchpin_hub::Imported>(&mut named);
    add::<acts::Done>(&mut named);
    add::<acts::UndoBody>(&mut named);
    add::<ToldProblem<'_>>(&mut named);
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    for (name, schema) in named {
        let schema = serde_json::to_value(schema).unwrap_or_default();
        let known = schemas.insert(name.clone(), schema.clone());
        debug_assert!(known.is_none_or(|known| known == schema), "two types are called {name}");
    }
    schemas.insert("Kind".into(), kinds());
    let closed = schemas.iter().map(|(name, schema)| (name.clone(), closed(schema, &schemas)));
    let mut closed: Map<String, Value> = closed.collect();
    // What every report begins with stands in each of them.
    closed.remove("Header");
    Value::Object(closed)
}

fn add<T: ToSchema>(named: &mut Named) {
    named.push((T::name().into_owned(), <T as PartialSchema>::schema()));
    T::schemas(named);
}

fn kinds() -> Value {
    let words: Vec<String> = Kind::ALL.iter().map(ToString::to_string).collect();
    json!({ "type": "string", "description": "The kind of a thing.", "enum": words })
}

/// The schema with what it is made of put together, nothing beside the fields that are named, and all of them there.
fn closed(schema: &Value, all: &BTreeMap<String, Value>) -> Value {
    let Value::Object(fields) = schema else { return schema.clone() };
    let mut schema = Map::new();
    if let Some(Value::Array(parts)) = fields.get("allOf") {
        for part in parts {
            merge(&mut schema, &resolved(part, all));
        }
        schema
            .extend(fields.iter().filter(|(name, _)| *name != "allOf").map(|(n, v)| (n.clone(), v.clone())));
    } else {
        schema = fields.clone();
    }
    let properties = schema.get("properties").and_then(Value::as_object).cloned();
    if let Some(properties) = properties {
        let always = properties.keys().filter(|name| !SOMETIMES.contains(&name.as_str()));
        schema.insert("required".into(), always.cloned().collect());
        schema.insert("additionalProperties".into(), false.into());
        let closed = properties.iter().map(|(name, property)| (name.clone(), self::closed(property, all)));
        schema.insert("properties".into(), Value::Object(closed.collect()));
    }
    Value::Object(schema)
}

fn resolved(part: &Value, all: &BTreeMap<String, Value>) -> Value {
    let name = part.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next());
    let schema = name.and_then(|name| all.get(name)).unwrap_or(part);
    closed(schema, all)
}

/// Adds the fields of one schema to those of another.
fn merge(into: &mut Map<String, Value>, part: &Value) {
    into.insert("type".into(), "object".into());
    let properties = into.entry("properties").or_insert_with(|| json!({}));
    if let (Some(properties), Some(more)) =
        (properties.as_object_mut(), part.get("properties").and_then(Value::as_object))
    {
        properties.extend(more.clone());
    }
}
