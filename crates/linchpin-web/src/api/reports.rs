//! `GET /api/v1/reports/{report}`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use linchpin_analysis as analysis;
use linchpin_analysis::Scope;
use linchpin_model::{DayEnd, Moment, World};
use serde::Deserialize;

use crate::api::asking::{MOST_WHOLE, milestone, moment, program, within};
use crate::api::json;
use crate::error::{Problem, WebError};
use crate::extract::{Path, Query};
use crate::guard::Visitor;
use crate::site::{Site, blocking};

/// A week, in milliseconds.
const WEEK_MS: i64 = 7 * 86_400_000;

/// What a report may be asked beside program, milestone and moment.
pub(crate) const REPORTS: [(&str, &[&str]); 9] = [
    ("pulse", &["seed", "trials", "top"]),
    ("schedule", &[]),
    ("forecast", &["seed", "trials", "count"]),
    ("why", &["since", "seed", "trials"]),
    ("health", &["seed", "trials"]),
    ("chase", &["seed", "trials"]),
    ("changes", &["since"]),
    ("flow", &[]),
    ("workload", &[]),
];

/// What a report is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    program: Option<String>,
    milestone: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
    since: Option<String>,
    seed: Option<u64>,
    trials: Option<u32>,
    count: Option<u32>,
    top: Option<usize>,
}

impl Asked {
    /// Refuses what this report is not asked, and what is more than one request may ask for.
    fn check(&self, report: &str) -> Result<(), WebError> {
        let Some((_, taken)) = REPORTS.iter().find(|(name, _)| *name == report) else {
            let names: Vec<&str> = REPORTS.iter().map(|(name, _)| *name).collect();
            return Err(WebError::not_found(format!(
                "There is no such report: there are {}",
                names.join(", ")
            )));
        };
        let given = [
            ("since", self.since.is_some()),
            ("seed", self.seed.is_some()),
            ("trials", self.trials.is_some()),
            ("count", self.count.is_some()),
            ("top", self.top.is_some()),
        ];
        if let Some((name, _)) = given.iter().find(|(name, is_given)| *is_given && !taken.contains(name)) {
            return Err(WebError::Wrong { what: format!("The report {report} is not asked for `{name}`") });
        }
        within("seed", self.seed, 0, MOST_WHOLE)?;
        within("trials", self.trials, 1, MOST_TRIALS)?;
        within("count", self.count, 1, MOST_COUNT)?;
        within("top", self.top, 1, MOST_ROWS)
    }
}

/// Futures that a request may ask for at most.
pub(crate) const MOST_TRIALS: u32 = 20_000;
/// Items of a backlog that a request may ask about at most.
pub(crate) const MOST_COUNT: u32 = 100_000;
/// Rows of Pulse that a request may ask for at most.
pub(crate) const MOST_ROWS: usize = 1_000;

pub(crate) async fn report(
    State(site): State<Site>,
    _: Visitor,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    asked.check(&name)?;
    let as_of = moment(&site, asked.as_of.as_deref(), DayEnd::Last)?;
    let since = moment(&site, asked.since.as_deref(), DayEnd::First)?;
    let known_at = moment(&site, asked.known_at.as_deref(), DayEnd::Last)?;
    let now = as_of.unwrap_or_else(|| site.hub().now());
    let since_of = |as_of: Moment| since.unwrap_or_else(|| Moment::from_ms(as_of.as_ms() - WEEK_MS));
    let needs_past = matches!(name.as_str(), "why" | "changes");
    let subject = match (known_at, as_of) {
        (Some(known_at), _) => {
            let moments = std::iter::once(now).chain(needs_past.then(|| since_of(now)));
            let mut worlds = site.worlds_known_at(moments.collect(), known_at).await?.into_iter();
            let world = worlds.next().ok_or_else(|| WebError::ours("A World of the past was not made."))?;
            Subject {
                world: world.into(),
                as_of: now,
                since: since_of(now),
                before: worlds.next().map(Arc::new),
            }
        }
        (None, as_of) => {
            let standing = match as_of {
                Some(at) => site.as_of(at).await?,
                None => site.standing().await,
            };
            let since = since_of(standing.as_of);
            let before = if needs_past { Some(site.world_as_of(since).await?) } else { None };
            Subject { world: standing.world.clone(), as_of: standing.as_of, since, before }
        }
    };
    if subject.since > subject.as_of {
        return Err(WebError::fields(vec![("since".into(), "It is after `as_of`.".into())]).into());
    }
    let scope = scope(&subject.world, &asked)?;
    let answer = blocking(move || answer(&name, &subject, scope, &asked));
    answer.await.ok_or_else(|| WebError::not_found("There is no such report").into())
}

/// What a report is about.
struct Subject {
    world: Arc<World>,
    as_of: Moment,
    /// What it is compared with.
    since: Moment,
    /// The World of then, for the reports that look back.
    before: Option<Arc<World>>,
}

fn scope(world: &World, asked: &Asked) -> Result<Scope, WebError> {
    match (&asked.milestone, &asked.program) {
        (Some(key), _) => Ok(Scope::Milestone(milestone(world, key)?)),
        (None, Some(key)) => Ok(Scope::Program(program(world, key)?)),
        (None, None) => Ok(Scope::All),
    }
}

fn answer(name: &str, subject: &Subject, scope: Scope, asked: &Asked) -> Option<Response> {
    let (world, before) = (&*subject.world, subject.before.as_deref());
    let (as_of, since) = (subject.as_of, subject.since);
    let forecast = || analysis::ForecastParams {
        scope,
        seed: asked.seed.unwrap_or(1),
        trials: asked.trials,
        count: asked.count,
        ..analysis::ForecastParams::new(as_of)
    };
    let outlook = || analysis::forecast::outlook(world, &forecast());
    Some(match name {
        "pulse" => {
            let top = asked.top.unwrap_or(7);
            json(&analysis::pulse(
                world,
                &outlook(),
                &analysis::PulseParams { top, ..analysis::PulseParams::new(as_of, scope) },
            ))
        }
        "schedule" => json(&analysis::schedule(world, &analysis::ScheduleParams { as_of, scope })),
        "forecast" => json(&analysis::forecast(world, &forecast())),
        "health" => json(&analysis::health(world, &outlook(), &analysis::HealthParams::new(as_of, scope))),
        "chase" => json(&analysis::chase(world, &outlook(), &analysis::ChaseParams::new(as_of, scope))),
        "changes" => {
            json(&analysis::changes(before?, world, &analysis::ChangesParams { since, as_of, scope }))
        }
        "why" => {
            let (seed, trials) = (asked.seed.unwrap_or(1), asked.trials);
            json(&analysis::why(
                before?,
                world,
                &analysis::WhyParams { from: since, to: as_of, scope, seed, trials },
            ))
        }
        "flow" => {
            json(&analysis::flow(world, &analysis::FlowParams { scope, ..analysis::FlowParams::new(as_of) }))
        }
        "workload" => json(&analysis::workload(world, &analysis::WorkloadParams { as_of, scope })),
        _ => return None,
    })
}
