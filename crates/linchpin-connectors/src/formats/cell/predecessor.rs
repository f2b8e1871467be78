//! What a task waits for, as planning tools write it: `12FS+3d`, `A-1`, `7SS-50%`.

use linchpin_model::{DependencyKind, Lag};

/// A reference to what must come first, and how.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Predecessor<'a> {
    pub(crate) reference: &'a str,
    pub(crate) kind: DependencyKind,
    pub(crate) lag: Lag,
}

/// Cuts a list of references where commas, semicolons or line ends stand.
pub(crate) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty())
}

/// Takes kind and lag off the end of a reference. Without them the kind is finish to start and the lag nothing.
pub(crate) fn parse(text: &str) -> Predecessor<'_> {
    let text = text.trim();
    let at_lag = text.rfind(['+', '-']).and_then(|at| {
        let lag = lag(&text[at..])?;
        let (reference, kind) = kind(text[..at].trim_end())?;
        Some(Predecessor { reference, kind, lag })
    });
    let without_lag = || kind(text).map(|(reference, kind)| Predecessor { reference, kind, lag: Lag::NONE });
    at_lag.or_else(without_lag).unwrap_or(Predecessor {
        reference: text,
        kind: DependencyKind::FinishStart,
        lag: Lag::NONE,
    })
}

/// The kind at the end of a text, after a digit or a space, and what stands before it.
fn kind(text: &str) -> Option<(&str, DependencyKind)> {
    const KINDS: [(&str, DependencyKind); 4] = [
        ("FS", DependencyKind::FinishStart),
        ("SS", DependencyKind::StartStart),
        ("FF", DependencyKind::FinishFinish),
        ("SF", DependencyKind::StartFinish),
    ];
    KINDS.into_iter().find_map(|(word, kind)| {
        let before = text.strip_suffix(word)?;
        let fits = before.ends_with(|c: char| c.is_ascii_digit() || c == ' ');
        let reference = before.trim_end();
        (fits && !reference.is_empty()).then_some((reference, kind))
    })
}

/// `+3d`, `-2 days`, `+50%`, `+1ed` for elapsed days.
fn lag(text: &str) -> Option<Lag> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+')?),
    };
    let rest = rest.trim();
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let number = super::number::decimal(&rest[..end])?;
    let unit = rest[end..].trim();
    if unit == "%" {
        return whole(sign * number * 100.0).map(Lag::Percent);
    }
    let elapsed = unit.strip_prefix('e').and_then(elapsed_minutes);
    match (elapsed, unit) {
        (Some(minutes), _) => whole(sign * number * minutes).map(Lag::Elapsed),
        (None, "") => whole(sign * number * 480.0).map(Lag::Working),
        (None, unit) => whole(sign * number * super::effort::word(unit)?).map(Lag::Working),
    }
}

/// Kind and lag as a text behind a reference that [`parse`] reads again; nothing where both are the usual ones.
pub(crate) fn written(kind: DependencyKind, lag: Lag) -> String {
    let word = match kind {
        DependencyKind::FinishStart => "FS",
        DependencyKind::StartStart => "SS",
        DependencyKind::FinishFinish => "FF",
        DependencyKind::StartFinish => "SF",
    };
    let signed = |number: i32, amount: String| format!("{}{amount}", if number < 0 { '-' } else { '+' });
    let lag = match lag {
        Lag::Working(0) if kind == DependencyKind::FinishStart => return String::new(),
        Lag::Working(0) => String::new(),
        Lag::Working(minutes) => signed(minutes, super::effort::written(minutes.unsigned_abs())),
        Lag::Elapsed(minutes) if minutes % 1_440 == 0 => {
            signed(minutes, format!("{}ed", minutes.unsigned_abs() / 1_440))
        }
        Lag::Elapsed(minutes) => signed(minutes, format!("{}em", minutes.unsigned_abs())),
        Lag::Percent(hundredths) => {
            signed(hundredths, format!("{}%", f64::from(hundredths.unsigned_abs()) / 100.0))
        }
    };
    format!(" {word}{lag}")
}

/// Minutes by the clock.
fn elapsed_minutes(unit: &str) -> Option<f64> {
    Some(match unit {
        "m" | "min" | "mins" => 1.0,
        "h" | "hr" | "hrs" => 60.0,
        "d" | "day" | "days" => 1_440.0,
        "w" | "wk" | "wks" => 10_080.0,
        "mo" | "mon" | "mons" => 43_200.0,
        _ => return None,
    })
}

fn whole(number: f64) -> Option<i32> {
    let number = number.round();
    (number.abs() < f64::from(i32::MAX)).then_some(number as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DependencyKind::*;

    fn check(text: &str, reference: &str, kind: DependencyKind, lag: Lag) {
        assert_eq!(parse(text), Predecessor { reference, kind, lag }, "{text}");
    }

    #[test]
    fn kind_and_lag_stand_behind_the_reference() {
        check("12", "12", FinishStart, Lag::NONE);
        check("12FS+3d", "12", FinishStart, Lag::Working(1_440));
        check("12 SS - 2 days", "12", StartStart, Lag::Working(-960));
        check("12FF+50%", "12", FinishFinish, Lag::Percent(5_000));
        check("12SF+1ed", "12", StartFinish, Lag::Elapsed(1_440));
        check("A-1FS", "A-1", FinishStart, Lag::NONE);
    }

    #[test]
    fn an_id_that_looks_like_it_has_a_lag_is_an_id() {
        check("A-1", "A-1", FinishStart, Lag::NONE);
        check("WEA-12d", "WEA-12d", FinishStart, Lag::NONE);
        check("REFS", "REFS", FinishStart, Lag::NONE);
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_is_read_again(kind in 0..4_usize, sort in 0..3, amount in -2_000_000..2_000_000) {
            let kind = [FinishStart, StartStart, FinishFinish, StartFinish][kind];
            let lag = [Lag::Working(amount), Lag::Elapsed(amount), Lag::Percent(amount)][sort as usize];
            let text = format!("WEA-1{}", written(kind, lag));
            let read = parse(&text);
            proptest::prop_assert_eq!((read.reference, read.kind, read.lag), ("WEA-1", kind, lag), "{}", text);
        }

        #[test]
        fn any_text_has_a_reference(text in ".{0,30}") {
            let _ = parse(&text);
        }
    }
}
