//! Decimal numbers, strictly.

/// A decimal number: digits with at most one point, at most 15 before it; no exponent, no thousands, no words.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = is_digits(whole) && is_digits(fraction) && whole.len() <= 15 && fraction.len() <= 20;
    fits.then(|| text.parse().ok()).flatten()
}

/// A share in percent from `50%`, `50` or, where a column holds fractions, `0.5`. Nothing outside 0 to 100.
pub(crate) fn percent(text: &str, are_fractions: bool) -> Option<u32> {
    let (number, factor) = match text.strip_suffix('%') {
        Some(number) => (number.trim_end(), 1.0),
        None if are_fractions => (text, 100.0),
        None => (text, 1.0),
    };
    let percent = (decimal(number)? * factor).round();
    (0.0..=100.0).contains(&percent).then_some(percent as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_and_at_most_one_point() {
        assert_eq!(decimal("-1.5"), Some(-1.5));
        assert_eq!(decimal("+3"), Some(3.0));
        for bad in
            ["", "-", "1e400", "NaN", "Infinity", "1,5", "0x10", "99999999999999999999", "1_000", "1.", ".5"]
        {
            assert_eq!(decimal(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_share_is_between_none_and_all() {
        assert_eq!(percent("50%", false), Some(50));
        assert_eq!(percent("0.5", true), Some(50));
        assert_eq!(percent("101", false), None);
        assert_eq!(percent("-1", false), None);
    }
}
