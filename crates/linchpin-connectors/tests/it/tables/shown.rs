//! What a table gave, as text to compare.

use super::*;
use linchpin_model::{
    CustomValue, DependencyField, External, LabelField, Lag, MilestoneField, Node, WorkstreamField,
};
use std::collections::HashMap;

/// One line for each item, milestone, dependency and comment; what they name is called by its title.
pub(super) fn shown(batch: &Batch) -> String {
    let names = Names::of(batch);
    let lines = batch.observations.iter().filter_map(|observation| match observation {
        Observation::Item(item) => {
            let fields: Vec<String> = item.set.iter().filter_map(|field| names.field(field)).collect();
            let key = item.key.as_ref().map_or("-", |key| key.as_str());
            let by = item.by.as_ref().map(|by| format!(" by {}", names.get(by))).unwrap_or_default();
            Some(format!("{key}{by}: {}", fields.join(", ")))
        }
        Observation::Milestone(milestone) if milestone.set.len() > 1 => {
            let fields: Vec<String> = milestone
                .set
                .iter()
                .filter_map(|field| match field {
                    MilestoneField::Title(Some(title)) => Some(title.to_string()),
                    MilestoneField::Target(Some(target)) => Some(format!("target {}", target.on)),
                    MilestoneField::Owner(Some(owner)) => Some(format!("owner {}", names.get(owner))),
                    MilestoneField::DoneAt(Some(at)) => Some(format!("done {at}")),
                    _ => None,
                })
                .collect();
            Some(format!("milestone {}", fields.join(", ")))
        }
        Observation::Dependency(dependency) => Some(names.dependency(&dependency.set)),
        Observation::Comment(comment) => Some(format!(
            "comment {} by {}",
            comment.created_at.map_or(String::new(), |at| at.to_string()),
            comment.by.as_ref().map_or("", |by| names.get(by))
        )),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Titles and names by id.
struct Names(HashMap<String, String>);

impl Names {
    fn of(batch: &Batch) -> Self {
        let named = batch.observations.iter().filter_map(|observation| {
            let name = match observation {
                Observation::Person(person) => person.set.iter().find_map(|field| match field {
                    PersonField::Name(Some(name)) => Some(name.to_string()),
                    _ => None,
                }),
                Observation::Label(label) => label.set.iter().find_map(|field| match field {
                    LabelField::Title(Some(title)) => Some(title.to_string()),
                    _ => None,
                }),
                Observation::Workstream(stream) => stream.set.iter().find_map(|field| match field {
                    WorkstreamField::Title(Some(title)) => Some(title.to_string()),
                    _ => None,
                }),
                Observation::Item(item) => item
                    .key
                    .as_ref()
                    .map(|key| key.to_string())
                    .or_else(|| field!(item, Title).map(|title| title.to_string())),
                Observation::Milestone(milestone) => milestone.set.iter().find_map(|field| match field {
                    MilestoneField::Title(Some(title)) => Some(title.to_string()),
                    _ => None,
                }),
                _ => None,
            };
            Some((observation.thing().id().to_string(), name?))
        });
        Self(named.collect())
    }

    fn get<'n>(&'n self, id: &'n linchpin_model::ExternalId) -> &'n str {
        self.0.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    fn dependency(&self, set: &[DependencyField<External>]) -> String {
        let node = |node: &Node<External>| match node {
            Node::Item(id) | Node::Milestone(id) => self.get(id).to_owned(),
        };
        let parts = set.iter().filter_map(|field| match field {
            DependencyField::Predecessor(before) => before.as_ref().map(node),
            DependencyField::Successor(after) => after.as_ref().map(|after| format!("-> {}", node(after))),
            DependencyField::Kind(kind) => kind.map(|kind| format!("{kind:?}")),
            DependencyField::Lag(Some(Lag::Working(0))) => None,
            DependencyField::Lag(lag) => lag.map(|lag| format!("{lag:?}")),
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn field(&self, field: &ItemField<External>) -> Option<String> {
        use ItemField::*;
        Some(match field {
            Title(title) => title.as_ref()?.to_string(),
            Kind(kind) => format!("a {}", kind.as_ref()?),
            Status(status) => {
                let status = status.as_ref()?;
                format!("{} ({:?})", status.name, status.category)
            }
            Owner(owner) => format!("owner {}", self.get(owner.as_ref()?)),
            Contributors(people) => format!("with {}", self.list(people.as_ref()?)),
            Workstream(stream) => format!("in {}", self.get(stream.as_ref()?)),
            Team(team) => format!("team {}", self.get(team.as_ref()?)),
            Parent(parent) => format!("under {}", self.get(parent.as_ref()?)),
            Milestones(needed) => {
                let ids: Vec<_> = needed.as_ref()?.iter().map(|needed| needed.milestone.clone()).collect();
                format!("for {}", self.list(&ids))
            }
            Labels(labels) => format!("labels {}", self.list(labels.as_ref()?)),
            Priority(priority) => format!("{:?}", priority.as_ref()?),
            Rank(rank) => format!("rank {}", rank.as_ref()?),
            Estimate(estimate) => format!("{:?}", estimate.as_ref()?),
            Duration(minutes) => format!("takes {} min", minutes.as_ref()?),
            Remaining(minutes) => format!("left {} min", minutes.as_ref()?),
            Spent(minutes) => format!("spent {} min", minutes.as_ref()?),
            PercentDone(percent) => format!("{} %", percent.as_ref()?),
            Due(day) => format!("due {}", day.as_ref()?),
            CreatedAt(at) => format!("created {}", at.as_ref()?),
            StartedAt(at) => format!("started {}", at.as_ref()?),
            FinishedAt(at) => format!("finished {}", at.as_ref()?),
            Blocked(why) => format!("blocked: {}", why.as_ref()?),
            Constraint(Some(linchpin_model::Constraint::StartNoEarlierThan(day))) => {
                format!("not before {}", day.date())
            }
            Url(url) => format!("<{}>", url.as_ref()?),
            Description(text) => format!("\"{}\"", text.as_ref()?),
            Custom(linchpin_model::Custom { name, value }) => match value.as_ref()? {
                CustomValue::Text(text) => format!("{name}: {text}"),
                CustomValue::Number(number) => format!("{name}: number {number}"),
                CustomValue::Day(day) => format!("{name}: day {day}"),
                CustomValue::List(list) => format!("{name}: list {}", list.join("+")),
            },
            _ => return None,
        })
    }

    fn list(&self, ids: &[linchpin_model::ExternalId]) -> String {
        ids.iter().map(|id| self.get(id)).collect::<Vec<_>>().join("+")
    }
}
