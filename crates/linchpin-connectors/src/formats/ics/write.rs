//! A plan's dates as a calendar to subscribe to: milestones, forecasts, dated items, absences.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use linchpin_model::value::{Category, Constraint, DependencyKind, Lag, Priority, Resolution};
use linchpin_model::world::Record;
use linchpin_model::{
    Absence, Dependency, Item, ItemId, Label, Milestone, MilestoneId, Node, Noun, PersonId, World,
};

use super::output::Output;
use super::own::{self, Kind};

/// What is written.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'w> {
    /// Where it stands.
    pub world: &'w World,
    /// What the calendar is called.
    pub name: &'w str,
    /// What tells this hub from all others, as the end of every UID.
    pub hub: &'w str,
    /// The IANA zone of local times; UTC without one.
    pub zone: Option<&'w str>,
    /// The items; those without any date are passed over.
    pub items: &'w BTreeSet<ItemId>,
    /// The milestones; those with neither target nor forecast are passed over.
    pub milestones: &'w BTreeSet<MilestoneId>,
    /// By which day 85 of a hundred futures reach a milestone, for those that are not reached yet.
    pub p85: &'w BTreeMap<MilestoneId, Date>,
    /// When people are away.
    pub absences: &'w BTreeMap<PersonId, Vec<Absence>>,
}

/// Writes a calendar. The same World gives the same bytes.
pub fn write(calendar: &Calendar<'_>) -> String {
    let zone = calendar.zone.and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
    let mut writer = Writer {
        calendar,
        zone: zone.clone().unwrap_or(TimeZone::UTC),
        nodes: nodes(calendar),
        waits: waits(calendar.world),
        out: Output::default(),
    };
    writer.out.plain("BEGIN", "VCALENDAR");
    writer.out.plain("VERSION", "2.0");
    writer.out.plain("PRODID", "-//Linchpin//Linchpin//EN");
    writer.out.plain("CALSCALE", "GREGORIAN");
    writer.out.text("NAME", calendar.name);
    writer.out.text("X-WR-CALNAME", calendar.name);
    if let Some(name) = calendar.zone.filter(|_| zone.is_some()) {
        writer.out.plain("X-WR-TIMEZONE", name);
    }
    calendar
        .milestones
        .iter()
        .filter_map(|id| calendar.world.get(*id))
        .for_each(|record| writer.milestone(record));
    calendar.items.iter().filter_map(|id| calendar.world.get(*id)).for_each(|record| writer.item(record));
    calendar.absences.iter().for_each(|(person, absences)| writer.absences(*person, absences));
    writer.out.plain("END", "VCALENDAR");
    writer.out.finish()
}

/// What gets a component of its own, so that others can refer to it.
fn nodes(calendar: &Calendar<'_>) -> BTreeSet<Node> {
    let world = calendar.world;
    let has_date = |id: &&ItemId| world.get(**id).is_some_and(|item| Dates::of(item).is_some());
    let has_target =
        |id: &&MilestoneId| world.get(**id).is_some_and(|milestone| milestone.target().is_some());
    let items = calendar.items.iter().filter(has_date).map(|id| Node::Item(*id));
    let milestones = calendar.milestones.iter().filter(has_target).map(|id| Node::Milestone(*id));
    items.chain(milestones).collect()
}

/// The dependencies by what waits.
fn waits(world: &World) -> BTreeMap<Node, Vec<&Record<Dependency>>> {
    let mut waits: BTreeMap<Node, Vec<_>> = BTreeMap::new();
    for record in world.live::<Dependency>() {
        if let Some(successor) = record.successor() {
            waits.entry(*successor).or_default().push(record);
        }
    }
    waits
}

struct Writer<'w> {
    calendar: &'w Calendar<'w>,
    zone: TimeZone,
    nodes: BTreeSet<Node>,
    waits: BTreeMap<Node, Vec<&'w Record<Dependency>>>,
    out: Output,
}

