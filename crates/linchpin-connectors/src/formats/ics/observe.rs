//! From components to observations: who is away, which days are holidays, and what the plan has dates for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use linchpin_model::calendar::{Calendar, Exception};
use linchpin_model::observation::Listing;
use linchpin_model::{
    Absence, Batch, CalendarField, CalendarThing, ExternalId, Item, ItemField, Key, Label, LabelField,
    Milestone, MilestoneField, NeededFor, Observation, Program, ProgramField, Seen,
};
use sha2::{Digest, Sha256};

use super::super::cell::person::Who;
use super::away::{self, CalendarOf, Meaning};
use super::component::Component;
use super::event::{self, Dated};
use super::people::{People, attendees, organizer};
use super::relation::{Nodes, Relations};
use super::report::Report;
use super::series::{self, Taking, Times};
use super::zone::Zones;
use super::{own, task, text, time};

/// The id of the calendar that holds a file's holidays.
const HOLIDAYS: &str = "calendar:holidays";
/// The id of the program that follows them: the one that the file is read into.
const PROGRAM: &str = "program";
/// Holidays of one file, at most.
const MOST_HOLIDAYS: usize = 2_000;

/// What the calendars of a file say.
pub(super) fn observe(
    calendars: &[Component],
    name: &str,
    source: &str,
    zone: Option<&str>,
    report: Report,
) -> Batch {
    let mut reading = Reading::new(name, report);
    let parts = || calendars.iter().flat_map(|calendar| &calendar.inside);
    parts().for_each(|part| reading.people.enrol(part));
    for calendar in calendars {
        reading.calendar(calendar, zone);
    }
    let is_whole = calendars.iter().all(|calendar| matches!(method(calendar).as_str(), "" | "PUBLISH"));
    let is_empty = !parts().any(|part| matches!(&*part.name, "VEVENT" | "VTODO"));
    if is_empty {
        reading.report.add(1, "the file has no event and no task");
    }
    let listing = if is_whole && !is_empty { Listing::Complete } else { Listing::Partial };
    reading.batch(source, listing)
}

fn method(calendar: &Component) -> String {
    calendar.value("METHOD").to_ascii_uppercase()
}

