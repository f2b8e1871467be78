//! The worked examples of `docs/concepts/` hold.

use linchpin_analysis::changes::{ChangesParams, changes};
use linchpin_analysis::chase::{ChaseParams, chase};
use linchpin_analysis::flow::{FlowParams, flow};
use linchpin_analysis::forecast::{ForecastParams, outlook};
use linchpin_analysis::health::{HealthParams, health};
use linchpin_analysis::outlook::Outlook;
use linchpin_analysis::program::{RiskRow, decisions, next_step, risks};
use linchpin_analysis::pulse::{PulseParams, pulse};
use linchpin_analysis::scope::Scope;
use linchpin_analysis::words;
use linchpin_analysis::workload::{WorkloadParams, workload};
use linchpin_model::{Moment, Program, World};
use linchpin_testing::Hub;

/// A page with one plan in it and, after it, what a report says of the plan.
fn check_page(page: &str, told: impl Fn(&World, Moment, &Hub) -> Vec<String>) {
    let block = |kind: &str| {
        let rest = page.split(&format!("```{kind}\n")).nth(1).expect("a block of this kind");
        rest.split("```").next().unwrap_or_default().to_string()
    };
    let mut hub = Hub::default();
    hub.read(&block("plan"));
    let told = told(&hub.world, hub.world.recorded_at, &hub);
    let expected = block("text");
    assert_eq!(told, expected.lines().collect::<Vec<_>>());
}

#[test]
fn the_example_of_flow_holds() {
    check_page(include_str!("../../../../docs/concepts/flow.md"), |world, as_of, _| {
        let figures = flow(world, &FlowParams::new(as_of)).whole;
        let days = |days: Option<f64>| format!("{:.1}", days.unwrap());
        let mut told = vec![format!(
            "{} items, {} open, {} done; cycle from started, n {}, p50 {}, p85 {}",
            figures.items,
            figures.open,
            figures.done,
            figures.cycle_days.n,
            days(figures.cycle_days.p50),
            days(figures.cycle_days.p85),
        )];
        for (place, week) in figures.throughput_per_week.iter().enumerate() {
            let wip = figures.wip.get(place).map_or_else(String::new, |wip| {
                format!("; on {} {} in progress", words::day(wip.on, as_of.date()), wip.count)
            });
            told.push(format!(
                "week of {}: {} done{wip}",
                words::day(week.week_starting, as_of.date()),
                week.done
            ));
        }
        told
    });
}

#[test]
fn the_example_of_chase_holds() {
    check_page(include_str!("../../../../docs/concepts/chase.md"), |world, as_of, _| {
        let list = chase(world, &Outlook::default(), &ChaseParams::new(as_of, Scope::All));
        let rows = list.rows.iter().map(|row| format!("{} [{}] {}", row.key, row.ask.words(), row.sentence));
        [list.sentence.clone()].into_iter().chain(rows).collect()
    });
}

#[test]
fn the_example_of_health_holds() {
    check_page(include_str!("../../../../docs/concepts/health.md"), |world, as_of, _| {
        let health = health(world, &Outlook::default(), &HealthParams::new(as_of, Scope::All));
        health
            .rows
            .iter()
            .map(|row| {
                let said = row
                    .reported
                    .as_ref()
                    .map_or_else(String::new, |said| format!(", said {}", said.health.word()));
                format!("{} {}{said}: {}", row.key, row.health.word(), row.sentence)
            })
            .chain(health.checks.iter().map(|check| format!("{}: {}", check.check, check.sentence)))
            .collect()
    });
}

#[test]
fn the_example_of_changes_holds() {
    check_page(include_str!("../../../../docs/concepts/changes.md"), |world, as_of, hub| {
        let params = ChangesParams::last_week(as_of);
        let changes = changes(&hub.as_of(params.since), world, &params);
        let rows = changes.rows.iter().map(|row| row.sentence.clone());
        [changes.sentence.clone()].into_iter().chain(rows).collect()
    });
}

#[test]
fn the_example_of_workload_holds() {
    check_page(include_str!("../../../../docs/concepts/workload.md"), |world, as_of, _| {
        let workload = workload(world, &WorkloadParams { as_of, scope: Scope::All });
        workload.rows.iter().map(|row| row.sentence.clone()).collect()
    });
}

#[test]
fn the_example_of_pulse_holds() {
    check_page(include_str!("../../../../docs/concepts/pulse.md"), |world, as_of, _| {
        let pulse = pulse(world, &Outlook::default(), &PulseParams::new(as_of, Scope::All));
        let rows = pulse
            .rows
            .iter()
            .map(|row| format!("{}. {}: {}, {} minutes", row.rank, row.key, row.action, row.cost_minutes));
        [pulse.sentence.clone()].into_iter().chain(rows).collect()
    });
}

#[test]
fn the_example_of_a_program_holds() {
    check_page(include_str!("../../../../docs/concepts/program.md"), |world, as_of, _| {
        let program = world.live::<Program>().next().expect("a program").id;
        let outlook = outlook(world, &ForecastParams::new(as_of));
        let list = chase(world, &outlook, &ChaseParams::new(as_of, Scope::Program(program)));
        let next = next_step(&decisions(world, program), &list, as_of.date());
        let told = |risk: &RiskRow| {
            format!("{}: {} days, {}", risk.title, risk.days.unwrap_or_default(), risk.likelihood)
        };
        next.into_iter().chain(risks(world, program).iter().map(told)).collect()
    });
}
