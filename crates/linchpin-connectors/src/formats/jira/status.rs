//! What do this site's statuses mean?
//!
//! Each site names its own. The file tells the category of those that issues have today; those that are only in a history
//! go by the same names, else by the common words.

use std::collections::{BTreeSet, HashMap};

use linchpin_model::{Category, Status};

use crate::formats::json::{Object, Value};
use crate::formats::{Notes, shown, words};

/// The categories by a status's id and by its name.
#[derive(Default)]
pub(super) struct Statuses {
    by_id: HashMap<String, Category>,
    by_name: HashMap<String, Category>,
    unknown: BTreeSet<String>,
}

impl Statuses {
    /// Takes in the status of an issue.
    pub(super) fn learn(&mut self, fields: &Object<'_>) {
        let Some(status) = fields.get("status").and_then(Value::object) else { return };
        let key = status
            .get("statusCategory")
            .and_then(Value::object)
            .and_then(|category| category.get("key")?.text());
        let category = match key.as_deref() {
            Some("new") => Category::Todo,
            Some("indeterminate") => Category::InProgress,
            Some("done") => Category::Done,
            _ => return,
        };
        if let Some(id) = status.get("id").and_then(Value::text) {
            self.by_id.insert(id.into_owned(), category);
        }
        if let Some(name) = status.get("name").and_then(Value::text) {
            self.by_name.insert(name.to_lowercase(), category);
        }
    }

    /// The status with this id and name, for an issue with this resolution. A name that nothing explains is noted once, and
    /// taken for what else is known: done with a resolution, else not begun.
    pub(super) fn status<'j>(
        &mut self,
        notes: &mut Notes<'j, '_>,
        at: Value<'j>,
        id: Option<&str>,
        name: &str,
        resolution: Option<&str>,
    ) -> Status {
        let known = id.and_then(|id| self.by_id.get(id)).or_else(|| self.by_name.get(&name.to_lowercase()));
        let category = known.copied().or_else(|| words::category(name)).unwrap_or_else(|| {
            let (category, words) = match resolution {
                Some(_) => (Category::Done, "done, as it has a resolution"),
                None => (Category::Todo, "not begun"),
            };
            if self.unknown.insert(name.to_lowercase()) {
                let message = format!(
                    "Nothing tells what the status “{}” means; it is taken for {words}.",
                    shown(name)
                );
                notes.note_with_hint(at, message, "Export with the statuses' categories.");
            }
            category
        });
        let is_dropped = category == Category::Done
            && (resolution.is_some_and(words::is_dropped) || words::is_dropped(name));
        Status { name: name.into(), category: if is_dropped { Category::Dropped } else { category } }
    }
}