/// A reading under way.
struct Reading<'c> {
    name: &'c str,
    of: CalendarOf,
    report: Report,
    people: People,
    zone: Option<String>,
    holidays: BTreeSet<(jiff::civil::Date, jiff::civil::Date, String)>,
    nodes: Nodes,
    milestones: Vec<(&'c Component, Seen<Milestone>)>,
    items: Vec<(&'c Component, Seen<Item>)>,
}

impl<'c> Reading<'c> {
    fn new(name: &'c str, report: Report) -> Self {
        Self {
            name,
            of: away::calendar_of(name),
            report,
            people: People::default(),
            zone: None,
            holidays: BTreeSet::new(),
            nodes: Nodes::default(),
            milestones: Vec::new(),
            items: Vec::new(),
        }
    }

    fn calendar(&mut self, calendar: &'c Component, asked: Option<&str>) {
        let mut zones = Zones::new(calendar, asked, &mut self.report);
        self.zone = self.zone.take().or_else(|| zones.home_name.clone());
        if self.is_called_off(calendar) {
            return;
        }
        for part in &calendar.inside {
            match &*part.name {
                "VTODO" => self.todo(part, &mut zones),
                "VJOURNAL" => {
                    self.report.add(part.number, "a journal entry is no date of a plan; it is left out")
                }
                "VFREEBUSY" => {
                    self.report.add(part.number, "free and busy times are not read; export the events")
                }
                _ => {}
            }
        }
        let mut by_id: BTreeMap<String, Vec<&'c Component>> = BTreeMap::new();
        for part in calendar.inside.iter().filter(|part| part.name == "VEVENT") {
            by_id.entry(id_of(part)).or_default().push(part);
        }
        let newest = newest(calendar);
        let mut times = Times::new(&mut zones, newest);
        let mut takings = Vec::new();
        for (id, events) in &by_id {
            takings.extend(times.of(id, events, &mut self.report));
        }
        if let Some((line, count)) = times.cut() {
            let events = if count == 1 { "an event recurs".into() } else { format!("{count} events recur") };
            let message =
                format!("{events} without an end, or for long: 1,000 dates within five years are read");
            self.report.add(line, message);
        }
        takings.iter().for_each(|taking| self.event(taking, &mut zones));
    }

    /// Whether a calendar only tells what was called off, or how somebody answered.
    fn is_called_off(&mut self, calendar: &Component) -> bool {
        let method = method(calendar);
        let is_message = matches!(&*method, "CANCEL" | "REPLY" | "REFRESH" | "COUNTER" | "DECLINECOUNTER");
        if is_message {
            let line = calendar.line("METHOD").map_or(calendar.number, |line| line.number);
            let message = format!("a message with METHOD:{method} is no calendar; it is left out");
            self.report.add_with_hint(
                line,
                message,
                "Export the whole calendar: what was called off is missing from it.",
            );
        }
        is_message
    }

    fn event(&mut self, taking: &Taking<'c>, zones: &mut Zones) {
        let event = taking.event;
        match own::kind(event) {
            Some(own::Kind::Absence) => return self.own_absence(taking),
            Some(own::Kind::Forecast) => return,
            Some(own::Kind::Item | own::Kind::Milestone) => return self.date(taking, zones),
            None => {}
        }
        match away::meaning(event, &self.of) {
            Meaning::Away { named, why } => self.absence(taking, named, why),
            Meaning::Holiday => self
                .holidays
                .extend(event::holidays(taking).into_iter().map(|one| (one.from_on, one.until_on, one.name))),
            Meaning::Observance => {
                let message = format!("{} is kept but worked on; it is left out", series::title(event));
                self.report.add(event.number, message);
            }
            Meaning::Date => self.date(taking, zones),
        }
    }

    /// An absence as the writer puts it: the person is the attendee, and the title names the person first.
    fn own_absence(&mut self, taking: &Taking<'_>) {
        let Some(who) = attendees(taking.event).into_iter().next() else {
            return self.report.add(taking.event.number, "the absence names nobody; it is left out");
        };
        let title = text::title(taking.event).unwrap_or_default();
        let prefix = title.split_once(": ");
        let name = who.name.as_deref().unwrap_or_default();
        let why =
            title.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).or(prefix.map(|(_, why)| why));
        let why = why.filter(|why| *why != "away").map(str::to_owned);
        self.away(taking, &[who], why);
    }

    fn absence(&mut self, taking: &Taking<'_>, named: Option<String>, why: Option<String>) {
        let event = taking.event;
        let people: Vec<Who> = match named {
            Some(name) => vec![self.in_full(event, name)],
            None => whose(event, &self.of),
        };
        if people.is_empty() {
            let message =
                format!("nothing tells who is away during {}; it is left out", series::title(event));
            let hint = "Name the person in the title (`Ana: leave`), as attendee, or in the calendar's name.";
            return self.report.add_with_hint(event.number, message, hint);
        }
        self.away(taking, &people, why);
    }

    /// A name of the title with the address of the one in the event whose first name or whole name it is.
    fn in_full(&self, event: &Component, name: String) -> Who {
        let is_same = |who: &Who| {
            who.name.as_deref().is_some_and(|full| {
                full.eq_ignore_ascii_case(&name)
                    || full.split(' ').next().is_some_and(|first| first.eq_ignore_ascii_case(&name))
            })
        };
        let mut known = attendees(event).into_iter().chain(organizer(event)).filter(is_same);
        known.next().unwrap_or(Who { name: Some(name), address: None })
    }

    fn away(&mut self, taking: &Taking<'_>, people: &[Who], why: Option<String>) {
        let days = event::days(&taking.at);
        if days.is_empty() && !taking.at.is_empty() {
            let message = format!(
                "{} takes less than half a working day; plans count whole days",
                series::title(taking.event)
            );
            self.report.add(taking.event.number, message);
        }
        for who in people {
            for (from, until) in &days {
                let why = why.as_deref().map(Into::into);
                let absence = Absence { from: *from, until: *until, why };
                self.people.is_away(who, absence, taking.event.number, &mut self.report);
            }
        }
    }

    fn date(&mut self, taking: &Taking<'c>, zones: &mut Zones) {
        let event = taking.event;
        if taking.recurs {
            // What was moved belongs to its series, which is told once.
            if event.line("RECURRENCE-ID").is_none() {
                let count = taking.at.len();
                let message = format!(
                    "{} is a series ({count} dates); a plan waits for single dates, so it is left out",
                    series::title(event)
                );
                self.report.add(event.number, message);
            }
            return;
        }
        let Some(at) = taking.at.first() else { return };
        event::check_url(event, &mut self.report);
        let (version_at, created_at) = event::moments(event, zones, &mut self.report);
        let key = Some(key_of(event, &taking.id));
        match event::dated(event, &taking.id, at, &mut self.people) {
            Dated::Milestone(seen) => {
                self.nodes.add(&taking.id, true);
                self.milestones.push((event, Seen { key, version_at, created_at, ..seen }));
            }
            Dated::Item(seen) => {
                self.nodes.add(&taking.id, false);
                self.items.push((event, Seen { key, version_at, created_at, ..seen }));
            }
        }
    }

    fn todo(&mut self, todo: &'c Component, zones: &mut Zones) {
        let id = id_of(todo);
        event::check_url(todo, &mut self.report);
        let seen = task::item(todo, &id, zones, &mut self.people, &mut self.report);
        let (version_at, created_at) = event::moments(todo, zones, &mut self.report);
        self.nodes.add(&id, false);
        self.items.push((todo, Seen { key: Some(key_of(todo, &id)), version_at, created_at, ..seen }));
    }

    fn batch(mut self, source: &str, listing: Listing) -> Batch {
        let mut relations = Relations::default();
        let mut labels = BTreeSet::new();
        for (component, seen) in &self.items {
            relations.read(component, seen.id.as_str(), &self.nodes, &mut self.report);
        }
        for (component, seen) in &self.milestones {
            relations.read(component, seen.id.as_str(), &self.nodes, &mut self.report);
        }
        let parent =
            |id: &ExternalId| relations.parents.get(id.as_str()).map(|parent| ExternalId::new(parent));
        for (component, seen) in &mut self.items {
            let own = task::labels(component);
            labels.extend(own.iter().cloned());
            let needed = needed_for(component);
            seen.set.extend([
                task::label_field(own),
                ItemField::Parent(parent(&seen.id)),
                ItemField::Milestones(needed),
            ]);
        }
        for (_, seen) in &mut self.milestones {
            seen.set.push(MilestoneField::Parent(parent(&seen.id)));
        }
        let mut observations = holidays(self.name, self.zone, self.holidays, &mut self.report);
        observations.extend(self.people.observations());
        observations.extend(labels.into_iter().map(|label| {
            let title = Some(label.as_str().into());
            Observation::from(Seen::<Label> { set: vec![LabelField::Title(title)], ..Seen::new(label) })
        }));
        observations.extend(self.milestones.into_iter().map(|(_, seen)| Observation::from(seen)));
        observations.extend(self.items.into_iter().map(|(_, seen)| Observation::from(seen)));
        observations.extend(relations.dependencies.into_values().map(Observation::from));
        Batch {
            format: "ics".into(),
            source: source.into(),
            url: None,
            exported_at: None,
            listing,
            mapping: None,
            observations,
            problems: self.report.into_problems(),
        }
    }
}

