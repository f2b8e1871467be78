//! When does an event take place? Once or by a rule, without what was called off, with what was moved.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan, Unit};

use super::super::quoted;
use super::component::Component;
use super::line::Line;
use super::recur::{self, MOST, Window};
use super::report::Report;
use super::rule::Rule;
use super::time::{self, Written};
use super::zone::{When, Zones};

/// Occurrences that are read from one file, at most.
const MOST_IN_ALL: usize = 100_000;

/// One time at which an event takes place, in the zone in which days are counted. The end is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Occurrence {
    pub(super) start: DateTime,
    pub(super) end: DateTime,
    /// Whether it takes whole days.
    pub(super) is_days: bool,
}

/// An event with its times.
pub(super) struct Taking<'c> {
    pub(super) event: &'c Component,
    pub(super) id: String,
    pub(super) at: Vec<Occurrence>,
    /// Whether it is one of a series, or the series.
    pub(super) recurs: bool,
}

/// Finds the times of a calendar's events.
pub(super) struct Times<'z> {
    pub(super) zones: &'z mut Zones,
    /// The newest moment that the file tells of itself; occurrences are looked for from a year before it.
    pub(super) newest: Option<DateTime>,
    left: usize,
    /// Whether it was told that there are more dates than are read.
    is_full: bool,
    /// Lines of events that go on beyond what is looked for.
    cut: Vec<usize>,
}

/// Years around the newest moment in which occurrences are looked for.
const YEARS: i16 = 5;

impl<'z> Times<'z> {
    pub(super) fn new(zones: &'z mut Zones, newest: Option<DateTime>) -> Self {
        Self { zones, newest, left: MOST_IN_ALL, is_full: false, cut: Vec::new() }
    }