impl Writer<'_> {
    fn begin(&mut self, component: &str, uid: &str, kind: Kind) {
        self.out.plain("BEGIN", component);
        self.out.plain("UID", &format!("{uid}@{}", self.calendar.hub));
        self.out.moment("DTSTAMP", self.calendar.world.recorded_at);
        self.out.plain(own::KIND, kind.word());
    }

    /// A milestone on the day by which it is promised, and on the day that is to be expected.
    fn milestone(&mut self, milestone: &Record<Milestone>) {
        let node = Node::Milestone(milestone.id);
        if let Some(target) = milestone.target() {
            self.begin("VEVENT", &uid(node), Kind::Milestone);
            self.common(milestone, milestone.title());
            self.whole_days(target.on, None);
            self.out.texts("CATEGORIES", ["Milestone"].into_iter());
            if target.resolution != Resolution::Day {
                let span = if target.resolution == Resolution::Month { "month" } else { "quarter" };
                self.out.text("DESCRIPTION", &format!("Promised for the {span} that ends on this day."));
                self.out.plain(own::RESOLUTION, &own::word(&target.resolution));
            }
            self.out.plain("TRANSP", "TRANSPARENT");
            milestone.owner().into_iter().for_each(|owner| self.attendee(*owner, "REQ-PARTICIPANT"));
            milestone.done_at().into_iter().for_each(|at| self.out.plain(own::FINISHED, &at.to_string()));
            self.imposed(milestone.constraint(), milestone.deadline());
            milestone.url().into_iter().for_each(|url| self.out.plain("URL", url));
            self.relations(node, milestone.parent());
            self.out.plain("END", "VEVENT");
        }
        if let Some(on) = self.calendar.p85.get(&milestone.id).copied() {
            self.begin("VEVENT", &format!("{}-p85", uid(node)), Kind::Forecast);
            let title = milestone.title().map_or("Milestone", |title| title);
            self.out.text("SUMMARY", &format!("{title}: forecast, 85 of 100"));
            self.whole_days(on, None);
            self.out.texts("CATEGORIES", ["Forecast"].into_iter());
            self.out.text("DESCRIPTION", "In 85 of 100 futures it is reached by this day.");
            self.out.plain("TRANSP", "TRANSPARENT");
            self.out.plain("END", "VEVENT");
        }
    }

    fn item(&mut self, item: &Record<Item>) {
        let node = Node::Item(item.id);
        let Some(dates) = Dates::of(item) else { return };
        self.begin("VTODO", &uid(node), Kind::Item);
        self.common(item, item.title());
        self.dates(&dates);
        self.progress(item);
        let labels: Vec<_> = item
            .labels()
            .into_iter()
            .flatten()
            .filter_map(|id| self.calendar.world.get::<Label>(*id)?.title())
            .collect();
        self.out.texts("CATEGORIES", labels.iter().map(|label| &***label));
        item.owner().into_iter().for_each(|owner| self.attendee(*owner, "REQ-PARTICIPANT"));
        let contributors = item.contributors().into_iter().flatten();
        contributors.for_each(|person| self.attendee(*person, "OPT-PARTICIPANT"));
        item.kind().into_iter().for_each(|kind| self.out.text(own::ITEM_KIND, kind));
        if let Some((start, finish)) = item.scheduled() {
            self.out.plain(own::SCHEDULED, &format!("{start}/{finish}"));
        }
        self.imposed(item.constraint(), item.deadline());
        item.url().into_iter().for_each(|url| self.out.plain("URL", url));
        self.relations(node, item.parent());
        self.needed_for(item);
        self.out.plain("END", "VTODO");
    }

    /// Title, key, and when it came to be.
    fn common<N: Noun>(&mut self, record: &Record<N>, title: Option<&std::sync::Arc<str>>) {
        title.into_iter().for_each(|title| self.out.text("SUMMARY", title));
        record.key().into_iter().for_each(|key| self.out.text(own::KEY, key.as_str()));
        record.added.as_ref().into_iter().for_each(|added| self.out.moment("CREATED", added.at));
    }

    /// Both dates of a task are days or both are moments, and the first is the earlier (RFC 5545, section 3.8.2.3).
    fn dates(&mut self, dates: &Dates) {
        match (dates.due, dates.start, dates.finish) {
            (Some(due), start, _) => {
                let start = start.map(DateTime::date).filter(|start| *start < due);
                start.into_iter().for_each(|start| self.out.day("DTSTART", start));
                self.out.day("DUE", due);
            }
            (None, start, finish) => {
                let start = start.filter(|start| finish.is_none_or(|finish| *start < finish));
                let zone = self.zone.clone();
                start.into_iter().for_each(|start| self.out.local("DTSTART", start, &zone));
                finish.into_iter().for_each(|finish| self.out.local("DUE", finish, &zone));
            }
        }
    }

    fn progress(&mut self, item: &Record<Item>) {
        if let Some(status) = item.status() {
            self.out.plain("STATUS", status_word(status.category));
            self.out.text(own::STATUS, &status.name);
        }
        if let Some(at) = item.finished_at() {
            self.out.moment("COMPLETED", *at);
            self.out.plain(own::FINISHED, &at.to_string());
        }
        item.started_at().into_iter().for_each(|at| self.out.plain(own::STARTED, &at.to_string()));
        item.percent_done()
            .into_iter()
            .for_each(|done| self.out.plain("PERCENT-COMPLETE", &done.min(&100).to_string()));
        item.priority().into_iter().for_each(|priority| self.out.plain("PRIORITY", priority_word(*priority)));
    }

    fn imposed(&mut self, constraint: Option<&Constraint>, deadline: Option<&DateTime>) {
        constraint.into_iter().for_each(|constraint| self.out.text(own::CONSTRAINT, &own::json(constraint)));
        deadline.into_iter().for_each(|deadline| self.out.plain(own::DEADLINE, &deadline.to_string()));
    }

    /// Somebody who has it, or is away. Whoever asked to be forgotten is not named.
    fn attendee(&mut self, person: PersonId, role: &str) {
        let world = self.calendar.world;
        let Some(record) = world.get(person).filter(|record| !record.forgotten) else { return };
        let name = world.name_of(person);
        let address = record.address().and_then(|address| world.text(address));
        let is_plain =
            |address: &&std::sync::Arc<str>| !address.contains(|c: char| c.is_whitespace() || c.is_control());
        let value = address
            .filter(is_plain)
            .map_or("invalid:nomail".to_owned(), |address| format!("mailto:{address}"));
        self.out.with("ATTENDEE", &[("CN", &name), ("ROLE", role)], &value);
    }

    fn relations(&mut self, node: Node, parent: Option<&ItemId>) {
        if let Some(parent) =
            parent.map(|parent| Node::Item(*parent)).filter(|parent| self.nodes.contains(parent))
        {
            self.out.with(
                "RELATED-TO",
                &[("RELTYPE", "PARENT")],
                &format!("{}@{}", uid(parent), self.calendar.hub),
            );
        }
        for dependency in self.waits.get(&node).cloned().unwrap_or_default() {
            let Some(predecessor) = dependency.predecessor().filter(|node| self.nodes.contains(node)) else {
                continue;
            };
            let kind = dependency
                .kind()
                .filter(|kind| **kind != DependencyKind::FinishStart)
                .map(own::word)
                .unwrap_or_default();
            let lag = dependency.lag().copied().unwrap_or(Lag::NONE);
            let (gap, exact) = (gap(lag), own::lag_words(lag));
            let mut params = vec![("RELTYPE", "DEPENDS-ON")];
            params.extend(gap.as_deref().map(|gap| ("GAP", gap)));
            params.extend((!kind.is_empty()).then_some((own::TYPE, &*kind)));
            params.extend((lag != Lag::NONE).then_some((own::LAG, &*exact)));
            self.out.with("RELATED-TO", &params, &format!("{}@{}", uid(*predecessor), self.calendar.hub));
        }
    }

    fn needed_for(&mut self, item: &Record<Item>) {
        for needed in item.milestones().into_iter().flatten() {
            let node = Node::Milestone(needed.milestone);
            if self.nodes.contains(&node) {
                let priority = needed.priority.as_ref().map(own::word);
                let params: Vec<_> =
                    priority.as_deref().map(|priority| (own::PRIORITY, priority)).into_iter().collect();
                self.out.with(own::NEEDED_FOR, &params, &format!("{}@{}", uid(node), self.calendar.hub));
            }
        }
    }

    fn absences(&mut self, person: PersonId, absences: &[Absence]) {
        let name = self.calendar.world.name_of(person);
        if self.calendar.world.get(person).is_none_or(|record| record.forgotten) {
            return;
        }
        let mut times: BTreeMap<(Date, Date), usize> = BTreeMap::new();
        for absence in absences {
            let again = times.entry((absence.from, absence.until)).or_default();
            *again += 1;
            let days = |day: Date| day.strftime("%Y%m%d").to_string();
            let again = if *again > 1 { format!("-{again}") } else { String::new() };
            let uid =
                format!("absence-{}-{}-{}{again}", person.number(), days(absence.from), days(absence.until));
            self.begin("VEVENT", &uid, Kind::Absence);
            self.out.text("SUMMARY", &format!("{name}: {}", absence.why.as_deref().unwrap_or("away")));
            self.whole_days(absence.from, Some(absence.until));
            self.out.texts("CATEGORIES", ["Absence"].into_iter());
            self.attendee(person, "REQ-PARTICIPANT");
            self.out.plain("X-MICROSOFT-CDO-BUSYSTATUS", "OOF");
            self.out.plain("END", "VEVENT");
        }
    }

    /// Whole days; the end is the first day after them.
    fn whole_days(&mut self, from: Date, until: Option<Date>) {
        self.out.day("DTSTART", from);
        self.out.day("DTEND", until.unwrap_or(from.saturating_add(1.day())));
    }
}

