//! GitHub's issues and pull requests, as its REST API gives them: a page, pages or issues a line, or a backup of metadata
//! with `{type, issue or pull, events}` a line; also as its command-line tool prints them with `--json`.
//!
//! An item's id is `owner/repo#number`, which stays whatever export it comes from (a node id has two spellings, and not
//! every export has one). People are known by their login, labels by their name. A milestone's day is that of its
//! `due_on` in UTC. Bodies of issues and comments are not read.

mod event;
mod issue;
mod relation;
mod repo;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use linchpin_model::{Batch, ExternalId};

use super::json::{self, Json, Object, Value};
use super::{Gather, ReadOptions, Unreadable, shown};

pub(crate) use issue::status;
pub(crate) use repo::{Repo, Seat, web_address};

/// Reads a file of issues.
pub(crate) fn read(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Batch, Unreadable> {
    let json = json::check(bytes)?;
    let mut reading = Reading::new(&json, options);
    for document in json.documents() {
        reading.document(document)?;
    }
    Ok(reading.into_batch(options))
}

/// A file being read.
pub(super) struct Reading<'j, 'a> {
    gather: Gather<'j, 'a>,
    /// The repository of what does not tell its own.
    fallback: Option<Repo>,
    /// The repositories met, in their order.
    repos: Vec<Repo>,
    /// Milestones so far by their titles, which is all that events know of them.
    milestones: HashMap<Arc<str>, ExternalId>,
    /// Relations, resolved when all items are known.
    relations: Vec<relation::Relation<'j>>,
}

impl<'j, 'a> Reading<'j, 'a> {
    fn new(json: &'j Json<'a>, options: &ReadOptions<'_>) -> Self {
        Self {
            gather: Gather::new(json),
            fallback: options.source.and_then(Repo::of_source),
            repos: Vec::new(),
            milestones: HashMap::new(),
            relations: Vec::new(),
        }
    }

    /// A page of issues, one issue, or an answer with `items`.
    fn document(&mut self, document: Value<'j>) -> Result<(), Unreadable> {
        if let Some(elements) = document.elements() {
            for element in elements {
                match element.object() {
                    Some(object) => self.entry(&object)?,
                    None => {
                        self.gather.notes.note(element, format!("This is {}, not an issue.", element.kind()))
                    }
                }
            }
            return Ok(());
        }
        let Some(object) = document.object() else {
            return Err(self.expected_a_list(document));
        };
        refuse_errors(&object)?;
        if let Some(items) = object.get("items").filter(|items| items.elements().is_some()) {
            return self.document(items);
        }
        let is_entry = ["number", "title", "issue", "pull"].iter().any(|key| object.has(key));
        if is_entry { self.entry(&object) } else { Err(self.expected_a_list(document)) }
    }

    fn expected_a_list(&self, found: Value<'j>) -> Unreadable {
        let keys = found.object().map(|object| {
            let keys: Vec<_> = object.members().take(5).map(|(key, _)| format!("`{}`", shown(key))).collect();
            if keys.is_empty() { " that is empty".into() } else { format!(" with {}", keys.join(", ")) }
        });
        let message =
            format!("Expected a list of issues, found {}{}.", found.kind(), keys.unwrap_or_default());
        self.gather
            .notes
            .refuse(found, message)
            .hint("Export the issues again, as a JSON array or one a line.")
    }

    /// An issue as the REST API shows it, or one wrapped with its events.
    fn entry(&mut self, object: &Object<'j>) -> Result<(), Unreadable> {
        refuse_errors(object)?;
        for (key, is_pull) in [("issue", false), ("pull", true)] {
            if let Some(inner) = object.get(key).and_then(Value::object) {
                let events = self.gather.notes.objects(object, "events");
                let told = object.has("events").then_some(events);
                let extra = ["comments", "reviews"].map(|key| self.gather.notes.objects(object, key));
                let entry = issue::Entry { object: &inner, shape: Shape::Rest, is_pull, events: told };
                return issue::read(self, entry, extra.into_iter().flatten());
            }
        }
        let plain = tool_names(object);
        let shape = if plain.is_some() { Shape::Tool } else { Shape::Rest };
        let entry =
            issue::Entry { object: plain.as_ref().unwrap_or(object), shape, is_pull: false, events: None };
        issue::read(self, entry, std::iter::empty())
    }

    /// The repository and number of an issue by its addresses, else by the file.
    fn seat(&mut self, object: &Object<'j>, number: &str) -> Seat {
        let addresses = ["html_url", "url", "repository_url"];
        let mut repos = addresses.iter().filter_map(|key| Repo::of_address(&object.get(key)?.text()?));
        let repo = repos.next().or_else(|| self.fallback.clone());
        if let Some(repo) = repo.clone().filter(|repo| !self.repos.contains(repo)) {
            self.repos.push(repo);
        }
        Seat { repo, number: number.into() }
    }

    fn into_batch(mut self, options: &ReadOptions<'_>) -> Batch {
        relation::resolve(&mut self);
        let url = match &self.repos[..] {
            [repo] => Some(repo.address().into()),
            _ => None,
        };
        let source =
            options.source.map_or_else(|| repo::source_name(&self.repos, options.name), str::to_string);
        Batch { url, ..self.gather.into_batch("github", &source) }
    }
}

/// Who wrote an object down.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// The REST API, which shows all there is: what is missing is not there.
    Rest,
    /// The command-line tool, which shows what it is asked for: of what is missing nothing is said.
    Tool,
}

