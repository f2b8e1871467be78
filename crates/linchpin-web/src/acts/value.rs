//! What people write in fields, as values.

use linchpin_analysis::key_of;
use linchpin_analysis::words::list;
use linchpin_model::{Colour, Date, Estimate, Person, PersonId, Priority, Size, World};

use super::Wrong;
use crate::words::cut;

/// Minutes of a working day, as estimates count them.
const DAY_MINUTES: f64 = 480.0;

/// Years in which there are days for plans.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;

/// A day, as a field of days sends it.
pub(super) fn day(name: &'static str, text: &str) -> Result<Date, Wrong> {
    if text.is_empty() {
        return Err(Wrong::of(name, "Choose a day."));
    }
    // A moment with its zone would be read as a day as well, which may be another day here.
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    let day =
        day.ok_or_else(|| Wrong::of(name, format!("“{}” is no day. Write it like 2027-05-14.", cut(text))))?;
    match YEARS.contains(&day.year()) {
        true => Ok(day),
        false => Err(Wrong::of(
            name,
            format!("{day} is too far away. Choose a day from {} to {}.", YEARS.start(), YEARS.end()),
        )),
    }
}

/// A title: one line.
pub(super) fn title(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A colour by its word.
pub(super) fn colour(name: &'static str, text: &str) -> Result<Colour, Wrong> {
    match text {
        "green" => Ok(Colour::Green),
        "yellow" => Ok(Colour::Yellow),
        "red" => Ok(Colour::Red),
        _ => Err(Wrong::of(name, "Choose Green, Yellow or Red.")),
    }
}

/// A priority by its word.
pub(super) fn priority(name: &'static str, text: &str) -> Result<Priority, Wrong> {
    match text {
        "P0" => Ok(Priority::P0),
        "P1" => Ok(Priority::P1),
        "P2" => Ok(Priority::P2),
        _ => Err(Wrong::of(name, "Choose P0, P1 or P2.")),
    }
}

/// A person by name or key, whatever the case; the only one whose name begins so if nobody is called so.
pub(super) fn person(world: &World, name: &'static str, text: &str) -> Result<PersonId, Wrong> {
    if text.is_empty() {
        return Err(Wrong::of(name, "Choose somebody."));
    }
    let wanted = text.to_lowercase();
    let people: Vec<(PersonId, String)> = people(world);
    let by_key = world.live::<Person>().find(|person| person.key().is_some_and(|key| key.as_str() == text));
    if let Some(person) = by_key {
        return Ok(person.id);
    }
    let matching = |is_it: &dyn Fn(&str) -> bool| -> Vec<PersonId> {
        people.iter().filter(|(_, known)| is_it(&known.to_lowercase())).map(|(id, _)| *id).collect()
    };
    // Who is written just so is meant before others who differ in case.
    if let [only] = people.iter().filter(|(_, known)| known == text).collect::<Vec<_>>()[..] {
        return Ok(only.0);
    }
    let same = matching(&|known| known == wanted);
    let begun = matching(&|known| known.starts_with(&wanted));
    let keys = |people: &[PersonId]| {
        let keys = people.iter().filter_map(|person| world.get(*person)).map(key_of);
        list(&keys.collect::<Vec<_>>(), 5)
    };
    let told = cut(text);
    let wrong = match (same.as_slice(), begun.as_slice()) {
        ([only], _) | ([], [only]) => return Ok(*only),
        ([], []) => format!("Nobody here is called “{told}”. Choose one of the names."),
        ([], many) => format!("Several names begin with “{told}”. Write one of the keys: {}.", keys(many)),
        (many, _) => format!("Several people are called “{told}”. Write one of the keys: {}.", keys(many)),
    };
    Err(Wrong::of(name, wrong))
}

/// Everybody who is there, by name.
pub(super) fn people(world: &World) -> Vec<(PersonId, String)> {
    let mut people: Vec<(PersonId, String)> = world
        .live::<Person>()
        .filter(|person| !person.forgotten)
        .map(|person| (person.id, world.name_of(person.id).to_string()))
        .collect();
    people.sort_by(|one, two| one.1.cmp(&two.1));
    people
}

/// `M`, `5d`, `12h`, or `3/5/8d` for low, likely and high.
pub(super) fn estimate(name: &'static str, text: &str) -> Result<Estimate, Wrong> {
    let wrong = || {
        Wrong::of(
            name,
            format!("“{}” is no estimate. Write a size (S, M, L, XL, XXL), 5d, 12h or 3/5/8d.", cut(text)),
        )
    };
    let size = match text.to_uppercase().as_str() {
        "S" => Some(Size::S),
        "M" => Some(Size::M),
        "L" => Some(Size::L),
        "XL" => Some(Size::XL),
        "XXL" => Some(Size::XXL),
        _ => None,
    };
    if let Some(size) = size {
        return Ok(Estimate::Size(size));
    }
    let (numbers, minutes_each) = match text.strip_suffix(['d', 'D']) {
        Some(numbers) => (numbers, DAY_MINUTES),
        None => (text.strip_suffix(['h', 'H']).ok_or_else(wrong)?, 60.0),
    };
    let minutes = |number: &str| {
        let amount = number.trim().parse::<f64>().ok().filter(|amount| (0.0..=10_000.0).contains(amount));
        amount.map(|amount| (amount * minutes_each).round() as u32)
    };
    let amounts: Vec<u32> = numbers.split('/').map(minutes).collect::<Option<_>>().ok_or_else(wrong)?;
    match amounts[..] {
        [minutes] => Ok(Estimate::Single { minutes }),
        [low, likely, high] if low <= likely && likely <= high => Ok(Estimate::Range { low, likely, high }),
        [_, _, _] => Err(Wrong::of(name, "Low comes first, then likely, then high.")),
        _ => Err(wrong()),
    }
}

/// An estimate as it is written in the field.
pub(super) fn estimate_in_words(estimate: &Estimate) -> String {
    let days = |minutes: u32| {
        let days = f64::from(minutes) / DAY_MINUTES;
        let text = format!("{days:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_string()
    };
    match estimate {
        Estimate::Single { minutes } => format!("{}d", days(*minutes)),
        Estimate::Range { low, likely, high } => format!("{}/{}/{}d", days(*low), days(*likely), days(*high)),
        Estimate::Size(size) => format!("{size:?}"),
        Estimate::Points { .. } => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_sizes_amounts_or_ranges() {
        let read = |text| estimate("estimate", text).ok();
        assert_eq!(read("m"), Some(Estimate::Size(Size::M)));
        assert_eq!(read("5d"), Some(Estimate::Single { minutes: 2_400 }));
        assert_eq!(read("1.5h"), Some(Estimate::Single { minutes: 90 }));
        assert_eq!(read("3/5/8d"), Some(Estimate::Range { low: 1_440, likely: 2_400, high: 3_840 }));
        for text in ["", "5", "5 weeks", "8/5/3d", "1/2d", "-1d", "infd", "1e9d", "NaNd"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_written_in_one_way() {
        assert!(day("due", "2027-05-14").is_ok());
        for text in ["20270514", "2027-5-14", "2027-05-14T10:00", "2027-02-30", "May", ""] {
            assert!(day("due", text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_estimate_is_written_as_it_is_read() {
        for text in ["M", "XXL", "5d", "0.5d", "3/5/8d"] {
            let read = estimate("estimate", text).expect("it is one");
            assert_eq!(estimate_in_words(&read), text);
        }
    }
}
