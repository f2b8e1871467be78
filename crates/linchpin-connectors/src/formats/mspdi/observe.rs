//! From the rows of a project file to what they say of people, calendars, items and dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use linchpin_model::calendar::Calendar;
use linchpin_model::observation::Listing;
use linchpin_model::value::{DependencyKind, Lag};
use linchpin_model::{
    Baseline, BaselineDates, BaselineField, Batch, Category, Custom, CustomValue, Dependency,
    DependencyField, External, ExternalId, Item, ItemField, Milestone, MilestoneField, Moment, Node,
    Observation, Person, PersonField, Program, ProgramField, Resolution, Seen, Target,
};

use super::link::LinkRow;
use super::stage::{actual_finish, actual_start, constraint, scheduled, stage, status};
use super::working_time::calendar_id;
use super::{PROJECT, ProjectFile, ResourceRow, TaskRow, own, personal, task_id};

/// What a project file says.
///
/// A task is an item, or a milestone if it is marked so and takes no time; its id is its `UID`. Times of the file are taken as
/// times in the program's zone, or in UTC where it has none. Dates that Microsoft Project computed are left out, except those
/// of tasks scheduled by hand.
pub(super) fn observe(file: &ProjectFile, source: &str, zone: Option<&str>) -> Batch {
    let plan = Plan::new(file, zone);
    let mut observations = plan.calendars();
    observations.extend(own::named(&file.tasks));
    observations.extend(plan.people());
    observations.push(plan.program().into());
    let tasks = file.tasks.iter().zip(0i64..);
    observations.extend(tasks.map(|(task, place)| match is_milestone(task, &plan) {
        true => plan.milestone(task, place).into(),
        false => plan.item(task, place).into(),
    }));
    observations.extend(file.tasks.iter().flat_map(|task| plan.dependencies(task)));
    observations.extend(plan.baselines());
    Batch {
        format: "mspdi".into(),
        source: source.into(),
        url: None,
        exported_at: file.status_at.or(file.saved_at).map(|at| plan.moment(at)),
        listing: Listing::Complete,
        mapping: None,
        observations,
        problems: file.problems.clone(),
    }
}

/// The rows of a file by their numbers.
pub(super) struct Plan<'f> {
    pub(super) file: &'f ProjectFile,
    /// The zone of the file's times.
    pub(super) zone: Option<&'f str>,
    rules_of_zone: TimeZone,
    pub(super) parents: BTreeSet<u32>,
    /// For each task those who work on it, the largest share first.
    pub(super) workers: BTreeMap<u32, Vec<&'f ResourceRow>>,
    milestones: BTreeSet<u32>,
    /// Working time that is nobody's but one task's, by task.
    pub(super) own_hours: BTreeMap<u32, Calendar>,
    /// Calendars that are one person's and only say when they are away.
    pub(super) personal: BTreeSet<u32>,
    /// Tasks with the milestones that need them and wait for them by no link of its own.
    needed_alone: BTreeSet<(u32, u32)>,
}

