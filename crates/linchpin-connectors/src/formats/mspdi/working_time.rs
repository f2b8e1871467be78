//! When a project file's tasks can be worked on: its calendars, and those that only one task has.

use std::sync::Arc;

use linchpin_model::calendar::Calendar;
use linchpin_model::{CalendarField, CalendarThing, ExternalId, Observation, Seen};

use super::observe::Plan;
use super::{ResourceRow, TaskRow, own};

const ELAPSED: &str = "calendar:elapsed";

impl<'f> Plan<'f> {
    /// Working time with the zone of the file's times.
    fn in_zone(&self, hours: &Calendar) -> Calendar {
        Calendar { zone: self.zone.map(str::to_owned), ..hours.clone() }
    }

    fn hours(&self, calendar: u32) -> Option<&'f Calendar> {
        self.file.calendars.iter().find(|row| row.uid == calendar).map(|row| &row.hours)
    }

    fn project_hours(&self) -> Calendar {
        let own = self.file.calendar.and_then(|uid| self.hours(uid));
        own.cloned().unwrap_or_else(Calendar::ms_project_standard)
    }

    pub(super) fn workers(&self, task: u32) -> &[&'f ResourceRow] {
        self.workers.get(&task).map_or(&[], Vec::as_slice)
    }

    /// When a task can be worked on: while any of those who work on it do and its own calendar, if it has one, allows it.
    fn task_hours(&self, task: &TaskRow) -> Calendar {
        let of_workers =
            self.workers(task.uid).iter().map(|worker| worker.calendar.and_then(|uid| self.hours(uid)));
        let of_workers = of_workers.map(|hours| hours.cloned().unwrap_or_else(|| self.project_hours()));
        let any_worker = of_workers.reduce(|one, other| if one == other { one } else { one.union(&other) });
        let own = task.calendar.and_then(|uid| self.hours(uid)).cloned();
        match (own, any_worker) {
            (Some(own), _) if task.ignores_resource_calendars => own,
            (Some(own), Some(workers)) if own != workers => own.intersection(&workers),
            (Some(own), _) => own,
            (None, Some(workers)) => workers,
            (None, None) => self.project_hours(),
        }
    }

    /// The calendar of the file that a task follows, whoever works on it.
    fn whole_calendar(&self, task: &TaskRow) -> Option<u32> {
        let is_alone = task.ignores_resource_calendars || self.workers(task.uid).is_empty();
        task.calendar.filter(|_| is_alone && !self.parents.contains(&task.uid))
    }

    /// The hours of a task, if they are neither its owner's nor the project's.
    pub(super) fn own_hours(&self, task: &TaskRow) -> Option<Calendar> {
        let is_elapsed = task.duration.is_some_and(|duration| duration.is_elapsed);
        if is_elapsed || self.parents.contains(&task.uid) || self.whole_calendar(task).is_some() {
            return None;
        }
        let owner =
            self.workers(task.uid).first().and_then(|owner| owner.calendar).and_then(|uid| self.hours(uid));
        let usual = owner.cloned().unwrap_or_else(|| self.project_hours());
        Some(self.task_hours(task)).filter(|hours| *hours != usual)
    }

    pub(super) fn calendars(&self) -> Vec<Observation> {
        let rows = self.file.calendars.iter().filter(|row| !self.personal.contains(&row.uid)).map(|row| {
            let mut seen = Seen::<CalendarThing>::new(calendar_id(row.uid));
            seen.set = vec![
                CalendarField::Title(Some(row.name.as_str().into())),
                CalendarField::Hours(Some(self.in_zone(&row.hours))),
                CalendarField::Base(row.base.map(calendar_id)),
            ];
            seen.into()
        });
        let made = |id: ExternalId, title: Arc<str>, hours: Calendar| {
            let mut seen = Seen::<CalendarThing>::new(id);
            seen.set =
                vec![CalendarField::Title(Some(title)), CalendarField::Hours(Some(self.in_zone(&hours)))];
            Observation::from(seen)
        };
        let mut all: Vec<Observation> = rows.collect();
        if self.file.calendar.is_none() {
            all.push(made("calendar:standard".into(), "Standard".into(), Calendar::ms_project_standard()));
        }
        if self.file.tasks.iter().any(|task| task.duration.is_some_and(|duration| duration.is_elapsed)) {
            all.push(made(ELAPSED.into(), "Elapsed time".into(), Calendar::continuous()));
        }
        all.extend(self.own_hours.iter().map(|(task, hours)| {
            made(own_calendar_id(*task), format!("Hours of task {task}").into(), hours.clone())
        }));
        all
    }

    pub(super) fn project_calendar_id(&self) -> ExternalId {
        self.file.calendar.map_or_else(|| "calendar:standard".into(), calendar_id)
    }

    pub(super) fn calendar_of(&self, task: &TaskRow) -> Option<ExternalId> {
        match task.duration {
            Some(duration) if duration.is_elapsed => Some(ELAPSED.into()),
            _ if own::inherits_calendar(task) => None,
            _ if self.whole_calendar(task).is_some() => self.whole_calendar(task).map(calendar_id),
            _ if self.own_hours.contains_key(&task.uid) => Some(own_calendar_id(task.uid)),
            _ => None,
        }
    }
}

/// The id of a calendar.
pub(super) fn calendar_id(uid: u32) -> ExternalId {
    format!("calendar:{uid}").into()
}

fn own_calendar_id(task: u32) -> ExternalId {
    format!("calendar:task:{task}").into()
}
