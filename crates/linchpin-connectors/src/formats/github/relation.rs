//! How issues hang together: parts, blockers, mentions.

use std::collections::BTreeSet;
use std::sync::Arc;

use linchpin_model::*;

use super::event::Event;
use super::{Reading, Seat, web_address};
use crate::formats::json::{Object, Value};
use crate::formats::timeline::put;

/// A relation between an issue and another, as an address or an object names it.
pub(super) struct Relation<'j> {
    kind: Relating,
    from: Seat,
    to: Seat,
    address: Option<Arc<str>>,
    value: Value<'j>,
}

#[derive(Clone, Copy, PartialEq)]
enum Relating {
    /// The first is a part of the second.
    PartOf,
    /// The first must be finished before the second starts.
    Blocks,
    /// The first speaks of the second.
    Mentions,
    /// The first, a pull request, is linked with the second.
    LinkedWith,
}

/// Notes the relations that an issue itself tells: `parent_issue_url`, `parent`, `sub_issues`, `blocked_by`, `blocking`.
pub(super) fn read<'j>(reading: &mut Reading<'j, '_>, seat: &Seat, object: &Object<'j>) {
    let parents = ["parent_issue_url", "parent"].into_iter().filter_map(|key| object.get(key));
    for value in parents.take(1) {
        relate(reading, Relating::PartOf, seat, value, false);
    }
    for (key, kind, is_reverse) in [
        ("sub_issues", Relating::PartOf, true),
        ("blocked_by", Relating::Blocks, true),
        ("blocking", Relating::Blocks, false),
    ] {
        let others = object.get(key).and_then(Value::elements);
        for value in others.into_iter().flatten() {
            relate(reading, kind, seat, value, is_reverse);
        }
    }
}

/// Notes the relation that an event tells, if it tells one with its other end.
pub(super) fn of_event<'j>(reading: &mut Reading<'j, '_>, seat: &Seat, event: &Event<'j>) {
    let inner = |outer: &str, key: &str| event.object.get(outer).and_then(Value::object)?.get(key);
    match &*event.word {
        "cross-referenced" => {
            if let Some(value) = inner("source", "issue") {
                relate(reading, Relating::Mentions, seat, value, true);
            }
        }
        "connected" => {
            if let Some(value) = event.object.get("subject").or_else(|| inner("source", "issue")) {
                relate(reading, Relating::LinkedWith, seat, value, true);
            }
        }
        _ => {}
    }
}

fn relate<'j>(
    reading: &mut Reading<'j, '_>,
    kind: Relating,
    seat: &Seat,
    value: Value<'j>,
    is_reverse: bool,
) {
    let object = value.object();
    let address = object.as_ref().and_then(|object| object.get("html_url").or_else(|| object.get("url")));
    let address = address.unwrap_or(value).text();
    let number = object.as_ref().and_then(|object| object.get("number")?.number());
    let same_repo = number.map(|number| Seat { repo: seat.repo.clone(), number: number.into() });
    let Some(other) = address.as_deref().and_then(Seat::of_address).or(same_repo) else {
        let message =
            "The other issue of this relation has neither an address nor a number; it was left out.";
        return reading.gather.notes.note(value, message);
    };
    let (from, to) = if is_reverse { (other, seat.clone()) } else { (seat.clone(), other) };
    let address = address.and_then(|address| web_address(&address).map(Arc::from));
    reading.relations.push(Relation { kind, from, to, address, value });
}

/// Makes parents, dependencies and links of all relations, each once.
pub(super) fn resolve(reading: &mut Reading<'_, '_>) {
    let mut told = BTreeSet::new();
    for relation in std::mem::take(&mut reading.relations) {
        let (from, to) = (relation.from.id(), relation.to.id());
        if from == to {
            reading.gather.notes.note(relation.value, "An issue is related to itself; that was left out.");
            continue;
        }
        match relation.kind {
            Relating::PartOf => part(reading, &relation, &from, &to),
            Relating::Blocks => {
                if told.insert((from.clone(), to.clone(), "blocks")) {
                    reading.gather.add(dependency(from, to));
                }
            }
            Relating::Mentions | Relating::LinkedWith => {
                let word = if relation.kind == Relating::Mentions { "mentions" } else { "is linked with" };
                if told.insert((from.clone(), to.clone(), word)) {
                    link(reading, &relation, from, to, word);
                }
            }
        }
    }
}

fn part<'j>(reading: &mut Reading<'j, '_>, relation: &Relation<'j>, part: &ExternalId, whole: &ExternalId) {
    match reading.gather.item_mut(part) {
        Some(item) => {
            put(&mut item.set, ItemField::Parent(Some(whole.clone())));
            if !item.at_first.is_empty() {
                put(&mut item.at_first, ItemField::Parent(Some(whole.clone())));
            }
        }
        None => {
            let message =
                format!("Its part `{}` is not in the file; that was left out.", relation.from.key());
            reading.gather.notes.note(relation.value, message);
        }
    }
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

/// A link between two issues of the file; to one that is not in it, by its address.
fn link(
    reading: &mut Reading<'_, '_>,
    relation: &Relation<'_>,
    from: ExternalId,
    to: ExternalId,
    word: &str,
) {
    let mut seen = Seen::<Link>::new(format!("{from} {word} {to}"));
    let relation_word = |word: &str| LinkField::Relation(Some(word.into()));
    if reading.gather.has(Kind::Item, &from) {
        seen.set = vec![
            LinkField::From(Some(Thing::Item(from))),
            LinkField::To(Some(Thing::Item(to))),
            relation_word(word),
        ];
    } else {
        let passive = if word == "mentions" { "is mentioned by" } else { word };
        seen.set = vec![
            LinkField::From(Some(Thing::Item(to))),
            LinkField::Url(relation.address.clone()),
            relation_word(passive),
        ];
    }
    reading.gather.add(seen);
}
