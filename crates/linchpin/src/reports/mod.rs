//! The reports: which function answers, and how its answer reads. The JSON is the answer itself.

mod changes;
mod chase;
mod flow;
mod forecast;
mod health;
mod pulse;
mod schedule;
#[cfg(test)]
mod tests;
mod why;
mod workload;

use linchpin_analysis::{self as analysis, Check, Header, Outlook};
use serde::Serialize;

use crate::cli::{ReportArgs, ReportName};
use crate::page::{Page, moment};
use crate::subject::Subject;

/// An answer for programs and for people.
pub(crate) struct Answer {
    pub(crate) json: String,
    pub(crate) page: Page,
}

/// Checks of one kind that are listed for a person.
const CHECKS_OF_A_KIND: usize = 5;

pub(crate) fn answer(subject: &Subject, args: &ReportArgs) -> Answer {
    let (world, as_of, scope) = (&subject.world, subject.as_of, subject.scope);
    match args.name {
        ReportName::Pulse => {
            let outlook = outlook(subject, args);
            let params = analysis::PulseParams::new(as_of, scope);
            let pulse = analysis::pulse(world, &outlook, &params);
            // The rows are the checks, ranked; listing them once more would be noise.
            finished(&pulse, &pulse.header, pulse::page(&pulse), &[])
        }
        ReportName::Schedule => {
            let schedule = analysis::schedule(world, &analysis::ScheduleParams { as_of, scope });
            finished(&schedule, &schedule.header, schedule::page(&schedule), &schedule.checks)
        }
        ReportName::Forecast => {
            let forecast = analysis::forecast(world, &forecast_params(subject, args));
            finished(&forecast, &forecast.header, forecast::page(&forecast), &forecast.checks)
        }
        ReportName::Why => {
            let params = analysis::WhyParams {
                from: subject.since,
                to: as_of,
                scope,
                seed: args.seed,
                trials: args.trials,
            };
            let why = analysis::why(&subject.before(subject.since), world, &params);
            finished(&why, &why.header, why::page(&why), &why.checks)
        }
        ReportName::Health => {
            let params = analysis::HealthParams::new(as_of, scope);
            let health = analysis::health(world, &outlook(subject, args), &params);
            finished(&health, &health.header, health::page(&health), &health.checks)
        }
        ReportName::Chase => {
            let params = analysis::ChaseParams::new(as_of, scope);
            let chase = analysis::chase(world, &outlook(subject, args), &params);
            finished(&chase, &chase.header, chase::page(&chase), &chase::not_in_the_table(&chase))
        }
        ReportName::Changes => {
            let params = analysis::ChangesParams { since: subject.since, as_of, scope };
            let changes = analysis::changes(&subject.before(subject.since), world, &params);
            finished(&changes, &changes.header, changes::page(&changes), &changes.checks)
        }
        ReportName::Flow => {
            let params = analysis::FlowParams { scope, ..analysis::FlowParams::new(as_of) };
            let flow = analysis::flow(world, &params);
            finished(&flow, &flow.header, flow::page(&flow), &flow.checks)
        }
        ReportName::Workload => {
            let workload = analysis::workload(world, &analysis::WorkloadParams { as_of, scope });
            finished(&workload, &workload.header, workload::page(&workload), &workload.checks)
        }
    }
}

/// What the forecast expects, for the reports that rest on it.
fn outlook(subject: &Subject, args: &ReportArgs) -> Outlook {
    analysis::forecast::outlook(&subject.world, &forecast_params(subject, args))
}

fn forecast_params(subject: &Subject, args: &ReportArgs) -> analysis::ForecastParams {
    analysis::ForecastParams {
        scope: subject.scope,
        seed: args.seed,
        trials: args.trials,
        count: args.count,
        ..analysis::ForecastParams::new(subject.as_of)
    }
}

fn finished(answer: &impl Serialize, header: &Header, page: Page, checks: &[Check]) -> Answer {
    let mut page = page.with_checks(checks, CHECKS_OF_A_KIND);
    page.foot.push(format!("as of {}", moment(header.as_of)));
    page.foot.push(format!("position {}", header.position));
    let json = serde_json::to_string_pretty(answer).expect("an answer has only text keys and finite numbers");
    Answer { json, page }
}
