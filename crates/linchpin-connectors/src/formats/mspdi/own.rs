//! What Linchpin's own columns say of a task: what the format itself has no place for.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use linchpin_model::{
    Category, DependencyKind, Estimate, External, ExternalId, ItemField, Key, Label, LabelField, Lag,
    Milestone, MilestoneField, Moment, NeededFor, Observation, Priority, Resolution, Seen, Target, Team,
    TeamField, Workstream, WorkstreamField,
};

use super::super::cell::{effort, predecessor};
use super::super::escape::unescaped;
use super::super::words;
use super::attribute::Own;
use super::link::LinkRow;
use super::{PROJECT, TaskRow, task_id};

/// The mark of an estimate that nobody gave.
pub(super) const UNKNOWN: &str = "?";
/// The mark of a calendar that the task has from its team or its owner.
pub(super) const INHERITED: &str = "inherited";
/// The mark of a task that others work on, and that nobody owns.
pub(super) const NOBODY: &str = "nobody";

fn text(task: &TaskRow, own: Own) -> Option<Arc<str>> {
    task.attributes.own(own).map(|text| unescaped(text).as_ref().into())
}

/// The key that people use for it.
pub(super) fn key(task: &TaskRow) -> Option<Key> {
    text(task, Own::Key).map(|key| Key::new(&key))
}

/// A name that is longer than the format allows.
pub(super) fn title(task: &TaskRow) -> Option<Arc<str>> {
    text(task, Own::Title)
}

/// What its state means.
pub(super) fn category(task: &TaskRow) -> Option<Category> {
    task.attributes.own(Own::Category).and_then(words::category)
}

/// The tracker's own word for its state.
pub(super) fn status_word(task: &TaskRow) -> Option<Arc<str>> {
    text(task, Own::Status)
}

/// What kind of work it is.
pub(super) fn kind(task: &TaskRow) -> Option<Arc<str>> {
    text(task, Own::Kind)
}

/// Whether nobody owns it, although some work on it.
pub(super) fn is_nobodys(task: &TaskRow) -> bool {
    task.attributes.own(Own::Owner) == Some(NOBODY)
}

/// Whether its calendar is only what it has from its team or owner.
pub(super) fn inherits_calendar(task: &TaskRow) -> bool {
    task.attributes.own(Own::Calendar) == Some(INHERITED)
}

/// When it came to be.
pub(super) fn created_at(task: &TaskRow) -> Option<Moment> {
    task.attributes.own(Own::Created).and_then(|text| text.parse().ok())
}

/// Whether its duration only stands for its estimate.
pub(super) fn is_estimated(task: &TaskRow) -> bool {
    task.is_estimated && task.attributes.own(Own::Estimate).is_some()
}

/// What is said of an item.
pub(super) fn item_fields(task: &TaskRow) -> Vec<ItemField<External>> {
    let id = |own| text(task, own).map(|name| ExternalId::new(&name));
    let mut fields = vec![
        ItemField::Workstream(id(Own::Workstream)),
        ItemField::Team(id(Own::Team)),
        ItemField::Labels(
            Some(labels(task).map(|label| ExternalId::new(&label)).collect::<Vec<_>>())
                .filter(|labels| !labels.is_empty()),
        ),
        ItemField::Milestones(Some(milestones(task)).filter(|milestones| !milestones.is_empty())),
        ItemField::Priority(task.attributes.own(Own::Priority).and_then(words::priority)),
        ItemField::Estimate(estimate(task)),
        ItemField::Due(task.attributes.own(Own::Due).and_then(|day| day.parse().ok())),
        ItemField::Blocked(text(task, Own::Blocked)),
        ItemField::Spent(task.attributes.own(Own::Spent).and_then(minutes)),
        ItemField::CreatedAt(created_at(task)),
    ];
    fields.retain(|field| !linchpin_model::fact::FieldValue::is_cleared(field));
    fields.extend(task.attributes.customs.iter().cloned().map(ItemField::Custom));
    fields
}

/// What is said of a milestone.
pub(super) fn milestone_fields(task: &TaskRow) -> Vec<MilestoneField<External>> {
    let stream = text(task, Own::Workstream).map(|name| ExternalId::new(&name));
    stream.into_iter().map(|stream| MilestoneField::Workstream(Some(stream))).collect()
}