/// The dates of an item.
struct Dates {
    due: Option<Date>,
    start: Option<DateTime>,
    finish: Option<DateTime>,
}

impl Dates {
    /// None for an item that has no date at all.
    fn of(item: &Record<Item>) -> Option<Self> {
        let due = item.due().copied();
        let (by_hand, constraint) = (item.scheduled().copied(), item.constraint().copied());
        let start = by_hand.map(|(start, _)| start).or(constraint.and_then(|constraint| match constraint {
            Constraint::StartNoEarlierThan(at)
            | Constraint::StartNoLaterThan(at)
            | Constraint::MustStartOn(at) => Some(at),
            Constraint::AsSoonAsPossible
            | Constraint::AsLateAsPossible
            | Constraint::FinishNoEarlierThan(_)
            | Constraint::FinishNoLaterThan(_)
            | Constraint::MustFinishOn(_) => None,
        }));
        let finish =
            by_hand.map(|(_, finish)| finish).or(constraint.and_then(|constraint| match constraint {
                Constraint::FinishNoEarlierThan(at)
                | Constraint::FinishNoLaterThan(at)
                | Constraint::MustFinishOn(at) => Some(at),
                Constraint::AsSoonAsPossible
                | Constraint::AsLateAsPossible
                | Constraint::StartNoEarlierThan(_)
                | Constraint::StartNoLaterThan(_)
                | Constraint::MustStartOn(_) => None,
            }));
        let finish = finish.or(item.deadline().copied());
        (due.is_some() || start.is_some() || finish.is_some()).then_some(Self { due, start, finish })
    }
}

fn uid(node: Node) -> String {
    match node {
        Node::Item(id) => format!("item-{}", id.number()),
        Node::Milestone(id) => format!("milestone-{}", id.number()),
    }
}

fn status_word(category: Category) -> &'static str {
    match category {
        Category::Todo => "NEEDS-ACTION",
        Category::InProgress => "IN-PROCESS",
        Category::Done => "COMPLETED",
        Category::Dropped => "CANCELLED",
    }
}

fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::P0 => "1",
        Priority::P1 => "5",
        Priority::P2 => "9",
    }
}

/// A lag as time by the clock: working time at eight hours a day, and none for a share of the predecessor's duration.
fn gap(lag: Lag) -> Option<String> {
    let minutes = match lag {
        Lag::Elapsed(minutes) => i64::from(minutes),
        Lag::Working(minutes) if minutes % 480 == 0 => i64::from(minutes) * 3,
        Lag::Working(minutes) => i64::from(minutes),
        Lag::Percent(_) => 0,
    };
    let sign = if minutes < 0 { "-" } else { "" };
    let size = minutes.abs();
    (size != 0).then(|| match size % 1_440 {
        0 => format!("{sign}P{}D", size / 1_440),
        _ => format!("{sign}PT{size}M"),
    })
}
