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