impl<'f> Plan<'f> {
    fn new(file: &'f ProjectFile, zone: Option<&'f str>) -> Self {
        let parents = file.tasks.iter().filter_map(|task| task.parent).collect();
        let resources: BTreeMap<u32, &ResourceRow> =
            file.resources.iter().map(|row| (row.uid, row)).collect();
        let mut shares: BTreeMap<u32, Vec<(u32, &ResourceRow)>> = BTreeMap::new();
        for assignment in &file.assignments {
            if let Some(resource) = resources.get(&assignment.resource).filter(|resource| resource.is_work) {
                shares.entry(assignment.task).or_default().push((assignment.percent, resource));
            }
        }
        let largest_first = |(task, mut list): (u32, Vec<(u32, &'f ResourceRow)>)| {
            list.sort_by_key(|(percent, resource)| (std::cmp::Reverse(*percent), resource.uid));
            list.dedup_by_key(|(_, resource)| resource.uid);
            (task, list.into_iter().map(|(_, resource)| resource).collect())
        };
        let workers = shares.into_iter().map(largest_first).collect();
        let mut plan = Self {
            file,
            zone,
            rules_of_zone: rules_of(zone),
            parents,
            workers,
            milestones: BTreeSet::new(),
            own_hours: BTreeMap::new(),
            personal: personal::calendars(file),
            needed_alone: file
                .tasks
                .iter()
                .flat_map(|task| own::needs_alone(task).map(|milestone| (task.uid, milestone)))
                .collect(),
        };
        let milestones = file.tasks.iter().filter(|task| is_milestone(task, &plan)).map(|task| task.uid);
        plan.milestones = milestones.collect();
        let own_hours = file.tasks.iter().filter_map(|task| Some((task.uid, plan.own_hours(task)?)));
        plan.own_hours = own_hours.collect();
        plan
    }

    fn moment(&self, at: DateTime) -> Moment {
        self.rules_of_zone.to_timestamp(at).map(Moment::from).unwrap_or_default()
    }

    fn people(&self) -> impl Iterator<Item = Observation> {
        self.file.resources.iter().filter(|resource| resource.is_work).map(|resource| {
            let row = resource.calendar.and_then(|uid| self.file.calendars.iter().find(|row| row.uid == uid));
            let own = row.filter(|row| self.personal.contains(&row.uid));
            let calendar = own.map_or(resource.calendar, |own| own.base);
            let mut seen = Seen::<Person>::new(person_id(resource));
            seen.set = vec![
                PersonField::Name(Some(resource.name.as_str().into())),
                PersonField::Address(resource.address.as_deref().map(Arc::from)),
                PersonField::Calendar(calendar.map(calendar_id)),
                PersonField::Absences(own.map(personal::absences).filter(|away| !away.is_empty())),
            ];
            seen.into()
        })
    }

    /// When the project starts: as it says, else with its first task.
    fn start(&self) -> Option<DateTime> {
        self.file.start.or_else(|| self.file.tasks.iter().filter_map(|task| task.start).min())
    }

    fn program(&self) -> Seen<Program> {
        let threshold = self.file.critical_slack_days.saturating_mul(self.file.minutes_per_day);
        let mut seen = Seen::<Program>::new(PROJECT);
        seen.set = vec![
            ProgramField::Title(Some(self.file.title.as_deref().unwrap_or("Project").into())),
            ProgramField::Calendar(Some(self.project_calendar_id())),
            ProgramField::StartsAt(self.start()),
            ProgramField::MsProjectRules(Some(true)),
            ProgramField::CriticalThreshold(Some(threshold)),
        ];
        seen
    }

    /// The name of a task; the project's own row, which often has none, is called as the project is.
    fn title(&self, task: &TaskRow) -> Option<Arc<str>> {
        if let Some(title) = own::title(task) {
            return Some(title);
        }
        let project = self.file.title.as_deref().filter(|_| task.outline_level == 0);
        Some(task.name.as_str()).filter(|name| !name.is_empty()).or(project).map(Arc::from)
    }

    fn item(&self, task: &TaskRow, place: i64) -> Seen<Item> {
        let mut workers = self.workers(task.uid).iter().map(|worker| person_id(worker));
        let owner = if own::is_nobodys(task) { None } else { workers.next() };
        let contributors: Vec<ExternalId> = workers.collect();
        let is_parent = self.parents.contains(&task.uid);
        let minutes = task.duration.map(|duration| duration.minutes.unsigned_abs());
        let minutes = minutes.filter(|_| !is_parent && !own::is_estimated(task));
        let remaining = task.remaining_minutes.map(i32::unsigned_abs);
        let remaining = remaining.filter(|_| !is_parent && stage(task) == Category::InProgress);
        let usual = if is_parent || task.outline_level == 0 { "summary" } else { "task" };
        let mut seen = Seen::<Item>::new(task_id(task.uid));
        seen.key = own::key(task);
        seen.created_at = own::created_at(task);
        seen.set = vec![
            ItemField::Title(self.title(task)),
            ItemField::Kind(Some(own::kind(task).unwrap_or_else(|| usual.into()))),
            ItemField::Status(Some(status(task))),
            ItemField::Owner(owner),
            ItemField::Contributors(Some(contributors).filter(|list| !list.is_empty())),
            ItemField::Program(Some(PROJECT.into())),
            ItemField::Parent(task.parent.map(task_id)),
            ItemField::Rank(Some(rank(task, place))),
            ItemField::Duration(minutes),
            ItemField::Remaining(remaining),
            ItemField::PercentDone(Some(task.percent_complete)),
            ItemField::StartedAt(actual_start(task).map(|at| self.moment(at)).filter(|_| !is_parent)),
            ItemField::FinishedAt(actual_finish(task).map(|at| self.moment(at)).filter(|_| !is_parent)),
            ItemField::ResumesAt(task.resume.filter(|_| !is_parent && stage(task) == Category::InProgress)),
            ItemField::Calendar(self.calendar_of(task)),
            ItemField::Constraint(constraint(task)),
            ItemField::Deadline(task.deadline),
            ItemField::Scheduled(scheduled(task).filter(|_| !is_parent)),
            ItemField::Url(task.url.as_deref().map(Arc::from)),
            ItemField::Description(task.notes.as_deref().map(Arc::from)),
        ];
        seen.set.extend(own::item_fields(task));
        if task.priority != 500 {
            let value = Some(CustomValue::Number(task.priority.to_string().into()));
            seen.set.push(ItemField::Custom(Custom { name: "Priority".into(), value }));
        }
        seen
    }

    fn milestone(&self, task: &TaskRow, place: i64) -> Seen<Milestone> {
        let target = |deadline: DateTime| Target { on: deadline.date(), resolution: Resolution::Day };
        let mut seen = Seen::<Milestone>::new(task_id(task.uid));
        own::name_milestone(&mut seen, task);
        seen.set = vec![
            MilestoneField::Title(self.title(task)),
            MilestoneField::Program(Some(PROJECT.into())),
            MilestoneField::Owner(self.workers(task.uid).first().map(|worker| person_id(worker))),
            MilestoneField::Target(own::target(task).or(task.deadline.map(target))),
            MilestoneField::DoneAt(actual_finish(task).map(|at| self.moment(at))),
            MilestoneField::Parent(task.parent.map(task_id)),
            MilestoneField::Calendar(self.calendar_of(task)),
            MilestoneField::Constraint(constraint(task)),
            MilestoneField::Deadline(task.deadline),
            MilestoneField::Rank(Some(rank(task, place))),
            MilestoneField::Url(task.url.as_deref().map(Arc::from)),
        ];
        seen.set.extend(own::milestone_fields(task));
        seen
    }

    fn node(&self, task: u32) -> Node<External> {
        match self.milestones.contains(&task) {
            true => Node::Milestone(task_id(task)),
            false => Node::Item(task_id(task)),
        }
    }

    fn dependencies(&self, task: &'f TaskRow) -> impl Iterator<Item = Observation> {
        let mut told: BTreeMap<(u32, &str), usize> = BTreeMap::new();
        task.links.iter().filter(|link| !self.is_need_alone(link, task)).map(move |link| {
            let word = kind_word(link.kind);
            let count = told.entry((link.predecessor, word)).or_default();
            *count += 1;
            // Two links of one kind between the same tasks differ in their lag alone.
            let again = if *count > 1 { format!(":{count}") } else { String::new() };
            let id = format!("{}:{word}:{}{again}", link.predecessor, task.uid);
            let mut seen = Seen::<Dependency>::new(id);
            seen.set = vec![
                DependencyField::Predecessor(Some(self.node(link.predecessor))),
                DependencyField::Successor(Some(self.node(task.uid))),
                DependencyField::Kind(Some(link.kind)),
                DependencyField::Lag(Some(link.lag).filter(|lag| *lag != Lag::NONE)),
            ];
            seen.into()
        })
    }

    /// Whether a link only says what the task before it says: that the milestone needs it.
    fn is_need_alone(&self, link: &LinkRow, task: &TaskRow) -> bool {
        own::is_plain(link) && self.needed_alone.contains(&(link.predecessor, task.uid))
    }

    fn baselines(&self) -> impl Iterator<Item = Observation> {
        let mut dates: BTreeMap<u32, Vec<BaselineDates<External>>> = BTreeMap::new();
        for task in &self.file.tasks {
            for row in &task.baselines {
                let node = self.node(task.uid);
                dates.entry(row.number).or_default().push(BaselineDates {
                    node,
                    start: row.start,
                    finish: row.finish,
                });
            }
        }
        dates.into_iter().map(|(number, dates)| {
            let title = if number == 0 { "Baseline".to_owned() } else { format!("Baseline {number}") };
            let mut seen = Seen::<Baseline>::new(format!("baseline:{number}"));
            seen.set = vec![
                BaselineField::Title(Some(title.into())),
                BaselineField::Program(Some(PROJECT.into())),
                BaselineField::Dates(Some(dates)),
            ];
            seen.into()
        })
    }
}

/// Marked as a milestone, without duration or parts.
fn is_milestone(task: &TaskRow, plan: &Plan<'_>) -> bool {
    let takes_no_time = task.duration.is_none_or(|duration| duration.minutes == 0);
    task.is_milestone && takes_no_time && !plan.parents.contains(&task.uid) && !task.is_inactive
}

/// Urgent tasks first, then the order of the file.
fn rank(task: &TaskRow, place: i64) -> i64 {
    i64::from(1_000 - task.priority) * 1_000_000 + place
}

fn kind_word(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::FinishStart => "FS",
        DependencyKind::StartStart => "SS",
        DependencyKind::FinishFinish => "FF",
        DependencyKind::StartFinish => "SF",
    }
}

/// The rules of a zone; UTC's without one.
fn rules_of(zone: Option<&str>) -> TimeZone {
    let named = zone.and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
    named.unwrap_or(TimeZone::UTC)
}

fn person_id(resource: &ResourceRow) -> ExternalId {
    format!("resource:{}", resource.uid).into()
}
