//! Jira's issues, as its REST API gives them: a page of a search, a list, or one issue a line; from Server or Cloud.
//!
//! An issue's id is Jira's number for it, which outlives a move to another project; its key is what people call it, and
//! keys it had before are kept. Only members that are there are spoken of, so an export with few fields clears nothing.
//! Descriptions and the texts of comments are not read, in whatever form they are.

mod changelog;
mod course;
mod custom;
mod issue;
mod link;
mod people;
mod status;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use linchpin_model::{Batch, ExternalId};

use super::github::web_address;
use super::json::{self, Json, Object, Value};
use super::source_name::stem;
use super::{Gather, ReadOptions, Unreadable, shown};

use custom::CustomFields;
pub(super) use issue::points_of;
use status::Statuses;

/// Reads a file of issues.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let json = json::check(bytes)?;
    let mut reading = Reading::new(&json);
    let mut issues = Vec::new();
    for document in json.documents() {
        reading.find_issues(document, &mut issues)?;
    }
    for value in &issues {
        if let Some(object) = value.object() {
            reading.learn(&object)?;
        }
    }
    for value in issues {
        match value.object() {
            Some(object) => issue::read(&mut reading, &object)?,
            None => reading.gather.notes.note(value, format!("This is {}, not an issue.", value.kind())),
        }
    }
    Ok(reading.into_batch(options))
}

/// A file being read.
struct Reading<'j, 'a> {
    gather: Gather<'j, 'a>,
    statuses: Statuses,
    custom: CustomFields,
    /// The ids of the issues of the file by their keys.
    ids: HashMap<String, ExternalId>,
    projects: BTreeSet<String>,
    /// Where the issues are, up to and without `/rest/`.
    base: Option<String>,
}

impl<'j, 'a> Reading<'j, 'a> {
    fn new(json: &'j Json<'a>) -> Self {
        Self {
            gather: Gather::new(json),
            statuses: Statuses::default(),
            custom: CustomFields::default(),
            ids: HashMap::new(),
            projects: BTreeSet::new(),
            base: None,
        }
    }

    /// The issues of a document: a page with `issues`, a list of issues or pages, or one issue.
    fn find_issues(&mut self, document: Value<'j>, issues: &mut Vec<Value<'j>>) -> Result<(), Unreadable> {
        if let Some(elements) = document.elements() {
            for element in elements {
                match element.object().is_some_and(|object| object.has("issues")) {
                    true => self.find_issues(element, issues)?,
                    false => issues.push(element),
                }
            }
            return Ok(());
        }
        let Some(object) = document.object() else {
            return Err(self.expected_issues(document));
        };
        refuse_errors(&object)?;
        self.custom.learn(&object);
        if let Some(list) = object.get("issues") {
            let elements = list.elements().ok_or_else(|| self.expected_issues(list))?;
            issues.extend(elements);
        } else if object.has("fields") || object.has("key") {
            issues.push(document);
        } else {
            return Err(self.expected_issues(document));
        }
        Ok(())
    }

    fn expected_issues(&self, found: Value<'j>) -> Unreadable {
        let message = format!("Expected a page of Jira issues, found {} without `issues`.", found.kind());
        self.gather
            .notes
            .refuse(found, message)
            .hint("Take the answer of a search as it is, or one issue a line.")
    }

    /// Takes in what other issues need to know: keys, categories of statuses, names of fields, the address.
    fn learn(&mut self, object: &Object<'j>) -> Result<(), Unreadable> {
        refuse_errors(object)?;
        self.custom.learn(object);
        if let Some(fields) = object.get("fields").and_then(Value::object) {
            self.statuses.learn(&fields);
        }
        let id = self.gather.notes.id(object, "id")?;
        let key = object.get("key").and_then(Value::text);
        if let Some(key) = &key {
            let id = ExternalId::new(id.as_deref().unwrap_or(key));
            self.ids.insert(key.to_string(), id);
            self.projects.extend(key.rsplit_once('-').map(|(project, _)| project.to_string()));
        }
        if self.base.is_none() {
            let address = object.get("self").and_then(Value::text);
            let address = address.as_deref().and_then(web_address);
            self.base = address.and_then(|address| Some(address.split_once("/rest/")?.0.to_string()));
        }
        Ok(())
    }

    /// The page of an issue.
    fn page(&self, key: &str) -> Option<String> {
        Some(format!("{}/browse/{key}", self.base.as_ref()?))
    }

    fn into_batch(self, options: &ReadOptions<'_>) -> Batch {
        let host = self
            .base
            .as_deref()
            .and_then(|base| Some(base.split_once("://")?.1.split('/').next()?.to_string()));
        let projects: Vec<_> = self.projects.iter().map(|project| shown(project)).collect();
        let name = match (host, projects.is_empty()) {
            (Some(host), _) => host,
            (None, false) => projects.join("+"),
            (None, true) => stem(options.name),
        };
        let source = options.source.map_or_else(|| format!("jira:{name}"), str::to_string);
        Batch { url: self.base.as_deref().map(Into::into), ..self.gather.into_batch("jira", &source) }
    }
}

/// An answer with `errorMessages` is not a list of nothing.
fn refuse_errors(object: &Object<'_>) -> Result<(), Unreadable> {
    let first =
        object.get("errorMessages").and_then(Value::elements).and_then(|mut messages| messages.next());
    let single = object.get("message").filter(|_| !object.has("issues") && !object.has("fields"));
    match first.or(single).and_then(Value::text) {
        Some(message) => {
            let message = format!("The tracker answered with an error: “{}”.", shown(&message));
            Err(Unreadable::new(message)
                .hint("Nothing of this answer is believed. Put the cause right and export again."))
        }
        None => Ok(()),
    }
}
