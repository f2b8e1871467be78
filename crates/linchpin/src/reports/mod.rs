//! The reports: which function answers, and how its answer reads. The JSON is the answer itself.

mod changes;
mod chase;
mod flow;
mod health;

use linchpin_analysis::{
    ChangesParams, ChaseParams, FlowParams, Header, HealthParams, Outlook, changes as changes_between,
    chase as chase_list, flow as flow_of, health as health_of,
};
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
        ReportName::Flow => {
            let flow = flow_of(world, &FlowParams { scope, ..FlowParams::new(as_of) });
            finished(&flow, &flow.header, flow::page(&flow).with_checks(&flow.checks, CHECKS_OF_A_KIND))
        }
        ReportName::Chase => {
            let chase = chase_list(world, &outlook(subject), &ChaseParams::new(as_of, scope));
            finished(&chase, &chase.header, chase::page(&chase).with_checks(&chase.checks, CHECKS_OF_A_KIND))
        }
        ReportName::Health => {
            let health = health_of(world, &outlook(subject), &HealthParams::new(as_of, scope));
            finished(
                &health,
                &health.header,
                health::page(&health).with_checks(&health.checks, CHECKS_OF_A_KIND),
            )
        }
        ReportName::Changes => {
            let before = subject.before(subject.since);
            let params = ChangesParams { since: subject.since, as_of, scope };
            let changes = changes_between(&before, world, &params);
            finished(
                &changes,
                &changes.header,
                changes::page(&changes).with_checks(&changes.checks, CHECKS_OF_A_KIND),
            )
        }
        other => todo!("{other:?}"),
    }
}

/// What schedule and forecast expect, for the reports that rest on it.
fn outlook(_: &Subject) -> Outlook {
    Outlook::default()
}

fn finished(answer: &impl Serialize, header: &Header, mut page: Page) -> Answer {
    page.foot.push(format!("as of {}", moment(header.as_of)));
    page.foot.push(format!("position {}", header.position));
    let json = serde_json::to_string_pretty(answer).expect("an answer has only text keys and finite numbers");
    Answer { json, page }
}
