//! Calendars of single people that say no more than when they are away: the days are theirs, the hours their base's.

use std::collections::BTreeSet;

use linchpin_model::Absence;

use super::{CalendarRow, ProjectFile};

/// The calendars that only people have, and that only take days out of their base.
pub(super) fn calendars(file: &ProjectFile) -> BTreeSet<u32> {
    let of_people: BTreeSet<u32> = file.resources.iter().filter_map(|row| row.calendar).collect();
    let of_tasks = file.tasks.iter().filter_map(|task| task.calendar);
    let of_calendars = file.calendars.iter().filter_map(|row| row.base);
    let others: BTreeSet<u32> = of_tasks.chain(of_calendars).chain(file.calendar).collect();
    let personal = file.calendars.iter().filter(|row| only_takes_days_out(row)).map(|row| row.uid);
    personal.filter(|uid| of_people.contains(uid) && !others.contains(uid)).collect()
}

fn only_takes_days_out(row: &CalendarRow) -> bool {
    let changes_hours = row.days.iter().any(Option::is_some) || !row.seasons.is_empty();
    row.base.is_some() && !changes_hours && row.exceptions.iter().all(|away| away.hours.is_empty())
}

/// The days away that a calendar takes out.
pub(super) fn absences(row: &CalendarRow) -> Vec<Absence> {
    let away = row.exceptions.iter().map(|away| Absence {
        from: away.from_on,
        until: away.until_on,
        why: Some(away.name.as_str()).filter(|why| !why.is_empty()).map(Into::into),
    });
    away.collect()
}
