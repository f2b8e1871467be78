//! The plans of the sample, told again with the days that stand for those of the story.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use linchpin_connectors::formats::ReadOptions;
use linchpin_connectors::formats::plan::{Severity, read_text};
use linchpin_model::Batch;

use crate::days::{Days, STORY_TODAY};
use crate::{LAST_TIME, SampleError};

/// A plan: what it is called, and its text.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    text: &'static str,
}

/// All of them, the one that is told first before the others.
pub(crate) const ALL: &[Plan] = &[
    Plan { name: "weather", text: include_str!("../plans/weather.plan") },
    Plan { name: "payments", text: include_str!("../plans/payments.plan") },
    Plan { name: "residency", text: include_str!("../plans/residency.plan") },
    Plan { name: "tablets", text: include_str!("../plans/tablets.plan") },
];

/// Reads a plan as it stands today. Any fault in it is an error.
pub(crate) fn read(plan: &Plan, days: &Days) -> Result<Batch, SampleError> {
    let fault = |fault: String| SampleError::Plan { plan: plan.name, fault };
    let text = retell(plan.text, days).map_err(fault)?;
    let options = ReadOptions { name: plan.name, ..ReadOptions::default() };
    let (batch, diagnostics) = read_text(&text, &options);
    match diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Fault) {
        Some(found) => Err(fault(format!("Line {}: {}", found.line, found.message))),
        None => Ok(batch),
    }
}

/// The text with the real days and holidays. A day in quotes stays as people write it; elsewhere it gets its year.
fn retell(text: &str, days: &Days) -> Result<String, String> {
    let mut told = String::with_capacity(text.len() * 2);
    for line in text.lines() {
        match line.split(' ').next() {
            Some("today") => {
                let _ = write!(told, "today {} {}", days.today, LAST_TIME.strftime("%H:%M"));
            }
            Some("holiday") => tell_holidays(&mut told, days),
            _ => retell_line(&mut told, line, days)?,
        }
        told.push('\n');
    }
    Ok(told)
}

fn tell_holidays(told: &mut String, days: &Days) {
    let (from, to) = (days.today.saturating_sub(1.year()), days.today.saturating_add(1.year()));
    let holidays = days.holidays.iter().filter(|(day, _)| (from..=to).contains(day));
    let holidays: Vec<String> = holidays.map(|(day, name)| format!("{day} \"{name}\"")).collect();
    let _ = write!(told, "holiday {}", holidays.join(", "));
}

fn retell_line(told: &mut String, line: &str, days: &Days) -> Result<(), String> {
    let mut rest = line;
    let (mut quoted, mut inside_word) = (false, false);
    while let Some(letter) = rest.chars().next() {
        match (!inside_word).then(|| written_day(rest)).flatten() {
            Some(written) => {
                let day = days.of(written.day).ok_or_else(|| format!("Nobody works on {}.", written.day))?;
                let _ = match (quoted, written.in_full) {
                    (false, _) => write!(told, "{day}"),
                    (true, false) => write!(told, "{}", day.strftime("%-d %b")),
                    (true, true) => write!(told, "{}", day.strftime("%-d %B")),
                };
                rest = &rest[written.length..];
            }
            None => {
                quoted ^= letter == '"';
                told.push(letter);
                inside_word = letter.is_alphanumeric();
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    Ok(())
}

/// A day of the story at the start of a text.
struct WrittenDay {
    day: Date,
    /// Whether the month is written in full.
    in_full: bool,
    /// How many bytes it takes.
    length: usize,
}

/// `6 Apr` or `6 April`, with the story's year after it or not.
fn written_day(text: &str) -> Option<WrittenDay> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?.strip_prefix(' ')?;
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = &after[..letters];
    let month =
        MONTHS.iter().position(|month| *month == word || (letters == 3 && month.starts_with(word)))?;
    let year = STORY_TODAY.year();
    let day = Date::new(year, month as i8 + 1, text[..digits].parse().ok()?).ok()?;
    let mut length = digits + 1 + letters;
    if text[length..].starts_with(&format!(" {year}")) {
        length += 5;
    }
    Some(WrittenDay { day, in_full: letters > 3, length })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(line: &str, today: Date) -> String {
        let mut told = String::new();
        retell_line(&mut told, line, &Days::new(today)).expect("the line's days are working days");
        told
    }

    #[test]
    fn days_move_with_today_and_keep_their_form_in_quotes() {
        let line = r#"WX-1 "Ready by 9 April, not 7 Apr" promised 9 Apr done 5 Apr 2027"#;
        assert_eq!(
            told(line, date(2026, 11, 24)),
            r#"WX-1 "Ready by 27 November, not 25 Nov" promised 2026-11-27 done 2026-11-23"#
        );
    }

    #[test]
    fn numbers_that_are_no_days_stay() {
        let line = r#"r12 3-5-8d "500 people, v1 May" 30% left 4d"#;
        assert_eq!(told(line, STORY_TODAY), line);
    }

    #[test]
    fn every_plan_reads_without_a_fault() {
        for plan in ALL {
            read(plan, &Days::new(STORY_TODAY)).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
