//! The working time of a plan: its own, and those with a name.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;
use linchpin_model::Key;
use linchpin_model::calendar::{Calendar, Exception, Week};

use super::basics::{resolve, written};
use super::day::{DayRange, Tense, Years};
use super::diagnostic::Findings;
use super::names::Declared;
use super::structure::Place;
use super::syntax::{Sentence, Statement};

/// How long a range of days can be whose end has no year.
const MOST_DAYS_WITHOUT_YEAR: i32 = 200;

/// The program's working time and the named ones, each starting from the program's.
pub(super) fn calendars(
    sentences: &[Sentence],
    places: &[Place],
    declared: &Declared,
    years: Years,
    zone: Option<&str>,
    findings: &mut Findings,
) -> (Option<Calendar>, BTreeMap<Key, Calendar>) {
    let mut program = zone.map(|zone| Calendar { zone: Some(zone.to_owned()), ..Calendar::default() });
    for (sentence, _) in said_of(sentences, places, None) {
        let mut calendar = program.take().unwrap_or_default();
        shape(&mut calendar, sentence, years, findings);
        program = Some(calendar);
    }
    let mut named = BTreeMap::new();
    for (index, (sentence, declared)) in sentences.iter().zip(declared).enumerate() {
        let (Statement::Calendar(_), Some((key, _))) = (&sentence.statement, declared) else {
            continue;
        };
        let mut calendar = program.clone().unwrap_or_default();
        for (sentence, _) in said_of(sentences, places, Some(index)) {
            shape(&mut calendar, sentence, years, findings);
        }
        named.insert(key.clone(), calendar);
    }
    (program, named)
}

/// The `hours`, `holiday` and `works` lines below one `calendar` line, or below none.
fn said_of<'a>(
    sentences: &'a [Sentence],
    places: &'a [Place],
    calendar: Option<usize>,
) -> impl Iterator<Item = (&'a Sentence, &'a Place)> {
    sentences.iter().zip(places).filter(move |(sentence, place)| {
        let shapes = matches!(sentence.statement, Statement::Hours { .. } | Statement::Exception { .. });
        shapes && place.calendar == calendar
    })
}

fn shape(calendar: &mut Calendar, sentence: &Sentence, years: Years, findings: &mut Findings) {
    match &sentence.statement {
        Statement::Hours { days, hours } => {
            let mut week = calendar.week.days().map(Clone::clone);
            for (day, _) in days.iter().enumerate().filter(|(_, said)| **said) {
                week[day] = hours.clone();
            }
            calendar.week = Week::from_days(week);
        }
        Statement::Exception { days: list, hours } => {
            for named in list {
                let Some((from_on, until_on)) = days(years, &named.days, findings) else { continue };
                let name = named.name.as_deref().unwrap_or_default().to_owned();
                calendar.exceptions.push(Exception { name, from_on, until_on, hours: hours.clone() });
            }
        }
        _ => {}
    }
}

fn tell_backwards(range: &DayRange, first: Date, last: Date, findings: &mut Findings) {
    let end: Range<usize> = range.last.as_ref().map_or(range.first.span.clone(), |day| day.span.clone());
    findings.fault(
        range.first.span.start..end.end,
        format!("{} comes before {}.", written(last), written(first)),
        "Write the first day, a dash, and the last day: `6 - 10 Apr`.",
    );
}

/// The first day of a range and the first day after it; a range that goes backwards is told.
pub(super) fn days(years: Years, range: &DayRange, findings: &mut Findings) -> Option<(Date, Date)> {
    let first = resolve(years, &range.first, Tense::ToCome, findings)?;
    let last = match &range.last {
        None => first,
        Some(last) => {
            // The end of a range is the first such day from its beginning on: `24 Dec - 1 Jan`.
            let from = Years { start: Some(first), today: None };
            let end = resolve(from, last, Tense::ToCome, findings)?;
            // So late an end is meant to be earlier: `10 - 6 Apr`.
            let is_turned = last.year.is_none() && (end - first).get_days() > MOST_DAYS_WITHOUT_YEAR;
            if is_turned { end.saturating_sub(1.year()) } else { end }
        }
    };
    if last < first {
        tell_backwards(range, first, last, findings);
        return None;
    }
    Some((first, last.tomorrow().ok()?))
}
