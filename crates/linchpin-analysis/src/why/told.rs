//! A movement as a person reads it: of each cause what happened, and days that add up although they are rounded.

use crate::changes::{Changes, Group};
use crate::why::{Cause, CauseDays, Why};
use crate::words;

/// Of each cause one sentence: the first change of its kind that it rests on and how many more there are, else how many
/// entries of the journal.
///
/// `changes` are those over the time of the movement.
pub fn reasons(why: &Why, changes: &Changes) -> Vec<String> {
    why.causes.iter().map(|cause| reason(cause, changes)).collect()
}

fn reason(cause: &CauseDays, changes: &Changes) -> String {
    let groups = groups_of(cause.cause);
    let rows = changes.rows.iter().filter(|change| groups.contains(&change.group));
    let found: Vec<&str> = rows
        .filter(|change| cause.entries.binary_search(&change.position).is_ok())
        .map(|change| change.sentence.as_str())
        .collect();
    match (found.as_slice(), cause.entries.len()) {
        ([], 0) => "Time passed.".into(),
        ([], entries) => format!("{}.", words::capital(&words::count(entries, "change", "changes"))),
        ([one], _) => (*one).to_string(),
        ([one, more @ ..], _) => {
            format!("{one} {} more.", words::capital(&words::number_in_words(more.len())))
        }
    }
}

/// The kinds of change that a cause can rest on.
fn groups_of(cause: Cause) -> &'static [Group] {
    match cause {
        Cause::WaitingOnOthers => &[Group::Blocked],
        Cause::ScopeAdded => &[Group::Scope, Group::Added, Group::Returned],
        Cause::ScopeCut => &[Group::Scope, Group::Vanished],
        Cause::EstimatesChanged => &[Group::Estimates],
        Cause::WorkAvoided => &[Group::Dropped],
        Cause::StartedLate => &[Group::Started],
        Cause::FinishedEarlyOrLate => &[Group::Finished, Group::Reopened],
        Cause::Resequenced => &[Group::Owners, Group::Priorities, Group::DatesMoved],
        Cause::Risks => &[Group::Risks],
        Cause::NoProgress | Cause::TimeAway | Cause::Dependencies | Cause::DataCorrected => &[],
    }
}

/// The days of all causes in tenths, and their sum: each is rounded up or down, those with the most left over up, so that
/// they add up to the movement, rounded.
pub fn tenths(why: &Why) -> (Vec<i64>, i64) {
    let exact: Vec<f64> = why.causes.iter().map(|cause| cause.working_days * 10.0).collect();
    let sum = exact.iter().sum::<f64>().round() as i64;
    let mut tenths: Vec<i64> = exact.iter().map(|days| days.floor() as i64).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|one, two| {
        (exact[*two] - exact[*two].floor()).total_cmp(&(exact[*one] - exact[*one].floor()))
    });
    let short = usize::try_from(sum - tenths.iter().sum::<i64>()).unwrap_or(0);
    for place in order.into_iter().take(short) {
        tenths[place] += 1;
    }
    (tenths, sum)
}

#[cfg(test)]
mod tests {
    use linchpin_model::{Moment, World};
    use proptest::prelude::*;

    use super::*;
    use crate::changes::Change;
    use crate::evidence::Header;
    use crate::why::Method;

    fn why(days: &[f64]) -> Why {
        let cause = |(place, days): (usize, &f64)| CauseDays {
            cause: Cause::ALL[place],
            title: Cause::ALL[place].title(),
            working_days: *days,
            entries: vec![place as u64, 40 + place as u64],
        };
        Why {
            header: Header::new(&World::default(), Moment::MIN),
            milestone: None,
            title: None,
            from: Moment::MIN,
            to: Moment::MIN,
            method: Method::Network,
            trials: 0,
            p50_before: None,
            p50_after: None,
            moved_working_days: Some(days.iter().sum()),
            causes: days.iter().enumerate().map(cause).collect(),
            residual_working_days: 0.0,
            checks: Vec::new(),
        }
    }

    fn change(group: Group, position: u64, sentence: &str) -> Change {
        Change {
            group,
            key: "A-1".into(),
            title: "A".into(),
            from: None,
            to: None,
            at: Moment::MIN,
            by: None,
            sentence: sentence.into(),
            evidence: Vec::new(),
            position,
        }
    }

    #[test]
    fn a_cause_is_told_by_the_changes_of_its_kind_that_it_rests_on() {
        let why = why(&[2.0, 1.0, -1.0]);
        let changes = Changes {
            header: why.header.clone(),
            since: Moment::MIN,
            sentence: String::new(),
            counts: Default::default(),
            rows: vec![
                change(Group::Added, 41, "Alerts was added."),
                change(Group::Added, 1, "Widgets was added."),
                change(Group::Added, 7, "Another thing was added."),
                change(Group::Blocked, 40, "Keys is blocked."),
                change(Group::Finished, 42, "Tiles was finished."),
            ],
            checks: Vec::new(),
        };
        assert_eq!(
            reasons(&why, &changes),
            ["Keys is blocked.", "Alerts was added. One more.", "Two changes."]
        );
    }

    proptest! {
        #[test]
        fn rounded_days_add_up_and_none_is_a_tenth_off(days in prop::collection::vec(-30.0..30.0f64, 0..12)) {
            let (tenths, sum) = tenths(&why(&days));
            prop_assert_eq!(tenths.iter().sum::<i64>(), sum);
            prop_assert_eq!(sum, (days.iter().map(|days| days * 10.0).sum::<f64>()).round() as i64);
            for (tenth, days) in tenths.iter().zip(&days) {
                prop_assert!((*tenth as f64 - days * 10.0).abs() < 1.0 + 1e-9);
            }
        }
    }
}
