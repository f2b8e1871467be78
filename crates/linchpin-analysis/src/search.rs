//! What is meant by a few words: things by key, title or name, the best first.

use linchpin_model::world::Record;
use linchpin_model::{
    ActionItem, Decision, Item, Kind, Milestone, Noun, Person, Program, Risk, Team, Thing, Workstream, World,
};

use crate::evidence::key_of;
use crate::words;

/// Something that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The thing.
    pub thing: Thing,
    /// Its key.
    pub key: String,
    /// Its title or name.
    pub title: String,
    /// Who has it, where somebody does.
    pub owner: Option<String>,
    /// Whether it is over: done, closed or decided.
    pub is_done: bool,
}

/// How well something fits, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    SameKey,
    SameTitle,
    TitleBegins,
    WordsBegin,
    Within,
}

/// Finds things by words of which each must stand in the key, the title or the owner's name, whatever the case.
///
/// Best fit first; of equal ones programs, then milestones, people and teams, then open items before done ones, then by
/// key. At most `most` are returned; no words find nothing.
pub fn search(world: &World, text: &str, most: usize) -> Vec<Found> {
    let wanted: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Fit, Found)> = Vec::new();
    take::<Program>(world, &wanted, &mut found, |program| {
        (title(program.title()), program.owner().copied(), false)
    });
    take::<Milestone>(world, &wanted, &mut found, |milestone| {
        (title(milestone.title()), milestone.owner().copied(), milestone.done_at().is_some())
    });
    take::<Workstream>(world, &wanted, &mut found, |stream| {
        (title(stream.title()), stream.lead().copied(), false)
    });
    take::<Team>(world, &wanted, &mut found, |team| (title(team.title()), team.lead().copied(), false));
    take::<Person>(world, &wanted, &mut found, |person| {
        (world.name_of(person.id).to_string(), None, person.forgotten)
    });
    take::<Item>(world, &wanted, &mut found, |item| {
        (title(item.title()), item.owner().copied(), item.finished_at().is_some())
    });
    take::<Risk>(world, &wanted, &mut found, |risk| (title(risk.title()), risk.owner().copied(), false));
    take::<Decision>(world, &wanted, &mut found, |decision| {
        (title(decision.title()), None, decision.decided_on().is_some())
    });
    take::<ActionItem>(world, &wanted, &mut found, |action| {
        (title(action.title()), action.owner().copied(), action.done_at().is_some())
    });
    found.sort_by(|(one_fit, one), (two_fit, two)| {
        let order = |found: &Found| (found.is_done, rank(found.thing.kind()));
        (one_fit, order(one))
            .cmp(&(two_fit, order(two)))
            .then_with(|| words::key_order(&one.key).cmp(&words::key_order(&two.key)))
    });
    found.truncate(most);
    found.into_iter().map(|(_, found)| found).collect()
}

fn title(text: Option<&std::sync::Arc<str>>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

fn take<N: Noun>(
    world: &World,
    wanted: &[String],
    found: &mut Vec<(Fit, Found)>,
    told: impl Fn(&Record<N>) -> (String, Option<linchpin_model::PersonId>, bool),
) {
    for record in world.live::<N>() {
        let (title, owner, is_done) = told(record);
        let owner = owner.map(|owner| world.name_of(owner).to_string());
        let key = key_of(record);
        if let Some(fit) = fit(wanted, &key, &title, owner.as_deref()) {
            found.push((fit, Found { thing: N::thing(record.id), key, title, owner, is_done }));
        }
    }
}

fn fit(wanted: &[String], key: &str, title: &str, owner: Option<&str>) -> Option<Fit> {
    let (key, title) = (key.to_lowercase(), title.to_lowercase());
    let owner = owner.map(str::to_lowercase).unwrap_or_default();
    let is_there = |word: &String| key.contains(word) || title.contains(word) || owner.contains(word);
    if !wanted.iter().all(is_there) {
        return None;
    }
    let whole = wanted.join(" ");
    let begins = |word: &String| {
        [&key, &title, &owner].iter().any(|text| {
            text.split(|letter: char| !letter.is_alphanumeric()).any(|part| part.starts_with(word.as_str()))
        })
    };
    Some(match () {
        () if key == whole => Fit::SameKey,
        () if title == whole => Fit::SameTitle,
        () if title.starts_with(&whole) || key.starts_with(&whole) => Fit::TitleBegins,
        () if wanted.iter().all(begins) => Fit::WordsBegin,
        () => Fit::Within,
    })
}

/// The order of kinds among equals.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Program => 0,
        Kind::Milestone => 1,
        Kind::Person => 2,
        Kind::Team => 3,
        Kind::Workstream => 4,
        Kind::Item => 5,
        _ => 6,
    }
}
