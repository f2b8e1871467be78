//! What waits for what, and what is a part of what: `RELATED-TO` of RFC 5545, with the types and gaps of RFC 9253.

use std::collections::BTreeMap;

use linchpin_model::value::{DependencyKind, Lag};
use linchpin_model::{Dependency, DependencyField, External, ExternalId, Node, Seen};

use super::super::quoted;
use super::component::Component;
use super::line::Line;
use super::report::Report;
use super::{own, text, time};

/// The items and milestones of a file, by UID.
#[derive(Default)]
pub(super) struct Nodes(BTreeMap<String, bool>);

impl Nodes {
    pub(super) fn add(&mut self, id: &str, is_milestone: bool) {
        self.0.insert(id.to_owned(), is_milestone);
    }

    fn of(&self, id: &str) -> Option<Node<External>> {
        let node = if *self.0.get(id)? { Node::Milestone } else { Node::Item };
        Some(node(ExternalId::new(id)))
    }

    fn is_item(&self, id: &str) -> bool {
        self.0.get(id) == Some(&false)
    }
}

/// What one component says of others.
#[derive(Default)]
pub(super) struct Relations {
    /// Each part with the item it is a part of.
    pub(super) parents: BTreeMap<String, String>,
    /// Dependencies by their ids.
    pub(super) dependencies: BTreeMap<String, Seen<Dependency>>,
}

impl Relations {
    /// Takes in what a component says of others.
    pub(super) fn read(&mut self, component: &Component, id: &str, nodes: &Nodes, report: &mut Report) {
        for line in component.all("RELATED-TO") {
            let other = text::unescaped(line.value.trim());
            let word = line.param("RELTYPE").unwrap_or("PARENT").to_ascii_uppercase();
            if nodes.of(&other).is_none() {
                let message = format!(
                    "{} is no task or date of the plan in this file; the relation is left out",
                    quoted(&other)
                );
                report.add(line.number, message);
                continue;
            }
            match &*word {
                "PARENT" => self.part(id, &other, line, nodes, report),
                "CHILD" => self.part(&other, id, line, nodes, report),
                // This one waits.
                "DEPENDS-ON" => self.waits(&other, id, own::dependency_kind(line), line, nodes, report),
                // The other one waits (RFC 9253, section 4: the first task holds the property).
                "FINISHTOSTART" | "NEXT" => self.waits(id, &other, None, line, nodes, report),
                "FINISHTOFINISH" => {
                    self.waits(id, &other, Some(DependencyKind::FinishFinish), line, nodes, report)
                }
                "STARTTOSTART" => {
                    self.waits(id, &other, Some(DependencyKind::StartStart), line, nodes, report)
                }
                "STARTTOFINISH" => {
                    self.waits(id, &other, Some(DependencyKind::StartFinish), line, nodes, report)
                }
                "SIBLING" | "FIRST" | "REFID" | "CONCEPT" => {}
                _ => {
                    report.add(line.number, format!("there is no relation {}; it is left out", quoted(&word)))
                }
            }
        }
    }

    fn part(&mut self, part: &str, whole: &str, line: &Line, nodes: &Nodes, report: &mut Report) {
        if !nodes.is_item(whole) || part == whole {
            let message = format!("{} cannot have parts; the relation is left out", quoted(whole));
            return report.add(line.number, message);
        }
        let known = self.parents.entry(part.to_owned()).or_insert_with(|| whole.to_owned());
        if known != whole {
            let message = format!("{} is a part of two others; one of them is read", quoted(part));
            report.add(line.number, message);
            // Whatever the order of the components.
            *known = known.clone().min(whole.to_owned());
        }
    }

    fn waits(
        &mut self,
        first: &str,
        second: &str,
        kind: Option<DependencyKind>,
        line: &Line,
        nodes: &Nodes,
        report: &mut Report,
    ) {
        let (Some(predecessor), Some(successor)) = (nodes.of(first), nodes.of(second)) else { return };
        if first == second {
            return report
                .add(line.number, format!("{} waits for itself; the relation is left out", quoted(first)));
        }
        let kind = kind.unwrap_or(DependencyKind::FinishStart);
        let lag = own::lag(line).or_else(|| gap(line, report));
        let id = format!("{first}:{}:{second}", own::word(&kind));
        let mut seen = Seen::<Dependency>::new(id.clone());
        seen.set = vec![
            DependencyField::Predecessor(Some(predecessor)),
            DependencyField::Successor(Some(successor)),
            DependencyField::Kind(Some(kind)),
            DependencyField::Lag(lag.filter(|lag| *lag != Lag::NONE)),
        ];
        // Told from both ends it is one.
        self.dependencies.entry(id).or_insert(seen);
    }
}

/// The time between the two, by the clock.
fn gap(line: &Line, report: &mut Report) -> Option<Lag> {
    match time::seconds(line.param("GAP")?) {
        Ok(seconds) => Some(Lag::Elapsed((seconds / 60) as i32)).filter(|lag| *lag != Lag::Elapsed(0)),
        Err(message) => {
            report.add(line.number, format!("GAP: {message}"));
            None
        }
    }
}