/// The date promised: `2026-03-31 month`.
pub(super) fn target(task: &TaskRow) -> Option<Target> {
    let text = task.attributes.own(Own::Target)?;
    let (day, word) = text.split_once(' ').unwrap_or((text, "day"));
    let resolution = match word {
        "month" => Resolution::Month,
        "quarter" => Resolution::Quarter,
        _ => Resolution::Day,
    };
    Some(Target { on: day.parse::<Date>().ok()?, resolution })
}

fn labels(task: &TaskRow) -> impl Iterator<Item = Arc<str>> {
    let list = task.attributes.own(Own::Labels).unwrap_or_default();
    predecessor::list(list).map(|label| unescaped(label).as_ref().into())
}

/// The milestones that need a task: `12, 15 P1`.
fn milestones(task: &TaskRow) -> Vec<NeededFor<External>> {
    needs(task).map(|(uid, priority, _)| NeededFor { milestone: task_id(uid), priority }).collect()
}

/// Each with its number, its own priority, and whether the milestone waits for the task by a link as well.
fn needs(task: &TaskRow) -> impl Iterator<Item = (u32, Option<Priority>, bool)> {
    let list = task.attributes.own(Own::Milestones).unwrap_or_default();
    predecessor::list(list).filter_map(|needed| {
        let (needed, is_linked) = match needed.strip_suffix(" linked") {
            Some(needed) => (needed, true),
            None => (needed, false),
        };
        let (uid, priority) = needed.split_once(' ').unwrap_or((needed, ""));
        Some((uid.parse().ok()?, words::priority(priority), is_linked))
    })
}

/// The milestones of which a task says that they need it, and whose link to it says no more.
pub(super) fn needs_alone(task: &TaskRow) -> impl Iterator<Item = u32> {
    needs(task).filter(|(.., is_linked)| !is_linked).map(|(uid, ..)| uid)
}

/// Whether a link is of the kind that a mere need makes.
pub(super) fn is_plain(link: &LinkRow) -> bool {
    link.kind == DependencyKind::FinishStart && link.lag == Lag::NONE
}

fn estimate(task: &TaskRow) -> Option<Estimate> {
    let text = task.attributes.own(Own::Estimate).filter(|text| *text != UNKNOWN)?;
    match text.strip_suffix(" points") {
        Some(points) => effort::estimate(points, effort::Unit::Points, &Default::default()).ok(),
        None => effort::estimate(text, effort::Unit::Days, &Default::default()).ok(),
    }
}

fn minutes(text: &str) -> Option<u32> {
    effort::minutes(text, effort::Unit::Days).ok()
}

/// The teams, workstreams and labels that tasks name.
pub(super) fn named(tasks: &[TaskRow]) -> Vec<Observation> {
    let names = |own| tasks.iter().filter_map(|task| text(task, own)).collect::<BTreeSet<Arc<str>>>();
    let mut named: Vec<Observation> = Vec::new();
    named.extend(names(Own::Team).into_iter().map(|name| {
        let mut seen = Seen::<Team>::new(ExternalId::new(&name));
        seen.set.push(TeamField::Title(Some(name)));
        seen.into()
    }));
    named.extend(names(Own::Workstream).into_iter().map(|name| {
        let mut seen = Seen::<Workstream>::new(ExternalId::new(&name));
        seen.set = vec![WorkstreamField::Title(Some(name)), WorkstreamField::Program(Some(PROJECT.into()))];
        seen.into()
    }));
    let labels: BTreeSet<Arc<str>> = tasks.iter().flat_map(labels).collect();
    named.extend(labels.into_iter().map(|label| {
        let mut seen = Seen::<Label>::new(ExternalId::new(&label));
        seen.set.push(LabelField::Title(Some(label)));
        seen.into()
    }));
    named
}

/// The key of a milestone and when it came to be are said beside its fields.
pub(super) fn name_milestone(seen: &mut Seen<Milestone>, task: &TaskRow) {
    seen.key = key(task);
    seen.created_at = created_at(task);
}
