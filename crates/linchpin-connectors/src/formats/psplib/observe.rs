//! From a scheduling problem to what it says of items, dependencies and resources.

use std::sync::Arc;

use linchpin_model::calendar::Calendar;
use linchpin_model::observation::Listing;
use linchpin_model::{
    Batch, CalendarField, CalendarThing, Category, Dependency, DependencyField, ExternalId, Item, ItemField,
    Milestone, MilestoneField, Node, Observation, Program, ProgramField, Seen, Status, Team, TeamField,
};

use super::{Instance, Job};

const PROJECT: &str = "project";
const CALENDAR: &str = "calendar";

/// What a scheduling problem says: one period is one working day of eight hours, and a resource is a team with a capacity.
///
/// The first and the last job, which take no time, are milestones. Ids are job numbers.
pub(super) fn observe(instance: &Instance, source: &str) -> Batch {
    let mut calendar = Seen::<CalendarThing>::new(CALENDAR);
    calendar.set = vec![
        CalendarField::Title(Some("Working days".into())),
        CalendarField::Hours(Some(Calendar::default())),
    ];
    let mut program = Seen::<Program>::new(PROJECT);
    let title = source.split_once(':').map_or(source, |(_, name)| name);
    program.set =
        vec![ProgramField::Title(Some(title.into())), ProgramField::Calendar(Some(CALENDAR.into()))];
    let mut observations = vec![Observation::from(calendar), program.into()];
    observations.extend(instance.resources.iter().map(|(name, units)| team(name, *units)));
    observations.extend((1..=instance.jobs.len()).map(|number| job(instance, number)));
    observations.extend((1..=instance.jobs.len()).flat_map(|number| dependencies(instance, number)));
    Batch {
        format: "psplib".into(),
        source: source.into(),
        url: None,
        exported_at: None,
        listing: Listing::Complete,
        mapping: None,
        observations,
        problems: instance.problems.clone(),
    }
}

fn team(name: &str, units: u32) -> Observation {
    let mut seen = Seen::<Team>::new(name.to_owned());
    seen.set =
        vec![TeamField::Title(Some(name.into())), TeamField::Capacity(Some(units.saturating_mul(100)))];
    seen.into()
}

/// Whether a job stands for the start or the end of the whole.
fn is_milestone(instance: &Instance, number: usize) -> bool {
    let is_edge = number == 1 || number == instance.jobs.len();
    is_edge && instance.jobs[number - 1].duration == 0
}

fn job(instance: &Instance, number: usize) -> Observation {
    let rank = number as i64;
    if is_milestone(instance, number) {
        let title = if number == 1 { "Start" } else { "End" };
        let mut seen = Seen::<Milestone>::new(job_id(number));
        seen.set = vec![
            MilestoneField::Title(Some(title.into())),
            MilestoneField::Program(Some(PROJECT.into())),
            MilestoneField::Rank(Some(rank)),
        ];
        return seen.into();
    }
    let job = &instance.jobs[number - 1];
    let minutes = job.duration.saturating_mul(Calendar::default().day_minutes().unsigned_abs());
    let mut seen = Seen::<Item>::new(job_id(number));
    seen.set = vec![
        ItemField::Title(Some(format!("Job {number}").into())),
        ItemField::Kind(Some("job".into())),
        ItemField::Status(Some(Status { name: "To do".into(), category: Category::Todo })),
        ItemField::Program(Some(PROJECT.into())),
        ItemField::Rank(Some(rank)),
        ItemField::Duration(Some(minutes)),
        ItemField::Needs(Some(needs(instance, job)).filter(|needs| !needs.is_empty())),
    ];
    seen.into()
}

fn needs(instance: &Instance, job: &Job) -> Vec<(Arc<str>, u32)> {
    let named = instance.resources.iter().zip(&job.needs);
    named.filter(|(_, units)| **units > 0).map(|((name, _), units)| (name.as_str().into(), *units)).collect()
}

fn dependencies(instance: &Instance, number: usize) -> impl Iterator<Item = Observation> {
    let node = move |number: usize| match is_milestone(instance, number) {
        true => Node::Milestone(job_id(number)),
        false => Node::Item(job_id(number)),
    };
    let mut successors = instance.jobs[number - 1].successors.clone();
    successors.sort_unstable();
    successors.dedup();
    successors.into_iter().map(move |successor| {
        let mut seen = Seen::<Dependency>::new(format!("{number}:{successor}"));
        seen.set = vec![
            DependencyField::Predecessor(Some(node(number))),
            DependencyField::Successor(Some(node(successor))),
        ];
        seen.into()
    })
}

fn job_id(number: usize) -> ExternalId {
    number.to_string().into()
}
