//! One change to a World of many items: clone, apply, publish.

use std::sync::Arc;

use anyhow::Result;
use linchpin_model::World;
use linchpin_testing::generate::{HubSize, entries};

use crate::{Row, floor, median, seconds, timed};

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let floor = format!("{:.0} GB/s of memory", floor::memory_gigabytes_per_second());
    for (items, history) in [(100_000u32, 1_000_000u64), (1_000_000, 2_000_000)] {
        let size = HubSize { items, entries: history, programs: 200, seed: 7 };
        let mut world = World::default();
        entries(size).for_each(|entry| world.apply(&entry));
        let mut published = Arc::new(world);
        let changes = entries(HubSize { entries: history + 2_000, ..size }).skip(history as usize);
        let mut times = Vec::new();
        for change in changes {
            let (seconds, next) = timed(|| {
                let mut next = (*published).clone();
                next.apply(&change);
                Arc::new(next)
            });
            published = next;
            times.push(seconds);
        }
        times.sort_by(f64::total_cmp);
        let (p50, p99) = (median(times.clone()), times[times.len() * 99 / 100]);
        rows.push(Row {
            what: format!("publishing one change at {items} items"),
            must: "1 ms".into(),
            measured: format!("P50 {}, P99 {}", seconds(p50), seconds(p99)),
            holds: p99 < 0.001,
            floor: floor.clone(),
        });
    }
    Ok(())
}
