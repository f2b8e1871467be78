//! A plain model: what each thing shows, and what a command, an undo or a reading must make of that.

use std::collections::{BTreeMap, BTreeSet};

use linchpin_model::command::Command;
use linchpin_model::entry::Entry;
use linchpin_model::event::{AnyFields, Event};
use linchpin_model::fact::FieldValue;
use linchpin_model::observation::Listing;
use linchpin_model::*;

/// What was asked of a hub.
#[derive(Clone)]
pub(super) enum Asked {
    Command(Command),
    Undo(u64),
    Reading(Batch),
    Forget(PersonId),
}

/// One thing, in plain values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    is_removed: bool,
    merged_into: Option<u32>,
    is_forgotten: bool,
    key: Option<String>,
    /// What people say, a field.
    people: BTreeMap<String, String>,
    /// The newest that sources say, a field, and when it became so.
    sources: BTreeMap<String, (String, Moment)>,
    /// The sources that have it, by what they call it: whether it is gone there, and since when that is said.
    seen: BTreeMap<(u32, String), (bool, Option<Moment>)>,
}

/// Everything that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct View {
    lines: BTreeMap<(Kind, u32), Line>,
    /// The numbers of the sources, by their titles, and the latest that each told of.
    sources: BTreeMap<String, (u32, Option<Moment>)>,
}

impl View {
    pub(super) fn of(world: &World) -> Self {
        let mut view = Self::default();
        view.take::<Item>(world);
        view.take::<Dependency>(world);
        view.take::<Person>(world);
        view.take::<Note>(world);
        for source in world.live::<Source>() {
            let title = source.title().map(ToString::to_string).unwrap_or_default();
            view.sources.insert(title, (source.id.number(), source.moved_at));
        }
        view
    }

    fn take<N: Noun>(&mut self, world: &World) {
        for record in world.all::<N>().iter().filter(|record| record.added.is_some()) {
            let name = |field: &N::Field<linchpin_model::refs::Ids>| field.name().into_owned();
            let mut line = Line {
                is_removed: record.is_removed(),
                merged_into: record.merged_into.map(Id::number),
                is_forgotten: record.forgotten,
                key: record.key().map(ToString::to_string),
                ..Line::default()
            };
            for said in record.all() {
                let value = format!("{:?}", said.value);
                if said.is_by_person() {
                    line.people.insert(name(&said.value), value);
                } else if record.by_source(&said.value).is_some_and(|newest| std::ptr::eq(newest, said)) {
                    line.sources.insert(name(&said.value), (value, said.at));
                }
            }
            for link in &record.sources {
                let gone = (link.is_gone(), link.gone.as_ref().map(|gone| gone.at));
                line.seen.insert((link.source.number(), link.id.to_string()), gone);
            }
            self.lines.insert((N::KIND, record.id.number()), line);
        }
    }

    /// The thing itself, or what it was merged into.
    fn resolved(&self, thing: Thing) -> (Kind, u32) {
        let mut at = (thing.kind(), thing.number());
        while let Some(into) = self.lines.get(&at).and_then(|line| line.merged_into) {
            at.1 = into;
        }
        at
    }

    fn line(&mut self, thing: Thing) -> &mut Line {
        let at = self.resolved(thing);
        self.lines.entry(at).or_default()
    }
}

/// Whether an entry made of the things what it was asked to make; if not, what differs.
///
/// `worlds` are those after each entry, up to this one, from the empty one on.
pub(super) fn check(worlds: &[World], entry: &Entry, asked: &Asked) -> Result<(), String> {
    let [.., before, after] = worlds else { return Err("an entry without a world".into()) };
    let (was, is) = (View::of(before), View::of(after));
    match asked {
        Asked::Command(command) => same(&commanded(was, &is, command), &is),
        Asked::Undo(position) => {
            let then = worlds.get(*position as usize - 1).map(View::of).unwrap_or_default();
            undone(&was, &is, entry, &then, *position)
        }
        Asked::Forget(person) => {
            let name = after.name_of(*person);
            if *name != *"a former person" {
                return Err(format!("the forgotten person is called {name}"));
            }
            let mut wanted = was;
            wanted.line(Thing::Person(*person)).is_forgotten = true;
            same(&wanted, &is)
        }
        Asked::Reading(batch) => read(&was, &is, batch),
    }
}