/// What GitHub's command-line tool calls otherwise than the REST API, in `gh issue list --json` and the like.
const TOOL_NAMES: &[(&str, &str)] = &[
    ("id", "node_id"),
    ("createdAt", "created_at"),
    ("updatedAt", "updated_at"),
    ("closedAt", "closed_at"),
    ("mergedAt", "merged_at"),
    ("mergedBy", "merged_by"),
    ("submittedAt", "submitted_at"),
    ("stateReason", "state_reason"),
    ("isDraft", "draft"),
    ("author", "user"),
    ("dueOn", "due_on"),
    ("url", "html_url"),
];

/// An object of the command-line tool with the names of the REST API; none if it is not of the tool.
pub(super) fn tool_names<'j>(object: &Object<'j>) -> Option<Object<'j>> {
    let names = ["createdAt", "updatedAt", "closedAt", "stateReason", "author", "dueOn"];
    let has_number = object.get("id").is_some_and(|id| id.number().is_some());
    let is_bare = object.has("number") && !has_number && !object.has("due_on");
    let is_of_tool = !object.has("html_url") && (is_bare || names.iter().any(|name| object.has(name)));
    let mut renamed = object.value().object().filter(|_| is_of_tool)?;
    renamed.rename(TOOL_NAMES);
    Some(renamed)
}

/// An answer that says what went wrong is not a list of nothing.
pub(crate) fn refuse_errors(object: &Object<'_>) -> Result<(), Unreadable> {
    let text = |object: &Object<'_>, key| object.get(key).and_then(Value::text).map(|text| shown(&text));
    let first = object.get("errors").and_then(Value::elements).and_then(|mut errors| errors.next());
    let error = first.map(|error| match error.object() {
        Some(error) => text(&error, "message").unwrap_or_default(),
        None => error.text().map(|text| shown(&text)).unwrap_or_default(),
    });
    let is_answer = !["number", "title", "issue", "pull", "items"].iter().any(|key| object.has(key));
    let message = text(object, "message").filter(|_| is_answer);
    match message.or(error) {
        Some(message) => Err(Unreadable::new(format!("The tracker answered with an error: “{message}”."))
            .hint("Nothing of this answer is believed. Put the cause right and export again.")),
        None => Ok(()),
    }
}
