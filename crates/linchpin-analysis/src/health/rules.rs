//! The rules of health, in the order in which they are asked.

use serde::Serialize;

use crate::health::Reading;

/// Where one colour ends and the next begins. A program may have its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthRules {
    /// A P50 up to so many working days past the target is Yellow, more is Red.
    pub yellow_up_to_working_days: i32,
    /// So many working days without a sign of life, and nobody can tell.
    pub no_read_after_working_days: i32,
    /// A risk at least this likely, in percent …
    pub high_risk_percent: u32,
    /// … that would cost at least so many working days is high.
    pub high_risk_working_days: u32,
}

impl Default for HealthRules {
    fn default() -> Self {
        Self {
            yellow_up_to_working_days: 5,
            no_read_after_working_days: 10,
            high_risk_percent: 50,
            high_risk_working_days: 5,
        }
    }
}

/// The rule by which a colour was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It is reached, or all its work is done.
    Done,
    /// P50 is well past the target.
    Late,
    /// Something critical cannot go on.
    CriticalBlocked,
    /// Something critical has no date while the rest has.
    CriticalWithoutDate,
    /// Nobody knows when something critical will be done.
    CriticalUnknown,
    /// A high risk is open and nothing is done about it.
    HighRisk,
    /// No sign of life for too long.
    Silent,
    /// There is no target.
    NoTarget,
    /// There is no forecast.
    NoForecast,
    /// P50 meets the target, P85 does not.
    Tight,
    /// P50 is a little past the target.
    SlightlyLate,
    /// A high risk is open, with a mitigation in place.
    MitigatedRisk,
    /// P85 meets the target.
    OnTrack,
}

impl Rule {
    /// The colour that the rule gives.
    pub fn reading(self) -> Reading {
        match self {
            Self::Done | Self::OnTrack => Reading::Green,
            Self::Late
            | Self::CriticalBlocked
            | Self::CriticalWithoutDate
            | Self::CriticalUnknown
            | Self::HighRisk => Reading::Red,
            Self::Silent | Self::NoTarget | Self::NoForecast => Reading::NoRead,
            Self::Tight | Self::SlightlyLate | Self::MitigatedRisk => Reading::Yellow,
        }
    }
}

/// What the rules ask.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    pub(super) is_done: bool,
    pub(super) has_target: bool,
    /// Working days from the target to the P50; none without a target or a forecast.
    pub(super) late: Option<i32>,
    /// Working days from the target to the P85.
    pub(super) late_at_p85: Option<i32>,
    pub(super) has_forecast: bool,
    pub(super) critical_blocked: bool,
    pub(super) critical_without_date: bool,
    pub(super) critical_unknown: bool,
    pub(super) high_risk: bool,
    pub(super) mitigated_risk: bool,
    /// Working days since the last sign of life.
    pub(super) silent: Option<i32>,
}

/// The first rule that holds.
pub(super) fn first(answers: &Answers, rules: &HealthRules) -> Rule {
    let late = answers.late.unwrap_or(0);
    let order = [
        (answers.is_done, Rule::Done),
        (late > rules.yellow_up_to_working_days, Rule::Late),
        (answers.critical_blocked, Rule::CriticalBlocked),
        (answers.critical_without_date, Rule::CriticalWithoutDate),
        (answers.critical_unknown, Rule::CriticalUnknown),
        (answers.high_risk, Rule::HighRisk),
        (answers.silent.is_some_and(|days| days >= rules.no_read_after_working_days), Rule::Silent),
        (!answers.has_target, Rule::NoTarget),
        (!answers.has_forecast, Rule::NoForecast),
        (late > 0, Rule::SlightlyLate),
        (answers.late_at_p85.is_some_and(|days| days > 0), Rule::Tight),
        (answers.mitigated_risk, Rule::MitigatedRisk),
    ];
    order.into_iter().find(|(holds, _)| *holds).map_or(Rule::OnTrack, |(_, rule)| rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_track() -> Answers {
        Answers {
            has_target: true,
            has_forecast: true,
            late: Some(-3),
            late_at_p85: Some(0),
            silent: Some(1),
            ..Answers::default()
        }
    }

    fn check_rule(change: impl Fn(&mut Answers), expected: Rule) {
        let mut answers = on_track();
        change(&mut answers);
        assert_eq!(first(&answers, &HealthRules::default()), expected);
    }

    #[test]
    fn a_p50_of_five_working_days_past_the_target_is_yellow_and_of_six_is_red() {
        check_rule(|answers| answers.late = Some(5), Rule::SlightlyLate);
        check_rule(|answers| answers.late = Some(6), Rule::Late);
        check_rule(|answers| answers.late = Some(0), Rule::OnTrack);
    }

    #[test]
    fn green_asks_that_p85_meets_the_target() {
        check_rule(|_| {}, Rule::OnTrack);
        check_rule(|answers| answers.late_at_p85 = Some(1), Rule::Tight);
    }

    #[test]
    fn done_goes_before_everything_and_red_before_not_knowing() {
        check_rule(|answers| (answers.is_done, answers.late) = (true, Some(40)), Rule::Done);
        check_rule(
            |answers| (answers.critical_blocked, answers.silent) = (true, Some(30)),
            Rule::CriticalBlocked,
        );
        check_rule(|answers| (answers.high_risk, answers.has_target) = (true, false), Rule::HighRisk);
    }

    #[test]
    fn not_knowing_goes_before_yellow() {
        check_rule(|answers| (answers.silent, answers.late) = (Some(10), Some(3)), Rule::Silent);
        check_rule(|answers| (answers.silent, answers.late) = (Some(9), Some(3)), Rule::SlightlyLate);
        check_rule(|answers| answers.has_target = false, Rule::NoTarget);
        check_rule(|answers| answers.has_forecast = false, Rule::NoForecast);
        check_rule(|answers| answers.mitigated_risk = true, Rule::MitigatedRisk);
    }
}