fn same(wanted: &View, is: &View) -> Result<(), String> {
    let keys: BTreeSet<_> = wanted.lines.keys().chain(is.lines.keys()).collect();
    for key in keys {
        let (wanted, is) = (wanted.lines.get(key), is.lines.get(key));
        if wanted != is {
            return Err(format!("{} {} is {is:?} and should be {wanted:?}", key.0, key.1));
        }
    }
    Ok(())
}

/// What a person's command makes of things. Keys that the hub chooses are taken as they are.
fn commanded(mut view: View, after: &View, command: &Command) -> View {
    match command {
        Command::Add { key, fields } => {
            let kind = fields.kind();
            let number = 1 + view.lines.keys().filter(|at| at.0 == kind).map(|at| at.1).max().unwrap_or(0);
            let chosen = after.lines.get(&(kind, number)).and_then(|line| line.key.clone());
            let key = key.as_ref().map(ToString::to_string).or(chosen);
            view.lines.insert((kind, number), Line { key, people: said(fields), ..Line::default() });
        }
        Command::Change { thing, fields, .. } => view.line(*thing).people.extend(said(fields)),
        Command::Release { thing, fields } => {
            view.line(*thing).people.retain(|name, _| !fields.iter().any(|field| **field == *name));
        }
        Command::Remove { thing } => view.line(*thing).is_removed = true,
        Command::Restore { thing } => view.line(*thing).is_removed = false,
        Command::GiveKey { thing, key } => view.line(*thing).key = Some(key.to_string()),
        Command::Merge { from, into } => {
            let into = view.resolved(*into);
            let gone = view.line(*from).clone();
            view.line(*from).merged_into = Some(into.1);
            let stays = view.lines.entry(into).or_default();
            for (name, value) in standing(&gone) {
                if !stays.people.contains_key(&name)
                    && !stays.sources.contains_key(&name)
                    && !value.contains("None")
                {
                    stays.people.insert(name, value);
                }
            }
        }
        Command::NameWorkspace { .. } | Command::Forget { .. } | Command::Undo { .. } => {}
    }
    view
}

/// The value that stands for each field: a person's, else the newest of the sources'.
fn standing(line: &Line) -> BTreeMap<String, String> {
    let by_sources = line.sources.iter().map(|(name, (value, _))| (name.clone(), value.clone()));
    by_sources.chain(line.people.clone()).collect()
}

fn said(fields: &AnyFields) -> BTreeMap<String, String> {
    fn plain<F: FieldValue + std::fmt::Debug>(fields: &[F]) -> BTreeMap<String, String> {
        fields.iter().map(|field| (field.name().into_owned(), format!("{field:?}"))).collect()
    }
    match fields {
        AnyFields::Item(fields) => plain(fields),
        AnyFields::Dependency(fields) => plain(fields),
        AnyFields::Person(fields) => plain(fields),
        other => panic!("the simulation says nothing of a {}", other.kind()),
    }
}

/// Things that are not taken back stay as they were; of the others, people say again what they said before.
fn undone(was: &View, is: &View, undo: &Entry, then: &View, position: u64) -> Result<(), String> {
    if undo.body.undoes != Some(position) {
        return Err(format!("{:?} was taken back, and {position} was asked for", undo.body.undoes));
    }
    let touched: BTreeSet<(Kind, u32)> =
        undo.body.events.iter().filter_map(|said| thing_of(&said.event)).collect();
    let nothing = Line::default();
    for (at, line) in &was.lines {
        let now = is.lines.get(at).unwrap_or(&nothing);
        if !touched.contains(at) && now != line {
            return Err(format!("{} {} changed although nothing of it was taken back", at.0, at.1));
        }
        let earlier = &then.lines.get(at).unwrap_or(&nothing).people;
        for name in now.people.keys().chain(line.people.keys()) {
            let (now, line) = (now.people.get(name), line.people.get(name));
            if now != line && now != earlier.get(name) {
                return Err(format!("{name} of {} {} was {line:?} and became {now:?}", at.0, at.1));
            }
        }
    }
    Ok(())
}

