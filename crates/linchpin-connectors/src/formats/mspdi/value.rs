//! Texts of a file as numbers, dates and durations, and a list of those that are none.

use jiff::civil::DateTime;
use linchpin_model::Problem;

use super::super::{Unreadable, quoted, refused, sentence};

/// Minutes in a hundred years, the longest duration and lag that are read.
pub(super) const LIMIT_MINUTES: i64 = 100 * 365 * 1440 + 24 * 1440;

/// What could not be read as it stands.
#[derive(Default)]
pub(super) struct Report {
    pub(super) problems: Vec<Problem>,
}

impl Report {
    /// Adds a problem.
    pub(super) fn add(&mut self, place: String, message: String) {
        self.problems.push(Problem { place, message: sentence(&message), hint: None });
    }

    /// A date and time. Empty is none; what is no date, or outside the years 1900 to 2299, is reported.
    pub(super) fn date_time(&mut self, place: String, text: &str) -> Option<DateTime> {
        if text.is_empty() || text == "NA" {
            return None;
        }
        if text.contains(":60") {
            self.add(
                place,
                format!("{} names a leap second; read as the last second before it", quoted(text)),
            );
            return text.replace(":60", ":59").parse().ok();
        }
        let (civil, offset) = split_offset(text);
        let Ok(date_time) = civil.parse::<DateTime>() else {
            self.add(place, format!("{} is not a date; it is left out", quoted(text)));
            return None;
        };
        if !(1900..2300).contains(&date_time.year()) {
            self.add(place, format!("{} is read as no date: plans lie between 1900 and 2299", quoted(text)));
            return None;
        }
        if offset {
            self.add(
                place,
                format!(
                    "{} has an offset from UTC, which project files do not have; read as local time",
                    quoted(text)
                ),
            );
        }
        Some(date_time)
    }

    /// A whole number within bounds; others are reported and brought inside.
    pub(super) fn clamped(&mut self, place: String, text: &str, low: i64, high: i64) -> Option<i64> {
        if text.is_empty() {
            return None;
        }
        match text.parse::<i64>() {
            Ok(number) if (low..=high).contains(&number) => Some(number),
            Ok(number) => {
                let inside = number.clamp(low, high);
                self.add(place, format!("{number} is outside {low} to {high}; read as {inside}"));
                Some(inside)
            }
            Err(_) => {
                self.add(place, format!("{} is not a whole number; it is left out", quoted(text)));
                None
            }
        }
    }

    /// A decimal number within bounds; others are reported and left out.
    pub(super) fn decimal(&mut self, place: String, text: &str, low: f64, high: f64) -> Option<f64> {
        if text.is_empty() {
            return None;
        }
        match text.parse::<f64>() {
            Ok(number) if (low..=high).contains(&number) => Some(number),
            Ok(_) => {
                self.add(place, format!("{} is outside {low} to {high}; it is left out", quoted(text)));
                None
            }
            Err(_) => {
                self.add(place, format!("{} is not a number; it is left out", quoted(text)));
                None
            }
        }
    }

    /// Minutes of a duration such as `PT8H0M0S`. What is none is reported; one beyond a hundred years refuses the file.
    pub(super) fn minutes(&mut self, place: String, text: &str) -> Result<Option<i32>, Unreadable> {
        if text.is_empty() {
            return Ok(None);
        }
        match parse_minutes(text) {
            Some(minutes) if minutes < 0 => {
                self.add(place, format!("the duration {} is negative; read as 0", quoted(text)));
                Ok(Some(0))
            }
            Some(minutes) if minutes > LIMIT_MINUTES => Err(refused(format!(
                "the duration {} is longer than 100 years, the longest that is read",
                quoted(text)
            ))
            .place(place)),
            Some(minutes) => Ok(Some(minutes as i32)),
            None => {
                self.add(
                    place,
                    format!("{} is not a duration such as PT8H0M0S; it is left out", quoted(text)),
                );
                Ok(None)
            }
        }
    }
}

/// Whether a text stands for yes.
pub(super) fn is_yes(text: &str) -> bool {
    matches!(text, "1" | "true" | "TRUE" | "True")
}

fn split_offset(text: &str) -> (&str, bool) {
    let time = text.find('T').unwrap_or(text.len());
    match text[time..].find(['Z', 'z', '+', '-']) {
        Some(at) => (&text[..time + at], true),
        None => (text, false),
    }
}

/// Minutes of an ISO 8601 duration in weeks, days, hours, minutes and seconds; a day is 24 hours. Saturates far beyond the
/// limit. Years and months, which have no length, are none unless they are 0.
fn parse_minutes(text: &str) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut seconds = 0.0;
    let mut parts = 0;
    let units = [(days, [('Y', f64::NAN), ('M', f64::NAN), ('W', 604_800.0), ('D', 86_400.0)])];
    let clock = [(time, [('H', 3_600.0), ('M', 60.0), ('S', 1.0), ('\0', 0.0)])];
    for (mut part, units) in units.into_iter().chain(clock) {
        while let Some(end) = part.find(|c: char| !c.is_ascii_digit() && c != '.') {
            let number: f64 = part[..end].parse().ok()?;
            let unit = part[end..].chars().next()?;
            let (_, length) = units.iter().find(|(letter, _)| *letter == unit)?;
            seconds += if number == 0.0 { 0.0 } else { number * length };
            part = &part[end + unit.len_utf8()..];
            parts += 1;
        }
        if !part.is_empty() {
            return None;
        }
    }
    if parts == 0 || seconds.is_nan() {
        return None;
    }
    let minutes = (seconds / 60.0).round() as i64;
    Some(if negative { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_all_forms_of_the_standard() {
        let forms = [
            ("PT8H0M0S", Some(480)),
            ("P1DT2H", Some(1_560)),
            ("PT0.5H", Some(30)),
            ("PT90M", Some(90)),
            ("P0D", Some(0)),
            ("P2W", Some(20_160)),
            ("P0Y0M1DT0H", Some(1_440)),
            ("-PT1H", Some(-60)),
            ("P1M", None),
            ("P", None),
            ("PT", None),
            ("two weeks", None),
            ("PT8", None),
        ];
        for (text, want) in forms {
            assert_eq!(parse_minutes(text), want, "{text}");
        }
    }

    fn check_date(text: &str, want: Option<&str>, problem: &str) {
        let mut report = Report::default();
        let got = report.date_time("here".into(), text);
        assert_eq!(got, want.map(|want| want.parse().unwrap()), "{text}");
        let said = report.problems.first().map_or("", |problem| &problem.message);
        assert!(said.contains(problem) && said.is_empty() == problem.is_empty(), "{text}: {said}");
    }

    #[test]
    fn dates_are_read_as_local_time_and_the_rest_is_reported() {
        check_date("2026-03-02T08:00:00", Some("2026-03-02T08:00"), "");
        check_date("", None, "");
        check_date("2026-02-30T08:00:00", None, "not a date");
        check_date("9999-12-31T23:59:59", None, "between 1900 and 2299");
        check_date("0001-01-01T00:00:00", None, "between 1900 and 2299");
        check_date("2026-03-02T08:00:00+14:00", Some("2026-03-02T08:00"), "offset");
        check_date("2026-12-31T23:59:60", Some("2026-12-31T23:59:59"), "leap second");
    }
}
