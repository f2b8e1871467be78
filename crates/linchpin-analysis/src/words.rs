//! How counts, days and lists are said in sentences, and the order in which keys are read.

use linchpin_model::Date;
pub use linchpin_model::sentence::ended;

/// A day as a person writes it: `16 Apr`, with the year where it is not that of `today`.
pub fn day(on: Date, today: Date) -> String {
    let month = MONTHS[usize::from(on.month().unsigned_abs()) - 1];
    match on.year() == today.year() {
        true => format!("{} {month}", on.day()),
        false => format!("{} {month} {}", on.day(), on.year()),
    }
}

/// A whole number of things: `one item`, `12 items`. Up to twelve in words, thousands with a comma.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", number_in_words(number), if number == 1 { one } else { many })
}

/// Some of all, with the verb that fits: `one of 13 items has`, `none of 13 items has`, `all 13 items have`.
///
/// Both pairs are of one and of many: `["item", "items"]`, `["has", "have"]`.
pub fn some_of(some: usize, all: usize, [one, many]: [&str; 2], [has, have]: [&str; 2]) -> String {
    match (some, all) {
        (_, 0) => format!("no {one} {has}"),
        (0, 1) => format!("not even the one {one} {has}"),
        (0, _) => format!("none of {} {has}", count(all, one, many)),
        (1, 1) => format!("the one {one} {has}"),
        (1, _) => format!("one of {} {has}", count(all, one, many)),
        _ if some == all => format!("all {} {have}", count(all, one, many)),
        _ => format!("{} of {} {have}", number_in_words(some), count(all, one, many)),
    }
}

/// A number: in words up to twelve, else in digits with commas.
pub fn number_in_words(number: usize) -> String {
    WORDS.get(number).map_or_else(|| with_commas(number), ToString::to_string)
}

/// Working days: `one working day`, `7 working days` are written `one`, `seven`.
pub fn working_days(days: i32) -> String {
    count(days.unsigned_abs() as usize, "working day", "working days")
}

/// Days with a fraction, rounded to what a person can use: `2.5`, `12`.
pub fn rounded(days: f64) -> String {
    match days.abs() < 100.0 && (days - days.round()).abs() >= 0.05 {
        true => format!("{days:.1}"),
        false => format!("{days:.0}"),
    }
}

/// How many of all futures do something: `one in twelve makes`, `about half make`, `eight in ten make`.
pub fn futures(share: f64, makes: &str, make: &str) -> String {
    match share {
        ..=0.0 => format!("none {makes}"),
        ..0.02 => format!("fewer than one in fifty {make}"),
        ..0.4 => format!("one in {} {makes}", number_in_words((1.0 / share - 0.5).ceil() as usize)),
        ..0.6 => format!("about half {make}"),
        ..0.95 => format!("{} in ten {make}", number_in_words((share * 10.0).round().min(9.0) as usize)),
        ..1.0 => format!("nearly all {make}"),
        _ => format!("all {make}"),
    }
}

/// A list as it is said: `one`, `one and two`, `one, two and three`; after `most` the rest are counted.
pub fn list(names: &[String], most: usize) -> String {
    let mut said: Vec<String> = names.iter().take(most).cloned().collect();
    if names.len() > most {
        said.push(format!("{} more", number_in_words(names.len() - most)));
    }
    match said.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

/// A title as part of a sentence: bare if it is a few plain words, else in quotation marks. Without a closing full stop.
pub fn name(title: &str) -> String {
    let title = title.trim().trim_end_matches('.');
    let is_plain = |letter: char| letter.is_alphanumeric() || " -_#/&+.,".contains(letter);
    match title.split_whitespace().count() <= 4 && title.chars().all(is_plain) {
        true => title.to_string(),
        // Quotation marks within others are single ones.
        false => format!("“{}”", title.replace('“', "‘").replace('”', "’")),
    }
}

/// The first letter made a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The order in which people read keys: `WX-9` before `WX-10`.
pub fn key_order(key: &str) -> (&str, u64, &str) {
    let digits = key.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (stem, number) = key.split_at(key.len() - digits);
    (stem, number.parse().unwrap_or(u64::MAX), key)
}

fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut said = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WORDS: [&str; 13] =
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_are_words_and_large_ones_have_commas() {
        assert_eq!(count(1, "item", "items"), "one item");
        assert_eq!(count(0, "item", "items"), "no items");
        assert_eq!(count(12, "item", "items"), "twelve items");
        assert_eq!(count(1_234_567, "item", "items"), "1,234,567 items");
        assert_eq!(count(100, "item", "items"), "100 items");
    }

    #[test]
    fn the_verb_agrees_with_how_many_of_all_there_are() {
        let said = |some, all| some_of(some, all, ["item", "items"], ["has", "have"]);
        assert_eq!(said(1, 13), "one of 13 items has");
        assert_eq!(said(2, 13), "two of 13 items have");
        assert_eq!(said(13, 13), "all 13 items have");
        assert_eq!((said(1, 1), said(0, 13)), ("the one item has".into(), "none of 13 items has".into()));
        assert_eq!((said(0, 1), said(0, 0)), ("not even the one item has".into(), "no item has".into()));
    }

    #[test]
    fn a_share_is_told_as_a_number_of_futures() {
        for (share, told) in [
            (0.0, "none makes"),
            (0.004, "fewer than one in fifty make"),
            (0.08, "one in twelve makes"),
            (0.37, "one in three makes"),
            (0.52, "about half make"),
            (0.78, "eight in ten make"),
            (0.97, "nearly all make"),
            (1.0, "all make"),
        ] {
            assert_eq!(futures(share, "makes", "make"), told);
        }
    }

    #[test]
    fn a_sentence_ends_once() {
        let ends: Vec<String> = ["It rains", "It rains.", "Does it rain?", "Rain! "].map(ended).into();
        assert_eq!(ends, ["It rains.", "It rains.", "Does it rain?", "Rain!"]);
    }

    #[test]
    fn a_list_ends_with_and() {
        let names: Vec<String> = ["a", "b", "c"].map(String::from).into();
        assert_eq!(list(&names[..1], 3), "a");
        assert_eq!(list(&names[..2], 3), "a and b");
        assert_eq!(list(&names, 3), "a, b and c");
        assert_eq!(list(&names, 1), "a and two more");
    }

    #[test]
    fn a_long_or_odd_title_stands_in_quotation_marks() {
        assert_eq!(name("Radar map layer."), "Radar map layer");
        assert_eq!(name("api#412"), "api#412");
        assert_eq!(name("Is this a draft?"), "“Is this a draft?”");
        assert_eq!(name("“Draft” of it?"), "“‘Draft’ of it?”");
        assert_eq!(name("Use the same word in all places"), "“Use the same word in all places”");
    }

    #[test]
    fn keys_are_read_by_their_number() {
        let mut keys = vec!["WX-10", "api#7", "WX-9", "beta"];
        keys.sort_by_key(|key| key_order(key));
        assert_eq!(keys, ["WX-9", "WX-10", "api#7", "beta"]);
    }
}
