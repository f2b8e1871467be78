//! The critical path of a million items: both passes and floats, from unsorted rows, and after single changes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use linchpin_analysis::schedule::{Incremental, Lag, Link, LinkKind, Network, Rules, solve};

use crate::networks::{Chance, DAY, mixed, plain, shuffled};
use crate::{Row, floor, median, seconds, timed};

const ITEMS: u32 = 1_000_000;
const CHANGES: usize = 4_000;

/// Tells this program to be the process whose memory is measured.
pub(crate) const CHILD: &str = "schedule-and-tell-memory";

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let floor = format!("{:.0} GB/s of memory", floor::memory_gigabytes_per_second());
    let row = |what: &str, must: &str, measured: String, holds: bool| Row {
        what: what.into(),
        must: must.into(),
        measured,
        holds,
        floor: floor.clone(),
    };
    let mut one = Incremental::new(plain(ITEMS, 7), &Rules::default());
    let time = passes(&mut one);
    rows.push(row(
        "critical path, 1 M items, 2 M links, one calendar: passes and floats",
        "40 ms",
        seconds(time),
        time < 0.04,
    ));
    for (what, changes) in [
        ("one duration 3 days longer or shorter, 1 M items", durations(&mut one)),
        ("one link added or taken out, 1 M items", links(&mut one)),
    ] {
        let (p50, p99) = (changes[changes.len() / 2], changes[changes.len() * 99 / 100]);
        let last = changes[changes.len() - 1];
        let measured = format!("P50 {}, P99 {}, most {}", seconds(p50), seconds(p99), seconds(last));
        rows.push(row(what, "P50 10 µs, P99 1 ms", measured, p50 < 10e-6 && p99 < 1e-3));
    }
    drop(one);
    let mut many = Incremental::new(mixed(ITEMS, 7), &Rules::default());
    let time = passes(&mut many);
    rows.push(row(
        "the same with four kinds of link, lags, 50 calendars, constraints",
        "150 ms",
        seconds(time),
        time < 0.15,
    ));
    drop(many);
    let table = Table::of(&shuffled(&plain(ITEMS, 7), 9));
    let times = (0..5).map(|_| timed(|| black_box(Incremental::new(table.network(), &Rules::default()))).0);
    let time = median(times.collect());
    rows.push(row(
        "1 M items from unsorted rows: index, loop check, order, passes",
        "600 ms",
        seconds(time),
        time < 0.6,
    ));
    let told = Command::new(std::env::current_exe()?).args([CHILD, "1000000"]).output()?;
    let kilobytes: f64 = String::from_utf8(told.stdout)?.trim().parse().context("the memory of the child")?;
    rows.push(row(
        "memory of a process with 1 M items and their schedule",
        "1.0 GB",
        format!("{:.0} MB at its peak", kilobytes / 1e3),
        kilobytes < 1e6,
    ));
    Ok(())
}

/// Schedules a network and tells the largest memory that the process ever had, in kB.
pub(crate) fn child(items: &str) -> Result<()> {
    let network = mixed(items.parse()?, 7);
    let solution = solve(&network, &Rules::default());
    anyhow::ensure!(solution.nodes.iter().flatten().count() == network.nodes.len(), "every item has dates");
    println!("{}", crate::hubs::peak_kilobytes(Path::new("/proc/self/status"))?);
    Ok(())
}

fn passes(plan: &mut Incremental) -> f64 {
    let mut times = Vec::new();
    for _ in 0..9 {
        let (seconds, sum) = timed(|| {
            plan.pass();
            plan.floats().fold(0i64, |sum, (_, total, free)| sum + i64::from(total) + i64::from(free))
        });
        black_box(sum);
        times.push(seconds);
    }
    median(times)
}

/// Seconds of each change, in order.
fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

/// Items of chance made three days longer, and as they were again.
fn durations(plan: &mut Incremental) -> Vec<f64> {
    let mut chance = Chance::new(3);
    let mut times = Vec::new();
    for _ in 0..CHANGES / 2 {
        let node = chance.below(u64::from(ITEMS)) as u32;
        let minutes = plan.network().nodes[node as usize].duration;
        for minutes in [minutes + 3 * DAY, minutes] {
            let (seconds, dates) = timed(|| {
                plan.set_duration(node, minutes);
                plan.dates(node)
            });
            black_box(dates);
            times.push(seconds);
        }
    }
    sorted(times)
}

/// Links between items of chance that lie near each other added, and taken out again.
fn links(plan: &mut Incremental) -> Vec<f64> {
    let mut chance = Chance::new(5);
    let mut times = Vec::new();
    for _ in 0..CHANGES / 2 {
        let predecessor = chance.below(u64::from(ITEMS) - 20_000) as u32;
        let successor = predecessor + 1 + chance.below(20_000) as u32;
        let link = Link { predecessor, successor, kind: LinkKind::FinishStart, lag: Lag::default() };
        let (seconds, added) = timed(|| plan.add_link(link));
        times.push(seconds);
        if let Ok(link) = added {
            times.push(timed(|| plan.remove_link(link)).0);
        }
    }
    sorted(times)
}

/// Items and links as rows that name each other by keys, in no order.
struct Table {
    network: Network,
    keys: Vec<u64>,
    links: Vec<(u64, u64)>,
}

impl Table {
    fn of(network: &Network) -> Self {
        let key = |node: u32| (u64::from(node) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let keys = (0..network.nodes.len() as u32).map(key).collect();
        let links = network.links.iter().map(|link| (key(link.predecessor), key(link.successor))).collect();
        Self { network: Network { links: Vec::new(), ..network.clone() }, keys, links }
    }

    fn network(&self) -> Network {
        let mut index: HashMap<u64, u32, BuildHasherDefault<AsItIs>> = HashMap::default();
        index.reserve(self.keys.len());
        index.extend(self.keys.iter().copied().zip(0u32..));
        let link = |(predecessor, successor): &(u64, u64)| {
            let (predecessor, successor) = (index[predecessor], index[successor]);
            Link { predecessor, successor, kind: LinkKind::FinishStart, lag: Lag::default() }
        };
        Network { links: self.links.iter().map(link).collect(), ..self.network.clone() }
    }
}

/// The keys look like chance already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
