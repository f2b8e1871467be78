//! Working hours in words: `Monday to Friday 09:00-17:00, except Good Friday`.

use crate::calendar::{Calendar, Hours};

/// Names of days off that are told; more are counted.
const TOLD: usize = 6;

/// The hours of an ordinary week, then the seasons and days that differ.
pub(super) fn in_words(calendar: &Calendar) -> String {
    let week = &calendar.week;
    let days: [(&str, &Hours); 7] = [
        ("Monday", &week.monday),
        ("Tuesday", &week.tuesday),
        ("Wednesday", &week.wednesday),
        ("Thursday", &week.thursday),
        ("Friday", &week.friday),
        ("Saturday", &week.saturday),
        ("Sunday", &week.sunday),
    ];
    let stretches = days.chunk_by(|one, two| one.1 == two.1).filter(|days| !days[0].1.is_empty());
    let told: Vec<String> = stretches.map(|days| format!("{} {}", names(days), days[0].1)).collect();
    let ordinary = if told.is_empty() { "no working day".to_string() } else { told.join(", ") };
    let seasons = named(", otherwise in ", calendar.seasons.iter().map(|season| season.name.as_str()));
    let exceptions = named(", except ", calendar.exceptions.iter().map(|exception| exception.name.as_str()));
    format!("{ordinary}{seasons}{exceptions}")
}

fn names(days: &[(&str, &Hours)]) -> String {
    match days {
        [] => String::new(),
        [(only, _)] => (*only).into(),
        [(first, _), .., (last, _)] => format!("{first} to {last}"),
    }
}

/// Each name once, after the words; nothing if there is none.
fn named<'a>(words: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    match (once.len(), once.len().saturating_sub(TOLD)) {
        (0, _) => String::new(),
        (_, 0) => format!("{words}{}", once.join(", ")),
        (_, more) => format!("{words}{} and {more} more", once[..TOLD].join(", ")),
    }
}
