//! How the date of the Weather App moved over nine weeks, and by what.

use jiff::civil::{Date, date};
use linchpin_analysis::health::Reading;
use linchpin_analysis::why::Cause;
use linchpin_analysis::{Scope, WhyParams, why};
use linchpin_model::Moment;

use crate::{STORY_TODAY, Telling, program_row};

const DAYS: [Date; 2] = [STORY_TODAY, date(2027, 1, 2)];

/// So many days before the end: Fridays of the story, for whole weeks of working days are a week in the calendar.
fn weeks_before(end: Moment, weeks: i64) -> Moment {
    Moment::from_ms(end.as_ms() - weeks * 7 * 86_400_000)
}

#[test]
fn the_date_of_the_launch_rises_over_nine_weeks() {
    for today in DAYS {
        let telling = Telling::of(today);
        let late: Vec<i32> = (0..9)
            .rev()
            .map(|weeks| {
                let as_of = weeks_before(telling.ends_at, weeks);
                let row = program_row(&telling.history.as_of(as_of), as_of, telling.program("weather"));
                row.late_working_days.unwrap_or_else(|| panic!("{today}: no date {weeks} weeks ago"))
            })
            .collect();
        assert!(late[0] <= 0, "{today}: {late:?}");
        assert!(late[8] - late[0] >= 8, "{today}: {late:?}");
        // A week brings it forward by a day or two at most.
        assert!(late.windows(2).all(|pair| pair[1] >= pair[0] - 2), "{today}: {late:?}");
        assert!(late[3..].windows(2).all(|pair| pair[1] >= pair[0] - 1), "{today}: {late:?}");
    }
}

#[test]
fn every_colour_of_the_weather_app_was_said_rightly_until_the_last() {
    let telling = Telling::of(STORY_TODAY);
    for back in 0..3 {
        let said_at = telling.said_at("weather", back);
        let row = program_row(&telling.history.as_of(said_at), said_at, telling.program("weather"));
        assert_eq!(row.health, Reading::Yellow, "{said_at}: {}", row.sentence);
        assert!(!row.mismatch, "{said_at}: {}", row.sentence);
    }
}

#[test]
fn the_movement_has_causes_in_both_directions_that_sum_to_it() {
    for today in DAYS {
        let telling = Telling::of(today);
        let from = telling.said_at("weather", 4);
        let scope = Scope::Program(telling.program("weather"));
        let params = WhyParams { from, to: telling.ends_at, scope, seed: 1, trials: Some(1_000) };
        let why = why(&telling.history.as_of(from), &telling.world, &params);
        let moved = why.moved_working_days.expect("both dates are known");
        assert!((7.0..=15.0).contains(&moved), "{today}: {moved}");
        let sum: f64 = why.causes.iter().map(|cause| cause.working_days).sum();
        assert!((sum + why.residual_working_days - moved).abs() < 0.02, "{today}: {sum} of {moved}");
        let days =
            |wanted: Cause| why.causes.iter().find(|cause| cause.cause == wanted).map(|c| c.working_days);
        assert!(why.causes.len() >= 5, "{today}: {:?}", why.causes);
        for later in [Cause::WaitingOnOthers, Cause::ScopeAdded] {
            assert!(days(later).is_some_and(|days| days > 0.0), "{today}: {later:?} {:?}", why.causes);
        }
        for earlier in [Cause::ScopeCut, Cause::FinishedEarlyOrLate] {
            assert!(days(earlier).is_some_and(|days| days < 0.0), "{today}: {earlier:?} {:?}", why.causes);
        }
    }
}
