//! The critical path of a million items.

use anyhow::Result;
use linchpin_analysis::schedule::{Rules, solve};

use crate::networks::{mixed, plain, shuffled};
use crate::{Row, floor, median, seconds, timed};

const ITEMS: u32 = 1_000_000;

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let floor = format!("{:.0} GB/s of memory", floor::memory_gigabytes_per_second());
    for (what, network) in
        [("plain", plain(ITEMS, 7)), ("mixed", mixed(ITEMS, 7)), ("shuffled", shuffled(&plain(ITEMS, 7), 9))]
    {
        let times: Vec<f64> = (0..3)
            .map(|_| timed(|| std::hint::black_box(solve(&network, &Rules::default()).span)).0)
            .collect();
        rows.push(Row {
            what: what.into(),
            must: "-".into(),
            measured: seconds(median(times)),
            holds: true,
            floor: floor.clone(),
        });
    }
    Ok(())
}
