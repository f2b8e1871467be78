//! How a file is called that does not say where it is from: its name, without what differs from export to export.

/// The name without its ending, dates, times, copy numbers, versions and words such as `final`.
///
/// `Plan 2026-03-02 (2).csv`, `plan-v3_final.csv` are both `plan`. A name that is nothing else is kept as it is.
pub(crate) fn stem(name: &str) -> String {
    let whole = name.rsplit_once('.').map_or(name, |(start, _)| start);
    let whole = if whole.is_empty() { name } else { whole };
    let words = whole.split(|c: char| c.is_whitespace() || "-_().,+@:[]".contains(c));
    let kept: Vec<_> = words.filter(|word| !word.is_empty() && !is_passing(word)).collect();
    let stem = kept.join("-").to_lowercase();
    if stem.is_empty() { whole.to_lowercase() } else { stem }
}

/// Whether a word says only which export this is.
fn is_passing(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let version = word.strip_prefix('v').unwrap_or(&word);
    // 20260302T101500Z, 10h15m.
    let time = word.bytes().all(|byte| byte.is_ascii_digit() || b"tzhms".contains(&byte))
        && word.starts_with(|c: char| c.is_ascii_digit());
    is_number(version)
        || time
        || is_day_of_month(&word)
        || matches!(&*word, "final" | "copy" | "new" | "latest" | "export" | "am" | "pm")
}

/// `02mar2026`, `mar2026`.
fn is_day_of_month(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let letters: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
    letters.len() < word.len() && MONTHS.contains(&&*letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_of_one_thing_have_one_name() {
        for name in [
            "plan.csv",
            "Plan (2).csv",
            "plan-v3_final.csv",
            "plan 2026-03-02.csv",
            "plan_20260302T101500Z.csv",
            "plan-02Mar2026.xlsx",
            "Plan - Copy.csv",
            "plan 10.15.30 PM.csv",
        ] {
            assert_eq!(stem(name), "plan", "{name}");
        }
    }

    #[test]
    fn a_name_is_not_cut_inside_a_word() {
        assert_eq!(stem("Team Tasks 2.csv"), "team-tasks");
        assert_eq!(stem("Q3 marketing.csv"), "q3-marketing");
    }

    #[test]
    fn a_name_that_is_only_a_date_stays() {
        assert_eq!(stem("2026-03-02.csv"), "2026-03-02");
        assert_eq!(stem(".csv"), "csv");
    }
}
