//! An event as days away, as holidays, or as a date of the plan.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use linchpin_model::calendar::{Exception, Hours};
use linchpin_model::value::{Resolution, Target};
use linchpin_model::{Item, ItemField, Milestone, MilestoneField, Seen};

use super::component::Component;
use super::people::{People, attendees, organizer};
use super::report::Report;
use super::series::{Occurrence, Taking};
use super::zone::Zones;
use super::{own, text};

/// Minutes of a day between 9 and 17 o'clock that make somebody count as away: half of them.
const HALF_A_DAY: i64 = 4 * 60;

/// The days that occurrences take, as ranges whose end is not in them. Of a time, a day counts of which it takes at least four
/// of the hours between 9 and 17.
pub(super) fn days(at: &[Occurrence]) -> Vec<(Date, Date)> {
    at.iter().filter_map(range).collect()
}

fn range(one: &Occurrence) -> Option<(Date, Date)> {
    let next = |day: Date| day.saturating_add(1.day());
    if one.is_days {
        return Some((one.start.date(), one.end.date().max(next(one.start.date()))));
    }
    let last = one.end.date();
    let minutes = |from: DateTime, to: DateTime| {
        from.until((jiff::Unit::Minute, to)).map_or(0, |span| span.get_minutes())
    };
    let counts = |day: Date| {
        let (from, to) = (day.at(9, 0, 0, 0).max(one.start), day.at(17, 0, 0, 0).min(one.end));
        minutes(from, to) >= HALF_A_DAY
    };
    // Days between the first and the last are taken whole.
    let from = if counts(one.start.date()) { one.start.date() } else { next(one.start.date()) };
    let until = if counts(last) { next(last) } else { last };
    (from < until).then_some((from, until))
}

/// Holidays of everybody.
pub(super) fn holidays(taking: &Taking<'_>) -> Vec<Exception> {
    let name = text::title(taking.event).unwrap_or_else(|| "Holiday".into());
    let exception =
        |(from_on, until_on)| Exception { name: name.clone(), from_on, until_on, hours: Hours::default() };
    days(&taking.at).into_iter().map(exception).collect()
}

/// A date of the plan: a milestone, or an item where it takes more than a day.
pub(super) enum Dated {
    Milestone(Seen<Milestone>),
    Item(Seen<Item>),
}

/// What a date of the plan says.
pub(super) fn dated(event: &Component, id: &str, at: &Occurrence, people: &mut People) -> Dated {
    let owner = attendees(event).into_iter().next().filter(|_| own::kind(event).is_some());
    let owner = owner.or_else(|| organizer(event)).map(|who| people.id(&who));
    let title: Option<Arc<str>> = text::title(event).map(Arc::from);
    let first = at.start.date();
    let last = if at.is_days { at.end.date().saturating_sub(1.day()) } else { at.end.date() };
    let takes_days = last > first && (at.is_days || at.end >= at.start.saturating_add(1.day()));
    if takes_days {
        let mut seen = Seen::<Item>::new(id.to_owned());
        let (start, finish) = match at.is_days {
            true => (first.at(9, 0, 0, 0), last.at(17, 0, 0, 0)),
            false => (at.start, at.end),
        };
        seen.set = vec![
            ItemField::Title(title),
            ItemField::Kind(Some("event".into())),
            ItemField::Owner(owner),
            ItemField::Scheduled(Some((start, finish))),
            ItemField::Url(text::url(event)),
        ];
        return Dated::Item(seen);
    }
    let resolution = own::resolution(event).unwrap_or(Resolution::Day);
    let mut seen = Seen::<Milestone>::new(id.to_owned());
    seen.set = vec![
        MilestoneField::Title(title),
        MilestoneField::Target(Some(Target { on: first, resolution })),
        MilestoneField::Owner(owner),
        MilestoneField::DoneAt(own::moment(event, own::FINISHED)),
        MilestoneField::Constraint(own::constraint(event)),
        MilestoneField::Deadline(own::deadline(event)),
        MilestoneField::Url(text::url(event)),
    ];
    Dated::Milestone(seen)
}

/// Tells of an address that is not of the web, which is left out.
pub(super) fn check_url(component: &Component, report: &mut Report) {
    if let Some(line) = component.line("URL").filter(|_| text::url(component).is_none()) {
        report.add(line.number, "the address is not one of the web (https://…); it is left out");
    }
}

/// When a component was last changed and when it came to be.
pub(super) fn moments(
    component: &Component,
    zones: &mut Zones,
    report: &mut Report,
) -> (Option<linchpin_model::Moment>, Option<linchpin_model::Moment>) {
    let mut moment = |name: &str| {
        let when = component.line(name).and_then(|line| zones.when(line, report))?;
        zones.instant(&when).map(linchpin_model::Moment::from)
    };
    let version_at = moment("LAST-MODIFIED").or_else(|| moment("DTSTAMP"));
    (version_at, moment("CREATED"))
}
