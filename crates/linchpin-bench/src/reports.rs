//! Reports and decisions over a World of a hundred thousand items, without the disk and without how they are written.

use anyhow::{Context, Result};
use linchpin_analysis::{self as analysis, Grounds, Outlook, Scope};
use linchpin_model::command::Command;
use linchpin_model::decide::{DecideParams, decide};
use linchpin_model::event::AnyFields;
use linchpin_model::{DependencyField, Id, ItemField, Node, Thing, World};
use linchpin_testing::generate::{HubSize, entries};

use crate::{Row, floor, median, seconds, timed};

const SIZE: HubSize = HubSize { items: 100_000, entries: 400_000, programs: 200, seed: 7 };
const RUNS: usize = 7;
const PROGRAM: Scope = Scope::Program(Id::new(100));

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let mut world = World::default();
    entries(SIZE).for_each(|entry| world.apply(&entry));
    let floor = format!("{:.0} GB/s of memory", floor::memory_gigabytes_per_second());
    let mut add = |what: String, must: f64, time: f64| {
        rows.push(Row {
            what: format!("{what} at {} items", SIZE.items),
            must: seconds(must),
            measured: seconds(time),
            holds: time < must,
            floor: floor.clone(),
        });
    };
    let today = world.recorded_at;
    let middle = |call: &dyn Fn() -> usize, runs| median((0..runs).map(|_| timed(call).0).collect());
    add("what all reports rest on, looked up".into(), 0.1, middle(&|| ground(&world), RUNS));
    let grounds = Grounds::new(&world, today);
    for (of, must, scope) in [("everything", 1.0, Scope::All), ("one of 200 programs", 0.04, PROGRAM)] {
        for (name, report) in REPORTS {
            let time = middle(&|| report(&world, &grounds, scope), RUNS);
            add(format!("{name} of {of}"), must, time);
        }
    }
    for (of, must, scope) in [("everything", 5.0, Scope::All), ("one of 200 programs", 0.04, PROGRAM)] {
        let time = middle(&|| outlook(&world, &grounds, scope), 3);
        add(format!("forecast of {of}"), must, time);
    }
    for (name, command) in commands() {
        let decided = || decide(&world, &command, &DecideParams { at: today, texts: &[] });
        decided().context(name)?;
        let time = middle(&|| decided().map_or(0, |events| events.len()), 101);
        add(format!("deciding {name}"), 0.001, time);
    }
    Ok(())
}

fn ground(world: &World) -> usize {
    Grounds::new(world, world.recorded_at).promises.len()
}

fn outlook(world: &World, grounds: &Grounds, scope: Scope) -> usize {
    let params = analysis::ForecastParams { scope, ..analysis::ForecastParams::new(grounds.as_of) };
    let nothing_kept = &mut analysis::forecast::Kept::default();
    analysis::forecast::forecast_and_outlook_on(world, grounds, &params, nothing_kept).1.nodes.len()
}

/// A report by name; how much it found, so that nothing is left out of the measurement.
type Report = (&'static str, fn(&World, &Grounds, Scope) -> usize);

/// Reports that rest on the forecast are measured without one: it is computed in the background.
const REPORTS: [Report; 5] = [
    ("flow", |world, grounds, scope| {
        let params = analysis::FlowParams { scope, ..analysis::FlowParams::new(grounds.as_of) };
        analysis::flow::on(world, &grounds.links, &params).whole.items
    }),
    ("chase", |world, grounds, scope| {
        let params = analysis::ChaseParams::new(grounds.as_of, scope);
        analysis::chase::on(world, grounds, &Outlook::default(), &params).rows.len()
    }),
    ("health", |world, grounds, scope| {
        let params = analysis::HealthParams::new(grounds.as_of, scope);
        analysis::health::on(world, grounds, &Outlook::default(), &params).rows.len()
    }),
    ("workload", |world, grounds, scope| {
        let params = analysis::WorkloadParams { as_of: grounds.as_of, scope };
        analysis::workload::on(world, grounds, &params).rows.len()
    }),
    ("pulse", |world, grounds, scope| {
        let params = analysis::PulseParams::new(grounds.as_of, scope);
        analysis::pulse::on(world, grounds, &Outlook::default(), &params).needs
    }),
];

fn commands() -> [(&'static str, Command); 3] {
    let (first, last) = (Id::new(50_001), Id::new(50_400));
    let dependency = vec![
        DependencyField::Predecessor(Some(Node::Item(first))),
        DependencyField::Successor(Some(Node::Item(last))),
    ];
    let parent = AnyFields::Item(vec![ItemField::Parent(Some(first))]);
    [
        ("a dependency", Command::Add { key: None, fields: AnyFields::Dependency(dependency) }),
        ("a parent", Command::Change { thing: Thing::Item(Id::new(50_003)), fields: parent, seen_at: None }),
        (
            "a merge",
            Command::Merge { from: Thing::Item(Id::new(50_003)), into: Thing::Item(Id::new(50_005)) },
        ),
    ]
}