    /// The times of all events of one UID: the one that recurs, and the ones that differ from it.
    pub(super) fn of<'c>(&mut self, id: &str, all: &[&'c Component], report: &mut Report) -> Vec<Taking<'c>> {
        let (moved, masters): (Vec<&Component>, Vec<&Component>) =
            all.iter().partition(|event| event.line("RECURRENCE-ID").is_some());
        let master = newest_of(&masters, id, report);
        let mut takings = Vec::new();
        let mut instead = BTreeSet::new();
        for event in newest_of_each(&moved) {
            let line = event.line("RECURRENCE-ID").map_or(event.number, |line| line.number);
            let of = event.line("RECURRENCE-ID").and_then(|line| self.zones.when(line, report));
            if event.line("RECURRENCE-ID").is_some_and(|line| line.says("RANGE", "THISANDFUTURE")) {
                report.add(line, "a change of this and all later dates is read as one of this date alone");
            }
            let key = of.as_ref().map(|of| self.zones.local(of));
            instead.extend(key);
            let suffix = of.map_or_else(
                || event.number.to_string(),
                |of| of.written.civil().strftime("%Y%m%dT%H%M%S").to_string(),
            );
            if is_cancelled(event) {
                continue;
            }
            let at: Vec<Occurrence> = self.single(event, report).into_iter().collect();
            if master.is_none() {
                report.add(
                    line,
                    format!(
                        "{} is one date of a series that is not in the file; it is read by itself",
                        title(event)
                    ),
                );
            }
            takings.push(Taking { event, id: format!("{id}/{suffix}"), at, recurs: master.is_some() });
        }
        if let Some(event) = master.filter(|event| !is_cancelled(event)) {
            takings.extend(self.whole(event, id, &instead, report));
        }
        takings
    }

    /// The line of the first event that goes on beyond what is looked for, and how many there are.
    pub(super) fn cut(&self) -> Option<(usize, usize)> {
        Some((*self.cut.iter().min()?, self.cut.len()))
    }

    /// The only time of an event; what has none is told.
    fn single(&mut self, event: &Component, report: &mut Report) -> Option<Occurrence> {
        let (start, seconds) = self.span(event, report)?;
        Some(self.occurrence(&start, start.written.civil(), seconds))
    }

    fn whole<'c>(
        &mut self,
        event: &'c Component,
        id: &str,
        instead: &BTreeSet<DateTime>,
        report: &mut Report,
    ) -> Option<Taking<'c>> {
        if self.left == 0 {
            let told = std::mem::replace(&mut self.is_full, true);
            if !told {
                let message = format!("the file has more than {MOST_IN_ALL} dates; what follows is left out");
                report.add(event.number, message);
            }
            return None;
        }
        let (start, seconds) = self.span(event, report)?;
        let recurs = ["RRULE", "RDATE"].iter().any(|name| event.line(name).is_some()) || !instead.is_empty();
        let own = start.written.civil();
        let mut starts = BTreeSet::from([own]);
        starts.extend(self.by_rule(event, &start, report));
        starts.extend(self.listed(event, "RDATE", &start, report));
        let except = self.listed(event, "EXDATE", &start, report);
        let days: BTreeSet<Date> = self.days_listed(event, "EXDATE");
        starts.retain(|at| !except.contains(at) && !days.contains(&at.date()));
        let at: Vec<Occurrence> = starts.into_iter().map(|at| self.occurrence(&start, at, seconds)).collect();
        let mut at: Vec<Occurrence> = at.into_iter().filter(|one| !instead.contains(&one.start)).collect();
        at.truncate(self.left);
        self.left -= at.len();
        Some(Taking { event, id: id.to_owned(), at, recurs })
    }

    /// What the rule of an event adds.
    fn by_rule(&mut self, event: &Component, start: &When, report: &mut Report) -> Vec<DateTime> {
        let mut rules = event.all("RRULE");
        let Some(line) = rules.next() else { return Vec::new() };
        if let Some(second) = rules.next() {
            report.add(second.number, "an event has two rules; the first is followed");
        }
        if let Some(line) = event.line("EXRULE") {
            report.add(line.number, "a rule of exceptions is not read; its dates stand");
        }
        let rule = match Rule::read(&line.value) {
            Ok(rule) => rule,
            Err(why) => {
                let message =
                    format!("the rule {} is not followed: {why}; the first date stands", quoted(&line.value));
                report.add(line.number, message);
                return Vec::new();
            }
        };
        let own = start.written.civil();
        let zone = start.zone.clone();
        let last = rule.last(|utc| match (start.written, &zone) {
            (Written::Local(_), Some(zone)) => {
                jiff::tz::TimeZone::UTC.to_timestamp(utc).map_or(utc, |at| zone.to_datetime(at))
            }
            _ => utc,
        });
        if rule.count.is_some() && rule.until.is_some() {
            report.add(line.number, "the rule has both COUNT and UNTIL; it ends with whichever comes first");
        }
        if last.is_some_and(|last| last < own) {
            report.add(line.number, "the rule ends before the event begins; the first date stands");
            return Vec::new();
        }
        let found = recur::dates(&rule, own, last, self.window(own));
        if found.is_cut {
            self.cut.push(line.number);
        }
        found.at
    }

    /// From a year before the newest moment of the file, or from the start if that is later, for five years.
    fn window(&self, start: DateTime) -> Window {
        let year_before = self.newest.and_then(|newest| newest.checked_sub(1.year()).ok());
        let from = year_before.map_or(start, |before| before.max(start));
        Window { from, until: from.checked_add(YEARS.years()).unwrap_or(from) }
    }

    /// Dates that are listed one by one, as civil times in the zone of the start.
    fn listed(
        &mut self,
        event: &Component,
        name: &str,
        start: &When,
        report: &mut Report,
    ) -> BTreeSet<DateTime> {
        let mut all = BTreeSet::new();
        for line in event.all(name) {
            let texts = line.value.split(',').map(|text| text.split('/').next().unwrap_or(text));
            for text in texts.filter(|text| !text.trim().is_empty()).take(MOST) {
                let Some(when) = self.zones.when_of(text, line, report) else { continue };
                all.extend(in_zone_of(&when, start));
            }
        }
        all.into_iter().take(MOST).collect()
    }

    /// Days that are listed for an event with times: each stands for whatever falls on it.
    fn days_listed(&self, event: &Component, name: &str) -> BTreeSet<Date> {
        let of_line = |line: &Line| -> Vec<Date> {
            let texts = line.value.split(',').take(MOST);
            let day = |text: &str| match time::written(text) {
                Ok((Written::Day(day), _)) => Some(day),
                _ => None,
            };
            texts.filter_map(day).collect()
        };
        event.all(name).flat_map(of_line).collect()
    }

    /// When an event starts and how many seconds it takes.
    fn span(&mut self, event: &Component, report: &mut Report) -> Option<(When, i64)> {
        let Some(line) = event.line("DTSTART") else {
            report.add(event.number, format!("{} has no DTSTART; it is left out", title(event)));
            return None;
        };
        let start = self.zones.when(line, report)?;
        let is_day = matches!(start.written, Written::Day(_));
        let least = if is_day { 86_400 } else { 0 };
        let lasts = event.line("DURATION");
        let Some(line) = event.line("DTEND") else {
            let seconds = lasts.and_then(|line| match time::seconds(&line.value) {
                Ok(seconds) if seconds < 0 => {
                    report.add(line.number, "the duration is negative; it is left out");
                    None
                }
                Ok(seconds) => Some(seconds),
                Err(message) => {
                    report.add(line.number, message);
                    None
                }
            });
            return Some((start, seconds.unwrap_or(least).max(least)));
        };
        if let Some(line) = lasts {
            report.add(line.number, "the event has both DTEND and DURATION; DTEND is read");
        }
        let seconds = self.zones.when(line, report).and_then(|end| self.seconds_between(&start, &end));
        if seconds.is_some_and(|seconds| seconds < 0) {
            report.add(line.number, "the event ends before it begins; the end is left out");
        }
        Some((start, seconds.unwrap_or(least).max(least)))
    }

    fn seconds_between(&self, start: &When, end: &When) -> Option<i64> {
        if let (Written::Day(from), Written::Day(to)) = (start.written, end.written) {
            return from.until((Unit::Day, to)).ok().map(|span| i64::from(span.get_days()) * 86_400);
        }
        let (from, to) = (self.zones.local(start), self.zones.local(end));
        from.until((Unit::Second, to)).ok().map(|span| span.get_seconds())
    }

    fn occurrence(&self, start: &When, at: DateTime, seconds: i64) -> Occurrence {
        let written = match start.written {
            Written::Day(_) => Written::Day(at.date()),
            Written::Local(_) => Written::Local(at),
            Written::Utc(_) => Written::Utc(at),
        };
        let start = self.zones.local(&When { written, zone: start.zone.clone() });
        let most: DateTime = jiff::civil::date(2300, 1, 1).at(0, 0, 0, 0);
        let end = start.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(most).min(most).max(start);
        let midnight = jiff::civil::Time::midnight();
        let whole = start.time() == midnight && end.time() == midnight && end > start;
        Occurrence { start, end, is_days: whole || matches!(written, Written::Day(_)) }
    }
}

