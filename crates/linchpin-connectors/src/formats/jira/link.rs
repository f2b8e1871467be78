//! Which of an issue's links are dependencies, and which only relate?
//!
//! Types of links are named by each site, but their wording tells who waits. Both ends tell a link; it counts once.

use std::sync::Arc;

use linchpin_model::*;

use super::Reading;
use crate::formats::json::{Object, Value};

/// Wordings by which this issue waits for the other.
const WAITS_FOR: &[&str] = &[
    "is blocked by",
    "blocked by",
    "depends on",
    "depends upon",
    "is dependent on",
    "is dependent upon",
    "requires",
    "needs",
    "has to be done after",
    "has to be finished after",
    "is gated by",
    "must be done after",
    "is preceded by",
    "follows",
];
/// Wordings by which the other waits for this issue.
const IS_WAITED_FOR: &[&str] = &[
    "blocks",
    "is depended on by",
    "is depended upon by",
    "is a dependency of",
    "is a dependency for",
    "is dependency of",
    "required by",
    "is required by",
    "is required for",
    "is needed by",
    "has to be done before",
    "has to be finished before",
    "gates",
    "must be done before",
    "precedes",
    "is followed by",
];

/// Adds the links of an issue.
pub(super) fn read<'j>(reading: &mut Reading<'j, '_>, fields: &Object<'j>, this: &ExternalId) {
    for link in reading.gather.notes.objects(fields, "issuelinks") {
        let words = reading.gather.notes.object(&link, "type");
        let ends = [("inwardIssue", "inward"), ("outwardIssue", "outward")];
        let Some((end, side)) = ends.into_iter().find(|(end, _)| link.get(end).is_some()) else { continue };
        let wording = words.as_ref().and_then(|words| words.get(side)?.text());
        let outward = words.as_ref().and_then(|words| words.get("outward")?.text());
        let (Some(other), Some(wording)) = (reading.gather.notes.object(&link, end), wording) else {
            continue;
        };
        let Some(id) = id_of(reading, &other) else {
            reading
                .gather
                .notes
                .note(link.value(), "The other issue of this link has neither id nor key; it was left out.");
            continue;
        };
        if id == *this {
            reading.gather.notes.note(link.value(), "This issue is linked with itself; that was left out.");
            continue;
        }
        let plain = wording.trim().to_lowercase();
        if WAITS_FOR.contains(&&*plain) {
            reading.gather.add(dependency(id, this.clone()));
        } else if IS_WAITED_FOR.contains(&&*plain) {
            reading.gather.add(dependency(this.clone(), id));
        } else {
            let own = link.get("id").and_then(Value::text);
            let key = other.get("key").and_then(Value::text);
            let is_here = reading.gather.has(Kind::Item, &id)
                || key.as_ref().is_some_and(|key| reading.ids.contains_key(&**key));
            let page = key.filter(|_| !is_here).and_then(|key| reading.page(&key));
            let outward = outward.unwrap_or_else(|| wording.clone());
            let seen = match page {
                Some(page) => to_page(own.as_deref(), this, page, &wording),
                None if side == "inward" => between(own.as_deref(), id, this.clone(), &outward),
                None => between(own.as_deref(), this.clone(), id, &outward),
            };
            reading.gather.add(seen);
        }
    }
}

/// The id of a linked issue; of an issue of this file, the one it has here.
fn id_of(reading: &Reading<'_, '_>, other: &Object<'_>) -> Option<ExternalId> {
    let key = other.get("key").and_then(Value::text);
    let here = key.as_ref().and_then(|key| reading.ids.get(&**key).cloned());
    let id = other.get("id").and_then(Value::text).or(key);
    here.or_else(|| id.map(|id| ExternalId::new(&id)))
}

fn dependency(first: ExternalId, second: ExternalId) -> Seen<Dependency> {
    let mut seen = Seen::<Dependency>::new(format!("{first} blocks {second}"));
    seen.set = vec![
        DependencyField::Predecessor(Some(Node::Item(first))),
        DependencyField::Successor(Some(Node::Item(second))),
        DependencyField::Kind(Some(DependencyKind::FinishStart)),
        DependencyField::Lag(Some(Lag::NONE)),
    ];
    seen
}

fn between(own: Option<&str>, from: ExternalId, to: ExternalId, wording: &str) -> Seen<Link> {
    let id = own.map_or_else(|| format!("{from} {wording} {to}"), str::to_string);
    let mut seen = Seen::<Link>::new(id);
    seen.set = vec![
        LinkField::From(Some(Thing::Item(from))),
        LinkField::To(Some(Thing::Item(to))),
        LinkField::Url(None),
        LinkField::Relation(Some(wording.into())),
    ];
    seen
}

/// A link to an issue that is not in the file, by its page.
fn to_page(own: Option<&str>, from: &ExternalId, page: String, wording: &str) -> Seen<Link> {
    let id = own.map_or_else(|| format!("{from} {wording} {page}"), str::to_string);
    let mut seen = Seen::<Link>::new(id);
    seen.set = vec![
        LinkField::From(Some(Thing::Item(from.clone()))),
        LinkField::Url(Some(Arc::from(page))),
        LinkField::Relation(Some(wording.into())),
    ];
    seen
}
