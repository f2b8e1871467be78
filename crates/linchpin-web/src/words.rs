//! Days, numbers and names as pages write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use linchpin_model::{Date, Moment};

/// `14 May`, with its year if it is not this one.
pub(crate) fn day(on: Date, today: Date) -> String {
    linchpin_analysis::words::day(on, today)
}

/// `Tuesday 6 April 2027`.
pub(crate) fn long_day(on: Date) -> String {
    on.strftime("%A %-d %B %Y").to_string()
}

/// `Friday 2 April, 17:40`; `Today, 17:40`; with its year if it is not this one.
pub(crate) fn long_moment(at: DateTime, today: Date) -> String {
    let day = match (today - at.date()).get_days() {
        0 => "Today".to_string(),
        1 => "Yesterday".into(),
        _ if at.year() == today.year() => at.strftime("%A %-d %B").to_string(),
        _ => long_day(at.date()),
    };
    format!("{day}, {}", at.strftime("%H:%M"))
}

/// `today`, `yesterday`, `Thursday` within a week, else the day.
pub(crate) fn near_day(on: Date, today: Date) -> String {
    match (today - on).get_days() {
        0 => "today".into(),
        1 => "yesterday".into(),
        2..7 => on.strftime("%A").to_string(),
        _ => day(on, today),
    }
}

/// `Fri 9 Apr`.
pub(crate) fn short_day(on: Date) -> String {
    on.strftime("%a %-d %b").to_string()
}

/// A moment as a machine and as a person reads it: `6 Apr 2027, 09:14` in UTC.
pub(crate) fn moment(at: Moment) -> (String, String) {
    let zoned = at.timestamp().to_zoned(TimeZone::UTC);
    (at.to_string(), zoned.strftime("%-d %b %Y, %H:%M").to_string())
}

/// `09:14` today, `Mon 09:14` in the week before, else `Fri 2 Apr 09:14`.
pub(crate) fn hour(at: DateTime, today: Date) -> String {
    match (today - at.date()).get_days() {
        0 => at.strftime("%H:%M").to_string(),
        1..7 => at.strftime("%a %H:%M").to_string(),
        _ if at.year() == today.year() => at.strftime("%a %-d %b %H:%M").to_string(),
        _ => at.strftime("%-d %b %Y").to_string(),
    }
}

/// `today`, `yesterday`, else the day.
pub(crate) fn lately(on: Date, today: Date) -> String {
    match (today - on).get_days() {
        0 => "today".into(),
        1 => "yesterday".into(),
        _ => day(on, today),
    }
}

/// `+7 d`, `−2 d` with a true minus; nothing for zero.
pub(crate) fn difference(days: i32) -> String {
    match days {
        0 => String::new(),
        1.. => format!("+{days} d"),
        _ => format!("−{} d", -days),
    }
}

/// What somebody wrote as a sentence repeats it: one line, and not too much.
pub(crate) fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// An address elsewhere, if it is one that a browser may be led to.
pub(crate) fn outside(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(url)
}

/// A text as one part of an address: everything but letters, digits and `-._~` in percents.
pub(crate) fn in_address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_told_in_fewer_words() {
        let today = jiff::civil::date(2027, 4, 6);
        let told = |on: &str| hour(on.parse().expect("a moment"), today);
        assert_eq!(told("2027-04-06T09:14"), "09:14");
        assert_eq!(told("2027-04-05T09:14"), "Mon 09:14");
        assert_eq!(told("2027-03-30T16:00"), "Tue 30 Mar 16:00");
        assert_eq!(told("2026-12-24T16:00"), "24 Dec 2026");
        let at = |on: &str| long_moment(on.parse().expect("a moment"), today);
        assert_eq!(at("2027-04-06T09:14"), "Today, 09:14");
        assert_eq!(at("2027-04-05T09:14"), "Yesterday, 09:14");
        assert_eq!(at("2027-04-02T17:40"), "Friday 2 April, 17:40");
        assert_eq!(at("2026-12-24T16:00"), "Thursday 24 December 2026, 16:00");
        assert_eq!(lately(jiff::civil::date(2027, 4, 5), today), "yesterday");
        assert_eq!(lately(jiff::civil::date(2027, 4, 2), today), "2 Apr");
    }

    #[test]
    fn what_is_repeated_is_one_line_and_short() {
        assert_eq!(cut(" two\n words "), "two words");
        assert_eq!(cut(&"é".repeat(60)), "é".repeat(60));
        assert_eq!(cut(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    }

    #[test]
    fn only_the_web_is_led_to() {
        assert!(outside("https://tracker.example/WX-1").is_some());
        assert!(outside("HTTP://tracker.example").is_some());
        for address in ["javascript:alert(1)", "data:text/html,x", "httpx://a", "//evil.example", "", "éééé"]
        {
            assert_eq!(outside(address), None, "{address}");
        }
    }

    #[test]
    fn keys_of_any_tracker_stand_in_an_address() {
        assert_eq!(in_address("WX-214"), "WX-214");
        assert_eq!(in_address("api#412"), "api%23412");
        assert_eq!(in_address("owner/name#1 é"), "owner%2Fname%231%20%C3%A9");
    }
}
