//! One thing that a source shows: new, changed, or as it was.

use crate::event::{Added, Changed, Event, SourceRef, Stamped};
use crate::fact::FieldValue;
use crate::id::{Id, Key};
use crate::moment::Moment;
use crate::noun::{Noun, PersonId};
use crate::observation::Seen;
use crate::refs::{External, Ids};
use crate::resolve::Resolver;
use crate::value::{Kind, Thing};
use crate::world::SourceLink;

use super::{Run, running};

/// The values of one thing as the source last gave them, each with its moment.
type Running<N> = Vec<(<N as Noun>::Field<Ids>, Moment)>;

impl Run<'_> {
    pub(super) fn see<N: Noun>(&mut self, seen: &Seen<N>) {
        let Some(number) = self.register.number_of(N::KIND, &seen.id) else { return };
        let id = Id::<N>::new(number);
        if self.world.itself(id).is_some_and(|record| record.forgotten) {
            self.count(N::KIND).unchanged += 1;
            return;
        }
        self.register.context =
            format!("{} {}", N::KIND, seen.key.as_ref().map_or(seen.id.as_str(), Key::as_str));
        let before = self.events.len();
        let link = self.world.itself(id).and_then(|record| self.link(&record.sources, seen));
        let is_known = link.is_some();
        match link {
            Some(link) => self.see_again(id, seen, &link),
            None => self.see_first(id, seen),
        }
        let has_changed = self.events.len() > before;
        let counts = self.count(N::KIND);
        match (is_known, has_changed) {
            (false, _) => counts.added += 1,
            (true, true) => counts.changed += 1,
            (true, false) => counts.unchanged += 1,
        }
    }

    fn link<N: Noun>(&self, links: &[SourceLink], seen: &Seen<N>) -> Option<SourceLink> {
        links.iter().find(|link| link.source == self.source && link.id == seen.id).cloned()
    }

    fn see_first<N: Noun>(&mut self, id: Id<N>, seen: &Seen<N>) {
        let version_at = seen.version_at.unwrap_or(self.observed_at);
        let is_dated = matches!(N::KIND, Kind::Item | Kind::Dependency | Kind::Comment | Kind::Link);
        let shown_at = if is_dated || seen.version_at.is_some() { version_at } else { self.begins_at };
        let earliest = seen.history.first().map_or(shown_at, |change| change.at.min(shown_at));
        let created_at = seen.created_at.unwrap_or(earliest);
        let by = self.person(seen.by.as_ref());
        let has_history = !seen.history.is_empty() || !seen.at_first.is_empty();
        let first = if has_history { &seen.at_first } else { &seen.set };
        let mut values = Running::<N>::new();
        let mut set = self.differing::<N>(first, &values, Moment::MAX);
        set.extend(self.home_field::<N>(&set));
        remember::<N>(&mut values, &set, created_at);
        let source = SourceRef { source: self.source, id: seen.id.clone() };
        let is_made_here = self.made.is_some_and(|made| N::thing(id) == Thing::Program(made));
        if self.world.itself(id).is_some() || is_made_here {
            // The same person is known from another source, or the program is the one that this is read into.
            self.emit(created_at, by, Event::SourceLinked { thing: N::thing(id), source });
            self.emit(created_at, by, N::changed(Changed { id, set }));
        } else {
            let mut keys = self.keys(seen).into_iter();
            let key = keys.next();
            self.emit(created_at, by, N::added(Added { id, key, source: Some(source), set }));
            for key in keys {
                self.emit(version_at, None, Event::KeyChanged { thing: N::thing(id), key });
            }
        }
        let last_at = self.tell_history(id, seen, &mut values, None).unwrap_or(created_at);
        self.tell_present(id, seen, &mut values, version_at.max(last_at));
    }

    fn see_again<N: Noun>(&mut self, id: Id<N>, seen: &Seen<N>, link: &SourceLink) {
        let version_at = seen.version_at.unwrap_or(self.observed_at);
        let Some(record) = self.world.itself(id) else { return };
        if link.is_gone() && link.gone.as_ref().is_some_and(|gone| gone.at < version_at.max(self.observed_at))
        {
            self.count(N::KIND).returned += 1;
            let at = version_at.max(self.observed_at);
            self.emit(at, None, Event::Returned { thing: N::thing(id), source: self.source });
        }
        let mut values: Running<N> =
            record.said_by(self.actor).map(|said| (said.value.clone(), said.at)).collect();
        let known_keys: Vec<Key> = record.keys.iter().map(|said| said.value.clone()).collect();
        for key in seen.former_keys.iter().chain(&seen.key) {
            let is_known = known_keys.iter().any(|known| known == key || is_qualified(known, key));
            if !is_known {
                let key = self.register.free_key(key, &self.source_name());
                self.register.take_key(&key, N::thing(id));
                self.emit(version_at, None, Event::KeyChanged { thing: N::thing(id), key });
            }
        }
        let last_at = self.tell_history(id, seen, &mut values, link.heard);
        self.tell_present(
            id,
            seen,
            &mut values,
            last_at.map_or(version_at, |last_at| version_at.max(last_at)),
        );
    }

    /// Tells the changes that were not heard before, and gives the moment of the last of them.
    fn tell_history<N: Noun>(
        &mut self,
        id: Id<N>,
        seen: &Seen<N>,
        values: &mut Running<N>,
        heard: Option<(Moment, u32)>,
    ) -> Option<Moment> {
        let mut to_skip = heard.map_or(0, |(_, count)| count);
        let mut last_at = None;
        for change in &seen.history {
            match heard {
                Some((heard_at, _)) if change.at < heard_at => continue,
                Some((heard_at, _)) if change.at == heard_at && to_skip > 0 => {
                    to_skip -= 1;
                    continue;
                }
                _ => {}
            }
            let set = self.differing::<N>(&change.set, values, Moment::MAX);
            if !set.is_empty() {
                remember::<N>(values, &set, change.at);
                let by = self.person(change.by.as_ref());
                self.emit(change.at, by, N::changed(Changed { id, set }));
                last_at = Some(last_at.map_or(change.at, |last: Moment| last.max(change.at)));
            }
        }
        last_at
    }

    /// Tells what is shown now and differs from what is known.
    fn tell_present<N: Noun>(&mut self, id: Id<N>, seen: &Seen<N>, values: &mut Running<N>, at: Moment) {
        let mut set = self.differing::<N>(&seen.set, values, at);
        if let Some(home) = self.home_field::<N>(&set)
            && running::<N>(values, &home).is_none()
        {
            set.push(home);
        }
        if !set.is_empty() {
            self.emit(at, None, N::changed(Changed { id, set }));
        }
    }

    /// The fields that differ from the running values, as far as those are not newer than `at`.
    fn differing<N: Noun>(
        &mut self,
        fields: &[N::Field<External>],
        values: &Running<N>,
        at: Moment,
    ) -> Vec<N::Field<Ids>> {
        let mut differing: Vec<N::Field<Ids>> = Vec::new();
        for field in fields {
            let name = field.name();
            let known = values.iter().find(|(value, _)| value.name() == name);
            let Some(value) = N::resolve(field, known.map(|(value, _)| value), &mut self.register) else {
                continue;
            };
            let is_news = match known {
                Some((known, since)) => *known != value && *since <= at,
                None => !value.is_cleared(),
            };
            if is_news {
                differing.retain(|other| !other.same_field(&value));
                differing.push(value);
            }
        }
        differing
    }

    /// The program of a thing that names none.
    fn home_field<N: Noun>(&self, set: &[N::Field<Ids>]) -> Option<N::Field<Ids>> {
        let home = N::in_program(self.home?)?;
        set.iter().all(|field| !field.same_field(&home)).then_some(home)
    }

    fn keys<N: Noun>(&mut self, seen: &Seen<N>) -> Vec<Key> {
        let Some(number) = self.register.number_of(N::KIND, &seen.id) else { return Vec::new() };
        let thing = N::thing(Id::new(number));
        let source = self.source_name();
        let mut keys = Vec::new();
        // People need a word for what they talk about; the source's own id will do.
        let needs_one = seen.key.is_none() && matches!(N::KIND, Kind::Item | Kind::Milestone);
        let own_id = needs_one.then(|| Key::new(seen.id.as_str()));
        for key in seen.former_keys.iter().chain(&seen.key).chain(&own_id) {
            let key = self.register.free_key(key, &source);
            self.register.take_key(&key, thing);
            keys.push(key);
        }
        keys
    }

    fn person(&mut self, id: Option<&crate::id::ExternalId>) -> Option<PersonId> {
        id.and_then(|id| self.register.number(Kind::Person, id)).map(Id::new)
    }

    fn source_name(&self) -> String {
        let known = self.world.get(self.source).and_then(|record| record.title().map(ToString::to_string));
        known.or_else(|| self.events.iter().find_map(title_of_source)).unwrap_or_default()
    }
}

fn title_of_source(stamped: &Stamped) -> Option<String> {
    let Event::SourceAdded(added) = &stamped.event else { return None };
    added.set.iter().find_map(|field| match field {
        crate::noun::SourceField::Title(title) => title.as_ref().map(ToString::to_string),
        _ => None,
    })
}

/// Whether a key is another's with a source's name before it or a number behind it.
fn is_qualified(known: &Key, key: &Key) -> bool {
    known
        .as_str()
        .split_once('/')
        .is_some_and(|(_, rest)| rest == key.as_str() || rest.starts_with(&format!("{key}-")))
}

fn remember<N: Noun>(values: &mut Running<N>, set: &[N::Field<Ids>], at: Moment) {
    for field in set {
        values.retain(|(known, _)| !known.same_field(field));
        values.push((field.clone(), at));
    }
}
