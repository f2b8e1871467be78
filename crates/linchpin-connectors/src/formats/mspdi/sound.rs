//! What rows say of each other: parents, links, calendars and assignments that lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::calendar::Calendar;

use super::super::{Unreadable, quoted, refused};
use super::calendar::with_base;
use super::value::Report;
use super::{CalendarRow, ProjectFile, TaskRow};

/// Fills in parents and whole calendars, and leaves out what leads nowhere. Two tasks of one number refuse the file.
pub(super) fn make_sound(file: &mut ProjectFile, report: &mut Report) -> Result<(), Unreadable> {
    refuse_doubles(&file.tasks)?;
    report_double_marks(&file.tasks, report);
    find_parents(&mut file.tasks, report);
    drop_lost_links(&mut file.tasks, report);
    complete_calendars(&mut file.calendars, report);
    drop_lost_calendars(file, report);
    drop_lost_assignments(file, report);
    file.tasks.retain(|task| !task.is_blank);
    Ok(())
}

fn refuse_doubles(tasks: &[TaskRow]) -> Result<(), Unreadable> {
    let mut known: BTreeMap<u32, &TaskRow> = BTreeMap::new();
    for task in tasks {
        if let Some(other) = known.insert(task.uid, task) {
            let names = format!("{} and {}", quoted(&other.name), quoted(&task.name));
            return Err(refused(format!("two tasks have the UID {}: {names}", task.uid))
                .at(task.line, 1)
                .hint("Give one of them a UID of its own, or save the file again in Microsoft Project."));
        }
    }
    Ok(())
}

/// Tasks are told apart by `UID`; a mark that two of them share is of no use to other files.
fn report_double_marks(tasks: &[TaskRow], report: &mut Report) {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    for task in tasks.iter().filter(|task| !task.guid.is_empty()) {
        if let Some(other) = known.insert(&task.guid, task.uid) {
            let message = format!("tasks {other} and {} have one GUID; both are kept", task.uid);
            report.add(format!("task {}, line {}, GUID", task.uid, task.line), message);
        }
    }
}

/// The parent of a task is the last one before it that is one level up. A level that jumps is repaired and reported.
fn find_parents(tasks: &mut [TaskRow], report: &mut Report) {
    // The last task of each level, from the project's own down.
    let mut path: Vec<Option<u32>> = vec![None];
    for (index, task) in tasks.iter_mut().enumerate().filter(|(_, task)| !task.is_blank) {
        let is_root = index == 0 && task.outline_level == 0;
        let deepest = path.len() as u32;
        let level = if is_root { 0 } else { task.outline_level.clamp(1, deepest) };
        if level != task.outline_level {
            report.add(
                format!("task {}, line {}, OutlineLevel", task.uid, task.line),
                format!("the outline jumps to level {}; read as level {level}", task.outline_level),
            );
        }
        task.outline_level = level;
        path.truncate(level as usize);
        task.parent = path.last().copied().flatten();
        path.push(Some(task.uid));
    }
}

fn drop_lost_links(tasks: &mut [TaskRow], report: &mut Report) {
    let known: BTreeSet<u32> = tasks.iter().filter(|task| !task.is_blank).map(|task| task.uid).collect();
    for task in tasks {
        let (uid, line) = (task.uid, task.line);
        task.links.retain(|link| {
            let is_known = known.contains(&link.predecessor);
            if !is_known {
                let message = format!(
                    "the link leads to task {}, which is not in the file; it is left out",
                    link.predecessor
                );
                report.add(format!("task {uid}, line {line}, PredecessorLink"), message);
            }
            is_known
        });
    }
}

/// Exceptions of all calendars together, those that they have from their bases included, at most.
const EXCEPTIONS_IN_ALL: usize = 100_000;