fn thing_of(event: &Event) -> Option<(Kind, u32)> {
    let value = serde_json::to_value(event).ok()?;
    let (name, of) = value.as_object()?.iter().next()?;
    let kind = |word: &str| {
        [Kind::Item, Kind::Dependency, Kind::Person, Kind::Note]
            .into_iter()
            .find(|kind| word.eq_ignore_ascii_case(&kind.to_string()))
    };
    if let Some(number) = of.get("id").and_then(serde_json::Value::as_u64) {
        let word = name.trim_end_matches("Added").trim_end_matches("Changed");
        let word = of
            .get("earlier")
            .and_then(|earlier| Some(earlier.as_object()?.keys().next()?.as_str()))
            .unwrap_or(word);
        return Some((kind(word)?, u32::try_from(number).ok()?));
    }
    let thing = of.get("thing").or_else(|| of.get("from"))?.as_object()?;
    let (word, number) = thing.iter().next()?;
    Some((kind(word)?, u32::try_from(number.as_u64()?).ok()?))
}

/// What is shown is known with its title and rank, unless something newer is; what a whole and newest reading lacks is
/// gone; nothing of others has changed.
fn read(was: &View, is: &View, batch: &Batch) -> Result<(), String> {
    let Some((source, _)) = is.sources.get(&*batch.source).copied() else {
        return Err(format!("the source {} is not known", batch.source));
    };
    let shown_at = batch.exported_at.unwrap_or(Moment::MAX);
    let mut shown = BTreeMap::new();
    for observation in &batch.observations {
        if let Observation::Item(seen) = observation {
            shown.insert(seen.id.to_string(), seen);
        }
    }
    for (name, seen) in &shown {
        check_shown(was, is, (source, name.clone()), seen, shown_at)?;
    }
    let told_since =
        was.sources.get(&*batch.source).and_then(|(_, told)| *told).is_some_and(|told| told > shown_at);
    let marks = batch.listing == Listing::Complete && !shown.is_empty() && !told_since;
    for (at, line) in was.lines.iter().filter(|(at, _)| at.0 == Kind::Item) {
        let now = is.lines.get(at).ok_or_else(|| format!("item {} is gone from the world", at.1))?;
        if now.people != line.people
            || now.is_removed != line.is_removed
            || now.merged_into != line.merged_into
        {
            return Err(format!("what people say of item {} changed by a reading", at.1));
        }
        for (link, (was_gone, since)) in &line.seen {
            let is_gone = now.seen.get(link).is_some_and(|(gone, _)| *gone);
            let is_missing = link.0 == source && !shown.contains_key(&link.1);
            let should = *was_gone || (is_missing && marks && since.is_none_or(|since| since <= shown_at));
            if is_missing && is_gone != should || link.0 != source && is_gone != *was_gone {
                return Err(format!("item {} is gone: {is_gone}, and should be: {should}", at.1));
            }
        }
        if !line.seen.keys().any(|link| link.0 == source) && now != line {
            return Err(format!("item {} is not of that source, and changed", at.1));
        }
    }
    Ok(())
}

fn check_shown(
    was: &View,
    is: &View,
    link: (u32, String),
    seen: &Seen<Item>,
    shown_at: Moment,
) -> Result<(), String> {
    let of = |view: &View| {
        view.lines.iter().find(|(_, line)| line.seen.contains_key(&link)).map(|(_, line)| line.clone())
    };
    let now = of(is).ok_or_else(|| format!("{} is shown, and not known", link.1))?;
    let known = of(was).unwrap_or_default();
    for field in seen.set.iter().take(2) {
        let name = field.name().into_owned();
        let since = known.sources.get(&name).map(|(_, at)| *at);
        let wanted = match since {
            Some(since) if since > shown_at => known.sources[&name].0.clone(),
            _ => format!("{field:?}"),
        };
        let found = now.sources.get(&name).map(|(value, _)| value.clone());
        if found.as_ref() != Some(&wanted) {
            return Err(format!("{name} of {} is {found:?} and should be {wanted}", link.1));
        }
    }
    Ok(())
}
