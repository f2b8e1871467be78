//! Who is in a file: one person a mail address, or a name where no address goes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linchpin_model::{Absence, ExternalId, Observation, Person, PersonField, Seen};

use super::super::cell::person::Who;
use super::component::Component;
use super::line::Line;
use super::report::Report;
use super::text;

/// How often one person can be away.
const MOST_ABSENCES: usize = 1_000;

/// The people of a file, whatever the order in which they are named.
#[derive(Default)]
pub(super) struct People {
    /// The address in small letters, with it as written and the names that go with it.
    addresses: BTreeMap<String, (String, BTreeSet<String>)>,
    /// Names in small letters, with the addresses they go with.
    names: BTreeMap<String, BTreeSet<String>>,
    met: BTreeMap<ExternalId, Met>,
}

/// Somebody of whom the file says something.
struct Met {
    name: Option<String>,
    absences: Option<BTreeSet<(jiff::civil::Date, jiff::civil::Date, Option<String>)>>,
}

impl People {
    /// Takes down who is named together with an address.
    pub(super) fn enrol(&mut self, component: &Component) {
        for line in component.lines.iter().filter(|line| matches!(&*line.name, "ATTENDEE" | "ORGANIZER")) {
            let Some(Who { name, address: Some(address) }) = text::who(line) else { continue };
            let known = self
                .addresses
                .entry(address.to_lowercase())
                .or_insert_with(|| (address.clone(), BTreeSet::new()));
            known.0 = known.0.clone().min(address.clone());
            if let Some(name) = name {
                known.1.insert(name.clone());
                self.names.entry(name.to_lowercase()).or_default().insert(address.to_lowercase());
            }
        }
    }

    /// The id of somebody who is named.
    pub(super) fn id(&mut self, who: &Who) -> ExternalId {
        let name = who.name.as_deref().unwrap_or_default();
        let by_name = self.names.get(&name.to_lowercase()).filter(|addresses| addresses.len() == 1);
        let address = who.address.as_ref().map(|address| address.to_lowercase());
        let address = address.or_else(|| by_name.and_then(|addresses| addresses.first().cloned()));
        let id = ExternalId::new(&address.unwrap_or_else(|| name.to_lowercase()));
        let met = self.met.entry(id.clone()).or_insert(Met { name: None, absences: None });
        // Of spellings that differ in case alone the same one is taken whatever the order.
        if let Some(name) = &who.name {
            met.name = Some(met.name.take().map_or_else(|| name.clone(), |known| known.min(name.clone())));
        }
        id
    }

    /// Says that somebody is away.
    pub(super) fn is_away(&mut self, who: &Who, absence: Absence, line: usize, report: &mut Report) {
        let id = self.id(who);
        let Some(met) = self.met.get_mut(&id) else { return };
        let absences = met.absences.get_or_insert_default();
        match absences.len() < MOST_ABSENCES {
            true => {
                _ = absences.insert((absence.from, absence.until, absence.why.map(|why| why.to_string())))
            }
            false => report.add(
                line,
                format!("a person is away more than {MOST_ABSENCES} times; the others are left out"),
            ),
        }
    }

    /// What the file says of each.
    pub(super) fn observations(self) -> Vec<Observation> {
        let addresses = self.addresses;
        let one = |(id, met): (ExternalId, Met)| {
            let known = addresses.get(id.as_str());
            let called = known.and_then(|(_, names)| names.first().cloned());
            let mut seen = Seen::<Person>::new(id.clone());
            let name = called
                .or(met.name)
                .or_else(|| known.map(|(address, _)| address.clone()))
                .unwrap_or_else(|| id.to_string());
            seen.set.push(PersonField::Name(Some(name.into())));
            seen.set.extend(known.map(|(address, _)| PersonField::Address(Some(address.as_str().into()))));
            seen.set.extend(met.absences.map(|absences| {
                let absence = |(from, until, why): (_, _, Option<String>)| Absence {
                    from,
                    until,
                    why: why.map(Arc::from),
                };
                PersonField::Absences(Some(absences.into_iter().map(absence).collect()))
            }));
            seen.into()
        };
        self.met.into_iter().map(one).collect()
    }
}

/// Those who take part: people who did not decline, in the order of the file.
pub(super) fn attendees(component: &Component) -> Vec<Who> {
    let takes_part = |line: &&Line| {
        !line.says("PARTSTAT", "DECLINED")
            && !["ROOM", "RESOURCE", "GROUP"].iter().any(|kind| line.says("CUTYPE", kind))
            && !line.says("ROLE", "NON-PARTICIPANT")
    };
    component.all("ATTENDEE").filter(takes_part).filter_map(text::who).collect()
}

/// Who calls it.
pub(super) fn organizer(component: &Component) -> Option<Who> {
    component.line("ORGANIZER").and_then(text::who)
}