/// Who is away by an event whose title names nobody: those who take part, else who calls it, else whose calendar it is.
fn whose(event: &Component, calendar: &CalendarOf) -> Vec<Who> {
    let attendees = attendees(event);
    match (attendees.is_empty(), organizer(event), calendar) {
        (false, _, _) => attendees,
        (true, Some(organizer), _) => vec![organizer],
        (true, None, CalendarOf::Person(who) | CalendarOf::Perhaps(who)) => vec![who.clone()],
        (true, None, _) => Vec::new(),
    }
}

/// The calendar of a file's holidays, and that the program of the file follows it.
fn holidays(
    name: &str,
    zone: Option<String>,
    days: BTreeSet<(jiff::civil::Date, jiff::civil::Date, String)>,
    report: &mut Report,
) -> Vec<Observation> {
    if days.is_empty() {
        return Vec::new();
    }
    if days.len() > MOST_HOLIDAYS {
        report.add(1, format!("the file has more than {MOST_HOLIDAYS} holidays; the others are left out"));
    }
    let exceptions = days.into_iter().take(MOST_HOLIDAYS).map(|(from_on, until_on, name)| Exception {
        name,
        from_on,
        until_on,
        hours: Default::default(),
    });
    let hours = Calendar { zone, exceptions: exceptions.collect(), ..Calendar::default() };
    let mut calendar = Seen::<CalendarThing>::new(HOLIDAYS);
    calendar.set = vec![CalendarField::Title(Some(name.into())), CalendarField::Hours(Some(hours))];
    let mut program = Seen::<Program>::new(PROGRAM);
    program.set = vec![ProgramField::Holidays(Some(vec![HOLIDAYS.into()]))];
    vec![calendar.into(), program.into()]
}

fn needed_for(component: &Component) -> Option<Vec<NeededFor<linchpin_model::External>>> {
    let needed = component.all(own::NEEDED_FOR).map(|line| NeededFor {
        milestone: ExternalId::new(&text::unescaped(line.value.trim())),
        priority: own::priority(line),
    });
    Some(needed.collect::<Vec<_>>()).filter(|needed| !needed.is_empty())
}

/// The newest moment at which anything in a calendar was written, by its own word.
fn newest(calendar: &Component) -> Option<DateTime> {
    let names = ["DTSTAMP", "LAST-MODIFIED", "CREATED"];
    let of = |part: &Component| {
        names.iter().filter_map(|name| time::written(part.value(name)).ok()).map(|(at, _)| at.civil()).max()
    };
    calendar.inside.iter().filter_map(of).max()
}

/// The UID of a component; one without is known by what it says of itself.
fn id_of(component: &Component) -> String {
    let id = text::unescaped(component.value("UID"));
    if !id.is_empty() {
        return id.chars().take(500).collect();
    }
    let mut hash = Sha256::new();
    for name in ["SUMMARY", "DTSTART", "DUE", "RRULE"] {
        hash.update(component.value(name).as_bytes());
        hash.update([0]);
    }
    format!("without-uid-{}", hex(&hash.finalize()[..8]))
}

/// The key of our own components, else the start of the UID if it is short, else a short one made from it.
fn key_of(component: &Component, id: &str) -> Key {
    let start = id.split('@').next().unwrap_or(id);
    let is_short = (1..=24).contains(&start.chars().count())
        && !start.contains(|c: char| c.is_whitespace() || c.is_control());
    own::key(component).unwrap_or_else(|| match is_short {
        true => Key::new(start),
        false => Key::new(&format!("ics-{}", hex(&Sha256::digest(id.as_bytes())[..4]))),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
