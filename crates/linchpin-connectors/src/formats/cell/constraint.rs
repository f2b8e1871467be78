//! A date imposed on the schedule, in words: `start no earlier than 2026-03-02T08:00:00`.

use jiff::civil::DateTime;
use linchpin_model::Constraint;

use super::super::table::Serials;
use super::date;

/// Makes a constraint of its date.
type Dated = fn(DateTime) -> Constraint;

/// The words of each constraint that has a date.
const DATED: [(&str, Dated); 6] = [
    ("start no earlier than", Constraint::StartNoEarlierThan),
    ("start no later than", Constraint::StartNoLaterThan),
    ("finish no earlier than", Constraint::FinishNoEarlierThan),
    ("finish no later than", Constraint::FinishNoLaterThan),
    ("must start on", Constraint::MustStartOn),
    ("must finish on", Constraint::MustFinishOn),
];

/// Reads a constraint; none for words that are none.
pub(crate) fn parse(text: &str) -> Option<Constraint> {
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "as soon as possible" => return Some(Constraint::AsSoonAsPossible),
        "as late as possible" => return Some(Constraint::AsLateAsPossible),
        _ => {}
    }
    DATED.iter().find_map(|(words, dated)| {
        let day = text.strip_prefix(words)?.strip_prefix(' ')?;
        Some(dated(date::parse(day, None, Serials::From1900).ok()?.local()))
    })
}

/// A constraint as a text that [`parse`] reads again.
pub(crate) fn written(constraint: Constraint) -> String {
    let (place, at) = match constraint {
        Constraint::AsSoonAsPossible => return "as soon as possible".into(),
        Constraint::AsLateAsPossible => return "as late as possible".into(),
        Constraint::StartNoEarlierThan(at) => (0, at),
        Constraint::StartNoLaterThan(at) => (1, at),
        Constraint::FinishNoEarlierThan(at) => (2, at),
        Constraint::FinishNoLaterThan(at) => (3, at),
        Constraint::MustStartOn(at) => (4, at),
        Constraint::MustFinishOn(at) => (5, at),
    };
    format!("{} {at}", DATED[place].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_that_was_written_is_read_again() {
        let at = "2026-03-02T08:00:00".parse().unwrap();
        let dated = DATED.iter().map(|(_, dated)| dated(at));
        for constraint in dated.chain([Constraint::AsSoonAsPossible, Constraint::AsLateAsPossible]) {
            assert_eq!(parse(&written(constraint)), Some(constraint));
        }
        assert_eq!(
            parse("Must start on 2026-03-02"),
            Some(Constraint::MustStartOn("2026-03-02T00:00:00".parse().unwrap()))
        );
        for none in ["", "must start on", "must start on Tuesday", "flexible"] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
