//! What a row said, as an item or a milestone.

use jiff::tz::TimeZone;
use linchpin_model::{
    Constraint, Item, ItemField, Milestone, MilestoneField, Moment, Observation, Resolution, Seen, Status,
    Target,
};

use super::super::cell::date::When;
use super::super::cell::text::shown;
use super::super::mapping::{Field, Layout, word_of_category};
use super::super::table::Row;
use super::draft::{Cell, Draft};
use super::identity::Identity;
use super::problems::Problems;
use super::progress::{Signs, Statuses};

/// Makes observations of rows.
pub(super) struct Builder<'b> {
    pub(super) layout: &'b Layout,
    pub(super) statuses: &'b mut Statuses,
    pub(super) problems: &'b mut Problems,
    /// The zone of days and times that name none.
    pub(super) zone: &'b TimeZone,
}

impl Builder<'_> {
    /// The item or milestone that a row is.
    pub(super) fn build(mut self, draft: Draft<'_>, identity: &Identity, row: Row<'_>) -> Observation {
        let status = self.status(&draft, row);
        match identity.is_milestone {
            true => milestone(draft, status, identity).into(),
            false => self.item(draft, status, identity, row).into(),
        }
    }

    fn has(&self, field: Field) -> bool {
        self.layout.columns.iter().any(|column| column.field == field)
    }

    fn status(&mut self, draft: &Draft<'_>, row: Row<'_>) -> Option<Status> {
        let signs = Signs {
            status: draft.status,
            category: draft.category,
            resolution: draft.resolution,
            is_ticked: draft.is_ticked,
            percent: draft.percent.value().copied(),
            has_started: draft.started.value().is_some(),
            has_finished: draft.finished.value().is_some(),
            may_finish: self.has(Field::Finished),
        };
        let (status, is_unknown) = self.statuses.status(&signs);
        if let Some(status) = status.as_ref().filter(|_| is_unknown) {
            self.problems.tell("words for states are not known", || {
                let column = self.layout.columns.iter().find(|column| column.field == Field::Status);
                let place = column.map_or_else(String::new, |column| row.place(column.index, &column.header));
                let meaning = word_of_category(status.category);
                (
                    place,
                    format!("The state `{}` is not known; it was taken for {meaning}, here and wherever it stands.", shown(&status.name)),
                    Some("Say in a mapping, under `[statuses]`, what it means."),
                )
            });
        }
        status
    }

    fn item(
        &mut self,
        mut draft: Draft<'_>,
        status: Option<Status>,
        identity: &Identity,
        row: Row<'_>,
    ) -> Seen<Item> {
        let mut seen = Seen::<Item>::new(identity.id.clone());
        seen.key = identity.key.clone();
        seen.created_at = draft.created.value().copied();
        seen.version_at = draft.updated.value().copied();
        seen.by = draft.author.clone();
        let estimate = draft.choose_estimate();
        let is_closed = status.as_ref().is_some_and(|status| status.category.is_closed());
        let is_begun =
            status.as_ref().is_some_and(|status| status.category != linchpin_model::Category::Todo);
        let finished = self.finished(draft.finished.clone(), is_closed, row);
        let started = started(&draft.started, &draft.start, is_begun, self.zone);
        let by_start = constraint(&draft.start, is_begun || draft.waits);
        let constraint = match (draft.constraint, by_start) {
            (Cell::Value(said), _) => Cell::Value(said),
            (said, Cell::Silent) => said,
            (_, by_start) => by_start,
        };

        seen.set.reserve_exact(self.layout.columns.len() + 3);
        let set = &mut seen.set;
        draft.title.say(set, ItemField::Title);
        draft.kind.say(set, ItemField::Kind);
        draft.owner.say(set, ItemField::Owner);
        set.extend(draft.contributors.map(|people| ItemField::Contributors(some(people))));
        draft.workstream.say(set, ItemField::Workstream);
        draft.team.say(set, ItemField::Team);
        draft.parent.say(set, ItemField::Parent);
        set.extend(draft.milestones.map(|milestones| ItemField::Milestones(some(milestones))));
        set.extend(draft.labels.map(|labels| ItemField::Labels(some(labels))));
        draft.priority.say(set, ItemField::Priority);
        draft.rank.say(set, ItemField::Rank);
        estimate.say(set, ItemField::Estimate);
        draft.duration.say(set, ItemField::Duration);
        draft.remaining.say(set, ItemField::Remaining);
        draft.spent.say(set, ItemField::Spent);
        draft.percent.say(set, ItemField::PercentDone);
        draft.due.say(set, ItemField::Due);
        draft.created.say(set, ItemField::CreatedAt);
        draft.blocked.say(set, ItemField::Blocked);
        constraint.say(set, ItemField::Constraint);
        draft.deadline.say(set, ItemField::Deadline);
        draft.url.say(set, ItemField::Url);
        draft.description.say(set, ItemField::Description);
        set.extend(draft.customs.into_iter().map(ItemField::Custom));
        match (status, draft.status) {
            (Some(status), _) => set.push(ItemField::Status(Some(status))),
            (None, Some(_)) => set.push(ItemField::Status(None)),
            (None, None) => {}
        }
        started.say(set, ItemField::StartedAt);
        finished.say(set, ItemField::FinishedAt);
        seen
    }

    /// When it was finished, unless its state says that it is not.
    fn finished(&mut self, finished: Cell<Moment>, is_closed: bool, row: Row<'_>) -> Cell<Moment> {
        match finished {
            Cell::Value(_) if !is_closed => {
                self.problems.tell("rows have a date of finishing, though their state is not finished", || {
                    (
                        format!("row {}", row.number()),
                        "The row has a date of finishing, though its state is not finished; the date was left out.".into(),
                        None,
                    )
                });
                Cell::Empty
            }
            other => other,
        }
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// When work began: as its column says, or else, once it has begun, on the day that it was to start.
fn started(started: &Cell<Moment>, start: &Cell<When>, is_begun: bool, zone: &TimeZone) -> Cell<Moment> {
    match (started, start) {
        (Cell::Silent, Cell::Value(start)) if is_begun => Cell::Value(start.moment(zone)),
        (Cell::Silent, Cell::Value(_) | Cell::Empty) => Cell::Empty,
        (started, _) => started.clone(),
    }
}

/// The day on which work is to start holds the schedule until it has begun, unless it follows from what comes before.
fn constraint(start: &Cell<When>, is_free: bool) -> Cell<Constraint> {
    match start {
        Cell::Value(start) if !is_free => Cell::Value(Constraint::StartNoEarlierThan(start.local())),
        Cell::Value(_) | Cell::Empty => Cell::Empty,
        Cell::Silent => Cell::Silent,
    }
}

fn milestone(draft: Draft<'_>, status: Option<Status>, identity: &Identity) -> Seen<Milestone> {
    let mut seen = Seen::<Milestone>::new(identity.id.clone());
    seen.key = identity.key.clone();
    seen.created_at = draft.created.value().copied();
    seen.version_at = draft.updated.value().copied();
    seen.by = draft.author.clone();
    let is_done = status.as_ref().is_some_and(|status| status.category == linchpin_model::Category::Done);
    let set = &mut seen.set;
    let due = match draft.due {
        Cell::Silent | Cell::Empty => draft.start.map(|start| start.day),
        due => due,
    };
    draft.title.say(set, MilestoneField::Title);
    draft.owner.say(set, MilestoneField::Owner);
    draft.workstream.say(set, MilestoneField::Workstream);
    draft.parent.say(set, MilestoneField::Parent);
    due.map(|on| Target { on, resolution: Resolution::Day }).say(set, MilestoneField::Target);
    match draft.finished {
        Cell::Value(at) if is_done => set.push(MilestoneField::DoneAt(Some(at))),
        Cell::Value(_) | Cell::Empty => set.push(MilestoneField::DoneAt(None)),
        Cell::Silent => {}
    }
    draft.constraint.say(set, MilestoneField::Constraint);
    draft.deadline.say(set, MilestoneField::Deadline);
    draft.rank.say(set, MilestoneField::Rank);
    draft.url.say(set, MilestoneField::Url);
    seen
}