/// The civil time that another time is in the zone of a start.
fn in_zone_of(when: &When, start: &When) -> Option<DateTime> {
    let utc = jiff::tz::TimeZone::UTC;
    let zone = |when: &When| match when.written {
        Written::Utc(_) => Some(utc.clone()),
        _ => when.zone.clone(),
    };
    match (when.written, start.written) {
        // Of a list of days only those of an event of days are meant as its starts.
        (Written::Day(day), Written::Day(_)) => Some(day.at(0, 0, 0, 0)),
        (Written::Day(_), _) => None,
        (other, Written::Day(_)) => Some(other.civil().date().at(0, 0, 0, 0)),
        _ => Some(match (zone(when), zone(start)) {
            (Some(from), Some(to)) if from != to => {
                to.to_datetime(from.to_timestamp(when.written.civil()).ok()?)
            }
            _ => when.written.civil(),
        }),
    }
}

/// Of several events that claim to be one, the one with the highest SEQUENCE, then the newest.
fn newest_of<'c>(all: &[&'c Component], id: &str, report: &mut Report) -> Option<&'c Component> {
    let newest = all.iter().copied().max_by_key(|event| version(event))?;
    for event in all.iter().filter(|event| event.number != newest.number) {
        report.add(event.number, format!("{} is in the file twice; the newer one stands", quoted(id)));
    }
    Some(newest)
}

/// Of several changes of one date, the newest.
fn newest_of_each<'c>(moved: &[&'c Component]) -> Vec<&'c Component> {
    let mut by_date: BTreeMap<&str, &Component> = BTreeMap::new();
    for event in moved {
        let known = by_date.entry(event.value("RECURRENCE-ID")).or_insert(event);
        if version(event) >= version(known) {
            *known = event;
        }
    }
    by_date.into_values().collect()
}

fn version(event: &Component) -> (u64, &str, &str, std::cmp::Reverse<usize>) {
    let sequence = event.value("SEQUENCE").parse().unwrap_or(0);
    (sequence, event.value("LAST-MODIFIED"), event.value("DTSTAMP"), std::cmp::Reverse(event.number))
}

/// Whether an event was called off.
fn is_cancelled(event: &Component) -> bool {
    event.says("STATUS", "CANCELLED")
}

/// What an event is called, fit to stand in a message.
pub(super) fn title(event: &Component) -> String {
    let title = super::text::title(event);
    quoted(title.as_deref().unwrap_or("an event without a title"))
}
