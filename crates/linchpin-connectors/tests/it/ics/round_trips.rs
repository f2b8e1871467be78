//! What is written is read again as it was: whatever the texts, whatever the order, as often as one likes.

use std::collections::BTreeMap;

use linchpin_connectors::formats::ics::{Calendar, write};
use linchpin_model::value::Lag;
use linchpin_model::*;
use proptest::prelude::*;

use super::batch;
use super::plans::{at, hub, plan};
use crate::hub::Hub;

/// How many plans are tried; `LINCHPIN_ROUND_TRIPS` says more.
fn cases() -> u32 {
    std::env::var("LINCHPIN_ROUND_TRIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(64)
}

/// Everything of a World as a calendar.
fn written(world: &World) -> String {
    let absences = world.live::<Person>().filter_map(|person| Some((person.id, person.absences()?.clone())));
    write(&Calendar {
        world,
        name: "Radar: plan; 1, 2",
        hub: "hub.example",
        zone: Some("Europe/Lisbon"),
        items: &world.live::<Item>().map(|item| item.id).collect(),
        milestones: &world.live::<Milestone>().map(|milestone| milestone.id).collect(),
        p85: &world.live::<Milestone>().map(|milestone| (milestone.id, at(0).date())).collect(),
        absences: &absences.collect(),
    })
}

/// What a calendar carries of a World, by keys and names.
fn carried(world: &World) -> BTreeMap<String, String> {
    let name = |id: &PersonId| world.name_of(*id).to_string();
    let key = |id: &ItemId| world.get(*id).and_then(|item| item.key().cloned());
    let milestone = |id: &MilestoneId| world.get(*id).and_then(|milestone| milestone.key().cloned());
    let label = |id: &LabelId| world.get(*id).and_then(|label| label.title().cloned());
    let mut all = BTreeMap::new();
    for item in world.live::<Item>() {
        let labels: Vec<_> = item.labels().into_iter().flatten().map(label).collect();
        let contributors: Vec<_> = item.contributors().into_iter().flatten().map(name).collect();
        let needed: Vec<_> = item
            .milestones()
            .into_iter()
            .flatten()
            .map(|needed| (milestone(&needed.milestone), needed.priority))
            .collect();
        let words = (item.title(), item.kind(), item.status(), labels);
        let people = (item.owner().map(name), contributors, item.priority(), item.percent_done());
        let dates = (item.due(), item.scheduled(), item.constraint(), item.started_at(), item.finished_at());
        let ties = (item.parent().map(key), needed, item.added.as_ref().map(|added| added.at));
        all.insert(format!("item {:?}", item.key()), format!("{:?}", (words, people, dates, ties)));
    }
    for one in world.live::<Milestone>() {
        let said = (one.title(), one.target(), one.owner().map(name), one.done_at());
        all.insert(format!("milestone {:?}", one.key()), format!("{said:?}"));
    }
    for one in world.live::<Dependency>() {
        let end = |node: Option<&Node>| match node {
            Some(Node::Item(id)) => key(id),
            Some(Node::Milestone(id)) => milestone(id),
            None => None,
        };
        let lag = one.lag().copied().unwrap_or(Lag::NONE);
        all.insert(
            format!("{:?} before {:?}", end(one.predecessor()), end(one.successor())),
            format!("{:?} {lag:?}", one.kind()),
        );
    }
    for person in world.live::<Person>() {
        let mut absences = person.absences().cloned().unwrap_or_default();
        absences.sort_by_key(|one| (one.from, one.until, one.why.clone()));
        absences.dedup();
        let address = person.address().and_then(|address| world.text(address));
        let is_used = !absences.is_empty();
        if is_used {
            all.insert(format!("person {}", world.name_of(person.id)), format!("{address:?} {absences:?}"));
        }
    }
    all
}

/// The calendar with its components the other way round.
fn reversed(text: &str) -> String {
    let (head, rest) = text.split_at(
        text.find("BEGIN:V")
            .and_then(|start| text[start + 1..].find("BEGIN:V").map(|at| start + 1 + at))
            .unwrap_or(text.len()),
    );
    let body = rest.trim_end_matches("END:VCALENDAR\r\n");
    let mut parts: Vec<&str> = body
        .split_inclusive("END:VEVENT\r\n")
        .flat_map(|part| part.split_inclusive("END:VTODO\r\n"))
        .collect();
    parts.reverse();
    format!("{head}{}END:VCALENDAR\r\n", parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_it_was(plan in plan()) {
        let hub = hub(&plan);
        let text = written(&hub.world);
        prop_assert_eq!(&text, &written(&hub.world), "the same bytes twice");
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n', '\0'])));

        let batch = batch("plan.ics", &text);
        prop_assert_eq!(&batch.problems, &[], "{}", text);
        let mut other = Hub::default();
        prop_assert_eq!(other.read(&batch).problems, []);
        prop_assert_eq!(carried(&other.world), carried(&hub.world), "{}", text);
        prop_assert!(other.read(&batch).events.is_empty(), "read again it says nothing new");
    }

    #[test]
    fn the_order_of_components_does_not_matter(plan in plan()) {
        let text = written(&hub(&plan).world);
        let mut one = Hub::default();
        one.read(&batch("plan.ics", &text));
        let turned = batch("plan.ics", &reversed(&text));
        prop_assert_eq!(turned.problems.len(), 0);
        let mut other = Hub::default();
        other.read(&turned);
        prop_assert_eq!(carried(&one.world), carried(&other.world));
        prop_assert!(one.read(&turned).events.is_empty());
    }
}
