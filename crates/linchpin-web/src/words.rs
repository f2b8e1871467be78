//! Days, numbers and names as pages write them.

use linchpin_model::Date;

/// `14 May`, with its year if it is not this one.
pub(crate) fn day(on: Date, today: Date) -> String {
    linchpin_analysis::words::day(on, today)
}

/// `Tuesday 6 April 2027`.
pub(crate) fn long_day(on: Date) -> String {
    on.strftime("%A %-d %B %Y").to_string()
}

/// `Fri 9 Apr`.
pub(crate) fn short_day(on: Date) -> String {
    on.strftime("%a %-d %b").to_string()
}

/// `+7 d`, `−2 d` with a true minus; nothing for zero.
pub(crate) fn difference(days: i32) -> String {
    match days {
        0 => String::new(),
        1.. => format!("+{days} d"),
        _ => format!("−{} d", -days),
    }
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
    fn keys_of_any_tracker_stand_in_an_address() {
        assert_eq!(in_address("WX-214"), "WX-214");
        assert_eq!(in_address("api#412"), "api%23412");
        assert_eq!(in_address("owner/name#1 é"), "owner%2Fname%231%20%C3%A9");
    }
}
