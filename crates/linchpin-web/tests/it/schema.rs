//! Holds an answer to a schema of the description: the part of JSON Schema that the description uses, and no more. A word
//! that it does not know fails, so nothing is passed over.

use serde_json::{Map, Value};

/// Every way in which a value is not what a schema says, each with its place.
pub(crate) fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "$", &mut found);
    found
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let schema = schema.as_object().unwrap_or_else(|| panic!("{place}: {schema} is no schema"));
    for (word, says) in schema {
        let is_met = match word.as_str() {
            "description" | "title" | "examples" | "default" | "propertyNames" => true,
            "$ref" => {
                let path =
                    says.as_str().and_then(|to| to.strip_prefix('#')).expect("a place in the document");
                let referred = document.pointer(path).unwrap_or_else(|| panic!("{path} is not there"));
                check(document, referred, value, place, found);
                true
            }
            "type" => types(says).any(|name| is_of_type(name, value)),
            "enum" => says.as_array().expect("values").contains(value),
            "const" => says == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().expect("a number")),
            "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().expect("a number")),
            "minLength" => value
                .as_str()
                .is_none_or(|text| text.chars().count() as u64 >= says.as_u64().expect("a length")),
            "format" => value.as_str().is_none_or(|text| has_format(says.as_str().expect("a format"), text)),
            "oneOf" => fitting(document, says, value, place) == 1,
            "anyOf" => fitting(document, says, value, place) >= 1,
            "items" => {
                for (index, element) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, says, element, &format!("{place}[{index}]"), found);
                }
                true
            }
            "properties" => {
                for (name, property) in says.as_object().expect("properties") {
                    if let Some(value) = value.get(name) {
                        check(document, property, value, &format!("{place}.{name}"), found);
                    }
                }
                true
            }
            "required" => {
                let names = says.as_array().expect("names").iter().filter_map(Value::as_str);
                names.filter(|name| value.get(name).is_none()).for_each(|name| {
                    found.push(format!("{place}.{name} is missing"));
                });
                true
            }
            "additionalProperties" => {
                others(document, says, schema, value, place, found);
                true
            }
            other => panic!("{place}: the word `{other}` is not known here; teach it"),
        };
        if !is_met {
            found.push(format!("{place}: {value} is not {word} {says}"));
        }
    }
}

fn others(
    document: &Value,
    says: &Value,
    schema: &Map<String, Value>,
    value: &Value,
    place: &str,
    found: &mut Vec<String>,
) {
    let is_named =
        |name: &str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    for (name, value) in value.as_object().into_iter().flatten().filter(|(name, _)| !is_named(name)) {
        match says {
            Value::Bool(true) => {}
            Value::Bool(false) => found.push(format!("{place}.{name} is not described")),
            schema => check(document, schema, value, &format!("{place}.{name}"), found),
        }
    }
}

fn fitting(document: &Value, schemas: &Value, value: &Value, place: &str) -> usize {
    let fits = |schema: &&Value| {
        let mut found = Vec::new();
        check(document, schema, value, place, &mut found);
        found.is_empty()
    };
    schemas.as_array().expect("schemas").iter().filter(fits).count()
}

fn types(says: &Value) -> impl Iterator<Item = &str> {
    says.as_str().into_iter().chain(says.as_array().into_iter().flatten().filter_map(Value::as_str))
}

fn is_of_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    }
}

fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date" => text.len() == 10 && text.parse::<linchpin_model::Date>().is_ok(),
        "date-time" => text.ends_with('Z') && text.parse::<linchpin_model::Moment>().is_ok(),
        "uuid" => text.parse::<uuid::Uuid>().is_ok(),
        other => panic!("there is no format {other}"),
    }
}

#[test]
fn what_does_not_fit_is_found_with_its_place() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": { "on": { "type": ["string", "null"], "format": "date" }, "rows": { "type": "array", "items": { "type": "integer", "minimum": 0 } } },
        "required": ["on"],
        "additionalProperties": false,
    });
    let misfits = |value: Value| misfits(&Value::Null, &schema, &value);
    assert_eq!(misfits(serde_json::json!({ "on": "2026-04-07", "rows": [0, 1] })), [""; 0]);
    assert_eq!(misfits(serde_json::json!({ "on": null })), [""; 0]);
    assert_eq!(misfits(serde_json::json!({})), ["$.on is missing"]);
    assert_eq!(misfits(serde_json::json!({ "on": null, "off": 1 })), ["$.off is not described"]);
    assert_eq!(misfits(serde_json::json!({ "on": "soon" })).len(), 1);
    assert_eq!(misfits(serde_json::json!({ "on": null, "rows": [-1, "a"] })).len(), 2);
}
