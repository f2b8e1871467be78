//! `GET /api/v1/reports/{report}`

use axum::extract::{Path, Query, State};
use axum::response::Response;
use linchpin_analysis as analysis;
use linchpin_analysis::{Scope, thing_of};
use linchpin_hub::Standing;
use linchpin_model::{DayEnd, Moment, Thing, World, moment_told};
use serde::Deserialize;

use crate::api::json;
use crate::error::{Problem, WebError};
use crate::guard::Visitor;
use crate::site::{Site, blocking};

/// A week, in milliseconds.
const WEEK_MS: i64 = 7 * 86_400_000;

/// What a report is asked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    program: Option<String>,
    milestone: Option<String>,
    as_of: Option<String>,
    since: Option<String>,
    seed: Option<u64>,
    trials: Option<u32>,
    count: Option<u32>,
    top: Option<usize>,
}

/// Futures that a request may ask for at most.
const MOST_TRIALS: u32 = 100_000;
/// Rows of Pulse that a request may ask for at most.
const MOST_ROWS: usize = 1_000;

pub(crate) async fn report(
    State(site): State<Site>,
    _: Visitor,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|error| WebError::Wrong { what: error.body_text() })?;
    let now = site.hub().now();
    let moment = |text: &Option<String>, end| {
        let read = |text: &String| {
            moment_told(text, now, end)
                .ok_or_else(|| WebError::Wrong { what: format!("`{text}` is not a moment") })
        };
        text.as_ref().map(read).transpose()
    };
    let (as_of, since) = (moment(&asked.as_of, DayEnd::Last)?, moment(&asked.since, DayEnd::First)?);
    let standing = match as_of {
        Some(at) => site.as_of(at).await?,
        None => site.standing().await,
    };
    let since = since.unwrap_or_else(|| Moment::from_ms(standing.as_of.as_ms() - WEEK_MS));
    if since > standing.as_of {
        return Err(WebError::Wrong { what: "`since` is after `as_of`".into() }.into());
    }
    let needs_past = matches!(name.as_str(), "why" | "changes");
    let before = if needs_past { Some(site.world_as_of(since).await?) } else { None };
    let scope = scope(&standing.world, &asked)?;
    let answer = blocking(move || answer(&name, &standing, before.as_deref(), since, scope, &asked));
    answer.await.ok_or_else(|| {
        WebError::not_found(
            "There is no such report: there are pulse, schedule, forecast, why, health, chase, changes, flow and workload",
        )
        .into()
    })
}

fn scope(world: &World, asked: &Asked) -> Result<Scope, WebError> {
    let find = |key: &str, kind: &str| {
        thing_of(world, key)
            .ok_or_else(|| WebError::not_found(format!("There is no {kind} with the key “{key}”")))
    };
    let other = |key: &str, kind: &str, thing: Thing| WebError::Wrong {
        what: format!("“{key}” is {}, not a {kind}", thing.kind().one()),
    };
    match (&asked.milestone, &asked.program) {
        (Some(key), _) => match find(key, "milestone")? {
            Thing::Milestone(id) => Ok(Scope::Milestone(id)),
            thing => Err(other(key, "milestone", thing)),
        },
        (None, Some(key)) => match find(key, "program")? {
            Thing::Program(id) => Ok(Scope::Program(id)),
            thing => Err(other(key, "program", thing)),
        },
        (None, None) => Ok(Scope::All),
    }
}

fn answer(
    name: &str,
    standing: &Standing,
    before: Option<&World>,
    since: Moment,
    scope: Scope,
    asked: &Asked,
) -> Option<Response> {
    let (world, as_of) = (&*standing.world, standing.as_of);
    let forecast = || analysis::ForecastParams {
        scope,
        seed: asked.seed.unwrap_or(1),
        trials: asked.trials.map(|trials| trials.min(MOST_TRIALS)),
        count: asked.count,
        ..analysis::ForecastParams::new(as_of)
    };
    let outlook = || analysis::forecast::outlook(world, &forecast());
    Some(match name {
        "pulse" => {
            let top = asked.top.unwrap_or(7).min(MOST_ROWS);
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
            let (seed, trials) =
                (asked.seed.unwrap_or(1), asked.trials.map(|trials| trials.min(MOST_TRIALS)));
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
