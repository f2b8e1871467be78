//! Random readings of two sources: whole and partial, late and doubled, with histories, loops and loose ends.

use linchpin_model::observation::{Change, Listing};
use linchpin_model::*;

use super::seeded::Dice;

/// Titles of items.
pub(super) const TITLES: [&str; 6] = ["Radar", "Tiles", "Alerts", "Cache", "Drill", "Keys"];
/// The first day of every export.
const FIRST_DAY_MS: i64 = 1_780_000_000_000;
const DAY_MS: i64 = 86_400_000;

/// A random export of one of two sources, made on a day.
pub(super) fn batch(dice: &mut Dice, day: i64) -> Batch {
    let source = dice.below(2);
    let is_partial = dice.once_in(3);
    let mut observations = Vec::new();
    for number in 0..dice.below(7) {
        if !(is_partial && dice.once_in(2)) {
            observations.push(item(dice, source, number, day).into());
        }
    }
    observations.extend(dependencies(dice, source));
    if dice.once_in(4) {
        observations.push(note(source));
    }
    if dice.once_in(4)
        && let Some(first) = observations.first().cloned()
    {
        // Pages of a listing overlap.
        observations.push(first);
    }
    if dice.once_in(2) {
        // A reference may come before what it refers to.
        observations.reverse();
    }
    Batch {
        format: "test".into(),
        source: format!("test:{source}").into(),
        url: None,
        exported_at: Some(Moment::from_ms(FIRST_DAY_MS + day * DAY_MS)),
        listing: if is_partial { Listing::Partial } else { Listing::Complete },
        mapping: None,
        observations,
        problems: Vec::new(),
    }
}

/// An item under a parent that may come later, not at all, or be one of its own parts.
fn item(dice: &mut Dice, source: u64, number: u64, day: i64) -> Seen<Item> {
    let mut seen = Seen::<Item>::new(format!("{source}-{number}"));
    seen.key = Some(Key::new(&format!("S{source}-{number}")));
    seen.set = vec![
        ItemField::Title(Some(dice.one_of(&TITLES).into())),
        ItemField::Rank(Some(dice.below(3) as i64)),
    ];
    if dice.once_in(3) {
        seen.set.push(ItemField::Parent(Some(format!("{source}-{}", dice.below(9)).into())));
    }
    if dice.once_in(4) {
        history(dice, &mut seen, day);
    }
    seen
}

/// Changes before the day of the export; the last of them leads to what is shown. Some are left out, as a tracker does.
fn history(dice: &mut Dice, seen: &mut Seen<Item>, day: i64) {
    let at = |days_before: i64| Moment::from_ms(FIRST_DAY_MS + (day - days_before) * DAY_MS);
    seen.created_at = Some(at(9));
    seen.at_first = vec![ItemField::Title(Some(dice.one_of(&TITLES).into()))];
    for days_before in [6, 4, 2] {
        if !dice.once_in(3) {
            let set = vec![ItemField::Title(Some(dice.one_of(&TITLES).into()))];
            seen.history.push(Change { at: at(days_before), by: None, set });
        }
    }
    seen.history.push(Change { at: at(1), by: None, set: seen.set[..1].to_vec() });
}

/// Work that waits: in a line, for something that is not there, or in a loop.
fn dependencies(dice: &mut Dice, source: u64) -> Vec<Observation> {
    let mut links = Vec::new();
    if dice.once_in(2) {
        links.push((0, 1));
        links.push((1, dice.below(9)));
    }
    if dice.once_in(4) {
        links.extend([(1, 2), (2, 0)]);
    }
    let seen = |(before, after): (u64, u64)| {
        let node = |number: u64| Some(Node::Item(format!("{source}-{number}").into()));
        let mut seen = Seen::<Dependency>::new(format!("{source}-{before}-{after}"));
        seen.set = vec![DependencyField::Predecessor(node(before)), DependencyField::Successor(node(after))];
        Observation::Dependency(seen)
    };
    links.into_iter().map(seen).collect()
}

fn note(source: u64) -> Observation {
    let mut note = Seen::<Note>::new(format!("note-{source}"));
    note.set = vec![
        NoteField::About(Some(Thing::Item(format!("{source}-0").into()))),
        NoteField::Text(Some("Ask about the radar".into())),
    ];
    Observation::Note(note)
}
