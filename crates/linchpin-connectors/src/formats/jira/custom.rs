//! Which of a site's custom fields are story points and epic links?
//!
//! Their ids differ from site to site. A search that expands `names` or `schema` tells them.

use crate::formats::json::{Object, Value};

/// The ids of the custom fields that have a meaning here.
#[derive(Default)]
pub(super) struct CustomFields {
    pub(super) points: Vec<String>,
    pub(super) epic: Vec<String>,
}

impl CustomFields {
    /// Takes in `names` and `schema` of a page or an issue.
    pub(super) fn learn(&mut self, object: &Object<'_>) {
        let members = |key| object.get(key).and_then(Value::object);
        for (id, name) in members("names").iter().flat_map(Object::members) {
            match name.text().unwrap_or_default().to_lowercase().as_str() {
                "story points" | "story point estimate" => add(&mut self.points, id),
                "epic link" => add(&mut self.epic, id),
                _ => {}
            }
        }
        for (id, schema) in members("schema").iter().flat_map(Object::members) {
            let custom = schema.object().and_then(|schema| schema.get("custom")?.text());
            match custom.as_deref().and_then(|custom| custom.rsplit(':').next()) {
                Some("gh-epic-link") => add(&mut self.epic, id),
                Some("jsw-story-points") => add(&mut self.points, id),
                _ => {}
            }
        }
    }
}

fn add(ids: &mut Vec<String>, id: &str) {
    if ids.iter().all(|other| other != id) {
        ids.push(id.into());
    }
}