/// Works out each calendar from its base, and the base's base. A circle of bases is broken and reported.
fn complete_calendars(calendars: &mut [CalendarRow], report: &mut Report) {
    let place: BTreeMap<u32, usize> = calendars.iter().enumerate().map(|(at, row)| (row.uid, at)).collect();
    let base_of =
        |at: usize, calendars: &[CalendarRow]| calendars[at].base.and_then(|uid| place.get(&uid).copied());
    let mut whole: Vec<Option<Calendar>> = vec![None; calendars.len()];
    let exceptions = |hours: &Calendar| hours.exceptions.len() + hours.seasons.len();
    let mut room = EXCEPTIONS_IN_ALL;
    for first in 0..calendars.len() {
        let mut chain = vec![first];
        while let Some(base) =
            base_of(chain[chain.len() - 1], calendars).filter(|base| whole[*base].is_none())
        {
            if chain.contains(&base) {
                let message = format!(
                    "calendar {} is its own base; standard hours are used instead",
                    calendars[base].uid
                );
                report.add(format!("calendar {}", calendars[chain[chain.len() - 1]].uid), message);
                let last = chain[chain.len() - 1];
                calendars[last].base = None;
                break;
            }
            chain.push(base);
        }
        while let Some(at) = chain.pop() {
            let base = base_of(at, calendars).and_then(|base| whole[base].as_ref());
            let count =
                base.map_or(0, exceptions) + calendars[at].exceptions.len() + calendars[at].seasons.len();
            let hours =
                if count <= room { with_base(&calendars[at], base) } else { weekly(&calendars[at], base) };
            if count > room {
                let message =
                    "the file has too many exceptions; this calendar is read without any".to_owned();
                report.add(format!("calendar {}", calendars[at].uid), message);
            }
            room -= exceptions(&hours);
            whole[at] = Some(hours);
        }
    }
    for (row, hours) in calendars.iter_mut().zip(whole) {
        row.hours = hours.unwrap_or_else(Calendar::ms_project_standard);
    }
}

/// The weekly hours of a calendar alone.
fn weekly(row: &CalendarRow, base: Option<&Calendar>) -> Calendar {
    let base = base.map(|base| Calendar::weekly(base.week.clone()));
    Calendar::weekly(with_base(row, base.as_ref()).week)
}

fn drop_lost_calendars(file: &mut ProjectFile, report: &mut Report) {
    let known: BTreeSet<u32> = file.calendars.iter().map(|row| row.uid).collect();
    for row in &mut file.calendars {
        row.base = row.base.filter(|base| known.contains(base));
    }
    if let Some(uid) = file.calendar.filter(|uid| !known.contains(uid)) {
        // A file without any calendar means the standard one.
        if !known.is_empty() {
            let message = format!("calendar {uid} is not in the file; standard hours are used instead");
            report.add("project, CalendarUID".into(), message);
        }
        file.calendar = None;
    }
    for task in &mut file.tasks {
        if let Some(uid) = task.calendar.filter(|uid| !known.contains(uid)) {
            let message = format!("calendar {uid} is not in the file; the project's is used instead");
            report.add(format!("task {}, line {}, CalendarUID", task.uid, task.line), message);
            task.calendar = None;
        }
    }
    for resource in &mut file.resources {
        resource.calendar = resource.calendar.filter(|uid| known.contains(uid));
    }
}

fn drop_lost_assignments(file: &mut ProjectFile, report: &mut Report) {
    let tasks: BTreeSet<u32> = file.tasks.iter().map(|task| task.uid).collect();
    let resources: BTreeSet<u32> = file.resources.iter().map(|resource| resource.uid).collect();
    file.assignments.retain(|assignment| {
        // Resource 0 is the row that stands for nobody.
        let known_resource = resources.contains(&assignment.resource);
        let lost = match (tasks.contains(&assignment.task), known_resource) {
            (false, _) => Some(format!("task {}", assignment.task)),
            (true, false) if assignment.resource != 0 => Some(format!("resource {}", assignment.resource)),
            _ => None,
        };
        if let Some(lost) = &lost {
            let message = format!("the assignment leads to {lost}, which is not in the file; it is left out");
            report.add(format!("assignment, line {}", assignment.line), message);
        }
        lost.is_none() && known_resource
    });
}
