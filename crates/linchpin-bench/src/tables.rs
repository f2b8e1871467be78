//! A table of a hundred thousand rows: read, compared with the World, recorded; and read again with nothing to do.

use std::fmt::Write;
use std::sync::Arc;

use anyhow::Result;
use linchpin_connectors::formats::{Format, ReadOptions, read};
use linchpin_hub::{Hub, Location, OpenParams, Reading, ReadingParams, SystemChance, SystemClock};

use crate::{Row, floor, median, seconds, timed};

const ROWS: u32 = 100_000;

pub(crate) fn rows(rows: &mut Vec<Row>) -> Result<()> {
    let table = table(ROWS);
    let syncs = floor::syncs_per_second()?;
    let (mut firsts, mut agains) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let folder = tempfile::tempdir()?;
        let location = Location::File(folder.path().join("hub.linchpin"));
        let params = OpenParams {
            location,
            workspace: None,
            create: true,
            clock: Arc::new(SystemClock),
            chance: Arc::new(SystemChance),
        };
        let hub = Hub::open(params)?.hub;
        let (first, reading) = timed(|| import(&hub, &table));
        anyhow::ensure!(reading?.events >= ROWS as usize, "every row was recorded");
        let (again, reading) = timed(|| import(&hub, &table));
        anyhow::ensure!(reading?.events == 0, "nothing is new the second time");
        firsts.push(first);
        agains.push(again);
    }
    let (first, again) = (median(firsts), median(agains));
    let floor = format!("{syncs:.0} syncs a second");
    rows.push(Row {
        what: format!("{ROWS} rows of CSV read, reconciled and recorded"),
        must: "2 s".into(),
        measured: seconds(first),
        holds: first < 2.0,
        floor: floor.clone(),
    });
    rows.push(Row {
        what: "the same read again with nothing to do".into(),
        must: "1 s".into(),
        measured: seconds(again),
        holds: again < 1.0,
        floor,
    });
    Ok(())
}

fn import(hub: &Hub, table: &str) -> Result<Reading> {
    let options = ReadOptions { name: "tasks.csv", ..ReadOptions::default() };
    let batch = read(Format::Csv, table.as_bytes(), &options)?;
    Ok(hub.read(&batch, &ReadingParams::default())?)
}

/// A table with the usual columns, the same every time.
pub(crate) fn table(rows: u32) -> String {
    let mut table =
        String::from("ID,Title,Status,Owner,Due,Estimate,Priority,Labels,Created,Finished,Blocked by\n");
    for number in 1..=rows {
        let done = number % 3 == 0;
        let status = if done {
            "Done"
        } else if number % 3 == 1 {
            "In progress"
        } else {
            "To do"
        };
        let finished =
            if done { format!("2026-0{}-{:02}", 1 + number % 8, 1 + number % 27) } else { String::new() };
        let blocked_by =
            if number > 10 && number % 5 == 0 { format!("T-{}", number - 7) } else { String::new() };
        let _ = writeln!(
            table,
            "T-{number},Piece of work {number},{status},Person {},2026-{:02}-{:02},{}d,P{},team-{},2025-{:02}-{:02},{finished},{blocked_by}",
            number % 40,
            1 + number % 12,
            1 + number % 28,
            1 + number % 9,
            number % 3,
            number % 7,
            1 + number % 12,
            1 + number % 28,
        );
    }
    table
}
